-- /my: what is asked of a panelist, of an institution's contact and of a focal point for their slots, and their
-- answers. Everything goes by api.my_slots(): who does not answer for a slot finds nothing there.

set local role dais_owner;

-- The slot of an address below /my, for whoever answers for it or (declined) has declined it.
create function api.slot_of_mine(input jsonb, declined boolean default false) returns dais.slot language plpgsql stable as $$
begin
	return api.existing((select s from dais.slot as s where id = api.id_of(input ->> 'slot')
		and (id = any (api.my_slots()) or declined and id = any (api.my_declined()))));
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
			'groups', (select json_agg(json_build_object('slug', slug, 'meeting', api.text_in(name, lang), 'item', api.item_head(g.item, lang),
					'addressee', g.addressee) order by starts_on, g.addressee)
				from dais.working_group as g join dais.meeting on meeting.id = g.meeting where g.item = any (api.my_groups())),
			'desks', (select json_agg(json_build_object('slug', slug, 'meeting', api.text_in(name, lang)) order by starts_on)
				from dais.meeting where id = any (api.meetings_as('{staff}'))),
			'chairs', (select json_agg(json_build_object('slug', slug, 'meeting', api.text_in(name, lang),
					'lists', api.speaker_lists(meeting.id, lang)) order by starts_on)
				from dais.meeting where id = any (api.meetings_as('{chair}'))),
			'reminders', case when api.my_slots() <> '{}' then json_build_object('wanted', api.reminders_wanted()) end,
			'nothing', api.my_slots() || api.my_declined() = '{}' and api.meetings_as('{staff,chair,focal point}') = '{}'));
end $$;

create function api.my_line(this_slot dais.slot, lang text) returns json language plpgsql stable as $$
#variable_conflict use_column
begin
	return (select json_build_object('id', this_slot.id, 'label', api.text_in(this_slot.label, lang),
			'label_text', api.localized(this_slot.label, lang), 'item', api.item_head(item.id, lang),
			'meeting_name', api.text_in(meeting.name, lang), 'starts_on', meeting.starts_on, 'state', api.slot_state(this_slot),
			'deadline', case when this_slot.expects_paper then api.deadline_of(this_slot) end)
		from dais.item join dais.meeting on meeting.id = item.meeting where item.id = this_slot.item);
end $$;

-- Whether this is a place in which the meeting is served: nobody speaks for anybody there.
create function api.slot_serves(this_slot dais.slot) returns boolean language sql immutable as $$
	select this_slot.role in ('moderator', 'rapporteur', 'participant')
$$;

