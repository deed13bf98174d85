-- Every attempt to sign in.
create table login (
    id      uuid primary key,
    time    timestamptz not null default now(),
    user_id uuid references app_user on delete cascade,
    ip      inet        not null,
    device  text        not null,
    browser text        not null,
    result  text        not null
);
create index login_user on login (user_id, time desc);
create index login_time on login (time);
grant select, insert on login to ${app};
grant select, delete on login to ${operator};

-- Every API request, a partition a day. Written by the operator's role: COPY does not go through row-level security.
create table log (
    time          timestamptz not null,
    trace_id      text        not null,
    method        text        not null,
    route         text,
    path          text        not null,
    status        integer     not null,
    duration_us   bigint      not null,
    caller        text,
    user_id       uuid,
    account_id    uuid,
    ip            inet        not null,
    body          text
) partition by range (time);
create index log_account on log (account_id, time desc);
create index log_trace on log (trace_id);
alter table log enable row level security;
alter table log force row level security;
create policy own on log for select
    using (account_id = (select current_setting('app.account_id')::uuid));
grant select on log to ${app};
grant select, insert on log to ${operator};

-- Makes the partitions of the coming week and drops those past retention. It runs as the schema's owner, because the
-- roles of the running product own nothing.
create function maintain_log(retention interval) returns void
    language plpgsql security definer
    set search_path = public, pg_temp
    set timezone = 'UTC' as
$$
declare
    day       date;
    partition text;
begin
    perform pg_advisory_xact_lock(hashtext('maintain_log'));
    for day in select generate_series(current_date - 1, current_date + 7, interval '1 day')::date loop
        partition := 'log_' || to_char(day, 'YYYYMMDD');
        if to_regclass(partition) is null then
            execute format('create table %I partition of log for values from (%L) to (%L)',
                           partition, day::timestamptz, (day + 1)::timestamptz);
            execute format('alter table %I enable row level security', partition);
            execute format('alter table %I force row level security', partition);
        end if;
    end loop;
    for partition in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
         where i.inhparent = 'log'::regclass
           and to_date(substr(c.relname, 5), 'YYYYMMDD') < (now() - retention)::date
    loop
        execute format('drop table %I', partition);
    end loop;
end
$$;
revoke all on function maintain_log(interval) from public;
grant execute on function maintain_log(interval) to ${operator};
