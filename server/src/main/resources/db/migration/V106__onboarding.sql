-- Who has put the list of first steps away. The account stands first, so that it is locked before the membership.
create table onboarding_dismissal (
    account_id uuid        not null references account on delete cascade,
    user_id    uuid        not null,
    created_at timestamptz not null default now(),
    primary key (account_id, user_id),
    foreign key (account_id, user_id) references membership (account_id, user_id) on delete cascade
);
alter table onboarding_dismissal enable row level security;
alter table onboarding_dismissal force row level security;
create policy own on onboarding_dismissal
    using (account_id = (select current_setting('app.account_id')::uuid))
    with check (account_id = (select current_setting('app.account_id')::uuid));
grant select, insert, delete on onboarding_dismissal to ${app};
grant select on onboarding_dismissal to ${operator};
