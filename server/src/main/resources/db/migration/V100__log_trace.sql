-- A trace id is the caller's own choice, so any number of rows may share one, also across accounts: with the account and
-- the time in the index a page of one account's is found without reading the others.
drop index log_trace;
create index log_trace on log (trace_id, account_id, time desc);
