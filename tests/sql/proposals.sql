-- Proposals: who enters, sees and changes them in which state; several at once under their objective; two editors; merged, split,
-- set aside, put in order; and all of it taken back.
begin;
\ir world.psql
select plan(77);

insert into theme (meeting, slug, position, name) values (pg_temp.id('meeting'), 'women', 1, '{"en":"Women"}');
insert into submission (id, meeting, slot, original_language, title, person)
	values (pg_temp.id('paper'), pg_temp.id('meeting'), pg_temp.id('slot CIM'), 'en', '{"en":"Title"}', pg_temp.id('panelist'));

-- ---------------------------------------------------------------- the row policies

create function pg_temp.enter(who text, party text default null, person text default null, more text default '', value text default '') returns text language sql as $$
	select pg_temp.ask_as(who, format('with p as (insert into dais.proposal (meeting, kind, addressee, aim, text, original_language, party, person%s)
		values (%L, ''objective'', ''organization'', ''promotion'', ''{"en":"Words"}'', ''en'', %L, %L%s) returning 1) select count(*) from p',
		more, pg_temp.id('meeting'), pg_temp.id(party), pg_temp.id(coalesce(person, who)), value))
$$;
create function pg_temp.set(who text, change text) returns text language sql as $$
	select pg_temp.ask_as(who, 'with p as (update dais.proposal set ' || change || ' returning 1) select count(*) from p')
$$;
create function pg_temp.seen(who text) returns text language sql as $$ select pg_temp.ask_as(who, 'select count(*) from dais.proposal') $$;

select is(case who when 'panelist' then pg_temp.enter(who, null, null, ', slot', format(', %L', pg_temp.id('slot CIM'))) else pg_temp.enter(who) end, expected,
	who || ' enters a proposal') from (values ('panelist', '1'), ('staff', '1'), ('stranger', 'refused'),
	('staff elsewhere', 'refused'), ('chair', 'refused'), ('', 'refused')) as w(who, expected);
select is(pg_temp.enter('focal point', 'CRI') || pg_temp.enter('focal point', 'MEX'), '1refused', 'a focal point for its own party');
select is(pg_temp.enter('panelist', null, 'contact'), 'refused', 'nobody in another''s name');
select is(pg_temp.enter('panelist', null, null, ', slot', format(', %L', pg_temp.id('slot IIN'))), 'refused', 'nor for another''s slot');
select is(pg_temp.enter('panelist', null, null, ', position', ', 1'), 'refused', 'nor at a place of its own choice');
select is((select string_agg(who || ' ' || pg_temp.seen(who), ', ' order by at) from unnest('{panelist,focal point,other focal point,contact,staff,chair,staff elsewhere,""}'::text[])
	with ordinality as w(who, at)), 'panelist 1, focal point 1, other focal point 0, contact 0, staff 3, chair 3, staff elsewhere 0,  0', 'each sees their own, staff and chair all');
select is(pg_temp.set('panelist', $$text = '{"en":"Other words"}'$$), '1', 'who entered it changes the words');
select is(pg_temp.set('panelist', $$state = 'set aside'$$), 'refused', 'but does not decide what becomes of it');
select is(pg_temp.set('panelist', 'position = 1'), 'refused', 'nor where it stands');
select is(pg_temp.set('panelist', 'said_by = ''Brazil'''), 'refused', 'nor who said it');
select is(pg_temp.enter('panelist'), 'refused', 'nor is there one that is nobody''s');
select is(pg_temp.set('staff', 'position = 1'), '3', 'staff put them in order');
select is(pg_temp.set('panelist', $$text = '{"en":"Words again"}'$$), '1', 'and its author still changes the words');
select is(pg_temp.set('staff', $$state = 'set aside', reason = 'R'$$), '3', 'until staff have decided upon it');
select is(pg_temp.set('panelist', $$text = '{"en":"Words once more"}'$$), '0', 'from then on they alone change it');
select is((select count(*) from change where kind = 'proposal' and before ? 'text'), 2::bigint, 'and what was changed is kept');
delete from proposal;
delete from change;

-- ---------------------------------------------------------------- entered, several at once

create function pg_temp.p(words text) returns uuid language sql as $$
	select p.id from proposal as p where p.text @> jsonb_build_object('en', words) or p.text @> jsonb_build_object('es', words)
$$;
create function pg_temp.on(words text, more jsonb default '{}') returns jsonb language sql as $$ select jsonb_build_object('proposal', pg_temp.p(words)) || more $$;
-- Rows of a form: "objective: A".
create function pg_temp.form(lines text[], more jsonb default '{}') returns jsonb language sql as $$
	select '{"addressee":"member-states","aim":"protection","written_in":"en"}' || more || jsonb_build_object('rows', (
		select coalesce(jsonb_agg(jsonb_build_object('row', at - 1, 'kind', split_part(line, ': ', 1), 'text', split_part(line, ': ', 2)) order by at), '[]') from unnest(lines) with ordinality as l(line, at)))
