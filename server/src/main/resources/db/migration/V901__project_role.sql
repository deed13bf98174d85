-- Who leads, edits or only watches a project. Whoever leaves the account leaves its projects, and whoever is erased.
--
-- The index is unique for the foreign key below; read backwards, it serves the list as the one before did.
create unique index project_of_account on project (account_id, id);
drop index project_account;

create table project_role (
    account_id uuid        not null,
    project_id uuid        not null,
    user_id    uuid        not null,
    role       text        not null check (role in ('lead', 'editor', 'viewer')),
    given_at   timestamptz not null default now(),
    primary key (account_id, project_id, user_id),
    -- Both with the account: no row can join a project of one to a member of another.
    foreign key (account_id, project_id) references project (account_id, id) on delete cascade,
    foreign key (account_id, user_id) references membership (account_id, user_id) on delete cascade
);
create index project_role_member on project_role (account_id, user_id);
alter table project_role enable row level security;
alter table project_role force row level security;
create policy own on project_role
    using (account_id = (select current_setting('app.account_id')::uuid))
    with check (account_id = (select current_setting('app.account_id')::uuid));
grant select, insert, update, delete on project_role to ${app}, ${operator};
