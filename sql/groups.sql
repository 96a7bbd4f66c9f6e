-- Working groups: the working item of the agenda is worked in its parts, each of which takes one category of the proposals, or as a
-- whole (plenary). Staff make the groups; whoever is confirmed as rapporteur of one edits the proposals of its category and sees
-- nothing of the others'. What a person may edit is said here, and the policies of all that a group works on ask it.

set local role dais_owner;

grant select, insert, delete, update (addressee, screen, on_screen) on dais.working_group to dais_web;
grant select on dais.working_group to dais_identity;
create policy identity on dais.working_group for select to dais_identity using (true);

reset role;
set local role dais_identity;

-- Whether a group works on the proposals to an addressee.
create function api.works_on(it dais.working_group, addressee text) returns boolean language sql immutable as $$
	select coalesce(it.addressee = works_on.addressee, it.plenary)
$$;

-- The rapporteurs who are confirmed, each with the group and the categories that it works on; all of them where the slot is one of the
-- item that is worked in groups, or of the opening, where the rapporteur of the meeting is elected.
create function api.rapporteurs() returns table (person uuid, meeting uuid, item uuid, addressees text[])
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select n.person, g.meeting, g.item, case when s.item = g.item then array(select a from unnest(api.addressees()) as a where api.works_on(g, a)) else api.addressees() end
	from dais.slot_person as n join dais.slot as s on s.id = n.slot and s.role = 'rapporteur'
		join dais.working_group as g on g.meeting = s.meeting join dais.item as i on i.id = g.item
	where n.state = 'confirmed' and not n.contact and not i.withdrawn
		and (s.item in (g.item, i.parent) or s.item in (select o.id from dais.item as o where o.meeting = s.meeting and o.kind = 'opening'))
$$;
revoke execute on function api.rapporteurs() from dais_web, dais_clerk;

-- What whoever asks edits as rapporteur, of any meeting: "meeting addressee", for policies, which ask it once a statement.
create function api.my_parts() returns text[] language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	return (select coalesce(array_agg(distinct r.meeting || ' ' || addressee), '{}')
		from api.rapporteurs() as r, unnest(r.addressees) as addressee where r.person = (select api.me()));
end $$;

-- The groups (their items) of which whoever asks is rapporteur.
create function api.my_groups() returns uuid[] language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	return (select coalesce(array_agg(distinct r.item), '{}') from api.rapporteurs() as r where r.person = (select api.me()));
end $$;

reset role;
set local role dais_owner;

-- The categories of a meeting that whoever asks edits as rapporteur, in their order. Staff edit all without being one.
create function api.my_addressees(meeting uuid) returns text[] language plpgsql stable as $$
begin
	return (select coalesce(array_agg(name order by at), '{}') from unnest(api.addressees()) with ordinality as a(name, at)
		where my_addressees.meeting || ' ' || name = any (api.my_parts()));
end $$;

-- The meeting of an address of the desk, for its staff and the rapporteurs of its groups; anybody else finds nothing there.
create function api.meeting_edited(input jsonb) returns dais.meeting language plpgsql stable as $$
begin
	return api.existing((select m from dais.meeting as m where m.slug = input ->> 'meeting' and (api.is_staff(m.id) or api.my_addressees(m.id) <> '{}')));
end $$;

create policy read on dais.working_group for select to dais_web
	using (meeting = any ((select api.meetings_as('{staff,chair}'))::uuid[]) or item = any ((select api.my_groups())::uuid[])); -- who has the screen's key reads the screen
create policy add on dais.working_group for insert to dais_web with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[])
	and meeting = (select i.meeting from dais.item as i where i.id = working_group.item));
create policy change on dais.working_group for update to dais_web using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]))
	with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));
create policy change_own on dais.working_group for update to dais_web using (item = any ((select api.my_groups())::uuid[]))
	with check (item = any ((select api.my_groups())::uuid[]));
create policy remove on dais.working_group for delete to dais_web using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));

-- A rapporteur decides what the screen shows, not what the group works on.
create function api.group_guard() returns trigger language plpgsql as $$
begin
	if current_user = 'dais_web' and new.addressee is distinct from old.addressee and not api.is_staff(new.meeting) then
		raise insufficient_privilege using message = 'staff say what a group works on';
	end if;
	if new.on_screen is distinct from old.on_screen and not exists (select from dais.proposal as p
			where p.id = new.on_screen and p.meeting = new.meeting and api.works_on(new, p.addressee)) and new.on_screen is not null then
		raise insufficient_privilege using message = 'the screen shows what the group works on';
	end if;
	return new;
