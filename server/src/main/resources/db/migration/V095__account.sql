-- Closed by an owner: nobody can act in it, and once the grace period is over it is erased.
alter table account add column closed_at timestamptz;
create index account_closed on account (closed_at) where closed_at is not null;

-- Somebody who may not act in the account for now, and keeps the place.
alter table membership add column disabled_at timestamptz;

-- Members are listed by the page. Ids of people sort by when they signed up.
create index membership_list on membership (account_id, user_id desc);

-- Who runs the product. The application's role can read it, and so no request can make an operator.
create table operator (
    user_id    uuid primary key references app_user on delete cascade,
    created_at timestamptz not null default now()
);
grant select on operator to ${app};
grant select, insert, delete on operator to ${operator};
