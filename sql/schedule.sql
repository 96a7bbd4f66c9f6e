-- The schedule: sittings, each a stretch of a day with a room, and in which of them each item is taken up. An item may be
-- taken up several times, beside another, or not at all; time never belongs to the item itself. The days of a meeting are
-- those that have a sitting, in their order.

set local role dais_owner;

-- Every entry of a meeting's schedule: room, its own or its sitting's; above, the nearest item above its own that the same
-- sitting takes up, too (it runs inside of that one's time); continued, whether the item was taken up before; parallel, whether
-- something else runs beside it; day, the one that its item stands under.
create function api.entries(meeting uuid) returns table (id uuid, item uuid, sitting uuid, starts timestamptz, ends timestamptz, room jsonb,
	above uuid, continued boolean, parallel boolean, day integer) language plpgsql stable as $$
#variable_conflict use_column
begin
	return query with recursive entry as materialized (
		select e.id, e.item, e.sitting, e.starts, e.ends, coalesce(e.room, s.room)::jsonb as room, s.position, s.held_on, i.parent, i.day
		from dais.schedule_entry as e join dais.sitting as s on s.id = e.sitting join dais.item as i on i.id = e.item
		where e.meeting = entries.meeting
	), up as (
		select id, sitting, parent as above from entry
		union all
		select up.id, up.sitting, i.parent from up join dais.item as i on i.id = up.above
		where (up.sitting, up.above) not in (select sitting, item from entry)
	), inside as (
		select id, above from up where above is null or (sitting, above) in (select sitting, item from entry)
	)
	select entry.id, entry.item, entry.sitting, entry.starts, entry.ends, entry.room, inside.above,
		row_number() over (partition by entry.item order by entry.position, entry.starts) > 1,
		coalesce(max(entry.ends) over (beside rows between unbounded preceding and 1 preceding) > entry.starts, false)
			or coalesce(min(entry.starts) over (beside rows between 1 following and unbounded following) < entry.ends, false), entry.day
	from entry join inside on inside.id = entry.id
	window beside as (partition by entry.held_on, inside.above order by entry.starts, entry.id);
end $$;

-- ---------------------------------------------------------------- the page

-- A sitting as lists name it.
create function api.sitting_line(sitting dais.sitting, zone text, lang text) returns jsonb language sql stable as $$
	select jsonb_build_object('id', sitting.id, 'name', api.localized(sitting.name, lang), 'room', api.localized(sitting.room, lang),
		'day', sitting.day, 'held_on', sitting.held_on, 'starts', to_char(sitting.starts at time zone zone, 'HH24:MI'),
		'ends', to_char(sitting.ends at time zone zone, 'HH24:MI'))
$$;

-- Days, their sittings and what these take up: [{day, held_on, sittings: [{…, entries: [{id, number, title, starts, …}]}]}].
create function api.schedule_days(meeting uuid, zone text, lang text) returns json language sql stable as $$
	with line as (
		select e.sitting, json_agg(json_build_object('id', e.id, 'number', n.number, 'depth', cardinality(n.path),
				'title', api.localized(coalesce(i.short_title, i.long_title), lang), 'withdrawn', i.withdrawn, 'kind', i.kind,
				'starts', to_char(e.starts at time zone zone, 'HH24:MI'), 'ends', to_char(e.ends at time zone zone, 'HH24:MI'),
				'room', case when e.room is distinct from s.room then api.localized(e.room, lang) end,
				'continued', e.continued, 'parallel', e.parallel) order by e.starts, n.path) as entries
		from api.entries(schedule_days.meeting) as e join dais.sitting as s on s.id = e.sitting join dais.item as i on i.id = e.item
			join api.item_numbers(schedule_days.meeting) as n on n.item = i.id
		group by e.sitting
	)
	select coalesce(json_agg(json_build_object('day', day, 'held_on', held_on, 'sittings', sittings) order by day), '[]') from (
		select day, min(held_on) as held_on, json_agg(api.sitting_line(s, zone, lang)
			|| jsonb_build_object('entries', coalesce(entries, '[]'), 'has_entries', entries is not null) order by position) as sittings
		from dais.sitting as s left join line on line.sitting = s.id where s.meeting = schedule_days.meeting group by day) as days
$$;

-- The items that may be chosen, in their order; those that no sitting takes up say so.
create function api.schedule_items(meeting uuid, chosen text, lang text) returns json language sql stable as $$
	select coalesce(json_agg(json_build_object('id', n.item, 'number', n.number, 'title', api.text_in(coalesce(short_title, long_title), lang),
		'free', n.item not in (select e.item from dais.schedule_entry as e where e.meeting = schedule_items.meeting), 'chosen', n.item::text = chosen) order by n.path), '[]')
	from api.item_numbers(schedule_items.meeting) as n join dais.item on item.id = n.item where not gone
$$;

create function api.schedule_sittings(meeting uuid, zone text, chosen text, lang text) returns json language sql stable as $$
	select coalesce(json_agg(api.sitting_line(s, zone, lang) || jsonb_build_object('chosen', s.id::text = chosen) order by position), '[]')
	from dais.sitting as s where s.meeting = schedule_sittings.meeting
$$;

-- What the form for the next entry begins with: the sitting that was asked for, else the last that takes something up; the next item
-- in the agenda's order; and the hour at which the entry before it ends.
create function api.entry_next(meeting uuid, asked uuid) returns dais.schedule_entry language plpgsql stable as $$
#variable_conflict use_column
declare
	found dais.schedule_entry;
	after numeric[];
begin
	found.meeting := meeting;
	found.sitting := coalesce((select id from dais.sitting as s where s.id = asked and s.meeting = entry_next.meeting),
		(select s.id from dais.sitting as s where s.meeting = entry_next.meeting and exists (select from dais.schedule_entry as e where e.sitting = s.id)
			order by position desc limit 1),
		(select id from dais.sitting as s where s.meeting = entry_next.meeting order by position limit 1));
	found.starts := coalesce((select max(ends) from dais.schedule_entry as e where e.sitting = found.sitting),
		(select starts from dais.sitting as s where s.id = found.sitting));
	after := (select max(path) from dais.schedule_entry as e join api.item_numbers(entry_next.meeting) as n on n.item = e.item where e.sitting = found.sitting);
	found.item := (select n.item from api.item_numbers(entry_next.meeting) as n
		where not gone and n.item not in (select e.item from dais.schedule_entry as e where e.meeting = entry_next.meeting) order by n.path < after, n.path limit 1);
	return found;
end $$;

create function api.schedule_show(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.agenda_of(input);
	sent jsonb := input -> 'form';
	next dais.schedule_entry := api.entry_next(here.id, api.id_of(coalesce(sent ->> 'sitting', input ->> 'sitting')));
	next_acts jsonb := api.acts_next(here.id, lang);
begin
	return json_build_object('meeting', api.meeting_frame(here.id, lang), 'days', api.schedule_days(here.id, here.zone, lang),
		'items', api.schedule_items(here.id, coalesce(sent ->> 'item', input ->> 'item', next.item::text), lang),
		'sittings', api.schedule_sittings(here.id, here.zone, next.sitting::text, lang), 'rooms', api.rooms(here.id),
		'has_sittings', next.sitting is not null,
		'form', json_build_object('starts', to_char(next.starts at time zone here.zone, 'HH24:MI'), 'room', api.texts_form(null)),
		'undo', next_acts -> 'undo', 'redo', next_acts -> 'redo');
end $$;

-- The rooms that are written in a meeting so far, by language.
create function api.rooms(meeting uuid) returns json language sql stable as $$
	select json_agg(json_build_object('language', lang, 'names', (
		select coalesce(json_agg(distinct room ->> lang), '[]') from (
			select room from dais.sitting as s where s.meeting = rooms.meeting union all
			select room from dais.schedule_entry as e where e.meeting = rooms.meeting) as used where room ->> lang <> '')))
	from unnest(api.language_codes()) as lang
$$;

create function api.to_schedule(lang text, input jsonb, done text, place text) returns json language sql immutable as $$
	select json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/schedule?done=' || done || coalesce(place, ''))
$$;

-- ---------------------------------------------------------------- hours

-- A form's hour on a day, of the meeting's zone.
create function api.hour_on(day text, hour text, meeting uuid) returns timestamptz language sql stable as $$
	select api.moment_of(day || 'T' || hour, meeting)
$$;

-- What is wrong with the hours of a form on a day: each is an hour of that day, and the end comes after the beginning.
create function api.hour_faults(day text, input jsonb, meeting uuid) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('field', field, 'code', code)), '[]') from (values
		('starts', api.moment_fault(day || 'T' || (input ->> 'starts'), meeting)),
		('ends', api.moment_fault(day || 'T' || (input ->> 'ends'), meeting)),
		('starts', case when input ? 'ends' and not input ? 'starts' then 'begins-missing' end),
		('ends', case when api.hour_on(day, input ->> 'ends', meeting) <= api.hour_on(day, input ->> 'starts', meeting) then 'ends-early' end))
		as rule(field, code)
	where code is not null
