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

-- What pages say of an item; over: the same of the one that it is a part of. A dialogue has neither number nor page of its own.
create function api.program_line(item jsonb, over jsonb) returns jsonb language sql immutable as $$
	select jsonb_build_object('id', item -> 'id', 'kind', item -> 'kind', 'dialogue', item ->> 'kind' = 'dialogue', 'title', item -> 'short_title',
		'number', coalesce(item ->> 'number', over ->> 'number'), 'address', case when item ->> 'number' is not null then item ->> 'address' else over ->> 'address' end)
$$;

-- The items of a program as it is frozen in one language, in its order, without those that are withdrawn: [{path, line, hours}].
create function api.program_frozen(content jsonb) returns jsonb language sql immutable as $$
	with recursive tree as (
		select array[day_at, at] as path, api.program_line(item, null) as line, item -> 'schedule' as hours, item -> 'children' as children
		from jsonb_array_elements(content) with ordinality as days(day, day_at), jsonb_array_elements(day -> 'items') with ordinality as items(item, at)
			where not coalesce((item ->> 'withdrawn')::boolean, false)
		union all
		select path || at, api.program_line(child, tree.line), child -> 'schedule', child -> 'children'
		from tree, jsonb_array_elements(tree.children) with ordinality as parts(child, at)
			where not coalesce((child ->> 'withdrawn')::boolean, false)
	)
	select jsonb_agg(jsonb_build_object('path', path, 'line', line, 'hours', hours)) from tree
$$;

-- The same of the program as it stands, which may be ahead of the published one; entries: of each hour.
create function api.program_live(meeting uuid, lang text) returns jsonb language sql stable as $$
	with numbered as materialized (
		select n.item, n.path, i.parent, jsonb_build_object('id', i.id, 'kind', i.kind, 'number', n.number, 'address', n.address,
			'short_title', api.localized(coalesce(i.short_title, i.long_title), lang)) as told
		from api.item_numbers(program_live.meeting) as n join dais.item as i on i.id = n.item
			where not n.gone and not i.withdrawn and not exists (select from dais.item as above where above.id = i.parent and above.withdrawn))
	select jsonb_agg(jsonb_build_object('path', it.path, 'line', api.program_line(it.told, over.told), 'hours', hours.list, 'entries', hours.entries))
	from numbered as it join api.item_hours(program_live.meeting, lang) as hours on hours.item = it.item left join numbered as over on over.item = it.parent
$$;

-- The steps of a program: [{step, pause, starts, entry, line}]. pause: what comes before the step ends earlier. What has no time of its own
-- comes behind what stands before it in the program.
create function api.program_steps(program jsonb) returns jsonb language sql stable as $$
	with hour as materialized (
		select array(select jsonb_array_elements_text(item -> 'path')::numeric) as path, (h ->> 'held_on')::date as held_on,
			item -> 'entries' -> at::integer - 1 as entry, (h ->> 'starts_at')::timestamptz as starts, (h ->> 'ends_at')::timestamptz as ends,
			item -> 'line' || jsonb_build_object('room', h -> 'room', 'starts', h -> 'starts', 'ends', h -> 'ends', 'held_on', h -> 'held_on') as line
		from jsonb_array_elements(program) as item, jsonb_array_elements(item -> 'hours') with ordinality as hours(h, at)
	), placed as (
		select *, max(starts) over (partition by held_on order by path) as latest from hour
	), told as (
		select *, dense_rank() over (order by held_on, coalesce(starts, latest) nulls first, starts is null, case when starts is null then path end) as step
		from placed as hour where not exists (select from hour as part where part.starts = hour.starts and part.path[:cardinality(hour.path)] = hour.path and part.path <> hour.path)
	), ended as (
		select step, max(held_on) as held_on, min(starts) as starts, max(max(ends)) over (order by step) as ends from told group by step
	), paused as (
		select step, coalesce(held_on > lag(held_on) over s or starts > lag(ends) over s, false) as pause from ended window s as (order by step)
	)
	select coalesce(jsonb_agg(jsonb_build_object('step', step, 'pause', pause, 'starts', told.starts, 'entry', entry, 'line', line) order by step, path), '[]')
	from told join paused using (step)
$$;

