-- Slots: the speaking positions under an item, who is named and invited for them, and what each of them answers. Staff see
-- and change all of their meeting; whoever answers for a slot (api.my_slots) sees that one and answers for it.
--
-- A slot's state is computed: received (a paper is filed), without paper, confirmed, invited, named (the agenda prints a name
-- and nobody has been invited yet), declined, not designated.

set local role dais_owner;

grant select, insert, delete on dais.slot to dais_web;
grant select, insert (meeting, slot, name, person, contact, state, invited_at, answered_at), delete on dais.slot_person to dais_web;
grant update (position, role, held_by, label, party, is_open, without_paper, extended_to, extension_reason, expects_paper) on dais.slot to dais_web;
grant update (name, state, invited_at, answered_at, decline_reason, contact) on dais.slot_person to dais_web;
grant select, insert, delete on dais.representation to dais_web;

create policy slot_read on dais.slot for select to dais_web
	using (meeting = any ((select api.meetings_as('{staff,chair}'))::uuid[]) or id = any ((select api.my_slots())::uuid[])
		or id = any ((select api.my_declined())::uuid[]));
create policy slot_add on dais.slot for insert to dais_web
	with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));
create policy slot_change on dais.slot for update to dais_web
	using (meeting = any ((select api.meetings_as('{staff}'))::uuid[])) with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));
create policy slot_remove on dais.slot for delete to dais_web
	using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));

create policy slot_person_read on dais.slot_person for select to dais_web
	using (meeting = any ((select api.meetings_as('{staff,chair}'))::uuid[]) or slot = any ((select api.my_slots())::uuid[])
		or slot = any ((select api.my_declined())::uuid[]));
create policy slot_person_add on dais.slot_person for insert to dais_web
	with check ((meeting = any ((select api.meetings_as('{staff}'))::uuid[]) or slot = any ((select api.my_slots())::uuid[]))
		and meeting = (select slot.meeting from dais.slot where slot.id = slot_person.slot));
create policy slot_person_change on dais.slot_person for update to dais_web
	using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]) or person = (select api.me())
		or slot = any ((select api.my_slots())::uuid[]) and state in ('declined', 'taken off'))
	with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]) or person = (select api.me())
		or slot = any ((select api.my_slots())::uuid[]) and state = 'invited');
create policy slot_person_remove on dais.slot_person for delete to dais_web
	using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));

create policy representation_read on dais.representation for select to dais_web
	using (exists (select from dais.slot_person where slot_person.id = representation.slot_person));
create policy representation_add on dais.representation for insert to dais_web
	with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[])
		and meeting = (select named.meeting from dais.slot_person as named where named.id = representation.slot_person));
create policy representation_remove on dais.representation for delete to dais_web
	using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));

create trigger now before insert or update on dais.slot_person for each row when (current_user = 'dais_web')
	execute function api.time_is_now('invited_at', 'answered_at');

-- ---------------------------------------------------------------- helpers

-- The slots of a meeting, or of one item, or one slot alone, each with its state and as a line for lists. It is one query for
-- all of them, because the desk shows a whole meeting at once; what belongs to a slot is looked up slot by slot, so that the cost
-- grows with the slots however many PostgreSQL believes there are. counted: one paper is expected of this slot. An open slot, for
-- any number of speakers, is not counted; the slots that were taken from it are. again, of a person: they are an institution's
-- contact and have the name of somebody who speaks in the same slot, so a page names them, and writes to them, only once.
create function api.slot_lines(meeting uuid, item uuid, slot uuid, lang text)
	returns table (id uuid, panel uuid, ordinal integer, counted boolean, state text, received_at timestamptz, line json)
	language plpgsql stable as $$
#variable_conflict use_column
declare
	zone constant text := (select zone from dais.meeting as m where m.id = slot_lines.meeting);
	undelivered constant jsonb := (select coalesce(jsonb_object_agg(person, reason), '{}') from api.mail_undelivered(slot_lines.meeting));
