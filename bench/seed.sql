-- Rows in the proportions of a product that is used: :times × the small set, in one transaction.
-- Person 1 and account 1 get a tenth of everything, so that the largest tenant is measured too.
begin;
set local timezone = 'UTC';
set local synchronous_commit = off;

do $$
begin
    if exists (select from account) or exists (select from app_user) then
        raise exception 'There are accounts in this database already; only an empty one is filled';
    end if;
end
$$;

-- An id of version 7 that can be worked out again; kinds keep the tables apart.
create function pg_temp.id(kind integer, n bigint) returns uuid language sql immutable as $$
    select (lpad(to_hex(1700000000000 + n), 12, '0') || '7' || lpad(to_hex(kind), 3, '0')
            || '8' || lpad(to_hex(n), 15, '0'))::uuid
$$;
-- Whose the nth row is: every tenth the first's, the others spread evenly.
create function pg_temp.whose(n bigint, among bigint) returns bigint language sql immutable as $$
    select case when n % 10 = 0 then 1 else (n + n / among) % among + 1 end
$$;
-- The nth of many moments in the past day, for which the request log has partitions.
create function pg_temp.moment(n bigint, among bigint) returns timestamptz language sql stable as $$
    select now() - interval '1 day' * (among - n) / among
$$;

select 100 * :times as accounts, 1000 * :times as users, 2000 * :times as projects, 500 * :times as sessions,
       10000 * :times as logged \gset

insert into account (id, name)
select pg_temp.id(1, n), 'Bench ' || n from generate_series(1, :accounts) n;

insert into app_user (id, email, name, password_hash, locale, verified_at)
select pg_temp.id(2, n), 'bench-' || n || '@example.com', 'Bench ' || n, :'hash', 'en', now()
  from generate_series(1, :users) n;

-- The first person of each account owns it; of the others every tenth is with the first account.
insert into membership (account_id, user_id, role)
select pg_temp.id(1, case when n <= :accounts then n else pg_temp.whose(n, :accounts) end), pg_temp.id(2, n),
       case when n <= :accounts then 'owner' else 'user' end
  from generate_series(1, :users) n;
-- The first person belongs to a hundred accounts.
insert into membership (account_id, user_id, role)
select pg_temp.id(1, n), pg_temp.id(2, 1), 'admin' from generate_series(2, 100) n;

insert into subscription (account_id, plan_id, status)
select pg_temp.id(1, n), 'free', 'active' from generate_series(1, :accounts) n;

insert into project (id, account_id, name, notes)
select pg_temp.id(3, n), pg_temp.id(1, pg_temp.whose(n, :accounts)), 'Project ' || n, repeat('note ', 40)
  from generate_series(1, :projects) n;

insert into session (id, user_id, account_id, verified, ip, device, browser, expires_at)
select pg_temp.id(4, n), pg_temp.id(2, p), pg_temp.id(1, (p - 1) % :accounts + 1), true, '127.0.0.1', 'Computer',
       'Firefox', now() + interval '30 days'
  from generate_series(1, :sessions) n, pg_temp.whose(n, :users) p;

insert into refresh_token (hash, session_id, user_id)
select sha256(int8send(n)), pg_temp.id(4, n), pg_temp.id(2, pg_temp.whose(n, :users))
  from generate_series(1, :sessions) n;

insert into registration (id, user_id, name, account_name, password_hash, locale)
select pg_temp.id(5, n), pg_temp.id(2, pg_temp.whose(n, :users)), 'Bench ' || n, 'Bench ' || n, '-', 'en'
  from generate_series(1, :users) n;

insert into mailed_token (hash, purpose, user_id, expires_at, used_at)
select sha256(int8send(n)), 'verify', pg_temp.id(2, pg_temp.whose(n, :users)), now() + interval '1 day', now()
  from generate_series(1, :users) n;

insert into mail (id, recipient, kind, state, ended_at)
select pg_temp.id(6, n), 'bench-' || n || '@example.com', 'verify', 'sent', now() from generate_series(1, :users) n;

insert into login (id, time, user_id, ip, device, browser, result)
select pg_temp.id(7, n), pg_temp.moment(n, :projects), pg_temp.id(2, pg_temp.whose(n, :users)), '127.0.0.1',
       'Computer', 'Firefox', 'signed_in'
  from generate_series(1, :projects) n;

-- Past the trigger, which looks for the end of the chain at each row; with the hashes that it would make.
do $$
declare
    accounts bigint := (select count(*) from account);
    began    timestamptz := now() - interval '30 days';
    entry    audit;
    made     bigint := 0;
begin
    set local session_replication_role = replica;
    entry.subject_kind := '';
    entry.details := '{"from":"Bench","to":"Bench"}';
    for account in 1..accounts loop
        entry.account_id := pg_temp.id(1, account);
        entry.actor := pg_temp.id(2, account);
        entry.actor_known := format('{"salt":"%1$s","name":"Bench %1$s","email":"bench-%1$s@example.com"}', account);
        entry.actor_hash := sha256(convert_to(entry.actor_known, 'UTF8'));
        entry.hash := '';
        for number in 1..(case when account = 1 then accounts * 5 + 45 else 45 end) loop
            made := made + 1;
            entry.number := number;
            entry.id := pg_temp.id(8, made);
            entry.time := began + made * interval '400 milliseconds' / greatest(1, accounts / 1000);
            entry.action := case when made % 3 = 0 then 'member.role_changed' else 'account.renamed' end;
            entry.hash := sha256(convert_to(audit_text(entry.hash, entry), 'UTF8'));
            insert into audit select entry.*;
        end loop;
        insert into audit_head (account_id, number, hash) values (entry.account_id, entry.number, entry.hash);
    end loop;
end
$$;

insert into idempotency (account_id, user_id, key, request, answer)
select pg_temp.id(1, n), pg_temp.id(2, n), 'key ' || n, 'POST /api/project', '\x00' from generate_series(1, :accounts) n;

insert into log (time, trace_id, method, route, path, status, duration_us, caller, user_id, account_id, ip)
select pg_temp.moment(n, :logged), md5(n::text), 'GET', '/api/project', '/api/project', 200, 900,
       'session:' || pg_temp.id(4, 1), pg_temp.id(2, p), pg_temp.id(1, (p - 1) % :accounts + 1), '127.0.0.1'
  from generate_series(1, :logged) n, pg_temp.whose(n, :users) p;
commit;

vacuum analyze;
