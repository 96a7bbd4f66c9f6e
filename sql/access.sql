-- Who is asking, and what the files of all nouns build on. Applied first, in the one transaction of a
-- deploy: drops every function and policy, so that what stands afterwards is what these files say.
--
-- Schema api is for the web workers, clerk for the background jobs, admin for the command line; a function is
-- executable by the role of its schema and by nobody else. Unless it says otherwise a function is security
-- invoker: the reader's own rights decide what is in its answer.
--
-- Why so many functions are plpgsql that could be sql: PostgreSQL keeps the plans of plpgsql for the life of the
-- connection, but plans the body of an sql function at every call. It more than halves the cost of a page.
--
-- Identity is resolved here and nowhere else: a request's transaction carries the hash of the session token,
-- and only functions of dais_identity can turn it into a person. Injected SQL cannot become somebody else.
--
-- SQLSTATEs of ours, and the HTTP status they become: DA400 malformed, DA401 sign in first, DA404 not there (or
-- not yours), DA409 conflict (detail as of DA422), DA410 gone, DA413 too large, DA422 refused form (detail: a list of field and code),
-- DA423 busy, DA429 too often.

set local check_function_bodies = off; -- files may call each other whatever their order
set local client_min_messages = warning;

set local role dais_owner;
drop schema if exists api cascade;
drop schema if exists clerk cascade;
drop schema if exists admin cascade;

do $$
declare
	it record;
begin
	for it in select policyname, tablename from pg_policies where schemaname = 'dais' loop
		execute format('drop policy %I on dais.%I', it.policyname, it.tablename);
	end loop;
	for it in select tablename from pg_tables where schemaname = 'dais' loop
		execute format('alter table dais.%I enable row level security', it.tablename);
		execute format('alter table dais.%I force row level security', it.tablename);
		execute format('revoke all on dais.%I from dais_web, dais_clerk, dais_identity, dais_registry', it.tablename);
	end loop;
end $$;

do $$ begin -- a worker makes nothing, not even a temporary table that could stand under another's name
	execute format('revoke temporary on database %I from public', current_database());
end $$;

create schema api;
create schema clerk;
create schema admin;
grant usage on schema dais to dais_web, dais_clerk, dais_identity, dais_registry;
grant usage on schema api to dais_web, dais_clerk, dais_identity, dais_registry;
grant usage on schema clerk to dais_clerk;
grant create on schema api, clerk, admin to dais_identity, dais_registry;

reset role;

alter default privileges for role dais_owner, dais_identity, dais_registry revoke execute on functions from public;
alter default privileges for role dais_owner, dais_identity, dais_registry in schema api
	grant execute on functions to dais_web, dais_clerk, dais_owner, dais_identity, dais_registry;
alter default privileges for role dais_owner, dais_identity, dais_registry in schema clerk
	grant execute on functions to dais_clerk;

-- ---------------------------------------------------------------- helpers

set local role dais_owner;

-- The text in the reader's language; else in English, else in any. A single expression, which PostgreSQL inlines into the query.
create function api.text_in(value jsonb, lang text) returns text language sql immutable as $$
	select coalesce(nullif(value ->> lang, ''), nullif(value ->> 'en', ''), api.text_in_any(value))
$$;

create function api.text_in_any(value jsonb) returns text language sql immutable as $$
	select v from jsonb_each_text(value) as e(k, v) limit 1
$$;

-- A time as the meeting's zone tells it, with its offset (RFC 3339): 2004-09-16T09:00:00-04:00.
create function api.time_in(at timestamptz, zone text) returns text language plpgsql stable as $$
declare
	local timestamp := at at time zone zone;
	away interval := local - (at at time zone 'UTC');
begin
	return to_char(local, 'YYYY-MM-DD"T"HH24:MI:SS') || case when away < '0' then '-' else '+' end
		|| to_char(greatest(away, -away), 'HH24:MI');
end $$;

-- Refuses a form: errors is a list of {"field", "code"}.
create function api.refuse(errors jsonb) returns void language plpgsql as $$
begin
	if jsonb_array_length(errors) > 0 then
		raise sqlstate 'DA422' using message = 'refused', detail = errors::text;
	end if;
end $$;

create function api.refuse(field text, code text) returns void language sql as $$
	select api.refuse(jsonb_build_array(jsonb_build_object('field', field, 'code', code)))
$$;

