-- The outbox: every mail that dais has to send, is sending, has sent, or cannot. Its rows belong to dais_registry, for they
-- hold links that are meant for one reader alone; staff see of a mail to whom it goes, about which slot, and what became of
-- it. The clerk's side of it is in jobs.sql.
--
-- A mail is queued, sent, failed (the server refused it for good, or for two days) or discarded. What has ended is
-- never sent anew: sent once more it is another mail, which names the first.

set local role dais_owner;
grant select, insert, update on dais.outbox to dais_registry;
create policy registry on dais.outbox to dais_registry using (true) with check (true);

-- The page: {counts, filter, mails, more}. Filters: state, slot, person, letter, words (of the name or the address); before: the last
-- mail of the page before.
create function api.mail_list(lang text, input jsonb) returns json language plpgsql stable as $$
#variable_conflict use_column
declare
	here dais.meeting := api.agenda_of(input);
	most constant integer := 50;
	lines jsonb := (select coalesce(jsonb_agg(to_jsonb(line) - 'ordinality' || jsonb_build_object('at', api.time_in(at, here.zone),
			'again_at', api.time_in(again_at, here.zone), 'label', api.text_in(slot.label, lang), 'item', head, 'subject', api.letter_title(written, lang) ->> 'text') order by ordinality), '[]')
		from api.mails(here.id, input, most + 1) with ordinality as line left join dais.slot on slot.id = line.slot
			left join dais.letter as written on written.id = line.letter
			left join api.item_heads(here.id, lang) as heads on heads.item = slot.item);
begin
	return json_build_object('meeting', api.meeting_frame(here.id, lang), 'counts', api.mail_counts(here.id), 'reminders', api.reminders_of(here.id),
		'filter', json_build_object('state', input ->> 'state', 'words', input ->> 'words', 'slot', input ->> 'slot', 'person', input ->> 'person',
			'letter', input ->> 'letter', 'any', input ?| '{state,words,slot,person,letter}'),
		'mails', lines - most, 'more', case when jsonb_array_length(lines) > most then lines -> (most - 1) ->> 'id' end);
end $$;

-- What the words of a server's refusal ask for: address (there is no such mailbox), full, refused (our mails are not
-- wanted there), unreachable (nobody answered for two days), ours (the mail could not be written).
create function api.mail_advice(reason text) returns text language sql immutable as $$
	select case when reason ~ '^\d{3}[ -]5\.1\.' then 'address' when reason ~ '^\d{3}[ -][45]\.2\.2' then 'full'
		when reason ~ '^\d{3}[ -][45]\.7\.' then 'refused' when reason ~ '^55[013]' then 'address' when reason ~ '^552' then 'full'
		when reason ~ '^5\d\d' then 'refused' when reason ~ '^mail/' then 'ours' else 'unreachable' end
$$;