$$;
create function pg_temp.mine(lines text[], more jsonb default '{}') returns jsonb language sql as $$
	select pg_temp.press('proposal_enter', pg_temp.form(lines, more) || jsonb_build_object('slot', pg_temp.id('slot CIM')), 'panelist')
$$;
-- What stands where: "member states protection: A [x, y], B".
create function pg_temp.page(who text default 'staff') returns text language sql as $$
	with names as (select c ->> 'addressee' as addressee, a ->> 'aim' as aim, k.kind, l.line, l.at,
			(select string_agg(below #>> '{title,text}', ', ') from jsonb_array_elements((l.line -> 'activities') || (l.line -> 'practices')) as below) as below
		from jsonb_array_elements(pg_temp.press('proposal_list', '{}', who) -> 'categories') as c, jsonb_array_elements(c -> 'aims') as a,
			unnest('{objectives,activities,practices}'::text[]) as k(kind), jsonb_array_elements(a -> k.kind) with ordinality as l(line, at))
	select string_agg(addressee || ' ' || aim || ': ' || list, '; ' order by addressee, aim) from (
		select addressee, aim, string_agg((line #>> '{title,text}') || coalesce(' [' || below || ']', ''), ', ' order by kind = 'practices', kind = 'activities', at) as list
		from names group by addressee, aim) as by_aim
$$;
create function pg_temp.undo() returns jsonb language sql as $$
	select pg_temp.press('change_undo', jsonb_build_object('act', (select act from change where kind = 'proposal' order by id desc limit 1)))
$$;

select is(pg_temp.mine('{"objective: A","activity: x","best-practice: y","objective: B"}', '{"theme":"women"}') ->> 'location',
	'/en/my/slots/' || pg_temp.id('slot CIM') || '?done=proposals-entered#proposals', 'a panelist enters four at once');
select is(pg_temp.page(), 'member states protection: A [x, y], B', 'what serves an objective stands beneath the one above it');
select is((select string_agg(distinct concat_ws(' ', submission = pg_temp.id('paper'), item = pg_temp.id('III'), theme is not null), '') from proposal), 't t t',
	'each comes from the paper, under the item, with the theme');
select is(pg_temp.mine('{"activity: z"}', jsonb_build_object('objective', pg_temp.p('B'), 'addressee', 'organization')) ? 'location', true, 'an activity of an objective that is there');
select is(pg_temp.page(), 'member states protection: A [x, y], B [z]', 'stands in its category, whatever was chosen');
select is(pg_temp.mine('{"activity: loose"}', '{"addressee":"cooperation","aim":"promotion"}') ? 'location', true, 'one that serves none');
select is(pg_temp.page(), 'cooperation promotion: loose; member states protection: A [x, y], B [z]', 'stands for itself');
select is(pg_temp.mine(array[]::text[]) -> 'errors', '[{"field":"rows.0.text","code":"required"}]', 'an empty form is refused');
select is(pg_temp.mine('{"objective: C","emperor: D"}', '{"theme":"other","addressee":"nobody"}') -> 'errors',
	'[{"field":"addressee","code":"choose"},{"field":"theme_words","code":"which-theme"},{"field":"rows.1.kind","code":"choose"}]', 'and what is wrong is said, row by row');
select is(pg_temp.mine('{"activity: C"}', jsonb_build_object('objective', pg_temp.id('nothing'))) -> 'errors', '[{"field":"objective","code":"choose"}]', 'an objective is one''s own');
select is(pg_temp.press('proposal_propose', pg_temp.form('{"objective: Of Costa Rica"}', '{"theme":"other","theme_words":"Consuls"}'), 'focal point') ->> 'location',
	'/en/delegation/test-2004?done=proposals-entered#proposals', 'a focal point enters for the delegation');
select is(pg_temp.press('my_slot', jsonb_build_object('slot', pg_temp.id('slot CIM')), 'panelist') #> '{proposals,entered}' @> '[{"title":{"text":"A"},"theme":"Women"},{"title":{"text":"x"},"below":true}]', true,
	'the panelist finds them beside the paper');
select is((select string_agg(e #>> '{title,text}', ', ') from jsonb_array_elements(pg_temp.press('delegation_show', '{}', 'focal point') #> '{proposals,entered}') as e), 'Of Costa Rica', 'the focal point on the delegation''s page');
select is((select string_agg(who || ' ' || coalesce(pg_temp.press('proposal_show', pg_temp.on('A'), who) ->> 'refused', 'yes'), ', ' order by at)
	from unnest('{panelist,contact,focal point,staff,""}'::text[]) with ordinality as w(who, at)), 'panelist yes, contact DA404, focal point DA404, staff DA404,  DA404', 'its page is its authors''');

-- ---------------------------------------------------------------- changed by two

create function pg_temp.change(words text, text jsonb, revision text, more jsonb default '{}', who text default 'panelist') returns jsonb language sql as $$
	select pg_temp.press(case who when 'staff' then 'proposal_correct' else 'proposal_change' end, pg_temp.on(words)
		|| '{"kind":"objective","addressee":"member-states","aim":"protection","theme":"women"}' || jsonb_build_object('text', text, 'revision', revision) || more, who)
$$;
select ok(pg_temp.change('B', '{"en":"B","es":"Be"}', '1') ? 'location', 'the panelist writes it in Spanish, too');
select ok(pg_temp.change('B', '{"en":"Bee"}', '1', jsonb_build_object('said_by', 'Ms. B', 'item', pg_temp.id('III')), 'staff') ? 'location', 'staff, in a form from before, corrects the English');
select is((select text::jsonb from proposal where id = pg_temp.p('Bee')), '{"en":"Bee","es":"Be"}'::jsonb, 'both count');
select is(pg_temp.change('Bee', '{"en":"Bea"}', '2') ->> 'refused', 'DA409', 'of two who change the same the second is told');
select is(pg_temp.change('Bee', '{"en":"Bea","es":"Be"}', '2.3') ? 'location', true, 'and decides, having seen it');
select is(pg_temp.change('Bea', '{"es":"Be"}', '4') ? 'location', true, 'a language is taken out');
select is((select original_language from proposal where id = pg_temp.p('Be')), 'es', 'and another is the original one');
select is(pg_temp.change('Be', '{"es":"Be"}', '5', '{"kind":"activity"}') -> 'errors', '[{"field":"kind","code":"objective-served"}]', 'an objective that is served stays one');
select is(pg_temp.change('A', '{"en":"A"}', '1', jsonb_build_object('objective', pg_temp.p('A'))) -> 'errors', '[{"field":"objective","code":"choose"}]', 'and serves not itself');

-- ---------------------------------------------------------------- what staff make of them

select ok(pg_temp.press('proposal_add', pg_temp.form('{"objective: Said"}', jsonb_build_object('item', pg_temp.id('III.dialogue'), 'said_by', 'Mexico'))) ? 'location', 'staff add what was said');
select is(jsonb_path_query_first(pg_temp.press('proposal_list', '{}', 'chair'), '$.categories[*].aims[*].objectives[*] ? (@.title.text == "Said").sources[0].who'), '"Mexico"',
	'with who said it, for the chair to read');
select ok(pg_temp.press('proposal_move', pg_temp.on('Said', '{"up":true}')) ? 'location', 'put in order');
select is(pg_temp.page(), 'cooperation promotion: loose; member states protection: A [x, y], Be [z], Said, Of Costa Rica', 'it stands before');
select is(pg_temp.press('proposal_merge', pg_temp.on('A', pg_temp.on('A') - 'proposal' || jsonb_build_object('into', pg_temp.p('A')))) -> 'errors', '[{"field":"into","code":"merged-into-itself"}]',
	'one is not merged into itself');
select is(pg_temp.press('proposal_merge', pg_temp.on('x', jsonb_build_object('into', pg_temp.p('A')))) -> 'errors', '[{"field":"into","code":"choose"}]', 'nor into another kind');
select ok(pg_temp.press('proposal_merge', pg_temp.on('A', jsonb_build_object('into', pg_temp.p('Said')))) ? 'location', 'two that say the same are one');
select is(pg_temp.page(), 'cooperation promotion: loose; member states protection: Be [z], Said [x, y], Of Costa Rica', 'with what served either');
select is((select string_agg(s ->> 'who', ', ') from jsonb_array_elements(pg_temp.press('proposal_desk', pg_temp.on('Said')) -> 'sources') as s), 'Mexico, Inter-American Commission of Women',
	'and both sources');
select is(pg_temp.press('proposal_merge', pg_temp.on('Said', jsonb_build_object('into', pg_temp.p('A')))) -> 'errors', '[{"field":"into","code":"choose"}]', 'no circle');
select is(pg_temp.change('A', '{"en":"AA"}', '2') ->> 'refused', 'DA409', 'its author changes it no more');
select is(pg_temp.press('proposal_restore', pg_temp.on('A')) ? 'location' and pg_temp.page() like '%A [x, y], Be [z], Said, %', true, 'split again');
select ok(pg_temp.press('proposal_merge', pg_temp.on('Said', jsonb_build_object('into', pg_temp.p('A')))) ? 'location', 'merged the other way round');
select is(pg_temp.press('proposal_withdraw', pg_temp.on('A'), 'panelist') ->> 'refused', 'DA409', 'what holds another''s stays, for the other''s sake');
select is(pg_temp.undo() ? 'location' and pg_temp.page() like '%Said, Of%', true, 'merging is taken back');
select is(pg_temp.press('change_undo', jsonb_build_object('act', (select act from change where kind = 'proposal' and after ->> 'state' = 'merged' order by id limit 1))) ->> 'refused', 'DA409',
	'but not what was split since');
select ok(pg_temp.press('proposal_merge', pg_temp.on('A', jsonb_build_object('into', pg_temp.p('Said')))) ? 'location' and pg_temp.undo() ? 'location'
	and pg_temp.press('proposal_merge', pg_temp.on('Said', jsonb_build_object('into', pg_temp.p('A')))) ? 'location', 'merged, taken back, merged the other way round');
select is(pg_temp.press('change_undo', jsonb_build_object('act', (select act from change where kind = 'proposal' and undoes is not null and before ->> 'state' = 'merged'
	and subject = pg_temp.p('A') order by id desc limit 1))) ->> 'refused' || (pg_temp.press('proposal_restore', pg_temp.on('Said')) ->> 'location' is not null)::text, 'DA409true',
	'the first is not done again: it would be a circle');
select is(pg_temp.press('proposal_set_aside', pg_temp.on('A', '{"reason":"R","revision":"1"}')) ->> 'refused', 'DA409', 'not by who has read it as it was');
select ok(pg_temp.press('proposal_set_aside', pg_temp.on('A', jsonb_build_object('reason', 'Beyond the mandate', 'revision', (select revision::text from proposal where id = pg_temp.p('A'))))) ? 'location', 'set aside');
select is(pg_temp.press('proposal_list', '{}') #>> '{aside,0,reason}', 'Beyond the mandate', 'with its reason');
select is(pg_temp.page(), 'cooperation promotion: loose; member states protection: Be [z], Said, Of Costa Rica, x, y', 'what served it stands for itself');
select is(pg_temp.press('proposal_withdraw', pg_temp.on('A'), 'panelist') ->> 'refused', 'DA409', 'its author cannot withdraw it any more');
select is(pg_temp.undo() ? 'location' and pg_temp.page() like '%A [x, y]%', true, 'and taken back');
select is(pg_temp.press('proposal_withdraw', pg_temp.on('A'), 'panelist') ? 'location' and pg_temp.page() not like '%A%', true, 'its author withdraws it');
select is(pg_temp.press('proposal_withdraw', pg_temp.on('A', '{"restore":true}'), 'panelist') ? 'location' and pg_temp.page() like '%A [x, y]%', true, 'and proposes it again');
select is(pg_temp.press('change_undo', jsonb_build_object('act', (select act from change where kind = 'proposal' and before is null and after #>> '{text,en}' = 'loose'))) ->> 'refused'
	|| (pg_temp.p('loose') is not null), 'DA404true', 'what its author has entered is not staff''s to take back');
select pg_temp.press('proposal_add', pg_temp.form('{"objective: Quick"}', jsonb_build_object('item', pg_temp.id('III.dialogue'), 'said_by', 'Mexico'))) \g /dev/null
select is(pg_temp.undo() ? 'location' and pg_temp.p('Quick') is null, true, 'what staff entered is');
select is(pg_temp.press('change_undo', jsonb_build_object('act', (select act from change where undoes is not null order by id desc limit 1))) ? 'location' and pg_temp.p('Quick') is not null, true,
	'and done again');
select is(pg_temp.ask_as('staff', format('select count(*) from dais.proposal where id = %L', pg_temp.p('Quick'))) || pg_temp.ask_as('panelist', format('select count(*) from dais.proposal where id = %L',
	pg_temp.p('Quick'))), '10', 'what staff wrote down is nobody else''s to see');
select pg_temp.change('A', '{"en":"A"}', (select revision::text from proposal where id = pg_temp.p('A')), '{"addressee":"organization"}', 'staff') \g /dev/null
select is((select addressee from proposal where id = pg_temp.p('x')), 'organization', 'what serves an objective goes with it into another category');
select is(concat_ws(' ', pg_temp.press('proposal_list', '{}') #>> '{undo,first,kind}', pg_temp.press('agenda_show', '{}') #>> '{undo,first,kind}'), 'proposal',
	'the page of proposals offers to take back what was done there, that of the agenda does not');
select is((select string_agg(distinct l ->> 'word', ', ' order by l ->> 'word') from jsonb_path_query(pg_temp.press('change_list', '{}'), '$.acts[*].lines[*] ? (@.kind == "proposal")') as l),
	'added, changed, merged, moved, removed, restored, set aside', 'the list of changes says what staff did');

select finish();
rollback;
