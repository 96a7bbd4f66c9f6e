-- Delegations: a focal point registers the head, alternates, advisers and experts of their own party; staff confirm
-- each or return it with a reason. A confirmed expert gets a slot on the panel that was named, which the desk shows
-- at once and the public with the next edition.
--
-- A focal point sees the rows of their own party and no other; anybody but staff and focal points sees none.

set local role dais_owner;

grant select, insert (meeting, party) on dais.delegation to dais_web;
grant select, insert (id, meeting, party, delegation, position, name, title, email, function, item) on dais.delegation_member to dais_web;
grant update (note) on dais.delegation to dais_web;
grant update (name, title, email, function, item, state, return_reason, slot, seat) on dais.delegation_member to dais_web;
grant delete on dais.delegation_member to dais_web;

create policy delegation_read on dais.delegation for select to dais_web
	using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]) or party = any (api.my_parties(meeting)));
create policy delegation_add on dais.delegation for insert to dais_web with check (party = any (api.my_parties(meeting)));
create policy delegation_change on dais.delegation for update to dais_web
	using (party = any (api.my_parties(meeting))) with check (party = any (api.my_parties(meeting)));

create policy member_read on dais.delegation_member for select to dais_web
	using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]) or party = any (api.my_parties(meeting)));
create policy member_add on dais.delegation_member for insert to dais_web
	with check (party = any (api.my_parties(meeting)) and state = 'registered' and slot is null and seat is null);
create policy member_decide on dais.delegation_member for update to dais_web
	using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]))
	with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));
-- What a mission has changed waits for staff again; a seat is one of the party's own.
create policy member_change on dais.delegation_member for update to dais_web using (party = any (api.my_parties(meeting)))
	with check (party = any (api.my_parties(meeting)) and state = 'registered' and (seat is null or exists (select from dais.slot_person
		join dais.slot on slot.id = slot_person.slot where slot_person.id = seat and slot.party = delegation_member.party)));
create policy member_remove on dais.delegation_member for delete to dais_web using (party = any (api.my_parties(meeting)));

-- ---------------------------------------------------------------- the focal point's page

-- What an address below /delegation means for a focal point: without a meeting the next one, without a party (a
-- code) the first of theirs.
create function api.my_delegation(input jsonb, out meeting uuid, out party uuid) language plpgsql stable as $$
begin
	select m.id, p.id into meeting, party
		from dais.meeting as m, unnest(api.my_parties(m.id)) as mine(id) join dais.party as p on p.id = mine.id
		where (not input ? 'meeting' or m.slug = input ->> 'meeting') and (not input ? 'party' or p.code = input ->> 'party')
		order by m.ends_on < current_date, m.starts_on, p.code limit 1;
	if party is null then
		perform api.not_found();
	end if;
end $$;

-- The registered members of a delegation, by function and then in the order in which they came.
create function api.delegation_members(meeting uuid, party uuid, lang text) returns json language plpgsql stable as $$
#variable_conflict use_column
begin
	return (select coalesce(json_agg(json_build_object('id', m.id, 'name', m.name, 'title', m.title, 'email', m.email,
				'function', m.function, 'state', m.state, 'reason', m.return_reason, 'slot', m.slot,
				'item', head, 'undelivered', u.reason, 'open', m.state <> 'confirmed' or api.seat_lost(m),
				'standing', case when seat.state in ('taken off', 'declined') then 'seat ' || seat.state else m.state end)
			order by array_position('{head,alternate,adviser,expert}'::text[], m.function), m.position), '[]')
		from dais.delegation_member as m left join api.item_heads(delegation_members.meeting, lang) as heads on heads.item = m.item
			left join dais.slot_person as seat on seat.id = m.seat
			left join api.mail_undelivered(delegation_members.meeting) as u on lower(u.email) = lower(m.email)
		where m.meeting = delegation_members.meeting and m.party = delegation_members.party);
end $$;

