-- What people think of the product. The person stands before the account, as whoever is erased is locked before their
-- accounts are.
create table feedback (
    id         uuid primary key,
    user_id    uuid        not null references app_user on delete cascade,
    account_id uuid        not null references account on delete cascade,
    rating     smallint    not null check (rating between 1 and 5),
    comment    text,
    -- Where in the client it was given.
    page       text,
    created_at timestamptz not null default now()
);
create index feedback_account on feedback (account_id, user_id, id);
create index feedback_user on feedback (user_id);
alter table feedback enable row level security;
alter table feedback force row level security;
create policy own on feedback
    using (account_id = (select current_setting('app.account_id')::uuid))
    with check (account_id = (select current_setting('app.account_id')::uuid));
grant select, insert on feedback to ${app};
grant select on feedback to ${operator};
