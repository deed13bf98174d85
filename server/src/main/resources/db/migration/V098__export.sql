-- In which language people are written to who are not known yet, such as those who are invited.
alter table account add column locale text not null default 'en' check (locale in ('en', 'es'));

-- Work that goes on behind a request, in the columns that db-scheduler asks for.
create table job (
    task_name            text        not null,
    task_instance        text        not null,
    task_data            bytea,
    execution_time       timestamptz not null,
    picked               boolean     not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures integer,
    last_heartbeat       timestamptz,
    version              bigint      not null,
    primary key (task_name, task_instance)
);
create index job_due on job (execution_time);
create index job_heartbeat on job (last_heartbeat);
grant select, insert, update, delete on job to ${app};

-- Archives of everything that an account owns, each made once and fetched once.
create table account_export (
    id         uuid primary key,
    account_id uuid        not null references account on delete cascade,
    user_id    uuid        references app_user on delete set null,
    state      text        not null default 'waiting'
        check (state in ('waiting', 'running', 'ready', 'fetched', 'failed')),
    bytes      bigint,
    created_at timestamptz not null default now(),
    ready_at   timestamptz,
    expires_at timestamptz,
    fetched_at timestamptz
);
create index account_export_newest on account_export (account_id, id desc);
create index account_export_user on account_export (user_id);
-- One at a time.
create unique index account_export_underway on account_export (account_id) where state in ('waiting', 'running');
create index account_export_age on account_export (created_at);
alter table account_export enable row level security;
alter table account_export force row level security;
create policy own on account_export
    using (account_id = (select current_setting('app.account_id')::uuid))
    with check (account_id = (select current_setting('app.account_id')::uuid));
grant select, insert, update on account_export to ${app};
grant select, delete on account_export to ${operator};

-- Their bytes, sealed.
create table account_export_chunk (
    account_id uuid    not null references account on delete cascade,
    export_id  uuid    not null references account_export on delete cascade,
    number     integer not null,
    sealed     bytea   not null,
    primary key (export_id, number)
);
create index account_export_chunk_account on account_export_chunk (account_id);
-- The bytes are random: to compress them would only take time.
alter table account_export_chunk alter column sealed set storage external;
alter table account_export_chunk enable row level security;
alter table account_export_chunk force row level security;
create policy own on account_export_chunk
    using (account_id = (select current_setting('app.account_id')::uuid))
    with check (account_id = (select current_setting('app.account_id')::uuid));
grant select, insert, delete on account_export_chunk to ${app};
grant select, delete on account_export_chunk to ${operator};
