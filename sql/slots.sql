-- Slots: the places under an item, who is named and invited for them, and what each of them answers. Staff see
-- and change all of their meeting; whoever answers for a slot (api.my_slots) sees that one and answers for it.
--
-- A slot's state is computed: received (a paper is filed), without paper, confirmed, invited, declined, not designated.

set local role dais_owner;

grant select, insert, delete on dais.slot, dais.slot_person to dais_web;
grant update (without_paper, extended_to, extension_reason, expects_paper) on dais.slot to dais_web;
grant update (state, invited_at, answered_at, decline_reason, contact) on dais.slot_person to dais_web;

create policy slot_read on dais.slot for select to dais_web
	using (meeting = any ((select api.meetings_as('{staff,chair}'))::uuid[]) or id = any ((select api.my_slots())::uuid[]));
create policy slot_add on dais.slot for insert to dais_web
	with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));
create policy slot_change on dais.slot for update to dais_web
	using (meeting = any ((select api.meetings_as('{staff}'))::uuid[])) with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));
create policy slot_remove on dais.slot for delete to dais_web
	using (not in_source and meeting = any ((select api.meetings_as('{staff}'))::uuid[]));

create policy slot_person_read on dais.slot_person for select to dais_web
	using (meeting = any ((select api.meetings_as('{staff,chair}'))::uuid[]) or slot = any ((select api.my_slots())::uuid[]));
create policy slot_person_add on dais.slot_person for insert to dais_web
	with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[])
		or slot = any ((select api.my_slots())::uuid[]) and meeting = (select slot.meeting from dais.slot where slot.id = slot_person.slot));
create policy slot_person_change on dais.slot_person for update to dais_web
	using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]) or person = (select api.me()))
	with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]) or person = (select api.me()));
create policy slot_person_remove on dais.slot_person for delete to dais_web
	using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));

-- ---------------------------------------------------------------- small words

create function api.slot_state(place dais.slot) returns text language sql stable as $$
	select case
		when exists (select from dais.submission where submission.slot = place.id) then 'received'
		when place.without_paper then 'without paper'
		when bool_or(state = 'confirmed' and not contact) then 'confirmed'
		when bool_or(state in ('invited', 'named')) then 'invited'
		when bool_or(state = 'declined') then 'declined'
		else 'not designated' end
	from dais.slot_person where slot_person.slot = place.id
$$;

-- Until when a slot's paper is due: {at, seconds (left, null when past), past, extended, reason, example}; null
-- when the meeting has no deadline.
create function api.deadline_of(place dais.slot) returns json language sql stable as $$
	select json_build_object('at', api.time_in(due, zone), 'past', due <= now(),
		'seconds', case when due > now() then extract(epoch from due - now())::bigint end,
		'extended', place.extended_to is not null, 'reason', place.extension_reason, 'example', example_times)
	from dais.meeting, coalesce(place.extended_to, meeting.deadline) as due
	where meeting.id = place.meeting and due is not null
$$;

-- Who was named for a slot, the institution's contact first.
create function api.slot_people(slot uuid, zone text) returns json language sql stable as $$
	select coalesce(json_agg(json_build_object('member', named.id, 'name', named.name, 'email', person.email,
			'language', person.language, 'contact', contact, 'state', state, 'reason', decline_reason,
			'invited_at', api.time_in(invited_at, zone), 'answered_at', api.time_in(answered_at, zone),
			'is_invited', state = 'invited', 'awaited', state in ('invited', 'confirmed', 'named'))
		order by contact desc, invited_at, named.name), '[]')
	from dais.slot_person as named left join dais.person on person.id = named.person
	where named.slot = slot_people.slot
$$;

