-- The schedule edited by staff: sittings make the days, what they take up goes with them, hours are those of the meeting's zone,
-- and every change can be taken back.
begin;
\ir world.psql
select plan(43);

create function pg_temp.do(function text, input jsonb, who text default 'staff') returns jsonb language sql as $$
	select pg_temp.ask(who, function, '{"meeting": "test-2004"}' || input)
$$;
-- What one act changed, taken back: each call is a transaction of its own to whoever uses the page.
create function pg_temp.act() returns void language sql as $$ select set_config('dais.act', '', true) $$;
create function pg_temp.undo() returns jsonb language plpgsql as $$
declare
	last uuid := (select act from change where kind in ('sitting', 'schedule_entry') order by id desc limit 1);
begin
	perform pg_temp.act();
	return pg_temp.do('change_undo', jsonb_build_object('act', last));
end $$;
create function pg_temp.sitting(held_on text, starts text default null, ends text default null, more jsonb default '{}') returns jsonb language plpgsql as $$
begin
	perform pg_temp.act();
	return pg_temp.do('sitting_create', jsonb_strip_nulls(jsonb_build_object('held_on', held_on, 'starts', starts, 'ends', ends)) || more);
end $$;
create function pg_temp.entry(item text, held_on text, starts text default null, ends text default null, more jsonb default '{}') returns jsonb language plpgsql as $$
begin
	perform pg_temp.act();
	return pg_temp.do('entry_create', jsonb_strip_nulls(jsonb_build_object('item', pg_temp.id(item), 'starts', starts, 'ends', ends,
		'sitting', (select s.id from sitting as s where s.held_on = entry.held_on::date order by position limit 1))) || more);
end $$;
create function pg_temp.days() returns text language sql as $$
	select string_agg(day || ' ' || to_char(held_on, 'MM-DD') || coalesce(' ' || to_char(starts at time zone 'America/New_York', 'HH24:MI'), ''), ', ' order by position)
	from sitting
$$;
create function pg_temp.hours() returns text language sql as $$
	select string_agg(n.number || ' ' || to_char(e.starts at time zone 'America/New_York', 'MM-DD HH24:MI') || to_char(e.ends at time zone 'America/New_York', '-HH24:MI')
			|| case when e.continued then ' continued' else '' end || case when e.parallel then ' parallel' else '' end, ', ' order by e.starts, n.path)
	from api.entries(pg_temp.id('meeting')) as e join api.item_numbers(pg_temp.id('meeting')) as n on n.item = e.item
$$;
create function pg_temp.code(answer jsonb) returns text language sql as $$
	select string_agg(e ->> 'field' || ' ' || (e ->> 'code'), ', ') from jsonb_array_elements(answer -> 'errors') as e
$$;
update item set day = 1 where parent is null;
update item set day = 2 where id = pg_temp.id('IV');

-- days appear from sittings
select ok(pg_temp.sitting('2027-03-13', '09:00', '12:00', '{"room":{"en":"Room A"}}') ? 'location', 'a sitting is added');
select is(pg_temp.days(), '1 03-13 09:00', 'and makes day one');
select ok(pg_temp.sitting('2027-03-15', '09:00', '12:00') ? 'location', 'another date');
select is(pg_temp.days(), '1 03-13 09:00, 2 03-15 09:00', 'makes day two');
select ok(pg_temp.sitting('2027-03-13', '14:00', '17:00') ? 'location', 'an afternoon');
select is(pg_temp.days(), '1 03-13 09:00, 1 03-13 14:00, 2 03-15 09:00', 'stands after the morning of its day');
select ok(pg_temp.sitting('2027-03-14') ? 'location', 'a day between');
select is(pg_temp.days(), '1 03-13 09:00, 1 03-13 14:00, 2 03-14, 3 03-15 09:00', 'moves the one after it on');
select is((select day from item where id = pg_temp.id('IV')), 3, 'with its items');
select ok(pg_temp.undo() ? 'location', 'which is taken back');
select is(pg_temp.days() || ' ' || (select day from item where id = pg_temp.id('IV')), '1 03-13 09:00, 1 03-13 14:00, 2 03-15 09:00 2', 'as it was');
select is((select string_agg(day ->> 'day' || ' ' || coalesce(day ->> 'short', '-'), ', ') from jsonb_array_elements(api.edition_snapshot(pg_temp.id('meeting')) -> 'days') as day),
	'1 -, 2 -', 'an edition has these days');
