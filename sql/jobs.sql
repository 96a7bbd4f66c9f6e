-- What the clerk does with the queue and the outbox. Several clerks run; each holds one job at a time.
--
-- A job belongs to a clerk by two things: its row says running, and the clerk's connection holds the job's
-- advisory lock. The lock goes with the connection, so the job of a clerk that died is free at once; the number
-- of the attempt fences off a clerk that lost its connection and comes back late.

grant select, update on dais.job, dais.outbox to dais_clerk;
grant delete on dais.job to dais_clerk;
create policy clerk on dais.job to dais_clerk using (true) with check (true);
create policy clerk on dais.outbox to dais_clerk using (true) with check (true);

-- ---------------------------------------------------------------- the queue

-- Takes the next job and answers {id, attempt, kind, subject}, or null. What has failed too often is given up here,
-- so that a job which kills its clerk does not do so for ever. People take turns: everybody's first job comes before
-- anybody's second, so that nobody holds up the others.
create function clerk.job_claim() returns json language plpgsql as $$
declare
	most constant integer := 4;
	it record;
begin
	for it in with waiting as (select id, row_number() over (partition by requested_by order by not_before, id) as turn
			from dais.job where state = 'queued' and not_before <= now() or state = 'running')
		select job.id, kind, subject, attempts, meeting from dais.job join waiting using (id)
		where state = 'queued' and not_before <= now() or state = 'running'
		order by turn, not_before, id for update of job skip locked
	loop
		continue when not pg_try_advisory_lock(1684105587, (it.id % 2147483647)::integer);
		if it.attempts < most then
			update dais.job set state = 'running', attempts = it.attempts + 1, progress = 0 where id = it.id;
			return json_build_object('id', it.id::text, 'attempt', (it.attempts + 1)::text, 'kind', it.kind,
				'subject', it.subject);
		end if;
		update dais.job set state = 'failed', finished = now(), error = coalesce(error, 'interrupted')
			where id = it.id;
		perform pg_advisory_unlock(1684105587, (it.id % 2147483647)::integer);
	end loop;
	return null;
end $$;

-- Says how far a job is (0 to 100). False: it is not ours any more, stop.
create function clerk.job_progress(id bigint, attempt integer, progress integer) returns boolean
	language sql as $$
	update dais.job set progress = job_progress.progress
		where job.id = job_progress.id and attempts = attempt and state = 'running'
		returning true
$$;

-- Each of these three ends the clerk's hold on a job; when the job has gone to another clerk meanwhile, they do nothing.
create function clerk.job_done(id bigint, attempt integer) returns boolean language sql as $$
	with ended as (update dais.job set state = 'done', progress = 100, finished = now(), error = null
		where job.id = job_done.id and attempts = attempt and state = 'running' returning job.id)
	select pg_advisory_unlock(1684105587, (ended.id % 2147483647)::integer) from ended
$$;

-- A job that failed is tried again after 5, 25 and 125 seconds; then it stays failed and keeps its error.
create function clerk.job_failed(id bigint, attempt integer, error text, again boolean) returns boolean
	language plpgsql as $$
#variable_conflict use_variable
begin
	update dais.job set error = error, progress = 0,
			not_before = case when again and attempt < 4 then now() + 5 ^ attempt * interval '1 second' else not_before end,
			state = case when again and attempt < 4 and not exists (select from dais.job as other
				where other.kind = job.kind and other.subject = job.subject and other.state = 'queued')
				then 'queued' else 'failed' end,
			finished = now()
		where job.id = id and attempts = attempt and state = 'running';
	return found and pg_advisory_unlock(1684105587, (id % 2147483647)::integer);
end $$;

-- Gives a job back unfinished: the clerk was asked to stop. It does not count as an attempt.
create function clerk.job_release(id bigint, attempt integer) returns boolean language plpgsql as $$
#variable_conflict use_variable
begin
	update dais.job set attempts = attempt - 1, progress = 0,
			state = case when exists (select from dais.job as other
				where other.kind = job.kind and other.subject = job.subject and other.state = 'queued')
				then 'done' else 'queued' end
		where job.id = id and attempts = attempt and state = 'running';
	if not found then
		return false;
	end if;
	notify dais_work;
	return pg_advisory_unlock(1684105587, (id % 2147483647)::integer);
