-- Packets: the compiled papers of a panel, or the volume of the final report with its annexes (volumes.sql), one a language. What goes into a packet is one JSON value, the same for
-- the clerk that builds it, the page that announces it and the command line; its hash tells whether what was built
-- is still what would be built. A row keeps the last good build until a new one has been made and checked.

set local role dais_owner;

grant select on dais.item, dais.slot, dais.slot_person, dais.submission, dais.placement, dais.party,
	dais.body, dais.packet, dais.representation to dais_registry;
do $$
declare
	it text;
begin
	foreach it in array '{item,slot,slot_person,representation,submission,placement,party,body,packet}'::text[] loop
		execute format('create policy packet_inputs on dais.%I for select to dais_registry using (true)', it);
	end loop;
end $$;

grant select, insert (meeting, item, language, two_sided) on dais.packet to dais_web;
create policy read on dais.packet for select to dais_web
	using (meeting = any ((select api.meetings_as('{staff,chair,focal point}'))::uuid[]));
create policy compile on dais.packet for insert to dais_web
	with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]) and sha256 is null);
grant update (two_sided) on dais.packet to dais_web;
create policy arrange on dais.packet for update to dais_web
	using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));
grant select, update on dais.packet to dais_clerk;
create policy clerk on dais.packet to dais_clerk using (true) with check (true);
grant usage on schema clerk to dais_registry;

-- ---------------------------------------------------------------- what goes in

set local role dais_registry;

-- The slots whose papers belong to an item: those under it and under what it contains, in the order of the tree,
-- and those of papers that were placed under it besides.
create function clerk.packet_slots(item uuid) returns table (slot uuid, path numeric[], ordinal integer)
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	with numbers as materialized (
		select n.* from dais.item as i, api.item_numbers(i.meeting) as n where i.id = packet_slots.item
	), inside as (
		select n.item, n.path from numbers as n, numbers as root
		where root.item = packet_slots.item and n.path[1:cardinality(root.path)] = root.path
	)
	select distinct on (slot) slot, path, ordinal from (
		select slot.id, inside.path, slot.position from inside join dais.slot on slot.item = inside.item
		union all
		select submission.slot, inside.path, 10000 + placement.position
		from inside join dais.placement on placement.item = inside.item
			join dais.submission on submission.id = placement.submission and submission.slot is not null
	) as all_slots(slot, path, ordinal)
	order by slot, ordinal
$$;

-- What the sheets and the manifest say of a file: what was received, and how; and what of it stands in the packet.
create function clerk.filed_told(file uuid, standing text) returns jsonb
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select jsonb_build_object('file', v.id, 'file_name', v.file_name, 'size', v.size, 'sha256', encode(v.sha256, 'hex'),
		'language', v.language, 'number', v.number, 'receipt', v.receipt, 'late', v.punctuality = 'late',
		'symbol', (select y.text from dais.symbol as y where y.submission = v.submission), 'received', api.time_in(v.received_at, m.zone),
		'state', standing, 'refusal', v.refusal, 'comment', v.comment)
	from api.files as v join dais.meeting as m on m.id = v.meeting where v.id = filed_told.file
$$;

create function clerk.cleared_told(file uuid) returns jsonb
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select jsonb_build_object('upload', v.upload, 'as_readable', v.as_readable, 'sha256', encode(v.sha256, 'hex'),
		'pages', v.pages, 'intake', api.intake_shown(v.notes), 'cleaned_sha256', encode(v.cleaned_sha256, 'hex'),
		'cleaned_name', api.cleaned_name(v.file_name))
	from api.files as v where v.id = cleared_told.file
$$;

-- The files of a slot's paper. One of each position stands in the packet: the newest that is cleared, in the packet's
-- language if there is one. Where nothing is cleared yet, its state says why: it is still being checked, must be
-- converted, or was returned. filed: what was received, and how; cleared: what of it stands in the packet, null: nothing;
-- others: what else of that position was received and counts, in another language, or a version not cleared yet.
create function clerk.packet_files(slot uuid, lang text)
	returns table (title text, ordinal integer, state text, filed jsonb, cleared jsonb, others jsonb)
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	with known as materialized (
		select s.created, s.id as submission, api.title_of(s, lang) as title, v.id, v.position, v.current, standing,
			row_number() over (partition by s.id, v.position order by v.state = 'cleared' desc, v.language = lang desc,
				v.language = m.original_language desc, v.language, v.number desc) as rank,
			clerk.filed_told(v.id, standing) as filed, case when v.state = 'cleared' then clerk.cleared_told(v.id) end as cleared
		from dais.submission as s join api.files as v on v.submission = s.id join dais.meeting as m on m.id = s.meeting
		cross join lateral (select case v.state when 'cleared' then 'in packet' when 'received' then 'being checked' else v.state end) as st(standing)
		where s.slot = packet_files.slot and s.kind = 'presentation' and s.audience <> 'secretariat' and v.withdrawn_at is null
	)
	select title, position, standing, filed, cleared, (select jsonb_agg(other.filed order by other.rank) from known as other
			where other.submission = known.submission and other.position = known.position and other.rank > 1 and other.current)
	from known where rank = 1
	order by created, submission, position
