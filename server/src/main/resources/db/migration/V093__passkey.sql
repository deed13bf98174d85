-- Keys that people's devices keep, and of which we know the public half.
create table passkey (
    id            uuid primary key,
    user_id       uuid        not null references app_user on delete cascade,
    credential_id bytea       not null unique,
    public_key    bytea       not null,
    attestation   bytea       not null,
    client_data   bytea       not null,
    transports    text        not null,
    -- How often the device has used it, as it says itself; some never count.
    uses          bigint      not null,
    backed_up     boolean     not null,
    name          text        not null,
    created_at    timestamptz not null default now(),
    last_used_at  timestamptz
);
create index passkey_user on passkey (user_id, id);
grant select, insert, update, delete on passkey to ${app}, ${operator};

-- A challenge that a device is to sign. It is good once: for the person who adds a key, or for whoever signs in.
create table passkey_challenge (
    challenge  bytea primary key,
    user_id    uuid references app_user on delete cascade,
    expires_at timestamptz not null
);
create index passkey_challenge_user on passkey_challenge (user_id);
create index passkey_challenge_expiry on passkey_challenge (expires_at);
grant select, insert, update, delete on passkey_challenge to ${app}, ${operator};
