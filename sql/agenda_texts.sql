-- An agenda out of a file or a text: filling a meeting with it, for `dais import` and for the page where staff send a text, look
-- at what each line of it was read as, say otherwise, and save. The reading itself is the web worker's (fcgi/pages/agenda_texts.c):
-- here the text is kept meanwhile, with what its sender has said.

set local role dais_owner;

grant select, insert (meeting, person, upload, file_name, source, language, notes), update (choices, saved) on dais.agenda_text to dais_web;
create policy own on dais.agenda_text for select to dais_web
	using (person = (select api.me()) and meeting = any ((select api.meetings_as('{staff}'))::uuid[]));
create policy send on dais.agenda_text for insert to dais_web
	with check (person = (select api.me()) and meeting = any ((select api.meetings_as('{staff}'))::uuid[])
		and (upload is null or exists (select from dais.upload as u where u.id = agenda_text.upload and u.person = (select api.me()))));
create policy choose on dais.agenda_text for update to dais_web
	using (person = (select api.me()) and meeting = any ((select api.meetings_as('{staff}'))::uuid[]))
	with check (person = (select api.me()));
grant select, delete, update (source, refusal) on dais.agenda_text to dais_clerk;
grant select on dais.agenda_text to dais_registry;
create policy registry on dais.agenda_text for select to dais_registry using (true);
create policy clerk_take on dais.agenda_text for update to dais_clerk using (true);
create policy clerk_read on dais.agenda_text for select to dais_clerk using (true);
create policy clerk_sweep on dais.agenda_text for delete to dais_clerk using (true);
grant update (original_language) on dais.meeting to dais_web;

-- ---------------------------------------------------------------- filling a meeting

-- Sittings and items of a meeting file, into a meeting that has no items; weeks: how far its days are moved. Sittings that are
-- there already stay before those of the file.
create function api.agenda_fill(meeting uuid, data jsonb, zone text, weeks integer) returns void language plpgsql as $$
declare
	before constant integer := coalesce((select max(position) from dais.sitting as s where s.meeting = agenda_fill.meeting), 0);
begin
	perform api.sittings_make(meeting, data, zone, weeks, before), api.items_make(meeting, null, data -> 'items', zone, before);
end $$;

create function api.sittings_make(meeting uuid, data jsonb, zone text, weeks integer, before integer) returns void language sql as $$
	insert into dais.sitting (meeting, day, held_on, position, heading, annotated_heading, name, room, starts, ends)
		select sittings_make.meeting, (d ->> 'ordinal')::int, held_on, before + (s ->> 'ordinal')::int, nullif(d -> 'label' -> 'short', 'null'),
			nullif(d -> 'label' -> 'annotated', 'null'), s -> 'name', nullif(s -> 'room', 'null'),
			(held_on + (s ->> 'starts')::time) at time zone zone, (held_on + (s ->> 'ends')::time) at time zone zone
		from jsonb_array_elements(data -> 'sittings') as s
		join jsonb_array_elements(data -> 'days') as d on d -> 'ordinal' = s -> 'day',
		lateral (select (d ->> 'date')::date + 7 * weeks) as moved(held_on)
$$;

-- Somebody of a slot, by name alone, and for whom they speak besides the party that designates them.
create function api.person_place(meeting uuid, slot uuid, person jsonb) returns void language plpgsql as $$
declare
	named uuid;
begin
	insert into dais.slot_person (meeting, slot, name, contact, state)
		values (person_place.meeting, person_place.slot, person ->> 'name', coalesce((person ->> 'contact')::boolean, false),
			case when (person ->> 'confirmed')::boolean then 'confirmed' else 'named' end)
		returning id into named;
	insert into dais.representation (meeting, slot_person, party, position) -- a statement of its own: its row policy reads the row above
		select person_place.meeting, named, party.id, at
		from jsonb_array_elements_text(person -> 'parties') with ordinality as parties(code, at) join dais.party using (code);
end $$;

-- The items of one level with all below them. A number is given where the agenda prints another than dais would count; a
-- party counts where it takes part; people who are named in the text have no address yet.
create function api.items_make(meeting uuid, above uuid, items jsonb, zone text, before integer) returns void language plpgsql as $$
declare
	it jsonb;
	at bigint;
	made uuid;
