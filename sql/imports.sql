-- Importing: a meeting and demonstration people out of one JSON file each (tests/data/README.md describes both). For
-- the command line only, which works past the row policies. An import never overwrites: the same file again changes
-- nothing, another file for a meeting that is here is refused with the reason.

-- shift: whole weeks to move the sittings and the deadline by ("0", "-3"), or "ahead": as few as put the deadline at
-- least a week ahead. Dates inside texts stay.
create function admin.meeting_import(data jsonb, shift text) returns json language plpgsql as $$
declare
	here uuid := api.meeting_of(data ->> 'slug');
	source text := encode(sha256(convert_to(data::text, 'UTF8')), 'hex');
	deadline timestamptz := (data ->> 'deadline')::timestamp at time zone (data ->> 'zone');
	weeks integer := case when shift <> 'ahead' then shift::int
		else greatest(0, ceil(extract(epoch from now() + interval '7 days' - deadline) / 604800))::int end;
begin
	if here is null then
		perform admin.slug_check(data ->> 'slug'), admin.slug_check(data -> 'prepared_by' ->> 'slug');
		here := admin.meeting_make(data, source, weeks);
		perform admin.parties_make(here, data -> 'parties');
		perform admin.themes_make(here, data), api.front_fill(here, data);
		perform api.agenda_fill(here, data, data ->> 'zone', weeks);
		perform api.event_append(here, 'meeting imported', here, jsonb_build_object('sha256', source));
		if data -> 'draft' is distinct from 'true' then
			perform api.edition_issue(here, null);
		end if;
	elsif (select agenda ->> 'source' from dais.meeting where id = here) <> source then
		raise exception 'the meeting % is already here and came from another file; an import never overwrites', data ->> 'slug';
	end if;
	return (select json_build_object('slug', slug, 'starts_on', starts_on, 'deadline', api.time_in(meeting.deadline, zone),
			'shift_weeks', (agenda ->> 'shift_weeks')::int, 'edition', (api.edition_latest(api.program_of(id))).number)
		from dais.meeting where id = here);
end $$;

create function admin.slug_check(slug text) returns void language plpgsql as $$
begin
	if api.slug_is_taken_by_dais(slug) then
		raise exception 'the word % is an address of dais itself: give the meeting another slug', slug;
	end if;
end $$;

-- The bodies of a file, from the root down; an existing one stays as it is. Answers the lowest.
create function admin.body_make(data jsonb) returns uuid language plpgsql as $$
declare
	above uuid;
begin
	if data is null or data = 'null' then
		return null;
	end if;
	above := admin.body_make(data -> 'parent');
	insert into dais.body (slug, parent, name, acronym) values (data ->> 'slug', above, data -> 'names', nullif(data -> 'acronyms', 'null'))
		on conflict (slug) do nothing;
	return (select id from dais.body where slug = data ->> 'slug');
end $$;

create function admin.meeting_make(data jsonb, source text, weeks integer) returns uuid language plpgsql as $$
declare
	made uuid;
	zone text := data ->> 'zone';
begin
	insert into dais.meeting (slug, body, name, venue, starts_on, ends_on, zone, original_language, unofficial_languages, agenda,
			agenda_state, contact_name, contact_email, paper_size, two_sided, deadline, closes, grace, example_times, precedence_seed, precedence_language, languages, reminders)
		values (data ->> 'slug', admin.body_make(data -> 'body'), data -> 'name', nullif(data -> 'venue', 'null'), (data ->> 'starts_on')::date + 7 * weeks,
			(data ->> 'ends_on')::date + 7 * weeks, zone, data ->> 'original_language',
			array(select jsonb_array_elements_text(data -> 'unofficial_translations')),
			jsonb_build_object('source', source, 'shift_weeks', weeks),
			data ->> 'agenda_state', data -> 'staff_contact' -> 'name', data -> 'staff_contact' ->> 'email',
			coalesce(data ->> 'paper_size', 'letter'), coalesce((data ->> 'two_sided')::boolean, false),
			((data ->> 'deadline')::timestamp + 7 * weeks * interval '1 day') at time zone zone,
			((data ->> 'closes')::timestamp + 7 * weeks * interval '1 day') at time zone zone,
			coalesce((data ->> 'grace_minutes')::int, 0) * interval '1 minute',
			coalesce((data ->> 'example_times')::boolean, false) or coalesce((data ->> 'example_deadline')::boolean, false),
			data ->> 'precedence_seed', coalesce(data ->> 'precedence_language', 'en'), array(select jsonb_array_elements_text(data -> 'languages')),
			coalesce((data ->> 'reminders')::boolean, false))
		returning id into made;
	insert into dais.meeting (slug, body, prepares, name, starts_on, ends_on, zone, original_language)
		select p ->> 'slug', body, made, p -> 'name', (p ->> 'held_on')::date, (p ->> 'held_on')::date, meeting.zone, original_language
		from dais.meeting, jsonb_path_query(data, '$.prepared_by') as p where id = made
		on conflict (slug) do nothing;
	return made;
