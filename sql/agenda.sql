-- Editing the agenda: items are added, changed, moved, withdrawn and deleted by staff of the meeting. The numbers follow from
-- the order (items.sql); what the public reads stays as it is until the next edition.
--
-- Between two neighbours there is always room for a position, so moving an item touches that item alone: two people who
-- rename and move the same one both have their way, and undoing a move disturbs nobody.

set local role dais_owner;

grant insert, delete, update (parent, position, kind, fixed_number, day, short_title, long_title, subtitle, line_label, line_text,
	annotation, annotation_after_children, deadline, withdrawn) on dais.item to dais_web;
grant insert, delete, update (day, held_on, position, heading, annotated_heading, name, room, starts, ends) on dais.sitting to dais_web;
grant insert, delete, update (item, sitting, room, starts, ends) on dais.schedule_entry to dais_web;
-- Whatever an agenda consists of is edited by staff.
do $$
declare
	it text;
begin
	foreach it in array '{item,sitting,schedule_entry,theme,objective,category,section,paragraph,footnote}'::text[] loop
		execute format($policy$create policy add on dais.%I for insert to dais_web
			with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]))$policy$, it);
		execute format($policy$create policy change on dais.%I for update to dais_web
			using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]))
			with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]))$policy$, it);
		execute format($policy$create policy remove on dais.%I for delete to dais_web
			using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]))$policy$, it);
	end loop;
end $$;

-- ---------------------------------------------------------------- what an address means

-- The meeting of an address of the desk, for its staff.
create function api.agenda_of(input jsonb) returns dais.meeting language plpgsql stable as $$
begin
	return api.existing((select m from dais.meeting as m where m.slug = input ->> 'meeting' and api.is_staff(m.id)));
end $$;

-- The row that an address of the desk names, of the table that it names as its kind: one of these.
create function api.row_of_desk(input jsonb, kinds text[], id text) returns jsonb language plpgsql stable as $$
declare
	here dais.meeting := api.agenda_of(input);
	found jsonb;
begin
	if input ->> 'kind' = any (kinds) then
		execute format('select to_jsonb(t) from dais.%I as t where id = $1 and meeting = $2', input ->> 'kind') into found using api.id_of(id), here.id;
	end if;
	if found is null then
		perform api.not_found();
	end if;
	return found;
end $$;

-- Whoever changes an agenda waits for those who change it at the same time.
create function api.agenda_lock(meeting uuid) returns void language sql as $$
	select pg_advisory_xact_lock(hashtextextended(meeting::text, 3))
$$;

-- The item of an address of the desk, to be changed. The agenda is locked before the item, as every change does it.
create function api.item_edited(input jsonb) returns dais.item language plpgsql as $$
declare
	found dais.item := api.item_of_desk(input);
begin
	perform api.agenda_lock(found.meeting);
	select * into found from dais.item where id = found.id for update;
	if found.id is null then
		perform api.not_found();
	end if;
	return found;
end $$;

create function api.to_agenda(lang text, input jsonb, done text, item uuid) returns json language sql immutable as $$
	select json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/agenda?done=' || done || coalesce('#i' || item, ''))
$$;

-- ---------------------------------------------------------------- the page

-- The languages that a meeting's texts are to be in.
create function api.languages_of(meeting uuid) returns text[] language sql stable as $$
	select coalesce(nullif(languages, '{}'), api.language_codes()) from dais.meeting as m where m.id = languages_of.meeting
$$;

-- The ones of these languages in which one of the texts is not there, though it is in another.
create function api.texts_missing(list jsonb[], languages text[]) returns text[] language sql immutable as $$
	select array(select lang from unnest(languages) as lang
		where exists (select from unnest(list) as texts where texts <> '{}' and coalesce(texts ->> lang, '') = ''))
$$;

create function api.texts_missing(item dais.item, languages text[]) returns text[] language sql immutable as $$
	select api.texts_missing(array[item.short_title, item.long_title, item.subtitle, item.line_label, item.line_text, item.annotation]::jsonb[], languages)
