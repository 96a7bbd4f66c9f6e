-- The queue and the outbox as the clerk sees them: who holds a job, who may finish it, what becomes of failures.
-- Advisory locks are taken by this one session, so "another clerk" is played by what another session would see.
begin;
\ir world.psql
select plan(41);

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

-- turns
delete from job;
insert into job (kind, meeting, subject, requested_by, state, attempts, not_before) values
	('intake', pg_temp.id('meeting'), gen_random_uuid(), pg_temp.id('panelist'), 'running', 4, now() - interval '4 seconds'),
	('intake', pg_temp.id('meeting'), gen_random_uuid(), pg_temp.id('panelist'), 'queued', 0, now() - interval '3 seconds'),
	('packet', pg_temp.id('meeting'), gen_random_uuid(), pg_temp.id('staff'), 'queued', 0, now() - interval '2 seconds');
select is(pg_temp.claim() ->> 'kind', 'packet', 'whose job runs already lets others go first');

select * from finish();
rollback;
