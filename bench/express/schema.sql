-- The Express peer's tables, and as many rows as bench/seed puts into Perigee's.
create table app_user (
    id            uuid primary key,
    name          text not null,
    email         text not null unique,
    password_hash text not null,
    disabled      boolean not null default false,
    created_at    timestamptz not null default now()
);
create table account (id uuid primary key, name text not null, created_at timestamptz not null default now());
create table membership (
    account_id uuid not null references account,
    user_id    uuid not null references app_user,
    role       text not null,
    primary key (account_id, user_id)
);
create index on membership (user_id);
create table api_key (
    key        text primary key,
    account_id uuid not null references account,
    user_id    uuid not null references app_user
);
create table project (
    id         uuid primary key,
    account_id uuid not null references account,
    name       text not null,
    notes      text not null default '',
    archived   boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index on project (account_id, id desc);
create table login (
    id      bigint generated always as identity primary key,
    time    timestamptz not null default now(),
    user_id uuid references app_user,
    ip      text not null,
    browser text not null
);
create table mail (
    id         bigint generated always as identity primary key,
    recipient  text not null,
    kind       text not null,
    created_at timestamptz not null default now()
);
create table log (
    id          bigint generated always as identity primary key,
    time        timestamptz not null default now(),
    method      text not null,
    path        text not null,
    status      integer not null,
    duration_us bigint not null,
    user_id     uuid,
    ip          text not null
);

insert into account (id, name)
select md5('account ' || n)::uuid, 'Bench ' || n from generate_series(1, 100) n;
insert into app_user (id, name, email, password_hash)
select md5('user ' || n)::uuid, 'Bench ' || n, 'bench-' || n || '@example.com', :'hash' from generate_series(1, 300) n;
insert into membership (account_id, user_id, role)
select md5('account ' || (n - 1) % 100 + 1)::uuid, md5('user ' || n)::uuid, 'owner' from generate_series(1, 300) n;
insert into api_key (key, account_id, user_id)
select 'bench-key-' || n, md5('account ' || (n - 1) % 100 + 1)::uuid, md5('user ' || n)::uuid from generate_series(1, 300) n;
insert into project (id, account_id, name, notes)
select md5('project ' || n)::uuid, md5('account ' || (n - 1) % 100 + 1)::uuid, 'Project ' || n, repeat('note ', 40)
  from generate_series(1, 2000) n;
analyze;