end $$;

create function admin.parties_make(meeting uuid, parties jsonb) returns void language sql as $$
	insert into dais.party (code, kind, iso, name, acronym, sort_key, valid_from, valid_until)
		select p ->> 'code', p ->> 'kind', p ->> 'iso', p -> 'names', nullif(p -> 'acronyms', 'null'),
			case jsonb_typeof(p -> 'sort_key') when 'string' then jsonb_build_object('en', p -> 'sort_key') when 'object' then p -> 'sort_key' end,
			(p ->> 'valid_from')::date, (p ->> 'valid_until')::date
		from jsonb_array_elements(parties) as p on conflict (code) do nothing;
	insert into dais.participation (meeting, party)
		select parties_make.meeting, party.id from jsonb_array_elements(parties) as p join dais.party on party.code = p ->> 'code';
$$;

create function admin.themes_make(meeting uuid, data jsonb) returns void language sql as $$
	insert into dais.theme (meeting, slug, position, name, asked_by)
		select themes_make.meeting, theme ->> 'slug', at, theme -> 'name', api.meeting_of(coalesce(theme ->> 'asked_by', data -> 'prepared_by' ->> 'slug'))
		from jsonb_array_elements(data -> 'themes') with ordinality as themes(theme, at);
	insert into dais.objective (meeting, label, position, text)
		select themes_make.meeting, o ->> 'label', at, o -> 'text'
		from jsonb_array_elements(data -> 'objectives') with ordinality as objectives(o, at);
	insert into dais.category (meeting, objective, position, addressee, text)
		select themes_make.meeting, objective.id, at, c ->> 'addressee', c -> 'text'
		from jsonb_array_elements(data -> 'objectives') as o
		join dais.objective on objective.meeting = themes_make.meeting and objective.label = o ->> 'label',
		jsonb_array_elements(o -> 'categories') with ordinality as categories(c, at)
$$;

-- People with their grants; a panelist stands invited in the slot of their party under the item. Answers how many
-- people the file names.
create function admin.people_import(data jsonb) returns json language plpgsql as $$
declare
	here uuid := api.meeting_of(data ->> 'meeting');
	one jsonb;
	it jsonb;
begin
	if here is null then
		raise exception 'there is no meeting %', data ->> 'meeting';
	end if;
	for one in select * from jsonb_array_elements(data -> 'people') loop
		insert into dais.person (name, email, language) values (one ->> 'name', one ->> 'email', one ->> 'language')
			on conflict (lower(email)) do nothing;
		for it in select * from jsonb_array_elements(one -> 'grants') loop
			perform admin.grant_make(here, (select id from dais.person where lower(email) = lower(one ->> 'email')), it);
		end loop;
	end loop;
	return json_build_object('meeting', data -> 'meeting', 'people', jsonb_array_length(data -> 'people'));
end $$;

create function admin.grant_make(here uuid, who uuid, grant_data jsonb) returns void language plpgsql as $$
declare
	this_slot dais.slot;
begin
	insert into dais.role_grant (person, meeting, role, party)
		values (who, here, grant_data ->> 'role', case when grant_data ->> 'role' = 'focal point'
			then (select id from dais.party where code = grant_data ->> 'party') end)
		on conflict do nothing;
	if grant_data ->> 'role' <> 'panelist' then
		return;
	end if;
	select slot.* into this_slot from dais.slot join dais.party on party.id = slot.party
		where slot.item = api.item_of(here, grant_data ->> 'item') and party.code = grant_data ->> 'party'
		order by slot.position limit 1;
	if this_slot.id is null then
		raise exception 'no slot of % under item %', grant_data ->> 'party', grant_data ->> 'item';
	end if;
	insert into dais.slot_person (meeting, slot, name, person, contact, state, invited_at)
		select here, this_slot.id, p.name, p.id, coalesce((grant_data ->> 'contact')::boolean, false), 'invited', now()
		from dais.person as p where p.id = who
		on conflict (slot, person) do nothing;
end $$;
