-- Warnings: what looks wrong in a meeting that is being prepared, in one list. They hinder nobody: each may be meant so.
--
-- Each check answers rows of {code, item that it is about, other item, place (what follows the desk's address and mends it), detail}.
-- None compares everything with everything: of a list in order only the latest end so far is remembered.

set local role dais_owner;

-- Items that are neither marked nor above or below a marked one; without those that are withdrawn, breaks and dialogues.
create function api.items_untouched(meeting uuid, marked uuid[]) returns setof uuid language sql stable as $$
	with recursive up as (
		select id, parent from dais.item as i where i.meeting = items_untouched.meeting and id = any (marked)
		union
		select above.id, above.parent from up join dais.item as above on above.id = up.parent
	), down as (
		select id from dais.item as i where i.meeting = items_untouched.meeting and (id = any (marked) or withdrawn)
		union
		select below.id from down join dais.item as below on below.parent = down.id
	)
	select id from dais.item as i where i.meeting = items_untouched.meeting and kind not in ('break', 'dialogue')
		and id not in (select id from up) and id not in (select id from down)
$$;

-- Two items at the same time in one sitting and room; an item runs inside of the one above it.
create function api.warnings_of_hours(meeting uuid) returns table (code text, item uuid, other uuid, place text, detail jsonb) language sql stable as $$
	with entry as materialized (
		select e.*, (row_number() over (order by e.starts, e.id))::numeric as nth
		from api.entries(warnings_of_hours.meeting) as e join dais.item as i on i.id = e.item
		where not i.withdrawn and e.starts is not null and e.ends is not null
	), step as (
		select entry.*, max(array[extract(epoch from ends), nth]) over (partition by sitting, room, above order by nth
			rows between unbounded preceding and 1 preceding) as latest
		from entry
	)
	select 'overlap', step.item, before.item, 'schedule/entries/' || step.id, null::jsonb
	from step join entry as before on before.nth = step.latest[2] where step.latest[1] > extract(epoch from step.starts)
	union all
	select 'outside-hours', entry.item, null, 'schedule/entries/' || entry.id, null
	from entry join dais.sitting as s on s.id = entry.sitting join dais.item as i on i.id = entry.item and i.kind <> 'break' -- lunch comes behind it
	where entry.starts < s.starts or entry.ends > s.ends
$$;

-- A room that two sittings use at the same time, or an item of one and the other; a sitting on a day that is not the meeting's.
create function api.warnings_of_rooms(here dais.meeting, lang text) returns table (code text, item uuid, other uuid, place text, detail jsonb)
	language sql stable as $$
	with used as (
		select s.id as sitting, s.room, s.starts, s.ends from dais.sitting as s where s.meeting = here.id
		union all
		select e.sitting, e.room, e.starts, e.ends from dais.schedule_entry as e where e.meeting = here.id and e.room is not null
	), named as (
		select *, lower(api.text_in(room, here.original_language)) as name from used
	)
	select distinct on (one.sitting, two.sitting) 'room-twice', null::uuid, null::uuid, 'schedule/sittings/' || one.sitting,
		jsonb_build_object('sitting', api.sitting_line(s, here.zone, lang), 'beside', api.sitting_line(t, here.zone, lang))
	from named as one join named as two on two.name = one.name and two.sitting > one.sitting and one.starts < two.ends and two.starts < one.ends
		join dais.sitting as s on s.id = one.sitting join dais.sitting as t on t.id = two.sitting
	union all
	select 'other-date', null, null, 'schedule/sittings/' || s.id, jsonb_build_object('sitting', api.sitting_line(s, here.zone, lang))
	from dais.sitting as s where s.meeting = here.id and s.held_on not between here.starts_on and here.ends_on
$$;

-- A person who is to speak in two places at once: at the hours of the slot's item, or else of the nearest above that has any.
create function api.warnings_of_people(meeting uuid) returns table (code text, item uuid, other uuid, place text, detail jsonb) language sql stable as $$
	with recursive seat as (
		select coalesce(p.person::text, lower(p.name)) as who, p.name, slot.id as slot, slot.item
		from dais.slot_person as p join dais.slot on slot.id = p.slot join dais.item as i on i.id = slot.item
		where p.meeting = warnings_of_people.meeting and p.state in ('named', 'invited', 'confirmed') and not p.contact and not i.withdrawn
	), twice as materialized (
		select * from seat where who in (select who from seat group by who having count(distinct item) > 1)
	), up as (
		select slot, who, item as above from twice
		union all
		select up.slot, up.who, i.parent from up join dais.item as i on i.id = up.above
		where i.parent is not null and not exists (select from dais.schedule_entry as e where e.item = up.above)
	), held as materialized (
		select twice.*, e.id as entry, e.starts, e.ends, n.path
		from twice join up using (slot, who) join dais.schedule_entry as e on e.item = up.above
			join api.item_numbers(warnings_of_people.meeting) as n on n.item = twice.item
	)
	select distinct on (one.who, one.slot, two.slot) 'person-twice', one.item, two.item, 'slots/' || two.slot, jsonb_build_object('name', one.name)
	from held as one join held as two on two.who = one.who and one.slot < two.slot and one.entry <> two.entry
		and one.starts < two.ends and two.starts < one.ends
	where one.path[:cardinality(two.path)] <> two.path and two.path[:cardinality(one.path)] <> one.path
$$;

-- Items that no sitting takes up, panels without a place for anybody, texts that are missing in a language.
create function api.warnings_of_items(meeting uuid) returns table (code text, item uuid, other uuid, place text, detail jsonb) language sql stable as $$
	with outside as (
		select api.items_untouched(warnings_of_items.meeting, array(select e.item from dais.schedule_entry as e where e.meeting = warnings_of_items.meeting)) as id
	)
	select 'outside', i.id, null::uuid, 'schedule?item=' || i.id || '#add', null::jsonb
	from outside join dais.item as i using (id)
	where (i.parent is null or i.parent not in (select id from outside)) and exists (select from dais.sitting as s where s.meeting = warnings_of_items.meeting)
	union all
	select 'no-places', i.id, null, 'items/' || n.address, null
	from api.items_untouched(warnings_of_items.meeting, array(select s.item from dais.slot as s where s.meeting = warnings_of_items.meeting)) as bare(id)
		join dais.item as i using (id) join api.item_numbers(warnings_of_items.meeting) as n on n.item = i.id
	where i.kind = 'panel' and not exists (select from dais.item as part where part.parent = i.id and part.kind = 'panel')
	union all
	select 'text-missing', i.id, null, 'agenda/' || i.id, jsonb_build_object('languages', api.languages_named(missing))
	from api.languages_of(warnings_of_items.meeting) as languages, dais.item as i, api.texts_missing(i, languages) as missing
	where i.meeting = warnings_of_items.meeting and not i.withdrawn and missing <> '{}'
$$;

-- Texts besides the items that are missing in a language.
create function api.warnings_of_passages(here dais.meeting) returns table (code text, item uuid, other uuid, place text, detail jsonb) language sql stable as $$
	select 'text-missing', null::uuid, null::uuid, 'agenda/document', jsonb_build_object('languages', api.languages_named(missing))
	from api.texts_missing(array[here.heading_short, here.heading_annotated, here.printed_title, here.dates_text, here.title_note]::jsonb[]
		|| array(select s.title::jsonb from dais.section as s where s.meeting = here.id) || array(select p.text::jsonb from dais.paragraph as p where p.meeting = here.id)
		|| array(select f.text::jsonb from dais.footnote as f where f.meeting = here.id), api.languages_of(here.id)) as missing
	where missing <> '{}'
$$;

-- The numbers of other items that a text speaks of: "item III", "los puntos IV y V", "painel V.a".
create function api.numbers_in(value text) returns setof text language sql immutable as $$
	select distinct number[1] from regexp_matches(value, '\m(?:[Ii]tems?|[Ii]tens|[Pp]an(?:el|els|eles)|[Pp]ain(?:el|éis)|[Pp]untos?|[Tt]emas?|[Pp]oints?|[Pp]ontos?|[Ss]ections?|[Ss]ecci(?:ón|ones)|[Ss]eç(?:ão|ões))'
			|| '\s+((?:(?:[IVXLC]+(?:\.[a-z]{1,2})?(?: bis| ter)?|\d+(?:\.\d+)*)(?:\s*,\s*|\s+(?:and|or|y|o|et|ou|e)\s+)?)+)\M', 'g') as list(found),
		regexp_matches(found[1], '[IVXLC]+(?:\.[a-z]{1,2})?(?: bis| ter)?|\d+(?:\.\d+)*', 'g') as number
$$;

-- A text that stands as in the last edition and speaks of a number that was another item's then; or of one that there is not.
create function api.warnings_of_numbers(meeting uuid) returns table (code text, item uuid, other uuid, place text, detail jsonb) language sql stable as $$
	with issued as materialized (
		select api.id_of(id) as id, it.item ->> 'number' as number, it.item -> 'annotation' as annotation
		from api.edition_items((api.edition_latest(api.program_of(warnings_of_numbers.meeting))).data) as it
	), current as materialized (
		select * from api.item_numbers(warnings_of_numbers.meeting) as n where not gone
	), spoken as (
		select distinct i.id, said as number, i.annotation::jsonb = issued.annotation as unchanged
		from dais.item as i join current on current.item = i.id left join issued on issued.id = i.id,
			jsonb_each_text(coalesce(i.annotation, '{}') || '{}') as texts(lang, value), api.numbers_in(value) as said
		where i.meeting = warnings_of_numbers.meeting and not i.withdrawn
	)
	select case when meant.id is null then 'number-nowhere' else 'number-moved' end, spoken.id, meant.id, 'agenda/' || spoken.id,
		jsonb_build_object('said', spoken.number)
	from spoken left join issued as meant on meant.number = spoken.number and spoken.unchanged
		left join current as is_now on is_now.number = spoken.number
	where meant.id is not null and is_now.item is distinct from meant.id
		or meant.id is null and is_now.item is null and spoken.number ~ '^[IVXLC]'
$$;

-- An edition that waits for its hour, and does not have what was changed since it was frozen.
create function api.warnings_of_edition(here dais.meeting) returns table (code text, item uuid, other uuid, place text, detail jsonb) language sql stable as $$
	select 'edition-waits', null::uuid, null::uuid, 'publish', jsonb_build_object('waits', api.time_in(waiting.published_at, here.zone))
	from api.edition_waiting(api.program_of(here.id)) as waiting
	where case when waiting.number is not null then waiting.data <> api.edition_snapshot(here.id) end
$$;

-- All of them, in the order of the list: by kind, and by the agenda.
create function api.warnings(here dais.meeting, lang text) returns table (code text, rank integer, line jsonb) language sql stable as $$
	with number as materialized (
		select n.item, n.path, jsonb_build_object('id', n.item, 'number', n.number, 'title', api.localized(coalesce(short_title, long_title), lang)) as shown
		from api.item_numbers(here.id) as n join dais.item as i on i.id = n.item
	), found as (
		select * from api.warnings_of_people(here.id) union all select * from api.warnings_of_hours(here.id)
		union all select * from api.warnings_of_rooms(here, lang) union all select * from api.warnings_of_items(here.id)
		union all select * from api.warnings_of_numbers(here.id) union all select * from api.warnings_of_passages(here) union all select * from api.warnings_of_edition(here)
	)
	select found.code, array_position('{edition-waits,person-twice,overlap,room-twice,outside-hours,other-date,outside,no-places,number-moved,number-nowhere,text-missing}'::text[], found.code),
		jsonb_build_object('place', place, 'item', about.shown, 'other', beside.shown, 'sitting', null, 'beside', null, 'name', null, 'said', null, 'languages', null, 'waits', null)
			|| coalesce(detail, '{}')
	from found left join number as about on about.item = found.item left join number as beside on beside.item = found.other
	order by 2, about.path, beside.path
$$;

create function api.warning_list(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.agenda_of(input);
begin
	return (select json_build_object('meeting', api.meeting_frame(here.id, lang), 'groups', coalesce(json_agg(json_build_object('code', code,
			'count', count, 'lines', lines) order by rank), '[]'), 'count', coalesce(sum(count), 0))
		from (select code, rank, count(*) as count, json_agg(line order by nth) as lines
			from api.warnings(here, lang) with ordinality as w(code, rank, line, nth) group by code, rank) as kinds);
end $$;

reset role;
