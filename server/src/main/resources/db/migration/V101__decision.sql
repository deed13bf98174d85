-- Why a request was refused: facts, from which the sentences are made when somebody asks.
alter table log add column refusal jsonb;

-- Texts that were keys once, as HMACs, so that an account can be told why its program is refused.
create table former_key (
    lookup     bytea primary key,
    account_id uuid        not null references account on delete cascade,
    key_id     uuid        not null,
    hint       text        not null,
    reason     text        not null check (reason in ('key_revoked', 'key_rotated')),
    ended_at   timestamptz not null default now()
);
create index former_key_account on former_key (account_id);
create index former_key_end on former_key (ended_at);
alter table former_key enable row level security;
alter table former_key force row level security;
create policy own on former_key
    using (account_id = (select current_setting('app.account_id')::uuid))
    with check (account_id = (select current_setting('app.account_id')::uuid));
grant select, insert on former_key to ${app};
grant select, delete on former_key to ${operator};
