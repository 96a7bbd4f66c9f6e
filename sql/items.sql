-- Items: the agenda tree, its numbers, and the tree as one JSON value with every text in all languages. That value
-- is what an edition freezes; the desk and the delegations read the live rows.

grant select on dais.item, dais.sitting, dais.schedule_entry to dais_web, dais_clerk;
create policy read on dais.item for select to dais_web
	using (meeting = any ((select api.meetings_as('{staff,chair,panelist,focal point}'))::uuid[]));
create policy read on dais.sitting for select to dais_web
	using (meeting = any ((select api.meetings_as('{staff,chair,panelist,focal point}'))::uuid[]));
create policy read on dais.schedule_entry for select to dais_web
	using (meeting = any ((select api.meetings_as('{staff,chair,panelist,focal point}'))::uuid[]));
create policy clerk_read on dais.sitting for select to dais_clerk using (true);
create policy clerk_read on dais.schedule_entry for select to dais_clerk using (true);

-- 1 → a, 26 → z, 27 → aa.
create function api.letter(n bigint) returns text language sql immutable as $$
	select repeat(chr(97 + ((n - 1) % 26)::int), ((n - 1) / 26)::int + 1)
$$;

-- A number that was given to an item and says that of the item above it already: 1.2 below 1, 6(a) below 6.
create function api.number_goes_on(above text, own text) returns boolean language sql immutable as $$
	select own ^@ above and substr(own, length(above) + 1, 1) ~ '[^[:alnum:] ]'
$$;

set local role dais_registry;

-- The numbers that items of a meeting have left, by the item (or the meeting) that they stood under: moved, they were numbered anew.
-- Whoever reads the numbers needs them, and not the changes that they are taken from.
create function api.numbers_left(meeting uuid) returns table (above uuid, number text)
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select distinct coalesce((c.before ->> 'parent')::uuid, c.meeting), c.before ->> 'fixed_number' from dais.change as c
	where c.meeting = numbers_left.meeting and c.kind = 'item' and c.before ? 'fixed_number' and c.before ? 'parent' and c.before ->> 'fixed_number' is not null
$$;

set local role dais_owner;

-- The numbers of items that came after the agenda was adopted, whose numbers stay: between two of those "III bis", "III ter"; behind
-- the last the next. Nothing before that.
create function api.late_numbers(meeting uuid) returns table (item uuid, label text) language plpgsql stable as $$
#variable_conflict use_column
begin
	if not exists (select from dais.meeting as m where m.id = late_numbers.meeting and m.agenda_state = 'adopted') then
		return; -- as mostly, and most pages ask for numbers
	end if;
	return query with sibling as materialized (
		select i.id, coalesce(i.parent, i.meeting) as above, i.position, i.fixed_number, split_part(i.fixed_number, ' ', 1) as root,
			i.fixed_number is null and not i.withdrawn and i.kind not in ('dialogue', 'break') as late,
			count(i.fixed_number) over (partition by i.parent order by i.position) as before, count(i.fixed_number) over (partition by i.parent) as fixed,
			i.parent is not null as is_part
		from dais.item as i
		where i.meeting = late_numbers.meeting
	), given as (
		select above, fixed_number as number, root, is_part from sibling where fixed_number is not null
		union select above, number, split_part(number, ' ', 1), above <> late_numbers.meeting from api.numbers_left(late_numbers.meeting)
	), last as (
		select above, max(array_position(case when is_part then (select array_agg(api.letter(n) order by n) from generate_series(1, 400) as n)
			else (select array_agg(to_char(n, 'FMRN') order by n) from generate_series(1, 400) as n) end, root)) as counted
		from given where above in (select above from sibling where late) group by above
	), placed as (
		select late.id, late.above, beside.root, late.before = late.fixed and last.counted is not null as behind, last.counted,
			row_number() over (partition by late.above, beside.root, late.before = late.fixed order by late.position) as nth,
			(select count(*) from given as g where g.above = late.above and g.root = beside.root and g.number <> g.root) as taken,
			late.is_part
		from sibling as late join sibling as beside on beside.above = late.above and beside.fixed_number is not null
			and beside.before = greatest(late.before, 1) join last on last.above = late.above
		where late.late
	)
	select id, case when not behind then root || ' ' || coalesce(('{bis,ter,quater,quinquies,sexies,septies,octies,novies,decies}'::text[])[nth + taken],
			(nth + taken + 1)::text)
		when is_part then api.letter(counted + nth) else to_char(counted + nth, 'FMRN') end
	from placed;
