-- The outbox: a mail is written in the transaction that causes it and sent afterwards. Its text holds links that sign
-- people in, so it is sealed, and wiped once it is sent.
create table mail (
    id              uuid primary key,
    recipient       text        not null,
    kind            text        not null,
    sealed          bytea,
    state           text        not null default 'waiting'
        check (state in ('waiting', 'sent', 'expired', 'dead')),
    attempts        integer     not null default 0,
    created_at      timestamptz not null default now(),
    expires_at      timestamptz,
    next_attempt_at timestamptz not null default now(),
    ended_at        timestamptz,
    last_error      text
);
create index mail_waiting on mail (next_attempt_at) where state = 'waiting';
create index mail_recipient on mail (recipient);
create index mail_ended on mail (ended_at) where state <> 'waiting';
grant select, insert, update, delete on mail to ${app}, ${operator};

-- The development mailbox.
create table mailbox (
    id        uuid primary key,
    recipient text        not null,
    sealed    bytea       not null,
    sent_at   timestamptz not null
);
create index mailbox_newest on mailbox (sent_at desc, id desc);
create index mailbox_recipient on mailbox (recipient, sent_at desc);
grant select, insert, delete on mailbox to ${app};

-- Tokens that travel by mail, kept as their SHA-256. The nonce ties one to the browser that asked for it.
create table mailed_token (
    hash       bytea primary key,
    purpose    text        not null,
    user_id    uuid        not null references app_user on delete cascade,
    subject    uuid,
    nonce_hash bytea,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at    timestamptz
);
create index mailed_token_user on mailed_token (user_id, purpose);
create index mailed_token_expiry on mailed_token (expires_at);
grant select, insert, update, delete on mailed_token to ${app}, ${operator};