$$;

-- One entry a sheet, in the packet's order. A slot for an open number of people has a sheet once it has somebody,
-- and a slot that declined, or that nobody asked for a paper, has one only when a paper came.
create function clerk.packet_entries(item uuid, lang text) returns jsonb
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	with others as materialized (
		select r.* from dais.item as i, api.represented(i.meeting) as r where i.id = packet_entries.item
	)
	select coalesce(jsonb_agg(jsonb_build_object('name', concat_ws(' ', slot.id, filed_here.filed ->> 'file'),
			'slot', slot.id, 'label', api.text_in(slot.label, lang),
			'people', nullif(people.names, short), 'short', short,
			'party', nullif(api.text_in(coalesce(people.parties, party.name), lang), short),
			'held_as', nullif(api.text_in(slot.label, lang), short),
			'deadline', case when filed_here.filed is null and not slot.without_paper then
				(select api.time_in(due, m.zone) from dais.meeting as m, api.due_of(slot.*) as due where m.id = slot.meeting) end,
			'title', filed_here.title, 'filed', filed_here.filed, 'cleared', filed_here.cleared, 'others', filed_here.others,
			'state', coalesce(filed_here.state, case when slot.without_paper then 'without paper' else 'not received' end))
		order by inside.path, inside.ordinal, filed_here.ordinal), '[]')
	from clerk.packet_slots(item) as inside join dais.slot on slot.id = inside.slot
	left join lateral (select string_agg(name, ', ' order by name) as names,
			(array_agg(others.acronyms order by p.name) filter (where others.acronyms is not null))[1] as acronyms,
			(array_agg(others.names order by p.name) filter (where others.names is not null))[1] as parties
		from dais.slot_person as p left join others on others.slot_person = p.id
		where p.slot = inside.slot and p.state in ('named', 'invited', 'confirmed') and not contact) as people on true
	left join dais.party on party.id = slot.party
	cross join lateral coalesce(api.text_in(coalesce(people.acronyms, party.acronym, party.name), lang), people.names,
		api.text_in(slot.label, lang)) as short
	left join lateral clerk.packet_files(slot.id, lang) as filed_here on true
	where filed_here.state is not null or (slot.expects_paper or slot.without_paper)
		and (people.names is not null or not slot.is_open
			and not exists (select from dais.slot_person as p where p.slot = slot.id and p.state = 'declined'))
$$;

-- Everything that is printed in a packet, and which papers stand in it; see web/packet/packet.mustache. Received is
-- what has a receipt; included are those in the packet, held_back those that are not yet in order.
create function clerk.packet_inputs(item uuid, lang text, two_sided boolean default false) returns jsonb
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select jsonb_build_object('template', 'packet/packet', 'language', lang, 'meeting', api.meeting_frame(m.id, lang),
		'paper_size', m.paper_size, 'two_sided', packet_inputs.two_sided, 'program_symbol', (select y.text from dais.document as d
			join dais.symbol as y on y.id = d.symbol where d.meeting = m.id and d.kind = 'program'),
		'item', jsonb_build_object('id', i.id, 'number', n.number, 'address', n.address, 'kind', i.kind,
			'title', regexp_replace(api.text_in(i.long_title, lang), '\s*:\s*$', ''),
			'short_title', regexp_replace(api.text_in(coalesce(i.short_title, i.long_title), lang), '\s*:\s*$', ''),
			'line', api.lines_text(i.line_text, i.more_lines, lang)),
		'entries', entries.list, 'included', included, 'received', received, 'held_back', received - included,
		'expected', jsonb_array_length(entries.list))
	from dais.item as i join dais.meeting as m on m.id = i.meeting join api.item_numbers(m.id) as n on n.item = i.id,
		clerk.packet_entries(i.id, lang) as entries(list),
		lateral (select count(*) filter (where e ->> 'state' = 'in packet'), count(*) filter (where e ->> 'filed' is not null)
			from jsonb_array_elements(entries.list) as e) as counted(included, received)
	where i.id = packet_inputs.item