end $$;

-- Once the agenda is adopted, the numbers that its items have now stay.
create function api.numbers_fix(meeting uuid) returns void language sql as $$
	update dais.item as i set fixed_number = n.own from api.item_numbers(numbers_fix.meeting) as n
	where n.item = i.id and i.fixed_number is null and n.own is not null and not n.gone
		and exists (select from dais.meeting as m where m.id = numbers_fix.meeting and m.agenda_state = 'adopted')
$$;

-- The numbers of a meeting's items: own as it stands before the title (III, a), number in full (V.a), address for
-- links (III-bis). Roman at the top, letters below, counted in the order of the tree. A number that was fixed when
-- the agenda was adopted stays and is not counted; before that a withdrawn item gives its number up and, with all
-- that is below it, is gone. What comes after the adoption is numbered by api.late_numbers. A dialogue or a break has no number and an address only (III.dialogue).
--
-- In plpgsql, so that a query that joins the numbers counts them once and never once a row.
create function api.item_numbers(meeting uuid)
	returns table (item uuid, own text, number text, address text, path numeric[], gone boolean) language plpgsql stable as $$
#variable_conflict use_column
begin
	return query with recursive ranked as (
		select id, parent, position, kind, coalesce(fixed_number, late.label, case when counted then
				rank() over (partition by parent, counted order by position) end::text) as rank,
			fixed_number is not null or late.label is not null as fixed, withdrawn and fixed_number is null as gone
		from dais.item left join api.late_numbers(item_numbers.meeting) as late on late.item = item.id,
			lateral (select kind not in ('dialogue', 'break') and not withdrawn and fixed_number is null) as c(counted)
		where item.meeting = item_numbers.meeting
	), tree as (
		select id, label.own, label.own as number, coalesce(label.own, kind) as address, array[position] as path, gone
		from ranked, lateral (select case when fixed then rank else to_char(rank::int, 'FMRN') end) as label(own)
		where parent is null
		union all
		select ranked.id, label.own, label.above_number || label.own, label.above_address || coalesce(label.own, kind),
			path || position, tree.gone or ranked.gone
		from tree join ranked on ranked.parent = tree.id,
			lateral (select case when fixed then rank else api.letter(rank::int) end) as counted(own),
			lateral (select not coalesce(fixed and api.number_goes_on(tree.number, counted.own), false)) as below(adds),
			lateral (select counted.own, case when adds then tree.number || '.' else '' end,
				case when adds then tree.address || '.' else '' end) as label(own, above_number, above_address)
	)
	select id, tree.own, tree.number, replace(tree.address, ' ', '-'), tree.path, tree.gone from tree;
end $$;

-- The item that an address means, by its number today (III, V.a, III-bis, III.dialogue) or by its id.
create function api.item_of(meeting uuid, alias text) returns uuid language plpgsql stable as $$
#variable_conflict use_column
begin
	return (select coalesce(
			(select id from dais.item where item.meeting = item_of.meeting and id = api.id_of(alias)),
			(select item from api.item_numbers(meeting) where address = alias order by path limit 1)));
end $$;

-- Texts in a row: "CIM, IIN", in each language that one of them has.
create function api.texts_joined(list jsonb) returns jsonb language sql immutable as $$
	select jsonb_object_agg(lang, (select string_agg(api.text_in(value, lang), ', ' order by at)
		from jsonb_array_elements(list) with ordinality as texts(value, at)))
	from (select distinct jsonb_object_keys(value) as lang from jsonb_array_elements(list)) as languages
