-- What is generated of the final report: each section's parts, from what the meeting was, every text in all languages. Their form is
-- told at the top of report.sql. Staff take them; what not everybody may read is not in them: of people the names of who is
-- confirmed and what they are there, of papers those that are public.

set local role dais_owner;

-- ---------------------------------------------------------------- the pieces; each key is always there

create function api.part(kind text, value jsonb, written boolean default false) returns jsonb language sql immutable as $$
	select jsonb_build_object('kind', kind, 'written', written) || case kind
		when 'paragraph' then '{"number":null,"word":null,"name":null,"by":null,"text":null,"on":null}'
		when 'heading' then '{"word":null,"text":null,"on":null}'
		when 'list' then '{"items":[]}'
		when 'table' then '{"columns":[],"rows":[],"has_columns":false}'
		else '{"word":null,"text":null,"by":null,"symbol":null,"number":null,"on":null,"address":null,"files":[]}' end::jsonb || value
$$;

create function api.part_item(value jsonb) returns jsonb language sql immutable as $$
	select '{"number":null,"word":null,"name":null,"by":null,"text":null,"items":[]}'::jsonb || value || jsonb_build_object('has_items', coalesce(value -> 'items', '[]') <> '[]')
$$;

-- A table whose columns have these words above them.
create function api.part_table(words text[], rows jsonb) returns jsonb language sql immutable as $$
	select api.part('table', jsonb_build_object('rows', rows, 'has_columns', true, 'columns', (select jsonb_agg(jsonb_build_object('word', word) order by at)
		from unnest(words) with ordinality as w(word, at))))
$$;

create function api.part_cells(variadic cells jsonb[]) returns jsonb language sql immutable as $$
	select jsonb_build_object('cells', jsonb_agg('{"number":null,"word":null,"name":null,"text":null,"on":null,"until":null}'::jsonb || coalesce(cell, '{}') order by at))
	from unnest(cells) with ordinality as c(cell, at)
$$;

-- A list as the only part; none when it would be empty.
create function api.part_list(items jsonb) returns jsonb language sql immutable as $$
	select case when items is null or items = '[]' then '[]' else jsonb_build_array(api.part('list', jsonb_build_object('items', items))) end
$$;

-- A title where it stands in a line or as a heading: without the point or colon that it ends with in the agenda.
create function api.title_told(title jsonb) returns jsonb language sql immutable as $$
	select jsonb_object_agg(lang, regexp_replace(said, '\s*[.:]\s*$', '')) from jsonb_each_text(title) as t(lang, said)
$$;

-- What several sections are made of, looked up once for all of them: {people: who is confirmed, by item; papers: the public ones, by
-- item; by_kind: each of them once, by the kind of the party whose it is, else "none"}.
create function api.report_known(here dais.meeting) returns jsonb language sql stable as $$
	with listed as materialized (select * from api.item_submissions(here.id)), paper as (
		select distinct on (p ->> 'id') p, numbers.path, at, coalesce(party.kind, (select other.kind from dais.submission_party as by join dais.party as other on other.id = by.party
			where by.submission = s.id order by other.code limit 1), 'none') as kind
		from listed join api.item_numbers(here.id) as numbers on numbers.item = listed.item cross join lateral jsonb_array_elements(listed.list) with ordinality as papers(p, at)
			join dais.submission as s on s.id = (p ->> 'id')::uuid left join dais.slot on slot.id = s.slot left join dais.party on party.id = slot.party
		order by p ->> 'id', numbers.path
	)
	select jsonb_build_object('people', (select jsonb_object_agg(i.item, i.list) from api.item_people(here.id) as i), 'papers', (select jsonb_object_agg(item, list) from listed),
		'by_kind', (select jsonb_object_agg(kind, list) from (select kind, jsonb_agg(p order by path, at) as list from paper group by kind) as k))
$$;

