-- Editions: frozen, readable by all, changed by nobody; the change list; languages and their fallback.
begin;
\ir world.psql
select plan(42);

create function pg_temp.show(function text, more jsonb default '{}', lang text default 'en', who text default '') returns jsonb
	language sql as $$ select pg_temp.ask(who, function, '{"meeting": "test-2004"}' || more, lang) $$;
create function pg_temp.publish(number text, note text default null, who text default 'staff') returns jsonb
	language sql as $$ select pg_temp.show('edition_publish', jsonb_build_object('number', number, 'note', note), 'en', who) $$;
create function pg_temp.codes(number integer) returns text language sql as $$
	select string_agg(change ->> 'code' || coalesce(' ' || (change ->> 'number'), ''), ', ')
	from jsonb_array_elements((select changes from edition where edition.number = codes.number and meeting = pg_temp.id('meeting'))) as change
$$;
insert into sitting (id, meeting, day, held_on, position, label, starts, ends)
	values (pg_temp.id('sitting'), pg_temp.id('meeting'), 1, current_date + 30, 1,
		'{"short": {"en": "DAY ONE"}, "annotated": {"en": "--DAY ONE--"}}', now() + interval '30 days', now() + interval '31 days');

-- before the first edition
select is(pg_temp.show('edition_show'), null, 'no edition: no program');
select is(pg_temp.ask('', 'meeting_list') -> 'meetings', '[]', 'and the meeting is in no list');
select is(pg_temp.ask_as('', 'select count(*) from dais.meeting'), '0', 'nor to be found');
select is(pg_temp.show('publish_show', '{}', 'en', 'staff') -> 'first', 'true', 'staff see that this will be the first');
select is(pg_temp.publish('1', null, 'staff') ->> 'location', '/en/test-2004/editions/1/changes?done=published', 'staff publish');

-- reading
select is(pg_temp.show('edition_show') ->> 'number', '1', 'the public reads the first edition');
select is(jsonb_array_length(pg_temp.ask('', 'meeting_list') -> 'meetings'), 1, 'and finds the meeting');
select is(pg_temp.show('edition_show') #> '{days,0,annotated}', '{"open": "--", "text": "DAY ONE", "close": "--", "fallback": null}',
	'the marks of a day stand apart');
select is(pg_temp.show('edition_show', '{}', 'es') #> '{days,0,items,2,long_title}', '{"text": "Experiences of organs", "fallback": "en"}',
	'a text that is not there in Spanish is shown in English, and says so');
select is(pg_temp.show('edition_show', '{}', 'es') #>> '{meeting,name}', 'Sesión Especial', 'what is there is Spanish');
select is(pg_temp.show('item_show', '{"item": "iii"}') #>> '{item,children,0,kind}', 'dialogue', 'an item with its dialogue');
select is(pg_temp.show('item_show', '{"item": "III"}') #>> '{next,number}', 'IV', 'and the one after it');
select is(pg_temp.show('item_show', '{"item": "V"}'), null, 'no such item');
select is(pg_temp.show('edition_show', '{"number": "2"}'), null, 'no such edition');
select is(pg_temp.show('edition_show', '{"number": "x"}'), null, 'no edition of such a number');
select is(pg_temp.show('edition_show', '{"number": "99999999999999999999"}'), null, 'nor of a huge one');
select is(pg_temp.ask('', 'edition_show', '{"meeting": "test-2005"}'), null, 'a meeting without an edition');
select is(pg_temp.show('edition_changes', '{"number": "1"}') ->> 'changes', '[]', 'the first has no changes');

-- publishing is for staff of this meeting, once, and when there is something to say
select is(pg_temp.publish('2') #>> '{errors,0,code}', 'no-change', 'nothing changed: nothing to publish');
update slot_person set state = 'confirmed' where id = pg_temp.id('place of panelist');
update slot_person set state = 'confirmed' where id = pg_temp.id('place of contact');
select is(pg_temp.show('publish_show', '{}', 'en', who), null, 'the page is not for ' || who)
	from unnest('{stranger,panelist,chair,staff elsewhere,focal point}'::text[]) as who;
select is(pg_temp.publish('2', null, who) ->> 'refused', 'DA404', who || ' cannot publish')
	from unnest('{stranger,panelist,chair,staff elsewhere,focal point}'::text[]) as who;
select is(pg_temp.ask_as('chair', format('insert into dais.edition (meeting, number, data) values (%L, 2, ''{}'') returning 1', pg_temp.id('meeting'))),
	'refused', 'the row policy says so too');
select is(pg_temp.publish('1') ->> 'refused', 'DA409', 'an edition that was issued meanwhile is a conflict');
select is(pg_temp.show('edition_show') #> '{days,0,items,2,people}', '[]', 'until then the public sees the first edition');
select is(pg_temp.publish('2', 'A note') ->> 'location', '/en/test-2004/editions/2/changes?done=published', 'with a change staff publish');
select is(pg_temp.codes(2), 'person-named III', 'a confirmed person is named; the contact of an institution is not');
select is(pg_temp.show('edition_show') #>> '{days,0,items,2,people,0,name}', 'Panelist', 'now the public sees her');
select is(pg_temp.show('edition_show', '{"number": "1"}') #> '{days,0,items,2,people}', '[]', 'and the first edition stays as it was');
select is(pg_temp.show('edition_show', '{"number": "1"}') ->> 'past', '1', 'which says that it is a past one');

-- the change list
insert into item (id, meeting, parent, position, kind, long_title, annotation)
	values (pg_temp.id('extra'), pg_temp.id('meeting'), null, 0, 'panel', '{"en":"Extra"}', '{"en":"New"}');
update item set long_title = '{"en":"Experiences of all states"}', annotation = '{"en":"Longer"}' where id = pg_temp.id('IV');
delete from item where id = pg_temp.id('II');
update meeting set agenda_state = 'revised' where id = pg_temp.id('meeting');
insert into schedule_entry (meeting, item, sitting, starts, ends)
	values (pg_temp.id('meeting'), pg_temp.id('III'), pg_temp.id('sitting'), now() + interval '30 days', now() + interval '30 days 1 hour');
update slot_person set state = 'declined' where id = pg_temp.id('place of panelist');
select is((pg_temp.publish('3') ->> 'refused'), null, 'many changes at once');
select is(pg_temp.codes(3), 'state, item-added I, item-moved II, time-changed III, person-gone III, item-renamed IV, annotation-changed IV, item-removed II',
	'are told in the order of the agenda');
select is((select change ->> 'was' from jsonb_array_elements((select changes from edition where number = 3)) as change
	where change ->> 'code' = 'item-moved'), 'I', 'a moved item says where it stood');

-- for ever
select is(pg_temp.ask_as('admin', 'update dais.edition set note = '''' returning 1'), 'refused', 'nobody changes an edition');
select is((select count(*) from edition_text where meeting = pg_temp.id('meeting')), 12::bigint, 'each edition is ready in four languages');

select * from finish();
rollback;