end $$;

-- A group is the plenary unless its item is a part of the one that is worked on.
create function api.group_made() returns trigger language plpgsql as $$
begin
	new.plenary := not exists (select from dais.item as i join dais.item as above on above.id = i.parent where i.id = new.item and above.kind = 'working');
	return new;
end $$;
create trigger made before insert on dais.working_group for each row execute function api.group_made();
create trigger guard before update on dais.working_group for each row execute function api.group_guard();

-- ---------------------------------------------------------------- the page

-- The parts of a working item that are worked on, in their order; no parts: the item itself.
create function api.working_parts(top uuid) returns table (item uuid, nth bigint) language sql stable as $$
	select i.id, row_number() over (order by i.position) from dais.item as i
	where i.parent = top and i.kind = 'working' and not i.withdrawn
	union all
	select top, 1 where not exists (select from dais.item as i where i.parent = top and i.kind = 'working' and not i.withdrawn)
$$;

-- The places of a group in one role; none: nobody is foreseen in it.
create function api.group_places(meeting uuid, item uuid, lang text) returns jsonb language sql stable as $$
	with line as materialized (select * from api.slot_lines(group_places.meeting, group_places.item, null, lang))
	select jsonb_agg(jsonb_build_object('role', role, 'slots', coalesce(slots, '[]'), 'none', slots is null) order by at)
	from unnest('{moderator,rapporteur,participant}'::text[]) with ordinality as r(role, at), lateral (
		select jsonb_agg(line.line order by counted desc, ordinal) from line where line.line ->> 'role' = r.role) as l(slots)
$$;

-- A group; hours: its item's own, else (above) those of the item that it is a part of. sent: its form, which was refused.
create function api.group_line(it dais.working_group, lang text, sent jsonb) returns jsonb language sql stable as $$
	select jsonb_build_object('item', api.item_head(it.item, lang), 'whole', it.plenary, 'addressee', it.addressee, 'sent', sent is not null,
		'addressees', (select jsonb_agg(jsonb_build_object('addressee', name, 'value', replace(name, ' ', '-'),
			'chosen', coalesce(name = case when sent is null then it.addressee else replace(sent ->> 'addressee', '-', ' ') end, false)) order by at)
			from unnest(api.addressees()) with ordinality as a(name, at)),
		'places', api.group_places(it.meeting, it.item, lang), 'hours', coalesce(own.list, above.list, '[]'), 'has_hours', coalesce(own.list, above.list) is not null,
		'above', own.list is null and above.list is not null, 'revision', it.revision)
	from dais.item as i left join api.item_hours(it.meeting, lang) as own on own.item = i.id
		left join api.item_hours(it.meeting, lang) as above on above.item = i.parent
	where i.id = it.item
$$;

