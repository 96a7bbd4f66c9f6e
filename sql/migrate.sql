-- How `dais migrate` remembers which change has been applied. Sent first, in the one transaction of a deploy, and
-- harmless to send again. Lives in a schema of its own, because the first change makes all others.

set local statement_timeout = 0; -- a change may take its time
set local lock_timeout = '30s';  -- but does not make everybody wait behind it
set local client_min_messages = warning;
select pg_advisory_xact_lock(1684105587); -- one deploy at a time

create schema if not exists deploy authorization dais_owner;
set local role dais_owner;

create table if not exists deploy.schema_change (
	name text primary key,            -- of the file, without its folder
	sha256 text not null,             -- of the file as it was applied
	applied timestamptz not null default now()
);

-- Whether a change is still to be applied; then what follows runs as the owner of the tables, up to change_end.
create or replace function deploy.change_begin(name text, sha256 text) returns boolean language plpgsql as $$
declare
	before text := (select c.sha256 from deploy.schema_change as c where c.name = change_begin.name);
begin
	if before = change_begin.sha256 then
		return false;
	elsif before is not null then
		raise sqlstate 'DA409' using message = name || ' has been applied, but is not the same any more',
			hint = 'Never edit an applied change: put the file back and write a new one.';
	end if;
	perform set_config('role', 'dais_owner', true);
	return true;
end $$;

create or replace function deploy.change_end(name text, sha256 text) returns boolean language plpgsql as $$
begin
	insert into deploy.schema_change values (change_end.name, change_end.sha256);
	perform set_config('role', 'none', true), set_config('search_path', 'pg_catalog', true);
	return true;
end $$;

reset role;
