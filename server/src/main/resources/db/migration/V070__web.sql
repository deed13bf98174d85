-- Answers kept for 24 hours under the caller's Idempotency-Key, sealed.
create table idempotency (
    account_id uuid        not null references account on delete cascade,
    user_id    uuid        not null references app_user on delete cascade,
    key        text        not null,
    request    text        not null,
    answer     bytea       not null default '',
    created_at timestamptz not null default now(),
    primary key (account_id, user_id, key)
);
create index idempotency_age on idempotency (created_at);
alter table idempotency enable row level security;
alter table idempotency force row level security;
create policy own on idempotency
    using (account_id = (select current_setting('app.account_id')::uuid))
    with check (account_id = (select current_setting('app.account_id')::uuid));
grant select, insert, update on idempotency to ${app};
grant select, delete on idempotency to ${operator};
