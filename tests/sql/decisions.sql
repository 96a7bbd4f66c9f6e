-- Decisions in the room: what is adopted cannot be edited, through whichever door; taken up again it needs a reason.
begin;
\ir world.psql
select plan(24);

insert into proposal (id, meeting, kind, addressee, aim, text, original_language, slot, person, serves)
	values (pg_temp.id('A'), pg_temp.id('meeting'), 'objective', 'organization', 'promotion', '{"en":"Words"}', 'en', pg_temp.id('slot CIM'), pg_temp.id('panelist'), null),
		(pg_temp.id('B'), pg_temp.id('meeting'), 'objective', 'organization', 'promotion', '{"en":"Other words"}', 'en', pg_temp.id('slot CIM'), pg_temp.id('panelist'), null),
		(pg_temp.id('C'), pg_temp.id('meeting'), 'activity', 'organization', 'promotion', '{"en":"Of B"}', 'en', null, pg_temp.id('staff'), pg_temp.id('B'));

create function pg_temp.do(function text, name text, input jsonb default '{}', who text default 'staff') returns text language plpgsql as $$
declare
	answer jsonb;
begin
	perform set_config('dais.act', '', true);
	answer := pg_temp.ask(who, function, jsonb_build_object('meeting', 'test-2004', 'proposal', pg_temp.id(name), 'revision',
		(select revision::text from proposal where id = pg_temp.id(name))) || input);
	return coalesce(answer ->> 'refused', 'done');
end $$;
-- A change by a statement of one's own: how many rows, or what was said.
create function pg_temp.set(who text, change text, name text default 'A') returns text language plpgsql as $$
begin
	return pg_temp.run_as_web(who, format('update dais.proposal set %s where id = %L', change, pg_temp.id(name)))::text;
exception
	when sqlstate 'DA409' then reset role; return sqlerrm;
	when insufficient_privilege then reset role; return 'refused';
end $$;
create function pg_temp.undo(act uuid) returns text language sql as $$
	select pg_temp.do('change_undo', 'A', jsonb_build_object('act', act))
$$;
create function pg_temp.last(name text) returns uuid language sql as $$
	select act from change where kind = 'proposal' and subject = pg_temp.id(name) order by id desc limit 1
$$;
create function pg_temp.form(text jsonb, more jsonb default '{}') returns jsonb language sql as $$
	select '{"kind":"objective","addressee":"organization","aim":"promotion"}' || jsonb_build_object('text', text) || more
$$;

select is(pg_temp.set('panelist', $$decision = 'adopted', decided_at = now()$$), 'refused', 'an author does not adopt');
select is(pg_temp.set('panelist', $$amendment = '{"en":"Mine"}'$$), 'refused', 'nor amend in the room');
select is(pg_temp.do('proposal_correct', 'A', pg_temp.form('{"en":"Better words"}')), 'done', 'until it is adopted it is edited');
select is(pg_temp.set('staff', $$decision = 'adopted', decided_at = '1999-01-01'$$), '1', 'it is adopted');
select is((select decided_at from proposal where id = pg_temp.id('A')), now(), 'when, says the database');

select is(pg_temp.set('staff', change), 'proposal-adopted', 'adopted, it keeps: ' || change) from unnest(array[$$text = '{"en":"X"}'$$, $$addressee = 'cooperation'$$,
	$$amendment = '{"en":"X"}'$$, $$decision = 'deferred'$$, $$decision = null, decided_at = null$$, $$state = 'set aside', reason = 'R'$$, $$said_by = 'X'$$,
	$$decision = null, decided_at = null, reopened = 'R', text = '{"en":"X"}'$$]) as c(change);
select is(pg_temp.set('staff', 'position = 3') || pg_temp.set('staff', $$state = 'in the working document'$$) || pg_temp.set('staff', $$state = 'proposed'$$), '111', 'its place is not its words');
select is(pg_temp.do('proposal_correct', 'A', pg_temp.form('{"en":"X"}')), 'DA409', 'no form changes it');
select is(pg_temp.do('proposal_change', 'A', pg_temp.form('{"en":"X"}'), 'panelist'), 'DA409', 'not its author''s');
select is(pg_temp.do('proposal_merge', 'A', jsonb_build_object('into', pg_temp.id('B'))) || pg_temp.do('proposal_set_aside', 'A', '{"reason":"R"}')
	|| pg_temp.do('proposal_withdraw', 'A', '{}', 'panelist'), 'DA409DA409DA409', 'nor is it merged, set aside or withdrawn');
select is(pg_temp.undo((select act from change where subject = pg_temp.id('A') and before ? 'text')), 'DA409', 'what was edited before is not taken back');
select is(pg_temp.undo((select act from change where subject = pg_temp.id('A') and before ? 'decision')), 'DA409', 'nor the adoption itself');
select is((select text::jsonb from proposal where id = pg_temp.id('A')), '{"en":"Better words"}', 'so its words are what they were');
select throws_ok(format('delete from proposal where id = %L', pg_temp.id('A')), 'DA409', 'proposal-adopted', 'it is not removed');

select is(pg_temp.set('staff', $$decision = 'adopted', decided_at = now()$$, 'C') || pg_temp.do('proposal_correct', 'B', pg_temp.form('{"en":"B"}', '{"addressee":"cooperation"}')), '1DA409',
	'an objective does not take an adopted activity into another category');
select is(pg_temp.set('staff', $$decision = null, decided_at = null, reopened = 'A word was left out'$$), '1', 'taken up again with a reason');
select is(pg_temp.undo(pg_temp.last('A')) || pg_temp.do('proposal_correct', 'A', pg_temp.form('{"en":"Words again"}')), 'DA409done', 'which is not undone either, it can be edited');

select finish();
rollback;