$$;

-- For whom people speak where it is not just the party that designates them: the parties' names in a row.
create function api.represented(meeting uuid) returns table (slot_person uuid, acronyms jsonb, names jsonb) language sql stable as $$
	select slot_person, api.texts_joined(jsonb_agg(coalesce(party.acronym, party.name) order by position)),
		api.texts_joined(jsonb_agg(party.name order by position))
	from dais.representation as r join dais.party on party.id = r.party
	where r.meeting = represented.meeting
	group by slot_person
$$;

-- Here and below lang is a language, in which every text is told as api.localized does, or null: each text in all of them.
create function api.shown(texts jsonb, lang text) returns jsonb language sql stable as $$
	select case when lang is null or texts is null then texts
		when texts ->> lang <> '' then jsonb_build_object('text', texts ->> lang, 'fallback', null) else api.localized(texts, lang) end
$$;

-- Who is confirmed, under each item, in the order of its slots, and for whom they speak.
create function api.item_people(meeting uuid, lang text default null) returns table (item uuid, list jsonb) language plpgsql stable as $$
#variable_conflict use_column
begin
	return query
	select slot.item, jsonb_agg(jsonb_build_object('id', named.id, 'name', named.name, 'role', slot.role,
		'party', api.shown(coalesce(others.acronyms, party.acronym, party.name), lang), 'party_name', api.shown(coalesce(others.names, party.name), lang),
		'label', api.shown(slot.label, lang)) order by slot.position, named.name)
	from dais.slot join dais.slot_person as named on named.slot = slot.id left join dais.party on party.id = slot.party
	left join api.represented(item_people.meeting) as others on others.slot_person = named.id
	where slot.meeting = item_people.meeting and named.state = 'confirmed' and not named.contact
	group by slot.item;
end $$;

-- Papers that are public and cleared, under each item, in the order of their slots; of each position and language the
-- newest file. By the party that designates the slot, else by those that the paper itself names.
create function api.item_submissions(meeting uuid, lang text default null) returns table (item uuid, list jsonb) language plpgsql stable as $$
#variable_conflict use_column
begin
	return query with newest as (
		select distinct on (files.submission, files.position, files.language) files.*
		from api.files where files.meeting = item_submissions.meeting and files.state = 'cleared' and files.withdrawn_at is null
		order by files.submission, files.position, files.language, files.number desc
	), filed as (
		select newest.submission, jsonb_agg(jsonb_build_object('id', newest.id, 'language', newest.language, 'number', newest.number,
			'pages', newest.pages, 'size', newest.size, 'late', newest.punctuality = 'late',
			'received_on', (newest.received_at at time zone m.zone)::date) order by newest.position, newest.language) as files
		from newest join dais.meeting as m on m.id = newest.meeting
		group by newest.submission
	), author as (
		select by.submission, api.texts_joined(jsonb_agg(coalesce(party.acronym, party.name) order by party.code)) as acronyms,
			api.texts_joined(jsonb_agg(party.name order by party.code)) as names
		from dais.submission_party as by join dais.party on party.id = by.party where by.meeting = item_submissions.meeting
		group by by.submission
	)
	select placement.item, jsonb_agg(jsonb_build_object('id', submission.id, 'title', api.shown(submission.title, lang), 'kind', submission.kind, 'symbol', symbol.text,
		'party', api.shown(coalesce(party.acronym, party.name, acronyms), lang), 'party_name', api.shown(coalesce(party.name, names), lang), 'files', filed.files)
		order by placement.position, slot.position, submission.created)
	from dais.placement join dais.submission on submission.id = placement.submission join filed on filed.submission = submission.id
	left join dais.slot on slot.id = submission.slot left join dais.party on party.id = slot.party
	left join author on author.submission = submission.id left join dais.symbol on symbol.submission = submission.id
	where placement.meeting = item_submissions.meeting and api.is_public(submission.*)
	group by placement.item;
end $$;

