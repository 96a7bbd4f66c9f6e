-- Editions: frozen, readable by all, changed by nobody; the change list; languages and their fallback.
begin;
\ir world.psql
select plan(90);

create function pg_temp.show(function text, more jsonb default '{}', lang text default 'en', who text default '') returns jsonb
	language sql as $$ select pg_temp.ask(who, function, '{"meeting": "test-2004"}' || more, lang) $$;
create function pg_temp.publish(number text, note text default null, who text default 'staff') returns jsonb
	language sql as $$ select pg_temp.show('edition_publish', jsonb_strip_nulls(jsonb_build_object('number', number, 'note', note::jsonb)), 'en', who) $$;
create function pg_temp.codes(number integer) returns text language sql as $$
	select string_agg(change ->> 'code' || coalesce(' ' || (change ->> 'number'), ''), ', ')
	from jsonb_array_elements((select changes from edition where edition.number = codes.number and meeting = pg_temp.id('meeting'))) as change
$$;
insert into sitting (id, meeting, day, held_on, position, heading, annotated_heading, starts, ends)
	values (pg_temp.id('sitting'), pg_temp.id('meeting'), 1, current_date + 30, 1,
		'{"en": "DAY ONE"}', '{"en": "--DAY ONE--"}', now() + interval '30 days', now() + interval '31 days');

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
update slot_person set state = 'confirmed' where id = pg_temp.id('panelist in the slot');
update slot_person set state = 'confirmed' where id = pg_temp.id('contact in the slot');
select is(pg_temp.show('publish_show', '{}', 'en', who) ->> 'refused', 'DA404', 'the page is not for ' || who)
	from unnest('{stranger,panelist,chair,staff elsewhere,focal point}'::text[]) as who;
select is(pg_temp.publish('2', null, who) ->> 'refused', 'DA404', who || ' cannot publish')
	from unnest('{stranger,panelist,chair,staff elsewhere,focal point}'::text[]) as who;
select is(pg_temp.ask_as('chair', format('insert into dais.edition (meeting, document, number, data) values (%L, %L, 2, ''{"format":1}'') returning 1',
	pg_temp.id('meeting'), api.program_of(pg_temp.id('meeting')))),
	'refused', 'the row policy says so too');
select is(pg_temp.publish('1') ->> 'refused', 'DA409', 'an edition that was issued meanwhile is a conflict');
select is(pg_temp.show('edition_show') #> '{days,0,items,2,people}', '[]', 'until then the public sees the first edition');
select is(pg_temp.publish('2', '{"en": "A note", "fr": "Une note"}') ->> 'location', '/en/test-2004/editions/2/changes?done=published', 'with a change staff publish');
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
update slot_person set state = 'declined' where id = pg_temp.id('panelist in the slot');
select is((pg_temp.publish('3') ->> 'refused'), null, 'many changes at once');
select is(pg_temp.codes(3), 'state, item-added I, item-moved II, time-changed III, person-gone III, item-renamed IV, annotation-changed IV, item-removed II',
	'are told in the order of the agenda');
select is((select change ->> 'was' from jsonb_array_elements((select changes from edition where number = 3)) as change
	where change ->> 'code' = 'item-moved'), 'I', 'a moved item says where it stood');

-- what is frozen, whole
insert into sitting (id, meeting, day, held_on, position, name, room, starts, ends)
	values (pg_temp.id('day ten'), pg_temp.id('meeting'), 10, '2099-01-10', 11, null, null, null, null),
		(pg_temp.id('day two'), pg_temp.id('meeting'), 2, '2099-01-02', 2, '{"en":"Morning"}', '{"en":"Hall of the Americas"}',
			'2099-01-02 09:00-05', '2099-01-02 13:00-05');
update schedule_entry set sitting = pg_temp.id('day two'), starts = '2099-01-02 09:30-05', ends = '2099-01-02 10:00-05' where item = pg_temp.id('III');
select is(pg_temp.publish('4') ->> 'refused', null, 'more days');
select is(jsonb_path_query_array(pg_temp.show('edition_show'), '$.days[*].day'), '[1, 2, 10]', 'days stand in the order of their numbers: 10 after 2');
select is(pg_temp.show('edition_show') #> '{days,1,sittings,0}', '{"name": {"text": "Morning", "fallback": null},
	"room": {"text": "Hall of the Americas", "fallback": null}, "starts_at": "2099-01-02T09:00:00-05:00", "ends_at": "2099-01-02T13:00:00-05:00"}',
	'a sitting is frozen with its name, room and whole times');
