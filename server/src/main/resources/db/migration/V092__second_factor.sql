-- The secret that somebody's authenticator app makes codes of. It counts once the first code was right.
create table second_factor (
    user_id      uuid primary key references app_user on delete cascade,
    secret       bytea       not null,
    active_since timestamptz,
    -- Of the last code that was taken: neither it nor an earlier one is taken again.
    last_step    bigint      not null default 0,
    created_at   timestamptz not null default now()
);
grant select, insert, update, delete on second_factor to ${app}, ${operator};

-- For whoever has lost the app. A used one is gone.
create table backup_code (
    user_id uuid     not null references second_factor on delete cascade,
    number  smallint not null check (number between 0 and 9),
    hash    text     not null,
    primary key (user_id, number)
);
grant select, insert, delete on backup_code to ${app}, ${operator};

-- Every code that was tried of late and was not right: so many in so much time, whichever node is asked.
create table code_guess (
    id         uuid primary key,
    user_id    uuid        not null references app_user on delete cascade,
    created_at timestamptz not null default now()
);
create index code_guess_user on code_guess (user_id, created_at);
create index code_guess_time on code_guess (created_at);
grant select, insert, update, delete on code_guess to ${app}, ${operator};

-- A sign-in whose first factor was right and whose second is still to come, kept as the SHA-256 of its token.
create table pending_sign_in (
    hash        bytea primary key,
    user_id     uuid        not null references app_user on delete cascade,
    by_password boolean     not null,
    -- Of a sign-in that a browser does for a native app: the SHA-256 of what the app shows to complete it.
    challenge   text,
    expires_at  timestamptz not null
);
create index pending_sign_in_user on pending_sign_in (user_id);
create index pending_sign_in_expiry on pending_sign_in (expires_at);
grant select, insert, update, delete on pending_sign_in to ${app}, ${operator};

alter table session add column second_factor boolean not null default false;
-- When its person last proved who they are, by signing in or again in between.
alter table session add column proved_at timestamptz not null default now();

alter table account add column second_factor_required boolean not null default false;
