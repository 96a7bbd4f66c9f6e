-- Two records of one person become one; and a person retires: cannot sign in, and stays on record.
--
-- Who may correct both records (people.sql) may merge them: whoever is staff of every meeting in which either takes part, or an
-- administrator. Nobody learns or moves by it what they could not read and change before. The record that goes holds no
-- office: whoever could sign in as it shall not come by the other's rights, and so its passwords, passkeys and sessions end
-- and never move. Invitations that were mailed go on working, unless the one that stays holds an office.

set local role dais_owner;

-- Every column that names a person, and what becomes of it when that person's record goes: moves, ends (the row is deleted),
-- or stays (history says who it was then).
create function api.person_references() returns table (tab text, col text, fate text) language sql immutable as $$
	values ('role_grant', 'person', 'moves'), ('slot_person', 'person', 'moves'), ('link', 'person', 'moves'), ('upload', 'person', 'moves'),
		('submission', 'person', 'moves'), ('submission_person', 'person', 'moves'), ('filing', 'person', 'moves'), ('filing', 'on_behalf_of', 'moves'),
		('file', 'decided_by', 'moves'), ('file', 'withdrawn_by', 'moves'), ('proposal', 'person', 'moves'), ('report_comment', 'person', 'moves'), ('letter', 'written_by', 'moves'),
		('agenda_text', 'person', 'moves'), ('party_sheet', 'person', 'moves'), ('outbox', 'person', 'moves'), ('reminder', 'person', 'moves'), ('person', 'merged_into', 'moves'),
		('credential', 'person', 'ends'), ('session', 'person', 'ends'), ('draft', 'person', 'ends'), ('answered_form', 'person', 'ends'),
		('device', 'person', 'ends'), ('challenge', 'person', 'ends'), ('change', 'person', 'stays'), ('job', 'requested_by', 'stays')
$$;

do $$
declare
	it record;
begin
	for it in select tab, string_agg(quote_ident(col), ', ') as cols, bool_or(fate = 'ends') as ends from api.person_references()
			where fate <> 'stays' and tab <> 'person' group by tab loop
		execute format('grant select, update (%s) on dais.%I to dais_identity', it.cols, it.tab);
		execute format('create policy merge on dais.%I to dais_identity using (true) with check (true)', it.tab);
		if it.ends or it.tab in ('role_grant', 'slot_person', 'submission_person', 'reminder') then
			execute format('grant delete on dais.%I to dais_identity', it.tab);
		end if;
	end loop;
end $$;
grant update (address) on dais.outbox to dais_identity;
grant select, update (seat) on dais.delegation_member to dais_identity;
create policy merge on dais.delegation_member to dais_identity using (true) with check (true);

reset role;
set local role dais_identity;

-- What hangs on a record, by table, for whoever may correct it.
create function api.person_holdings(person uuid) returns jsonb language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	counts jsonb := '{}';
	it record;
	n bigint;
begin
	for it in select tab, col from api.person_references() where fate = 'moves' and api.person_correctable(person_holdings.person) loop
		execute format('select count(*) from dais.%I where %I = $1', it.tab, it.col) into n using person_holdings.person;
		if n > 0 then
			counts := counts || jsonb_build_object(it.tab, n + coalesce((counts ->> it.tab)::bigint, 0));
		end if;
	end loop;
	return counts;
end $$;

-- Why these two cannot become one where the second goes: a code, or null.
create function api.merge_fault(stays uuid, goes uuid) returns text language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select case when stays = goes then 'merge-itself'
		when not api.person_correctable(stays) or not api.person_correctable(goes) then 'not-to-correct'
		when (select p.disabled from dais.person as p where p.id = stays) then 'retired'
		when goes = api.me() then 'not-yourself'
		when api.is_privileged(goes) then 'merge-office' end
$$;

-- Of two that were named for one slot the one remains who has come furthest; a delegation's seat follows.
create function api.merge_slots(stays uuid, goes uuid) returns void language plpgsql as $$
declare
	pair record;
begin
	for pair in select (array_agg(n.id order by array_position('{confirmed,invited,named,declined,"taken off"}', n.state), n.person = goes)) as ids
			from dais.slot_person as n where n.person in (stays, goes) group by n.slot having count(*) > 1 loop
		update dais.delegation_member as m set seat = pair.ids[1] where m.seat = pair.ids[2];
		delete from dais.slot_person as n where n.id = pair.ids[2];
	end loop;
end $$;
revoke execute on function api.merge_slots(uuid, uuid) from dais_web, dais_clerk;

-- All of it in one transaction. Each meeting in which the one that goes had a part has its event.
create function api.people_merge(stays uuid, goes uuid) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	meetings constant uuid[] := array(select g.meeting from dais.role_grant as g where g.person = goes and g.meeting is not null
		union select n.meeting from dais.slot_person as n where n.person = goes order by 1);
	fault text;
	it record;
	here uuid;
