-- One row a sign-in and device. The row is the session: no row, no access, whatever token is shown.
create table session (
    id           uuid primary key,
    user_id      uuid        not null references app_user on delete cascade,
    account_id   uuid        references account on delete cascade,
    verified     boolean     not null,
    registration uuid        references registration on delete set null,
    ip           inet        not null,
    device       text        not null,
    browser      text        not null,
    created_at   timestamptz not null default now(),
    last_used_at timestamptz not null default now(),
    expires_at   timestamptz not null
);
create index session_by_user on session (user_id);
create index session_by_account on session (account_id);
create index session_expiry on session (expires_at);
alter table session enable row level security;
alter table session force row level security;
create policy own on session
    using (user_id = (select current_setting('app.user_id')::uuid)
        or account_id = (select current_setting('app.account_id')::uuid))
    with check (user_id = (select current_setting('app.user_id')::uuid));
grant select, insert, update, delete on session to ${app}, ${operator};

-- Refresh tokens, kept as their SHA-256. A used one stays, so that its second use is noticed.
create table refresh_token (
    hash       bytea primary key,
    session_id uuid        not null references session on delete cascade,
    user_id    uuid        not null references app_user on delete cascade,
    created_at timestamptz not null default now(),
    used_at    timestamptz
);
create index refresh_token_session on refresh_token (session_id);
grant select, insert, update, delete on refresh_token to ${app}, ${operator};
