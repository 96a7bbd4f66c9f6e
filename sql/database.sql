-- What only a superuser can say of the database that holds dais, said once inside it (psql -d dais -f database.sql);
-- harmless to run again.

-- Only dais_owner makes schemas, and nobody makes temporary tables.
do $$
begin
	execute format('grant create on database %I to dais_owner', current_database());
	execute format('revoke temporary on database %I from public', current_database());
end $$;
revoke create on schema public from public;

-- A worker may not end the connections of the others, whose role it shares.
revoke execute on function pg_cancel_backend(integer), pg_terminate_backend(integer, bigint) from public;

-- Large objects know no row policies, and anybody may make them: here nobody may, or read what there is.
do $$
declare
	it regprocedure;
begin
	for it in select oid from pg_proc where pronamespace = 'pg_catalog'::regnamespace and proname ~ '^(lo_|loread$|lowrite$)' loop
		execute format('revoke execute on function %s from public', it);
	end loop;
end $$;

-- HMAC-SHA-1, which the codes of a second factor need (RFC 6238), and nothing else of dais: for its function alone (accounts.sql).
set client_min_messages = warning; -- that they are there is no news
create schema if not exists crypto;
revoke all on schema crypto from public;
grant usage on schema crypto to dais_identity;
create extension if not exists pgcrypto with schema crypto;
reset client_min_messages;