-- One line about a slot, for lists. paper is of the newest version.
create function api.slot_line(place dais.slot, lang text) returns json language sql stable as $$
	select json_build_object('id', place.id, 'label', api.text_in(place.label, lang), 'role', place.role,
		'party', (select api.text_in(name, lang) from dais.party where party.id = place.party),
		'state', state, 'is_open', place.is_open, 'in_source', place.in_source, 'expects_paper', place.expects_paper,
		'without_paper', place.without_paper, 'people', api.slot_people(place.id, meeting.zone),
		'named', (select json_agg(name order by name) from dais.slot_person
			where slot_person.slot = place.id and not contact and slot_person.state <> 'declined'),
		'extended_to', api.time_in(place.extended_to, meeting.zone), 'extension_reason', place.extension_reason,
		'to_write', state not in ('received', 'without paper') and place.expects_paper and not place.is_open,
		'papers', (select json_agg(json_build_object('title', title, 'language', version.language,
				'received_at', api.time_in(received_at, meeting.zone), 'punctuality', punctuality,
				'state', version.state) order by received_at desc)
			from dais.submission, lateral (select * from dais.version
				where version.submission = submission.id order by number desc limit 1) as version
			where submission.slot = place.id))
	from dais.meeting, api.slot_state(place) as state where meeting.id = place.meeting
$$;

-- The slot of an address of the desk, for staff of its meeting; anybody else finds nothing there.
create function api.slot_of_desk(input jsonb) returns dais.slot language plpgsql stable as $$
declare
	found dais.slot;
begin
	select slot.* into found from dais.slot
		where slot.id = api.id_of(input ->> 'slot') and slot.meeting = api.meeting_of(input ->> 'meeting')
			and api.is_staff(slot.meeting);
	if found.id is null then
		perform api.not_found();
	end if;
	return found;
end $$;

-- A person of such a slot, by the form's "member".
create function api.member_of_desk(place dais.slot, input jsonb) returns dais.slot_person language plpgsql stable as $$
declare
	found dais.slot_person;
begin
	select * into found from dais.slot_person
		where slot_person.id = api.id_of(input ->> 'member') and slot_person.slot = place.id;
	if found.id is null then
		perform api.not_found();
	end if;
	return found;
end $$;

create function api.to_desk(lang text, input jsonb, slot uuid, done text) returns json language sql stable as $$
	select json_build_object('location',
		'/' || lang || '/desk/' || (input ->> 'meeting') || '/slots/' || slot || '?done=' || done)
$$;

-- ---------------------------------------------------------------- the desk's pages of a panel and of a slot

-- The item of an address of the desk (III or its id), for staff of its meeting.
create function api.item_of_desk(input jsonb) returns dais.item language plpgsql stable as $$
declare
	found dais.item;
	event uuid := api.meeting_of(input ->> 'meeting');
begin
	if api.is_staff(event) then
		select * into found from dais.item where id = api.item_of(event, input ->> 'item');
	end if;
	if found.id is null then
		perform api.not_found();
	end if;
	return found;
end $$;

create function api.item_head(item uuid, lang text) returns json language sql stable as $$
	select json_build_object('id', it.id, 'number', number, 'address', address, 'kind', kind,
		'title', api.text_in(coalesce(short_title, long_title), lang))
	from dais.item as it join api.item_numbers(it.meeting) as numbers on numbers.item = it.id where it.id = item_head.item
$$;