begin
	perform from dais.person as p where p.id in (stays, goes) order by p.id for update;
	fault := api.merge_fault(stays, goes);
	if fault is not null then
		perform api.conflict('merge', fault);
	elsif api.is_privileged(stays) then
		perform api.proof_demand(); -- an office comes to stand behind what the other was sent
	end if;
	perform api.merge_slots(stays, goes);
	delete from dais.role_grant as g using dais.role_grant as other where g.person = goes and other.person = stays
		and (g.meeting, g.role, g.party) is not distinct from (other.meeting, other.role, other.party);
	delete from dais.submission_person as s using dais.submission_person as other where s.person = goes and other.person = stays
		and s.submission = other.submission;
	delete from dais.reminder as r using dais.reminder as other where r.person = goes and other.person = stays
		and (r.slot, r.due, r.days) = (other.slot, other.due, other.days);
	delete from dais.link as l where l.person = goes and (l.purpose = 'sign-in' or api.is_privileged(stays));
	update dais.outbox as o set address = (select p.email from dais.person as p where p.id = stays)
		where o.person = goes and o.sent_at is null and o.failed_at is null and o.discarded_at is null;
	for it in select * from api.person_references() where fate <> 'stays' loop
		if it.fate = 'ends' then
			execute format('delete from dais.%I where %I = $1', it.tab, it.col) using goes;
		else
			execute format('update dais.%I set %I = $1 where %2$I = $2', it.tab, it.col) using stays, goes;
		end if;
	end loop;
	update dais.person as p set reminders = false from dais.person as other where p.id = stays and other.id = goes and not other.reminders;
	update dais.person as p set disabled = true, merged_into = stays, email = p.id || '@merged.invalid' where p.id = goes;
	foreach here in array meetings loop
		perform api.event_append(here, 'people merged', stays, jsonb_build_object('merged', goes));
	end loop;
end $$;

-- Sessions and links end at once.
create function api.person_disable(person uuid, disabled boolean) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if not api.person_correctable(person_disable.person) then
		perform api.conflict('retire', 'not-to-correct');
	elsif person_disable.person = api.me() then
		perform api.conflict('retire', 'not-yourself');
	elsif api.is_privileged(person_disable.person) then
		perform api.proof_demand();
		perform api.event_append(null, case when person_disable.disabled then 'person retired' else 'person reinstated' end, person_disable.person);
	end if;
	update dais.person as p set disabled = person_disable.disabled where p.id = person_disable.person and p.merged_into is null;
	if person_disable.disabled then
		delete from dais.session as s where s.person = person_disable.person;
		delete from dais.link as l where l.person = person_disable.person;
	end if;
end $$;

-- The people of a meeting, with the roles that they hold there, for its staff.
create function api.people_of(meeting uuid) returns table (person uuid, name text, email text, language text, disabled boolean, roles text[])
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select p.id, p.name, p.email, p.language, p.disabled, part.roles from (
		select takes.person, array_agg(distinct takes.role) filter (where takes.role is not null) as roles from (
			select g.person, g.role from dais.role_grant as g where g.meeting = people_of.meeting
			union all
			select n.person, null from dais.slot_person as n where n.meeting = people_of.meeting and n.person is not null) as takes
		group by takes.person) as part join dais.person as p on p.id = part.person
	where api.is_staff(people_of.meeting)
$$;

reset role;
set local role dais_owner;

-- ---------------------------------------------------------------- the pages