$$;

-- As pages have it: null where there is none.
create function api.languages_named(codes text[]) returns json language sql immutable as $$
	select json_agg(json_build_object('language', code, 'more', at > 1) order by at) from unnest(codes) with ordinality as c(code, at)
$$;

create function api.missing(list jsonb[], languages text[]) returns json language sql immutable as $$
	select api.languages_named(api.texts_missing(list, languages))
$$;

-- The items in their order, withdrawn ones too: {id, number, depth, title, …}. Which moves an item has room for is said of it.
create function api.agenda_lines(meeting uuid, lang text) returns json language sql stable as $$
	with line as (
		select it.id, n.own, n.number, n.path, n.gone, cardinality(n.path) as depth, kind, day, it.parent, withdrawn,
			api.localized(coalesce(short_title, long_title), lang) as title, api.texts_missing(it, languages) as missing,
			row_number() over (partition by it.parent order by position) as nth, count(*) over (partition by it.parent) as siblings,
			day is distinct from lag(day) over (partition by it.parent order by position) as first_of_day,
			day is distinct from lead(day) over (partition by it.parent order by position) as last_of_day
		from api.item_numbers(agenda_lines.meeting) as n join dais.item as it on it.id = n.item, api.languages_of(agenda_lines.meeting) as languages
	)
	select coalesce(json_agg(json_build_object('id', id, 'own', own, 'number', number, 'depth', depth, 'kind', kind, 'title', title,
		'day', case when parent is null and first_of_day then day end, 'withdrawn', withdrawn, 'gone', gone,
		'missing', api.languages_named(missing),
		'up', nth > 1 or parent is null and day > 1, 'down', nth < siblings, 'in', nth > 1, 'out', parent is not null) order by path), '[]')
	from line
$$;

