-- How much an address got today is counted before it gets more.
create index mail_recent on mail (recipient, created_at);
drop index mail_recipient;