end $$;

-- ---------------------------------------------------------------- the outbox

-- Takes the next mail: {id, address, language, template, data, calendar, person: {name}, reply_to: {name, email}, created}; answers go
-- to the contact of its meeting, or of the last one that the person takes part in. The transaction of this
-- call holds it until mail_sent or mail_failed; a clerk that dies in between leaves it to the others. The attempt is
-- counted here, before the mail is sent: a database that can no longer write fails now, instead of having the same mail sent
-- again and again.
create function clerk.mail_claim() returns json language sql as $$
	update dais.outbox set attempts = attempts + 1
		where id = (select id from dais.outbox
			where sent_at is null and failed_at is null and discarded_at is null and not_before <= now()
				and (template <> 'reminder' or api.reminder_holds(person, slot))
			order by not_before limit 1 for update skip locked)
		returning json_build_object('id', id, 'address', address, 'language', language, 'template', template,
			'data', data, 'calendar', api.mail_calendar(outbox), 'person', json_build_object('name', (select name from dais.person where person.id = outbox.person)),
			'reply_to', (select json_build_object('name', api.text_in(m.contact_name, outbox.language), 'email', m.contact_email)
				from dais.meeting as m where m.id = coalesce(outbox.meeting, api.meeting_last(outbox.person))),
			'created', extract(epoch from created)::bigint)
$$;

-- The link of an invitation is a secret of whoever got the mail: it does not stay here.
create function clerk.mail_sent(id uuid) returns boolean language sql as $$
	update dais.outbox set sent_at = now(), last_error = null, data = data - 'link' where outbox.id = mail_sent.id
		returning true
$$;

-- A refusal for now (4xx, no connection) is tried again after 1, 2, 4 … minutes up to half a day, and given up after
-- two days; a refusal for good (5xx) at once.
create function clerk.mail_failed(id uuid, reason text, again boolean) returns boolean language sql as $$
	update dais.outbox set last_error = reason,
			not_before = now() + least(2 ^ (attempts - 1), 720) * interval '1 minute',
			failed_at = case when not again or attempts > 12 then now() end,
			data = case when not again or attempts > 12 then data - 'link' else data end
		where outbox.id = mail_failed.id
		returning true
$$;

-- ---------------------------------------------------------------- sweeping

-- Removes what is no longer needed: uploads that nobody filed, texts of agendas, tables of parties, answers to forms, tries, sessions, links, finished jobs, and
-- the address and the contents of mails that were sent.
create function clerk.sweep() returns boolean language plpgsql as $$
begin
	delete from dais.upload where not filed and expires < now();
	delete from dais.agenda_text where created < now() - interval '30 days';
	delete from dais.party_sheet where created < now() - interval '1 day';
	delete from dais.answered_form where at < now() - interval '7 days';
	delete from dais.job where state = 'done' and finished < now() - interval '30 days';
	update dais.outbox set address = '', data = '{}', last_error = null -- that it was sent, and to which person, stays
		where coalesce(sent_at, discarded_at) < now() - interval '30 days' and address <> '';
	update dais.outbox set data = '{}' -- that an address has failed, and why, stays marked
		where failed_at < now() - interval '30 days' and data <> '{}';
	return clerk.sweep_identity();
end $$;

set local role dais_identity;

-- The last meeting that somebody takes part in, or null.
create function api.meeting_last(person uuid) returns uuid
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select m.id from dais.role_grant as g join dais.meeting as m on m.id = g.meeting
	where g.person = meeting_last.person order by m.starts_on desc limit 1
$$;
revoke execute on function api.meeting_last(uuid) from dais_web;

create function clerk.sweep_identity() returns boolean
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	delete from dais.attempt where at < now() - interval '2 days';
	-- Ended sessions stay for a day: they tell whose form was kept, and who may go on with an upload.
	delete from dais.session where least(expires, last_seen + idle) < now() - interval '1 day';
	delete from dais.draft where created < now() - interval '1 day';
	delete from dais.device where last_seen < now() - interval '180 days';
	delete from dais.link where expires < now() - interval '30 days';
	return true;
end $$;
reset role;