begin
	return query
	select s.id, s.item, s.position, s.expects_paper and not s.is_open, standing, sent.first,
		json_build_object('id', s.id, 'revision', s.revision, 'label', api.text_in(s.label, lang), 'label_text', api.localized(s.label, lang), 'role', s.role, 'party', api.text_in(party.name, lang),
			'state', standing, 'is_open', s.is_open, 'added', not s.in_source and s.opened_from is null, 'expects_paper', s.expects_paper,
			'without_paper', s.without_paper, 'people', coalesce(named.people, '[]'), 'named', named.names,
			'extended_to', api.time_in(s.extended_to, zone), 'current_files', sent.current_files,
			'to_write', standing not in ('received', 'without paper') and s.expects_paper and not s.is_open)
	from dais.slot as s left join dais.party on party.id = s.party,
		lateral (select bool_or(n.state = 'confirmed' and not contact) as confirmed,
				bool_or(n.state = 'invited') as invited, bool_or(n.state = 'named') as printed, bool_or(n.state = 'declined') as declined,
				json_agg(json_build_object('slot_person', n.id, 'name', n.name, 'email', p.email, 'language', p.language,
					'contact', contact, 'state', n.state, 'reason', decline_reason,
					'invited_at', api.time_in(invited_at, zone), 'answered_at', api.time_in(answered_at, zone),
					'is_invited', n.state = 'invited', 'acts', acts, 'again', again,
					'awaited', acts and not again and not (contact and n.state = 'confirmed'),
					'has_filed', exists (select from dais.submission as f where f.slot = n.slot and f.person = n.person), 'person', p.id, 'known_as', nullif(p.name, n.name),
					'undelivered', undelivered ->> n.person::text)
					order by not acts, again, contact desc, invited_at, n.name) as people,
				string_agg(n.name, ', ' order by n.name) filter (where not contact and acts) as names
			from dais.slot_person as n left join dais.person as p on p.id = n.person,
				lateral (select n.state in ('named', 'invited', 'confirmed'), n.contact and exists (select from dais.slot_person as other
					where other.slot = n.slot and not other.contact and other.state in ('named', 'invited', 'confirmed')
						and lower(other.name) = lower(n.name))) as a(acts, again)
			where n.slot = s.id) as named,
		lateral (select min(v.received_at) as first, json_agg(json_build_object('title', api.title_of(f, v.language), 'language', v.language,
				'received_at', api.time_in(v.received_at, zone), 'punctuality', v.punctuality, 'state', v.state)
				order by v.received_at desc, v.position) filter (where v.current) as current_files
			from dais.submission as f join api.files as v on v.submission = f.id and v.withdrawn_at is null
			where f.slot = s.id and f.kind = 'presentation') as sent,
		lateral (select case when sent.first is not null then 'received' when s.without_paper then 'without paper'
			when named.confirmed then 'confirmed' when named.invited then 'invited' when named.printed then 'named'
			when named.declined then 'declined'
			else 'not designated' end) as st(standing)
	where s.meeting = slot_lines.meeting and (slot_lines.item is null or s.item = slot_lines.item)
		and (slot_lines.slot is null or s.id = slot_lines.slot);
end $$;

-- Whether a paper that somebody sent has been received for a slot: such a person cannot be taken off it.
create function api.has_filed(slot uuid, person uuid) returns boolean language sql stable as $$
	select exists (select from dais.submission as s where s.slot = has_filed.slot and s.person = has_filed.person)
$$;

create function api.slot_state(this_slot dais.slot) returns text language plpgsql stable as $$
#variable_conflict use_column
begin
	return (select state from api.slot_lines(this_slot.meeting, this_slot.item, this_slot.id, 'en'));
end $$;

-- When a slot's paper is due: its own extension, else its item's deadline or that of the next above it, else the meeting's; null: no
-- deadline.
create function api.due_of(this_slot dais.slot) returns timestamptz language plpgsql stable as $$
begin
	return coalesce(this_slot.extended_to, (with recursive up as (
			select parent, deadline from dais.item where id = this_slot.item
			union all
			select above.parent, above.deadline from up join dais.item as above on above.id = up.parent where up.deadline is null)
		select deadline from up where deadline is not null),
		(select deadline from dais.meeting where id = this_slot.meeting));
end $$;