-- Refuses what cannot be done as things stand, with the reason, as api.refuse does a field.
create function api.conflict(field text, code text) returns void language plpgsql as $$
begin
	raise sqlstate 'DA409' using message = code, detail = jsonb_build_array(jsonb_build_object('field', field, 'code', code))::text;
end $$;

create function api.not_found() returns void language plpgsql as $$
begin
	raise sqlstate 'DA404' using message = 'not found';
end $$;

-- The row that was looked for; 404 when there is none.
create function api.existing(it anyelement) returns anyelement language plpgsql as $$
begin
	if it is null then
		perform api.not_found();
	end if;
	return it;
end $$;

create function api.sign_in_first() returns void language plpgsql as $$
begin
	raise sqlstate 'DA401' using message = 'sign in first';
end $$;

-- The id that an address names. A malformed one is null, and so answered like an id that does not exist.
create function api.id_of(value text) returns uuid language plpgsql immutable as $$
begin
	return value::uuid;
exception when invalid_text_representation then
	return null;
end $$;

create function api.meeting_of(slug text) returns uuid language plpgsql stable as $$
begin
	return (select id from dais.meeting where meeting.slug = meeting_of.slug);
end $$;

-- ---------------------------------------------------------------- who is asking

set local role dais_identity;

-- Whether this person holds an office: mail alone never lets them in, nor a password alone.
create function api.is_privileged(person uuid) returns boolean
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select exists (select from dais.role_grant
		where role_grant.person = is_privileged.person and role in ('staff', 'chair', 'admin'))
$$;
revoke execute on function api.is_privileged(uuid) from dais_web, dais_clerk;

-- The person of this request's live session, or null: also while somebody who holds an office has shown no more than a
-- password. A link that was minted on the server counts as strong: only who has the database in hand can make one.
create function api.me() returns uuid language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	return (select session.person
		from dais.session join dais.person on person.id = session.person
		where token_hash = decode(nullif(current_setting('dais.session', true), ''), 'hex')
			and not person.disabled
			and expires > now() and last_seen + idle > now()
			and (strength in ('minted', 'second factor', 'passkey') or not api.is_privileged(session.person)));
end $$;

-- The same, for what only somebody who is signed in may ask.
create function api.signed_in() returns uuid language plpgsql stable as $$
begin
	if api.me() is null then
		perform api.sign_in_first();
	end if;
	return api.me();
end $$;

-- Whether the asking person holds one of these roles in this meeting (or in every meeting); an admin holds
-- the staff's.
create function api.has_role(meeting uuid, roles text[]) returns boolean
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	return (select exists (select from dais.role_grant
			where role_grant.person = (select api.me())
				and (role_grant.meeting is null or role_grant.meeting = has_role.meeting)
				and (role = any (roles) or role = 'admin' and 'staff' = any (roles))));
end $$;

create function api.is_staff(meeting uuid) returns boolean language plpgsql stable as $$
begin
	return (select api.has_role(meeting, '{staff}'));
end $$;

-- The meetings in which the asking person holds one of these roles; policies use it as one array per statement.
create function api.meetings_as(roles text[]) returns uuid[]
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	held uuid[] := (select coalesce(array_agg(role_grant.meeting), '{}') from dais.role_grant
		where role_grant.person = (select api.me()) and (role = any (roles) or role = 'admin' and 'staff' = any (roles)));
begin
	if array_position(held, null) is not null then -- a grant without a meeting is for every one
		return (select coalesce(array_agg(id), '{}') from dais.meeting);
	end if;
	return held;
end $$;

-- The parties for which the asking person is focal point in this meeting.
create function api.my_parties(meeting uuid) returns uuid[]
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	return (select coalesce(array_agg(party), '{}') from dais.role_grant
		where person = (select api.me()) and role = 'focal point' and role_grant.meeting = my_parties.meeting);
end $$;

-- Whether somebody takes part in one of these meetings: staff may see the people of their own meetings.
create function api.takes_part(person uuid, meetings uuid[]) returns boolean
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	return (select exists (select from dais.role_grant
			where role_grant.person = takes_part.person and role_grant.meeting = any (meetings)));
end $$;

-- Begins a request: binds the session to the transaction and answers who asks (null: nobody). roles says who may
-- ask: null everybody, '{}' whoever is signed in, else one of these roles in the meeting (or, without a meeting,
-- in any). This is the route table's column, checked before the route's own function runs.
create function api.request_begin(token_hash text, roles text[], slug text) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	me uuid;
	held text[];
	here uuid[] := (select coalesce(array_agg(id), '{}') from dais.meeting where meeting.slug = request_begin.slug);
