-- Who changed what, in each account a chain: every row carries the SHA-256 of itself and of the row before it.
--
-- What tells a person's name, address or network stands apart from the chain, which holds its hash only: when the person
-- is erased the text goes, and the chain stays whole. A salt in the text keeps the hash from being guessed.
create table audit (
    account_id    uuid        not null references account on delete cascade,
    number        bigint      not null,
    id            uuid        not null,
    time          timestamptz not null,
    action        text        not null check (action ~ '^[a-z0-9_]+\.[a-z0-9_]+$'),
    actor         uuid,
    actor_known   text,
    actor_hash    bytea,
    subject_kind  text        not null check (subject_kind ~ '^[a-z_]*$'),
    subject       uuid,
    subject_known text,
    subject_hash  bytea,
    -- Of a subject who is no user: only to find the row when somebody of that address is erased.
    subject_email text,
    details       text        not null check (position(E'\n' in details) = 0),
    trace_id      text,
    hash          bytea       not null,
    primary key (account_id, number)
);
create unique index audit_id on audit (account_id, id);
create index audit_action on audit (account_id, action, number desc);
create index audit_by on audit (account_id, actor, number desc);
create index audit_actor on audit (actor) where actor_known is not null;
create index audit_subject on audit (subject) where subject_known is not null;
create index audit_subject_email on audit (subject_email) where subject_email is not null;
alter table audit enable row level security;
alter table audit force row level security;
create policy own on audit
    using (account_id = (select current_setting('app.account_id')::uuid))
    with check (account_id = (select current_setting('app.account_id')::uuid));
-- The functions below run as the schema's owner, whom nobody is who serves a request.
create policy chain on audit to current_user using (true) with check (true);
grant select, insert on audit to ${app};
grant select on audit to ${operator};

-- The end of each account's chain, so that rows missing there are missed. No role of the running product may write it.
create table audit_head (
    account_id uuid primary key references account on delete cascade,
    number     bigint not null default 0,
    hash       bytea  not null default ''
);
alter table audit_head enable row level security;
alter table audit_head force row level security;
create policy own on audit_head for select
    using (account_id = (select current_setting('app.account_id')::uuid));
create policy chain on audit_head to current_user using (true) with check (true);
grant select on audit_head to ${app}, ${operator};

-- What a row's hash is of: one line each, in this order. docs/guide/audit.md tells it to whoever checks an export.
create function audit_text(previous bytea, entry audit) returns text
    language sql stable
    set timezone = 'UTC' as
$$
    select concat_ws(E'\n', encode(previous, 'hex'), entry.account_id, entry.number, entry.id,
                     to_char(entry.time, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), entry.action,
                     coalesce(entry.actor::text, ''), coalesce(encode(entry.actor_hash, 'hex'), ''),
                     entry.subject_kind, coalesce(entry.subject::text, ''),
                     coalesce(encode(entry.subject_hash, 'hex'), ''), entry.details, coalesce(entry.trace_id, ''))
$$;

-- Makes each new row the next of its account's chain, whatever its writer says of number, time and hash.
create function chain_audit() returns trigger
    language plpgsql security definer
    set search_path = public, pg_temp as
$$
declare
    previous bytea;
begin
    insert into audit_head (account_id) values (new.account_id) on conflict do nothing;
    update audit_head set number = number + 1 where account_id = new.account_id
        returning number, hash into new.number, previous;
    new.time := clock_timestamp();
    new.actor_hash := sha256(convert_to(new.actor_known, 'UTF8'));
    new.subject_hash := sha256(convert_to(new.subject_known, 'UTF8'));
    new.hash := sha256(convert_to(audit_text(previous, new), 'UTF8'));
    update audit_head set hash = new.hash where account_id = new.account_id;
    return new;
end
$$;
create trigger chain before insert on audit for each row execute function chain_audit();

-- Forgets who the current person was, in every account's chain. The rows stay, and so do their hashes.
create function forget_in_audit() returns void
    language sql security definer
    set search_path = public, pg_temp as
$$
    update audit set actor_known = null
     where actor = current_setting('app.user_id')::uuid and actor_known is not null;
    update audit set subject_known = null
     where subject = current_setting('app.user_id')::uuid and subject_known is not null;
    update audit set subject_known = null, subject_email = null
     where subject_email = (select email from app_user where id = current_setting('app.user_id')::uuid);
$$;
revoke all on function chain_audit(), forget_in_audit() from public;
grant execute on function forget_in_audit() to ${app};

-- Nobody meets a 402 by default.
update plan set features = features || '["audit_export"]' where id = 'free';
