-- Whoever is erased takes rows of these tables along; without an index each such row is searched for in all of the table.
create index refresh_token_user on refresh_token (user_id);
create index idempotency_user on idempotency (user_id);
create index session_registration on session (registration) where registration is not null;
