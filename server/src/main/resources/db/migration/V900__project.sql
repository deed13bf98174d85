-- The sample feature. Numbers from 900 on are the customer's own.
create table project (
    id         uuid primary key,
    account_id uuid        not null references account on delete cascade,
    name       text        not null,
    notes      text        not null,
    archived   boolean     not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index project_account on project (account_id, id desc);
alter table project enable row level security;
alter table project force row level security;
create policy own on project
    using (account_id = (select current_setting('app.account_id')::uuid))
    with check (account_id = (select current_setting('app.account_id')::uuid));
grant select, insert, update, delete on project to ${app}, ${operator};
