-- The secretariat's one page: for each panel who has sent a paper and whom to write to, and how it stands against
-- the deadline. For staff of the meeting; the chair and everybody else find nothing here.

set local role dais_owner;

-- One row a slot that a paper is expected from, in the order of the program: what the page counts and lists.
-- An open number of places is not counted: what is taken from it is.
create function api.desk_slots(meeting uuid) returns table (place dais.slot, item uuid, state text, received_at timestamptz)
	language sql stable as $$
	select slot, slot.item, api.slot_state(slot), (select min(version.received_at) from dais.submission
			join dais.version on version.submission = submission.id where submission.slot = slot.id)
	from dais.slot where slot.meeting = desk_slots.meeting and expects_paper and not is_open
$$;

-- A bar of one panel, 100 wide: {state, x, width} for each state that is there, in the order of the legend.
create function api.desk_bar(states text[]) returns json language sql immutable as $$
	select json_agg(json_build_object('state', state, 'x', x, 'width', greatest(width - 1, 1)) order by rank)
	from (select state, rank, round(100.0 * count(*) / cardinality(states), 2) as width,
			round(100.0 * coalesce(sum(count(*)) over (order by rank rows between unbounded preceding and 1 preceding), 0)
				/ cardinality(states), 2) as x
		from unnest(states) as s(state),
			array_position('{received,confirmed,invited,declined,not designated,without paper}'::text[], state) as rank
		group by state, rank) as parts
$$;

-- A panel: its places with their states, and the open numbers of places to take further ones from.
create function api.desk_panel(item uuid, lang text) returns json language sql stable as $$
	select json_build_object('item', api.item_head(desk_panel.item, lang), 'dialogue', api.dialogue_of(desk_panel.item),
		'slots', coalesce(json_agg(api.slot_line(place, lang) order by (place).position), '[]'),
		'places', count(*), 'expected', count(*) filter (where state <> 'without paper'),
		'received', count(*) filter (where state = 'received'),
		'bar', api.desk_bar(array_agg(state)),
		'open', (select json_agg(json_build_object('id', id, 'label', api.text_in(label, lang)) order by position)
			from dais.slot where slot.item = desk_panel.item and is_open and expects_paper))
	from dais.item as it, api.desk_slots(it.meeting) as d
	where it.id = desk_panel.item and d.item = it.id
$$;

-- Papers over the last weeks before the deadline, as a curve in a box of 520 × 300: the plot is 40…500 wide and
-- 20…260 high. Null until there is a deadline and a first paper.
create function api.desk_chart(received timestamptz[], expected integer, deadline timestamptz, zone text) returns json
	language sql stable as $$
	with box as (
		select least(min(at), deadline - interval '28 days') as begins, greatest(now(), deadline) as ends, count(*) as papers
		from unnest(received) as r(at) where at is not null
	), step as (
		select at, x, row_number() over (order by at) as n, 260 - 240.0 * row_number() over (order by at) / greatest(expected, 1) as y,
			260 - 240.0 * (row_number() over (order by at) - 1) / greatest(expected, 1) as before
		from box, unnest(received) as r(at),
			lateral (select 40 + 460 * extract(epoch from at - begins) / extract(epoch from ends - begins) as x) as p
		where at is not null
	), here as (
		select 40 + 460 * extract(epoch from now() - begins) / extract(epoch from ends - begins) as x,
			260 - 240.0 * papers / greatest(expected, 1) as y from box
	)
	select json_build_object(
		'line', '40,260 ' || (select string_agg(round(x, 1) || ',' || round(before, 1) || ' ' || round(x, 1) || ',' || round(y, 1), ' ' order by n) from step)
			|| ' ' || round(here.x, 1) || ',' || round(here.y, 1),
		'x', round(here.x, 1), 'y', round(here.y, 1), 'label_y', round(greatest(here.y - 12, 16), 1),
		'deadline_x', round(40 + 460 * extract(epoch from deadline - begins) / extract(epoch from ends - begins), 1),
		'weeks', (select json_agg(json_build_object('weeks', w, 'x', round(x, 1)) order by w desc)
			from generate_series(1, 4) as w, lateral (select 40 + 460 * extract(epoch from deadline - w * interval '7 days' - begins)
				/ extract(epoch from ends - begins) as x) as p where x >= 40),
		'days', (select json_agg(json_build_object('date', day, 'papers', papers) order by day)
			from (select (at at time zone zone)::date as day, count(*) as papers from unnest(received) as r(at) where at is not null group by 1) as d))
	from box, here where papers > 0 and deadline is not null
$$;

create function api.desk_show(lang text, input jsonb) returns json language sql stable as $$
	with place as (
		select d.* from dais.meeting, api.desk_slots(meeting.id) as d where meeting.slug = input ->> 'meeting'
	)
	select json_build_object('meeting', api.meeting_frame(m.id, lang),
		'deadline', api.meeting_deadline(m.id),
		'counts', (select json_build_object('expected', count(*) filter (where state <> 'without paper'),
				'received', count(*) filter (where state = 'received'),
				'confirmed', count(*) filter (where state = 'confirmed'),
				'invited', count(*) filter (where state = 'invited'),
				'open', count(*) filter (where state in ('not designated', 'declined')),
				'without_paper', count(*) filter (where state = 'without paper')) from place),
		'chart', (select api.desk_chart(array_agg(received_at), (count(*) filter (where state <> 'without paper'))::int, m.deadline, m.zone) from place),
		'panels', (select json_agg(api.desk_panel(numbers.item, lang) order by path) from api.item_numbers(m.id) as numbers
			where exists (select from dais.slot where slot.item = numbers.item and expects_paper)))
	from dais.meeting as m where m.slug = input ->> 'meeting' and api.is_staff(m.id)
$$;

-- The meeting's own deadline, as api.deadline_of tells a slot's.
create function api.meeting_deadline(meeting uuid) returns json language sql stable as $$
	select api.deadline_of(jsonb_populate_record(null::dais.slot, jsonb_build_object('meeting', meeting_deadline.meeting)))
$$;

reset role;