$$;

create function clerk.packet_hash(inputs jsonb) returns bytea language sql immutable as $$
	select sha256(convert_to(inputs::text, 'UTF8'))
$$;

-- ---------------------------------------------------------------- the build

-- What goes into a packet, or into a volume; null: the meeting has issued no report.
create function clerk.inputs_of(packet dais.packet) returns jsonb
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	return case when packet.item is null then clerk.volume_inputs(packet.meeting, packet.language, packet.two_sided)
		else clerk.packet_inputs(packet.item, packet.language, packet.two_sided) end;
end $$;

-- {inputs, hash, name} of a packet for the clerk; null when there is no such packet.
create function clerk.packet_begin(packet uuid) returns json
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select json_build_object('inputs', inputs, 'hash', encode(clerk.packet_hash(inputs), 'hex'))
	from dais.packet as p, clerk.inputs_of(p) as inputs
	where p.id = packet_begin.packet and inputs is not null
$$;

-- The same for the command line, by the addresses of meeting and item; lang and two_sided null: the meeting's own.
create function admin.packet_begin(slug text, alias text, lang text, two_sided boolean) returns json
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select json_build_object('inputs', inputs)
	from dais.meeting as m, clerk.packet_inputs(api.item_of(m.id, alias), coalesce(lang, m.original_language),
		coalesce(packet_begin.two_sided, m.two_sided)) as inputs
	where m.slug = packet_begin.slug and inputs is not null
$$;

-- What the page and the reader's list say of a packet: null until it was built once.
create function api.packet_brief(packet uuid) returns json
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
	return (select json_build_object('id', p.id, 'language', p.language, 'pages', p.pages, 'size', p.size,
			'sha256', encode(p.sha256, 'hex'), 'built_at', api.time_in(p.built_at, m.zone),
			'stale', p.input_hash is distinct from clerk.packet_hash(clerk.inputs_of(p)))
		from dais.packet as p join dais.meeting as m on m.id = p.meeting
		where p.id = packet_brief.packet and p.sha256 is not null
			and api.has_role(p.meeting, '{staff,chair,"focal point"}'));
end $$;

reset role;
set local role dais_owner;

