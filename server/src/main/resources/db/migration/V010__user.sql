-- A person has one address and any number of memberships, so this table belongs to no account.
create table app_user (
    id            uuid primary key,
    email         text        not null unique,
    name          text        not null,
    password_hash text        not null,
    locale        text        not null,
    avatar        text,
    verified_at   timestamptz,
    disabled_at   timestamptz,
    created_at    timestamptz not null default now()
);
grant select, insert, update, delete on app_user to ${app}, ${operator};

-- What one sign-up for a not yet confirmed address brought with it. Whoever confirms the address gets what their own
-- sign-up said, so that nobody can plant a password under another person's address.
create table registration (
    id            uuid primary key,
    user_id       uuid        not null references app_user on delete cascade,
    name          text        not null,
    account_name  text        not null,
    password_hash text        not null,
    locale        text        not null,
    created_at    timestamptz not null default now()
);
create index registration_user on registration (user_id, created_at desc);
grant select, insert, delete on registration to ${app}, ${operator};
