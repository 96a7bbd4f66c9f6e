-- What is appended and never changed: the event log, and the queue. The functions belong to dais_registry, so that
-- a web worker can neither read nor write the tables themselves: it appends events of the person who asks, in meetings
-- where that person has a part, and has work queued only by functions that decide whether it is wanted (packets.sql,
-- files.sql, submissions.sql).

set local role dais_owner;
grant select, insert on dais.event to dais_registry;
grant select, insert, update on dais.event_head, dais.job to dais_registry;
grant select on dais.person, dais.meeting to dais_registry;
create policy registry on dais.event to dais_registry using (true) with check (true);
create policy registry on dais.event_head to dais_registry using (true) with check (true);
create policy registry on dais.job to dais_registry using (true) with check (true);
create policy registry on dais.person for select to dais_registry using (true);
create policy registry on dais.meeting for select to dais_registry using (true);
reset role;
set local role dais_registry;

-- The bytes that an event's hash covers: every column, each with its length in front, after the hash before it.
create function api.event_digest(previous bytea, meeting uuid, number bigint, at timestamptz, actor uuid, kind text,
	subject uuid, data jsonb) returns bytea language sql immutable as $$
	select sha256(previous || string_agg(convert_to(length(part) || ':' || part, 'UTF8'), '' order by ordinal))
	from unnest(array[coalesce(meeting::text, ''), number::text, extract(epoch from at)::text, coalesce(actor::text, ''),
		kind, coalesce(subject::text, ''), data::text]) with ordinality as parts(part, ordinal)
$$;

-- Appends to the meeting's chain. Call it last in a function: it locks the head of the chain until the commit.
-- data holds ids and hashes only, never a name, an address or a title.
create function api.event_write(meeting uuid, kind text, subject uuid, data jsonb) returns void
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	head record;
	stamp timestamptz;
	digest bytea;
	asking uuid := api.me();
begin
	insert into dais.event_head (meeting, number, hash) values (meeting, 0, ''::bytea) on conflict do nothing;
	select event_head.number + 1 as number, event_head.hash into head from dais.event_head
		where event_head.meeting is not distinct from event_write.meeting for update;
	stamp := clock_timestamp(); -- after the lock, so that times rise with the numbers
	digest := api.event_digest(head.hash, meeting, head.number, stamp, asking, kind, subject, data);
	insert into dais.event (meeting, number, at, actor, kind, subject, data, previous, hash)
		values (meeting, head.number, stamp, asking, kind, subject, data, head.hash, digest);
	update dais.event_head set number = head.number, hash = digest
		where event_head.meeting is not distinct from event_write.meeting;
end $$;

revoke execute on function api.event_write(uuid, text, uuid, jsonb) from dais_web;

create function api.event_of_person(meeting uuid, kind text, subject uuid, data jsonb) returns void
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if not api.has_role(meeting, case when meeting is null then '{admin}' else '{panelist,"focal point",staff,chair}' end::text[]) then
		raise insufficient_privilege using message = 'an event of nobody who has a part in this meeting';
	end if;
	perform api.event_write(meeting, kind, subject, data);
end $$;

-- What other functions call to append an event; it works for every role that may.
create function api.event_append(meeting uuid, kind text, subject uuid, data jsonb default '{}') returns void
	language plpgsql as $$
begin
	if has_function_privilege('api.event_write(uuid, text, uuid, jsonb)', 'execute') then
		perform api.event_write(meeting, kind, subject, data);
	else
		perform api.event_of_person(meeting, kind, subject, data);
	end if;
end $$;

-- Queues background work; the same work is queued once, and no longer waits for its next try.
create function api.job_queue(kind text, meeting uuid, subject uuid) returns void
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
	insert into dais.job (kind, meeting, subject, requested_by) values (kind, meeting, subject, api.me())
		on conflict (kind, subject) where state = 'queued' do update set not_before = now();
	notify dais_work;
end $$;