-- Filters: words (of name or address), role (also "retired"); from: how many come before. A page has 200.
create function api.person_list(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.agenda_of(input);
	words text := lower(input ->> 'words');
	role text := input ->> 'role';
	skipped integer := least(coalesce((input ->> 'from')::bigint, 0), 1000000);
begin
	return (with found as materialized (
			select p.*, row_number() over (order by p.name collate "und-x-icu", p.person) as nth, count(*) over () as total from api.people_of(here.id) as p
			where (words is null or position(words in lower(p.name || ' ' || p.email)) > 0)
				and (role is null or role = any (p.roles) or role = 'retired' and p.disabled)),
		page as (select * from found where nth > skipped and nth <= skipped + 200),
		named as (select n.person, json_agg(json_build_object('id', s.id, 'label', api.text_in(s.label, lang), 'number', heads.head ->> 'number',
				'state', n.state) order by heads.head ->> 'number', s.position) as slots
			from dais.slot_person as n join dais.slot as s on s.id = n.slot join api.item_heads(here.id, lang) as heads on heads.item = s.item
			where n.meeting = here.id and n.state <> 'taken off' and n.person in (select person from page) group by n.person),
		focal as (select f.person, json_agg(json_build_object('code', party.code, 'party', api.text_in(party.name, lang)) order by party.code) as delegations
			from api.focal_points(here.id) as f join dais.party on party.id = f.party group by f.person)
		select json_build_object('meeting', api.meeting_frame(here.id, lang), 'total', coalesce((select max(total) from found), 0),
			'people', (select coalesce(json_agg(json_build_object('person', page.person, 'name', page.name, 'email', page.email, 'language', page.language,
					'disabled', page.disabled, 'roles', (select json_agg(json_build_object('role', r)) from unnest(page.roles) as r), 'slots', named.slots,
					'delegations', focal.delegations, 'undelivered', u.reason) order by page.nth), '[]')
				from page left join named on named.person = page.person left join focal on focal.person = page.person
					left join api.mail_undelivered(here.id) as u on u.person = page.person),
			'earlier', case when skipped > 0 then greatest(skipped - 200, 0)::text end,
			'more', case when (select max(total) from found) > skipped + 200 then skipped + 200 end,
			'filter', json_build_object('words', input ->> 'words', 'role', role, 'any', num_nonnulls(words, role) > 0)));
end $$;

-- The people of a meeting as a table for a spreadsheet: for staff who have just proved who they are, and it is recorded.
create function api.person_sheet(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
begin
	perform api.proof_demand(), api.event_append(here.id, 'people exported', here.id);
	return (with named as (
			select n.person, string_agg(concat_ws(' ', heads.head ->> 'number', api.text_in(s.label, lang)), '; ' order by heads.head ->> 'number', s.position) as slots
			from dais.slot_person as n join dais.slot as s on s.id = n.slot join api.item_heads(here.id, lang) as heads on heads.item = s.item
			where n.meeting = here.id and n.state not in ('declined', 'taken off') group by n.person
		), focal as (
			select f.person, string_agg(party.code, ' ' order by party.code) as parties
			from api.focal_points(here.id) as f join dais.party on party.id = f.party group by f.person
		)
		select json_build_object('file_name', 'people-' || here.slug || '.csv', 'columns', '["name","email","language","roles","parties","slots"]'::json,
			'rows', coalesce(json_agg(json_build_array(p.name, p.email, p.language, array_to_string(p.roles, ', '), focal.parties, named.slots)
				order by p.name collate "und-x-icu", p.person), '[]'))
		from api.people_of(here.id) as p left join named on named.person = p.person left join focal on focal.person = p.person
		where not p.disabled and (p.roles is not null or named.slots is not null)); -- not who has declined or was taken off
end $$;

create function api.to_person(lang text, input jsonb, person uuid, done text) returns json language sql immutable as $$
	select json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/people/' || person || '?done=' || done)
$$;

create function api.person_retire(lang text, input jsonb) returns json language plpgsql as $$
declare
	who uuid := (api.person_of_desk(input) ->> 'id')::uuid;
begin
	perform api.person_disable(who, not input ? 'restore');
	perform api.event_append(api.meeting_of(input ->> 'meeting'), case when input ? 'restore' then 'person reinstated' else 'person retired' end, who);
	return api.to_person(lang, input, who, case when input ? 'restore' then 'reinstated' else 'retired' end);
end $$;

-- One of two records: who it is, and what would move if it went.
create function api.merge_side(meeting uuid, stays uuid, goes uuid) returns json language sql stable as $$
	select json_build_object('stays', known, 'other', goes, 'moves', api.person_holdings(goes), 'fault', case when fault is not null then json_build_object('code', fault) end)
	from api.person_known(meeting, stays) as known, api.merge_fault(stays, goes) as fault
$$;

-- Without other: whom it might be, by words, else whose name ends alike.
create function api.merge_show(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	known json := api.person_of_desk(input);
	here uuid := api.meeting_of(input ->> 'meeting');
	this uuid := (known ->> 'id')::uuid;
	other uuid := coalesce(api.id_of(input ->> 'other'), api.id_of(input #>> '{form,other}'));
	words text := coalesce(input ->> 'words', substring(known ->> 'name' from '\S+$'));
begin
	if other is not null and api.person_known(here, other) is null then
		perform api.not_found();
	end if;
	return json_build_object('meeting', api.meeting_frame(here, lang), 'who', known, 'words', words, 'chosen', other is not null, 'other_person', other,
		'sides', case when other is not null then json_build_array(api.merge_side(here, this, other), api.merge_side(here, other, this)) end,
		'candidates', case when other is null then (select coalesce(json_agg(json_build_object('person', person, 'name', name, 'email', email) order by name, email), '[]')
			from (select p.* from api.people_of(here) as p where p.person <> this and position(lower(words) in lower(p.name || ' ' || p.email)) > 0
				order by p.name, p.email limit 50) as p) end);
end $$;

create function api.person_merge(lang text, input jsonb) returns json language plpgsql as $$
declare
	this uuid := (api.person_of_desk(input) ->> 'id')::uuid;
	other uuid := api.id_of(input ->> 'other');
	stays uuid := api.id_of(input ->> 'stays');
begin
	if api.person_known(api.meeting_of(input ->> 'meeting'), other) is null then
		perform api.not_found();
	elsif stays not in (this, other) then
		perform api.refuse('stays', 'choose');
	end if;
	perform api.people_merge(stays, case when stays = this then other else this end);
	return api.to_person(lang, input, stays, 'merged');
end $$;

reset role;