$$;

-- How a clash tells what others have written: hours with their zone.
create function api.hours_shown(starts timestamptz, ends timestamptz, zone text) returns jsonb language sql stable as $$
	select jsonb_build_object('starts', jsonb_build_object('theirs', null, 'at', to_char(starts at time zone zone, 'HH24:MI')),
		'ends', jsonb_build_object('theirs', null, 'at', to_char(ends at time zone zone, 'HH24:MI')))
$$;

-- Everything that has a time in a meeting, moved by so many days, at the same hours of the zone that the meeting is in now. What
-- the settings' form itself has given another time stays at that.
create function api.schedule_moved(was dais.meeting, is_now dais.meeting, days integer) returns void language plpgsql as $$
begin
	if days = 0 and was.zone = is_now.zone then
		return;
	end if;
	update dais.sitting set held_on = held_on + days, starts = api.moved_by(starts, was, is_now, days), ends = api.moved_by(ends, was, is_now, days)
		where meeting = was.id;
	update dais.schedule_entry set starts = api.moved_by(starts, was, is_now, days), ends = api.moved_by(ends, was, is_now, days) where meeting = was.id;
	update dais.item set deadline = api.moved_by(deadline, was, is_now, days) where meeting = was.id and deadline is not null;
	update dais.slot set extended_to = api.moved_by(extended_to, was, is_now, days) where meeting = was.id and extended_to is not null;
	update dais.speaker_list set opens = api.moved_by(opens, was, is_now, days), closes = api.moved_by(closes, was, is_now, days)
		where meeting = was.id and num_nonnulls(opens, closes) > 0;
	update dais.letter as l set send_at = case when at > now() then at end, released_at = case when at > now() then l.released_at end -- else held
		from (select id, api.moved_by(send_at, was, is_now, days) from dais.letter where meeting = was.id and send_at > now() and discarded_at is null)
			as moved(id, at) where l.id = moved.id;
	update dais.meeting set deadline = api.moved_by(deadline, was, is_now, case when is_now.deadline = was.deadline then days else 0 end),
		closes = api.moved_by(closes, was, is_now, case when is_now.closes = was.closes then days else 0 end) where id = was.id;