-- The working items at the top of the agenda, each with its groups; unworked: categories that no group works on.
create function api.group_list(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.agenda_of(input);
	sent jsonb := api.form_sent(input, '{group_change}');
	next_acts jsonb := api.acts_next(here.id, lang, '{working_group}');
begin
	return (with top as (
			select i.id, n.path, count(p.item) > 1 as parts from dais.item as i join api.item_numbers(here.id) as n on n.item = i.id, api.working_parts(i.id) as p
			where i.meeting = here.id and i.kind = 'working' and not n.gone
				and not exists (select from dais.item as above where above.id = i.parent and above.kind = 'working') group by i.id, n.path
		), line as (
			select top.id, jsonb_agg(api.group_line(g, lang, case when input ->> 'item' = g.item::text then sent end) order by n.path) as groups, bool_or(g.item = top.id) as plenary
			from top join dais.item as i on top.id in (i.id, i.parent) join dais.working_group as g on g.item = i.id
				join api.item_numbers(here.id) as n on n.item = i.id
			group by top.id
		)
		select json_build_object('meeting', api.meeting_frame(here.id, lang), 'undo', next_acts -> 'undo', 'redo', next_acts -> 'redo',
			'items', coalesce(json_agg(json_build_object('item', api.item_head(top.id, lang), 'parts', top.parts, 'plenary', coalesce(plenary, false),
				'groups', coalesce(groups, '[]'), 'has_groups', groups is not null, 'missing', (
				select coalesce(json_agg(api.item_head(p.item, lang) order by p.nth), '[]') from api.working_parts(top.id) as p
				where groups is not null and not plenary and not exists (select from dais.working_group as g where g.item = p.item))) order by top.path), '[]'),
			'unworked', (select coalesce(json_agg(json_build_object('addressee', name) order by at), '[]') from unnest(api.addressees()) with ordinality as a(name, at)
				where not exists (select from dais.working_group as g where g.meeting = here.id and api.works_on(g, name))
					and exists (select from dais.working_group as g where g.meeting = here.id)))
		from top left join line using (id));
end $$;

create function api.to_groups(lang text, input jsonb, done text) returns json language sql immutable as $$
	select json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/groups?done=' || done)
$$;

-- Works an item (a part alone, too) in its parts, to which the categories are given in their order (a fourth has none until staff
-- give it one), or (plenary) as a whole; what was made of it before goes.
create function api.group_form(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
	top uuid := (api.existing((select i from dais.item as i where i.id = api.id_of(input ->> 'item') and i.meeting = here.id and i.kind = 'working'))).id;
	parts uuid[] := case when input ? 'plenary' then array[top] else array(select item from api.working_parts(top) order by nth) end;
begin
	perform api.agenda_lock(here.id);
	delete from dais.working_group as g using dais.item as i where i.id = g.item and top in (i.id, i.parent) and g.item <> all (parts);
	insert into dais.working_group (meeting, item, addressee)
		select here.id, item, case when item <> top then (api.addressees())[nth] end from unnest(parts) with ordinality as p(item, nth)
		on conflict (item) do nothing;
	perform api.event_append(here.id, 'groups formed', top);
	return api.to_groups(lang, input, 'saved');
end $$;

-- The group of an address of the desk (VI.a, or its item's id), to be changed: the agenda is locked before it.
create function api.group_edited(input jsonb) returns dais.working_group language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
begin
	perform api.agenda_lock(here.id);
	return api.existing((select g from dais.working_group as g where g.item = api.item_of(here.id, input ->> 'item') and g.meeting = here.id));
end $$;

-- Gives it another category, or (FLAG end) ends the group, while the others go on.
create function api.group_change(lang text, input jsonb) returns json language plpgsql as $$
declare
	it dais.working_group := api.group_edited(input);
	saved jsonb;
begin
	if input ? 'end' then
		delete from dais.working_group where id = it.id;
		perform api.event_append(it.meeting, 'group changed', it.item);
		return api.to_groups(lang, input, 'saved');
	end if;
	if replace(input ->> 'addressee', '-', ' ') <> all (api.addressees()) then
		perform api.refuse('addressee', 'choose');
	end if;
	saved := api.merged('working_group', to_jsonb(it), input ->> 'revision', jsonb_build_object('addressee', replace(input ->> 'addressee', '-', ' ')),
		jsonb_build_object('addressee', api.code_shown('addressee', it.addressee)));
	update dais.working_group set addressee = saved ->> 'addressee' where id = it.id;
	perform api.event_append(it.meeting, 'group changed', it.item);
	return api.to_groups(lang, input, 'saved');
end $$;

-- What a place of a group is called until somebody calls it otherwise.
create function api.group_label(role text) returns jsonb language sql immutable as $$
	select case role when 'moderator' then '{"en":"Moderator","es":"Moderador/a","fr":"Modérateur(trice)","pt":"Moderador(a)"}'
		when 'rapporteur' then '{"en":"Rapporteur","es":"Relator/a","fr":"Rapporteur(se)","pt":"Relator(a)"}'
		when 'participant' then '{"en":"Participants","es":"Participantes","fr":"Participants","pt":"Participantes"}' end::jsonb
$$;

-- Adds a place to a group: one person's, or an open number of participants; and leads to where somebody is named for it.
create function api.group_place_add(lang text, input jsonb) returns json language plpgsql as $$
declare
	it dais.working_group := api.group_edited(input);
	made uuid;
begin
	if api.group_label(input ->> 'role') is null then
		perform api.refuse('role', 'choose');
	end if;
	insert into dais.slot (meeting, item, position, role, held_by, label, is_open, in_source, expects_paper)
		values (it.meeting, it.item, (select coalesce(max(s.position), 0) + 1 from dais.slot as s where s.item = it.item), input ->> 'role',
			case when input ->> 'role' = 'participant' then 'group' else 'person' end, api.group_label(input ->> 'role'),
			input ->> 'role' = 'participant', false, false)
		returning id into made;
	perform api.event_append(it.meeting, 'slot added', made, jsonb_build_object('item', it.item));
	return api.to_desk(lang, input, made, 'slot-added');
end $$;

reset role;
