-- Themes that member states asked to be addressed, with the meeting that asked; objectives, and under them the categories of what
-- may be proposed. Staff edit all three alike: kind says which of the tables an address is about.

set local role dais_owner;

grant insert, delete, update (position, name, asked_by) on dais.theme to dais_web;
grant insert, delete, update (position, label, text) on dais.objective to dais_web;
grant insert, delete, update (position, objective, addressee, text) on dais.category to dais_web; -- policies: agenda.sql

create function api.addressees() returns text[] language sql immutable as $$
	select '{organization,member states,cooperation}'::text[]
$$;

-- What each table calls its text.
create function api.theme_column(kind text) returns text language sql immutable as $$
	select case kind when 'theme' then 'name' else 'text' end
$$;

create function api.theme_list(lang text, input jsonb) returns json language plpgsql stable as $$
#variable_conflict use_column
declare
	here dais.meeting := api.agenda_of(input);
begin
	return json_build_object('meeting', api.meeting_frame(here.id, lang),
		'themes', (select coalesce(json_agg(json_build_object('id', t.id, 'title', api.localized(t.name, lang), 'asked_by', api.text_in(asking.name, lang),
				'asked_on', asking.starts_on) order by t.position, t.id), '[]')
			from dais.theme as t left join dais.meeting as asking on asking.id = t.asked_by where t.meeting = here.id),
		'objectives', (select coalesce(json_agg(json_build_object('id', o.id, 'label', o.label, 'title', api.localized(o.text, lang), 'categories', (
				select coalesce(json_agg(json_build_object('id', c.id, 'addressee', c.addressee, 'title', api.localized(c.text, lang))
					order by c.position, c.id), '[]') from dais.category as c where c.objective = o.id)) order by o.position, o.id), '[]')
			from dais.objective as o where o.meeting = here.id));
end $$;

-- ---------------------------------------------------------------- one of them

create function api.theme_of_desk(input jsonb) returns jsonb language sql stable as $$
	select api.row_of_desk(input, '{theme,objective,category}', input ->> 'theme')
$$;

-- The same, to be changed: the agenda is locked before it.
create function api.theme_edited(input jsonb) returns jsonb language plpgsql as $$
begin
	perform api.agenda_lock((api.agenda_of(input)).id);
	return api.theme_of_desk(input);
end $$;

create function api.theme_page(here uuid, it jsonb, lang text, input jsonb) returns json language plpgsql stable as $$
#variable_conflict use_column
declare
	kind text := input ->> 'kind';
	sent jsonb := input -> 'form';
begin
	return json_build_object('meeting', api.meeting_frame(here, lang), 'kind', kind, 'theme', it -> 'id', 'new', it is null,
		'title', api.text_in(it -> api.theme_column(kind), lang),
		'meetings', case kind when 'theme' then (select json_agg(json_build_object('id', id, 'name', api.text_in(name, lang), 'starts_on', starts_on,
				'chosen', id::text = case when sent is null then it ->> 'asked_by' else sent ->> 'asked_by' end) order by starts_on desc, slug)
			from dais.meeting where id <> here) end,
		'objectives', case kind when 'category' then (select json_agg(json_build_object('id', id, 'label', label, 'title', api.text_in(text, lang),
				'chosen', id::text = coalesce(sent ->> 'objective', it ->> 'objective', input ->> 'objective')) order by position)
			from dais.objective where meeting = here) end,
		'addressees', case kind when 'category' then (select json_agg(json_build_object('addressee', name, 'value', replace(name, ' ', '-'),
				'chosen', name = coalesce(replace(sent ->> 'addressee', '-', ' '), it ->> 'addressee')) order by at)
			from unnest(api.addressees()) with ordinality as a(name, at)) end,
		'form', json_build_object('text', api.texts_form(it -> api.theme_column(kind)), 'revision', it -> 'revision'));
end $$;

create function api.theme_new(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.agenda_of(input);
begin
	return case when input ->> 'kind' = any ('{theme,objective,category}') then api.theme_page(here.id, null, lang, input) end;
end $$;

create function api.theme_edit(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	it jsonb := api.theme_of_desk(input);
begin
	return api.theme_page((it ->> 'meeting')::uuid, it, lang, input);
end $$;

create function api.theme_faults(here uuid, input jsonb) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('field', field, 'code', 'choose')), '[]') from (values
		('asked_by', input ->> 'kind' = 'theme' and input ? 'asked_by' and not exists (select from dais.meeting where id = api.id_of(input ->> 'asked_by'))),
		('objective', input ->> 'kind' = 'category' and not exists (
			select from dais.objective as o where o.id = api.id_of(input ->> 'objective') and o.meeting = here)),
		('addressee', input ->> 'kind' = 'category' and coalesce(replace(input ->> 'addressee', '-', ' ') <> all (api.addressees()), true))) as rule(field, broken)
	where broken
