-- Now: what the meeting is dealing with and what comes next. Staff or the chair move it; the times at which something was really
-- taken up are kept for the report. The public reads it over the published program: what staff prepare for the next edition is
-- not in it. Only an item that is taken up before any edition has it is told all the same, for everybody in the room hears it.
--
-- The program goes in steps: what begins at one time (three groups side by side) is one step. An item whose part begins at the
-- same time is told by the part.

set local role dais_owner;

grant select, insert (meeting, item, entry, foreseen, started), update (ended), delete on dais.taken_up to dais_web;
create policy read on dais.taken_up for select to dais_web using (exists (select from dais.edition as e where e.meeting = taken_up.meeting)
	or meeting = any ((select api.meetings_as('{staff,chair}'))::uuid[])); -- whoever reads the program
create policy begin on dais.taken_up for insert to dais_web with check (meeting = any ((select api.meetings_as('{staff,chair}'))::uuid[])
	and meeting = (select i.meeting from dais.item as i where i.id = item));
create policy finish on dais.taken_up for update to dais_web using (meeting = any ((select api.meetings_as('{staff,chair}'))::uuid[]));
create policy take_back on dais.taken_up for delete to dais_web using (meeting = any ((select api.meetings_as('{staff,chair}'))::uuid[]));

create trigger now before insert or update on dais.taken_up for each row when (current_user = 'dais_web')
	execute function api.time_is_now('started', 'ended');

-- ---------------------------------------------------------------- the steps of a program

-- What a program's page (api.edition_show, or api.preview_show for the desk) says of each time at which an item is taken up: step,
-- and pause: what comes before it ends earlier. line is what pages say of it.
create function api.program_steps(page jsonb) returns table (step bigint, pause boolean, item uuid, starts timestamptz, path bigint[], line jsonb)
	language plpgsql stable as $$
#variable_conflict use_column
begin
	return query with recursive tree as (
		select item, array[day_at, at] as path, null::jsonb as above
		from jsonb_array_elements(page -> 'days') with ordinality as days(day, day_at), jsonb_array_elements(day -> 'items') with ordinality as items(item, at)
		union all
		select child, path || at, tree.item - 'children'
		from tree, jsonb_array_elements(tree.item -> 'children') with ordinality as children(child, at)
	), hour as (
		select tree.item, path, above, (h ->> 'held_on')::date as held_on, (h ->> 'starts_at')::timestamptz as starts, (h ->> 'ends_at')::timestamptz as ends, h
		from tree, jsonb_array_elements(tree.item -> 'schedule') as h
	), told as (
		select *, dense_rank() over (order by held_on, starts nulls last, case when starts is null then path end) as step
		from hour where not exists (select from hour as part where part.starts = hour.starts and part.path[:cardinality(hour.path)] = hour.path and part.path <> hour.path)
	), ended as (
		select step, max(held_on) as held_on, min(starts) as starts, max(max(ends)) over (order by step) as ends from told group by step
	), paused as (
		select step, coalesce(held_on > lag(held_on) over s or starts > lag(ends) over s, false) as pause from ended window s as (order by step)
	)
	select told.step, paused.pause, (told.item ->> 'id')::uuid, told.starts, told.path, jsonb_build_object(
		'number', coalesce(told.item ->> 'number', told.above ->> 'number'), 'address', coalesce(case when told.item ->> 'number' is not null then told.item ->> 'address' end, told.above ->> 'address'),
		'dialogue', told.item ->> 'kind' = 'dialogue', 'kind', told.item ->> 'kind', 'title', told.item -> 'short_title', 'room', told.h -> 'room',
		'starts', told.h -> 'starts', 'ends', told.h -> 'ends', 'held_on', told.held_on)
	from told join paused on paused.step = told.step;
end $$;

-- Where a meeting stands in its program. open: how many rows are open; step: of what is open, else of what ended last; null before
-- anything was taken up, or when the program has none of it. seen: the state in one word, for a form.
create function api.now_stands(meeting uuid, page jsonb, out open bigint, out step bigint, out seen text) language plpgsql stable as $$
begin
	select count(*) filter (where t.ended is null), coalesce(string_agg(t.id::text, '.' order by t.id) filter (where t.ended is null), '') || '-' || coalesce(max(t.id), 0)
		into open, seen from dais.taken_up as t where t.meeting = now_stands.meeting;
	step := (select s.step from dais.taken_up as t, lateral (select * from api.program_steps(page) as s where s.item = t.item
			order by s.starts is not distinct from t.foreseen desc, s.step limit 1) as s
		where t.meeting = now_stands.meeting order by t.ended is null desc, t.ended desc, s.step desc limit 1);
end $$;

-- What everybody is told: phase (before, now, between, after), what is being dealt with, and what comes next.
create function api.now_told(meeting dais.meeting, page jsonb, lang text) returns jsonb language plpgsql stable as $$
declare
	stands record := api.now_stands(meeting.id, page);
	today constant date := (now() at time zone meeting.zone)::date;
	held constant boolean := stands.seen <> '-0';
	next jsonb := (select jsonb_agg(s.line || jsonb_build_object('on', nullif(s.line ->> 'held_on', today::text)) order by s.path)
		from api.program_steps(page) as s where s.step = coalesce(stands.step, 0) + 1 and (held or meeting.ends_on >= today));
begin
	return jsonb_build_object('phase', case when stands.open > 0 then 'now' when next is null then 'after' when held then 'between' else 'before' end,
		'current', (select coalesce(jsonb_agg(coalesce(s.line, api.line_of_taken_up(t.id, lang)) || jsonb_build_object('since', to_char(t.started at time zone meeting.zone, 'HH24:MI'))
				order by s.path, t.id), '[]')
			from dais.taken_up as t left join lateral (select * from api.program_steps(page) as s where s.item = t.item
				order by s.starts is not distinct from t.foreseen desc, s.step limit 1) as s on true
			where t.meeting = now_told.meeting.id and t.ended is null),
		'next', coalesce(next, '[]'), 'has_next', next is not null);