begin
	for it, at in select * from jsonb_array_elements(items) with ordinality loop
		insert into dais.item (meeting, parent, position, kind, fixed_number, day, short_title, long_title, subtitle, line_label, line_text,
				more_lines, annotation, annotation_open, annotation_close, annotation_after_children, withdrawn, deadline)
			values (meeting, above, at, it ->> 'kind', it ->> 'number', (it ->> 'day')::int, it -> 'short_title', coalesce(it -> 'long_title', it -> 'title'),
				it -> 'subtitle', nullif(jsonb_path_query_first(it, 'lax $.line[0].label'), 'null'),
				nullif(jsonb_path_query_first(it, 'lax $.line[0].text'), 'null'), (select jsonb_agg(jsonb_build_object('label', more -> 'label', 'text', more -> 'text')) from jsonb_path_query(it, 'lax $.line[1 to last]') as more),
				it -> 'annotation', coalesce(it ->> 'annotation_open', '['),
				coalesce(it ->> 'annotation_close', ']'), coalesce((it ->> 'annotation_after_children')::boolean, false),
				coalesce((it ->> 'withdrawn')::boolean, false), (it ->> 'deadline')::timestamp at time zone zone)
			returning id into made;
		insert into dais.schedule_entry (meeting, item, sitting, room, starts, ends)
			select items_make.meeting, made, s.id, nullif(e -> 'room', 'null'), (s.held_on + (e ->> 'starts')::time) at time zone zone,
				(s.held_on + (e ->> 'ends')::time) at time zone zone
			from jsonb_path_query(it, '$.schedule[*]') as e
			join dais.sitting as s on s.meeting = items_make.meeting and s.position = before + (e ->> 'sitting')::int;
		insert into dais.slot (meeting, item, position, role, held_by, label, party, party_kind, is_open, expects_paper, without_paper)
			select items_make.meeting, made, ordinal, slot ->> 'role', slot ->> 'held_by', slot -> 'label', party.id,
				slot ->> 'party_kind', coalesce((slot ->> 'open')::boolean, false), coalesce((slot ->> 'expects_paper')::boolean, true),
				coalesce((slot ->> 'without_paper')::boolean, false)
			from jsonb_array_elements(it -> 'slots') with ordinality as slots(slot, ordinal)
			left join (dais.party join dais.participation as p on p.party = party.id and p.meeting = items_make.meeting)
				on party.code = slot ->> 'party';
		perform api.person_place(items_make.meeting, slot.id, person)
			from jsonb_array_elements(it -> 'slots') with ordinality as slots(one, ordinal)
			join dais.slot on slot.item = made and slot.position = ordinal, jsonb_array_elements(one -> 'people') as person;
		perform api.items_make(meeting, made, it -> 'children', zone, before);
	end loop;
end $$;

-- ---------------------------------------------------------------- from a text

-- The sender's own text of an address, or not found.
create function api.agenda_text_of(input jsonb, here dais.meeting) returns dais.agenda_text language plpgsql stable as $$
begin
	return api.existing((select t from dais.agenda_text as t where t.id = api.id_of(input ->> 'text') and t.meeting = here.id and t.person = api.me()));
end $$;

create function api.has_agenda(meeting uuid) returns boolean language sql stable as $$
	select exists (select from dais.item where item.meeting = has_agenda.meeting)
$$;

