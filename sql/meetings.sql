-- Meetings, their bodies and what every page of a meeting shows around itself.
--
-- The public knows a meeting from its first edition on; who takes part knows it before. The live tables of a
-- meeting (items, sittings, parties) are for those who take part: the public reads editions (editions.sql).

grant select on dais.meeting, dais.party, dais.participation, dais.theme, dais.objective, dais.category
	to dais_web, dais_clerk;
create policy read on dais.party for select to dais_web, dais_clerk using (true);
create policy read on dais.participation for select to dais_web, dais_clerk using (true);
create policy read on dais.theme for select to dais_web, dais_clerk using (true);
create policy read on dais.objective for select to dais_web, dais_clerk using (true);
create policy read on dais.category for select to dais_web, dais_clerk using (true);
create policy read_published on dais.meeting for select to dais_web
	using (exists (select from dais.edition where edition.meeting = meeting.id));
create policy read_own on dais.meeting for select to dais_web
	using (id = any ((select api.meetings_as('{staff,chair,panelist,focal point}'))::uuid[]));

-- What the layout shows of a meeting: put it into a page's JSON as "meeting". organization is the body at the
-- root of the tree, committee the one between it and the meeting's own.
create function api.meeting_frame(meeting uuid, lang text) returns jsonb language plpgsql stable as $$
#variable_conflict use_column
begin
	return (with recursive line as (
			select body.*, 1 as height from dais.meeting as m join dais.body on body.id = m.body where m.id = meeting_frame.meeting
			union all
			select body.*, line.height + 1 from line join dais.body on body.id = line.parent
		)
		select jsonb_build_object('slug', m.slug, 'name', api.text_in(m.name, lang),
			'organization', (select api.text_in(name, lang) from line order by height desc limit 1),
			'committee', (select api.text_in(name, lang) from line where parent is not null order by height desc limit 1),
			'body', (select api.text_in(name, lang) from line where height = 1),
			'venue', api.text_in(m.venue, lang), 'starts_on', m.starts_on, 'ends_on', m.ends_on, 'zone', m.zone, 'example_times', m.example_times,
			'published', exists (select from dais.edition where edition.document = api.program_of(m.id) and published_at <= now()),
			'original_language', m.original_language, 'unofficial', lang = any (m.unofficial_languages),
			'contact_name', api.text_in(m.contact_name, lang), 'contact_email', m.contact_email)
		from dais.meeting as m where m.id = meeting_frame.meeting);
end $$;

