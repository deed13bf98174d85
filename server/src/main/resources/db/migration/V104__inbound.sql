-- What other services tell us. It belongs to no account until its provider has said whose it is.
create table inbound_event (
    id              uuid primary key,
    provider        text        not null,
    -- The provider's own name for it, by which a repetition is known.
    event_id        text        not null,
    type            text        not null,
    -- As it came, to the letter; wiped once it is processed.
    sealed          bytea,
    state           text        not null default 'waiting' check (state in ('waiting', 'processed', 'parked')),
    attempts        integer     not null default 0,
    next_attempt_at timestamptz not null default now(),
    received_at     timestamptz not null default now(),
    ended_at        timestamptz,
    -- The kind of the last failure, and nothing of what it was about.
    last_error      text,
    unique (provider, event_id)
);
create index inbound_event_waiting on inbound_event (next_attempt_at) where state = 'waiting';
create index inbound_event_ended on inbound_event (ended_at) where state <> 'waiting';
grant select, insert, update on inbound_event to ${app};
grant select, update, delete on inbound_event to ${operator};
