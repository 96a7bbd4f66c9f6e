-- Publishing: an edition for an hour to come is read by nobody but staff until then, and can be taken back; those whom an edition
-- touches are told what has changed for them, and nothing else.
begin;
\ir world.psql
select plan(59);

create function pg_temp.show(function text, more jsonb default '{}', lang text default 'en', who text default '') returns jsonb
	language sql as $$ select pg_temp.ask(who, function, '{"meeting": "test-2004"}' || more, lang) $$;
create function pg_temp.publish(number text, more jsonb default '{}', who text default 'staff') returns jsonb
	language sql as $$ select pg_temp.show('edition_publish', jsonb_build_object('number', number) || more, 'en', who) $$;
-- A local time of the meeting, hours from now.
create function pg_temp.hours(n integer) returns text language sql as $$
	select to_char((now() + n * interval '1 hour') at time zone 'America/New_York', 'YYYY-MM-DD"T"HH24:MI')
$$;
-- The hour of all that waits has come.
create function pg_temp.hour_comes() returns void language sql as $$
	update edition set published_at = now() - interval '1 second' where published_at > now();
	update file set public_from = now() - interval '1 second' where public_from > now();
$$;
create function pg_temp.tell() returns boolean language plpgsql as $$
declare
	answer boolean;
begin
	set local role dais_clerk;
	answer := clerk.editions_tell();
	reset role;
	return answer;
end $$;
insert into sitting (id, meeting, day, held_on, position, starts, ends) values (pg_temp.id('sitting'), pg_temp.id('meeting'), 1,
	current_date + 30, 1, now() + interval '30 days', now() + interval '31 days');
insert into submission (id, meeting, slot, person, original_language, title, released_at, audience, release)
	values (pg_temp.id('paper'), pg_temp.id('meeting'), pg_temp.id('slot CIM'), pg_temp.id('panelist'), 'en', '{"en":"Women"}', now(), 'public', 'at once');
insert into upload (id, person, file_name, size, received, sha256, filed) values (pg_temp.id('upload'), pg_temp.id('panelist'), 'a.pdf', 4, 4, sha256('byte'), true);
insert into filing (id, meeting, submission, person, received_at, punctuality, receipt, key_id, receipt_text, idempotency_key)
	values (pg_temp.id('filing'), pg_temp.id('meeting'), pg_temp.id('paper'), pg_temp.id('panelist'), now(), 'in time', 'AAAA-BBBB-CCCC', 'k', 't', 'i');
insert into placement (meeting, submission, item) values (pg_temp.id('meeting'), pg_temp.id('paper'), pg_temp.id('III'));

-- the first edition, for an hour to come
select is(pg_temp.publish('1', '{"publish_at": "2004-09-16T09:00"}') -> 'errors' -> 0 ->> 'code', 'past', 'not an hour that has passed');
select is(pg_temp.publish('1', '{"publish_at": "2027-02-30T09:00"}') -> 'errors' -> 0 ->> 'code', 'not-a-time', 'nor one that there is not');
select is(pg_temp.publish('1', '{"publish_at": "2099-01-01T09:00"}') -> 'errors' -> 0 ->> 'code', 'after-meeting', 'nor one when the meeting is over');
select is(pg_temp.publish('1', jsonb_build_object('publish_at', pg_temp.hours(3))) ->> 'location', '/en/desk/test-2004/publish?done=scheduled', 'staff set an hour');
select is(pg_temp.show('edition_show', '{}', 'en', who), null, 'until then it is not there for: ' || who) from unnest('{"",stranger,panelist,chair,staff}'::text[]) as who;
select is(pg_temp.show('edition_show', '{"number": "1"}', 'en', who), null, 'nor at its own address: ' || who) from unnest('{"",stranger,panelist,chair,staff elsewhere}'::text[]) as who;
select is(pg_temp.show('edition_show', '{"number": "1"}', 'en', 'staff') ->> 'number', '1', 'staff read it at its own address');
select is(pg_temp.ask_as(who, 'select count(*) from dais.' || it), '0', it || ' holds nothing for ' || coalesce(nullif(who, ''), 'the public'))
	from unnest('{"",panelist,chair}'::text[]) as who, unnest('{edition,edition_text}'::text[]) as it;
select is(pg_temp.ask('', 'meeting_list') -> 'meetings', '[]', 'the meeting is in no list yet');
select is(pg_temp.ask_as('', 'select count(*) from dais.meeting'), '0', 'nor to be found');
select is(pg_temp.show('edition_feed'), null, 'the feed has nothing');
select is(pg_temp.show('publish_show', '{}', 'en', 'staff') ->> 'waiting' is not null, true, 'the page says that it waits');
select is(pg_temp.publish('1') ->> 'refused', 'DA409', 'while one waits there is no other');
create function pg_temp.cancel(who text default 'staff') returns jsonb language sql as $$
	select pg_temp.show('edition_cancel', jsonb_build_object('waiting', coalesce(pg_temp.show('publish_show', '{}', 'en', 'staff') ->> 'waiting', 'x')), 'en', who)
