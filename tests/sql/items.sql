-- The agenda tree: numbers come from the order, a fixed number stays, addresses find their item.
begin;
\ir world.psql
select plan(40);

create function pg_temp.numbers() returns text language sql as $$
	select string_agg(coalesce(number, '-') || ' ' || address, ', ' order by path) from api.item_numbers(pg_temp.id('meeting'))
$$;

select is(pg_temp.numbers(), 'I I, II II, III III, - III.dialogue, IV IV', 'roman at the top; a dialogue has an address and no number');

insert into item (id, meeting, parent, position, kind, long_title)
	select pg_temp.id('IV.' || n), pg_temp.id('meeting'), pg_temp.id('IV'), n, 'panel', '{"en":"A part"}' from generate_series(1, 28) as n;
select is((select number from api.item_numbers(pg_temp.id('meeting')) where item = pg_temp.id('IV.2')), 'IV.b', 'letters below');
select is((select own from api.item_numbers(pg_temp.id('meeting')) where item = pg_temp.id('IV.28')), 'bb', 'after z comes aa');
delete from item where parent = pg_temp.id('IV');

insert into item (id, meeting, parent, position, kind, long_title)
	values (pg_temp.id('new'), pg_temp.id('meeting'), null, 0, 'panel', '{"en":"First of all"}');
select is((select number from api.item_numbers(pg_temp.id('meeting')) where item = pg_temp.id('III')), 'IV', 'an item before moves the others on');
update item set withdrawn = true where id = pg_temp.id('new');
select is((select number from api.item_numbers(pg_temp.id('meeting')) where item = pg_temp.id('III')), 'III', 'a withdrawn item gives its number up');
update item set position = 99 where id = pg_temp.id('new');

update item set fixed_number = n.number from api.item_numbers(pg_temp.id('meeting')) as n where n.item = item.id;
insert into item (id, meeting, parent, position, kind, fixed_number, long_title)
	values (pg_temp.id('bis'), pg_temp.id('meeting'), null, 30, 'panel', 'III bis', '{"en":"Afterwards"}');
update item set withdrawn = true where id = pg_temp.id('II');
update item set position = case id when pg_temp.id('bis') then 31 else position * 10 end where meeting = pg_temp.id('meeting') and parent is null;
select is(pg_temp.numbers(), 'I I, II II, III III, - III.dialogue, III bis III-bis, IV IV, - panel',
	'once adopted, numbers stay: withdrawn, and III bis');

select is(api.item_of(pg_temp.id('meeting'), 'III-bis'), pg_temp.id('bis'), 'an address finds its item');
select is(api.item_of(pg_temp.id('meeting'), 'III.dialogue'), pg_temp.id('III.dialogue'), 'also a dialogue');
select is(api.item_of(pg_temp.id('meeting'), pg_temp.id('IV')::text), pg_temp.id('IV'), 'so does its id');
select is(api.item_of(pg_temp.id('other meeting'), pg_temp.id('IV')::text), null, 'but not in another meeting');
select is(api.item_of(pg_temp.id('meeting'), 'XX'), null, 'no such item');

-- for whom somebody speaks
create function pg_temp.party() returns jsonb language sql as $$
	select jsonb_path_query_first(api.item_tree(pg_temp.id('meeting')), '$[*].people[*].party_name')