create function api.agenda_show(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.agenda_of(input);
	next_acts jsonb := api.acts_next(here.id, lang);
begin
	return json_build_object('meeting', api.meeting_frame(here.id, lang), 'items', api.agenda_lines(here.id, lang),
		'has_items', exists (select from dais.item where item.meeting = here.id), 'state', here.agenda_state,
		'undo', next_acts -> 'undo', 'redo', next_acts -> 'redo');
end $$;

-- ---------------------------------------------------------------- one item's form

-- Where an item may stand: each other item that is not below it.
create function api.item_parents(meeting uuid, item uuid, chosen text, lang text) returns json language sql stable as $$
	with own as (select path from api.item_numbers(item_parents.meeting) as n where n.item = item_parents.item)
	select coalesce(json_agg(json_build_object('id', n.item, 'number', n.number, 'title', api.text_in(coalesce(short_title, long_title), lang),
		'chosen', n.item::text = chosen) order by n.path), '[]')
	from api.item_numbers(item_parents.meeting) as n join dais.item on item.id = n.item
	where not gone and kind <> 'break' and not exists (select from own where n.path[:cardinality(own.path)] = own.path)
$$;

create function api.item_kinds() returns text[] language sql immutable as $$
	select '{opening,panel,dialogue,working,closing,break}'::text[]
$$;

-- it: the item, or what a new one begins as.
create function api.item_page(it dais.item, lang text, input jsonb) returns json language plpgsql stable as $$
declare
	sent jsonb := input -> 'form';
begin
	return json_build_object('meeting', api.meeting_frame(it.meeting, lang), 'item', it.id, 'withdrawn', it.withdrawn, 'new', it.id is null,
		'title', api.text_in(coalesce(it.short_title, it.long_title), lang),
		'number', (select n.number from api.item_numbers(it.meeting) as n where n.item = it.id),
		'after', coalesce(sent ->> 'after', input ->> 'after'),
		'kinds', (select json_agg(json_build_object('kind', kind, 'chosen', kind = coalesce(sent ->> 'kind', it.kind, 'panel')) order by at)
			from unnest(api.item_kinds()) with ordinality as k(kind, at)),
		'parents', api.item_parents(it.meeting, it.id, case when sent is null then it.parent::text else sent ->> 'parent' end, lang),
		'has_days', exists (select from dais.sitting where meeting = it.meeting),
		'days', (select coalesce(json_agg(json_build_object('day', day, 'held_on', held_on, 'chosen', day::text = coalesce(sent ->> 'day', it.day::text))
			order by day), '[]') from (select day, min(held_on) as held_on from dais.sitting where meeting = it.meeting group by day) as days),
		'form', json_build_object('short_title', api.texts_form(it.short_title),
			'long_title', api.texts_form(it.long_title), 'subtitle', api.texts_form(it.subtitle), 'line_label', api.texts_form(it.line_label),
			'line_text', api.texts_form(it.line_text), 'annotation', api.texts_form(it.annotation),
			'annotation_after_children', case when it.annotation_after_children then true end,
			'deadline', (select to_char(it.deadline at time zone m.zone, 'YYYY-MM-DD"T"HH24:MI') from dais.meeting as m where m.id = it.meeting),
			'revision', it.revision));
end $$;

create function api.item_new(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.agenda_of(input);
	beside dais.item := (select i from dais.item as i where i.id = api.id_of(input ->> 'after') and i.meeting = here.id);
	blank dais.item;
begin
	blank.meeting := here.id;
	blank.parent := coalesce(beside.parent, (select i.id from dais.item as i where i.id = api.id_of(input ->> 'parent') and i.meeting = here.id));
	blank.day := coalesce(beside.day, (select max(day) from dais.item as i where i.meeting = here.id));
	return api.item_page(blank, lang, input);
end $$;

create function api.item_edit(lang text, input jsonb) returns json language plpgsql stable as $$
begin
	return api.item_page(api.item_of_desk(input), lang, input);
end $$;

-- What is wrong with an item's form besides what each field says for itself; it is null for a new one.
create function api.item_faults(meeting uuid, it uuid, input jsonb) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('field', field, 'code', code)), '[]') from (values
		('kind', 'choose', input ->> 'kind' <> all (api.item_kinds())),
		('parent', 'choose', input ? 'parent' and not exists (select from dais.item as i where i.id = api.id_of(input ->> 'parent') and i.meeting = item_faults.meeting)),
		('parent', 'below-itself', input ? 'parent' and api.is_within(api.id_of(input ->> 'parent'), it)),
		('deadline', api.moment_fault(input ->> 'deadline', meeting), api.moment_fault(input ->> 'deadline', meeting) is not null),
		('day', 'choose', input ? 'day' and not exists (select from dais.sitting as s where s.meeting = item_faults.meeting and s.day = (input ->> 'day')::int)))
		as rule(field, code, broken)
	where broken
$$;

-- Whether an item is this one or stands below it.
create function api.is_within(item uuid, top uuid) returns boolean language sql stable as $$
	with recursive line as (
		select id, parent from dais.item where id = is_within.item
		union
		select above.id, above.parent from line join dais.item as above on above.id = line.parent
	)
	select exists (select from line where id = top)
$$;