-- The dates that a mail brings for its reader's calendar: when the item of an invitation is taken up (without hours the days of
-- the meeting), when a paper is due. Each {uid, sequence, starts, ends, title, place, path}, times in UTC as RFC 5545 writes them.
-- An event is a slot's, whatever is known of its hours: a later mail replaces what an earlier one said, in the order in which
-- they were written.
create function api.mail_calendar(mail dais.outbox) returns jsonb language sql stable as $$
	with recursive about as (
		select s as slot, m.starts_on, m.ends_on, api.text_in(m.venue, mail.language) as venue,
			concat_ws('. ', mail.data #>> '{slot,number}', mail.data #>> '{slot,title}') || ' – ' || (mail.data #>> '{meeting,name}') as title,
			'/' || mail.language || '/my/slots/' || s.id as path
		from dais.slot as s join dais.meeting as m on m.id = s.meeting
		where s.id = mail.slot and mail.template in ('invitation', 'designation', 'confirmation')
	), up as ( -- an item without hours of its own is taken up with the one above it
		select (slot).item as above from about
		union all
		select i.parent from up join dais.item as i on i.id = up.above
		where i.parent is not null and not exists (select from dais.schedule_entry as e where e.item = up.above)
	), hours as (
		select coalesce(e.starts, t.starts) as begins, case when e.starts is null then t.ends else e.ends end as ends, t.room
		from up join dais.schedule_entry as e on e.item = up.above join dais.sitting as t on t.id = e.sitting
		where coalesce(e.starts, t.starts) is not null
	), held as (
		select concat_ws('-', (slot).id, nullif(row_number() over (order by begins), 1)) as uid, api.calendar_time(begins) as starts,
			api.calendar_time(hours.ends) as ends, title, concat_ws(', ', api.text_in(room, mail.language), venue) as place, path
		from about, hours
	), day as (
		select (slot).id::text, to_char(starts_on, 'YYYYMMDD'), to_char(ends_on + 1, 'YYYYMMDD'), title, venue, path
		from about where not exists (select from hours)
	), due as (
		select 'due-' || s.id, api.calendar_time(api.due_of(s)), null, null, null, '/' || mail.language || '/my/slots/' || s.id
		from dais.slot as s where s.id = mail.slot and mail.template in ('reminder', 'deadline') and api.due_of(s) is not null
	)
	select coalesce(jsonb_agg(jsonb_strip_nulls(to_jsonb(event))
		|| jsonb_build_object('sequence', extract(epoch from mail.created - '2000-01-01Z'::timestamptz)::int) order by event.starts), '[]')
	from (select * from held union all select * from day union all select * from due) as event
$$;

create function api.calendar_time(at timestamptz) returns text language sql immutable as $$
	select to_char(at at time zone 'UTC', 'YYYYMMDD"T"HH24MISS"Z"')
$$;

reset role;
set local role dais_registry;

-- Queues a mail to a person in their language, in the transaction of what it tells.
create function api.mail_queue(meeting uuid, person uuid, template text, data jsonb) returns void
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	insert into dais.outbox (meeting, person, address, language, template, data, slot, letter)
		select mail_queue.meeting, p.id, p.email, p.language, mail_queue.template, mail_queue.data,
			api.id_of(coalesce(mail_queue.data #>> '{slot,id}', mail_queue.data ->> 'slot')), api.id_of(mail_queue.data ->> 'letter')
		from dais.person as p where p.id = mail_queue.person;
	notify dais_work;
end $$;

-- A web worker may not queue mails of its own making, not even to the person who asks: a forged receipt would reach them
-- as a genuine mail. Mails are queued by functions that know what they say and to whom they may write (sessions.sql,
-- my.sql, submissions.sql, delegations.sql).
revoke execute on function api.mail_queue(uuid, uuid, text, jsonb) from dais_web;

-- To whom among those of a meeting no mail gets through: whose newest mail, of whichever meeting, the server has refused for
-- good at the address that they still have; when, and in which words. For staff of the meeting; without one, whom a mail about
-- their account did not reach, for administrators.
create function api.mail_undelivered(meeting uuid) returns table (person uuid, at timestamptz, reason text, email text)
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select distinct on (o.person) o.person, o.failed_at, coalesce(o.last_error, ''), p.email
	from dais.outbox as o join dais.person as p on p.id = o.person and lower(p.email) = lower(o.address)
	where o.failed_at is not null and api.is_staff(mail_undelivered.meeting)
		and (exists (select from dais.outbox as here where here.meeting = mail_undelivered.meeting and here.person = o.person)
			or api.takes_part(o.person, array[mail_undelivered.meeting]) or num_nonnulls(o.meeting, mail_undelivered.meeting) = 0)
		and not exists (select from dais.outbox as later where later.person = o.person and later.created > o.created
			and (later.sent_at is not null or later.failed_at is not null))
	order by o.person, o.created desc
$$;

create function api.mail_state(mail dais.outbox) returns text language sql immutable as $$
	select case when mail.discarded_at is not null then 'discarded' when mail.sent_at is not null then 'sent'
		when mail.failed_at is not null then 'failed' else 'queued' end
$$;

-- What staff themselves have to say. A link to sign in or to a password is nobody else's to send, and what was done with an
-- account nobody's to keep back.
create function api.mail_is_of_staff(mail dais.outbox) returns boolean language sql immutable as $$
	select mail.template = any ('{invitation,invitation-institution,designation,focal-point,confirmation,deadline,declined,taken-off,slot-news,edition,'
		'member-returned,file-changed,file-returned,letter,reminder}')
$$;

-- Whether staff may stop a mail that waits, and send one once more that has ended. A reminder is sent once; a receipt has been
-- promised.
create function api.mail_discardable(mail dais.outbox) returns boolean language sql immutable as $$
	select api.mail_state(mail) = 'queued' and api.mail_is_of_staff(mail)
$$;
create function api.mail_resendable(mail dais.outbox) returns boolean language sql stable as $$
	select api.mail_state(mail) <> 'queued' and (api.mail_is_of_staff(mail) and mail.template <> 'reminder' or mail.template = 'receipt') and mail.person is not null and mail.address <> '' and mail.data <> '{}'
		and not exists (select from dais.outbox as again where again.resends = mail.id)
$$;

-- The mails of a meeting for its staff, newest first, without what they say.
create function api.mails(meeting uuid, input jsonb, most integer) returns table (id uuid, person uuid, name text, address text, language text,
		template text, slot uuid, letter uuid, state text, at timestamptz, tries integer, again_at timestamptz, reason text, advice text,
		discardable boolean, resendable boolean, resent boolean)
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select o.id, o.person, p.name, nullif(o.address, ''), o.language, o.template, o.slot, o.letter, s.state,
		coalesce(o.sent_at, o.failed_at, o.discarded_at, o.created), o.attempts, case when s.state = 'queued' and o.attempts > 0 then o.not_before end,
		o.last_error, case when s.state = 'failed' then api.mail_advice(o.last_error) end, api.mail_discardable(o), api.mail_resendable(o),
		exists (select from dais.outbox as again where again.resends = o.id)
	from dais.outbox as o left join dais.person as p on p.id = o.person, api.mail_state(o) as s(state)
	where o.meeting = mails.meeting and api.is_staff(mails.meeting)
		and (not input ? 'state' or s.state = input ->> 'state')
		and (not input ? 'slot' or o.slot = api.id_of(input ->> 'slot'))
		and (not input ? 'letter' or o.letter = api.id_of(input ->> 'letter'))
		and (not input ? 'person' or o.person = api.id_of(input ->> 'person'))
		and (not input ? 'words' or position(lower(input ->> 'words') in lower(p.name || ' ' || o.address)) > 0)
		and (not input ? 'before' or (o.created, o.id) < (select l.created, l.id from dais.outbox as l where l.id = api.id_of(input ->> 'before')
			and l.meeting = mails.meeting))
	order by o.created desc, o.id desc limit most
$$;

create function api.mail_counts(meeting uuid) returns json
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select json_build_object('queued', count(*) filter (where state = 'queued'), 'sent', count(*) filter (where state = 'sent'),
		'failed', count(*) filter (where state = 'failed'), 'discarded', count(*) filter (where state = 'discarded'))
	from (select api.mail_state(o) as state from dais.outbox as o where o.meeting = mail_counts.meeting
		and api.is_staff(mail_counts.meeting)) as m
$$;

-- The mail of an address of the desk, for staff of its meeting.
create function api.mail_of_desk(input jsonb) returns dais.outbox language plpgsql stable as $$
begin
	return api.existing((select o from dais.outbox as o where o.id = api.id_of(input ->> 'mail') and o.meeting = (api.agenda_of(input)).id));
end $$;

create function api.to_outbox(lang text, input jsonb, done text) returns json language sql immutable as $$
	select json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/outbox?done=' || done)
$$;

-- Sends a mail that has ended once more, to the address that its reader has now; an invitation with a fresh link.
create function api.mail_resend(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	old dais.outbox := api.mail_of_desk(input);
	anew uuid;
	link text;
begin
	perform from dais.outbox as o where o.id = old.id for update; -- of two at the same time one sends it
	if not api.mail_resendable(old) then
		perform api.conflict('mail', 'not-to-resend');
	elsif api.person_is_retired(old.person) then
		perform api.conflict('mail', 'retired');
	elsif old.template in ('invitation', 'invitation-institution', 'designation', 'focal-point') then
		link := api.link_again(old.person, old.meeting, old.slot);
		if link is null then
			perform api.conflict('mail', 'no-longer-invited');
		end if;
	end if;
	insert into dais.outbox (meeting, person, address, language, template, data, slot, letter, resends)
		select old.meeting, p.id, p.email, old.language, old.template, old.data || jsonb_strip_nulls(jsonb_build_object('link', link)), old.slot, old.letter, old.id
		from dais.person as p where p.id = old.person
		returning id into anew;
	notify dais_work;
	perform api.event_append(old.meeting, 'mail sent again', anew, jsonb_build_object('mail', old.id));
	return api.to_outbox(lang, input, 'mail-again');
end $$;

-- Holds all mails about a slot, those that a clerk is sending as soon as they are sent: to be called before the slot is deleted,
-- which takes itself out of them. A clerk that writes down what became of a mail asks for its slot, so the mails come first.
create function api.mails_hold(slot uuid) returns void
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform from dais.outbox as o where o.slot = mails_hold.slot and api.has_role(o.meeting, '{staff}') order by o.id for update;
end $$;

-- Stops a mail that waits. One that a clerk holds is being sent, and cannot be stopped.
create function api.mail_discard(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	old dais.outbox := api.mail_of_desk(input);
begin
	update dais.outbox as o set discarded_at = now(), data = data - 'link'
		where o.id = (select w.id from dais.outbox as w where w.id = old.id and api.mail_discardable(w) for update skip locked);
	if not found then
		perform api.conflict('mail', 'mail-gone');
	end if;
	perform api.event_append(old.meeting, 'mail discarded', old.id);
	return api.to_outbox(lang, input, 'mail-discarded');
end $$;

reset role;
set local role dais_identity;

-- A fresh link of an invitation, as long as it still holds: for who is named for the slot or (no slot) acts for a party; null:
-- no longer. For the mail's data alone.
create function api.link_again(person uuid, meeting uuid, slot uuid) returns text
	language sql security definer set search_path = pg_catalog, pg_temp as $$
	select api.link_make(link_again.person, 'invitation', link_again.meeting, link_again.slot)
	where api.is_staff(link_again.meeting) and case when link_again.slot is not null
		then exists (select from dais.slot_person as n where n.slot = link_again.slot and n.person = link_again.person
			and n.state in ('named', 'invited', 'confirmed'))
		else exists (select from dais.role_grant as g where g.person = link_again.person and g.meeting = link_again.meeting
			and g.role = 'focal point') end
$$;
revoke execute on function api.link_again(uuid, uuid, uuid) from dais_web, dais_clerk;

reset role;