$$;
select is(pg_temp.cancel(who) ->> 'refused', 'DA404', 'it is not taken back by ' || who) from unnest('{panelist,chair,staff elsewhere}'::text[]) as who;
select is(pg_temp.show('edition_cancel', '{"waiting":"2030-01-01T09:00:00-05:00"}', 'en', 'staff') ->> 'refused', 'DA409', 'nor another than the one that was shown');
select is(pg_temp.cancel() ->> 'location', '/en/desk/test-2004/publish?done=edition-cancelled', 'staff take it back');
select is(pg_temp.cancel() ->> 'refused', 'DA409', 'once');
select is((select count(*) from edition), 0::bigint, 'and nothing of it is left');
select is(pg_temp.publish('1', jsonb_build_object('publish_at', pg_temp.hours(3))) ->> 'location', '/en/desk/test-2004/publish?done=scheduled', 'its number is free again');
select pg_temp.hour_comes() \g /dev/null
select is(pg_temp.show('edition_show') ->> 'number', '1', 'its hour comes: everybody reads it');
select is(pg_temp.show('edition_show') #>> '{meeting,published}', 'true', 'as what is published');
select is(pg_temp.cancel() ->> 'refused', 'DA409', 'now nobody takes it back');
set local role dais_registry;
delete from dais.edition_text;
reset role;
select is((select count(*) from edition_text), 4::bigint, 'nor does what takes editions back remove any of it');
select is(pg_temp.ask('staff', 'edition_show', '{"meeting": "test-2004"}') ->> 'number', '1', 'and it stays');

-- the second, with a paper
insert into file (id, meeting, submission, filing, language, number, upload, file_name, media_type, size, sha256, state, pages)
	values (pg_temp.id('file'), pg_temp.id('meeting'), pg_temp.id('paper'), pg_temp.id('filing'), 'en', 1, pg_temp.id('upload'), 'a.pdf',
		'application/pdf', 4, sha256('byte'), 'cleared', 1);
update slot_person set state = 'confirmed' where id = pg_temp.id('panelist in the slot');
update item set position = 4 where id = pg_temp.id('III') ;
update item set position = 3 where id = pg_temp.id('IV');
insert into schedule_entry (meeting, item, sitting) values (pg_temp.id('meeting'), pg_temp.id('III'), pg_temp.id('sitting'));
select is(pg_temp.publish('2', jsonb_build_object('publish_at', pg_temp.hours(3), 'tell', '1')) ->> 'location', '/en/desk/test-2004/publish?done=scheduled', 'the second waits');
select is(pg_temp.show('edition_show', '{}', 'en', who) ->> 'number', '1', 'meanwhile the first is read by ' || coalesce(nullif(who, ''), 'everybody')) from unnest('{"",staff}'::text[]) as who;
select is(pg_temp.show('edition_show', '{"number": "1"}', 'en', 'staff') ->> 'past', null, 'and is not a past one');
select is(pg_temp.ask_as('', 'select count(*) from dais.file'), '0', 'its paper is not public yet');
select is(jsonb_array_length(pg_temp.show('edition_list') -> 'editions'), 1, 'the list has one');
select pg_temp.tell() \g /dev/null
select is((select count(*) from outbox where template = 'edition'), 0::bigint, 'before its hour nobody is told');
update item set withdrawn = true where id = pg_temp.id('II');
select is((select count(*) from jsonb_array_elements(pg_temp.show('warning_list', '{}', 'en', 'staff') -> 'groups') as g where g ->> 'code' = 'edition-waits'), 1::bigint,
	'a warning says that it does not have what was changed since');
update item set withdrawn = false where id = pg_temp.id('II');
savepoint waiting;
update person set email = 'new@example.org' where id = pg_temp.id('panelist');
select pg_temp.hour_comes(), pg_temp.tell(), pg_temp.tell() \g /dev/null
select is((select string_agg(address, ', ' order by address) from outbox where template = 'edition'), 'contact@example.org, new@example.org',
	'in its hour whom it touches is told, once, where they are then: who speaks under the item that has moved');
select is((select string_agg(change ->> 'code', ' ' order by at) from outbox, jsonb_array_elements(data -> 'changes') with ordinality as c(change, at)
	where address = 'new@example.org'), 'item-moved time-changed person-named submission-released', 'of the item, of herself and of her paper');
select is((select string_agg(change ->> 'code', ' ' order by at) from outbox, jsonb_array_elements(data -> 'changes') with ordinality as c(change, at)
	where address = 'contact@example.org'), 'item-moved time-changed', 'the other is not told of her and her paper');
select is((select language from outbox where address = 'new@example.org'), 'es', 'in their language');
rollback to waiting;
update slot_person set state = 'taken off' where id = pg_temp.id('panelist in the slot');
select pg_temp.hour_comes(), pg_temp.tell() \g /dev/null
select is((select string_agg(address, ', ') from outbox where template = 'edition'), 'contact@example.org', 'who was taken off meanwhile is told nothing');
rollback to waiting;
select pg_temp.cancel() \g /dev/null
select is((select public_from from file), null, 'and its paper is as it was');
select pg_temp.publish('2', jsonb_build_object('publish_at', pg_temp.hours(3))) \g /dev/null
select pg_temp.hour_comes(), pg_temp.tell() \g /dev/null
select is(pg_temp.ask_as('', 'select count(*) from dais.file'), '1', 'in its hour the paper is public');
select is(pg_temp.show('edition_show', '{"number": "1"}') ->> 'past', '1', 'and the first a past one');
select is((select count(*) from outbox where template = 'edition'), 0::bigint, 'nobody is told who was not to be');

-- at once
update item set long_title = '{"en":"Opening"}' where id = pg_temp.id('I');
select is(pg_temp.publish('3', '{"tell": "1"}') ->> 'location', '/en/test-2004/editions/3/changes?done=published', 'the third at once');
select pg_temp.tell() \g /dev/null
select is((select count(*) from outbox where template = 'edition'), 0::bigint, 'what touches nobody is told to nobody');
select is(pg_temp.events(), 'edition cancelled 2, edition published 1, edition scheduled 4', 'each step is recorded');

select * from finish();
rollback;
