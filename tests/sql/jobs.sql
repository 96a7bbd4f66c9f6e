-- The queue and the outbox as the clerk sees them: who holds a job, who may finish it, what becomes of failures.
-- Advisory locks are taken by this one session, so "another clerk" is played by what another session would see.
begin;
\ir world.psql
select plan(68);

create function pg_temp.clerk(statement text) returns text language plpgsql as $$
declare
	answer text;
begin
	set local role dais_clerk;
	execute statement into answer;
	reset role;
	return answer;
end $$;
create function pg_temp.claim() returns jsonb language sql as $$ select pg_temp.clerk('select clerk.job_claim()')::jsonb $$;
create function pg_temp.job(field text) returns text language plpgsql as $$
declare
	answer text;
begin
	execute format('select %I from dais.job order by id desc limit 1', field) into answer;
	return answer;
end $$;

-- one job, once
select is(pg_temp.claim(), null, 'an empty queue gives nothing');
select api.job_queue('packet', pg_temp.id('meeting'), pg_temp.id('a packet'));
select api.job_queue('packet', pg_temp.id('meeting'), pg_temp.id('a packet'));
select is((select count(*) from job), 1::bigint, 'the same work is queued once');
create temporary table held as select pg_temp.claim() as job;
select is(job ->> 'kind' || (job ->> 'attempt'), 'packet1', 'a clerk takes it') from held;
select is(pg_temp.job('state'), 'running', 'it is running then');
select ok(exists (select from pg_locks where locktype = 'advisory' and classid = 1684105587 and pid = pg_backend_pid()),
	'and the clerk holds its lock');
select api.job_queue('packet', pg_temp.id('meeting'), pg_temp.id('a packet'));
select is((select count(*) from job), 2::bigint, 'while it runs, the same work may be asked for again');
delete from job where state = 'queued';

-- progress and end
select is(pg_temp.clerk(format('select clerk.job_progress(%s, 1, 40)', job ->> 'id')), 'true', 'its clerk tells how far it is') from held;
select is(api.job_state('packet', pg_temp.id('a packet')) ->> 'progress', '40', 'which the page can ask for');
select is(pg_temp.clerk(format('select clerk.job_progress(%s, 2, 50)', job ->> 'id')), null, 'whoever holds another attempt does not') from held;
select is(pg_temp.clerk(format('select clerk.job_done(%s, 1)', job ->> 'id')), 'true', 'done gives the lock back') from held;
select is(pg_temp.job('state') || pg_temp.job('progress'), 'done100', 'and the job is done');

-- a clerk that died: the row says running, nobody has the lock
update job set state = 'running', attempts = 1, finished = null;
select is(pg_temp.claim() ->> 'attempt', '2', 'the job of a dead clerk is taken by the next one, as a further attempt');
select is(pg_temp.clerk(format('select clerk.job_done(%s, 1)', job ->> 'id')), null, 'the dead one comes back late') from held;
select is(pg_temp.job('state'), 'running', 'and changes nothing');

-- failures
select ok(pg_temp.clerk(format('select clerk.job_failed(%s, 2, ''no room'', true)', job ->> 'id')) is not null, 'a failure') from held;
select is(pg_temp.job('state') || ' ' || pg_temp.job('error'), 'queued no room', 'is queued again with its error');
select ok(not_before - now() between interval '20 seconds' and interval '30 seconds', 'to be tried later') from job;
select is(pg_temp.claim(), null, 'not before its time');
select api.job_queue('packet', pg_temp.id('meeting'), pg_temp.id('a packet'));
select is(pg_temp.claim() ->> 'attempt', '3', 'unless somebody asks for it again');
select ok(pg_temp.clerk(format('select clerk.job_failed(%s, 3, ''broken'', false)', job ->> 'id')) is not null, 'what cannot go better') from held;
select is(pg_temp.job('state') || ' ' || pg_temp.job('error'), 'failed broken', 'stays failed and keeps its error');
update job set state = 'running', attempts = 4, error = null;
select is(pg_temp.claim(), null, 'a job that killed four clerks is not given to a fifth');
select is(pg_temp.job('state') || ' ' || pg_temp.job('error'), 'failed interrupted', 'but given up');
update job set state = 'queued', attempts = 0, not_before = now();
select is(pg_temp.claim() ->> 'attempt', '1', 'a job that is given back');
select ok(pg_temp.clerk(format('select clerk.job_release(%s, 1)', job ->> 'id')) is not null and pg_temp.job('state') = 'queued'
	and pg_temp.job('attempts') = '0', 'is queued, and the attempt does not count') from held;

