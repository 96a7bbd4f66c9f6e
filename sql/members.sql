-- Members of a delegation, after they were registered: the mission and staff change them, the mission removes them and takes
-- that back. What the mission has changed waits for staff again, that member alone; what staff change takes effect at once. An
-- expert who is confirmed has a seat on the panel, which follows.

set local role dais_owner;

-- What is wrong with a registration's form, as a list of field and code; member is null for a new one.
create function api.member_errors(meeting uuid, delegation uuid, member uuid, input jsonb) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('field', field, 'code', code)), '[]')
	from (values
		('function', case when input ->> 'function' not in ('head', 'alternate', 'adviser', 'expert') then 'choose'
			when input ->> 'function' = 'head' and exists (select from dais.delegation_member as m where m.delegation = member_errors.delegation
				and m.function = 'head' and m.id is distinct from member_errors.member) then 'head-taken' end),
		('item', case when input ->> 'function' = 'expert' and not exists (select from api.expert_slots(member_errors.meeting) as e
			where e.item = api.id_of(input ->> 'item')) then 'panel-needed' end)) as checks(field, code)
	where code is not null
$$;

-- The member of an address below /delegation, locked.
create function api.my_member(input jsonb) returns dais.delegation_member language plpgsql as $$
declare
	mine record := api.my_delegation(input);
	found dais.delegation_member;
begin
	select * into found from dais.delegation_member as m where m.id = api.id_of(input ->> 'member') and m.meeting = mine.meeting
		and m.party = any (api.my_parties(mine.meeting)) for update;
	if found.id is null then
		perform api.not_found();
	end if;
	return found;
end $$;

