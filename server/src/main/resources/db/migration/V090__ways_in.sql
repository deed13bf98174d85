-- Shut for signing in since an attempt looked like somebody else's; the person's own mail opens it again.
alter table app_user add column blocked_at timestamptz;
-- When the way back was mailed last.
alter table app_user add column way_back_at timestamptz;

-- The browser's own name for itself, from its signed cookie; and a sign-in that its person disowned teaches nothing.
alter table login add column device_id uuid;
grant update (result) on login to ${app};

-- An address that somebody wants to change to, until they prove that it is theirs.
create table address_change (
    id         uuid primary key,
    user_id    uuid        not null unique references app_user on delete cascade,
    email      text        not null,
    created_at timestamptz not null default now()
);
grant select, insert, update, delete on address_change to ${app}, ${operator};

-- The address that somebody had before a change, for as long as the change can be taken back from there.
create table former_address (
    id         uuid primary key,
    user_id    uuid        not null references app_user on delete cascade,
    email      text        not null,
    created_at timestamptz not null default now()
);
create index former_address_user on former_address (user_id, created_at);
grant select, insert, update, delete on former_address to ${app}, ${operator};

-- Mailed to an address that its person has left since: what is done from the new one does not void it.
alter table mailed_token add column lasting boolean not null default false;

-- The list of a person's sessions is read by the page, the newest first.
drop index session_by_user;
create index session_by_user on session (user_id, id);