-- mail
select api.mail_queue(pg_temp.id('meeting'), pg_temp.id('panelist'), 'receipt', '{"title":"x"}');
select is(pg_temp.clerk('select clerk.mail_claim()')::jsonb #>> '{person,name}', 'Panelist', 'a mail is taken with its reader''s name');
select ok(pg_temp.clerk(format('select clerk.mail_failed(%L, ''450 busy'', true)', id)) = 'true', 'refused for now') from outbox;
select ok(not_before > now() and failed_at is null and last_error = '450 busy', 'it waits') from outbox;
select is(pg_temp.clerk('select clerk.mail_claim()'), null, 'and is not taken meanwhile');
select pg_temp.clerk(format('select clerk.mail_failed(%L, ''550 no such person'', false)', id)) from outbox;
select ok(failed_at is not null, 'refused for good, it has failed') from outbox;

-- how long a mail waits for its next try, and when it is given up; whose it is meanwhile
create function pg_temp.after(tries integer) returns text language plpgsql as $$
begin
	update dais.outbox set attempts = tries, failed_at = null, not_before = now();
	perform pg_temp.clerk(format('select clerk.mail_failed(%L, ''450 busy'', true)', id)) from dais.outbox;
	return (select extract(epoch from not_before - now())::integer / 60 || case when failed_at is not null then ' given up' else '' end from dais.outbox);
end $$;
select is(pg_temp.after(tries), waits, format('after %s tries', tries))
	from (values (1, '1'), (2, '2'), (10, '512'), (11, '720'), (12, '720'), (13, '720 given up')) as t(tries, waits);
update outbox set failed_at = null, sent_at = now(), not_before = now();
select is(pg_temp.clerk('select clerk.mail_claim()'), null, 'what was sent is not sent again');
update outbox set failed_at = now(), sent_at = null;
select is(pg_temp.clerk('select clerk.mail_claim()'), null, 'nor what was given up');
update outbox set failed_at = null, not_before = now() + interval '1 second';
select is(pg_temp.clerk('select clerk.mail_claim()'), null, 'nor before its time');
update meeting set contact_name = '{"en":"Secretariat","es":"Secretaría"}', contact_email = 'contact@example.net' where id = pg_temp.id('meeting');
update meeting set contact_email = 'others@example.net' where id = pg_temp.id('other meeting');
update outbox set not_before = now(), attempts = 0;
insert into outbox (id, meeting, person, address, language, template, data, not_before)
	values (pg_temp.id('later'), null, pg_temp.id('staff elsewhere'), 'b@example.org', 'en', 't', '{}', now() - interval '1 minute');
select is(pg_temp.clerk('select clerk.mail_claim()')::jsonb ->> 'id', pg_temp.id('later')::text, 'which waits longest goes first');
select is(pg_temp.clerk('select clerk.mail_claim()')::jsonb #>> '{reply_to,email}', 'others@example.net', 'its answers go to who is asked there');
update outbox set meeting = pg_temp.id('meeting') where id = pg_temp.id('later');
select is(pg_temp.clerk('select clerk.mail_claim()')::jsonb #>> '{reply_to,email}', 'contact@example.net', 'or to that of the meeting which it is about');
delete from outbox where id = pg_temp.id('later');
select is((pg_temp.clerk('select clerk.mail_claim()')::jsonb -> 'reply_to')::text, '{"name": "Secretaría", "email": "contact@example.net"}',
	'those of a meeting''s mail to its contact, in the reader''s language');
select is((select attempts from outbox), 1, 'each taking is a try');

-- the link of a mail is a secret of whoever gets it
create function pg_temp.secret() returns uuid language sql as $$
	insert into outbox (person, address, language, template, data) values (pg_temp.id('panelist'), 'panelist@example.org', 'es', 'sign-in',
		'{"link":"/es/link/secret","title":"x"}') returning id
$$;
create temporary table secrets as select pg_temp.secret() as sent, pg_temp.secret() as refused, pg_temp.secret() as waiting;
select pg_temp.clerk(format('select clerk.mail_sent(%L)', sent)), pg_temp.clerk(format('select clerk.mail_failed(%L, ''550 no'', false)', refused)),
	pg_temp.clerk(format('select clerk.mail_failed(%L, ''450 later'', true)', waiting)) from secrets \g /dev/null
select is((select data from outbox where id = sent), '{"title":"x"}', 'once it is sent its link is gone here') from secrets;
select is((select data from outbox where id = refused), '{"title":"x"}', 'when it cannot be delivered, too') from secrets;
select is((select data ->> 'link' from outbox where id = waiting), '/es/link/secret', 'not before') from secrets;
delete from outbox where id in (select unnest(array[sent, refused, waiting]) from secrets);

-- sweeping
insert into upload (id, person, file_name, size, expires, filed)
	values (pg_temp.id('old'), pg_temp.id('panelist'), 'old', 1, now() - interval '1 hour', false),
		(pg_temp.id('filed'), pg_temp.id('panelist'), 'filed', 1, now() - interval '1 hour', true),
		(pg_temp.id('new'), pg_temp.id('panelist'), 'new', 1, now() + interval '1 hour', false);
insert into chunk select id, 0, 'x' from upload;
insert into session (token_hash, person, strength, idle, expires) values ('over', pg_temp.id('stranger'), 'link', '1 hour', now() - interval '25 hours');
insert into attempt (kind, subject, at) values ('sign-in', 'x', now() - interval '3 days'), ('sign-in', 'y', now());
insert into outbox (id, person, address, language, template, data, sent_at) select pg_temp.id('mail of ' || days), pg_temp.id('panelist'),
	'panelist@example.org', 'es', 'receipt', '{"title":"Women"}', now() - days * interval '1 day' from unnest('{29,31}'::int[]) as days;
select is(pg_temp.clerk('select clerk.sweep()'), 'true', 'the clerk sweeps');
select is((select string_agg(address || data::text, ' ' order by sent_at desc) from outbox where sent_at is not null and person = pg_temp.id('panelist')),
	'panelist@example.org{"title": "Women"} {}', 'what a mail said, thirty days after it was sent');
select is((select string_agg(file_name, ' ' order by file_name) from upload), 'filed new', 'uploads that nobody filed in time');
select is((select count(*) from chunk), 2::bigint, 'with their bytes');
select is((select count(*) from session where token_hash = 'over'), 0::bigint, 'sessions that are over');
select is((select string_agg(subject, '') from attempt), 'y', 'and old tries');
select ok((select count(*) from session) > 5, 'and nothing else');

-- what is swept on which day: of each kind one that has had its time, and one that has a little left
insert into job (kind, subject, state, finished) select kind, gen_random_uuid(), state, now() - days * interval '1 day'
	from (values ('packet', 'done', 31), ('intake', 'done', 29), ('packet', 'failed', 99)) as j(kind, state, days);
insert into answered_form (person, key, digest, answer, at) select pg_temp.id('staff'), days::text, 'd', '{}', now() - days * interval '1 day' from unnest('{8,6}'::int[]) as days;
insert into draft (person, page, form, created) select pg_temp.id('staff'), hours::text, '{}', now() - hours * interval '1 hour' from unnest('{25,23}'::int[]) as hours;
insert into device (token_hash, person, last_seen) select convert_to(days::text, 'UTF8'), pg_temp.id('staff'), now() - days * interval '1 day' from unnest('{181,179}'::int[]) as days;
insert into link (token_hash, purpose, person, expires) select convert_to(days::text, 'UTF8'), 'sign-in', pg_temp.id('staff'), now() - days * interval '1 day' from unnest('{31,29}'::int[]) as days;
insert into session (token_hash, person, strength, idle, expires, last_seen) values ('ended', pg_temp.id('staff'), 'link', '1 hour', now() - interval '23 hours', now()),
	('idle', pg_temp.id('staff'), 'link', '1 hour', now() + interval '9 days', now() - interval '26 hours');
select pg_temp.clerk('select clerk.sweep()') \g /dev/null
select is((select string_agg(kind || ' ' || state, ', ' order by kind) from job where finished < now() - interval '1 day'), 'intake done, packet failed', 'jobs stay a month, failed ones for staff to see');
select is((select string_agg(key, ' ') from answered_form), '6', 'answers to forms a week');
select is((select string_agg(page, ' ') from draft), '23', 'kept forms a day');
select is((select string_agg(encode(token_hash, 'escape'), ' ') from device), '179', 'devices half a year');
select is((select string_agg(encode(token_hash, 'escape'), ' ') from link), '29', 'links a month after their end');
select is((select string_agg(encode(token_hash, 'escape'), ' ') from session where token_hash in ('ended', 'idle')), 'ended', 'sessions a day, whichever way they ended');

set local client_min_messages = error; -- the locks of these clerks are not held here
-- given back or failed while the same work is queued again: one of the two is enough
delete from job;
create function pg_temp.twice() returns bigint language sql as $$
	delete from job;
	insert into job (kind, meeting, subject, state, attempts) values ('packet', pg_temp.id('meeting'), pg_temp.id('a packet'), 'running', 1),
		('packet', pg_temp.id('meeting'), pg_temp.id('a packet'), 'queued', 0);
	select id from job where state = 'running'
$$;
select pg_temp.clerk(format('select clerk.job_release(%s, 1)', pg_temp.twice())) \g /dev/null
select is((select string_agg(state, ' ' order by id) from job), 'done queued', 'a job that is given back');
select pg_temp.clerk(format('select clerk.job_failed(%s, 1, ''x'', true)', pg_temp.twice())) \g /dev/null
select is((select string_agg(state, ' ' order by id) from job), 'failed queued', 'or fails');
select is(pg_temp.clerk(format('select clerk.job_' || how, pg_temp.twice())), expected, 'late: ' || how)
	from (values ('release(%s, 2)', 'false'), ('failed(%s, 2, ''x'', true)', 'false'), ('progress(%s, 2, 9)', null)) as h(how, expected);
update job set state = 'running', attempts = 3;
delete from job where id <> (select min(id) from job);
select pg_temp.clerk(format('select clerk.job_failed(%s, 3, ''x'', true)', id)) from job \g /dev/null
select is((select state || ' ' || extract(epoch from not_before - now())::int from job), 'queued 125', 'after the third failure two minutes');
update job set state = 'running', attempts = 4;
select pg_temp.clerk(format('select clerk.job_failed(%s, 4, ''x'', true)', id)) from job \g /dev/null
select is((select state from job), 'failed', 'after the fourth no more');

-- turns
delete from job;
insert into job (kind, meeting, subject, requested_by, state, attempts, not_before) values
	('intake', pg_temp.id('meeting'), gen_random_uuid(), pg_temp.id('panelist'), 'running', 4, now() - interval '4 seconds'),
	('intake', pg_temp.id('meeting'), gen_random_uuid(), pg_temp.id('panelist'), 'queued', 0, now() - interval '3 seconds'),
	('packet', pg_temp.id('meeting'), gen_random_uuid(), pg_temp.id('staff'), 'queued', 0, now() - interval '2 seconds');
select is(pg_temp.claim() ->> 'kind', 'packet', 'whose job runs already lets others go first');

select * from finish();
rollback;