-- The same, one row each.
create function api.steps(list jsonb) returns table (step bigint, pause boolean, item uuid, starts timestamptz, entry uuid, at bigint, line jsonb)
	language sql stable as $$
	select (s ->> 'step')::bigint, (s ->> 'pause')::boolean, (s #>> '{line,id}')::uuid, (s ->> 'starts')::timestamptz, (s ->> 'entry')::uuid, at, s -> 'line'
	from jsonb_array_elements(list) with ordinality as l(s, at)
$$;

-- Where a meeting stands in these steps. open: how many rows are open; step: of what is open, else of what ended last; null before
-- anything was taken up, or when the program has none of it. seen: the state in one word, for a form.
create function api.now_stands(meeting uuid, steps jsonb, out open bigint, out step bigint, out seen text) language plpgsql stable as $$
begin
	select count(*) filter (where t.ended is null), coalesce(string_agg(t.id::text, '.' order by t.id) filter (where t.ended is null), '') || '-' || coalesce(max(t.id), 0)
		into open, seen from dais.taken_up as t where t.meeting = now_stands.meeting;
	step := (select s.step from dais.taken_up as t, lateral (select * from api.steps(steps) as s where s.item = t.item
			order by s.entry is not distinct from t.entry desc, s.starts is not distinct from t.foreseen desc, s.step limit 1) as s
		where t.meeting = now_stands.meeting order by t.ended is null desc, t.ended desc, s.step desc limit 1);
end $$;

-- What everybody is told: phase (before, now, between, after), what is being dealt with, and what comes next.
create function api.now_told(meeting dais.meeting, steps jsonb, lang text) returns jsonb language plpgsql stable as $$
declare
	stands record := api.now_stands(meeting.id, steps);
	today constant date := (now() at time zone meeting.zone)::date;
	held constant boolean := stands.seen <> '-0';
	next jsonb := (select jsonb_agg(s.line || jsonb_build_object('on', nullif(s.line ->> 'held_on', today::text)) order by s.at)
		from api.steps(steps) as s where s.step = coalesce(stands.step, 0) + 1 and (held or meeting.ends_on >= today));
begin
	return jsonb_build_object('phase', case when stands.open > 0 then 'now' when next is null and (held or meeting.ends_on < today) then 'after' when held then 'between' else 'before' end,
		'current', (select coalesce(jsonb_agg(coalesce(s.line, api.line_of_taken_up(t.id, lang)) || jsonb_build_object('since', to_char(t.started at time zone meeting.zone, 'HH24:MI'))
				order by s.at, t.id), '[]')
			from dais.taken_up as t left join lateral (select * from api.steps(steps) as s where s.item = t.item
				order by s.entry is not distinct from t.entry desc, s.starts is not distinct from t.foreseen desc, s.step limit 1) as s on true
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
	from dais.taken_up as t join dais.item as i on i.id = t.item where t.id = line_of_taken_up.taken and t.ended is null
		and (api.has_role(t.meeting, '{staff,chair}') or exists (select from dais.edition as e where e.meeting = t.meeting and e.audience = 'public' and e.published_at <= now()))
$$;

reset role;
set local role dais_owner;

create function api.now_show(lang text, input jsonb) returns json language plpgsql stable as $$
begin
	return (select jsonb_build_object('meeting', shown.frame) || api.now_told(m, shown.steps, lang)
		from dais.meeting as m join lateral api.edition_latest(api.program_of(m.id)) as newest on true
			join dais.edition_text as shown on shown.document = newest.document and shown.number = newest.number
				and shown.audience = newest.audience and shown.language = lang
		where m.slug = input ->> 'meeting');
end $$;

-- ---------------------------------------------------------------- the desk

create function api.meeting_of_bureau(input jsonb) returns dais.meeting language plpgsql stable as $$
begin
	return api.existing((select m from dais.meeting as m where m.slug = input ->> 'meeting' and api.has_role(m.id, '{staff,chair}')));
end $$;

create function api.steps_live(meeting uuid, lang text) returns jsonb language sql stable as $$
	select api.program_steps(api.program_live(steps_live.meeting, lang))
$$;

-- The page from which it is moved. steps: what may be chosen; ahead: what the next press does (start or pause).
create function api.now_desk(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.meeting_of_bureau(input);
	steps jsonb := api.steps_live(here.id, lang);
	stands record := api.now_stands(here.id, steps);
	ahead boolean := (select s.pause from api.steps(steps) as s where s.step = coalesce(stands.step, 0) + 1 limit 1);
begin
	return jsonb_build_object('meeting', api.meeting_frame(here.id, lang), 'seen', stands.seen, 'bureau', true,
			'ends', stands.open > 0 and coalesce(ahead, true), 'starts', ahead is not null and not (stands.open > 0 and ahead), 'back', stands.seen <> '-0',
			'steps', (select coalesce(jsonb_agg(s.line || jsonb_build_object('entry', s.entry, 'open', t.id is not null) order by s.at), '[]')
				from api.steps(steps) as s left join dais.taken_up as t on t.entry = s.entry and t.ended is null))
		|| api.now_told(here, steps, lang);
end $$;

-- Locks, and sees to it that whoever moves has seen where the meeting stands.
create function api.now_held(input jsonb) returns dais.meeting language plpgsql as $$
declare
	here dais.meeting := api.meeting_of_bureau(input);
begin
	perform api.agenda_lock(here.id);
	if (api.now_stands(here.id, '[]')).seen is distinct from input ->> 'seen' then
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
	steps jsonb := api.steps_live(here.id, lang);
	stands record := api.now_stands(here.id, steps);
begin
	perform api.now_end(here.id);
	insert into dais.taken_up (meeting, item, entry, foreseen)
		select here.id, s.item, s.entry, s.starts from api.steps(steps) as s
		where s.step = coalesce(stands.step, 0) + 1 and not (stands.open > 0 and s.pause) order by s.at;
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
