-- Slots as the agenda has them, edited by staff: role, who holds them, the party that designates, whether they are one place or an
-- open number, whether a paper is expected, and their order. Who is named for a slot is another matter (slots.sql).

set local role dais_owner;

-- An open slot whose number was begun, or one with people, keeps being what it is.
create function api.slot_is_begun(slot uuid) returns boolean language sql stable as $$
	select api.slot_in_use(slot_is_begun.slot) or exists (select from dais.slot as taken where taken.opened_from = slot_is_begun.slot)
$$;

-- The slots of an item in their order, from one: where a slot may be put.
create function api.slot_places(this_slot dais.slot) returns table (slot uuid, place bigint, label jsonb) language sql stable as $$
	select s.id, row_number() over (order by s.position, s.id), s.label::jsonb from dais.slot as s where s.item = this_slot.item
$$;

create function api.slot_edit(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.slot := api.slot_of_desk(input);
	sent jsonb := input -> 'form';
	party text := case when sent is null then (select code from dais.party where id = here.party) else sent ->> 'party' end;
begin
	return json_build_object('meeting', api.meeting_frame(here.meeting, lang), 'item', api.item_head(here.item, lang), 'slot', here.id,
		'title', api.text_in(here.label, lang),
		'roles', (select json_agg(json_build_object('role', role, 'chosen', role = coalesce(sent ->> 'role', here.role)) order by at)
			from unnest(api.slot_roles()) with ordinality as r(role, at)),
		'holders', (select json_agg(json_build_object('held_by', held_by, 'chosen', held_by = coalesce(sent ->> 'held_by', here.held_by)) order by at)
			from unnest(api.slot_holders()) with ordinality as h(held_by, at)),
		'parties', api.chosen_of(api.parties_of(here.meeting, null, lang), party),
		'places', (select json_agg(json_build_object('place', place, 'label', api.text_in(label, lang),
				'chosen', case when sent ? 'place' then place::text = sent ->> 'place' else slot = here.id end) order by place)
			from api.slot_places(here)),
		'form', json_build_object('label', api.texts_form(here.label), 'is_open', case when here.is_open then true end,
			'expects_paper', case when here.expects_paper then true end, 'revision', here.revision));
end $$;

create function api.slot_roles() returns text[] language sql immutable as $$
	select '{presenter,panelist,moderator,rapporteur,chair,participant}'::text[]
$$;

create function api.slot_holders() returns text[] language sql immutable as $$
	select '{office,institution,group,person}'::text[]
$$;

-- What is wrong with a slot's form, besides what each field says for itself.
create function api.slot_faults(here dais.slot, input jsonb, party uuid) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('field', field, 'code', code)), '[]') from (values
		('role', 'choose', input ->> 'role' <> all (api.slot_roles())),
		('held_by', 'choose', input ->> 'held_by' <> all (api.slot_holders())),
		('party', 'choose', input ? 'party' and party is null),
		('place', 'choose', input ? 'place' and not exists (select from api.slot_places(here) where place::text = input ->> 'place')),
		('is_open', 'slot-in-use', input ? 'is_open' <> here.is_open and api.slot_is_begun(here.id))) as rule(field, code, broken)
	where broken
$$;

create function api.slot_change(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.slot := api.slot_of_desk(input);
	saved dais.slot;
	holder uuid := (select party.id from dais.party join dais.participation on participation.party = party.id
		where participation.meeting = here.meeting and code = input ->> 'party');
begin
	perform api.agenda_lock(here.meeting);
	select * into here from dais.slot where id = here.id for update;
	if here.id is null then
		perform api.not_found();
	end if;
	perform api.refuse(api.slot_faults(here, input, holder));
	saved := jsonb_populate_record(here, api.merged('slot', to_jsonb(here), input ->> 'revision', jsonb_build_object('role', input ->> 'role',
			'held_by', input ->> 'held_by', 'label', input -> 'label', 'party', holder, 'is_open', input ? 'is_open', 'expects_paper', input ? 'expects_paper'),
		jsonb_build_object('party', jsonb_build_object('theirs', (select api.text_in(name, lang) from dais.party where id = here.party)))));
	update dais.slot set role = saved.role, held_by = saved.held_by, label = saved.label, party = saved.party, is_open = saved.is_open,
		expects_paper = saved.expects_paper where id = here.id;
	perform api.slot_put(here, (input ->> 'place')::bigint), api.event_append(here.meeting, 'slot changed', here.id);
	return api.to_desk(lang, input, here.id, 'saved');
end $$;

-- Puts a slot at a place among those of its item; only those between move.
create function api.slot_put(here dais.slot, place bigint) returns void language sql as $$
	update dais.slot set position = put.position
	from (select slot, row_number() over (order by case when slot = here.id then slot_put.place + case when slot_put.place > now_at then 0.5 else -0.5 end
			else p.place end)::integer as position
		from api.slot_places(here) as p, lateral (select q.place from api.slot_places(here) as q where q.slot = here.id) as own(now_at)) as put
	where slot_put.place is not null and slot.id = put.slot and slot.position <> put.position
		and exists (select from api.slot_places(here) as own where own.slot = here.id and own.place <> slot_put.place)
$$;
