create table account (
    id          uuid primary key,
    name        text        not null,
    disabled_at timestamptz,
    created_at  timestamptz not null default now()
);
alter table account enable row level security;
alter table account force row level security;
grant select, insert, update, delete on account to ${app}, ${operator};

create table membership (
    account_id uuid        not null references account on delete cascade,
    user_id    uuid        not null references app_user on delete cascade,
    role       text        not null check (role in ('owner', 'admin', 'developer', 'user')),
    created_at timestamptz not null default now(),
    primary key (account_id, user_id)
);
create index membership_user on membership (user_id);
alter table membership enable row level security;
alter table membership force row level security;
grant select, insert, update, delete on membership to ${app}, ${operator};

-- An account sees and changes its members. A person sees their own memberships everywhere, and changes none from afar.
create policy own on membership
    using (account_id = (select current_setting('app.account_id')::uuid))
    with check (account_id = (select current_setting('app.account_id')::uuid));
create policy mine on membership for select
    using (user_id = (select current_setting('app.user_id')::uuid));

-- An account is changed from inside only, and seen by its members from wherever they are.
create policy own on account
    using (id = (select current_setting('app.account_id')::uuid))
    with check (id = (select current_setting('app.account_id')::uuid));
create policy mine on account for select
    using (id in (select account_id from membership
                   where user_id = (select current_setting('app.user_id')::uuid)));