end $$;

create function api.moved_by(at timestamptz, was dais.meeting, is_now dais.meeting, days integer) returns timestamptz language sql stable as $$
	select ((at at time zone was.zone) + days * interval '1 day') at time zone is_now.zone
$$;

-- ---------------------------------------------------------------- sittings

-- The sitting of an address of the desk.
create function api.sitting_of_desk(input jsonb) returns dais.sitting language plpgsql stable as $$
begin
	return api.existing((select s from dais.sitting as s where s.id = api.id_of(input ->> 'sitting') and s.meeting = (api.agenda_of(input)).id));
end $$;

-- The same, to be changed: the agenda is locked before it.
create function api.sitting_edited(input jsonb) returns dais.sitting language plpgsql as $$
begin
	perform api.agenda_lock((api.agenda_of(input)).id);
	return api.sitting_of_desk(input);
end $$;

create function api.sitting_page(it dais.sitting, lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := (select m from dais.meeting as m where m.id = it.meeting);
begin
	return json_build_object('meeting', api.meeting_frame(here.id, lang), 'sitting', it.id, 'new', it.id is null, 'line', api.sitting_line(it, here.zone, lang),
		'rooms', api.rooms(here.id), 'entries', (select count(*) from dais.schedule_entry as e where e.sitting = it.id),
		'form', json_build_object('held_on', it.held_on, 'starts', to_char(it.starts at time zone here.zone, 'HH24:MI'),
			'ends', to_char(it.ends at time zone here.zone, 'HH24:MI'), 'name', api.texts_form(it.name), 'room', api.texts_form(it.room),
			'heading', api.texts_form(it.heading), 'annotated_heading', api.texts_form(it.annotated_heading), 'revision', it.revision));
end $$;

-- A new one begins on the first day that has none.
create function api.sitting_new(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.agenda_of(input);
	blank dais.sitting;
begin
	blank.meeting := here.id;
	blank.held_on := (select coalesce(min(date)::date, here.ends_on) from generate_series(here.starts_on, here.ends_on, interval '1 day') as date
		where date not in (select s.held_on from dais.sitting as s where s.meeting = here.id));
	return api.sitting_page(blank, lang, input);
end $$;

create function api.sitting_edit(lang text, input jsonb) returns json language plpgsql stable as $$
begin
	return api.sitting_page(api.sitting_of_desk(input), lang, input);
end $$;

create function api.sitting_faults(meeting uuid, input jsonb) returns jsonb language sql stable as $$
	select case when api.date_of(input ->> 'held_on') is null then '[{"field":"held_on","code":"not-a-time"}]'
		else api.hour_faults(input ->> 'held_on', input, meeting) end
$$;

-- What the form says of a sitting.
create function api.sitting_sent(meeting uuid, input jsonb) returns jsonb language sql stable as $$
	select jsonb_build_object('held_on', input ->> 'held_on', 'starts', api.hour_on(input ->> 'held_on', input ->> 'starts', meeting),
		'ends', api.hour_on(input ->> 'held_on', input ->> 'ends', meeting), 'name', input -> 'name', 'room', input -> 'room',
		'heading', input -> 'heading', 'annotated_heading', input -> 'annotated_heading')
$$;

-- Days are counted in the order of their dates, and sittings in the order of their hours. The items of a day go with it when
-- its number becomes another; those of a day that is no more stay where they are.
create function api.days_settle(meeting uuid) returns void language plpgsql as $$
#variable_conflict use_column
declare
	moved jsonb := (select jsonb_object_agg(was, is_now) from (
		select day as was, min(counted) as is_now
		from (select day, dense_rank() over (order by held_on) as counted from dais.sitting as s where s.meeting = days_settle.meeting) as each
		group by day) as days where was <> is_now);
begin
	update dais.sitting as s set day = o.day, position = o.position
		from (select id, dense_rank() over (order by held_on) as day, row_number() over (order by held_on, starts, position, id) as position
			from dais.sitting as all_of where all_of.meeting = days_settle.meeting) as o
		where s.id = o.id and (s.day, s.position) <> (o.day, o.position);
	update dais.item as i set day = (moved ->> i.day::text)::int where i.meeting = days_settle.meeting and moved ? i.day::text;
end $$;

create function api.sitting_create(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
	made constant uuid := gen_random_uuid();
	sent dais.sitting;
begin
	perform api.refuse(api.sitting_faults(here.id, input)), api.agenda_lock(here.id);
	sent := jsonb_populate_record(null::dais.sitting, api.sitting_sent(here.id, input));
	insert into dais.sitting (id, meeting, day, held_on, position, heading, annotated_heading, name, room, starts, ends)
		values (made, here.id, coalesce((select min(s.day) from dais.sitting as s where s.meeting = here.id and s.held_on = sent.held_on),
				(select max(s.day) + 1 from dais.sitting as s where s.meeting = here.id), 1), sent.held_on,
			coalesce((select max(s.position) + 1 from dais.sitting as s where s.meeting = here.id), 1),
			sent.heading, sent.annotated_heading, sent.name, sent.room, sent.starts, sent.ends);
	perform api.days_settle(here.id), api.event_append(here.id, 'sitting added', made);
	return api.to_schedule(lang, input, 'saved', '#s' || made);
end $$;

-- What it takes up goes with it to another day, at the same hours.
create function api.sitting_change(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.sitting := api.sitting_edited(input);
	zone text := (select m.zone from dais.meeting as m where m.id = here.meeting);
	saved dais.sitting;
begin
	perform api.refuse(api.sitting_faults(here.meeting, input));
	saved := jsonb_populate_record(here, api.merged('sitting', to_jsonb(here), input ->> 'revision', api.sitting_sent(here.meeting, input),
		api.hours_shown(here.starts, here.ends, zone) || jsonb_build_object('held_on', jsonb_build_object('theirs', null, 'at', here.held_on))));
	update dais.sitting set held_on = saved.held_on, starts = saved.starts, ends = saved.ends, name = nullif(saved.name, '{}'),
		room = nullif(saved.room, '{}'), heading = nullif(saved.heading, '{}'), annotated_heading = nullif(saved.annotated_heading, '{}')
		where id = here.id;
	update dais.schedule_entry as e set starts = ((e.starts at time zone zone) + (saved.held_on - here.held_on) * interval '1 day') at time zone zone,
			ends = ((e.ends at time zone zone) + (saved.held_on - here.held_on) * interval '1 day') at time zone zone
		where e.sitting = here.id and saved.held_on <> here.held_on;
	perform api.days_settle(here.meeting), api.event_append(here.meeting, 'sitting changed', here.id);
	return api.to_schedule(lang, input, 'saved', '#s' || here.id);
end $$;

-- With what it takes up.
create function api.sitting_delete(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.sitting := api.sitting_edited(input);
begin
	delete from dais.schedule_entry where sitting = here.id;
	delete from dais.sitting where id = here.id;
	perform api.days_settle(here.meeting), api.event_append(here.meeting, 'sitting deleted', here.id);
	return api.to_schedule(lang, input, 'sitting-deleted', null);
end $$;

-- ---------------------------------------------------------------- entries

create function api.entry_of_desk(input jsonb) returns dais.schedule_entry language plpgsql stable as $$
begin
	return api.existing((select e from dais.schedule_entry as e
		where e.id = api.id_of(input ->> 'entry') and e.meeting = (api.agenda_of(input)).id));
end $$;

create function api.entry_edited(input jsonb) returns dais.schedule_entry language plpgsql as $$
begin
	perform api.agenda_lock((api.agenda_of(input)).id);
	return api.entry_of_desk(input);
end $$;

create function api.entry_edit(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	it dais.schedule_entry := api.entry_of_desk(input);
	zone text := (select m.zone from dais.meeting as m where m.id = it.meeting);
begin
	return json_build_object('meeting', api.meeting_frame(it.meeting, lang), 'entry', it.id,
		'title', (select api.text_in(coalesce(short_title, long_title), lang) from dais.item as i where i.id = it.item),
		'items', api.schedule_items(it.meeting, coalesce(input -> 'form' ->> 'item', it.item::text), lang),
		'sittings', api.schedule_sittings(it.meeting, zone, coalesce(input -> 'form' ->> 'sitting', it.sitting::text), lang), 'rooms', api.rooms(it.meeting),
		'form', json_build_object('starts', to_char(it.starts at time zone zone, 'HH24:MI'), 'ends', to_char(it.ends at time zone zone, 'HH24:MI'),
			'room', api.texts_form(it.room), 'revision', it.revision));
end $$;

create function api.entry_faults(meeting uuid, input jsonb) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('field', field, 'code', 'choose')), '[]')
		|| api.hour_faults((select s.held_on::text from dais.sitting as s where s.id = api.id_of(input ->> 'sitting')), input, meeting)
	from (values
		('item', not exists (select from dais.item as i where i.id = api.id_of(input ->> 'item') and i.meeting = entry_faults.meeting)),
		('sitting', not exists (select from dais.sitting as s where s.id = api.id_of(input ->> 'sitting') and s.meeting = entry_faults.meeting)))
		as rule(field, broken)
	where broken
$$;

create function api.entry_sent(meeting uuid, input jsonb) returns jsonb language sql stable as $$
	select jsonb_build_object('item', s.item, 'sitting', s.sitting, 'room', input -> 'room',
		'starts', api.hour_on(held_on, input ->> 'starts', meeting), 'ends', api.hour_on(held_on, input ->> 'ends', meeting))
	from (select api.id_of(input ->> 'item') as item, api.id_of(input ->> 'sitting') as sitting) as s,
		lateral (select held_on::text from dais.sitting where id = s.sitting) as day(held_on)
$$;

create function api.entry_create(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
	made constant uuid := gen_random_uuid();
	sent dais.schedule_entry;
begin
	perform api.agenda_lock(here.id), api.refuse(api.entry_faults(here.id, input));
	sent := jsonb_populate_record(null::dais.schedule_entry, api.entry_sent(here.id, input));
	insert into dais.schedule_entry (id, meeting, item, sitting, room, starts, ends)
		values (made, here.id, sent.item, sent.sitting, sent.room, sent.starts, sent.ends);
	perform api.event_append(here.id, 'entry added', made);
	return api.to_schedule(lang, input, 'saved', '&sitting=' || sent.sitting || '#add');
end $$;

-- along: what comes after it in the same sitting is moved by as much as its end is.
create function api.entry_change(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.schedule_entry := api.entry_edited(input);
	zone text := (select m.zone from dais.meeting as m where m.id = here.meeting);
	saved dais.schedule_entry;
begin
	perform api.refuse(api.entry_faults(here.meeting, input));
	saved := jsonb_populate_record(here, api.merged('schedule_entry', to_jsonb(here), input ->> 'revision', api.entry_sent(here.meeting, input),
		api.hours_shown(here.starts, here.ends, zone) || jsonb_build_object(
			'item', jsonb_build_object('theirs', (select api.text_in(coalesce(i.short_title, i.long_title), lang) from dais.item as i where i.id = here.item)),
			'sitting', jsonb_build_object('theirs', null, 'at', (select s.held_on from dais.sitting as s where s.id = here.sitting)))));
	update dais.schedule_entry set item = saved.item, sitting = saved.sitting, room = nullif(saved.room, '{}'),
		starts = saved.starts, ends = saved.ends where id = here.id;
	update dais.schedule_entry as e set starts = e.starts + (saved.ends - here.ends), ends = e.ends + (saved.ends - here.ends)
		where input ? 'along' and e.sitting = here.sitting and saved.sitting = here.sitting and e.id <> here.id and e.starts >= here.ends
			and saved.ends <> here.ends;
	perform api.event_append(here.meeting, 'entry changed', here.id);
	return api.to_schedule(lang, input, 'saved', '#e' || here.id);
end $$;

create function api.entry_delete(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.schedule_entry := api.entry_edited(input);
begin
	delete from dais.schedule_entry where id = here.id;
	perform api.event_append(here.meeting, 'entry deleted', here.id);
	return api.to_schedule(lang, input, 'entry-deleted', '#s' || here.sitting);
end $$;

reset role;
