-- API keys. They belong to the account. The key itself stands nowhere: it is found by an HMAC of it, and read again from what
-- only a secret outside the database opens.
create table api_key (
    id             uuid primary key,
    account_id     uuid        not null references account on delete cascade,
    -- The member it acts for: its maker, or the owner who took it over. Nobody, when the last one was erased.
    user_id        uuid        references app_user on delete set null,
    name           text        not null,
    -- What its maker was: it never may more than that.
    role           text        not null check (role in ('owner', 'admin', 'developer', 'user')),
    scopes         text[]      not null,
    -- Networks it may come from; none: from anywhere.
    networks       text[]      not null,
    lookup         bytea       not null unique,
    sealed         bytea,
    hint           text        not null,
    -- The one before the last rotation, as long as both are taken.
    previous       bytea       unique,
    previous_until timestamptz,
    created_at     timestamptz not null default now(),
    expires_at     timestamptz,
    last_used_at   timestamptz,
    -- Since when it is refused because somebody has found it where it does not belong.
    quarantined_at timestamptz
);
create index api_key_list on api_key (account_id, id desc);
create index api_key_user on api_key (user_id);
alter table api_key enable row level security;
alter table api_key force row level security;
create policy own on api_key
    using (account_id = (select current_setting('app.account_id')::uuid))
    with check (account_id = (select current_setting('app.account_id')::uuid));
grant select, insert, update, delete on api_key to ${app};
grant select on api_key to ${operator};
