-- Decisions in the room: what is adopted cannot be edited, through whichever door; taken up again it needs a reason. How a paragraph is amended
-- and decided upon, by two at once, too; and what the screen of the room shows, and does not.
begin;
\ir world.psql
select plan(77);

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
select is(pg_temp.set('staff', 'position = 3') || pg_temp.set('staff', $$state = 'proposed'$$), '11', 'its place is not its words');
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

-- ---------------------------------------------------------------- what is adopted keeps its sources

insert into proposal (id, meeting, kind, addressee, aim, text, original_language, person)
	select pg_temp.id(name), pg_temp.id('meeting'), 'objective', 'organization', 'promotion', jsonb_build_object('en', name), 'en', pg_temp.id('staff') from unnest('{G,H,I,J}'::text[]) as name;
select is(pg_temp.do('proposal_merge', 'H', jsonb_build_object('into', pg_temp.id('G'))) || pg_temp.do('proposal_merge', 'J', jsonb_build_object('into', pg_temp.id('H'))), 'doneDA422', 'one is merged into another');
update proposal set state = 'merged', merged_into = pg_temp.id('H') where id = pg_temp.id('J'); -- a source of a source
select is(pg_temp.set('staff', $$decision = 'adopted', decided_at = now()$$, 'G'), '1', 'which is adopted');
select is(pg_temp.do('proposal_merge', 'I', jsonb_build_object('into', pg_temp.id('G'))), 'DA409', 'nothing more is merged into what is adopted');
select is(pg_temp.ask('staff', 'proposal_desk', jsonb_build_object('meeting', 'test-2004', 'proposal', pg_temp.id('I'))) -> 'others' @> jsonb_build_array(jsonb_build_object('id', pg_temp.id('G'))), false, 'nor offered to be');
select is(pg_temp.do('proposal_restore', 'H') || pg_temp.do('proposal_restore', 'J') || pg_temp.undo(pg_temp.last('H')), 'DA409DA409DA409', 'nothing is split off it, and no merging is taken back');
select throws_ok(format('delete from proposal where id = %L', pg_temp.id('H')), 'DA409', 'proposal-adopted', 'nor is a source removed');
select is(pg_temp.do('decision_reopen', 'G', '{"reason":"A slip"}') || pg_temp.set('staff', $$decision = 'adopted', decided_at = now()$$, 'G')
	|| pg_temp.set('staff', 'decision = null, decided_at = null', 'G'), 'done1proposal-adopted', 'adopted a second time, it is not taken up again without a reason');
select is(pg_temp.do('decision_reopen', 'G', '{"reason":"A slip"}'), 'done', 'but with one');
select is((select reopened from proposal where id = pg_temp.id('G')), 'A slip; A slip', 'which stands behind the first');

-- ---------------------------------------------------------------- amended and decided upon

insert into item (id, meeting, parent, position, kind, long_title)
	values (pg_temp.id('V'), pg_temp.id('meeting'), null, 5, 'working', '{"en":"Work"}'), (pg_temp.id('V.a'), pg_temp.id('meeting'), pg_temp.id('V'), 1, 'working', '{"en":"For the organization"}'),
		(pg_temp.id('V.b'), pg_temp.id('meeting'), pg_temp.id('V'), 2, 'working', '{"en":"For member states"}');
insert into working_group (meeting, item, addressee, screen)
	values (pg_temp.id('meeting'), pg_temp.id('V.a'), 'organization', pg_temp.id('key')), (pg_temp.id('meeting'), pg_temp.id('V.b'), 'member states', pg_temp.id('key of others'));
insert into slot (id, meeting, item, position, role, held_by, label) values (pg_temp.id('rapporteur'), pg_temp.id('meeting'), pg_temp.id('V.a'), 1, 'rapporteur', 'person', '{"en":"Rapporteur"}');
insert into slot_person (meeting, slot, name, person, state) values (pg_temp.id('meeting'), pg_temp.id('rapporteur'), 'Contact', pg_temp.id('contact'), 'confirmed');
insert into proposal (id, meeting, kind, addressee, aim, text, original_language, person, said_by)
	values (pg_temp.id('D'), pg_temp.id('meeting'), 'objective', 'organization', 'promotion', '{"en":"To train all consuls"}', 'en', pg_temp.id('staff'), 'Mexico'),
		(pg_temp.id('E'), pg_temp.id('meeting'), 'objective', 'member states', 'promotion', '{"en":"Unseen words"}', 'en', pg_temp.id('staff'), null);