end $$;

reset role;
set local role dais_owner;
grant select on dais.taken_up to dais_identity;
create policy identity on dais.taken_up for select to dais_identity using (true);
reset role;
set local role dais_identity;

-- Of what is taken up, but in no edition yet: its title.
create function api.line_of_taken_up(taken bigint, lang text) returns jsonb
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select jsonb_build_object('number', null, 'address', null, 'dialogue', false, 'kind', i.kind,
		'title', api.localized(coalesce(i.short_title, i.long_title), lang), 'room', null, 'starts', null, 'ends', null, 'held_on', null)
	from dais.taken_up as t join dais.item as i on i.id = t.item where t.id = line_of_taken_up.taken
$$;

reset role;
set local role dais_owner;

create function api.now_show(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	page jsonb := api.edition_show(lang, jsonb_build_object('meeting', input ->> 'meeting'));
begin
	return (select jsonb_build_object('meeting', page -> 'meeting') || api.now_told(m, page, lang)
		from dais.meeting as m where m.slug = input ->> 'meeting' and page is not null);
end $$;

-- ---------------------------------------------------------------- the desk

create function api.meeting_of_bureau(input jsonb) returns dais.meeting language plpgsql stable as $$
begin
	return api.existing((select m from dais.meeting as m where m.slug = input ->> 'meeting' and api.has_role(m.id, '{staff,chair}')));
end $$;

-- The program as it stands, which may be ahead of the published one.
create function api.now_page(meeting uuid, lang text) returns jsonb language sql stable as $$
	select jsonb_build_object('days', api.edition_by_day(api.edition_snapshot(now_page.meeting, lang)) -> 'content')
$$;

-- The page from which it is moved. steps: what may be chosen; ahead: what the next press does (start or pause).
create function api.now_desk(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.meeting_of_bureau(input);
	page jsonb := api.now_page(here.id, lang);
	stands record := api.now_stands(here.id, page);
	ahead boolean := (select s.pause from api.program_steps(page) as s where s.step = coalesce(stands.step, 0) + 1 limit 1);
begin
	return jsonb_build_object('meeting', api.meeting_frame(here.id, lang), 'seen', stands.seen, 'bureau', true,
			'ends', stands.open > 0 and coalesce(ahead, true), 'starts', ahead is not null and not (stands.open > 0 and ahead), 'back', stands.seen <> '-0',
			'steps', (select coalesce(jsonb_agg(s.line || jsonb_build_object('entry', e.id, 'open', t.id is not null) order by s.step, s.path), '[]')
				from api.program_steps(page) as s join dais.schedule_entry as e on e.item = s.item and e.starts is not distinct from s.starts
					left join dais.taken_up as t on t.entry = e.id and t.ended is null))
		|| api.now_told(here, page, lang);
end $$;

-- Locks, and sees to it that whoever moves has seen where the meeting stands.
create function api.now_held(input jsonb) returns dais.meeting language plpgsql as $$
declare
	here dais.meeting := api.meeting_of_bureau(input);
begin
	perform api.agenda_lock(here.id);
	if (api.now_stands(here.id, '{}')).seen is distinct from input ->> 'seen' then
		perform api.conflict('now', 'moved-already');
	end if;
	return here;
end $$;

create function api.to_now(here dais.meeting, lang text) returns json language plpgsql as $$
begin
	perform api.event_append(here.id, 'now moved', null);
	return json_build_object('location', '/' || lang || '/desk/' || here.slug || '/now');
end $$;

create function api.now_end(meeting uuid) returns void language sql as $$
	update dais.taken_up as t set ended = now() where t.meeting = now_end.meeting and t.ended is null
$$;

-- One step on: into a pause, where the program has one, or to what begins next.
create function api.now_advance(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.now_held(input);
	page jsonb := api.now_page(here.id, lang);
	stands record := api.now_stands(here.id, page);
begin
	perform api.now_end(here.id);
	insert into dais.taken_up (meeting, item, entry, foreseen)
		select here.id, s.item, e.id, s.starts
		from api.program_steps(page) as s left join dais.schedule_entry as e on e.item = s.item and e.starts is not distinct from s.starts
		where s.step = coalesce(stands.step, 0) + 1 and not (stands.open > 0 and s.pause) order by s.path;
	return api.to_now(here, lang);
end $$;

-- Takes the last move back, as if it had not been made.
create function api.now_return(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.now_held(input);
	last timestamptz := (select max(greatest(t.started, t.ended)) from dais.taken_up as t where t.meeting = here.id);
begin
	delete from dais.taken_up as t where t.meeting = here.id and t.started = last;
	update dais.taken_up as t set ended = null where t.meeting = here.id and t.ended = last;
	return api.to_now(here, lang);
end $$;

-- Takes up one entry, alone or (also) beside what is open; or ends it.
create function api.now_take(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.meeting_of_bureau(input);
	it dais.schedule_entry := api.existing((select e from dais.schedule_entry as e where e.id = api.id_of(input ->> 'entry') and e.meeting = here.id));
begin
	perform api.now_held(input);
	if input ? 'end' then
		update dais.taken_up as t set ended = now() where t.entry = it.id and t.ended is null;
	elsif not exists (select from dais.taken_up as t where t.entry = it.id and t.ended is null) then
		if not input ? 'also' then
			perform api.now_end(here.id);
		end if;
		insert into dais.taken_up (meeting, item, entry, foreseen) values (here.id, it.item, it.id, it.starts);
	end if;
	return api.to_now(here, lang);
end $$;

reset role;