create function api.item_create(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
	made constant uuid := gen_random_uuid();
	above uuid := api.id_of(input ->> 'parent');
	after uuid := api.id_of(input ->> 'after');
begin
	perform api.refuse(api.item_faults(here.id, null, input)), api.agenda_lock(here.id);
	if not exists (select from dais.item as i where i.id = after and i.meeting = here.id and i.parent is not distinct from above) then
		after := null; -- it goes to the end
	end if;
	insert into dais.item (id, meeting, parent, position, kind, day, short_title, long_title, subtitle, line_label, line_text, annotation,
			annotation_after_children, deadline)
		select made, here.id, above, case when after is null then api.position_last(here.id, above, (input ->> 'day')::int) else api.position_after(after) end,
			it.kind, it.day, it.short_title, it.long_title, it.subtitle, it.line_label, it.line_text, it.annotation, it.annotation_after_children,
			api.moment_of(input ->> 'deadline', here.id)
		from api.item_sent(input) as it;
	perform api.numbers_recount(here.id, above), api.event_append(here.id, 'item added', made);
	return api.to_agenda(lang, input, 'saved', made);
end $$;

-- What the form says of an item.
create function api.item_sent(input jsonb) returns dais.item language sql stable as $$
	select jsonb_populate_record(null::dais.item, jsonb_build_object('annotation_after_children', input ? 'annotation_after_children')
		|| (select jsonb_object_agg(name, input -> name) from unnest(array['kind', 'day', 'short_title', 'long_title', 'subtitle', 'line_label',
			'line_text', 'annotation']) as name where input ? name))
$$;

-- The short title of an item that has been renamed: where it only repeated the title, it goes on to do so.
create function api.short_title_kept(here dais.item, saved dais.item) returns jsonb language sql immutable as $$
	select case when saved.short_title is not null then jsonb_strip_nulls(jsonb_object_agg(lang,
		case when value = here.short_title -> lang and value = here.long_title -> lang then saved.long_title -> lang else value end)) end
	from jsonb_each(saved.short_title) as texts(lang, value)
$$;

create function api.item_change(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.item := api.item_edited(input);
	sent dais.item := api.item_sent(input);
	saved dais.item;
	above uuid := api.id_of(input ->> 'parent');
begin
	perform api.refuse(api.item_faults(here.meeting, here.id, input));
	saved := jsonb_populate_record(here, api.merged('item', to_jsonb(here), input ->> 'revision', jsonb_build_object('kind', sent.kind,
		'day', sent.day, 'short_title', sent.short_title, 'long_title', sent.long_title, 'subtitle', sent.subtitle, 'line_label', sent.line_label,
		'line_text', sent.line_text, 'annotation', sent.annotation, 'annotation_after_children', sent.annotation_after_children, 'parent', above,
		'deadline', api.moment_of(input ->> 'deadline', here.meeting)), jsonb_build_object('deadline', jsonb_build_object('theirs', null,
			'at', (select api.time_in(here.deadline, m.zone) from dais.meeting as m where m.id = here.meeting)))));
	saved.short_title := api.short_title_kept(here, saved);
	if saved.parent is distinct from here.parent or saved.day is distinct from here.day and saved.parent is null then
		saved.position := api.position_last(here.meeting, saved.parent, saved.day);
	end if;
	update dais.item set parent = saved.parent, position = saved.position,
		fixed_number = case when saved.parent is not distinct from here.parent then here.fixed_number end, kind = saved.kind, day = saved.day, short_title = saved.short_title,
		long_title = saved.long_title, subtitle = saved.subtitle, line_label = saved.line_label, line_text = saved.line_text,
		annotation = saved.annotation, annotation_after_children = saved.annotation_after_children, deadline = saved.deadline where id = here.id;
	if saved.parent is distinct from here.parent or saved.position <> here.position then
		perform api.numbers_recount(here.meeting, here.parent), api.numbers_recount(here.meeting, saved.parent);
	end if;
	perform api.event_append(here.meeting, 'item changed', here.id);
	return api.to_agenda(lang, input, 'saved', here.id);
end $$;

-- ---------------------------------------------------------------- moving

-- Between an item and the next of its siblings.
create function api.position_after(item uuid) returns numeric language sql stable as $$
	select coalesce((here.position + min(next.position)) * 0.5, here.position + 1)
	from dais.item as here left join dais.item as next on next.meeting = here.meeting and next.parent is not distinct from here.parent
		and next.position > here.position
	where here.id = position_after.item group by here.position
$$;

create function api.position_before(item uuid) returns numeric language sql stable as $$
	select coalesce((here.position + max(previous.position)) * 0.5, here.position - 1)
	from dais.item as here left join dais.item as previous on previous.meeting = here.meeting and previous.parent is not distinct from here.parent
		and previous.position < here.position
	where here.id = position_before.item group by here.position
$$;

-- At the end of a parent; at the top, at the end of a day.
create function api.position_last(meeting uuid, parent uuid, day integer) returns numeric language plpgsql stable as $$
declare
	later uuid := (select i.id from dais.item as i where i.meeting = position_last.meeting and i.parent is not distinct from position_last.parent
		and position_last.parent is null and i.day > position_last.day order by position limit 1);
begin
	return case when later is not null then api.position_before(later) else coalesce((select max(position) + 1 from dais.item as i
		where i.meeting = position_last.meeting and i.parent is not distinct from position_last.parent), 1) end;
end $$;

-- Numbers that the agenda prints and that count (1, 2, 3; 5.1, 5.2) follow the order of their items until it is adopted: where one
-- has moved, come or gone, its siblings are counted anew, and what is below them begins with their new number.
create function api.numbers_recount(meeting uuid, parent uuid) returns void language sql as $$
	with recursive sibling as (
		select i.id, i.fixed_number as was, substring(i.fixed_number from '^(.*?)[0-9]+$') as stem,
			substring(i.fixed_number from '[0-9]{1,6}$')::int as n, row_number() over (order by i.position, i.id) - 1 as nth
		from dais.item as i join dais.meeting as m on m.id = i.meeting and m.agenda_state <> 'adopted'
		where i.meeting = numbers_recount.meeting and i.parent is not distinct from numbers_recount.parent
			and i.kind not in ('dialogue', 'break') and not (i.withdrawn and i.fixed_number is null)
	), list as (
		select min(stem) as stem, min(n) as first from sibling
		having count(distinct stem) = 1 and count(was) = count(stem) and max(n) - min(n) <= count(*)
	), counted as (
		select id, was, list.stem || list.first + nth as number from sibling, list
	), below as (
		select it.id, it.fixed_number, counted.was, counted.number from counted join dais.item as it on it.parent = counted.id
		union all
		select it.id, it.fixed_number, below.was, below.number from below join dais.item as it on it.parent = below.id
	)
	update dais.item as i set fixed_number = anew.number
	from (select id, number from counted union all
		select id, number || substr(fixed_number, length(was) + 1) from below where starts_with(fixed_number, was || '.')) as anew(id, number)
	where anew.id = i.id and i.fixed_number is distinct from anew.number
$$;

-- One step: up or down among its siblings (at the border of two days, into the other day), in below the one before it, out
-- beside the one that it stood under.
create function api.item_move(lang text, input jsonb) returns json language plpgsql as $$
#variable_conflict use_column
declare
	way text := (select key from jsonb_each(input) where key in ('up', 'down', 'in', 'out') limit 1);
	here dais.item;
	beside dais.item;
begin
	if (api.agenda_of(input)).id is not null and way is null then
		perform api.refuse('up', 'choose');
	end if;
	here := api.item_edited(input || jsonb_build_object('item', input ->> way));
	select * into beside from dais.item as i where i.meeting = here.meeting and case way
			when 'out' then i.id = here.parent
			when 'down' then i.parent is not distinct from here.parent and i.position > here.position
			else i.parent is not distinct from here.parent and i.position < here.position end
		order by case when way = 'down' then i.position else -i.position end limit 1;
	if beside.id is not null and way in ('up', 'down') and here.parent is null and beside.day <> here.day then
		update dais.item set day = beside.day where id = here.id;
	elsif beside.id is not null then
		update dais.item set parent = case when way = 'in' then beside.id else beside.parent end, day = coalesce(beside.day, day),
			fixed_number = case when way in ('up', 'down') then fixed_number end,
			position = case way when 'up' then api.position_before(beside.id) when 'in' then api.position_last(here.meeting, beside.id, null)
				else api.position_after(beside.id) end
			where id = here.id;
	elsif way = 'up' and here.parent is null and here.day > 1 then
		update dais.item set day = day - 1 where id = here.id;
	end if;
	perform api.numbers_recount(here.meeting, here.parent), api.numbers_recount(i.meeting, i.parent) from dais.item as i where i.id = here.id;
	perform api.event_append(here.meeting, 'item moved', here.id);
	return api.to_agenda(lang, input, 'moved', here.id);
end $$;

-- Where drag and drop puts it: behind a sibling, or first below a parent (none of them: first of all).
create function api.item_put(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.item := api.item_edited(input);
	before dais.item;
	above uuid := api.id_of(input ->> 'parent');
begin
	perform api.refuse(api.item_faults(here.meeting, here.id, input - 'day' || '{"kind":"panel"}'));
	select * into before from dais.item as i where i.id = api.id_of(input ->> 'after') and i.meeting = here.meeting and i.id <> here.id;
	update dais.item as i set parent = coalesce(before.parent, case when before.id is null then above end),
		fixed_number = case when i.parent is not distinct from coalesce(before.parent, case when before.id is null then above end) then i.fixed_number end,
		day = coalesce(before.day, (select a.day from dais.item as a where a.id = above), 1),
		position = case when before.id is not null then api.position_after(before.id)
			else coalesce((select min(s.position) - 1 from dais.item as s where s.meeting = here.meeting and s.parent is not distinct from above), 1) end
		where i.id = here.id;
	perform api.numbers_recount(here.meeting, here.parent), api.numbers_recount(i.meeting, i.parent) from dais.item as i where i.id = here.id;
	perform api.event_append(here.meeting, 'item moved', here.id);
	return api.to_agenda(lang, input, 'moved', here.id);
end $$;

-- One step up (-1) or down (1) in a plain list: the rows of a table with the same value in this column. Others are counted anew only
-- where the list has gaps. Of two numbered sections each gets the number of its new place.
create function api.step(kind text, it jsonb, list text, way integer) returns void language plpgsql as $$
begin
	execute format($sql$with line as (
			select t.id, row_number() over (order by t.position, t.id) as nth, %3$s as number from dais.%1$I as t where t.%2$I = $2
		), here as (
			select * from line where id = $1
		), beside as (
			select line.* from line, here where line.nth = here.nth + $3
		), placed as (
			select line.id, other.nth as position, case when line.number is not null then coalesce(other.number, line.number) end as number
			from line, here, beside, line as other
			where other.id = case line.id when here.id then beside.id when beside.id then here.id else line.id end
		)
		update dais.%1$I as t set position = placed.position%4$s from placed
			where t.id = placed.id and (t.position, %3$s) is distinct from (placed.position, placed.number)$sql$, kind, list,
		case kind when 'section' then 't.number' else 'null::text' end, case kind when 'section' then ', number = placed.number' else '' end)
		using (it ->> 'id')::uuid, (it ->> list)::uuid, way;
end $$;

-- ---------------------------------------------------------------- withdrawing and deleting

create function api.item_withdraw(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.item := api.item_edited(input);
begin
	update dais.item set withdrawn = not input ? 'restore' where id = here.id;
	perform api.event_append(here.meeting, case when input ? 'restore' then 'item restored' else 'item withdrawn' end, here.id);
	return api.to_agenda(lang, input, case when input ? 'restore' then 'item-restored' else 'item-withdrawn' end, here.id);
end $$;

-- What has papers, people, requests or items below it is withdrawn, not deleted; so is what was taken up or written about. A working
-- group goes with its item, and the section of the report that nobody wrote in.
create function api.item_delete(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.item := api.item_edited(input);
begin
	delete from dais.working_group where item = here.id;
	delete from dais.report_section where item = here.id and text = '{}';
	delete from dais.item where id = here.id;
	perform api.numbers_recount(here.meeting, here.parent);
	perform api.event_append(here.meeting, 'item deleted', here.id);
	return api.to_agenda(lang, input, 'item-deleted', null);
exception when foreign_key_violation then
	perform api.conflict('delete', 'item-in-use');
end $$;

reset role;
