-- Reminders: on their days, to whoever still owes a paper, once; not to who does not want them.
begin;
\ir world.psql
select plan(35);

create function pg_temp.tick() returns boolean language plpgsql as $$
declare
	answer boolean;
begin
	set local role dais_clerk;
	answer := clerk.reminders_send();
	reset role;
	return answer;
end $$;
-- So long before the deadline: what a clerk writes then, and to whom.
create function pg_temp.at(before interval) returns text language plpgsql as $$
begin
	delete from dais.outbox;
	update dais.meeting set deadline = now() + before where id = pg_temp.id('meeting');
	perform pg_temp.tick();
	return (select string_agg(address || ' ' || (data ->> 'days'), ', ') from dais.outbox);
end $$;
create function pg_temp.switch(input jsonb) returns text language sql as $$
	select pg_temp.ask('staff', 'reminders_switch', '{"meeting":"test-2004"}' || input) ->> 'location'
$$;

update slot_person set state = 'confirmed', answered_at = now() - interval '30 days' where person = pg_temp.id('panelist');
select is(pg_temp.at('13 days 20 hours'), null, 'nobody is reminded where reminders are not switched on');
select is(pg_temp.switch('{"reminders":true}'), '/en/desk/test-2004/outbox?done=saved', 'staff switch them on');
select is(pg_temp.at(before), expected, before::text) from (values ('14 days 1 minute'::interval, null), ('14 days', 'panelist@example.org 14'),
	('13 days 1 minute', 'panelist@example.org 14'), ('13 days', null), ('7 days 1 minute', null), ('7 days', 'panelist@example.org 7'), ('6 days', null),
	('2 days', 'panelist@example.org 2'), ('1 day 1 minute', 'panelist@example.org 2'), ('1 day', null), ('-1 minute', null)) as t(before, expected);
select is(pg_temp.mails(), null, 'after the deadline nobody');

-- once
select is(pg_temp.at('6 days 20 hours'), 'panelist@example.org 7', 'a reminder');
select is((pg_temp.tick(), pg_temp.mails()), (false, 'panelist@example.org reminder 1'::text), 'is not written twice');
delete from outbox;
select is((pg_temp.tick(), pg_temp.mails()), (false, null::text), 'not even when its mail is gone');
update slot set extended_to = now() + interval '6 days 23 hours' where id = pg_temp.id('slot CIM');
select is((pg_temp.tick(), pg_temp.mails()), (true, 'panelist@example.org reminder 1'::text), 'an extension has reminders of its own');
update slot set extended_to = null;
select is((select count(*) from event where kind = 'reminder sent' and data = jsonb_build_object('person', pg_temp.id('panelist'), 'days', 7)), 3::bigint, 'the log has each');
select matches((select data ->> 'unsubscribe' from outbox), '^/es/reminders/[0-9a-f-]{36}$', 'each has the way to have no more');

-- who owes nothing
select is(pg_temp.at('6 days 19 hours'), 'panelist@example.org 7', 'a reminder waits');
update slot set without_paper = true where id = pg_temp.id('slot CIM');
set local role dais_clerk;
select is(clerk.mail_claim()::text, null, 'when its paper is no longer awaited no clerk sends it');
reset role;
select pg_temp.tick() \g /dev/null
select is((select discarded_at is not null from outbox), true, 'and it is stopped');
select is(pg_temp.at('6 days 18 hours'), null, 'nor is another written');
update slot set without_paper = false;
update slot_person set state = 'invited' where person = pg_temp.id('panelist');
select is(pg_temp.at('6 days 17 hours'), null, 'who has not confirmed owes nothing');
update slot_person set state = 'confirmed', answered_at = now() - interval '1 hour' where person = pg_temp.id('panelist');
select is(pg_temp.at('6 days 16 hours'), null, 'who has confirmed since the day of the reminder is not reminded at once');
update slot_person set answered_at = now() - interval '30 days' where person = pg_temp.id('panelist');

-- who does not want to be reminded
create temporary table key as select reminder_key as key from person where id = pg_temp.id('panelist');
select is(pg_temp.ask('', 'reminder_show', jsonb_build_object('key', key)), jsonb_build_object('key', key, 'reminded', true), 'the link shows how it is') from key;
select is(pg_temp.at('6 days 15 hours'), 'panelist@example.org 7', 'and opening it changes nothing');
select is(pg_temp.ask('', 'reminder_stop', jsonb_build_object('key', key)) ->> 'reminded', 'false', 'using it ends the reminders') from key;
select is((pg_temp.at('6 days 14 hours'), pg_temp.ask('panelist', 'my_show') -> 'reminders'), (null::text, '{"wanted":false}'::jsonb), 'of that person');
select is(pg_temp.ask('', f, '{"key":"3f0e1d2c-0000-4000-8000-00000000dead"}'), expected, f || ': nobody has this key')
	from (values ('reminder_show', null::jsonb), ('reminder_stop', '{"refused":"DA404"}')) as t(f, expected);
select is(pg_temp.ask('panelist', 'my_reminders', '{"reminders":true}') ->> 'location', '/en/my?done=saved', 'on /my they can be had again');
select is(pg_temp.at('6 days 13 hours'), 'panelist@example.org 7', 'and are');
select is((select string_agg(kind, ', ' order by at) from event where kind like 'reminders%'), 'reminders switched on, reminders not wanted, reminders wanted', 'all of it is in the log');

select finish();
rollback;