-- What is asked, until when, and the form that fits: answering, naming somebody (a contact), sending the paper.
create function api.my_slot(lang text, input jsonb) returns json language plpgsql stable as $$
#variable_conflict use_column
begin
	return (select json_build_object('meeting', api.meeting_frame(this_slot.meeting, lang), 'item', api.item_head(item.id, lang),
			'slot', json_build_object('id', this_slot.id, 'label', api.text_in(this_slot.label, lang),
				'label_text', api.localized(this_slot.label, lang), 'role', this_slot.role, 'serves', api.slot_serves(this_slot),
				'edits', this_slot.meeting in (select meeting from dais.working_group where item = any (api.my_groups())),
				'party', (select api.text_in(name, lang) from dais.party where party.id = this_slot.party),
				'state', api.slot_state(this_slot), 'without_paper', this_slot.without_paper),
			'mine', json_build_object('state', mine.state, 'contact', coalesce(mine.contact, false),
				'answering', mine.state = 'invited' and not mine.contact, 'naming', mine.contact and mine.state <> 'declined',
				'confirmed', mine.state = 'confirmed' and not mine.contact, 'declined', mine.state = 'declined', 'replaced', api.slot_given(this_slot),
				'sends', api.may_file(this_slot)),
			'has_named', exists (select from dais.slot_person
				where slot_person.slot = this_slot.id and not contact and person is distinct from api.me() and state <> 'taken off'),
			'named', (select json_agg(json_build_object('name', name, 'state', state, 'answered_at', api.time_in(answered_at, zone))
					order by invited_at, name)
				from dais.slot_person
				where slot_person.slot = this_slot.id and not contact and person is distinct from api.me() and state <> 'taken off'),
			'asked', (select json_build_object(
				'objectives', (select json_agg(json_build_object('label', label, 'text', api.text_in(text, lang)) order by position)
					from dais.objective where objective.meeting = this_slot.meeting),
				'themes', (select json_agg(json_build_object('name', api.text_in(name, lang)) order by position)
					from dais.theme where theme.meeting = this_slot.meeting),
				'has_objectives', exists (select from dais.objective where objective.meeting = this_slot.meeting),
				'has_themes', exists (select from dais.theme where theme.meeting = this_slot.meeting))),
			'annotation', api.text_in(item.annotation, lang),
			'expects_paper', this_slot.expects_paper and mine.state is distinct from 'declined',
			'deadline', case when this_slot.expects_paper and mine.state is distinct from 'declined' then api.deadline_of(this_slot) end,
			'designation', json_build_object('form', case when input #>> '{form,of}' = 'my_designate' then input -> 'form'
				else jsonb_build_object('language', lang) end),
			'proposals', case when mine.state is distinct from 'declined' and this_slot.role <> 'rapporteur' then api.proposals_own(this_slot.meeting, this_slot.id, null, lang, input) end,
			'form', jsonb_build_object('rows', api.proposal_rows()),
			'filing', case when this_slot.expects_paper then api.filing_form(this_slot.id, lang,
				case when input #>> '{form,of}' = 'submission_create' then input -> 'form' end) end)
		from api.slot_of_mine(input, true) as this_slot join dais.item on item.id = this_slot.item join dais.meeting on meeting.id = this_slot.meeting
			left join dais.slot_person as mine on mine.slot = this_slot.id and mine.person = api.me());
end $$;

-- Answers for the asking person's own slot; a contact who answers says that the institution takes part. False: that
-- was the answer already.
create function api.my_answer(this_slot dais.slot, answer text, reason text) returns boolean language plpgsql as $$
begin
	update dais.slot_person set state = answer, answered_at = now(), decline_reason = reason
		where slot_person.slot = this_slot.id and person = api.me() and state not in (answer, 'taken off');
	if found then
		perform api.event_append(this_slot.meeting, 'slot ' || answer, this_slot.id);
		return true;
	elsif not exists (select from dais.slot_person where slot_person.slot = this_slot.id and person = api.me() and state <> 'taken off') then
		perform api.not_found();
	end if;
	return false;
end $$;

-- Whether somebody else has been named for a slot, so that who declined cannot simply come back.
create function api.slot_given(this_slot dais.slot) returns boolean language sql stable as $$
	select exists (select from dais.slot_person where slot_person.slot = this_slot.id and not contact
		and person is distinct from api.me() and state in ('named', 'invited', 'confirmed'))
$$;

-- Confirms. Possible after declining, too, as long as nobody else has been named.
create function api.my_confirm(lang text, input jsonb) returns json language plpgsql as $$
declare
	this_slot dais.slot := api.slot_of_mine(input, true);
	mine dais.slot_person;
begin
	select * into mine from dais.slot_person where slot_person.slot = this_slot.id and person = api.me();
	if mine.state = 'declined' and not mine.contact and api.slot_given(this_slot) then
		perform api.conflict('answer', 'slot-given');
	end if;
	if api.my_answer(this_slot, 'confirmed', null) then
		perform api.confirmation_mail(this_slot.id);
	end if;
	if mine.state = 'declined' then
		perform api.slot_mail_staff('takes part', mine.id);
	end if;
	return api.to_my(lang, this_slot.id, 'confirmed');
end $$;

-- Declines. Possible after confirming, too; a paper that has been received stays.
create function api.my_decline(lang text, input jsonb) returns json language plpgsql as $$
declare
	this_slot dais.slot := api.slot_of_mine(input);
	mine uuid := (select id from dais.slot_person where slot_person.slot = this_slot.id and person = api.me());
begin
	if api.my_answer(this_slot, 'declined', input ->> 'reason') then
		perform api.slot_mail('declined', mine);
		perform api.slot_mail_staff('declined', mine);
	end if;
	return api.to_my(lang, this_slot.id, 'slot-declined');
end $$;

-- The institution's contact names who will speak: somebody else, who gets a mail, or himself by his own address.
create function api.my_designate(lang text, input jsonb) returns json language plpgsql as $$
declare
	this_slot dais.slot := api.slot_of_mine(input);
	speaker uuid;
begin
	if not exists (select from dais.slot_person where slot_person.slot = this_slot.id and person = api.me() and contact) then
		perform api.not_found();
	end if;
	speaker := api.person_admit(this_slot.meeting, this_slot.id, input ->> 'name', input ->> 'email', input ->> 'language',
		'panelist', this_slot.party);
	if speaker = api.me() then
		update dais.slot_person set contact = false where slot_person.slot = this_slot.id and person = speaker;
		perform api.my_answer(this_slot, 'confirmed', null);
		return api.to_my(lang, this_slot.id, 'confirmed');
	elsif (api.slot_person_name(this_slot, speaker, input ->> 'name', false)).id is null then
		perform api.refuse('email', 'already-named');
	end if;
	perform api.invitation_mail('designation', speaker, this_slot.meeting, this_slot.id, this_slot.party);
	update dais.slot_person set state = 'confirmed', answered_at = now()
		where slot_person.slot = this_slot.id and person = api.me() and state = 'invited';
	perform api.event_append(this_slot.meeting, 'person designated', this_slot.id, jsonb_build_object('person', speaker));
	return api.to_my(lang, this_slot.id, 'designated');
end $$;

create function api.my_without_paper(lang text, input jsonb) returns json language plpgsql as $$
declare
	this_slot dais.slot := api.slot_of_mine(input);
begin
	perform api.without_paper_set(this_slot.id, not input ? 'withdraw');
	perform api.event_append(this_slot.meeting, case when input ? 'withdraw' then 'paper expected' else 'without paper' end, this_slot.id);
	return api.to_my(lang, this_slot.id, 'saved');
end $$;

reset role;
set local role dais_owner;
grant update (without_paper) on dais.slot to dais_identity;
reset role;
set local role dais_identity;

-- Row policies cannot tell columns apart, so a function sets the one column that whoever answers for a slot may change.
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
