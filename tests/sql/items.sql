-- The agenda tree: numbers come from the order, a fixed number stays, addresses find their item.
begin;
\ir world.psql
select plan(19);

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

select * from finish();
rollback;
