-- The event log: every act leaves its event, the numbers have no gap, and no part of a record can be changed unseen.
begin;
\ir world.psql
select plan(14);

-- a chain of three
select api.event_append(pg_temp.id('meeting'), 'test', pg_temp.id('x'), '{"n":1}'), api.event_append(pg_temp.id('meeting'), 'test', pg_temp.id('x'), '{"n":2}'),
	api.event_append(pg_temp.id('meeting'), 'test', pg_temp.id('x'), '{"n":3}') \g /dev/null
create function pg_temp.broken() returns text language sql as $$
	select coalesce(first_broken::text, 'whole') from admin.log_verify('test-2004')
$$;
create function pg_temp.broken_by(damage text) returns text language plpgsql as $$
declare
	found text;
begin
	execute damage;
	found := pg_temp.broken();
	raise sqlstate 'UNDO0' using message = found;
exception when sqlstate 'UNDO0' then
	return sqlerrm;
end $$;
select is(pg_temp.broken(), 'whole', 'a chain as it was written');
select is(pg_temp.broken_by('update event set ' || damage || ' where number = 2'), '2', damage)
	from unnest(array['at = at + interval ''1 microsecond''', 'actor = gen_random_uuid()', 'kind = ''tests''', 'subject = gen_random_uuid()',
		'data = ''{"n":4}''', 'previous = ''\x00''']) as d(damage);
select is(pg_temp.broken_by('delete from event where number = 2'), '3', 'a record that is missing');
select is(pg_temp.broken_by('delete from event where number = 3'), '3', 'the last one');
select is(pg_temp.broken_by('delete from event'), '3', 'all of them');
-- what a forger would do who can compute hashes: take the middle out and link its neighbors
select is(pg_temp.broken_by($$
	delete from event where number = 2;
	update event set previous = (select hash from event where number = 1) where number = 3;
	update event set hash = api.event_digest(previous, meeting, number, at, actor, kind, subject, data) where number = 3;
	update event_head set hash = (select hash from event where number = 3) where meeting is not null$$), '3', 'a gap in the numbers, with good hashes on both sides');

-- release
insert into submission (id, meeting, slot, original_language, title, person)
	values (pg_temp.id('submission'), pg_temp.id('meeting'), pg_temp.id('slot CIM'), 'en', '{"en":"Title"}', pg_temp.id('panelist'));
create function pg_temp.release() returns text language sql as $$
	select pg_temp.ask('staff', 'submission_release', jsonb_build_object('meeting', 'test-2004', 'submission', pg_temp.id('submission'))) ->> 'location'
$$;
select matches(pg_temp.release(), '\?done=released$', 'a paper is released');
select matches(pg_temp.release(), '\?done=released$', 'and again, by a second click');
select is((select string_agg(kind || ' ' || (subject = pg_temp.id('submission')) || ' ' || (actor = pg_temp.id('staff')), ', ') from event where kind <> 'test'),
	'submission released true true', 'which is one event, and tells who did it');

select finish();
rollback;
