-- Reminders: where a meeting has them switched on, whoever still owes a paper is reminded 14, 7 and 2 days before it is due.
-- Each reminder is a row, so that none is sent twice, however many clerks look and however often they start anew. One that
-- nobody looked for in its own day is not sent afterwards, and who was asked less than so many days before is not reminded of it.
--
-- A person who does not want to be reminded says so by the link in a reminder, which needs no signing in, or on /my.

set local role dais_owner;

grant select, insert on dais.reminder to dais_identity;
create policy identity on dais.reminder to dais_identity using (true) with check (true);
grant update (reminders) on dais.meeting to dais_web;

create function api.reminder_days() returns integer[] language sql immutable as $$
	select '{14,7,2}'::integer[]
$$;

-- {on, days, owing: how many people owe a paper now} for the page of the outbox.
create function api.reminders_of(meeting uuid) returns json language sql stable as $$
	select json_build_object('on', m.reminders, 'days', (select json_agg(json_build_object('days', days)) from unnest(api.reminder_days()) as days),
		'owing', (select count(*) from api.letter_set(m.id, 'paper awaited', null) where email is not null))
	from dais.meeting as m where m.id = reminders_of.meeting
$$;

create function api.reminders_switch(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
begin
	update dais.meeting set reminders = input ? 'reminders' where id = here.id and reminders <> input ? 'reminders';
	if found then
		perform api.event_append(here.id, case when input ? 'reminders' then 'reminders switched on' else 'reminders switched off' end, here.id);
	end if;
	return api.to_outbox(lang, input, 'saved');
end $$;

reset role;
set local role dais_identity;

-- Who is still to be reminded of a paper, in a meeting or of one slot.
create function api.reminders_hold(meeting uuid, slot uuid default null) returns table (person uuid, slot_of uuid)
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select r.person, r.slot from dais.meeting as m, api.letter_readers(m.id, 'paper awaited', null, reminders_hold.slot) as r
		join dais.person as p on p.id = r.person and p.reminders join dais.slot as s on s.id = r.slot
	where m.id = reminders_hold.meeting and m.reminders and api.due_of(s) > now()
$$;
revoke execute on function api.reminders_hold(uuid, uuid) from dais_web;

-- Whether somebody is.
create function api.reminder_holds(person uuid, slot uuid) returns boolean
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select exists (select from dais.slot as s, api.reminders_hold(s.meeting, s.id) as held
		where s.id = reminder_holds.slot and held.person = reminder_holds.person)
$$;
revoke execute on function api.reminder_holds(uuid, uuid) from dais_web;

-- Writes the reminders that are due now; true: there were some. Of two clerks the second waits for the first's rows and then
-- finds them there.
create function api.reminders_write() returns boolean
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	it dais.reminder;
	any_written boolean := false;
begin
	for it in insert into dais.reminder (meeting, slot, person, due, days)
			select m.id, r.slot, r.person, due, days
			from dais.meeting as m, api.letter_readers(m.id, 'paper awaited', null) as r join dais.person as p on p.id = r.person
				join dais.slot as s on s.id = r.slot join dais.slot_person as n on n.slot = r.slot and n.person = r.person,
				api.due_of(s) as due, unnest(api.reminder_days()) as days
			where m.reminders and p.reminders and now() >= due - days * interval '1 day' and now() < due - (days - 1) * interval '1 day'
				and coalesce(n.answered_at, n.invited_at, '-infinity') <= due - days * interval '1 day'
			order by m.id, r.slot, r.person
			on conflict do nothing returning * loop
		perform api.mail_queue(it.meeting, it.person, 'reminder', api.mail_facts(it.person, it.meeting, it.slot, null)
			|| (select jsonb_build_object('days', it.days, 'unsubscribe', '/' || p.language || '/reminders/' || p.reminder_key)
				from dais.person as p where p.id = it.person));
		perform api.event_append(it.meeting, 'reminder sent', it.slot, jsonb_build_object('person', it.person, 'days', it.days));
		any_written := true;
	end loop;
	return any_written;
end $$;
revoke execute on function api.reminders_write() from dais_web;

-- ---------------------------------------------------------------- who does not want them

-- Whose key it is: of a record that was merged, who gets its reminders now.
create function api.reminder_reader(input jsonb) returns uuid
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select coalesce(p.merged_into, p.id) from dais.person as p where p.reminder_key = api.id_of(input ->> 'key')
$$;
revoke execute on function api.reminder_reader(jsonb) from dais_web, dais_clerk;

-- Whose reminders a link is about: {key, reminded}. Opening it changes nothing.
create function api.reminder_show(lang text, input jsonb) returns json
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select json_build_object('key', input ->> 'key', 'reminded', p.reminders) from dais.person as p where p.id = api.reminder_reader(input)
$$;

-- The key is a secret of whoever got the reminder, and all that is needed (RFC 8058: neither a cookie nor a form's token).
create function api.reminder_stop(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	whose uuid := api.reminder_reader(input);
begin
	if whose is null then
		perform api.not_found();
	end if;
	perform api.reminders_wish(whose, false);
	return api.reminder_show(lang, input);
end $$;

create function api.reminders_wish(person uuid, wanted boolean) returns void language plpgsql as $$
begin
	update dais.person as p set reminders = wanted where p.id = reminders_wish.person and p.reminders <> wanted;
	if found then
		perform api.event_append(null, case when wanted then 'reminders wanted' else 'reminders not wanted' end, person);
	end if;
end $$;
revoke execute on function api.reminders_wish(uuid, boolean) from dais_web, dais_clerk;

-- Whether whoever asks wants to be reminded.
create function api.reminders_wanted() returns boolean
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select p.reminders from dais.person as p where p.id = api.me()
$$;

create function api.my_reminders(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if api.me() is null then
		perform api.not_found();
	end if;
	perform api.reminders_wish(api.me(), input ? 'reminders');
	return json_build_object('location', '/' || lang || '/my?done=saved');
end $$;

reset role;
set local role dais_owner;

-- Writes the reminders that are due, and stops those that wait although their reader owes nothing any more.
create function clerk.reminders_send() returns boolean language plpgsql as $$
begin
	with waiting as (
		select id, meeting, person, slot from dais.outbox where template = 'reminder' and sent_at is null and failed_at is null and discarded_at is null
		for update skip locked
	), held as materialized (
		select held.* from (select distinct meeting from waiting) as m, api.reminders_hold(m.meeting) as held
	)
	update dais.outbox as o set discarded_at = now() from waiting
		where o.id = waiting.id and not exists (select from held where held.person = waiting.person and held.slot_of = waiting.slot);
	return api.reminders_write();
end $$;

reset role;