$$;

-- What the form says, by columns.
create function api.theme_sent(input jsonb) returns jsonb language sql immutable as $$
	select case input ->> 'kind' when 'theme' then jsonb_build_object('name', input -> 'text', 'asked_by', input ->> 'asked_by')
		when 'objective' then jsonb_build_object('text', input -> 'text')
		else jsonb_build_object('text', input -> 'text', 'objective', input ->> 'objective', 'addressee', replace(input ->> 'addressee', '-', ' ')) end
$$;

create function api.to_themes(lang text, input jsonb, done text) returns json language sql immutable as $$
	select json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/themes?done=' || done)
$$;

-- Objectives are called by letters, in their order.
create function api.objectives_settle(meeting uuid) returns void language sql as $$
	update dais.objective as o set label = counted.label from (
		select id, api.letter(row_number() over (order by position, id)) as label from dais.objective as all_of where all_of.meeting = objectives_settle.meeting) as counted
	where counted.id = o.id and counted.label <> o.label
$$;

-- At the end of its list; a theme's slug, which forms and exports call it by, is made of its name and stays.
create function api.theme_create(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
	kind text := input ->> 'kind';
	made jsonb := api.theme_sent(input) || jsonb_build_object('id', gen_random_uuid(), 'meeting', here.id, 'revision', 1);
	base text := coalesce(nullif(api.slug_of(api.text_in(input -> 'text', 'en')), ''), 'theme');
	last integer;
begin
	if kind <> all ('{theme,objective,category}') then
		perform api.not_found();
	end if;
	perform api.agenda_lock(here.id), api.refuse(api.theme_faults(here.id, input));
	execute format('select coalesce(max(position), 0) from dais.%I where meeting = $1', kind) into last using here.id;
	made := made || jsonb_build_object('position', last + 1, 'label', 'new', 'slug', base || case when exists (
		select from dais.theme as t where t.meeting = here.id and t.slug = base) or base = 'other' then '-' || last + 1 else '' end);
	execute format('insert into dais.%1$I select * from jsonb_populate_record(null::dais.%1$I, $1)', kind) using made;
	perform api.objectives_settle(here.id), api.event_append(here.id, kind || ' added', (made ->> 'id')::uuid);
	return api.to_themes(lang, input, 'saved');
end $$;

create function api.theme_change(lang text, input jsonb) returns json language plpgsql as $$
declare
	it jsonb := api.theme_edited(input);
	kind text := input ->> 'kind';
	saved jsonb;
begin
	perform api.refuse(api.theme_faults((it ->> 'meeting')::uuid, input));
	saved := it || api.merged(kind, it, input ->> 'revision', api.theme_sent(input), '{"name":{"field":"text"}}');
	execute format('update dais.%1$I set (%2$s) = (select %2$s from jsonb_populate_record(null::dais.%1$I, $1)) where id = $2', kind,
		case kind when 'theme' then 'name, asked_by' when 'objective' then 'text, position' else 'text, objective, addressee' end)
		using saved, (it ->> 'id')::uuid;
	perform api.event_append((it ->> 'meeting')::uuid, kind || ' changed', (it ->> 'id')::uuid);
	return api.to_themes(lang, input, 'saved');
end $$;

-- One step up or down; a category inside of its objective.
create function api.theme_move(lang text, input jsonb) returns json language plpgsql as $$
declare
	it jsonb := api.theme_edited(input);
	kind text := input ->> 'kind';
begin
	perform api.step(kind, it, case kind when 'category' then 'objective' else 'meeting' end, case when input ? 'up' then -1 else 1 end);
	perform api.objectives_settle((it ->> 'meeting')::uuid), api.event_append((it ->> 'meeting')::uuid, kind || ' moved', (it ->> 'id')::uuid);
	return api.to_themes(lang, input, 'moved');
end $$;

create function api.theme_delete(lang text, input jsonb) returns json language plpgsql as $$
declare
	it jsonb := api.theme_edited(input);
begin
	execute format('delete from dais.%I where id = $1', input ->> 'kind') using (it ->> 'id')::uuid;
	perform api.objectives_settle((it ->> 'meeting')::uuid), api.event_append((it ->> 'meeting')::uuid, (input ->> 'kind') || ' deleted', (it ->> 'id')::uuid);
	return api.to_themes(lang, input, 'deleted');
exception when foreign_key_violation then
	perform api.conflict('delete', 'theme-in-use');
end $$;

reset role;