revoke execute on function api.job_queue(text, uuid, uuid) from dais_web;

-- Progress of the newest job about this subject: {state, progress, error}, or null.
create function api.job_state(kind text, subject uuid) returns json
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
	return (select json_build_object('state', state, 'progress', progress, 'error', error)
		from dais.job where job.kind = job_state.kind and job.subject = job_state.subject order by id desc limit 1);
end $$;

-- The log as a page, for an administrator: newest first, fifty at a time; of one meeting, and of people whose name or address
-- has what was typed: what they did, and what was done with them. Names are looked up now: the log has ids only.
create function api.event_list(lang text, input jsonb) returns json
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	here uuid := (select m.id from dais.meeting as m where m.slug = input ->> 'meeting');
	people uuid[] := case when input ? 'person' then array(select p.id from dais.person as p
		where position(lower(input ->> 'person') in lower(p.name || ' ' || p.email)) > 0) end;
	before timestamptz := timestamptz 'epoch' + (input ->> 'before')::bigint * interval '1 microsecond';
	reader_zone text := coalesce((select m.zone from dais.meeting as m where m.id = api.last_meeting(api.me())), 'UTC');
begin
	if not api.has_role(null, '{admin}') then
		perform api.not_found();
	end if;
	return (with found as (
			select e.*, row_number() over (order by e.at desc) as n from dais.event as e
			where (here is null or e.meeting = here) and (before is null or e.at < before)
				and (people is null or e.actor = any (people) or e.subject = any (people) or e.data ->> 'person' = any (people::text[]))
			order by e.at desc limit 51)
		select json_build_object('form', json_build_object('meeting', input ->> 'meeting', 'person', input ->> 'person'),
			'meetings', (select json_agg(json_build_object('slug', m.slug, 'name', api.text_in(m.name, lang), 'chosen', m.id = here) order by m.starts_on desc, m.slug)
				from dais.meeting as m),
			'has_events', count(*) > 0, 'events', json_agg(json_build_object('at', api.time_in(f.at, reader_zone), 'kind', replace(f.kind, ' ', '-'), 'who', actor.name,
				'whom', case when subject.id is distinct from f.actor then subject.name end, 'role', f.data ->> 'role',
				'slug', m.slug, 'title', api.text_in(m.name, lang)) order by f.n) filter (where f.n <= 50),
			'more', (select (extract(epoch from max(g.at)) * 1000000)::bigint::text from found as g where g.n = 50 and exists (select from found as h where h.n = 51)))
		from found as f left join dais.meeting as m on m.id = f.meeting left join dais.person as actor on actor.id = f.actor
			left join dais.person as subject on subject.id::text = coalesce(f.data ->> 'person', f.subject::text));
end $$;

-- The chains there are: the installation's ('') and each meeting's; or the one that was asked for, if it is there.
create function admin.log_chains(wanted text) returns setof text
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select '' where wanted is null
	union all
	(select slug from dais.meeting where wanted is null or slug = wanted order by slug)
$$;

-- Walks a chain and answers the number of its first broken event, or null when it is whole; no meeting: the
-- installation's own chain.
create function admin.log_verify(slug text) returns table (events bigint, first_broken bigint, head text)
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	with chain as (
		select number, hash, previous = coalesce(lag(hash) over (order by number), ''::bytea)
			and number = row_number() over (order by number)
			and hash = api.event_digest(previous, meeting, number, at, actor, kind, subject, data) as good
		from dais.event
		where meeting is not distinct from (select id from dais.meeting where meeting.slug = log_verify.slug)
	), tip as (
		select number, hash from dais.event_head
		where meeting is not distinct from (select id from dais.meeting where meeting.slug = log_verify.slug)
	)
	select count(*), coalesce(min(number) filter (where not good),
			(select number from tip where (number, hash) is distinct from
				((select max(number) from chain), (select hash from chain order by number desc limit 1)) and number > 0)),
		(select encode(hash, 'hex') from tip)
	from chain
$$;
reset role;
