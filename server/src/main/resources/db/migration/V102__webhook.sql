-- Receivers outside. Two secrets sign for a while after a rotation.
create table webhook_endpoint (
    id             uuid primary key,
    account_id     uuid        not null references account on delete cascade,
    url            text        not null,
    description    text        not null default '',
    -- Names of events, or '*' for all.
    events         text[]      not null,
    sealed         bytea       not null,
    previous       bytea,
    previous_until timestamptz,
    created_at     timestamptz not null default now(),
    paused_at      timestamptz,
    paused_by      text check (paused_by in ('you', 'failing', 'gone')),
    -- How often it has failed since it worked last, since when, and until when it is left alone for it.
    failures       integer     not null default 0,
    failing_since  timestamptz,
    rest_until     timestamptz
);
create index webhook_endpoint_list on webhook_endpoint (account_id, id desc);
alter table webhook_endpoint enable row level security;
alter table webhook_endpoint force row level security;
create policy own on webhook_endpoint
    using (account_id = (select current_setting('app.account_id')::uuid))
    with check (account_id = (select current_setting('app.account_id')::uuid));
grant select, insert, update, delete on webhook_endpoint to ${app};
grant select on webhook_endpoint to ${operator};

-- What is told to them: one row for an event, however many receivers it has. Its id is the webhook-id.
create table webhook_message (
    id         uuid primary key,
    account_id uuid        not null references account on delete cascade,
    type       text        not null,
    -- As it is signed and sent, to the letter.
    payload    text        not null,
    created_at timestamptz not null default now()
);
create index webhook_message_account on webhook_message (account_id);
create index webhook_message_age on webhook_message (created_at);
alter table webhook_message enable row level security;
alter table webhook_message force row level security;
create policy own on webhook_message
    using (account_id = (select current_setting('app.account_id')::uuid))
    with check (account_id = (select current_setting('app.account_id')::uuid));
-- The function below runs as the schema's owner, whom nobody is who serves a request.
create policy forgetting on webhook_message to current_user using (true) with check (true);
grant select, insert on webhook_message to ${app};
grant select, delete on webhook_message to ${operator};

-- Events hold ids and no names; one that holds somebody's address calls it email, and goes with them.
create index webhook_message_email on webhook_message ((payload::jsonb #>> '{data,email}'))
    where payload like '%"email"%';
create function forget_in_webhooks() returns void
    language sql security definer
    set search_path = public, pg_temp as
$$
    delete from webhook_message
     where payload like '%"email"%' and payload::jsonb #>> '{data,email}'
           = (select email from app_user where id = current_setting('app.user_id')::uuid);
$$;
revoke all on function forget_in_webhooks() from public;
grant execute on function forget_in_webhooks() to ${app};

-- A message on its way to one receiver.
create table webhook_delivery (
    id              uuid primary key,
    account_id      uuid        not null references account on delete cascade,
    message_id      uuid        not null references webhook_message on delete cascade,
    -- No reference: a receiver goes at once, however many deliveries it has; these go with their messages.
    endpoint_id     uuid        not null,
    kind            text        not null check (kind in ('event', 'replay', 'test')),
    state           text        not null default 'waiting' check (state in ('waiting', 'delivered', 'dead')),
    -- How often it was taken to be sent, and what came of each time.
    attempts        integer     not null default 0,
    answers         jsonb       not null default '[]',
    next_attempt_at timestamptz not null default now(),
    created_at      timestamptz not null default now(),
    ended_at        timestamptz
);
create index webhook_delivery_list on webhook_delivery (endpoint_id, id desc);
create index webhook_delivery_waiting on webhook_delivery (endpoint_id, next_attempt_at) where state = 'waiting';
create index webhook_delivery_message on webhook_delivery (message_id);
create index webhook_delivery_account on webhook_delivery (account_id);
create index webhook_delivery_stale on webhook_delivery (created_at) where state = 'waiting';
alter table webhook_delivery enable row level security;
alter table webhook_delivery force row level security;
create policy own on webhook_delivery
    using (account_id = (select current_setting('app.account_id')::uuid))
    with check (account_id = (select current_setting('app.account_id')::uuid));
grant select, insert, update on webhook_delivery to ${app};
grant select, update on webhook_delivery to ${operator};

-- So that one event cannot be multiplied at will; other plans say themselves what they allow.
update plan set limits = limits || '{"webhooks": 20}' where id = 'free';