-- The printed lines of an item as pages show them: one, or a list of several.
create function api.lines_of(label jsonb, line jsonb, more jsonb) returns jsonb language sql immutable as $$
	select case when more is not null then jsonb_build_array(jsonb_build_object('label', label, 'text', line)) || more
		when line is not null then jsonb_build_object('label', label, 'text', line) end
$$;

-- Their texts in a row, without labels.
create function api.lines_text(line jsonb, more jsonb, lang text) returns text language sql stable as $$
	select string_agg(api.text_in(one, lang), ' / ' order by at)
	from jsonb_path_query(jsonb_build_array(line) || jsonb_path_query_array(more, 'lax $[*].text'), '$[*]') with ordinality as lines(one, at)
$$;

-- The items with everything under them. Every key is always there: a template that asks a child for what it has not
-- must not find its parent's. The tree is written as text, in walking order: each item opens the list of its children,
-- and closes as many lists as end with it. So the cost is one line an item, whatever the depth.
create function api.item_tree(meeting uuid, lang text default null) returns jsonb language plpgsql stable as $$
#variable_conflict use_column
begin
	return (with line as (
		select path, cardinality(path) as depth, coalesce(lead(cardinality(path)) over (order by path), 0) as next,
			json_build_object('id', id, 'own', own, 'number', number, 'address', address, 'kind', kind,
				'day', day, 'short_title', api.shown(coalesce(short_title, long_title), lang), 'long_title', api.shown(long_title, lang), 'subtitle', api.shown(subtitle, lang),
				'line', api.lines_of(api.shown(line_label, lang), api.shown(line_text, lang), api.shown(more_lines, lang)),
				'annotation', api.shown(annotation, lang), 'annotation_open', annotation_open, 'annotation_close', annotation_close,
				'annotation_after_children', annotation_after_children, 'withdrawn', withdrawn,
				'schedule', coalesce(hours.list, '[]'), 'has_schedule', hours.list is not null, 'people', coalesce(people.list, '[]'),
				'has_people', people.list is not null, 'submissions', coalesce(submissions.list, '[]'), 'has_submissions', submissions.list is not null) as item
		from api.item_numbers(item_tree.meeting) as n join dais.item on n.item = item.id
			left join api.item_hours(item_tree.meeting, lang) as hours on hours.item = item.id
			left join api.item_people(item_tree.meeting, lang) as people on people.item = item.id
			left join api.item_submissions(item_tree.meeting, lang) as submissions on submissions.item = item.id
		where not gone
	)
	select ('[' || coalesce(string_agg(left(item::text, -1) || ',"children":[' || case when next <= depth
			then repeat(']}', depth - greatest(next, 1) + 1) || case when next > 0 then ',' else '' end else '' end,
		'' order by path), '') || ']')::jsonb
	from line);
end $$;

-- When and where each item is taken up: whole times with their zone, and the hours that a page prints. entries: whose they are, one by one.
create function api.item_hours(meeting uuid, lang text default null) returns table (item uuid, list jsonb, entries uuid[]) language plpgsql stable as $$
#variable_conflict use_column
begin
	return query select entry.item, jsonb_agg(jsonb_build_object('held_on', sitting.held_on, 'sitting', api.shown(sitting.name, lang), 'room', api.shown(coalesce(entry.room, sitting.room), lang),
		'continued', entry.continued, 'other_day', case when sitting.day <> entry.day then sitting.held_on end,
		'starts_at', api.time_in(entry.starts, m.zone), 'ends_at', api.time_in(entry.ends, m.zone),
		'starts', to_char(entry.starts at time zone m.zone, 'HH24:MI'), 'ends', to_char(entry.ends at time zone m.zone, 'HH24:MI'))
		order by sitting.position, entry.starts, entry.id), array_agg(entry.id order by sitting.position, entry.starts, entry.id)
	from api.entries(item_hours.meeting) as entry join dais.sitting on sitting.id = entry.sitting join dais.meeting as m on m.id = sitting.meeting
	group by entry.item;
end $$;