create function api.desk_item(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('meeting', api.meeting_frame(item.meeting, lang), 'item', api.item_head(item.id, lang),
		'line', api.text_in(item.line -> 'text', lang), 'dialogue', api.dialogue_of(item.id),
		'slots', (select json_agg(api.slot_line(slot, lang) order by is_open, position)
			from dais.slot where slot.item = item.id),
		'takes_papers', exists (select from dais.slot where slot.item = item.id and expects_paper),
		'roles', (select json_agg(role) from unnest('{panelist,presenter,moderator,rapporteur}'::text[]) as r(role)),
		'parties', api.parties_of(item.meeting, null, lang))
	from api.item_of_desk(input) as item
$$;

create function api.desk_slot(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('meeting', api.meeting_frame(slot.meeting, lang), 'item', api.item_head(item.id, lang),
		'slot', api.slot_line(slot, lang), 'deadline', api.deadline_of(slot),
		'versions', api.slot_versions(slot.id, lang),
		'paper', (select json_build_object('submission', id, 'title', title, 'released', released_at is not null)
			from dais.submission where submission.slot = slot.id),
		'removable', not slot.in_source and not exists (select from dais.slot_person where slot_person.slot = slot.id),
		'parties', case when slot.is_open then api.parties_of(slot.meeting, slot.party_kind, lang) end,
		'form', json_build_object('language', lang, 'until', to_char(slot.extended_to at time zone meeting.zone, 'YYYY-MM-DD"T"HH24:MI'),
			'reason', slot.extension_reason))
	from api.slot_of_desk(input) as slot join dais.item on item.id = slot.item join dais.meeting on meeting.id = slot.meeting
$$;

-- The parties of a meeting, of one kind or (null) of all, as the reader's language sorts them.
create function api.parties_of(meeting uuid, kind text, lang text) returns json language sql stable as $$
	select json_agg(json_build_object('code', party.code, 'name', name_here)
		order by coalesce(party.sort_key ->> lang, name_here) collate "und-x-icu")
	from dais.participation join dais.party on party.id = participation.party, api.text_in(party.name, lang) as name_here
	where participation.meeting = parties_of.meeting and (parties_of.kind is null or party.kind = parties_of.kind)
$$;

create function api.invitation_create(lang text, input jsonb) returns json language plpgsql as $$
declare
	place dais.slot := api.slot_of_desk(input);
	invited uuid;
begin
	if place.is_open then
		raise sqlstate 'DA409' using message = 'take a place from the open slot first';
	end if;
	invited := api.person_admit(place.meeting, place.id, input ->> 'name', input ->> 'email', input ->> 'language',
		'panelist', place.party);
	if exists (select from dais.slot_person where slot_person.slot = place.id and person = invited) then
		perform api.refuse('email', 'already-named');
	end if;
	insert into dais.slot_person (meeting, slot, name, person, contact, party, state, invited_at)
		values (place.meeting, place.id, input ->> 'name', invited, coalesce((input ->> 'contact')::boolean, false),
			place.party, 'invited', now());
	perform api.invitation_mail(case when input ? 'contact' then 'invitation-institution' else 'invitation' end,
		invited, place.meeting, place.id, place.party);
	perform api.event_append(place.meeting, 'person invited', place.id, jsonb_build_object('person', invited));
	return api.to_desk(lang, input, place.id, 'invited');
end $$;

create function api.invitation_resend(lang text, input jsonb) returns json language plpgsql as $$
declare
	place dais.slot := api.slot_of_desk(input);
	member dais.slot_person := api.member_of_desk(place, input);
begin
	if member.person is null or member.state = 'declined' then
		raise sqlstate 'DA409' using message = 'nothing to send again';
	end if;
	update dais.slot_person set invited_at = now() where id = member.id;
	perform api.invitation_mail(case when member.contact then 'invitation-institution' else 'invitation' end,
		member.person, place.meeting, place.id, place.party);
	perform api.event_append(place.meeting, 'invitation sent again', place.id, jsonb_build_object('person', member.person));
	return api.to_desk(lang, input, place.id, 'resent');
end $$;

-- Whose paper has been received stays; else the person is taken off the slot and the link ends.
create function api.invitation_cancel(lang text, input jsonb) returns json language plpgsql as $$
declare
	place dais.slot := api.slot_of_desk(input);
	member dais.slot_person := api.member_of_desk(place, input);
begin
	if exists (select from dais.submission where submission.slot = member.slot and submission.person = member.person) then
		raise sqlstate 'DA409' using message = 'a paper of this person has been received';
	end if;
	delete from dais.slot_person where id = member.id;
	perform api.links_end(member.person, place.id);
	perform api.event_append(place.meeting, 'invitation cancelled', place.id, jsonb_build_object('person', member.person));
	return api.to_desk(lang, input, place.id, 'cancelled');
end $$;

-- "Will speak without a paper", and back with FLAG withdraw.
create function api.slot_without_paper(lang text, input jsonb) returns json language plpgsql as $$
declare
	place dais.slot := api.slot_of_desk(input);
begin
	update dais.slot set without_paper = not input ? 'withdraw' where id = place.id;
	perform api.event_append(place.meeting, case when input ? 'withdraw' then 'paper expected' else 'without paper' end, place.id);
	return api.to_desk(lang, input, place.id, 'saved');
end $$;

-- Until a time of the meeting's zone, with a reason; without a time the extension ends.
create function api.slot_extend(lang text, input jsonb) returns json language plpgsql as $$
declare
	place dais.slot := api.slot_of_desk(input);
	until timestamptz := (input ->> 'until')::timestamp at time zone (select zone from dais.meeting where id = place.meeting);
begin
	if until <= now() then
		perform api.refuse('until', 'past');
	elsif until is not null and coalesce(input ->> 'reason', '') = '' then
		perform api.refuse('reason', 'required');
	end if;
	update dais.slot set extended_to = until, extension_reason = case when until is not null then input ->> 'reason' end
		where id = place.id;
	perform api.event_append(place.meeting, 'deadline extended', place.id, jsonb_build_object('until', until));
	return api.to_desk(lang, input, place.id, case when until is null then 'extension-ended' else 'extended' end);
end $$;

-- A slot that staff added and that nobody was named for.
create function api.slot_remove(lang text, input jsonb) returns json language plpgsql as $$
declare
	place dais.slot := api.slot_of_desk(input);
begin
	if place.in_source or exists (select from dais.slot_person where slot_person.slot = place.id) then
		raise sqlstate 'DA409' using message = 'somebody was named, or the agenda names the slot';
	end if;
	delete from dais.slot where id = place.id;
	perform api.event_append(place.meeting, 'slot removed', place.id);
	return json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/items/' || place.item || '?done=slot-removed');
end $$;


-- A slot that the agenda does not name: new under the item, or (from) a place of an open one, as "other bodies".
-- Held by one of the meeting's parties, or by whoever the label names. Answers the address of the new slot.
create function api.slot_add(lang text, input jsonb) returns json language plpgsql as $$
declare
	panel dais.item := api.item_of_desk(input);
	source dais.slot;
	holder dais.party;
	made uuid;
begin
	select * into source from dais.slot where id = api.id_of(input ->> 'from') and slot.item = panel.id and is_open;
	select party.* into holder from dais.party join dais.participation on participation.party = party.id
		where participation.meeting = panel.meeting and code = input ->> 'party'
			and (source.party_kind is null or kind = source.party_kind);
	if input ? 'from' and source.id is null then
		perform api.not_found();
	elsif holder.id is null and coalesce(input ->> 'label', '') = '' then
		perform api.refuse('party', 'party-or-label');
	end if;
	made := api.slot_insert(panel, source, holder, case when coalesce(input ->> 'label', '') <> ''
		then jsonb_build_object(lang, input ->> 'label') end, input ->> 'role');
	perform api.event_append(panel.meeting, 'slot added', made, jsonb_build_object('item', panel.id, 'from', source.id));
	return api.to_desk(lang, input, made, 'slot-added');
end $$;

-- Without a label of its own a slot is called by the party that holds it.
create function api.slot_insert(panel dais.item, source dais.slot, holder dais.party, label jsonb, role text) returns uuid
	language sql as $$
	insert into dais.slot (meeting, item, position, role, held_by, label, party, opened_from, in_source, expects_paper)
	values (panel.meeting, panel.id,
		(select coalesce(max(position), 0) + 1 from dais.slot where slot.item = panel.id),
		coalesce(slot_insert.role, source.role, 'panelist'),
		case when holder.id is null then 'person' else 'institution' end,
		coalesce(slot_insert.label, holder.name), holder.id, source.id, false,
		coalesce(source.expects_paper, slot_insert.role is null or slot_insert.role in ('panelist', 'presenter')))
	returning id
$$;

reset role;