-- What became of the form, then decision, text and amendment of the row.
create function pg_temp.take(name text, words text, more jsonb default '{}', who text default 'staff') returns text language sql as $$
	select pg_temp.do('decision_take', name, jsonb_build_object('text', jsonb_build_object('en', words)) || more, who)
$$;
create function pg_temp.is_now(name text) returns text language sql as $$
	select concat_ws('; ', coalesce(decision, 'open'), text ->> 'en', amendment ->> 'en', amended_by) from proposal where id = pg_temp.id(name)
$$;
create function pg_temp.screen(key text default 'key', lang text default 'en') returns jsonb language sql as $$
	select pg_temp.ask('', 'screen_show', jsonb_build_object('screen', pg_temp.id(key)), lang)
$$;
create function pg_temp.revision(name text) returns text language sql as $$ select revision::text from proposal where id = pg_temp.id(name) $$;

select is(pg_temp.take('D', 'To train most consuls', '{"amended_by":"Chile"}') || pg_temp.is_now('D'), 'doneopen; To train all consuls; To train most consuls; Chile', 'an amendment is saved as it is typed');
select is(pg_temp.take('D', 'To train new consuls', '{"amended_by":"Chile"}', 'contact') || pg_temp.is_now('D'), 'doneopen; To train all consuls; To train new consuls; Chile', 'by the rapporteur of the group, too');
select is(pg_temp.take('E', 'Words', '{}', 'contact') || pg_temp.take('E', 'Words', '{}', 'chair'), 'DA404DA404', 'but not in another group, nor by the chair');
select is(pg_temp.take('D', 'To train old consuls', jsonb_build_object('revision', '1')), 'DA409', 'of two who type the same the second is told');
select is(pg_temp.take('D', 'To train new consuls', '{"decision":"adopted","amended_by":"Chile"}') || pg_temp.take('D', 'To train all consuls', '{"decision":"adopted-as-orally-amended"}'), 'DA422DA422',
	'what is being amended is not adopted without it, nor what is not as amended');
select is(pg_temp.take('D', 'To train new consuls', jsonb_build_object('decision', 'adopted-as-orally-amended', 'revision', (pg_temp.revision('D')::int - 1)::text)), 'DA409', 'who decides has read it as it is');
select is(pg_temp.take('D', 'To train new consuls', '{"decision":"deferred","amended_by":"Chile"}') || pg_temp.is_now('D'), 'donedeferred; To train all consuls; To train new consuls; Chile', 'deferred, it keeps its amendment');
select is(pg_temp.take('D', 'To train all consuls', '{"drop":true}') || pg_temp.is_now('D'), 'donedeferred; To train all consuls', 'which is taken out; it is deferred still');
select is(pg_temp.take('D', 'To train new consuls', '{"decision":"adopted-as-orally-amended","amended_by":"Chile"}', 'contact') || pg_temp.is_now('D'), 'doneadopted as orally amended; To train new consuls; Chile',
	'adopted, the amendment is its text');
select is(pg_temp.take('D', 'To train no consuls') || pg_temp.take('D', 'To train new consuls', '{"decision":"adopted"}') || pg_temp.is_now('D'), 'DA409DA409adopted as orally amended; To train new consuls; Chile',
	'whoever is late is told, and changes nothing');
select is(pg_temp.do('proposal_correct', 'D', pg_temp.form('{"en":"X"}')), 'DA409', 'nor who edited it in that moment');
select is(pg_temp.do('decision_reopen', 'D', '{"reason":"A slip"}') || pg_temp.is_now('D'), 'doneopen; To train new consuls; Chile', 'taken up again');
select is((select reopened from proposal where id = pg_temp.id('D')), 'A slip', 'with the reason');
select is(pg_temp.take('D', 'To train new consuls', '{"decision":"withdrawn"}') || pg_temp.take('D', 'X') || pg_temp.do('decision_reopen', 'D', '{"reason":"Again"}'), 'doneDA409done', 'what was withdrawn is taken up again first');
select is(pg_temp.take('D', repeat('x', 30), '{"decision":"burnt"}'), 'DA422', 'no other decision');
select is((select bool_or(a ->> 'first' like '%consuls%') from jsonb_array_elements(pg_temp.ask('staff', 'change_list', '{"meeting":"test-2004"}') -> 'acts') as a), false, 'none of it is offered to be taken back');

insert into proposal (id, meeting, kind, addressee, aim, text, original_language, person)
	values (pg_temp.id('K'), pg_temp.id('meeting'), 'objective', 'organization', 'promotion', '{"en":"Old words","es":"Palabras viejas"}', 'en', pg_temp.id('staff'));
