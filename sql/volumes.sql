-- The volume: the final report as it was issued, with its annexes and the papers themselves, as one PDF a language. It is a packet
-- (packets.sql) without an item, and holds only what everybody may read: once the report is issued, so may the volume be.

set local role dais_registry;

-- ---------------------------------------------------------------- what goes in

-- A text of an edition as sheets print it: in another language than the reader's, with that language's code.
create function clerk.printed(value jsonb) returns jsonb language plpgsql immutable strict as $$
begin
	if jsonb_typeof(value) = 'array' then
		return (select coalesce(jsonb_agg(clerk.printed(element) order by at), '[]') from jsonb_array_elements(value) with ordinality as list(element, at));
	elsif jsonb_typeof(value) <> 'object' then
		return value;
	elsif value ? 'text' and value ? 'fallback' then
		return jsonb_build_object('text', concat_ws(' ', value ->> 'text', '[' || upper(value ->> 'fallback') || ']'), 'fallback', null);
	end if;
	return (select coalesce(jsonb_object_agg(key, clerk.printed(inner_value)), '{}') from jsonb_each(value) as pair(key, inner_value));
end $$;

-- The parts of a section (report.sql) for sheets: what was written is cut into its paragraphs, a row of a table into its first cell and
-- the others.
create function clerk.printed_parts(parts jsonb) returns jsonb language sql immutable as $$
	select coalesce(jsonb_agg(shown order by at, nth), '[]')
	from jsonb_array_elements(clerk.printed(parts)) with ordinality as p(part, at), lateral (
		select case when part ->> 'kind' = 'table' then part || jsonb_build_object('rows', (
				select coalesce(jsonb_agg(jsonb_build_object('label', row #> '{cells,0}', 'cells', (row -> 'cells') - 0) order by row_at), '[]')
				from jsonb_array_elements(part -> 'rows') with ordinality as r(row, row_at))) else part end, 1::bigint
			where (part -> 'written')::boolean is not true
		union all
		select part || jsonb_build_object('text', jsonb_build_object('text', piece, 'fallback', null)), nth
			from regexp_split_to_table(part #>> '{text,text}', '\n\s*\n') with ordinality as pieces(piece, nth)
			where (part -> 'written')::boolean and piece ~ '\S') as s(shown, nth)
$$;

-- The public edition of a working document (working_documents.sql) in the form of the report's parts, as readers of a language see it.
create function clerk.working_parts(content jsonb) returns jsonb language sql immutable as $$
	with line as materialized (
		select c_at, a_at, l_at, l ->> 'id' as id, l ->> 'over' as over, api.part_item(jsonb_build_object('number', l -> 'number', 'word', l -> 'kind', 'text', l -> 'text',
			'has_sources', l -> 'sources' <> '[]',
			'sources', (select coalesce(jsonb_agg(s || jsonb_build_object('more', at < jsonb_array_length(l -> 'sources')) order by at), '[]')
				from jsonb_array_elements(l -> 'sources') with ordinality as sources(s, at)))) as item
		from jsonb_array_elements(content -> 'categories') with ordinality as cs(c, c_at), jsonb_array_elements(c -> 'aims') with ordinality as aims(a, a_at),
			jsonb_array_elements(a -> 'paragraphs') with ordinality as ls(l, l_at)
	), top as (
		select c_at, a_at, jsonb_agg(api.part_item(item || jsonb_build_object('items', coalesce(below, '[]'))) order by l_at) as items
		from line, lateral (select jsonb_agg(b.item order by b.l_at) from line as b where b.over = line.id) as b(below) where line.over is null group by c_at, a_at
	)
	select coalesce(jsonb_agg(part order by cs.c_at, a_at, nth), '[]') || case when (content #> '{coverage,has_unaddressed}')::boolean then jsonb_build_array(
			api.part('heading', '{"word":"unaddressed"}'), api.part('list', jsonb_build_object('items', (
				select jsonb_agg(api.part_item(jsonb_build_object('text', t -> 'name')) order by at) from jsonb_array_elements(content #> '{coverage,unaddressed}') with ordinality as u(t, at))))) else '[]' end
	from jsonb_array_elements(content -> 'categories') with ordinality as cs(c, c_at), jsonb_array_elements(c -> 'aims') with ordinality as aims(a, a_at)
		join top using (a_at), lateral (values
			(1, case when a_at = (select min(first.a_at) from top as first where first.c_at = cs.c_at) then api.part('heading', jsonb_build_object('word', 'for ' || (c ->> 'addressee'))) end),
			(2, api.part('paragraph', jsonb_build_object('word', a -> 'aim'))), (3, api.part('list', jsonb_build_object('items', top.items)))) as p(nth, part)
	where top.c_at = cs.c_at and part is not null
$$;

-- What the annexes print of documents that came out by themselves, in the form of the report's parts.
create function clerk.annexed_parts(meeting uuid, kind text, lang text) returns jsonb language sql stable as $$
	select case annexed_parts.kind
		when 'annex program' then (select coalesce(jsonb_agg(part order by at, nth), '[]')
			from jsonb_array_elements(t.content::jsonb) with ordinality as days(day, at), lateral (
				select api.part('heading', jsonb_build_object('text', day -> 'short', 'on', case when jsonb_typeof(day -> 'short') is distinct from 'object' then day -> 'held_on' end)), 0::bigint
				union all
				select api.part('paragraph', jsonb_build_object('number', item -> 'number', 'text', item -> 'short_title')), nth
					from jsonb_array_elements(day -> 'items') with ordinality as items(item, nth) where item ->> 'number' is not null) as p(part, nth))
		when 'annex conclusions' then coalesce(api.localized(api.parts_conclusions(m), lang), '[]')
		when 'annex working document' then coalesce(clerk.working_parts(t.content::jsonb), '[]')
		else '[]' end
	from dais.meeting as m left join (dais.document as d join dais.edition_text as t on t.document = d.id and t.language = lang and t.audience = 'public'
			and t.number = (api.edition_latest(d.id)).number) on d.meeting = m.id
			and d.kind = case annexed_parts.kind when 'annex program' then 'program' when 'annex working document' then 'working document' end
	where m.id = annexed_parts.meeting
$$;

-- The papers that an annex of the report names in one line, its slides behind it: as entries of a packet. Of their languages the reader's
-- own, else the original.
create function clerk.volume_papers(link jsonb, lang text) returns setof jsonb language sql stable as $$
	select distinct on (v.position) jsonb_build_object('name', v.id, 'state', 'in packet', 'title', link #>> '{text,text}', 'short', coalesce(link #>> '{by,text}', (
			select string_agg(p.name, ', ' order by p.name) from dais.slot_person as p where p.slot = s.slot and p.state = 'confirmed' and not p.contact), v.file_name),
		'filed', clerk.filed_told(v.id, 'in packet'), 'cleared', clerk.cleared_told(v.id))
	from jsonb_array_elements(link -> 'files') as listed(file) join api.files as v on v.id = api.id_of(file ->> 'id') join dais.submission as s on s.id = v.submission
	where v.state = 'cleared' and v.public_from <= now() and v.withdrawn_at is null
	order by v.position, v.language = lang desc, v.language = s.original_language desc, v.language
$$;

-- Everything that is printed in a volume; see web/packet/volume.mustache. The sections that are no annexes stand on one sheet, which the
-- first of them opens and the last one closes; an annex has one of its own, with the papers that it names behind it. Null: no report was issued.
create function clerk.volume_inputs(meeting uuid, lang text, two_sided boolean default false) returns jsonb language sql stable as $$
	with issued as (
		select m, e.number, t.head, t.content::jsonb as content, api.symbol_at(y.text, e.number) as symbol
		from dais.meeting as m join dais.document as d on d.meeting = m.id and d.kind = 'final report' left join dais.symbol as y on y.id = d.symbol
			join dais.edition as e on e.document = d.id and e.number = (api.edition_latest(d.id)).number and e.audience = 'public'
			join dais.edition_text as t on t.document = d.id and t.number = e.number and t.audience = e.audience and t.language = lang
		where m.id = volume_inputs.meeting
	), section as materialized (
		select at, section, (section -> 'annex')::boolean as annex, at = min(at) over body as first, at = max(at) over body as last
		from issued, jsonb_array_elements(content) with ordinality as sections(section, at)
		window body as (partition by (section -> 'annex')::boolean)
	), entry as (
		select at, 0::bigint as nth, jsonb_build_object('name', 'section ' || (section ->> 'id'), 'opens', annex or first, 'closes', annex or last, 'annex', annex,
			'section', clerk.printed(section - 'parts') || jsonb_build_object('parts', parts, 'nothing', parts = '[]' and section ->> 'kind' <> 'panels', 'top', section -> 'level' = '1')) as entry
		from section, lateral clerk.printed_parts(section -> 'parts' || clerk.annexed_parts(volume_inputs.meeting, section ->> 'kind', lang)) as parts
		union all
		select at, nth * 100 + file_at, paper || jsonb_build_object('annex_number', section -> 'number')
		from section, jsonb_array_elements(section -> 'parts') with ordinality as p(part, nth), clerk.volume_papers(clerk.printed(part), lang) with ordinality as papers(paper, file_at)
		where annex and part ->> 'kind' = 'link'
	)
	select jsonb_build_object('template', 'packet/volume', 'language', lang, 'meeting', api.meeting_frame((m).id, lang), 'paper_size', (m).paper_size,
		'two_sided', volume_inputs.two_sided, 'symbol', symbol, 'number', number, 'item', null, 'title', clerk.printed(head::jsonb -> 'title') ->> 'text',
		'entries', (select jsonb_agg(entry order by at, nth) from entry), 'included', (select count(*) from entry where nth > 0), 'held_back', 0)
	from issued
$$;

-- ---------------------------------------------------------------- pages

-- The newest edition of the report that everybody may read; null: none was issued.
create function api.report_number(meeting uuid) returns integer
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select max(e.number) from dais.document as d join dais.edition as e on e.document = d.id
	where d.meeting = report_number.meeting and d.kind = 'final report' and e.audience = 'public' and e.published_at <= now()
$$;

-- Another edition was issued: the volumes that there are of the one before are built anew.
create function api.volumes_queue(meeting uuid) returns void
	language sql security definer set search_path = pg_catalog, pg_temp as $$
	select api.packet_queue(p.id) from dais.packet as p where p.meeting = volumes_queue.meeting and p.item is null
$$;

-- The volume that everybody may read: that of the report's newest edition, once it was built.
create function api.volume_of(slug text, lang text) returns dais.packet
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select p from dais.packet as p join dais.meeting as m on m.id = p.meeting
	where m.slug = volume_of.slug and p.item is null and p.language = lang and p.sha256 is not null
		and (p.manifest ->> 'edition')::integer = api.report_number(m.id)
$$;

-- The file, for everybody.
create function api.volume_file(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('sha256', encode(v.sha256, 'hex'), 'file_name', (input ->> 'meeting') || '-report-' || lang || '.pdf', 'pages', v.pages, 'size', v.size)
	from api.volume_of(input ->> 'meeting', lang) as v where v.id is not null
$$;

-- Its file is gone from the cache; the clerk makes it again, whoever asks.
create function api.volume_renew(lang text, input jsonb) returns json
	language sql security definer set search_path = pg_catalog, pg_temp as $$
	select json_build_object('queued', api.job_queue('packet', v.meeting, v.id) is null)
	from api.volume_of(input ->> 'meeting', lang) as v where v.id is not null
$$;

reset role;
set local role dais_owner;

-- The volume of a meeting in the page's language, for its desk.
create function api.volume_show(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here uuid := api.meeting_of(input ->> 'meeting');
	known dais.packet := (select p from dais.packet as p where p.meeting = here and p.item is null and p.language = lang);
	job jsonb := api.job_state('packet', known.id);
begin
	if here is null or not api.has_role(here, '{staff,chair}') then
		return null;
	end if;
	return json_build_object('meeting', api.meeting_frame(here, lang), 'may_compile', api.is_staff(here), 'issued', api.report_number(here), 'packet', api.packet_brief(known.id),
		'two_sided', coalesce(known.two_sided, (select two_sided from dais.meeting as m where m.id = here)), 'manifest', known.manifest,
		'working', case when job ->> 'state' in ('queued', 'running') then jsonb_build_object('progress', job -> 'progress', 'waiting', job ->> 'state' = 'queued') end,
		'failed', job ->> 'state' = 'failed');
end $$;

-- Asks the clerk for the volume, or for a new one.
create function api.volume_compile(lang text, input jsonb) returns json language plpgsql as $$
declare
	here uuid := api.meeting_of(input ->> 'meeting');
	known uuid;
begin
	if here is null or not api.is_staff(here) then
		perform api.not_found();
	elsif api.report_number(here) is null then
		perform api.conflict('two_sided', 'report-not-issued');
	end if;
	insert into dais.packet as p (meeting, language, two_sided) values (here, lang, input ? 'two_sided')
		on conflict (meeting, item, language) do update set two_sided = excluded.two_sided where p.two_sided <> excluded.two_sided;
	known := (select p.id from dais.packet as p where p.meeting = here and p.item is null and p.language = lang);
	perform api.packet_queue(known), api.event_append(here, 'packet asked for', known);
	return json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/report/volume');
end $$;

reset role;
