-- The database roles of dais, made once by a superuser (psql -f roles.sql) before there is a database; harmless to run
-- again. What only a superuser can say of the database itself is in database.sql.
--
--   dais_owner     owns tables and functions; nobody signs in as it
--   dais_identity  owns the few functions that answer "who is asking"; alone reads session, link and role_grant
--   dais_registry    owns the functions that append to the event log, the outbox and the queue
--   dais_web       the FastCGI workers: what a request may do is decided by row policies
--   dais_clerk     the background jobs
--   dais_admin     the command line on the server: migrates and imports, past the policies

do $$
declare
	wanted text[][] := array[
		['dais_owner', 'nologin'], ['dais_identity', 'nologin'], ['dais_registry', 'nologin'],
		['dais_web', 'login'], ['dais_clerk', 'login'], ['dais_admin', 'login bypassrls']];
begin
	for i in 1 .. array_length(wanted, 1) loop
		if not exists (select from pg_roles where rolname = wanted[i][1]) then
			execute format('create role %I %s', wanted[i][1], wanted[i][2]);
		end if;
		execute format('alter role %I set jit = off', wanted[i][1]); -- just-in-time compilation took 200 ms to save 2
	end loop;
end $$;

grant dais_owner, dais_identity, dais_registry to dais_admin;
