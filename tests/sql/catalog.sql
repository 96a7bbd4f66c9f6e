-- What must hold of every table and function, also of those that come later.
begin;
create extension if not exists pgtap;
set local search_path = public;
select plan(16);

select is_empty($$select relname from pg_class where relnamespace = 'dais'::regnamespace and relkind in ('r', 'p')
	and not (relrowsecurity and relforcerowsecurity)$$, 'every table has row security, forced on its owner too');
select is_empty($$select relname from pg_class where relnamespace in ('dais'::regnamespace, 'api'::regnamespace)
	and relkind in ('m', 'f')$$, 'no materialized view and no foreign table, which know no row security');
select is_empty($$select relname from pg_class where relnamespace in ('dais'::regnamespace, 'api'::regnamespace) and relkind = 'v'
	and not coalesce('security_invoker=true' = any (reloptions), false)$$, 'views look with the reader''s rights');
select is_empty($$select table_name, grantee, privilege_type from information_schema.role_table_grants
	where table_schema = 'dais' and grantee in ('dais_web', 'dais_clerk', 'dais_identity', 'dais_registry', 'PUBLIC')
		and privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER')$$, 'nobody may truncate, refer to or hang triggers on a table');
select is_empty($$select table_name, privilege_type from information_schema.role_table_grants
	where table_schema = 'dais' and grantee = 'PUBLIC'$$, 'nothing is granted to everybody');
select is_empty($$select table_name from information_schema.role_column_grants where table_schema = 'dais' and grantee = 'dais_web'
	and table_name in ('session', 'credential', 'link', 'role_grant', 'attempt', 'event', 'event_head', 'outbox', 'job')$$,
	'a web worker can neither read nor write sessions, links, grants, verifiers, the log, the outbox and the queue');
select is_empty($$select table_name, column_name from information_schema.column_privileges join information_schema.columns
	using (table_schema, table_name, column_name) where table_schema = 'dais' and grantee = 'dais_web' and privilege_type in ('INSERT', 'UPDATE')
		and data_type ~ '^(timestamp|date|time)' and (table_name, column_name) not in (('slot', 'extended_to'), ('speaker_list', 'opens'),
			('speaker_list', 'closes'), ('meeting', 'starts_on'), ('meeting', 'ends_on'), ('meeting', 'deadline'), ('meeting', 'closes'),
			('item', 'deadline'), ('sitting', 'held_on'), ('sitting', 'starts'), ('sitting', 'ends'), ('letter', 'send_at'), ('schedule_entry', 'starts'),
			('schedule_entry', 'ends'), ('follow_up', 'deadline'), ('report_draft', 'closes'), ('party', 'valid_from'), ('party', 'valid_until'),
			('taken_up', 'foreseen'), ('edition', 'published_at')) -- what people choose; the last never in the past, by its policy
		and not exists (select from pg_trigger where tgrelid = ('dais.' || table_name)::regclass
			and tgfoid = 'api.time_is_now'::regproc and position(column_name in encode(tgargs, 'escape')) > 0)$$,
	'when something happened is what the database says, not a web worker');
select is_empty($$select table_name, column_name from information_schema.column_privileges join information_schema.columns
	using (table_schema, table_name, column_name) where table_schema = 'dais' and grantee = 'dais_web' and privilege_type in ('INSERT', 'UPDATE')
		and data_type = 'bytea' and (table_name, column_name) not in (('answered_form', 'digest'), ('chunk', 'data'), ('upload', 'digest_state'),
			('upload', 'sha256'))$$, 'nor whose hash a file has');
select is_empty($$select polname, polrelid::regclass from pg_policy where polroles = '{0}'$$, 'every policy names its role');
select is_empty($$select polname, polrelid::regclass from pg_policy where polcmd = '*' and 'dais_web'::regrole = any (polroles)$$,
	'a policy for web workers says for which command it is');
select is_empty($$select tablename, cmd from pg_policies p where schemaname = 'dais' and 'dais_web' = any (roles)
	and not case when cmd in ('SELECT', 'INSERT', 'UPDATE') then has_any_column_privilege('dais_web', format('dais.%I', tablename), cmd)
		else has_table_privilege('dais_web', format('dais.%I', tablename), 'DELETE') end$$, 'no policy without its grant');
select is_empty($$select proname from pg_proc where pronamespace in ('api'::regnamespace, 'clerk'::regnamespace, 'admin'::regnamespace)
	and prosecdef and not coalesce(array_to_string(proconfig, ',') ~ 'search_path=pg_catalog, pg_temp', false)$$,
	'every definer function has a fixed search path');
select is_empty($$select proname from pg_proc where pronamespace in ('api'::regnamespace, 'clerk'::regnamespace, 'admin'::regnamespace)
	and prosecdef and proowner not in ('dais_identity'::regrole, 'dais_registry'::regrole)$$,
	'definer functions belong to the roles that are there for it');
select is_empty($$select proname from pg_proc where pronamespace in ('api'::regnamespace, 'clerk'::regnamespace, 'admin'::regnamespace)
	and (has_function_privilege('public', oid, 'execute')
		or has_function_privilege('dais_web', oid, 'execute') and pronamespace <> 'api'::regnamespace)$$,
	'a function is executable by the role of its schema and by nobody else');
select is_empty($$select rolname from pg_roles where rolname in ('dais_web', 'dais_clerk')
	and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb
		or has_schema_privilege(rolname, 'dais', 'create') or has_schema_privilege(rolname, 'api', 'create')
		or has_schema_privilege(rolname, 'public', 'create')
		or has_database_privilege(rolname, current_database(), 'temporary'))$$, 'workers cannot make anything');
select is_empty($$select oid::regprocedure from pg_proc where proname ~ '^(lo_|loread$|lowrite$)'
	and (has_function_privilege('dais_web', oid, 'execute') or has_function_privilege('dais_clerk', oid, 'execute'))$$,
	'nor read or make large objects');

select finish();
rollback;
