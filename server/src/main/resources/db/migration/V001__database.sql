-- Who may come into the schema at all. Each feature's own file says who may do what with its tables.
revoke all on schema public from public;
grant usage on schema public to ${app}, ${operator};