-- The form for a text: only an empty agenda is filled from one. A text that was saved is found again where that was taken back;
-- the newest stands in the form, to be changed, unless it is long.
create function api.agenda_text_new(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.agenda_of(input);
	texts json := (select coalesce(json_agg(json_build_object('text', id, 'at', api.time_in(created, here.zone), 'file_name', file_name,
			'begins', left(btrim(source, E' \t\n\f'), 80)) order by created desc), '[]')
		from dais.agenda_text where meeting = here.id and person = api.me() and refusal is null
			and not (saved and api.has_agenda(here.id)));
begin
	return json_build_object('meeting', api.meeting_frame(here.id, lang), 'filled', api.has_agenda(here.id), 'texts', texts,
		'has_texts', json_array_length(texts) > 0, 'form', json_build_object('language', null, 'text', (select t.source from dais.agenda_text as t
			where t.id = api.id_of(texts -> 0 ->> 'text') and octet_length(t.source) < 100000)));
end $$;

create function api.agenda_text_create(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
	made uuid;
begin
	if api.has_agenda(here.id) then
		perform api.conflict('text', 'agenda-not-empty');
	end if;
	insert into dais.agenda_text (meeting, person, upload, file_name, source, language, notes)
		values (here.id, api.me(), api.id_of(input ->> 'upload'), api.file_name_clean(input ->> 'file_name'), input ->> 'source', input ->> 'language',
			coalesce(input -> 'notes', '[]'))
		returning id into made;
	if input ? 'upload' then
		perform api.agenda_text_queue(made);
	end if;
	return json_build_object('location', '/' || lang || '/desk/' || here.slug || '/agenda/text/' || made);
end $$;

-- What the web worker reads, and what the page says around it.
create function api.agenda_text_show(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.agenda_of(input);
	it dais.agenda_text := api.agenda_text_of(input, here);
begin
	if it.source is null and it.created < now() - interval '10 minutes' then
		it.refusal := coalesce(it.refusal, 'not-taken'); -- the clerk has given up
	end if;
	return json_build_object('meeting', api.meeting_frame(here.id, lang), 'text', it.id, 'file_name', it.file_name, 'refusal', it.refusal,
		'waiting', it.source is null and it.refusal is null, 'filled', api.has_agenda(here.id), 'source', it.source, 'language', it.language,
		'notes', it.notes, 'choices', it.choices, 'starts_on', here.starts_on);
end $$;

-- choices: of all readings that are said to be something else than they were read as.
create function api.agenda_text_change(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
	it dais.agenda_text := api.agenda_text_of(input, here);
begin
	update dais.agenda_text set choices = input -> 'choices' where id = it.id;
	return json_build_object('location', '/' || lang || '/desk/' || here.slug || '/agenda/text/' || it.id || '?done=read-again');
end $$;

-- data: the meeting file that the readings make. What it says of body, name, dates and place is the meeting's own already.
create function api.agenda_text_save(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
	it dais.agenda_text := api.agenda_text_of(input, here);
	data constant jsonb := input -> 'data';
begin
	perform api.agenda_lock(here.id);
	if api.has_agenda(here.id) then
		perform api.conflict('text', 'agenda-not-empty');
	elsif data -> 'items' is null or data -> 'items' = '[]' then
		perform api.refuse('text', 'no-items');
	end if;
	update dais.agenda_text set choices = input -> 'choices', saved = true where id = it.id;
	update dais.meeting set original_language = data ->> 'original_language' where id = here.id;
	perform api.front_fill(here.id, data), api.agenda_fill(here.id, data, here.zone, 0), api.event_append(here.id, 'agenda read', here.id);
	return json_build_object('location', '/' || lang || '/desk/' || here.slug || '/agenda?done=agenda-read');
end $$;

-- ---------------------------------------------------------------- the clerk takes the text out of a file

-- {upload, media_type} of a file whose text is still in it, else null.
create function clerk.agenda_text_begin(text uuid) returns json language sql stable as $$
	select json_build_object('upload', upload, 'media_type', case when file_name ~* '\.pdf$' then 'application/pdf'
		else 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' end)
	from dais.agenda_text where id = agenda_text_begin.text and upload is not null and source is null and refusal is null
$$;

-- report: {text}, or {code}.
create function clerk.agenda_text_taken(text uuid, report jsonb) returns boolean language sql as $$
	update dais.agenda_text set source = report ->> 'text', refusal = report ->> 'code' where id = agenda_text_taken.text
	returning true
$$;

set local role dais_registry;

-- Has the clerk take the text out of the asking person's own file.
create function api.agenda_text_queue(text uuid) returns void
	language sql security definer set search_path = pg_catalog, pg_temp as $$
	select api.job_queue('agenda', t.meeting, t.id) from dais.agenda_text as t
	where t.id = agenda_text_queue.text and t.person = api.me() and t.source is null and api.has_role(t.meeting, '{staff}')
		and exists (select from dais.upload as u where u.id = t.upload and u.person = api.me())
$$;

reset role;