$$;
update slot_person set state = 'confirmed' where id = pg_temp.id('panelist in the slot');
select is(pg_temp.party(), '{"en":"Inter-American Commission of Women"}', 'for the party that designates the slot');
insert into representation (meeting, slot_person, party, position) values (pg_temp.id('meeting'), pg_temp.id('panelist in the slot'), pg_temp.id('MEX'), 1);
select is(pg_temp.party(), '{"en":"Mexico","es":"México"}', 'for another');
insert into representation (meeting, slot_person, party, position) values (pg_temp.id('meeting'), pg_temp.id('panelist in the slot'), pg_temp.id('CIM'), 2);
select is(pg_temp.party(), '{"en":"Mexico, Inter-American Commission of Women","es":"México, Inter-American Commission of Women"}', 'or for several');
select is(clerk.packet_entries(pg_temp.id('III'), 'es') #>> '{0,short}', 'México, Inter-American Commission of Women', 'in a packet too');

select is(pg_temp.ask_as('', 'select count(*) from dais.item'), '0', 'the public does not see the live tree');
select is(pg_temp.ask_as('stranger', 'select count(*) from dais.item'), '0', 'nor does who takes no part');
select isnt(pg_temp.ask_as('staff', 'select count(*) from dais.item'), '0', 'staff do');
select is(pg_temp.ask_as('staff elsewhere', 'select count(*) from dais.item'), '0', 'of their own meetings');

delete from item where id in (pg_temp.id('bis'), pg_temp.id('new'));

-- printed numbers that count follow the order until then
create function pg_temp.moves(way text, name text) returns text language plpgsql as $$
begin
	perform pg_temp.ask('staff', 'item_move', jsonb_build_object('meeting', 'test-2004', way, pg_temp.id(name)));
	return pg_temp.printed();
end $$;
create function pg_temp.printed() returns text language sql as $$
	select string_agg(fixed_number || ' ' || (select name from unnest('{I,II,III,IV,below}'::text[]) as name where pg_temp.id(name) = item.id), ', ' order by fixed_number)
	from item where meeting = pg_temp.id('meeting')
$$;
create temporary table places as select id, position from item;
update item set withdrawn = false, fixed_number = array_position('{I,II,III,IV}', n.number) from api.item_numbers(pg_temp.id('meeting')) as n
	where n.item = item.id and n.number in ('I', 'II', 'III', 'IV');
insert into item (id, meeting, parent, position, kind, fixed_number, long_title) values (pg_temp.id('below'), pg_temp.id('meeting'), pg_temp.id('III'), 99, 'panel', '3.1', '{"en":"Below"}');
select is(pg_temp.moves('up', 'III'), '1 I, 2 III, 2.1 below, 3 II, 4 IV', 'whoever moves has the number of the place, and what is below begins with it');
select is(pg_temp.moves('in', 'IV'), '1 I, 2 III, 2.1 below, 3 II', 'below an item without such numbers it has none of its own');
select is(pg_temp.moves('out', 'IV'), '1 I, 2 III, 2.1 below, 3 II, 4 IV', 'outside again it is counted');
select is(pg_temp.moves('down', 'III'), '1 I, 2 II, 3 III, 3.1 below, 4 IV', 'and all is as it was');
update item set fixed_number = '8' where id = pg_temp.id('IV');
select is(pg_temp.moves('up', 'III'), '1 I, 2 II, 3 III, 3.1 below, 8 IV', 'numbers that do not count are left as they are');
delete from item where id = pg_temp.id('below');
update item set position = places.position from places where places.id = item.id;

-- once adopted, numbers stay
update item set fixed_number = null, withdrawn = false where meeting = pg_temp.id('meeting');
delete from change; -- no number was given yet
create function pg_temp.add(name text, above text, at numeric) returns void language sql as $$
	insert into item (id, meeting, parent, position, kind, long_title) values (pg_temp.id(name), pg_temp.id('meeting'), pg_temp.id(above), at, 'panel', '{"en":"New"}')
$$;
create function pg_temp.settings(state text) returns jsonb language sql as $$
	select pg_temp.ask('staff', 'meeting_change', jsonb_build_object('meeting', slug, 'name', name, 'starts_on', starts_on::text, 'ends_on', ends_on::text, 'zone', zone,
		'original_language', 'en', 'agenda_state', state, 'paper_size', 'letter', 'revision', revision::text)) from meeting where slug = 'test-2004'
$$;
create function pg_temp.undo(act uuid) returns jsonb language sql as $$
	select set_config('dais.act', '', true);
	select pg_temp.ask('staff', 'change_undo', jsonb_build_object('meeting', 'test-2004', 'act', undo.act))
$$;
create function pg_temp.adoption() returns uuid language sql as $$
	select act from change where kind = 'meeting' and after ->> 'agenda_state' = 'adopted' order by id desc limit 1
$$;
select pg_temp.add('part', 'IV', 1), set_config('dais.act', '', true), pg_temp.settings('adopted') \g /dev/null
select is(pg_temp.settings('draft') -> 'errors', '[{"field":"agenda_state","code":"stays-adopted"}]', 'there is no way back from adopted');
select ok(pg_temp.undo(pg_temp.adoption()) ? 'location', 'but it can be undone');
select is((select count(fixed_number) from item where meeting = pg_temp.id('meeting')), 0::bigint, 'and the numbers with it');
select set_config('dais.act', '', true) \g /dev/null
select ok(pg_temp.settings('adopted') ? 'location', 'the agenda is adopted');
select is((select string_agg(fixed_number, ', ' order by fixed_number) from item where meeting = pg_temp.id('meeting')), 'I, II, III, IV, a', 'its numbers are given');
select pg_temp.add('between', null, 35), pg_temp.add('at the end', null, 90), pg_temp.add('second between', null, 36), pg_temp.add('part before', 'IV', 0),
	pg_temp.add('part behind', 'IV', 2), pg_temp.add('part of a new one', 'between', 1) \g /dev/null
select is((select string_agg(number, ', ' order by path) from api.item_numbers(pg_temp.id('meeting')) where number is not null),
	'I, II, III, III bis, III bis.a, III ter, IV, IV.a bis, IV.a, IV.b, V', 'what comes afterwards is counted in between, or goes on');
update item set withdrawn = true where id in (pg_temp.id('II'), pg_temp.id('at the end'));
select is((select string_agg(number || case when withdrawn then ' withdrawn' else '' end, ', ' order by path) from api.item_numbers(pg_temp.id('meeting')) as n
	join item on id = n.item where number is not null and not gone and parent is null), 'I, II withdrawn, III, III bis, III ter, IV',
	'what is withdrawn keeps its number; what never had one goes');
update item set withdrawn = false where id = pg_temp.id('at the end');
select set_config('dais.act', '', true) \g /dev/null
select ok(pg_temp.ask('staff', 'edition_publish', '{"meeting":"test-2004","number":"1"}') ? 'location', 'an edition is issued');
select is((select string_agg(fixed_number, ', ' order by position) from item where meeting = pg_temp.id('meeting') and parent is null),
	'I, II, III, III bis, III ter, IV, V', 'and gives the new numbers, too');
select is(pg_temp.undo(pg_temp.adoption()), '{"refused":"DA409"}', 'then the adoption is not undone any more');
select is(pg_temp.ask('', 'edition_show', '{"meeting":"test-2004"}') #>> '{days,0,items,1,withdrawn}', 'true', 'it says what is withdrawn');
select pg_temp.add('last between', null, 35.5) \g /dev/null
select is((select number from api.item_numbers(pg_temp.id('meeting')) where item = pg_temp.id('last between')), 'III quater', 'a number once given is not given again');
select ok(pg_temp.ask('staff', 'item_move', jsonb_build_object('meeting', 'test-2004', 'in', pg_temp.id('IV'))) ? 'location', 'an item moves below another');
select is((select number from api.item_numbers(pg_temp.id('meeting')) where item = pg_temp.id('IV')), 'III ter.a', 'and has the number of its new place');
select pg_temp.ask('staff', 'item_move', jsonb_build_object('meeting', 'test-2004', 'in', pg_temp.id('at the end'))), pg_temp.add('very last', null, 99) \g /dev/null
select is((select number from api.item_numbers(pg_temp.id('meeting')) where item = pg_temp.id('very last')), 'VI', 'the number that it left is not given again');
select ok(pg_temp.settings('lost') ->> 'refused' = 'DA422', 'there are four states');

select * from finish();
rollback;