select is(api.edition_localized(api.edition_snapshot(pg_temp.id('meeting')), 'en') #> '{content,0,annotated}', 'null', 'which are called by their numbers');

-- hours
select is(pg_temp.code(pg_temp.sitting('2027-03-14', '02:30', '04:00')), 'starts hour-left-out', 'an hour that the clocks leave out is no hour');
select is(pg_temp.code(pg_temp.sitting('2027-02-30')), 'held_on not-a-time', 'there is no such day');
select is(pg_temp.code(pg_temp.sitting('2027-03-14', '25:00')), 'starts not-a-time', 'nor such an hour');
select is(pg_temp.code(pg_temp.sitting('2027-03-14', '10:00', '09:00')), 'ends ends-early', 'the end comes after the beginning');
select is(pg_temp.code(pg_temp.sitting('2027-03-14', null, '09:00')), 'starts begins-missing', 'no end without a beginning');
select is(pg_temp.code(pg_temp.do('slot_extend', jsonb_build_object('slot', pg_temp.id('slot CIM'), 'until', '2027-03-14T02:30', 'reason', 'x', 'beyond', true, 'revision', '1'))),
	'until hour-left-out', 'a deadline is told the same');

-- what a sitting takes up
select is(pg_temp.entry('III', '2027-03-13', '09:00', '10:00') ->> 'location', '/en/desk/test-2004/schedule?done=saved&sitting='
	|| (select id from sitting where position = 1) || '#add', 'an item is taken up, and the form waits for the next');
select is(pg_temp.do('schedule_show', '{}') #>> '{form,starts}', '10:00', 'which begins where that one ends');
select is((select it ->> 'number' from jsonb_array_elements(pg_temp.do('schedule_show', '{}') -> 'items') as it where (it ->> 'chosen')::bool), null,
	'the item after it is its dialogue');
select ok(pg_temp.entry('III.dialogue', '2027-03-13', '09:30', '10:00') ? 'location', 'a dialogue inside of its panel''s time');
select ok(pg_temp.entry('IV', '2027-03-13', '09:45', '11:00', '{"room":{"en":"Room B"}}') ? 'location', 'another panel beside it');
select ok(pg_temp.entry('III', '2027-03-15', '09:00', '10:00') ? 'location', 'and the first goes on another day');
select is((select string_agg(n.address || ' ' || e.parallel || ' ' || e.continued, ', ' order by e.starts) from api.entries(pg_temp.id('meeting')) as e
	join api.item_numbers(pg_temp.id('meeting')) as n on n.item = e.item),
	'III true false, III.dialogue false false, IV true false, III false true', 'what runs beside another, and what continues');
select is(api.item_tree(pg_temp.id('meeting')) #>> '{2,schedule,1,continued}', 'true', 'an edition says so');
select is(api.item_tree(pg_temp.id('meeting')) #>> '{2,schedule,1,other_day}', '2027-03-15', 'and which day, where it is not the item''s own');
select is(api.item_tree(pg_temp.id('meeting')) #>> '{3,schedule,0,room,en}', 'Room B', 'an entry''s own room goes before its sitting''s');
select is(pg_temp.code(pg_temp.entry('nothing', '2027-03-13')), 'item choose', 'an item that is not there');
select is(pg_temp.code(pg_temp.entry('III', '2027-03-13', '09:00', '08:00')), 'ends ends-early', 'hours are looked at here, too');

-- two editors
create function pg_temp.change(item text, fields jsonb) returns jsonb language plpgsql as $$
declare
	e schedule_entry := (select e from schedule_entry as e where e.item = pg_temp.id(change.item) order by starts limit 1);
begin
	perform pg_temp.act();
	return pg_temp.do('entry_change', jsonb_build_object('entry', e.id, 'item', e.item, 'sitting', e.sitting, 'room', e.room, 'revision', '1') || fields);
end $$;
select ok(pg_temp.change('IV', '{"starts":"09:45","ends":"11:15","room":{"en":"Room B"}}') ? 'location', 'one makes it longer');
select ok(pg_temp.change('IV', '{"starts":"09:45","ends":"11:00","room":{"en":"Room C"}}') ? 'location', 'another, who has not seen that, gives it another room');
select is((select to_char(ends at time zone 'America/New_York', 'HH24:MI') || ' ' || (room ->> 'en') from schedule_entry where item = pg_temp.id('IV')),
	'11:15 Room C', 'both count');
select is(pg_temp.change('IV', '{"starts":"09:45","ends":"11:30","room":{"en":"Room B"}}') ->> 'refused', 'DA409', 'who changes the same is told');
select ok(pg_temp.change('III', '{"starts":"09:00","ends":"10:15","along":true,"room":null}') ? 'location', 'a longer panel moves what follows');
select is(pg_temp.hours(), 'III 03-13 09:00-10:15 parallel, IV 03-13 09:45-11:15 parallel, III 03-15 09:00-10:00 continued',
	'in its own sitting only what begins after it');

-- a sitting moves with what it takes up, over the night in which the clocks change
select ok(pg_temp.do('sitting_change', jsonb_build_object('sitting', (select id from sitting where position = 1), 'held_on', '2027-03-16', 'starts', '09:00',
	'ends', '12:00', 'revision', '1', 'room', '{"en":"Room A"}'::jsonb)) ? 'location', 'a sitting is moved to another day');
select is(pg_temp.days() || '; ' || pg_temp.hours(), '1 03-13 14:00, 2 03-15 09:00, 3 03-16 09:00; III 03-15 09:00-10:00, III 03-16 09:00-10:15 continued parallel, IV 03-16 09:45-11:15 parallel',
	'at the same hours');
select ok(pg_temp.do('sitting_delete', jsonb_build_object('sitting', (select id from sitting where position = 3))) ? 'location', 'a sitting is deleted');
select is((select count(*) from schedule_entry), 1::bigint, 'with its hours');
select ok(pg_temp.undo() ? 'location', 'and put back');
select is((select count(*) from schedule_entry), 4::bigint, 'with them');

select * from finish();
rollback;
