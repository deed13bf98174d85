-- Somebody who is asked into an account by an address. The link in the mail bears a token, kept as its SHA-256; the row goes
-- when the invite is accepted, declined or withdrawn, and what became of it stands in the audit trail.
create table invite (
    id         uuid primary key,
    account_id uuid        not null references account on delete cascade,
    email      text        not null,
    role       text        not null check (role in ('admin', 'developer', 'user')),
    -- Nobody, once that member is gone: then the link is void until another one sends it again.
    invited_by uuid,
    hash       bytea       not null unique,
    created_at timestamptz not null default now(),
    sent_at    timestamptz not null default now(),
    expires_at timestamptz not null,
    unique (account_id, email),
    foreign key (account_id, invited_by) references membership on delete set null (invited_by)
);
create index invite_list on invite (account_id, id desc);
create index invite_email on invite (email);
create index invite_inviter on invite (account_id, invited_by);
create index invite_expiry on invite (expires_at);
alter table invite enable row level security;
alter table invite force row level security;
create policy own on invite
    using (account_id = (select current_setting('app.account_id')::uuid))
    with check (account_id = (select current_setting('app.account_id')::uuid));
-- A person who is erased takes along what other accounts have sent to their address.
create policy mine on invite for select
    using (email = (select u.email from app_user u where u.id = (select current_setting('app.user_id')::uuid)));
create policy mine_gone on invite for delete
    using (email = (select u.email from app_user u where u.id = (select current_setting('app.user_id')::uuid)));
grant select, insert, update, delete on invite to ${app}, ${operator};

-- An owner who wants to hand the account over to another member, who has still to accept. One at a time.
create table ownership_offer (
    account_id uuid primary key references account on delete cascade,
    giver      uuid        not null,
    receiver   uuid        not null,
    -- Whether the giver stays an owner as well.
    remain     boolean     not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    foreign key (account_id, giver) references membership on delete cascade,
    foreign key (account_id, receiver) references membership on delete cascade
);
create index ownership_offer_giver on ownership_offer (account_id, giver);
create index ownership_offer_receiver on ownership_offer (account_id, receiver);
create index ownership_offer_expiry on ownership_offer (expires_at);
alter table ownership_offer enable row level security;
alter table ownership_offer force row level security;
create policy own on ownership_offer
    using (account_id = (select current_setting('app.account_id')::uuid))
    with check (account_id = (select current_setting('app.account_id')::uuid));
grant select, insert, update, delete on ownership_offer to ${app}, ${operator};