-- The panels that states may name experts for: those with a slot open to states.
create function api.expert_panels(meeting uuid, lang text, chosen text) returns json language plpgsql stable as $$
#variable_conflict use_column
begin
	return (select json_agg(json_build_object('id', numbers.item, 'number', number, 'title', api.text_in(coalesce(short_title, long_title), lang), 'chosen', numbers.item::text = expert_panels.chosen)
			order by path)
		from api.item_numbers(expert_panels.meeting) as numbers join dais.item on item.id = numbers.item
		where kind = 'panel' and numbers.item in (select e.item from api.expert_slots(expert_panels.meeting) as e));
end $$;

create function api.delegation_show(lang text, input jsonb) returns json language plpgsql stable as $$
#variable_conflict use_column
begin
	return (select json_build_object('meeting', api.meeting_frame(mine.meeting, lang),
			'party', json_build_object('code', party.code, 'name', api.text_in(party.name, lang)),
			'parties', (select json_agg(json_build_object('code', p.code, 'name', api.text_in(p.name, lang), 'current', p.id = party.id))
				from unnest(api.my_parties(mine.meeting)) as own(id) join dais.party as p on p.id = own.id
				where cardinality(api.my_parties(mine.meeting)) > 1),
			'note', (select note from dais.delegation as d where d.meeting = mine.meeting and d.party = mine.party),
			'members', api.delegation_members(mine.meeting, mine.party, lang),
			'removed', api.members_removed(mine.meeting, mine.party),
			'panels', api.expert_panels(mine.meeting, lang, case when not floor then input -> 'form' ->> 'item' end),
			'speakers', api.floor_requests(mine.meeting, mine.party, lang),
			'withdrawn', api.floor_withdrawn(mine.meeting, mine.party, null, lang),
			'invitations', api.floor_invitations(mine.meeting, mine.party, lang),
			'floor_items', (select json_agg(line::jsonb || jsonb_build_object('chosen', floor and line ->> 'id' = input -> 'form' ->> 'item'))
				from json_array_elements(api.floor_items(mine.meeting, lang)) as lines(line)),
			'others', (select json_agg(state::jsonb || jsonb_build_object('chosen', coalesce(input -> 'form' -> 'others', '[]') ? (state ->> 'code')))
				from json_array_elements(api.parties_of(mine.meeting, 'state', lang)) as states(state) where state ->> 'code' <> party.code),
			'report_draft', (select api.report_draft_told(m, lang) from dais.meeting as m where m.id = mine.meeting),
			'proposals', api.proposals_own(mine.meeting, null, mine.party, lang, input),
			'form', json_build_object('language', lang, 'rows', api.proposal_rows(),
				'note', (select note from dais.delegation as d where d.meeting = mine.meeting and d.party = mine.party)))
		from api.my_delegation(input) as mine join dais.party on party.id = mine.party,
			lateral (select coalesce(input #>> '{form,of}' = 'floor_request', false)) as refused(floor));
end $$;

create function api.to_delegation(lang text, meeting uuid, party uuid, done text) returns json language sql stable as $$
	select json_build_object('location', '/' || lang || '/delegation/' || m.slug || '?done=' || done ||
		case when cardinality(api.my_parties(m.id)) > 1 then '&party=' || p.code else '' end)
	from dais.meeting as m, dais.party as p where m.id = to_delegation.meeting and p.id = to_delegation.party
$$;

-- The delegation's row is made when something is registered for the first time, and held: one registration at a time.
create function api.delegation_of(meeting uuid, party uuid) returns uuid language plpgsql as $$
#variable_conflict use_variable
begin
	insert into dais.delegation (meeting, party) values (meeting, party) on conflict do nothing;
	return (select d.id from dais.delegation as d where d.meeting = meeting and d.party = party for update);
end $$;

create function api.member_create(lang text, input jsonb) returns json language plpgsql as $$
declare
	mine record := api.my_delegation(input);
	registered uuid := api.delegation_of(mine.meeting, mine.party);
	panel uuid := case when input ->> 'function' = 'expert' then api.id_of(input ->> 'item') end;
	made uuid;
begin
	if exists (select from dais.delegation_member as m where m.delegation = registered and m.state = 'registered'
			and m.function = input ->> 'function' and m.item is not distinct from panel and m.name = input ->> 'name'
			and m.email is not distinct from input ->> 'email') then -- the same form twice
		return api.to_delegation(lang, mine.meeting, mine.party, 'registered');
	end if;
	perform api.refuse(api.member_errors(mine.meeting, registered, null, input));
	insert into dais.delegation_member (meeting, party, delegation, position, name, title, email, function, item)
		values (mine.meeting, mine.party, registered, (select coalesce(max(position), 0) + 1 from dais.delegation_member
			where delegation = registered), input ->> 'name', input ->> 'title', input ->> 'email', input ->> 'function', panel)
		returning id into made;
	perform api.event_append(mine.meeting, 'member registered', made, jsonb_build_object('delegation', registered));
	return api.to_delegation(lang, mine.meeting, mine.party, 'registered');
end $$;

create function api.delegation_note(lang text, input jsonb) returns json language plpgsql as $$
declare
	mine record := api.my_delegation(input);
	registered uuid := api.delegation_of(mine.meeting, mine.party);
begin
	update dais.delegation set note = input ->> 'note' where id = registered;
	perform api.event_append(mine.meeting, 'note recorded', registered);
	return api.to_delegation(lang, mine.meeting, mine.party, 'saved');
end $$;

-- ---------------------------------------------------------------- the secretariat's pages

-- Every party of the meeting that may send a delegation, with what is registered for it and who its focal points are.
create function api.delegation_list(lang text, input jsonb) returns json language plpgsql stable as $$
#variable_conflict use_column
begin
	return (select json_build_object('meeting', api.meeting_frame(m.id, lang), 'states', api.chosen_of(api.parties_of(m.id, 'state', lang), input #>> '{form,party}'),
			'form', json_build_object('language', lang),
			'anybody', exists (select from api.focal_points(m.id)) or exists (select from dais.delegation as d where d.meeting = m.id),
			'counts', (select json_build_object('delegations', count(distinct d.party), 'members', count(*),
				'waiting', count(*) filter (where d.state = 'registered')) from dais.delegation_member as d where d.meeting = m.id),
			'delegations', (select json_agg(json_build_object('code', party.code, 'name', name_here, 'note', d.note,
					'members', c.members, 'waiting', c.waiting, 'experts', c.experts,
					'focal_points', (select json_agg(json_build_object('name', f.name, 'email', f.email, 'undelivered', u.reason) order by f.name)
						from api.focal_points(m.id) as f left join api.mail_undelivered(m.id) as u on u.person = f.person where f.party = party.id))
				order by coalesce(party.sort_key ->> lang, name_here) collate "und-x-icu")
				from dais.participation join dais.party on party.id = participation.party
					left join dais.delegation as d on d.meeting = m.id and d.party = party.id,
					lateral (select count(*) as members, count(*) filter (where state = 'registered') as waiting,
						count(*) filter (where function = 'expert') as experts
						from dais.delegation_member as w where w.meeting = m.id and w.party = party.id) as c,
					api.text_in(party.name, lang) as name_here
				where participation.meeting = m.id and (kind = 'state' or c.members > 0)
					and (c.members > 0 or d.id is not null or exists (select from api.focal_points(m.id) as f where f.party = party.id))))
		from dais.meeting as m where m.slug = input ->> 'meeting' and api.is_staff(m.id));
end $$;

create function api.party_of_desk(input jsonb, out meeting uuid, out party uuid) language plpgsql stable as $$
begin
	select m.id, p.id into meeting, party from dais.meeting as m join dais.participation on participation.meeting = m.id
		join dais.party as p on p.id = participation.party
		where m.slug = input ->> 'meeting' and p.code = input ->> 'party' and api.is_staff(m.id);
	if party is null then
		perform api.not_found();
	end if;
end $$;

create function api.delegation_desk(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('meeting', api.meeting_frame(d.meeting, lang),
		'party', json_build_object('code', party.code, 'name', api.text_in(party.name, lang)),
		'note', (select note from dais.delegation as n where n.meeting = d.meeting and n.party = d.party),
		'focal_points', (select json_agg(json_build_object('person', f.person, 'name', f.name, 'email', f.email, 'undelivered', u.reason) order by f.name)
			from api.focal_points(d.meeting) as f left join api.mail_undelivered(d.meeting) as u on u.person = f.person
			where f.party = d.party),
		'removed', (select json_agg(json_build_object('person', gone.person, 'name', gone.name) order by gone.name)
			from api.focal_points_removed(d.meeting, d.party) as gone),
		'members', (select jsonb_agg(m::jsonb || jsonb_build_object('sent', input #>> '{form,at}' like '%/members/' || (m ->> 'id') || '/return'))
			from json_array_elements(api.delegation_members(d.meeting, d.party, lang)) as m), 'asked_member', input ->> 'member',
		'anybody', exists (select from dais.floor_request as f
			where f.meeting = d.meeting and f.party = d.party and f.state = 'requested'),
		'speakers', api.floor_requests(d.meeting, d.party, lang))
	from api.party_of_desk(input) as d join dais.party on party.id = d.party
$$;

create function api.focal_point_create(lang text, input jsonb) returns json language plpgsql as $$
declare
	here record := api.party_of_desk(input);
	admitted uuid := api.person_admit(here.meeting, null, input ->> 'name', input ->> 'email', input ->> 'language',
		'focal point', here.party, input ->> 'known');
begin
	perform api.invitation_mail('focal-point', admitted, here.meeting, null, here.party);
	perform api.event_append(here.meeting, 'focal point named', admitted, jsonb_build_object('party', here.party));
	return json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/delegations?done=invited');
end $$;

create function api.focal_point_remove(lang text, input jsonb) returns json language plpgsql as $$
declare
	here record := api.party_of_desk(input);
	gone uuid := api.id_of(input ->> 'person');
begin
	if not api.person_dismiss(gone, here.meeting, 'focal point', here.party) then
		perform api.not_found();
	end if;
	perform api.event_append(here.meeting, 'focal point removed', gone, jsonb_build_object('party', here.party));
	return api.to_delegation_desk(lang, input, 'focal-point-removed');
end $$;

-- Names somebody again whom staff took off in the last day, with a fresh link.
create function api.focal_point_restore(lang text, input jsonb) returns json language plpgsql as $$
declare
	here record := api.party_of_desk(input);
	gone record;
	admitted uuid;
begin
	select * into gone from api.focal_points_removed(here.meeting, here.party) as r where r.person = api.id_of(input ->> 'person');
	if gone.person is null then
		perform api.not_found();
	end if;
	admitted := api.person_admit(here.meeting, null, gone.name, gone.email, gone.language, 'focal point', here.party, 'keep');
	perform api.invitation_mail('focal-point', admitted, here.meeting, null, here.party);
	perform api.event_append(here.meeting, 'focal point named', admitted, jsonb_build_object('party', here.party));
	return api.to_delegation_desk(lang, input, 'restored');
end $$;

-- Locked, so that of two who decide at the same time the second sees what the first decided.
create function api.member_of_delegation(input jsonb) returns dais.delegation_member language plpgsql as $$
declare
	here record := api.party_of_desk(input);
	found dais.delegation_member;
begin
	select * into found from dais.delegation_member as m
		where m.id = api.id_of(input ->> 'member') and m.meeting = here.meeting and m.party = here.party for update;
	if found.id is null then
		perform api.not_found();
	end if;
	return found;
end $$;

create function api.to_delegation_desk(lang text, input jsonb, done text) returns json language sql immutable as $$
	select json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/delegations/' ||
		(input ->> 'party') || '?done=' || done)
$$;

create function api.member_confirm(lang text, input jsonb) returns json language plpgsql as $$
declare
	member dais.delegation_member := api.member_of_delegation(input);
begin
	if member.state = 'confirmed' and not api.seat_lost(member) then
		return api.to_delegation_desk(lang, input, 'member-confirmed');
	end if;
	perform api.member_seat(member, input ->> 'known');
	update dais.delegation_member set state = 'confirmed', return_reason = null where id = member.id;
	perform api.event_append(member.meeting, 'member confirmed', member.id,
		jsonb_build_object('slot', (select slot from dais.delegation_member where id = member.id)));
	return api.to_delegation_desk(lang, input, 'member-confirmed');
end $$;

create function api.member_return(lang text, input jsonb) returns json language plpgsql as $$
declare
	member dais.delegation_member := api.member_of_delegation(input);
begin
	if member.state = 'confirmed' and member.slot is not null and not api.seat_lost(member) then
		perform api.conflict('reason', 'expert-seated');
	elsif coalesce(input ->> 'reason', '') = '' then
		perform api.refuse('reason', 'required');
	end if;
	update dais.delegation_member set state = 'returned', return_reason = input ->> 'reason' where id = member.id;
	perform api.member_mail(member.id);
	perform api.event_append(member.meeting, 'member returned', member.id);
	return api.to_delegation_desk(lang, input, 'member-returned');
end $$;

-- ---------------------------------------------------------------- what only other roles may look up

reset role;
set local role dais_registry;

-- Whom staff took off as a party's focal point in the last day (of the meeting's last 1,000 events), for staff.
create function api.focal_points_removed(meeting uuid, party uuid) returns table (person uuid, name text, email text, language text)
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select distinct p.id, p.name, p.email, p.language::text
	from (select e.* from dais.event as e where e.meeting = focal_points_removed.meeting order by e.number desc limit 1000) as e
		join dais.person as p on p.id = e.subject
	where e.kind = 'focal point removed' and e.data ->> 'party' = focal_points_removed.party::text and e.at > now() - interval '1 day'
		and api.is_staff(focal_points_removed.meeting) and not exists (select from api.focal_points(focal_points_removed.meeting) as f
			where f.person = p.id and f.party = focal_points_removed.party)
$$;

reset role;
set local role dais_owner;

grant select on dais.delegation_member to dais_identity;
create policy identity on dais.delegation_member for select to dais_identity using (true);
reset role;
set local role dais_identity;

-- The open slots, for any number of people, that states may fill, for whoever takes part as staff or focal point.
create function api.expert_slots(meeting uuid) returns table (item uuid, slot uuid)
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select s.item, s.id from dais.slot as s
	where s.meeting = expert_slots.meeting and is_open and party_kind = 'state' and expects_paper
		and api.has_role(expert_slots.meeting, '{staff,focal point}')
$$;

create function api.focal_points(meeting uuid) returns table (party uuid, person uuid, name text, email text)
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select g.party, p.id, p.name, p.email from dais.role_grant as g join dais.person as p on p.id = g.person
	where g.meeting = focal_points.meeting and role = 'focal point' and api.is_staff(focal_points.meeting)
$$;

-- The language of an expert's mail: their own when they are known, else that of the party's first focal point.
create function api.text_language(member dais.delegation_member) returns text
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select coalesce((select p.language from dais.person as p where lower(p.email) = lower(member.email)),
		(select p.language from dais.role_grant as g join dais.person as p on p.id = g.person
		where g.meeting = member.meeting and g.party = member.party and role = 'focal point' order by g.created limit 1), 'en')
$$;

-- Tells the focal points of a party that a registration came back.
create function api.member_mail(member uuid) returns void
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform api.mail_queue(m.meeting, g.person, 'member-returned', api.mail_facts(g.person, m.meeting, null, m.party)
			|| jsonb_build_object('name', m.name, 'reason', m.return_reason))
		from dais.delegation_member as m join dais.role_grant as g
			on g.meeting = m.meeting and g.party = m.party and g.role = 'focal point'
		where m.id = member_mail.member and api.is_staff(m.meeting);
end $$;

reset role;
