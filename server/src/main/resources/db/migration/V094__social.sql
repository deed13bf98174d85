-- Who a network says somebody is: its own name for them, never their address.
create table social_identity (
    id           uuid primary key,
    user_id      uuid        not null references app_user on delete cascade,
    network      text        not null,
    issuer       text        not null,
    subject      text        not null,
    -- As the network told them last, for their person to see.
    email        text,
    picture      text,
    created_at   timestamptz not null default now(),
    last_used_at timestamptz,
    unique (issuer, subject)
);
create index social_identity_user on social_identity (user_id, id);
grant select, insert, update, delete on social_identity to ${app}, ${operator};

-- Somebody on their way to a network and back. The state that they bring along is kept as its SHA-256, and so is the
-- cookie of the browser that set out. Who links or proves again does so for the session that asked, and as long as it
-- lives.
create table social_flow (
    hash       bytea primary key,
    network    text        not null,
    browser    bytea       not null,
    purpose    text        not null check (purpose in ('sign_in', 'link', 'step_up')),
    user_id    uuid references app_user on delete cascade,
    session_id uuid references session on delete cascade,
    -- Of a native app: the SHA-256 of what it will show to get its tokens.
    challenge  text,
    expires_at timestamptz not null,
    check ((purpose = 'sign_in') = (session_id is null)),
    check ((user_id is null) = (session_id is null))
);
create index social_flow_user on social_flow (user_id);
create index social_flow_session on social_flow (session_id);
create index social_flow_expiry on social_flow (expires_at);
grant select, insert, update, delete on social_flow to ${app}, ${operator};

-- An identity that is proved, of somebody whose address is not: a sign-up that waits for one. Both tokens, the one of
-- the page and the one in the mail, are kept as their SHA-256, and so is the cookie of the browser.
create table social_sign_up (
    id         uuid primary key,
    hash       bytea       not null unique,
    browser    bytea       not null,
    network    text        not null,
    issuer     text        not null,
    subject    text        not null,
    email      text,
    name       text        not null,
    picture    text,
    mail_hash  bytea unique,
    expires_at timestamptz not null
);
create index social_sign_up_expiry on social_sign_up (expires_at);
grant select, insert, update, delete on social_sign_up to ${app}, ${operator};