-- The meeting that an address belongs to, as far as the reader may know of it: for pages that say what went wrong.
create function api.error_frame(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	parts text[] := string_to_array(input ->> 'path', '/');
	here uuid := (select id from dais.meeting where slug = any (parts) order by array_position(parts, slug) limit 1);
begin
	here := coalesce(here, (select meeting from dais.slot where id = api.id_of(parts[array_position(parts, 'slots') + 1])));
	return json_build_object('meeting', api.meeting_frame(here, lang));
end $$;

-- ---------------------------------------------------------------- settings

grant update (name, venue, starts_on, ends_on, zone, original_language, unofficial_languages, languages, agenda_state, contact_name,
	contact_email, deadline, grace, closes, example_times, paper_size, two_sided, proposals_closed) on dais.meeting to dais_web;
create policy settle on dais.meeting for update to dais_web
	using (id = any ((select api.meetings_as('{staff}'))::uuid[])) with check (id = any ((select api.meetings_as('{staff}'))::uuid[]));

create trigger now before update on dais.meeting for each row
	when (current_user = 'dais_web' and new.proposals_closed is distinct from old.proposals_closed) execute function api.time_is_now('proposals_closed');

create function api.agenda_states() returns text[] language sql immutable as $$
	select '{proposal of the Chair,draft,revised,adopted}'::text[]
$$;

-- Which of the languages a form's list or the meeting names.
create function api.languages_form(sent jsonb, field text, held text[]) returns json language sql stable as $$
	select json_agg(json_build_object('code', code, 'name', name,
		'chosen', case when sent is null then code = any (held) else coalesce(sent -> field, '[]') ? code end))
	from api.languages()
$$;

create function api.meeting_settings(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.agenda_of(input);
	sent jsonb := input -> 'form';
begin
	return json_build_object('meeting', api.meeting_frame(here.id, lang), -- reading the world's zones takes longer than all the rest
		'unofficial', api.languages_form(sent, 'unofficial', here.unofficial_languages),
		'wanted', api.languages_form(sent, 'wanted', api.languages_of(here.id)),
		'states', (select json_agg(json_build_object('state', state, 'value', replace(state, ' ', '-'),
				'chosen', state = coalesce(replace(sent ->> 'agenda_state', '-', ' '), here.agenda_state)) order by at)
			from unnest(api.agenda_states()) with ordinality as s(state, at)),
		'form', json_build_object('name', api.texts_form(here.name), 'venue', api.texts_form(here.venue), 'starts_on', here.starts_on, 'ends_on', here.ends_on,
			'zone', here.zone, 'original_language', here.original_language, 'contact_name', api.texts_form(here.contact_name),
			'contact_email', here.contact_email, 'deadline', to_char(here.deadline at time zone here.zone, 'YYYY-MM-DD"T"HH24:MI'),
			'closes', to_char(here.closes at time zone here.zone, 'YYYY-MM-DD"T"HH24:MI'), 'grace', (extract(epoch from here.grace) / 60)::int,
			'example_times', case when here.example_times then true end, 'paper_size', here.paper_size,
			'two_sided', case when here.two_sided then true end, 'revision', here.revision));
end $$;

-- What the form says of the meeting; its times are told in the zone that the form was filled in with.
create function api.meeting_sent(here dais.meeting, input jsonb) returns jsonb language sql stable as $$
	select jsonb_build_object('name', input -> 'name', 'venue', input -> 'venue', 'starts_on', input ->> 'starts_on', 'ends_on', input ->> 'ends_on',
		'zone', input ->> 'zone', 'original_language', input ->> 'original_language', 'unofficial_languages', coalesce(input -> 'unofficial', '[]'),
		'languages', case when coalesce(input -> 'wanted', '[]') @> to_jsonb(api.language_codes()) then '[]' else coalesce(input -> 'wanted', '[]') end,
		'agenda_state', replace(input ->> 'agenda_state', '-', ' '), 'contact_name', input -> 'contact_name', 'contact_email', input ->> 'contact_email',
		'deadline', api.moment_of(input ->> 'deadline', here.id), 'closes', api.moment_of(input ->> 'closes', here.id),
		'grace', make_interval(mins => coalesce((input ->> 'grace')::int, 0)), 'example_times', input ? 'example_times',
		'paper_size', input ->> 'paper_size', 'two_sided', input ? 'two_sided')
$$;

create function api.settings_faults(here dais.meeting, input jsonb) returns jsonb language sql stable as $$
	select api.meeting_faults(input) || coalesce(jsonb_agg(jsonb_build_object('field', field, 'code', code)), '[]') from (values
		('paper_size', case when input ->> 'paper_size' not in ('letter', 'a4') then 'choose' end),
		('agenda_state', case when replace(input ->> 'agenda_state', '-', ' ') <> all (api.agenda_states()) then 'choose' end),
		('unofficial', case when not to_jsonb(api.language_codes()) @> coalesce(input -> 'unofficial', '[]') then 'choose' end),
		('wanted', case when not to_jsonb(api.language_codes()) @> coalesce(input -> 'wanted', '[]') then 'choose' end),
		('deadline', api.moment_fault(input ->> 'deadline', here.id)), ('closes', api.moment_fault(input ->> 'closes', here.id)),
		('closes', case when api.moment_of(input ->> 'closes', here.id) < api.moment_of(input ->> 'deadline', here.id) then 'closes-early' end))
		as rule(field, code)
	where code is not null
$$;

-- With along, sittings, hours and deadlines are moved by as many days as the first day is. Once the agenda is adopted the numbers of
-- its items stay, and so does its state: those numbers are given. Taking the change back takes them back, too.
create function api.meeting_change(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
	saved dais.meeting;
begin
	perform api.agenda_lock(here.id);
	select * into here from dais.meeting where id = here.id for update;
	perform api.refuse(api.settings_faults(here, input));
	saved := jsonb_populate_record(here, api.merged('meeting', to_jsonb(here), input ->> 'revision', api.meeting_sent(here, input),
		'{"unofficial_languages":{"field":"unofficial"},"languages":{"field":"wanted"}}'::jsonb || jsonb_build_object(
			'deadline', jsonb_build_object('theirs', null, 'at', api.time_in(here.deadline, here.zone)),
			'closes', jsonb_build_object('theirs', null, 'at', api.time_in(here.closes, here.zone)))));
	if here.agenda_state = 'adopted' and saved.agenda_state <> 'adopted' then
		perform api.refuse('agenda_state', 'stays-adopted');
	elsif saved is distinct from here then
		update dais.meeting set name = saved.name, venue = nullif(saved.venue, '{}'), starts_on = saved.starts_on, ends_on = saved.ends_on, zone = saved.zone,
			original_language = saved.original_language, unofficial_languages = saved.unofficial_languages, languages = saved.languages,
			agenda_state = saved.agenda_state, contact_name = nullif(saved.contact_name, '{}'), contact_email = saved.contact_email,
			deadline = saved.deadline, grace = saved.grace, closes = saved.closes, example_times = saved.example_times,
			paper_size = saved.paper_size, two_sided = saved.two_sided where id = here.id;
		perform api.schedule_moved(here, saved, case when input ? 'along' then saved.starts_on - here.starts_on else 0 end), api.numbers_fix(here.id),
			api.event_append(here.id, 'meeting changed', here.id);
	end if;
	return json_build_object('location', '/' || lang || '/desk/' || here.slug || '/settings?done=saved');
end $$;

-- The public list: meetings that have an edition, the next ones first, then the past ones, newest first.
create function api.meeting_list(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('meetings', coalesce(json_agg(api.meeting_frame(meeting.id, lang) || jsonb_build_object('edition', number,
			'published_on', (published_at at time zone zone)::date)
		order by ends_on < current_date, abs(starts_on - current_date)), '[]'))
	from dais.meeting
	join dais.document as program on program.meeting = meeting.id and program.kind = 'program'
	join lateral (select number, published_at from dais.edition where edition.document = program.id and published_at <= now()
		order by number desc limit 1) as newest on true
$$;

-- ---------------------------------------------------------------- making one

grant insert (id, slug, body, name, venue, starts_on, ends_on, zone, original_language, unofficial_languages, languages, contact_name,
	contact_email, paper_size, two_sided, deadline, grace, closes, precedence_seed, precedence_language) on dais.meeting to dais_web;
create policy make on dais.meeting for insert to dais_web with check ((select api.has_role(null, '{admin}')));

grant insert on dais.participation to dais_web;
create policy make on dais.participation for insert to dais_web with check ((select api.has_role(null, '{admin}')));

-- The words that stand where a meeting's slug does, or that the web server keeps (fcgi/pages/routes.c, deploy/nginx.conf):
-- a meeting of that name could not be reached.
create function api.slug_is_taken_by_dais(slug text) returns boolean language sql immutable as $$
	select slug = any ('{my,desk,delegation,link,verify,sign-in,sign-out,papers,receipts,reminders,packets,uploads,static,healthz,readyz,meetings,admin}')
$$;

-- The zones that a meeting may be in, as the world's regions name them.
create function api.zones() returns json language sql stable as $$
	select json_agg(name order by name) from pg_catalog.pg_timezone_names
	where name ~ '^(Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/' or name = 'UTC'
$$;

-- The form for a new meeting; with copy, the slug of an earlier one, filled in from that one.
create function api.meeting_new(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	earlier dais.meeting;
begin
	perform api.admin_only();
	select * into earlier from dais.meeting where slug = coalesce(input -> 'form' ->> 'copy', input ->> 'copy');
	return json_build_object(
		'bodies', (select coalesce(json_agg(json_build_object('id', id, 'line', line, 'chosen', id::text = coalesce(input -> 'form' ->> 'body', earlier.body::text))), '[]')
			from api.bodies(lang)),
		'meetings', (select coalesce(json_agg(json_build_object('slug', slug, 'name', api.text_in(name, lang), 'starts_on', starts_on,
				'chosen', id = earlier.id) order by starts_on desc, slug), '[]') from dais.meeting where exists (select from dais.item where item.meeting = meeting.id)),
		'has_meetings', exists (select from dais.item), 'copied', earlier.slug, 'zones', api.zones(),
		'form', json_build_object('name', api.texts_form(earlier.name), 'venue', api.texts_form(earlier.venue), 'zone', earlier.zone,
			'original_language', coalesce(earlier.original_language::text, lang),
			'contact_name', api.texts_form(earlier.contact_name), 'contact_email', earlier.contact_email));
end $$;

-- What is wrong with the form of a meeting, a new one or its settings, besides what each field says for itself.
create function api.meeting_faults(input jsonb) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('field', field, 'code', code)), '[]') from (values
		('slug', 'not-a-slug', input ->> 'slug' !~ '^[a-z0-9][a-z0-9-]{1,63}$'),
		('slug', 'slug-taken', api.slug_is_taken_by_dais(input ->> 'slug') or exists (select from dais.meeting where slug = input ->> 'slug')),
		('body', 'choose', input ? 'body' and not exists (select from dais.body where id = api.id_of(input ->> 'body'))),
		('starts_on', 'not-a-time', api.date_of(input ->> 'starts_on') is null),
		('ends_on', 'not-a-time', api.date_of(input ->> 'ends_on') is null),
		('ends_on', 'ends-before', api.date_of(input ->> 'ends_on') < api.date_of(input ->> 'starts_on')),
		('ends_on', 'too-many-days', api.date_of(input ->> 'ends_on') - api.date_of(input ->> 'starts_on') > 60),
		('zone', 'not-a-zone', not exists (select from pg_catalog.pg_timezone_names where name = input ->> 'zone')),
		('copy', 'choose', input ? 'copy' and api.meeting_of(input ->> 'copy') is null)) as rule(field, code, broken)
	where broken
$$;

-- Null: there is no such day.
create function api.date_of(value text) returns date language plpgsql immutable as $$
begin
	return make_date(substr(value, 1, 4)::int, substr(value, 6, 2)::int, substr(value, 9, 2)::int);
exception when datetime_field_overflow then
	return null;
end $$;

-- Makes a meeting, empty, as a copy of an earlier one, or to be filled from a text, which is asked for next. It is a draft that only those who take part know of, until its
-- first edition is published.
create function api.meeting_create(lang text, input jsonb) returns json language plpgsql as $$
declare
	made constant uuid := gen_random_uuid();
begin
	perform api.admin_only(), pg_advisory_xact_lock(hashtextextended(input ->> 'slug', 4)); -- one slug once, and whoever comes second is told so
	perform api.refuse(api.meeting_faults(input));
	insert into dais.meeting (id, slug, body, name, venue, starts_on, ends_on, zone, original_language, contact_name, contact_email,
			unofficial_languages, languages, paper_size, two_sided, deadline, grace, closes, precedence_seed, precedence_language)
		select made, input ->> 'slug', (input ->> 'body')::uuid, input -> 'name', input -> 'venue', (input ->> 'starts_on')::date,
			(input ->> 'ends_on')::date, input ->> 'zone', input ->> 'original_language', input -> 'contact_name', input ->> 'contact_email',
			coalesce(m.unofficial_languages, '{}'), coalesce(m.languages, '{}'),
			coalesce(m.paper_size, 'letter'), coalesce(m.two_sided, false), api.moved(m.deadline, m, input), coalesce(m.grace, '0'), api.moved(m.closes, m, input),
			m.precedence_seed, coalesce(m.precedence_language::text, input ->> 'original_language')
		from (select) as one left join dais.meeting as m on m.slug = input ->> 'copy';
	if input ? 'copy' then
		perform api.meeting_copy(api.meeting_of(input ->> 'copy'), made, input);
	end if;
	perform api.event_append(made, 'meeting made', made);
	return json_build_object('location', '/' || lang || '/desk/' || (input ->> 'slug') || case when input ? 'from_text' then '/agenda/text' else '' end
		|| '?done=meeting-made');
end $$;

-- A time of an earlier meeting, so many days later as the new one begins later, at the same hour of its own zone.
create function api.moved(at timestamptz, earlier dais.meeting, input jsonb) returns timestamptz language sql stable as $$
	select ((at at time zone earlier.zone) + ((input ->> 'starts_on')::date - earlier.starts_on) * interval '1 day') at time zone (input ->> 'zone')
$$;

-- Copies what a meeting is made of: parties, themes, what its agenda prints besides the items (but what is said of its days),
-- sittings, the agenda's items with their hours and slots; neither people nor papers, nor what was made for one of them (a slot
-- taken from an open one, or held by a person).
create function api.meeting_copy(earlier uuid, made uuid, input jsonb) returns void language plpgsql as $$
#variable_conflict use_column
declare
	source constant dais.meeting := (select m from dais.meeting as m where id = earlier);
	front constant jsonb := api.front_matter(source);
	-- The id of each row's copy.
	ids constant jsonb := (select coalesce(jsonb_object_agg(id, gen_random_uuid()), '{}') from (
		select id from dais.objective where meeting = earlier union all select id from dais.sitting where meeting = earlier union all
		select item from api.item_numbers(earlier) as n(item) where not gone) as row(id));
begin
	insert into dais.participation (meeting, party) select made, party from dais.participation where meeting = earlier;
	insert into dais.theme (meeting, slug, position, name, asked_by)
		select made, slug, position, name, asked_by from dais.theme where meeting = earlier;
	insert into dais.objective (id, meeting, label, position, text)
		select (ids ->> id::text)::uuid, made, label, position, text from dais.objective where meeting = earlier;
	insert into dais.category (meeting, objective, position, addressee, text)
		select made, (ids ->> objective::text)::uuid, position, addressee, text from dais.category where meeting = earlier;
	perform api.front_fill(made, front - '{dates_text,note}'::text[]
		|| jsonb_build_object('footnotes', jsonb_path_query_array(front, '$.footnotes[*] ? (@.at != "dates_text" && @.at != "note")')));
	insert into dais.sitting (id, meeting, day, held_on, position, heading, annotated_heading, name, room, starts, ends)
		select (ids ->> id::text)::uuid, made, day, held_on + ((input ->> 'starts_on')::date - source.starts_on), position, heading,
			annotated_heading, name, room, api.moved(starts, source, input), api.moved(ends, source, input)
		from dais.sitting where meeting = earlier;
	insert into dais.item (id, meeting, parent, position, kind, day, short_title, long_title, subtitle, line_label, line_text, more_lines, annotation, annotation_open,
			annotation_close, annotation_after_children, deadline)
		select (ids ->> id::text)::uuid, made, (ids ->> parent::text)::uuid, position, kind, day, short_title, long_title, subtitle, line_label, line_text, more_lines, annotation,
			annotation_open, annotation_close, annotation_after_children, api.moved(deadline, source, input)
		from dais.item where meeting = earlier and ids ? id::text;
	insert into dais.schedule_entry (meeting, item, sitting, room, starts, ends)
		select made, (ids ->> item::text)::uuid, (ids ->> sitting::text)::uuid, room, api.moved(starts, source, input), api.moved(ends, source, input)
		from dais.schedule_entry where meeting = earlier and ids ? item::text;
	insert into dais.slot (meeting, item, position, role, held_by, label, party, party_kind, is_open, in_source, expects_paper)
		select made, (ids ->> item::text)::uuid, position, role, held_by, label, party, party_kind, is_open, in_source, expects_paper
		from dais.slot where meeting = earlier and opened_from is null and held_by <> 'person' and ids ? item::text;
end $$;
