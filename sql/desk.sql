-- The secretariat's one page: for each panel who has sent a paper and whom to write to, and how it stands against
-- the deadline. For staff of the meeting; the chair and everybody else find nothing here.

set local role dais_owner;

-- A bar of one panel, 100 wide: {state, x, width} for each state that is there, in the order of the legend.
create function api.desk_bar(states text[]) returns json language plpgsql immutable as $$
begin
	return (select json_agg(json_build_object('state', state, 'x', x, 'width', greatest(width - case when x + width > 99.5 then 0 else 1 end, 1)) order by rank)
	from (select state, rank, round(100.0 * count(*) / cardinality(states), 2) as width,
			round(100.0 * coalesce(sum(count(*)) over (order by rank rows between unbounded preceding and 1 preceding), 0)
				/ cardinality(states), 2) as x
		from unnest(array_replace(states, 'named', 'not designated')) as s(state),
			array_position('{received,confirmed,invited,declined,not designated,without paper}'::text[], state) as rank
		group by state, rank) as parts);
end $$;

-- Papers over the last weeks before the deadline, as a curve in a box of 520 × 300: the plot is 40…500 wide and
-- 20…260 high. Null until there is a deadline and a first paper.
create function api.desk_chart(received timestamptz[], expected integer, deadline timestamptz, zone text) returns json
	language plpgsql stable as $$
#variable_conflict use_column
begin
	return (with box as (
			select least(min(at), deadline - interval '28 days') as begins, greatest(now(), deadline) as ends, count(*) as filed
			from unnest(received) as r(at) where at is not null
		), step as (
			select at, x, row_number() over (order by at) as n, 260 - 240.0 * row_number() over (order by at) / greatest(expected, 1) as y,
				260 - 240.0 * (row_number() over (order by at) - 1) / greatest(expected, 1) as before
			from box, unnest(received) as r(at),
				lateral (select 40 + 460 * extract(epoch from at - begins) / extract(epoch from ends - begins) as x) as p
			where at is not null
		), here as (
			select 40 + 460 * extract(epoch from now() - begins) / extract(epoch from ends - begins) as x,
				260 - 240.0 * filed / greatest(expected, 1) as y from box
		)
		select json_build_object(
			'line', '40,260 ' || (select string_agg(round(x, 1) || ',' || round(before, 1) || ' ' || round(x, 1) || ',' || round(y, 1), ' ' order by n) from step)
				|| ' ' || round(here.x, 1) || ',' || round(here.y, 1),
			'x', round(here.x, 1), 'y', round(here.y, 1), 'label_y', round(greatest(here.y - 12, 16), 1),
			'deadline_x', round(40 + 460 * extract(epoch from deadline - begins) / extract(epoch from ends - begins), 1),
			'weeks', (select json_agg(json_build_object('weeks', w, 'x', round(x, 1)) order by w desc)
				from generate_series(1, 4) as w, lateral (select 40 + 460 * extract(epoch from deadline - w * interval '7 days' - begins)
					/ extract(epoch from ends - begins) as x) as p where x >= 40),
			'days', (select json_agg(json_build_object('date', day, 'filed', filed) order by day)
				from (select (at at time zone zone)::date as day, count(*) as filed from unnest(received) as r(at) where at is not null group by 1) as d))
		from box, here where filed > 0 and deadline is not null);
end $$;

create function api.desk_show(lang text, input jsonb) returns json language plpgsql stable as $$
#variable_conflict use_column
declare
	this_meeting dais.meeting;
begin
	select * into this_meeting from dais.meeting as m where m.slug = input ->> 'meeting' and api.is_staff(m.id);
	if this_meeting.id is null then
		return null;
	end if;
	return (with line as materialized (
		select * from api.slot_lines(this_meeting.id, null, null, lang)
	), counts as (
		select count(*) filter (where state <> 'without paper') as expected, count(*) filter (where state = 'received') as received,
			count(*) filter (where state = 'confirmed') as confirmed, count(*) filter (where state = 'invited') as invited,
			count(*) filter (where state = 'declined') as declined, count(*) filter (where state in ('named', 'not designated')) as open,
			count(*) filter (where state = 'without paper') as without_paper, array_agg(received_at) as times
		from line where counted
	), number as materialized (
		select * from api.item_numbers(this_meeting.id)
	), awaited as (
		select named ->> 'name' as name, named ->> 'email' as email, named ->> 'state' as state, named ->> 'undelivered' as undelivered, line ->> 'id' as slot,
			number.number, number.path, ordinal
		from line join number on number.item = panel, json_array_elements(line -> 'people') as named
		where (line ->> 'to_write')::boolean and (named ->> 'awaited')::boolean and named ->> 'email' is not null
	), panel as (
		select number.path, json_build_object('item', json_build_object('number', number.number, 'address', number.address,
				'title', api.text_in(coalesce(short_title, long_title), lang)),
			'dialogue', (select d.address from number as d join dais.item as i on i.id = d.item
				where i.parent = item.id and i.kind = 'dialogue' limit 1),
			'packet', packets.by -> number.address, 'slots', coalesce(counted_slots.list, '[]'), 'counted', cardinality(states),
			'expected', cardinality(array_remove(states, 'without paper')),
			'received', cardinality(array_positions(states, 'received')), 'bar', api.desk_bar(states)) as shown
		from number join dais.item on item.id = number.item join (
				select line.panel, json_agg(line order by ordinal) filter (where counted) as list,
					coalesce(array_agg(state) filter (where counted), '{}') as states
				from line where (line ->> 'expects_paper')::boolean group by line.panel) as counted_slots on counted_slots.panel = item.id,
			(select jsonb_object_agg(e ->> 'address', e -> 'packet') as by
				from jsonb_array_elements(api.packets_of(this_meeting.id, lang)) as e) as packets
	)
	select json_build_object('meeting', api.meeting_frame(this_meeting.id, lang), 'deadline', api.meeting_deadline(this_meeting.id),
		'counts', to_jsonb(counts) - 'times', 'panels', (select json_agg(shown order by path) from panel),
		'awaited', (select json_agg(to_json(awaited) order by path, ordinal) from awaited),
		'write_to_all', (select string_agg(distinct email, ',') from awaited),
		'chart', api.desk_chart(times, expected::int, this_meeting.deadline, this_meeting.zone))
	from counts);
end $$;

-- The meeting's own deadline, as api.deadline_of tells a slot's.
create function api.meeting_deadline(meeting uuid) returns json language sql stable as $$
	select api.deadline_of(jsonb_populate_record(null::dais.slot, jsonb_build_object('meeting', meeting_deadline.meeting)))
$$;

reset role;