select is(pg_temp.do('decision_take', 'K', '{"text":{"en":"New words","es":"Palabras viejas"}}'), 'done', 'of two languages one is amended');
select is(pg_temp.ask('staff', 'decision_show', jsonb_build_object('meeting', 'test-2004', 'proposal', pg_temp.id('K')), 'es') @> '{"amended":true,"fallback":"en","runs":[{"text":"Old","out":true},{"text":"New","in":true},{"text":"words"}]}', true,
	'who reads the other is shown it, marked');
select is(pg_temp.undo(pg_temp.last('K')), 'DA409', 'an amendment is not taken back as an act, either');
select is(pg_temp.do('decision_take', 'K', '{"text":{"en":"New words","es":"Palabras viejas"},"decision":"adopted-as-orally-amended"}'), 'done', 'as amended');
select is((select text from proposal where id = pg_temp.id('K'))::text, '{"en": "New words"}', 'and adopted: what was not amended says something else now, and goes');

-- ---------------------------------------------------------------- the screen

select is(pg_temp.screen('nothing'), null, 'a key that nobody gave opens nothing');
select is((pg_temp.screen() -> 'paragraph')::text || (pg_temp.screen() #>> '{group,title}'), 'nullFor the organization', 'nothing is on the screen yet');
select is(pg_temp.do('screen_put', 'D', '{}', 'contact') || pg_temp.do('screen_put', 'E'), 'donedone', 'each on that of its group');
select is((select string_agg(r ->> 'text', ' ') from jsonb_array_elements(pg_temp.screen() #> '{paragraph,runs}') as r), 'To train new consuls', 'the paragraph');
select is(pg_temp.screen() #>> '{paragraph,sources,0,who}', 'Mexico', 'with its source');
select ok(pg_temp.ask('staff', 'working_issue', '{"meeting":"test-2004","number":"1","audience":"participants"}') ? 'location', 'the working document is issued to those who take part');
select is(pg_temp.screen() #>> '{paragraph,number}', '5', 'from then on with its number');
select is(position('Unseen' in pg_temp.screen()::text) + position('Other words' in pg_temp.screen()::text), 0, 'and nothing else of what is proposed');
select is(pg_temp.take('D', 'To train young consuls', '{"amended_by":"Peru"}'), 'done', 'amended again');
select is((select string_agg(concat_ws(' ', case when (r ->> 'out')::boolean then 'out' when (r ->> 'in')::boolean then 'in' end, r ->> 'text'), ' | ') from jsonb_array_elements(pg_temp.screen('key', 'fr') #> '{paragraph,runs}') as r),
	'To train | out new | in young | consuls', 'it shows what is taken out and put in, in any language');
select is(pg_temp.screen() #>> '{paragraph,amended_by}', 'Peru', 'and who proposes it');
select is((pg_temp.screen() #>> '{paragraph,sources,0,who}') || (pg_temp.ask('contact', 'decision_show', jsonb_build_object('meeting', 'test-2004', 'proposal', pg_temp.id('A'))) #>> '{sources,0,who}'), 'MexicoInter-American Commission of Women',
	'the rapporteur of the group reads the sources, too');
select is(pg_temp.do('screen_put', 'D', '{}', 'contact'), 'done', 'on the screen');
update proposal set addressee = 'cooperation' where id = pg_temp.id('D');
select is((pg_temp.screen() -> 'paragraph')::text, 'null', 'what is given to others leaves the screen');
select is(pg_temp.do('screen_put', 'D', '{"off":true}'), 'done', 'it can be taken off');
select is((select count(on_screen) from working_group where addressee = 'organization'), 0::bigint, 'and is off');
update proposal set addressee = 'organization' where id = pg_temp.id('D');
select is(pg_temp.do('screen_put', 'D', '{}', 'contact'), 'done', 'and back');
select is(pg_temp.do('proposal_set_aside', 'D', '{"reason":"R"}') || (pg_temp.screen() -> 'paragraph')::text, 'donenull', 'what is set aside leaves the screen');
select is(pg_temp.do('screen_put', 'D'), 'DA409', 'and does not come back');
select is(pg_temp.ask('staff', 'screen_renew', jsonb_build_object('meeting', 'test-2004', 'item', pg_temp.id('V.b'))) ? 'location', true, 'a screen gets another key');
select is(pg_temp.screen('key of others'), null, 'the old one is as if it had never been');
select is((select count(*) from change where kind = 'working_group' and before ? 'screen'), 0::bigint, 'and is kept in no list of changes, to come back');
select is(pg_temp.ask_as('', 'select count(*) from dais.working_group') || pg_temp.ask_as('', 'select count(*) from dais.proposal'), '00', 'the public reads neither groups nor proposals');

select finish();
rollback;