select is(pg_temp.show('item_show', '{"item": "III"}') #> '{item,schedule,0}', '{"held_on": "2099-01-02", "continued": false, "other_day": null, "sitting": {"text": "Morning", "fallback": null},
	"room": {"text": "Hall of the Americas", "fallback": null}, "starts_at": "2099-01-02T09:30:00-05:00", "ends_at": "2099-01-02T10:00:00-05:00",
	"starts": "09:30", "ends": "10:00"}', 'so is an item''s hour');
select is((select data ->> 'format' from edition where number = 4), '1', 'and the number of the form in which it is frozen');
update sitting set room = '{"en":"Room B"}' where id = pg_temp.id('day two');
select is(pg_temp.show('edition_show') #>> '{days,1,sittings,0,room,text}', 'Hall of the Americas', 'a room that changes later has not changed in it');

-- texts by language
update item set long_title = long_title || '{"es":"Experiencias"}', annotation = '{"en":"A text","fr":"Un texte"}' where id = pg_temp.id('IV');
select is(pg_temp.publish('5', '{"fr":"Une note"}') ->> 'refused', null, 'a room and translations');
select is(pg_temp.codes(5), 'day-room, room-changed III, item-renamed IV, annotation-changed IV', 'are in the list');
select is((select string_agg(change ->> 'languages', ' ') from jsonb_array_elements((select changes from edition where number = 5)) as change),
	format('%1$s %1$s ["es"] %1$s', to_jsonb(api.language_codes())), 'with the languages whose readers see something else');
create function pg_temp.told(lang text) returns text language sql as $$
	select string_agg(change ->> 'code' || coalesce(' ' || (change #>> '{elsewhere,0,language}'), ''), ', ')
	from jsonb_array_elements(pg_temp.show('edition_changes', '{"number": "5"}', lang) -> 'changes') as change
	where change ->> 'number' = 'IV'
$$;
select is(pg_temp.told('es'), 'item-renamed es, annotation-changed en', 'a reader of Spanish is told of the new title');
select is(pg_temp.told('pt'), 'changed-elsewhere es, annotation-changed en', 'another that something changed in Spanish');
select is(pg_temp.show('edition_changes', '{"number": "5"}', 'es') -> 'note', '{"text": "Une note", "fallback": "fr"}', 'a note is marked as not Spanish');
select is(pg_temp.show('edition_list', '{}', 'fr') #> '{editions,0,note}', '{"text": "Une note", "fallback": null}', 'and French where it is');

-- every kind of change, told between two editions that are written here
create temporary table was as select '{"state": "draft", "document": {"footnotes": []}, "days": [{"day": 1, "held_on": "2030-01-01", "short": {"en": "ONE"}, "annotated": null,
	"sittings": [{"name": null, "room": {"en": "Hall"}, "starts_at": "2030-01-01T09:00:00-05:00", "ends_at": "2030-01-01T13:00:00-05:00"}]}], "items": [
	{"id": "a", "number": "I", "day": 1, "kind": "panel", "withdrawn": false, "short_title": {"en": "A"}, "long_title": {"en": "A"}, "line": {"label": null, "text": {"en": "X"}},
		"schedule": [{"held_on": "2030-01-01", "room": null, "starts_at": "09:00", "ends_at": "10:00"}], "children": [
			{"id": "d", "number": null, "day": null, "kind": "dialogue", "withdrawn": false, "short_title": {"en": "D"}, "long_title": {"en": "D"}, "children": []}]},
	{"id": "b", "number": "II", "day": 1, "kind": "panel", "withdrawn": true, "short_title": {"en": "B"}, "long_title": {"en": "B"}, "children": []}]}'::jsonb as data;
create function pg_temp.codes(before jsonb, after jsonb) returns text language sql as $$
	select string_agg(concat_ws(' ', change ->> 'code', change ->> 'number', change ->> 'day'), ', ') from jsonb_array_elements(api.edition_difference(before, after)) as change
$$;
select is(pg_temp.codes(data, data), null, 'what is the same is no change') from was;
select is(pg_temp.codes(data, jsonb_set(data, path::text[], value::jsonb)), codes, codes) from was, (values
	('{items,0,kind}', '"working"', 'kind-changed I'),
	('{items,0,withdrawn}', 'true', 'item-withdrawn I'),
	('{items,1,withdrawn}', 'false', 'item-restored II'),
	('{items,0,day}', '2', 'item-elsewhere I'),
	('{items,0,line,text}', '{"en":"X","es":"Y"}', 'line-changed I'),
	('{items,0,schedule,0,ends_at}', '"11:00"', 'time-changed I'),
	('{items,0,schedule,0,room}', '{"en":"B"}', 'room-changed I'),
	('{items,0,children}', '[]', 'item-removed'),
	('{document,footnotes}', '[{"text":{"en":"F"}}]', 'document'),
	('{days,0,held_on}', '"2030-01-02"', 'day-moved 1'),
	('{days,0,short}', '{"en":"DAY ONE"}', 'day-heading 1'),
	('{days,0,sittings,0,ends_at}', '"2030-01-01T12:00:00-05:00"', 'day-sittings 1'),
	('{days,0,sittings,1}', '{"name": null, "room": null, "starts_at": null, "ends_at": null}', 'day-sittings 1'),
	('{days,0,sittings,0,room}', '{"en":"Room B"}', 'day-room 1'),
	('{days,1}', '{"day": 2, "held_on": "2030-01-02", "sittings": []}', 'day-added 2'),
	('{days}', '[]', 'day-removed 1')) as c(path, value, codes);
select is(pg_temp.codes(data, jsonb_set(jsonb_set(data, '{items,0,number}', '"III"'), '{items,0,long_title}', '{"en":"AA"}')), 'item-moved III, item-renamed III',
	'an item both moved and renamed is told as both') from was;

select is(pg_temp.codes(data, jsonb_set(jsonb_set(data, '{items,0,children}', '[]'), '{items,1,children}', data #> '{items,0,children}')), 'item-elsewhere',
	'one that stands below another item') from was;

-- another document, for others
create function pg_temp.issue(audience text, data jsonb) returns integer language sql as $$
	select api.edition_freeze(pg_temp.id('participants'), audience, data, '[]', null)
$$;
insert into document (id, meeting, kind) values (pg_temp.id('participants'), pg_temp.id('meeting'), 'list of participants');
select is((pg_temp.issue('participants', '{"format":1,"document":{},"content":[{"name":"A","title":{"es":"Experta"}}]}'),
	pg_temp.issue('secretariat', '{"format":1,"document":{},"content":[{"name":"A","email":"a@example.org"}]}')), (1, 2), 'has numbers of its own');
select is(pg_temp.ask_as(who, 'select string_agg(audience, '','' order by audience) from dais.edition where document = '''
	|| pg_temp.id('participants') || ''''), expected, 'editions that ' || coalesce(nullif(who, ''), 'the public') || ' reads')
	from (values ('', null), ('stranger', null), ('staff elsewhere', null), ('panelist', 'participants'), ('focal point', 'participants'),
		('chair', 'participants'), ('staff', 'participants,secretariat')) as w(who, expected);
select is(pg_temp.ask_as(who, 'select count(distinct audience) from dais.edition_text where document = ''' || pg_temp.id('participants') || ''''),
	expected, 'and ready texts') from (values ('', '0'), ('panelist', '1'), ('staff', '2')) as w(who, expected);
select is(pg_temp.ask_as(who, 'select count(*) from dais.document where kind <> ''program'''), expected, 'and the document itself')
	from (values ('', '0'), ('stranger', '0'), ('panelist', '1')) as w(who, expected);
select is(pg_temp.ask_as('', 'select content #>> ''{0,title,fallback}'' from dais.edition_text limit 1'), null, 'nothing else of it is public');
select is((select content #>> '{0,title,fallback}' from edition_text where document = pg_temp.id('participants') and number = 1 and language = 'en'), 'es',
	'its texts are localized like a program''s');

-- for ever
select is(pg_temp.ask_as('admin', 'update dais.edition set note = null returning 1'), 'refused', 'nobody changes an edition');
select is((select count(*) from edition_text where document = api.program_of(pg_temp.id('meeting'))), 20::bigint, 'each edition is ready in four languages');

select * from finish();
rollback;
