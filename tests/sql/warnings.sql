-- Warnings of a meeting that is being prepared: each is there when it should be, and only then; and the preview of its pages.
begin;
\ir world.psql
select plan(29);

-- The warnings of a kind: the items, or places, that they are about.
create function pg_temp.warned(code text) returns text language sql as $$
	select string_agg(coalesce(line #>> '{item,number}', line #>> '{sitting,name,text}', '-') || coalesce('/' || (line #>> '{other,number}'), '')
			|| coalesce(' ' || (line ->> 'name'), '') || coalesce(' ' || (line ->> 'said'), ''), ', ')
	from jsonb_array_elements(pg_temp.ask('staff', 'warning_list', '{"meeting":"test-2004"}') -> 'groups') as kind, jsonb_array_elements(kind -> 'lines') as line
	where kind ->> 'code' = warned.code
$$;
create function pg_temp.at(hour text) returns timestamptz language sql as $$ select (to_char(current_date + 30, 'YYYY-MM-DD ') || hour)::timestamp at time zone 'America/New_York' $$;

select is(pg_temp.warned('outside'), null, 'without sittings nothing is outside of them');
select is(pg_temp.warned('no-places'), 'II', 'a panel for which nobody is foreseen');
select is(pg_temp.warned('text-missing'), 'I, II, III, -, IV', 'texts in English only');
update item set long_title = '{"en":"A","es":"B","fr":"C","pt":"D"}' where id <> pg_temp.id('IV');
select is(pg_temp.warned('text-missing'), 'IV', 'those that are there are not missing');

insert into sitting (id, meeting, day, held_on, position, name, room, starts, ends)
	values (pg_temp.id('morning'), pg_temp.id('meeting'), 1, current_date + 30, 1, '{"en":"Morning"}', '{"en":"Room A"}', pg_temp.at('09:00'), pg_temp.at('12:00'));
select is(pg_temp.warned('outside'), 'I, II, III, IV', 'no item is taken up yet; a dialogue belongs to its panel');
insert into schedule_entry (id, meeting, item, sitting, starts, ends) values
	(pg_temp.id('I at'), pg_temp.id('meeting'), pg_temp.id('I'), pg_temp.id('morning'), pg_temp.at('09:00'), pg_temp.at('09:30')),
	(pg_temp.id('III at'), pg_temp.id('meeting'), pg_temp.id('III'), pg_temp.id('morning'), pg_temp.at('09:30'), pg_temp.at('11:00')),
	(pg_temp.id('dialogue at'), pg_temp.id('meeting'), pg_temp.id('III.dialogue'), pg_temp.id('morning'), pg_temp.at('10:30'), pg_temp.at('11:00'));
select is(pg_temp.warned('outside'), 'II, IV', 'two are outside of every sitting');
select is((select string_agg(i ->> 'id', ',') from jsonb_array_elements(pg_temp.ask('staff', 'schedule_show', jsonb_build_object('meeting', 'test-2004', 'item', pg_temp.id('IV'))) -> 'items') as i
	where (i ->> 'chosen')::boolean), pg_temp.id('IV')::text, 'the form for its hours begins with the item that the warning names');
select is(pg_temp.warned('overlap'), null, 'what follows, and what runs inside of its panel, does not overlap');
insert into schedule_entry (id, meeting, item, sitting, starts, ends) values
	(pg_temp.id('IV at'), pg_temp.id('meeting'), pg_temp.id('IV'), pg_temp.id('morning'), pg_temp.at('10:00'), pg_temp.at('10:15')),
	(pg_temp.id('II at'), pg_temp.id('meeting'), pg_temp.id('II'), pg_temp.id('morning'), pg_temp.at('10:40'), pg_temp.at('11:20'));
select is(pg_temp.warned('overlap'), 'II/III, IV/III', 'two that do, also with one between');
update schedule_entry set room = '{"en":"Room B"}' where id = pg_temp.id('II at');
select is(pg_temp.warned('overlap'), 'IV/III', 'in another room it runs in parallel');
select is(pg_temp.warned('outside-hours'), null, 'all are inside of the sitting''s hours');
update sitting set ends = pg_temp.at('11:00') where id = pg_temp.id('morning');
select is(pg_temp.warned('outside-hours'), 'II', 'one is not');
update item set kind = 'break' where id = pg_temp.id('II');
select is(pg_temp.warned('outside-hours'), null, 'a break may be: lunch');
update item set kind = 'panel' where id = pg_temp.id('II');

insert into sitting (id, meeting, day, held_on, position, name, room, starts, ends)
	values (pg_temp.id('other'), pg_temp.id('meeting'), 1, current_date + 30, 2, '{"en":"Other"}', '{"en":"room a"}', pg_temp.at('11:00'), pg_temp.at('12:00'));
select is(pg_temp.warned('room-twice'), null, 'a room used after another sitting');
update sitting set starts = pg_temp.at('10:59') where id = pg_temp.id('other');
select is((select count(*) from api.warnings((select m from meeting as m where slug = 'test-2004'), 'en') where code = 'room-twice'), 1::bigint, 'or at the same time');
update sitting set room = '{"en":"Room B"}' where id = pg_temp.id('other');
select isnt(pg_temp.warned('room-twice'), null, 'or by an item of another sitting');
update sitting set held_on = current_date + 300 where id = pg_temp.id('other');
select is(pg_temp.warned('other-date'), 'Other', 'a sitting on a day that is not the meeting''s');

insert into slot_person (meeting, slot, name, person, state) values (pg_temp.id('meeting'), pg_temp.id('slot experts'), 'Panelist', pg_temp.id('panelist'), 'invited');
select is(pg_temp.warned('person-twice'), 'III/IV Panelist', 'a person at two items at once');
update schedule_entry set starts = pg_temp.at('11:00'), ends = pg_temp.at('12:00') where id = pg_temp.id('IV at');
select is(pg_temp.warned('person-twice'), null, 'one after the other');
update schedule_entry set starts = pg_temp.at('10:00'), ends = pg_temp.at('12:00') where id = pg_temp.id('IV at');
update slot_person set state = 'declined' where person = pg_temp.id('panelist') and slot = pg_temp.id('slot experts');
select is(pg_temp.warned('person-twice'), null, 'who has declined is nowhere');

update item set annotation = '{"en":"As agreed under items II and III, and in Panel IX.","es":"Según el punto III."}' where id = pg_temp.id('IV');
select is(pg_temp.warned('number-nowhere'), 'IV IX', 'a number that there is not');
select is(pg_temp.warned('number-moved'), null, 'before the first edition no number has moved');
select is((select string_agg(n, ' ' order by n) from api.numbers_in('See items III, IV and V.a, item VI bis, section 2.1; Section X. As in III, panel. Voir les points VII et VIII.') as n),
	'2.1 III IV V.a VI bis VII VIII X', 'the numbers that a text speaks of');
select ok(pg_temp.ask('staff', 'edition_publish', '{"meeting":"test-2004","number":"1"}') ? 'location', 'an edition is issued');
update item set position = 2.5, parent = null where id = pg_temp.id('IV');
select is(pg_temp.warned('number-moved'), 'III/IV III', 'then a panel moves, and a text still says its former number');

-- the preview
select is(pg_temp.ask('staff', 'preview_show', '{"meeting":"test-2004"}') #>> '{days,0,items,2,long_title,text}', 'Experiences of member states', 'staff read the next edition before it is issued');
select is(pg_temp.ask('', 'edition_show', '{"meeting":"test-2004"}') #>> '{days,0,items,2,long_title,text}', 'A', 'the public the last');
select is(pg_temp.ask('staff', 'preview_item', '{"meeting":"test-2004","item":"III"}') ->> 'heading', 'Experiences of member states', 'an item''s page too');
select is(pg_temp.ask('', 'preview_show', '{"meeting":"test-2004"}') ->> 'refused', 'DA404', 'which nobody else sees');

select * from finish();
rollback;