-- The parts of a section as they would be now.
create function api.report_parts(here dais.meeting, kind text, item uuid, known jsonb) returns jsonb language plpgsql stable as $$
begin
	return coalesce(case kind
		when 'mandate' then api.parts_mandate(here)
		when 'place' then api.parts_place(here)
		when 'election' then api.parts_election(here)
		when 'program' then api.parts_program(here)
		when 'panel' then api.parts_speakers(known #> array['people', item::text]) || api.parts_floor(here, item) || api.parts_papers(known #> array['papers', item::text])
		when 'dialogue' then api.parts_floor(here, item)
		when 'proposals' then api.parts_proposals(here)
		when 'conclusions' then api.parts_conclusions(here)
		when 'annex program' then api.parts_links(here, '{program,agenda,annotated agenda}')
		when 'annex conclusions' then api.parts_links(here, '{conclusions}')
		when 'annex working document' then api.parts_links(here, '{working document}')
		when 'annex organs' then api.parts_papers(api.papers_of(known, '{organ,agency}'))
		when 'annex delegations' then api.parts_papers(api.papers_of(known, '{state,permanent observer,regional group}'))
		when 'annex others' then api.parts_papers(api.papers_of(known, '{multilateral organization,civil society organization,none}'))
		when 'annex participants' then api.parts_participants(here, known) end, '[]');
end $$;

-- ---------------------------------------------------------------- how it came about

-- Mandate and context: the first section of the agenda itself.
create function api.parts_mandate(here dais.meeting) returns jsonb language sql stable as $$
	select jsonb_agg(api.part('paragraph', jsonb_build_object('number', p.mark, 'text', p.text)) order by p.position, p.id)
	from dais.paragraph as p where p.section = (select s.id from dais.section as s where s.meeting = here.id order by s.position, s.id limit 1)
$$;

-- Whoever is confirmed in one of these roles, with the item.
create function api.officers(here dais.meeting, roles text[]) returns table (nth bigint, role text, name text, of_whom dais.texts, item uuid, number text, title dais.texts)
	language sql stable as $$
	select row_number() over (order by array_position(roles, s.role), n.path, s.position, named.name), s.role, named.name,
		coalesce(r.names, p.name)::dais.texts, s.item, n.number, api.title_told(coalesce(i.short_title, i.long_title))::dais.texts
	from dais.slot as s join dais.slot_person as named on named.slot = s.id and named.state = 'confirmed' and not named.contact join dais.item as i on i.id = s.item
		join api.item_numbers(here.id) as n on n.item = s.item left join dais.party as p on p.id = s.party left join api.represented(here.id) as r on r.slot_person = named.id
	where s.meeting = here.id and s.role = any (roles)
$$;

create function api.parts_place(here dais.meeting) returns jsonb language sql stable as $$
	select jsonb_build_array(api.part('table', jsonb_build_object('rows', case when here.venue is null then '[]' else jsonb_build_array(api.part_cells('{"word":"place"}', jsonb_build_object('text', here.venue))) end
			|| jsonb_build_array(api.part_cells('{"word":"dates"}', jsonb_build_object('on', here.starts_on, 'until', nullif(here.ends_on, here.starts_on)))))))
		|| coalesce((select jsonb_build_array(api.part('heading', '{"word":"officers"}'), api.part_table('{role,name,for,item}', jsonb_agg(api.part_cells(jsonb_build_object('word', o.role), jsonb_build_object('name', o.name), jsonb_build_object('text', o.of_whom),
				jsonb_build_object('number', o.number, 'text', o.title)) order by o.nth)))
			from api.officers(here, '{chair,moderator,rapporteur}') as o having count(*) > 0), '[]')
$$;

-- The rapporteurs of the whole meeting (api.rapporteurs), not those of its groups and panels.
create function api.parts_election(here dais.meeting) returns jsonb language sql stable as $$
	select jsonb_agg(api.part('paragraph', jsonb_build_object('word', 'rapporteur elected', 'name', o.name, 'by', o.of_whom)) order by o.nth)
	from api.officers(here, '{rapporteur}') as o join dais.item as i on i.id = o.item left join dais.item as above on above.id = i.parent
	where i.kind = 'opening' or i.kind = 'working' and above.kind is distinct from 'working'
$$;

-- What was taken up, and when it really was; before anything was, the plan, marked as such.
create function api.report_hours(here dais.meeting) returns table (held_on date, starts timestamptz, ends timestamptz, item uuid, room dais.texts, planned boolean)
	language sql stable as $$
	select (t.started at time zone here.zone)::date, t.started, t.ended, t.item, coalesce(e.room, s.room)::dais.texts, false
	from dais.taken_up as t left join dais.schedule_entry as e on e.id = t.entry left join dais.sitting as s on s.id = e.sitting where t.meeting = here.id
	union all
	select s.held_on, e.starts, e.ends, e.item, coalesce(e.room, s.room)::dais.texts, true from dais.schedule_entry as e join dais.sitting as s on s.id = e.sitting
	where e.meeting = here.id and not exists (select from dais.taken_up as t where t.meeting = here.id)
		and not exists (select from dais.schedule_entry as part join dais.item as i on i.id = part.item where i.parent = e.item and part.starts = e.starts) -- told by its part
$$;

create function api.parts_program(here dais.meeting) returns jsonb language sql stable as $$
	with line as (
		select h.*, n.path, api.part_cells(jsonb_build_object('name', concat_ws('–', to_char(h.starts at time zone here.zone, 'HH24:MI'), to_char(h.ends at time zone here.zone, 'HH24:MI'))),
			case when i.kind = 'dialogue' then jsonb_build_object('word', 'dialogue after', 'number', over.number)
				else jsonb_build_object('number', n.number, 'text', api.title_told(coalesce(i.short_title, i.long_title))) end, jsonb_build_object('text', h.room)) as cells
		from api.report_hours(here) as h join dais.item as i on i.id = h.item join api.item_numbers(here.id) as n on n.item = h.item
			left join api.item_numbers(here.id) as over on over.item = i.parent
	), day as (
		select held_on, jsonb_build_array(api.part('heading', jsonb_build_object('on', held_on)), api.part_table('{time,item,room}', jsonb_agg(cells order by starts nulls last, path))) as parts
		from line group by held_on
	)
	select case when (select bool_or(planned) from line) then jsonb_build_array(api.part('paragraph', '{"word":"as planned"}')) else '[]' end
		|| coalesce((select jsonb_agg(part order by held_on, at) from day, jsonb_array_elements(parts) with ordinality as p(part, at)), '[]')
$$;

-- ---------------------------------------------------------------- panels and dialogues

create function api.parts_speakers(people jsonb) returns jsonb language sql stable as $$
	select api.part_list(jsonb_agg(api.part_item(jsonb_build_object('name', p ->> 'name', 'word', case when of_the_panel then p ->> 'role' end,
		'by', case when of_the_panel then p -> 'party_name' else coalesce(nullif(p -> 'party_name', 'null'), p -> 'label') end)) order by at))
	from jsonb_array_elements(people) with ordinality as l(p, at), lateral (select p ->> 'role' in ('moderator', 'rapporteur', 'chair')) as r(of_the_panel)
$$;

-- Who took the floor, in that order; where the list says of nobody that they did, who asked for it.
create function api.parts_floor(here dais.meeting, item uuid) returns jsonb language sql stable as $$
	with asked as (
		select f.*, p.name, (select jsonb_agg(api.part_item(jsonb_build_object('text', other_party.name, 'word', 'on behalf of')) order by other_party.code)
			from dais.floor_request_party as other join dais.party as other_party on other_party.id = other.party where other.request = f.id and other.agreed_at is not null) as others
		from dais.floor_request as f join dais.party as p on p.id = f.party where f.meeting = here.id and f.item = parts_floor.item
	), heard as (
		select *, state in ('speaking', 'has spoken') as spoke from asked where state in ('speaking', 'has spoken')
			or state in ('requested', 'called', 'passed') and not exists (select from asked as other where other.state in ('speaking', 'has spoken'))
	)
	select case when count(*) = 0 then '[]' else jsonb_build_array(api.part('heading', jsonb_build_object('word', case when bool_or(spoke) then 'took the floor' else 'asked for the floor' end)),
		api.part('list', jsonb_build_object('items', jsonb_agg(api.part_item(jsonb_build_object('text', name, 'word', case when kind <> 'statement' then kind end,
			'items', coalesce(others, '[]'))) order by began_at nulls last, created)))) end
	from heard
$$;

-- Of what is known the papers whose parties are of these kinds.
create function api.papers_of(known jsonb, kinds text[]) returns jsonb language sql immutable as $$
	select jsonb_agg(p order by kind_at, at) from unnest(kinds) with ordinality as k(kind, kind_at), jsonb_array_elements(known #> array['by_kind', kind]) with ordinality as l(p, at)
$$;

create function api.parts_papers(papers jsonb) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(api.part('link', jsonb_build_object('text', p -> 'title', 'by', nullif(coalesce(p -> 'party_name', p -> 'party'), 'null'), 'symbol', p -> 'symbol', 'files', (
			select jsonb_agg(jsonb_build_object('id', f -> 'id', 'language', f -> 'language', 'pages', f -> 'pages') order by nth)
			from jsonb_array_elements(p -> 'files') with ordinality as files(f, nth)))) order by at), '[]')
	from jsonb_array_elements(papers) with ordinality as l(p, at)
$$;

-- ---------------------------------------------------------------- proposals and conclusions

-- The sources of a paragraph (api.working_sources) as an item names them, each once: {name (as it was said), by (of whom, by language)}.
create function api.sources_named(sources jsonb) returns jsonb language sql immutable as $$
	with source as (
		select min(at) as at, s ->> 'who' as who, nullif(s -> 'party', 'null') as party from jsonb_array_elements(sources) with ordinality as l(s, at) group by 2, 3
	)
	select jsonb_build_object('name', (select string_agg(who, ', ' order by at) from source), 'by', (select jsonb_object_agg(code, said) from (
		select code, string_agg(coalesce(party ->> code, party ->> 'en', (select min(said) from jsonb_each_text(party) as t(lang, said))), ', ' order by at) as said
		from source, (select distinct jsonb_object_keys(party) as code from source) as codes where party is not null group by code) as by_language))
$$;

-- By category, as the working document numbers them: objectives with what serves them beneath, then what stands for itself.
create function api.parts_proposals(here dais.meeting) returns jsonb language sql stable as $$
	with line as materialized (
		select w.*, api.part_item(jsonb_build_object('number', w.number, 'word', w.kind, 'text', p.text) || api.sources_named(coalesce(s.sources, '[]'))) as item
		from api.working_paragraphs(here.id) as w join dais.proposal as p on p.id = w.id left join api.working_sources(here.id) as s on s.root = w.id
	), list as (
		select addressee, aim, min(at) as at, jsonb_agg(api.part_item(item || jsonb_build_object('items', coalesce((select jsonb_agg(below.item order by below.at)
			from line as below where below.over = line.id), '[]'))) order by at) as items
		from line where over is null group by addressee, aim
	)
	select coalesce(jsonb_agg(part order by list.at, nth), '[]') from list, lateral (values
		(1, case when list.at = (select min(same.at) from list as same where same.addressee = list.addressee) then api.part('heading', jsonb_build_object('word', 'for ' || addressee)) end),
		(2, api.part('paragraph', jsonb_build_object('word', aim))), (3, api.part('list', jsonb_build_object('items', items)))) as p(nth, part)
	where part is not null
$$;

create function api.reservation_items(reservations jsonb) returns jsonb language sql immutable as $$
	select coalesce(jsonb_agg(api.part_item(jsonb_build_object('word', r -> 'kind', 'by', r -> 'party', 'text', r -> 'text')) order by at), '[]')
	from jsonb_array_elements(reservations) with ordinality as l(r, at)
$$;

-- As they were adopted, with what was put on record where it belongs.
create function api.parts_conclusions(here dais.meeting) returns jsonb language sql stable as $$
	select jsonb_build_array(api.part('paragraph', jsonb_build_object('word', 'conclusions adopted', 'on', (e.published_at at time zone here.zone)::date)))
		|| (select coalesce(jsonb_agg(p.part order by c.at, p.nth), '[]') from jsonb_array_elements(e.data -> 'content') with ordinality as c(group_of, at), lateral (values
			(1, api.part('heading', jsonb_build_object('word', 'for ' || (group_of ->> 'addressee')))),
			(2, api.part('list', jsonb_build_object('items', (select jsonb_agg(api.part_item(jsonb_build_object('number', line ->> 'number', 'text', line -> 'text',
				'items', api.reservation_items(line -> 'reservations'))) order by nth) from jsonb_array_elements(group_of -> 'paragraphs') with ordinality as l(line, nth)))))) as p(nth, part)
			where group_of -> 'paragraphs' <> '[]')
		|| case when e.data #> '{document,reservations}' <> '[]' then jsonb_build_array(api.part('heading', '{"word":"as a whole"}')) else '[]' end
		|| api.part_list(api.reservation_items(e.data #> '{document,reservations}'))
	from dais.document as d join dais.edition as e on e.document = d.id where d.meeting = here.id and d.kind = 'conclusions' order by e.number desc limit 1
$$;

-- ---------------------------------------------------------------- annexes

-- The documents that are annexed, by the words that they go by; those that have come out.
create function api.parts_links(here dais.meeting, words text[]) returns jsonb language sql stable as $$
	select jsonb_agg(api.part('link', jsonb_build_object('word', word, 'address', case word when 'program' then 'editions/' || e.number when 'agenda' then 'editions/' || e.number || '/agenda'
			when 'annotated agenda' then 'editions/' || e.number || '/annotated-agenda' else replace(word, ' ', '-') || '/editions/' || e.number end,
		'symbol', api.symbol_at(y.text, e.number), 'number', e.number,
		'on', (e.published_at at time zone here.zone)::date)) order by at)
	from unnest(words) with ordinality as w(word, at) join dais.document as d on d.meeting = here.id and d.kind = case when word in ('agenda', 'annotated agenda') then 'program' else word end
		left join dais.symbol as y on y.id = d.symbol
		cross join lateral (select e.number, e.published_at from dais.edition as e where e.document = d.id and e.audience = 'public' and e.published_at <= now() order by e.number desc limit 1) as e
$$;

-- The confirmed members of each delegation with what they are in it, then who spoke.
create function api.parts_participants(here dais.meeting, known jsonb) returns jsonb language sql stable as $$
	select coalesce((select jsonb_agg(part order by first.name ->> 'en', nth) from (
			select p.name, jsonb_agg(api.part_item(jsonb_build_object('name', concat_ws(', ', m.name, m.title), 'word', m.function))
				order by array_position('{head,alternate,adviser,expert}'::text[], m.function), m.position) as items
			from dais.delegation_member as m join dais.party as p on p.id = m.party where m.meeting = here.id and m.state = 'confirmed' group by p.id) as first,
			lateral (values (1, api.part('heading', jsonb_build_object('text', first.name))), (2, api.part('list', jsonb_build_object('items', items)))) as l(nth, part)), '[]')
		|| coalesce((select jsonb_build_array(api.part('heading', '{"word":"speakers"}'), api.part('list', jsonb_build_object('items', jsonb_agg(item order by item ->> 'name'))))
			from (select distinct api.part_item(jsonb_build_object('name', person ->> 'name', 'by', coalesce(nullif(person -> 'party_name', 'null'), person -> 'label'))) as item
				from jsonb_path_query(known, '$.people.*[*]') as person) as speakers having count(*) > 0), '[]')
$$;

reset role;
