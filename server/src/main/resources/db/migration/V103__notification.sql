-- What members are told of within the product.
create table notification (
    id         uuid primary key,
    -- Of the member, not of the person: who is erased is locked before their accounts, and whoever tells them something has
    -- locked the account by then. It stands first, so that the account is locked before the membership.
    account_id uuid        not null references account on delete cascade,
    user_id    uuid        not null,
    -- The name of the event.
    kind       text        not null,
    -- No reference: it may have been done by somebody who is gone.
    actor_id   uuid        not null,
    subject    text        not null,
    data       jsonb       not null,
    -- False for what somebody wants by mail alone.
    in_app     boolean     not null,
    -- True until it stands in a mail.
    mail       boolean     not null,
    created_at timestamptz not null default now(),
    read_at    timestamptz,
    foreign key (account_id, user_id) references membership (account_id, user_id) on delete cascade
);
create index notification_list on notification (account_id, user_id, id desc);
create index notification_unread on notification (account_id, user_id) where in_app and read_at is null;
create index notification_mail on notification (account_id, user_id) where mail;
create index notification_age on notification (created_at);
alter table notification enable row level security;
alter table notification force row level security;
create policy own on notification
    using (account_id = (select current_setting('app.account_id')::uuid))
    with check (account_id = (select current_setting('app.account_id')::uuid));
-- The function below runs as the schema's owner, whom nobody is who serves a request.
create policy forgetting on notification to current_user using (true) with check (true);
grant select, insert, update on notification to ${app};
grant select, delete on notification to ${operator};

-- Events hold ids and no names; one that holds somebody's address calls it email, and goes with them.
create index notification_email on notification ((data ->> 'email')) where data ? 'email';
create function forget_in_notifications() returns void
    language sql security definer
    set search_path = public, pg_temp as
$$
    delete from notification
     where data ? 'email' and data ->> 'email'
           = (select email from app_user where id = current_setting('app.user_id')::uuid);
$$;
revoke all on function forget_in_notifications() from public;
grant execute on function forget_in_notifications() to ${app};

-- What a member wants otherwise than it is by default.
create table notification_preference (
    account_id uuid    not null references account on delete cascade,
    user_id    uuid    not null,
    kind       text    not null,
    in_app     boolean not null,
    mail       boolean not null,
    primary key (account_id, user_id, kind),
    foreign key (account_id, user_id) references membership (account_id, user_id) on delete cascade
);
alter table notification_preference enable row level security;
alter table notification_preference force row level security;
create policy own on notification_preference
    using (account_id = (select current_setting('app.account_id')::uuid))
    with check (account_id = (select current_setting('app.account_id')::uuid));
grant select, insert, update on notification_preference to ${app};
grant select on notification_preference to ${operator};
