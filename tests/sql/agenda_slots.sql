-- Slots edited as the agenda has them: every field, their order, two editors, what is in use, and taking it back.
begin;
\ir world.psql
select plan(13);

create function pg_temp.edit(input jsonb, who text default 'staff') returns jsonb language sql as $$
	select pg_temp.ask(who, 'slot_change', '{"meeting":"test-2004","label":{"en":"Rector"},"role":"moderator","held_by":"office","expects_paper":true}'
		|| jsonb_build_object('slot', pg_temp.id('slot free'), 'revision', (select revision::text from slot where id = pg_temp.id('slot free'))) || input)
$$;
create function pg_temp.order_here() returns text language sql as $$
	select string_agg(label ->> 'en', ' ' order by position, id) from slot where item = pg_temp.id('other item')
$$;
insert into item (id, meeting, position, kind, long_title) values (pg_temp.id('other item'), pg_temp.id('meeting'), 90, 'panel', '{"en":"Other"}');
insert into slot (id, meeting, item, position, role, held_by, label)
	select pg_temp.id('slot ' || name), pg_temp.id('meeting'), pg_temp.id('other item'), at, 'panelist', 'institution', jsonb_build_object('en', name)
	from unnest('{free,b,c}'::text[]) with ordinality as s(name, at);

select is((select string_agg(role ->> 'role', ' ') from jsonb_array_elements(pg_temp.ask('staff', 'slot_edit', jsonb_build_object('meeting', 'test-2004',
	'slot', pg_temp.id('slot free'))) -> 'roles') as role where (role ->> 'chosen')::boolean), 'panelist', 'the form has what stands');
select set_config('dais.act', '', true) \g /dev/null
select is(pg_temp.edit('{"party":"T-CRI"}') ->> 'location', '/en/desk/test-2004/slots/' || pg_temp.id('slot free') || '?done=saved', 'saved');
select is((select concat_ws(' ', label ->> 'en', role, held_by, code, is_open, expects_paper) from slot join party on party.id = slot.party
	where slot.id = pg_temp.id('slot free')), 'Rector moderator office T-CRI f t', 'as it was sent');
select is(pg_temp.ask('staff', 'change_undo', jsonb_build_object('meeting', 'test-2004', 'act', (select act from change where kind = 'slot' order by id desc limit 1)))
	->> 'location', '/en/desk/test-2004/changes?done=undone', 'taken back');
select is((select concat_ws(' ', label ->> 'en', role, held_by, party) from slot where id = pg_temp.id('slot free')), 'free panelist institution', 'it is as before');
select is(pg_temp.edit('{"revision":"1"}') ->> 'location', '/en/desk/test-2004/slots/' || pg_temp.id('slot free') || '?done=saved',
	'who changes what nobody else did meanwhile has their way');
select is(pg_temp.edit('{"revision":"1","role":"chair"}'), '{"refused":"DA409"}', 'who changes what somebody else did sees it first');
select is(pg_temp.edit('{"role":"king","held_by":"x","party":"NOPE","place":"9"}') #>> '{errors}', '[{"code": "choose", "field": "role"}, {"code": "choose", "field": "held_by"}, '
	'{"code": "choose", "field": "party"}, {"code": "choose", "field": "place"}]', 'every fault at once');
select is(pg_temp.edit('{"place":"3"}') is not null and pg_temp.order_here() = 'b c Rector', true, 'put at the end');
select is(pg_temp.edit('{"place":"2"}') is not null and pg_temp.order_here() = 'b Rector c', true, 'and between');
insert into slot_person (meeting, slot, name) values (pg_temp.id('meeting'), pg_temp.id('slot free'), 'Ana');
select is(pg_temp.edit('{"is_open":true}') -> 'errors', '[{"field":"is_open","code":"slot-in-use"}]', 'one with people does not become an open number');
update slot_person set state = 'declined', decline_reason = 'Ill' where slot = pg_temp.id('slot free');
select set_config('dais.act', '', true), pg_temp.ask('staff', 'slot_remove', jsonb_build_object('meeting', 'test-2004', 'slot', pg_temp.id('slot free'))) \g /dev/null
select is(pg_temp.ask('staff', 'change_undo', jsonb_build_object('meeting', 'test-2004', 'act', (select act from change where kind = 'slot' and after is null
	order by id desc limit 1))) ->> 'location' || pg_temp.order_here(), '/en/desk/test-2004/changes?done=undoneb Rector c', 'a slot that was removed is put back');
select is((select concat_ws(' ', name, state, decline_reason) from slot_person where slot = pg_temp.id('slot free')), 'Ana declined Ill', 'with who has declined');

select * from finish();
rollback;
