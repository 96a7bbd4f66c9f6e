-- /my: what is asked of a panelist, of an institution's contact and of a focal point for their slots, and their
-- answers. Everything goes by api.my_slots(): who does not answer for a slot finds nothing there.

set local role dais_owner;

-- The slot of an address below /my, for whoever answers for it or (declined) has declined it.
create function api.my_place(input jsonb, declined boolean default false) returns dais.slot language plpgsql stable as $$
declare
	found dais.slot;
begin
	select * into found from dais.slot where id = api.id_of(input ->> 'slot')
		and (id = any (api.my_slots()) or declined and id = any (api.my_declined()));
	if found.id is null then
		perform api.not_found();
	end if;
	return found;
end $$;

create function api.to_my(lang text, slot uuid, done text) returns json language sql immutable as $$
	select json_build_object('location', '/' || lang || '/my' || coalesce('/slots/' || slot, '') || '?done=' || done)
$$;

-- The slots and delegations of whoever asks, in the order of their meetings.
create function api.my_show(lang text, input jsonb) returns json language plpgsql stable as $$
#variable_conflict use_column
begin
	return (select json_build_object(
			'slots', (select json_agg(api.my_line(slot, lang) order by starts_on, slot.item, slot.position)
				from dais.slot join dais.meeting on meeting.id = slot.meeting where slot.id = any (api.my_slots() || api.my_declined())),
			'delegations', (select json_agg(json_build_object('slug', slug, 'meeting', api.text_in(meeting.name, lang),
					'party', api.text_in(party.name, lang)) order by starts_on)
				from dais.meeting, unnest(api.my_parties(meeting.id)) as mine(party) join dais.party on party.id = mine.party),
			'desks', (select json_agg(json_build_object('slug', slug, 'meeting', api.text_in(name, lang)) order by starts_on)
				from dais.meeting where id = any (api.meetings_as('{staff}'))),
			'chairs', (select json_agg(json_build_object('slug', slug, 'meeting', api.text_in(name, lang),
					'lists', api.speaker_lists(meeting.id, lang)) order by starts_on)
				from dais.meeting where id = any (api.meetings_as('{chair}'))),
			'nothing', api.my_slots() || api.my_declined() = '{}' and api.meetings_as('{staff,chair,focal point}') = '{}'));
end $$;

create function api.my_line(place dais.slot, lang text) returns json language plpgsql stable as $$
#variable_conflict use_column
begin
	return (select json_build_object('id', place.id, 'label', api.text_in(place.label, lang),
			'label_text', api.localized(place.label, lang), 'item', api.item_head(item.id, lang),
			'meeting_name', api.text_in(meeting.name, lang), 'starts_on', meeting.starts_on, 'state', api.slot_state(place),
			'deadline', case when place.expects_paper then api.deadline_of(place) end)
		from dais.item join dais.meeting on meeting.id = item.meeting where item.id = place.item);
end $$;

-- What is asked, until when, and the form that fits: answering, naming somebody (a contact), sending the paper.
create function api.my_slot(lang text, input jsonb) returns json language plpgsql stable as $$
#variable_conflict use_column
begin
	return (select json_build_object('meeting', api.meeting_frame(place.meeting, lang), 'item', api.item_head(item.id, lang),
			'slot', json_build_object('id', place.id, 'label', api.text_in(place.label, lang),
				'label_text', api.localized(place.label, lang), 'role', place.role,
				'party', (select api.text_in(name, lang) from dais.party where party.id = place.party),
				'state', api.slot_state(place), 'without_paper', place.without_paper),
			'mine', json_build_object('state', mine.state, 'contact', coalesce(mine.contact, false),
				'answering', mine.state = 'invited' and not mine.contact, 'naming', mine.contact and mine.state <> 'declined',
				'confirmed', mine.state = 'confirmed' and not mine.contact, 'declined', mine.state = 'declined', 'replaced', api.slot_given(place),
				'sends', api.sends_paper(place)),
			'has_named', exists (select from dais.slot_person
				where slot_person.slot = place.id and not contact and person is distinct from api.me() and state <> 'taken off'),
			'named', (select json_agg(json_build_object('name', name, 'state', state, 'answered_at', api.time_in(answered_at, zone))
					order by invited_at, name)
				from dais.slot_person
				where slot_person.slot = place.id and not contact and person is distinct from api.me() and state <> 'taken off'),
			'asked', (select json_build_object(
				'objectives', (select json_agg(json_build_object('label', label, 'text', api.text_in(text, lang)) order by position)
					from dais.objective where objective.meeting = place.meeting),
				'themes', (select json_agg(json_build_object('name', api.text_in(name, lang)) order by position)
					from dais.theme where theme.meeting = place.meeting))),
			'annotation', api.text_in(item.annotation, lang),
			'expects_paper', place.expects_paper and mine.state is distinct from 'declined',
			'deadline', case when place.expects_paper and mine.state is distinct from 'declined' then api.deadline_of(place) end,
			'form', json_build_object('language', lang),
			'papers', case when place.expects_paper then api.slot_papers(place.id, lang, input -> 'form') end)
		from api.my_place(input, true) as place join dais.item on item.id = place.item join dais.meeting on meeting.id = place.meeting
			left join dais.slot_person as mine on mine.slot = place.id and mine.person = api.me());