-- Until when a slot's paper is due: {at, seconds (left, null when past), past, extended, reason, example}; null
-- when the meeting has no deadline.
create function api.deadline_of(this_slot dais.slot) returns json language plpgsql stable as $$
#variable_conflict use_column
begin
	return (select json_build_object('at', api.time_in(due, zone), 'past', due <= now(),
			'seconds', case when due > now() then extract(epoch from due - now())::bigint end,
			'extended', this_slot.extended_to is not null, 'reason', this_slot.extension_reason, 'example', example_times)
		from dais.meeting, api.due_of(this_slot) as due
		where meeting.id = this_slot.meeting and due is not null);
end $$;

-- The slot of an address of the desk, for staff of its meeting; anybody else finds nothing there.
create function api.slot_of_desk(input jsonb) returns dais.slot language plpgsql stable as $$
begin
	return api.existing((select s from dais.slot as s
		where s.id = api.id_of(input ->> 'slot') and s.meeting = api.meeting_of(input ->> 'meeting') and api.is_staff(s.meeting)));
end $$;

-- The person named for such a slot whom the form's field "slot_person" means.
create function api.slot_person_of_desk(input jsonb) returns dais.slot_person language plpgsql as $$
declare
	named dais.slot_person;
begin
	select * into named from dais.slot_person
		where slot_person.id = api.id_of(input ->> 'slot_person') and slot_person.slot = (api.slot_of_desk(input)).id for update;
	if named.id is null then
		perform api.not_found();
	end if;
	return named;
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
	here uuid := api.meeting_of(input ->> 'meeting');
begin
	if api.is_staff(here) then
		select * into found from dais.item where id = api.item_of(here, input ->> 'item');
	end if;
	if found.id is null then
		perform api.not_found();
	end if;
	return found;
end $$;

-- The items of a meeting, each as a line of a page names it.
create function api.item_heads(meeting uuid, lang text) returns table (item uuid, head json) language sql stable as $$
	select it.id, json_build_object('id', it.id, 'number', number, 'address', address, 'kind', kind,
		'title', api.text_in(coalesce(short_title, long_title), lang))
	from api.item_numbers(item_heads.meeting) as numbers join dais.item as it on it.id = numbers.item
$$;

create function api.item_head(item uuid, lang text) returns json language plpgsql stable as $$
begin
	return (select head from dais.item as it, api.item_heads(it.meeting, lang) as heads
		where it.id = item_head.item and heads.item = it.id);
end $$;

