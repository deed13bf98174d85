-- Plans are data. Prices in the smallest unit of the currency.
create table plan (
    id         text primary key,
    name       text        not null,
    price      bigint      not null check (price >= 0),
    currency   text        not null check (currency ~ '^[a-z]{3}$'),
    interval   text        not null check (interval in ('month', 'year')),
    trial_days integer     not null default 0 check (trial_days >= 0),
    limits     jsonb       not null default '{}',
    features   jsonb       not null default '[]',
    position   integer     not null,
    created_at timestamptz not null default now()
);
grant select on plan to ${app};
grant select, insert, update, delete on plan to ${operator};

insert into plan (id, name, price, currency, interval, limits, features, position)
values ('free', 'Free', 0, 'usd', 'month', '{}', '["api"]', 1);

create table subscription (
    account_id uuid primary key references account on delete cascade,
    plan_id    text        not null references plan,
    status     text        not null check (status in ('active', 'trialing', 'past_due', 'canceled')),
    created_at timestamptz not null default now()
);
alter table subscription enable row level security;
alter table subscription force row level security;
create policy own on subscription
    using (account_id = (select current_setting('app.account_id')::uuid))
    with check (account_id = (select current_setting('app.account_id')::uuid));
grant select, insert, update, delete on subscription to ${app}, ${operator};