-- The page that changes a member: at the mission, and at the desk.
create function api.member_page(member dais.delegation_member, lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('meeting', api.meeting_frame(member.meeting, lang), 'member', member.id,
		'party', json_build_object('code', party.code, 'name', api.text_in(party.name, lang)),
		'panels', api.expert_panels(member.meeting, lang, coalesce(input -> 'form' ->> 'item', member.item::text)),
		'confirmed', member.state = 'confirmed', 'seated', member.seat is not null,
		'form', json_build_object('name', member.name, 'title', member.title, 'email', member.email, 'function', member.function,
			'revision', member.revision))
	from dais.party where party.id = member.party
$$;

create function api.member_show(lang text, input jsonb) returns json language plpgsql as $$
begin
	return api.member_page(api.my_member(input), lang, input);
end $$;

create function api.member_desk(lang text, input jsonb) returns json language plpgsql as $$
begin
	return (select (api.member_page(api.member_of_delegation(input), lang, input)::jsonb || '{"desk":true}')::json);
end $$;

-- What the form makes of a member; refuses what does not fit, and what another has changed meanwhile.
create function api.member_filled(member dais.delegation_member, input jsonb) returns dais.delegation_member language plpgsql stable as $$
begin
	perform api.refuse(api.member_errors(member.meeting, member.delegation, member.id, input));
	return jsonb_populate_record(member, api.merged('delegation_member', to_jsonb(member), input ->> 'revision',
		jsonb_build_object('name', input ->> 'name', 'title', input ->> 'title', 'email', input ->> 'email',
			'function', input ->> 'function', 'item', case when input ->> 'function' = 'expert' then input ->> 'item' end)));
end $$;

-- Saves what a form made of a member.
create function api.member_save(filled dais.delegation_member) returns void language plpgsql as $$
begin
	update dais.delegation_member set name = filled.name, title = filled.title, email = filled.email, function = filled.function,
		item = filled.item, state = filled.state, return_reason = filled.return_reason where id = filled.id;
	perform api.event_append(filled.meeting, 'member changed', filled.id);
end $$;

-- The mission's change: staff have to look at the member again.
create function api.member_change(lang text, input jsonb) returns json language plpgsql as $$
declare
	member dais.delegation_member := api.my_member(input);
	filled dais.delegation_member := api.member_filled(member, input);
begin
	if filled is distinct from member or member.state = 'returned' then
		filled.state := 'registered';
		filled.return_reason := null;
		perform api.member_save(filled);
	end if;
	return api.to_delegation(lang, member.meeting, member.party, 'member-changed');
end $$;

-- The staff's change: it takes effect at once, also on the seat of a confirmed expert.
create function api.member_correct(lang text, input jsonb) returns json language plpgsql as $$
declare
	member dais.delegation_member := api.member_of_delegation(input);
	filled dais.delegation_member := api.member_filled(member, input);
begin
	if filled is distinct from member then
		perform api.member_save(filled);
		if filled.state = 'confirmed' then
			perform api.member_seat(filled, 'keep');
		end if;
	end if;
	return api.to_delegation_desk(lang, input, 'saved');
end $$;

-- Removes a member; a seat on a panel is given up with it, unless a paper has come.
create function api.member_remove(lang text, input jsonb) returns json language plpgsql as $$
declare
	member dais.delegation_member := api.my_member(input);
begin
	perform api.seat_give_up(member.seat);
	delete from dais.delegation_member where id = member.id;
	perform api.event_append(member.meeting, 'member removed', member.id, jsonb_build_object('delegation', member.delegation));
	return api.to_delegation(lang, member.meeting, member.party, 'member-removed');
end $$;

-- Who was removed from a delegation in the last day, and can be registered again as they were.
create function api.members_removed(meeting uuid, party uuid) returns json language sql stable as $$
	select json_agg(json_build_object('id', c.subject, 'name', c.before ->> 'name', 'function', c.before ->> 'function') order by c.id desc)
	from dais.change as c
	where c.meeting = members_removed.meeting and c.party = members_removed.party and c.kind = 'delegation_member' and c.after is null
		and c.at > now() - interval '1 day' and not exists (select from dais.delegation_member as m where m.id = c.subject)
$$;

create function api.member_restore(lang text, input jsonb) returns json language plpgsql as $$
declare
	mine record := api.my_delegation(input);
	gone dais.delegation_member;
begin
	select (jsonb_populate_record(null::dais.delegation_member, c.before)).* into gone from dais.change as c
		where c.subject = api.id_of(input ->> 'member') and c.meeting = mine.meeting and c.party = any (api.my_parties(mine.meeting))
			and c.kind = 'delegation_member' and c.after is null
			and not exists (select from dais.delegation_member as m where m.id = c.subject)
		order by c.id desc limit 1;
	if gone.id is null then
		perform api.not_found();
	end if;
	if gone.function = 'head' and exists (select from dais.delegation_member as m where m.delegation = gone.delegation and m.function = 'head') then
		perform api.conflict('removed', 'head-taken');
	end if;
	insert into dais.delegation_member (id, meeting, party, delegation, position, name, title, email, function, item)
		values (gone.id, gone.meeting, gone.party, gone.delegation, gone.position, gone.name, gone.title, gone.email, gone.function, gone.item);
	perform api.event_append(mine.meeting, 'member registered', gone.id, jsonb_build_object('delegation', gone.delegation));
	return api.to_delegation(lang, mine.meeting, gone.party, 'registered');
end $$;

-- ---------------------------------------------------------------- the expert's seat, for staff

-- Whether a confirmed expert is no longer on the panel: was taken off it, or has declined.
create function api.seat_lost(member dais.delegation_member) returns boolean language sql stable as $$
	select exists (select from dais.slot_person as seat where seat.id = member.seat and seat.state in ('taken off', 'declined'))
$$;

-- Brings the seat of a member who is confirmed up to what the registration says.
create function api.member_seat(member dais.delegation_member, known text) returns void language plpgsql as $$
declare
	seat dais.slot_person;
	kept boolean;
begin
	select named.* into seat from dais.slot_person as named join dais.slot on slot.id = named.slot
		where named.id = member.seat and slot.party = member.party;
	kept := seat.id is not null and member.function = 'expert' and not api.seat_lost(member)
		and (select item from dais.slot where slot.id = seat.slot) = member.item
		and (select lower(email) from dais.person where person.id = seat.person) is not distinct from lower(member.email);
	if kept then
		update dais.slot_person set name = member.name where id = seat.id and name <> member.name;
		return;
	end if;
	if seat.id is not null and not api.seat_lost(member) then
		if api.has_filed(seat.slot, seat.person) then
			perform api.conflict('members', 'has-filed');
		end if;
		update dais.slot_person set state = 'taken off' where id = seat.id;
		perform api.links_end(seat.person, seat.slot);
		perform api.person_dismiss(seat.person, member.meeting, 'panelist', null);
	end if;
	update dais.delegation_member set slot = null, seat = null where id = member.id;
	if member.function = 'expert' then
		perform api.expert_seat(member, known);
	end if;
end $$;

-- Gives a confirmed expert a slot on the panel: the state's own one, taken from the number that is open to states.
-- With an address the expert gets a mail and a page; without one the focal point sends the paper.
create function api.expert_seat(member dais.delegation_member, known text) returns void language plpgsql as $$
declare
	panel dais.item;
	source dais.slot;
	holder dais.party;
	held uuid;
	expert uuid;
	named uuid;
begin
	select * into panel from dais.item where id = member.item;
	select * into holder from dais.party where id = member.party;
	select * into source from dais.slot where slot.item = panel.id and is_open and (party_kind is null or party_kind = holder.kind)
		order by party_kind nulls last limit 1 for update; -- one slot a state, also when two experts are confirmed at once
	held := (select id from dais.slot where slot.item = panel.id and slot.party = holder.id and opened_from = source.id limit 1);
	held := coalesce(held, api.slot_insert(panel, source, holder, null, null));
	if member.email is not null then
		expert := api.person_admit(member.meeting, held, member.name, member.email, api.text_language(member), 'panelist', holder.id, known);
	end if;
	insert into dais.slot_person (meeting, slot, name, person, state, invited_at, answered_at)
		values (member.meeting, held, member.name, expert, 'confirmed', now(), now())
		on conflict (slot, person) do update set name = excluded.name, state = 'confirmed', answered_at = now(), decline_reason = null
		returning id into named;
	update dais.delegation_member set slot = held, seat = named where id = member.id;
	if expert is not null then
		perform api.invitation_mail('designation', expert, member.meeting, held, holder.id);
	end if;
end $$;

grant update (state) on dais.slot_person to dais_identity;
reset role;
set local role dais_identity;

-- Gives up a seat of the asking focal point's own party. The person and the staff are told.
create function api.seat_give_up(seat uuid) returns void
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	named dais.slot_person := (select n from dais.slot_person as n where n.id = seat_give_up.seat and n.slot = any (api.my_slots())
		and n.state in ('named', 'invited', 'confirmed'));
begin
	if named.id is null then
		return;
	elsif api.has_filed(named.slot, named.person) then
		perform api.conflict('members', 'has-filed');
	end if;
	update dais.slot_person set state = 'taken off' where id = named.id;
	delete from dais.link as l where l.person = named.person and l.slot = named.slot;
	if named.person is not null then
		perform api.slot_mail('taken-off', named.id);
	end if;
	perform api.slot_mail_staff('taken off', named.id);
end $$;

reset role;