-- The manifest: everything that has a receipt, with its hashes, its state and where it stands in the packet, and what was
-- not received. parts: the packet's parts as dais-paper planned them.
create function clerk.packet_manifest(inputs jsonb, parts jsonb) returns jsonb language sql immutable as $$
	with planned as (
		select part ->> 'name' as name, (part ->> 'pages')::integer as pages,
			1 + coalesce(sum((part ->> 'pages')::integer) over (order by n rows between unbounded preceding and 1 preceding), 0) as page
		from jsonb_array_elements(parts) with ordinality as p(part, n)
	), entries as (
		select entry, n, sheet.page, jsonb_build_object('short', entry -> 'short', 'people', entry -> 'people',
			'party', entry -> 'party', 'title', entry -> 'title') as who
		from jsonb_array_elements(inputs -> 'entries') with ordinality as e(entry, n)
		left join planned as sheet on sheet.name = entry ->> 'name'
	), filed as (
		select n, 0 as m, who || (entry -> 'filed') || jsonb_build_object('sheet_page', entries.page) || case when part.page is null then '{}'::jsonb
				else jsonb_build_object('page', part.page, 'pages', part.pages, 'cleaned_sha256', entry #> '{cleared,cleaned_sha256}',
					'cleaned_name', entry #> '{cleared,cleaned_name}', 'notes', entry #> '{cleared,intake,notes}') end as line
		from entries left join planned as part on part.name = 'paper ' || (entry ->> 'name')
		where entry ->> 'filed' is not null
		union all
		select n, m, who || other || case when other ->> 'state' = 'in packet' then '{"state":"another language"}'::jsonb else '{}' end
		from entries, jsonb_array_elements(case when entry ->> 'others' is not null then entry -> 'others' else '[]' end) with ordinality as o(other, m)
	)
	select jsonb_build_object('meeting', inputs #> '{meeting,slug}', 'item', inputs #> '{item,address}', 'edition', inputs -> 'number',
		'language', inputs -> 'language', 'files', coalesce((select jsonb_agg(line order by n, m) from filed), '[]'),
		'placeholders', coalesce((select jsonb_agg(who - 'title' || jsonb_build_object('state', entry -> 'state',
			'deadline', entry -> 'deadline', 'sheet_page', page) order by n) from entries where entry ->> 'filed' is null and not entry ? 'section'), '[]'))
$$;

-- Records a packet that was made and checked. result: {sha256, size, pages, hash, inputs, parts}.
create function clerk.packet_built(packet uuid, result jsonb) returns boolean language plpgsql as $$
declare
	made dais.packet;
begin
	update dais.packet set sha256 = decode(result ->> 'sha256', 'hex'), size = (result ->> 'size')::bigint,
			pages = (result ->> 'pages')::integer, manifest = clerk.packet_manifest(result -> 'inputs', result -> 'parts'),
			input_hash = decode(result ->> 'hash', 'hex'), built_at = now()
		where id = packet_built.packet returning * into made;
	perform api.event_append(made.meeting, 'packet built', made.id,
		jsonb_build_object('sha256', result ->> 'sha256', 'pages', made.pages));
	return true;
end $$;

-- ---------------------------------------------------------------- pages

-- {meeting, item}: the packet of an item in the page's language, what is in it, how far its build is, and in which
-- other languages there is one.
create function api.packet_show(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here uuid := api.meeting_of(input ->> 'meeting');
	wanted uuid := api.item_of(here, input ->> 'item');
	known uuid;
	job jsonb;
begin
	if wanted is null or not api.has_role(here, '{staff,chair}') then
		return null;
	end if;
	known := (select p.id from dais.packet as p where p.item = wanted and p.language = lang);
	job := api.job_state('packet', known);
	return api.packet_page(wanted, lang) || jsonb_build_object('meeting', api.meeting_frame(here, lang),
		'may_compile', api.is_staff(here),
		'packet', api.packet_brief(known),
		'two_sided', coalesce((select two_sided from dais.packet as p where p.id = known), (select two_sided from dais.meeting as m where m.id = here)),
		'others', api.packet_others(wanted, lang), 'has_others', api.packet_others(wanted, lang) <> '[]',
		'manifest', (select manifest from dais.packet as p where p.id = known),
		'working', case when job ->> 'state' in ('queued', 'running') then
			jsonb_build_object('progress', job -> 'progress', 'waiting', job ->> 'state' = 'queued',
				'failed_before', job ->> 'error' is not null) end,
		'failed', job ->> 'state' = 'failed');
end $$;

-- {meeting, item, two_sided}: asks the clerk for a new packet.
create function api.packet_compile(lang text, input jsonb) returns json language plpgsql as $$
declare
	here uuid := api.meeting_of(input ->> 'meeting');
	wanted uuid := api.item_of(here, input ->> 'item');
	known uuid;
begin
	if wanted is null or not api.is_staff(here) then
		perform api.not_found();
	end if;
	insert into dais.packet as p (meeting, item, language, two_sided)
		values (here, wanted, lang, coalesce((input ->> 'two_sided')::boolean, false))
		on conflict (meeting, item, language) do update set two_sided = excluded.two_sided where p.two_sided <> excluded.two_sided;
	known := (select p.id from dais.packet as p where p.item = wanted and p.language = lang);
	perform api.packet_queue(known);
	perform api.event_append(here, 'packet asked for', known);
	return json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/packets/' ||
		(input ->> 'item'));
end $$;

-- {meeting}: the panels of a meeting and their packets in the page's language, for who may read them.
create function api.packet_list(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('meeting', api.meeting_frame(m.id, lang), 'may_compile', api.is_staff(m.id),
		'packets', api.packets_of(m.id, lang))
	from dais.meeting as m
	where m.id = api.meeting_of(input ->> 'meeting') and api.has_role(m.id, '{staff,chair,"focal point"}')
$$;

-- {packet}: the file for who may read it. missing: it was built, but its file must be made again; that is then
-- asked for here.
create function api.packet_file(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('sha256', encode(p.sha256, 'hex'),
		'file_name', m.slug || '-' || coalesce(api.packet_address(p.item), 'report') || '-' || p.language || '.pdf')
	from dais.packet as p join dais.meeting as m on m.id = p.meeting
	where p.id = api.id_of(input ->> 'packet') and p.sha256 is not null
		and api.has_role(p.meeting, '{staff,chair,"focal point"}')
$$;

-- {packet}: its manifest, for who may read the packet.
create function api.packet_manifest(lang text, input jsonb) returns json language sql stable as $$
	select p.manifest || jsonb_build_object('meeting', api.meeting_frame(p.meeting, lang),
		'packet', api.packet_brief(p.id), 'item', api.packet_heading(p.item, lang))
	from dais.packet as p
	where p.id = api.id_of(input ->> 'packet') and p.sha256 is not null
		and api.has_role(p.meeting, '{staff,chair,"focal point"}')
$$;

-- {packet}: its file is gone from the cache; the clerk makes it again.
create function api.packet_rebuild(lang text, input jsonb) returns json language plpgsql as $$
begin
	if api.packet_file(lang, input) is not null then
		perform api.packet_queue(api.id_of(input ->> 'packet'));
	end if;
	return '{}';
end $$;

reset role;
set local role dais_registry;

create function api.packet_address(item uuid) returns text
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select n.address from dais.item as i, api.item_numbers(i.meeting) as n where i.id = packet_address.item and n.item = i.id
$$;

create function api.packet_heading(item uuid, lang text) returns jsonb
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select jsonb_build_object('number', n.number, 'address', n.address, 'kind', i.kind,
		'title', regexp_replace(api.text_in(i.long_title, lang), '\s*:\s*$', ''))
	from dais.item as i, api.item_numbers(i.meeting) as n where i.id = packet_heading.item and n.item = i.id
$$;

-- What the desk shows of the inputs, without what only the clerk needs.
create function api.packet_page(item uuid, lang text) returns jsonb
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select inputs - 'meeting' - 'two_sided' || jsonb_build_object('entries', (select coalesce(jsonb_agg(
			entry #- '{cleared,upload}' order by ordinal), '[]')
		from jsonb_array_elements(inputs -> 'entries') with ordinality as e(entry, ordinal)))
	from dais.item as i, clerk.packet_inputs(i.id, lang) as inputs
	where i.id = packet_page.item and api.has_role(i.meeting, '{staff,chair}')
$$;

-- The packets of an item in other languages than the reader's, the meeting's own first.
create function api.packet_others(item uuid, lang text) returns jsonb
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'language', p.language, 'pages', p.pages, 'size', p.size,
		'built_at', api.time_in(p.built_at, m.zone)) order by p.language = m.original_language desc, p.language), '[]')
	from dais.packet as p join dais.meeting as m on m.id = p.meeting
	where p.item = packet_others.item and p.language <> lang and p.sha256 is not null
		and api.has_role(p.meeting, '{staff,chair,"focal point"}')
$$;

create function api.packets_of(meeting uuid, lang text) returns jsonb
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
	is_staff constant boolean := api.is_staff(meeting);
begin
	if not is_staff and not api.has_role(meeting, '{chair,"focal point"}') then
		return '[]';
	end if;
	return (select coalesce(jsonb_agg(jsonb_build_object('number', n.number, 'address', n.address,
				'title', regexp_replace(api.text_in(coalesce(i.short_title, i.long_title), lang), '\s*:\s*$', ''),
				'packet', case when p.id is not null then api.packet_brief(p.id) end, 'others', others, 'has_others', others <> '[]',
				'job', case when p.id is not null and is_staff then api.job_state('packet', p.id) end)
			order by n.path), '[]')
		from dais.item as i join api.item_numbers(packets_of.meeting) as n on n.item = i.id
		left join dais.packet as p on p.item = i.id and p.language = lang,
			lateral (select case when exists (select from dais.packet as o where o.item = i.id and o.language <> lang)
				then api.packet_others(i.id, lang) else '[]' end) as o(others)
		where i.meeting = packets_of.meeting and i.kind = 'panel');
end $$;

-- Has a packet compiled: staff at any time, whoever may read it when its file is gone from the cache.
create function api.packet_queue(packet uuid) returns void
	language sql security definer set search_path = pg_catalog, pg_temp as $$
	select api.job_queue('packet', p.meeting, p.id) from dais.packet as p
	where p.id = packet_queue.packet and (api.has_role(p.meeting, '{staff}')
		or p.sha256 is not null and api.has_role(p.meeting, '{chair,"focal point"}'))
$$;

reset role;