begin
	perform set_config('dais.session', coalesce(token_hash, ''), true);
	me := api.me();
	if me is null then
		if roles is not null then
			perform api.sign_in_first();
		end if;
		return null;
	end if;
	update dais.session set last_seen = now()
		where session.token_hash = decode(request_begin.token_hash, 'hex') and last_seen < now() - interval '1 minute';
	held := array(select distinct role from dais.role_grant where person = me
		and (slug is null or role_grant.meeting is null or role_grant.meeting = any (here)));
	if 'admin' = any (held) then
		held := held || '{staff}';
	end if;
	if roles <> '{}' and not held && roles then
		raise sqlstate 'DA404' using message = 'not found';
	end if;
	return (select json_build_object('name', name, 'language', language,
			'admin', 'admin' = any (held), 'staff', 'staff' = any (held), 'chair', 'chair' = any (held),
			'focal_point', 'focal point' = any (held), 'panelist', 'panelist' = any (held), 'rapporteur', 'panelist' = any (held) and exists (
				select from api.rapporteurs() as r where r.person = me and (slug is null or r.meeting = any (here))))
		from dais.person where id = me);
end $$;

-- Counts a try and says whether it may go on: at most this many in the window for this subject. The count stays
-- only when the transaction commits, so what may still refuse the request belongs in a later transaction.
create function api.attempt(kind text, subject text, most integer, span interval) returns boolean
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	insert into dais.attempt (kind, subject) values (attempt.kind, attempt.subject);
	return (select count(*) <= most from dais.attempt as tried
		where tried.kind = attempt.kind and tried.subject = attempt.subject and tried.at > now() - span);
end $$;

revoke execute on function api.attempt(text, text, integer, interval) from dais_web, dais_clerk;

-- The slots that the asking person answers for: named for it or the institution's contact, has not declined and was not
-- taken off; or focal point of the party that designates.
create function api.my_slots() returns uuid[]
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	return (select coalesce(array_agg(mine.slot), '{}') from (
		select slot from dais.slot_person where person = (select api.me()) and state not in ('declined', 'taken off')
		union
		select slot.id from dais.role_grant join dais.slot on slot.meeting = role_grant.meeting and slot.party = role_grant.party
		where role_grant.person = (select api.me()) and role_grant.role = 'focal point') as mine);
end $$;

-- The slots that the asking person has declined: they may still look, and take it back.
create function api.my_declined() returns uuid[]
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	return (select coalesce(array_agg(slot), '{}') from dais.slot_person where person = (select api.me()) and state = 'declined');
end $$;

reset role;
set local role dais_owner;

-- A trigger: where a statement sets one of the named columns to a time, the database's own time takes its place.
create function api.time_is_now() returns trigger language plpgsql as $$
declare
	was jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) else '{}' end;
	col text;
begin
	foreach col in array tg_argv loop
		if to_jsonb(new) ->> col is distinct from was ->> col and to_jsonb(new) ->> col is not null then
			new := jsonb_populate_record(new, jsonb_build_object(col, now()));
		end if;
	end loop;
	return new;
end $$;

grant select on dais.session, dais.link, dais.role_grant, dais.person, dais.meeting, dais.slot, dais.slot_person, dais.item,
	dais.party to dais_identity;
grant select, insert, update, delete on dais.credential to dais_identity;
grant insert, update, delete on dais.session, dais.link, dais.attempt, dais.draft, dais.device to dais_identity;
grant insert, update on dais.role_grant, dais.person to dais_identity;
grant delete on dais.role_grant to dais_identity;
grant select on dais.attempt, dais.draft, dais.device to dais_identity;
do $$
declare
	it text;
begin
	foreach it in array '{session,credential,link,role_grant,person,meeting,slot,slot_person,item,party,attempt,draft,device}'::text[] loop
		execute format('create policy identity on dais.%I to dais_identity using (true) with check (true)', it);
	end loop;
end $$;

grant select (id, name, email, language, disabled, created) on dais.person to dais_web, dais_clerk;
create policy person_own on dais.person for select to dais_web using (id = (select api.me()));
create policy person_of_staff on dais.person for select to dais_web
	using (api.takes_part(id, (select api.meetings_as('{staff}'))));
create policy clerk on dais.person for select to dais_clerk using (true);
reset role;