end $$;

-- Answers for the asking person's own slot; a contact who answers says that the institution takes part. False: that
-- was the answer already.
create function api.my_answer(place dais.slot, answer text, reason text) returns boolean language plpgsql as $$
begin
	update dais.slot_person set state = answer, answered_at = now(), decline_reason = reason
		where slot_person.slot = place.id and person = api.me() and state not in (answer, 'taken off');
	if found then
		perform api.event_append(place.meeting, 'place ' || answer, place.id);
		return true;
	elsif not exists (select from dais.slot_person where slot_person.slot = place.id and person = api.me() and state <> 'taken off') then
		perform api.not_found();
	end if;
	return false;
end $$;

-- Whether somebody else has been named for a slot, so that who declined cannot simply come back.
create function api.slot_given(place dais.slot) returns boolean language sql stable as $$
	select exists (select from dais.slot_person where slot_person.slot = place.id and not contact
		and person is distinct from api.me() and state in ('named', 'invited', 'confirmed'))
$$;

-- Yes; also after a no, as long as nobody else has been named.
create function api.my_confirm(lang text, input jsonb) returns json language plpgsql as $$
declare
	place dais.slot := api.my_place(input, true);
	mine dais.slot_person;
begin
	select * into mine from dais.slot_person where slot_person.slot = place.id and person = api.me();
	if mine.state = 'declined' and not mine.contact and api.slot_given(place) then
		perform api.conflict('answer', 'place-given');
	end if;
	if api.my_answer(place, 'confirmed', null) then
		perform api.confirmation_mail(place.id);
	end if;
	if mine.state = 'declined' then
		perform api.place_mail_staff('takes part', mine.id);
	end if;
	return api.to_my(lang, place.id, 'confirmed');
end $$;

-- No, also after a yes. A paper that has been received stays.
create function api.my_decline(lang text, input jsonb) returns json language plpgsql as $$
declare
	place dais.slot := api.my_place(input);
	mine uuid := (select id from dais.slot_person where slot_person.slot = place.id and person = api.me());
begin
	if api.my_answer(place, 'declined', input ->> 'reason') then
		perform api.place_mail('declined', mine);
		perform api.place_mail_staff('declined', mine);
	end if;
	return api.to_my(lang, place.id, 'place-declined');
end $$;

-- The institution's contact names who will speak: somebody else, who gets a mail, or himself by his own address.
create function api.my_designate(lang text, input jsonb) returns json language plpgsql as $$
declare
	place dais.slot := api.my_place(input);
	speaker uuid;
begin
	if not exists (select from dais.slot_person where slot_person.slot = place.id and person = api.me() and contact) then
		perform api.not_found();
	end if;
	speaker := api.person_admit(place.meeting, place.id, input ->> 'name', input ->> 'email', input ->> 'language',
		'panelist', place.party);
	if speaker = api.me() then
		update dais.slot_person set contact = false where slot_person.slot = place.id and person = speaker;
		perform api.my_answer(place, 'confirmed', null);
		return api.to_my(lang, place.id, 'confirmed');
	elsif api.slot_person_name(place, speaker, input ->> 'name', false) is not true then
		perform api.refuse('email', 'already-named');
	end if;
	perform api.invitation_mail('designation', speaker, place.meeting, place.id, place.party);
	update dais.slot_person set state = 'confirmed', answered_at = now()
		where slot_person.slot = place.id and person = api.me() and state = 'invited';
	perform api.event_append(place.meeting, 'person designated', place.id, jsonb_build_object('person', speaker));
	return api.to_my(lang, place.id, 'designated');
end $$;

create function api.my_without_paper(lang text, input jsonb) returns json language plpgsql as $$
declare
	place dais.slot := api.my_place(input);
begin
	perform api.without_paper_set(place.id, not input ? 'withdraw');
	perform api.event_append(place.meeting, case when input ? 'withdraw' then 'paper expected' else 'without paper' end, place.id);
	return api.to_my(lang, place.id, 'saved');
end $$;

reset role;
set local role dais_owner;
grant update (without_paper) on dais.slot to dais_identity;
reset role;
set local role dais_identity;

-- Row policies know no columns: whoever answers for a slot may change this one and no other.
create function api.without_paper_set(slot uuid, speaks boolean) returns void
	language sql security definer set search_path = pg_catalog, pg_temp as $$
	update dais.slot set without_paper = speaks where id = without_paper_set.slot and id = any (api.my_slots())
$$;

-- Thanks whoever has just confirmed and says again what is asked and until when.
create function api.confirmation_mail(slot uuid) returns void
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	meeting uuid := (select slot.meeting from dais.slot where slot.id = confirmation_mail.slot and slot.id = any (api.my_slots()));
begin
	if meeting is not null then
		perform api.mail_queue(meeting, api.me(), 'confirmation', api.mail_facts(api.me(), meeting, confirmation_mail.slot, null));
	end if;
end $$;

reset role;