create function api.desk_item(lang text, input jsonb) returns json language plpgsql stable as $$
#variable_conflict use_column
begin
	return (select json_build_object('meeting', api.meeting_frame(item.meeting, lang), 'item', api.item_head(item.id, lang),
			'line', api.lines_text(item.line_text, item.more_lines, lang), 'dialogue', api.dialogue_of(item.id),
			'slots', (select json_agg(line::jsonb || jsonb_build_object('sent', coalesce(line ->> 'id' = from_slot, false)) order by counted desc, ordinal)
				from api.slot_lines(item.meeting, item.id, null, lang)),
			'sent', coalesce(input #>> '{form,of}' = 'slot_add' and from_slot is null, false),
			'expects_papers', exists (select from dais.slot where slot.item = item.id and expects_paper),
			'roles', (select json_agg(role) from unnest('{panelist,presenter,moderator,rapporteur}'::text[]) as r(role)),
			'parties', api.chosen_of(api.parties_of(item.meeting, null, lang), input #>> '{form,party}'))
		from api.item_of_desk(input) as item, lateral (select input #>> '{form,from}') as refused(from_slot));
end $$;

create function api.desk_slot(lang text, input jsonb) returns json language plpgsql stable as $$
#variable_conflict use_column
begin
	return (select json_build_object('meeting', api.meeting_frame(slot.meeting, lang), 'item', api.item_head(item.id, lang),
			'slot', (select line from api.slot_lines(slot.meeting, slot.item, slot.id, lang)), 'deadline', api.deadline_of(slot),
			'files', api.slot_files(slot.id, lang),
			'submission', (select json_build_object('id', id, 'title', api.title_of(submission, lang), 'released', released_at is not null)
				from dais.submission where submission.slot = slot.id and submission.kind = 'presentation'),
			'removable', not api.slot_is_begun(slot.id),
			'parties', case when slot.is_open then api.parties_of(slot.meeting, slot.party_kind, lang) end,
			'form', json_build_object('language', lang, 'name', (select name from dais.slot_person as p
				where p.slot = slot.id and p.person is null and p.state = 'named' order by name limit 1), 'until', to_char(slot.extended_to at time zone meeting.zone, 'YYYY-MM-DD"T"HH24:MI'),
				'reason', slot.extension_reason, 'revision', slot.revision))
		from api.slot_of_desk(input) as slot join dais.item on item.id = slot.item join dais.meeting on meeting.id = slot.meeting);
end $$;

-- The parties of a meeting, of one kind or (null) of all, as the reader's language sorts them.
create function api.parties_of(meeting uuid, kind text, lang text) returns json language plpgsql stable as $$
#variable_conflict use_column
begin
	return (select json_agg(json_build_object('code', party.code, 'name', name_here)
			order by coalesce(party.sort_key ->> lang, name_here) collate "und-x-icu")
		from dais.participation join dais.party on party.id = participation.party, api.text_in(party.name, lang) as name_here
		where participation.meeting = parties_of.meeting and (parties_of.kind is null or party.kind = parties_of.kind));
end $$;

-- Such a list, in a form that is shown again: what was chosen is marked.
create function api.chosen_of(parties json, code text) returns jsonb language sql immutable as $$
	select jsonb_agg(party::jsonb || jsonb_build_object('chosen', coalesce(party ->> 'code' = code, false)) order by ordinal)
	from json_array_elements(parties) with ordinality as p(party, ordinal)
$$;

-- Mails somebody who is named for a slot a fresh link to it, and notes in the log why.
create function api.invitation_send(named dais.slot_person, kind text) returns void language plpgsql as $$
begin
	perform api.invitation_mail(case when named.contact then 'invitation-institution' else 'invitation' end, named.person,
		named.meeting, named.slot, (select party from dais.slot where id = named.slot));
	perform api.event_append(named.meeting, kind, named.slot, jsonb_build_object('person', named.person));
end $$;

-- Names somebody for a slot, invited from now on, even if they had declined or were taken off before. Answers null when they
-- are named for it already. A speaker takes the place of the same name as the agenda prints it, or of the only name there.
create function api.slot_person_name(this_slot dais.slot, person uuid, name text, contact boolean) returns dais.slot_person
	language sql as $$
	with printed as (
		select id, lower(p.name) = lower(slot_person_name.name) or count(*) over () = 1 as same
		from dais.slot_person as p where p.slot = this_slot.id and p.person is null and p.state = 'named' and not slot_person_name.contact
	), gone as (
		delete from dais.slot_person as p using printed where p.id = printed.id and same
	)
	insert into dais.slot_person (meeting, slot, name, person, contact, state, invited_at)
		values (this_slot.meeting, this_slot.id, slot_person_name.name, slot_person_name.person, slot_person_name.contact, 'invited', now())
		on conflict (slot, person) do update set name = excluded.name, contact = excluded.contact, state = 'invited',
			invited_at = excluded.invited_at, answered_at = null, decline_reason = null
			where slot_person.state in ('declined', 'taken off')
		returning *
$$;

create function api.invitation_create(lang text, input jsonb) returns json language plpgsql as $$
declare
	this_slot dais.slot := api.slot_of_desk(input);
	invited uuid;
	named dais.slot_person;
begin
	if this_slot.is_open then
		perform api.conflict('email', 'slot-is-open');
	end if;
	invited := api.person_admit(this_slot.meeting, this_slot.id, input ->> 'name', input ->> 'email', input ->> 'language',
		'panelist', this_slot.party, input ->> 'known');
	named := api.slot_person_name(this_slot, invited, input ->> 'name', coalesce((input ->> 'contact')::boolean, false));
	if named.id is null then
		perform api.refuse('email', 'already-named');
	end if;
	perform api.invitation_send(named, 'person invited');
	return api.to_desk(lang, input, this_slot.id, 'invited');
end $$;

create function api.invitation_resend(lang text, input jsonb) returns json language plpgsql as $$
declare
	named dais.slot_person := api.slot_person_of_desk(input);
begin
	if named.person is null or named.state in ('declined', 'taken off') then
		perform api.conflict('people', 'not-invited');
	end if;
	update dais.slot_person set invited_at = now() where id = named.id;
	perform api.invitation_send(named, 'invitation sent again');
	return api.to_desk(lang, input, named.slot, 'resent');
end $$;

-- Takes a person off a slot and tells them, unless a paper of theirs has been received: then they stay. The link to the slot
-- ends, and with their last slot in the meeting the role of a panelist.
create function api.invitation_cancel(lang text, input jsonb) returns json language plpgsql as $$
declare
	named dais.slot_person := api.slot_person_of_desk(input);
begin
	if api.has_filed(named.slot, named.person) then
		perform api.conflict('people', 'has-filed');
	elsif named.state <> 'taken off' then
		update dais.slot_person set state = 'taken off', answered_at = case when state <> 'declined' then answered_at end
			where id = named.id; -- a no is not remembered: put back, the person is asked again
		if named.person is not null and named.state <> 'declined' then
			perform api.slot_mail('taken-off', named.id);
		end if;
		perform api.slot_mail_staff('taken off', named.id);
		perform api.links_end(named.person, named.slot);
		perform api.person_dismiss(named.person, named.meeting, 'panelist', null);
		perform api.event_append(named.meeting, 'invitation cancelled', named.slot, jsonb_build_object('person', named.person));
	end if;
	return api.to_desk(lang, input, named.slot, 'cancelled');
end $$;

-- Puts somebody back who was taken off: as confirmed or invited as before, with a fresh link.
create function api.invitation_restore(lang text, input jsonb) returns json language plpgsql as $$
declare
	named dais.slot_person := api.slot_person_of_desk(input);
begin
	if named.state = 'taken off' then
		update dais.slot_person set decline_reason = null, state = case when answered_at is not null then 'confirmed'
				when person is null then 'named' else 'invited' end
			where id = named.id;
		if named.person is not null then
			perform api.person_readmit(named.person, named.slot);
			perform api.invitation_send(named, 'invitation restored');
		end if;
		perform api.slot_mail_staff('put back', named.id);
	end if;
	return api.to_desk(lang, input, named.slot, 'restored');
end $$;

-- "Will speak without a paper", and back with FLAG withdraw.
create function api.slot_without_paper(lang text, input jsonb) returns json language plpgsql as $$
declare
	this_slot dais.slot := api.slot_of_desk(input);
begin
	update dais.slot set without_paper = not input ? 'withdraw' where id = this_slot.id;
	perform api.event_append(this_slot.meeting, case when input ? 'withdraw' then 'paper expected' else 'without paper' end, this_slot.id);
	return api.to_desk(lang, input, this_slot.id, 'saved');
end $$;

-- A local time of the meeting's zone; null when there is no such day or hour, also because the clocks are put forward over it.
create function api.moment_of(value text, meeting uuid) returns timestamptz language plpgsql stable as $$
declare
	zone text := (select m.zone from dais.meeting as m where m.id = moment_of.meeting);
	moment timestamptz;
begin
	moment := value::timestamp at time zone zone;
	return case when moment at time zone zone = value::timestamp then moment end;
exception when datetime_field_overflow or invalid_datetime_format then
	return null;
end $$;

-- The same of a field that may be empty (null); refuses what is no time, or a time that has passed.
create function api.moment_ahead(input jsonb, field text, meeting uuid) returns timestamptz language plpgsql stable as $$
declare
	moment timestamptz := api.moment_of(input ->> field, meeting);
begin
	if input ? field and moment is null then
		perform api.refuse(field, 'not-a-time');
	elsif moment <= now() then
		perform api.refuse(field, 'past');
	end if;
	return moment;
end $$;

-- What is wrong with such a time, as a code; null: nothing.
create function api.moment_fault(value text, meeting uuid) returns text language plpgsql stable as $$
begin
	return case when value::timestamp is not null and api.moment_of(value, meeting) is null then 'hour-left-out' end;
exception when datetime_field_overflow or invalid_datetime_format then
	return 'not-a-time';
end $$;

-- Until a time of the meeting's zone, with a reason; beyond the meeting's last day only when that was said (FLAG beyond).
-- Who acts for the slot is told by mail.
create function api.slot_extend(lang text, input jsonb) returns json language plpgsql as $$
declare
	this_slot dais.slot := api.slot_of_desk(input);
	this_meeting dais.meeting := (select m from dais.meeting as m where m.id = this_slot.meeting);
	until timestamptz := api.moment_of(input ->> 'until', this_slot.meeting);
	otherwise timestamptz := api.due_of(jsonb_populate_record(this_slot, '{"extended_to":null}')); -- its item's or the meeting's
	saved dais.slot;
begin
	if until is null then
		perform api.refuse('until', api.moment_fault(input ->> 'until', this_slot.meeting));
	elsif until <= now() then
		perform api.refuse('until', 'past');
	elsif until < otherwise then
		perform api.refuse('until', 'before-deadline');
	elsif coalesce(input ->> 'reason', '') = '' then
		perform api.refuse('reason', 'required');
	elsif until >= (this_meeting.ends_on + 1)::timestamp at time zone this_meeting.zone and not input ? 'beyond' then
		perform api.refuse('beyond', 'beyond-meeting');
	end if;
	select * into this_slot from dais.slot where id = this_slot.id for update;
	saved := jsonb_populate_record(this_slot, api.merged('slot', to_jsonb(this_slot), input ->> 'revision',
		jsonb_build_object('extended_to', until, 'extension_reason', input ->> 'reason'),
		jsonb_build_object('extended_to', jsonb_build_object('field', 'until', 'theirs', null, 'at', api.time_in(this_slot.extended_to,
			this_meeting.zone)), 'extension_reason', '{"field":"reason"}'::jsonb)));
	update dais.slot set extended_to = saved.extended_to, extension_reason = saved.extension_reason where id = this_slot.id;
	if this_slot.extended_to is distinct from saved.extended_to then
		perform api.deadline_mail(this_slot.id);
	end if;
	perform api.event_append(this_slot.meeting, 'deadline extended', this_slot.id, jsonb_build_object('until', saved.extended_to));
	return api.to_desk(lang, input, this_slot.id, 'extended');
end $$;

create function api.slot_extension_end(lang text, input jsonb) returns json language plpgsql as $$
declare
	this_slot dais.slot := api.slot_of_desk(input);
begin
	update dais.slot set extended_to = null, extension_reason = null where id = this_slot.id and extended_to is not null;
	if found then
		perform api.deadline_mail(this_slot.id);
		perform api.event_append(this_slot.meeting, 'extension ended', this_slot.id);
	end if;
	return api.to_desk(lang, input, this_slot.id, 'extension-ended');
end $$;

-- Whether somebody acts for a slot, or something was sent for it.
create function api.slot_in_use(slot uuid) returns boolean language sql stable as $$
	select exists (select from dais.slot_person as p where p.slot = slot_in_use.slot and p.state in ('named', 'invited', 'confirmed'))
		or exists (select from dais.submission as s where s.slot = slot_in_use.slot)
		or exists (select from dais.proposal as p where p.slot = slot_in_use.slot)
$$;

-- A slot that staff added and that nobody acts for.
create function api.slot_remove(lang text, input jsonb) returns json language plpgsql as $$
declare
	this_slot dais.slot := api.slot_of_desk(input);
begin
	perform api.mails_hold(this_slot.id);
	perform from dais.slot where id = this_slot.id for update; -- nobody is named for it meanwhile
	if api.slot_is_begun(this_slot.id) then
		perform api.conflict('remove', 'slot-in-use');
	end if;
	perform api.links_end(person, this_slot.id) from dais.slot_person where slot_person.slot = this_slot.id;
	perform api.names_keep(this_slot.id);
	delete from dais.slot_person where slot_person.slot = this_slot.id;
	delete from dais.slot where id = this_slot.id;
	perform api.event_append(this_slot.meeting, 'slot removed', this_slot.id);
	return json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/items/' || this_slot.item || '?done=slot-removed');
end $$;

-- A slot that the agenda does not name: new under the item, or (from) taken from an open one, as "other bodies".
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
	elsif input ->> 'role' not in ('presenter', 'panelist', 'moderator', 'rapporteur') then
		perform api.refuse('role', 'choose');
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
