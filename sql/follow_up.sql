-- The follow-up: what becomes of each adopted conclusion, with actor, deadline, status and note. Its rows come with the adoption and
-- stay; staff keep them, the chair reads; as a table for spreadsheets, too.

set local role dais_owner;

grant select, insert (meeting, conclusion), update (actor, deadline, status, note) on dais.follow_up to dais_web;
create policy read on dais.follow_up for select to dais_web using (meeting = any ((select api.meetings_as('{staff,chair}'))::uuid[]));
create policy add on dais.follow_up for insert to dais_web with check (meeting = any ((select api.meetings_as('{staff,chair}'))::uuid[])
	and api.are_adopted(meeting)); -- with the adoption
create policy change on dais.follow_up for update to dais_web using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]))
	with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));

create function api.follow_up_statuses() returns text[] language sql immutable as $$
	select '{open,"in progress",done,"not pursued"}'::text[]
$$;

-- Each line of the table: the conclusion with its number, and what becomes of it.
create function api.follow_up_lines(here dais.meeting, lang text) returns table (id uuid, number bigint, line jsonb) language sql stable as $$
	select f.id, n.number, jsonb_build_object('id', f.id, 'number', n.number, 'title', api.localized(c.text, lang), 'addressee', c.addressee, 'actor', f.actor, 'deadline', f.deadline,
		'status', f.status, 'note', f.note, 'overdue', coalesce(f.deadline < (now() at time zone here.zone)::date and f.status in ('open', 'in progress'), false))
	from dais.follow_up as f join dais.conclusion as c on c.id = f.conclusion join api.conclusion_numbers(here.id) as n on n.id = c.id
	where f.meeting = here.id
$$;

create function api.follow_up_list(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.meeting_of_bureau(input);
	lines jsonb := (select jsonb_agg(f.line order by f.number) from api.follow_up_lines(here, lang) as f);
begin
	return json_build_object('meeting', api.meeting_frame(here.id, lang), 'lines', coalesce(lines, '[]'), 'any', lines is not null, 'edits', api.is_staff(here.id));
end $$;

create function api.follow_up_of_desk(input jsonb) returns dais.follow_up language plpgsql stable as $$
declare
	here dais.meeting := api.agenda_of(input);
begin
	return api.existing((select f from dais.follow_up as f where f.id = api.id_of(input ->> 'follow_up') and f.meeting = here.id));
end $$;

create function api.follow_up_edit(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	it dais.follow_up := api.follow_up_of_desk(input);
	here dais.meeting := api.agenda_of(input);
begin
	return json_build_object('meeting', api.meeting_frame(it.meeting, lang), 'line', (select f.line from api.follow_up_lines(here, lang) as f where f.id = it.id),
		'statuses', (select jsonb_agg(jsonb_build_object('status', status, 'value', replace(status, ' ', '-'),
				'chosen', status = coalesce(replace(input #>> '{form,status}', '-', ' '), it.status)) order by at)
			from unnest(api.follow_up_statuses()) with ordinality as s(status, at)),
		'form', json_build_object('actor', it.actor, 'deadline', it.deadline, 'note', it.note, 'revision', it.revision));
end $$;

create function api.follow_up_change(lang text, input jsonb) returns json language plpgsql as $$
declare
	it dais.follow_up;
	saved dais.follow_up;
begin
	perform api.agenda_lock((api.agenda_of(input)).id);
	it := api.follow_up_of_desk(input);
	if replace(input ->> 'status', '-', ' ') <> all (api.follow_up_statuses()) then
		perform api.refuse('status', 'choose');
	end if;
	saved := jsonb_populate_record(it, api.merged('follow_up', to_jsonb(it), input ->> 'revision', jsonb_build_object('actor', input -> 'actor',
		'deadline', input -> 'deadline', 'status', replace(input ->> 'status', '-', ' '), 'note', input -> 'note'),
		jsonb_build_object('status', api.code_shown('status', it.status))));
	update dais.follow_up as f set actor = saved.actor, deadline = saved.deadline, status = saved.status, note = saved.note where f.id = it.id;
	perform api.event_append(it.meeting, 'follow-up changed', it.id);
	return json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/follow-up?done=saved#f' || it.id);
end $$;

create function api.follow_up_file(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.meeting_of_bureau(input);
begin
	return json_build_object('file_name', 'follow-up-' || here.slug || '.csv', 'columns', '["number","addressee","text","actor","deadline","status","note"]'::json,
		'rows', (select coalesce(json_agg(json_build_array(f.number::text, f.line ->> 'addressee', f.line #>> '{title,text}', f.line ->> 'actor', f.line ->> 'deadline',
				f.line ->> 'status', f.line ->> 'note') order by f.number), '[]')
			from api.follow_up_lines(here, lang) as f));
end $$;

reset role;
