-- Rapporteurs of working groups: each sees and edits the proposals of the own category, through the desk's pages and by the row
-- policies alone; two at once lose nothing; what was done is taken back. And the entering closed to authors.
begin;
\ir world.psql
select plan(51);

insert into item (id, meeting, parent, position, kind, long_title)
	values (pg_temp.id('VI'), pg_temp.id('meeting'), null, 6, 'working', '{"en":"Identification of objectives"}'),
		(pg_temp.id('VI.a'), pg_temp.id('meeting'), pg_temp.id('VI'), 1, 'working', '{"en":"For the organization"}'),
		(pg_temp.id('VI.b'), pg_temp.id('meeting'), pg_temp.id('VI'), 2, 'working', '{"en":"For member states"}');
insert into working_group (meeting, item, addressee) values (pg_temp.id('meeting'), pg_temp.id('VI.a'), 'organization'), (pg_temp.id('meeting'), pg_temp.id('VI.b'), 'member states');
insert into person (id, name, email, language) select pg_temp.id(who), who, who || '@example.org', 'en' from unnest('{ana,bob}'::text[]) as who;
insert into role_grant (person, meeting, role) select pg_temp.id(who), pg_temp.id('meeting'), 'panelist' from unnest('{ana,bob}'::text[]) as who;
insert into session (token_hash, person, strength, idle, expires)
	select sha256(who::bytea), pg_temp.id(who), 'minted', '30 minutes', now() + interval '1 hour' from unnest('{ana,bob}'::text[]) as who;
insert into slot (id, meeting, item, position, role, held_by, label, expects_paper)
	select pg_temp.id('slot ' || who), pg_temp.id('meeting'), pg_temp.id(item), 9, 'rapporteur', 'person', '{"en":"Rapporteur"}', false
	from (values ('ana', 'VI.a'), ('bob', 'VI.b')) as r(who, item);
insert into slot_person (meeting, slot, name, person, state)
	select pg_temp.id('meeting'), pg_temp.id('slot ' || who), who, pg_temp.id(who), 'confirmed' from unnest('{ana,bob}'::text[]) as who;

create function pg_temp.p(words text) returns uuid language sql as $$ select p.id from proposal as p where p.text @> jsonb_build_object('en', words) $$;
create function pg_temp.on(words text, more jsonb default '{}') returns jsonb language sql as $$
	select jsonb_build_object('proposal', pg_temp.p(words), 'revision', (select revision::text from proposal where id = pg_temp.p(words))) || more
$$;
create function pg_temp.form(words text, addressee text, more jsonb default '{}') returns jsonb language sql as $$
	select jsonb_build_object('addressee', addressee, 'aim', 'promotion', 'written_in', 'en', 'rows', jsonb_build_array(jsonb_build_object('row', 0, 'kind', 'objective', 'text', words))) || more
$$;
create function pg_temp.page(who text) returns text language sql as $$
	select string_agg((c ->> 'addressee') || ': ' || coalesce((select string_agg(o #>> '{title,text}', ', ' order by at)
		from jsonb_array_elements(c -> 'aims') as a, jsonb_array_elements(a -> 'objectives') with ordinality as l(o, at)), '-'), '; ')
	from jsonb_array_elements(pg_temp.press('proposal_list', '{}', who) -> 'categories') as c
$$;
create function pg_temp.correct(words text, changed text, who text, more jsonb default '{}') returns jsonb language sql as $$
	select pg_temp.press('proposal_correct', '{"kind":"objective","aim":"promotion"}' || pg_temp.on(words) || jsonb_build_object('addressee',
		(select replace(addressee, ' ', '-') from proposal where id = pg_temp.p(words)), 'text', jsonb_build_object('en', changed)) || more, who)
$$;
create function pg_temp.undo(who text) returns jsonb language sql as $$
	select pg_temp.press('change_undo', jsonb_build_object('act', (select act from change where kind = 'proposal' order by id desc limit 1)), who)
$$;

select pg_temp.press('proposal_add', pg_temp.form('A', 'organization')), pg_temp.press('proposal_add', pg_temp.form('B', 'organization')),
	pg_temp.press('proposal_add', pg_temp.form('M', 'member-states')), pg_temp.press('proposal_propose', pg_temp.form('Of Costa Rica', 'organization'), 'focal point') \g /dev/null

-- ---------------------------------------------------------------- the policies alone

create function pg_temp.set(who text, change text) returns text language sql as $$
	select pg_temp.ask_as(who, 'with p as (update dais.proposal set ' || change || ' returning 1) select count(*) from p')
$$;
create function pg_temp.put(who text, addressee text, more text default '', value text default '') returns text language sql as $$
	select pg_temp.ask_as(who, format('with p as (insert into dais.proposal (meeting, kind, addressee, aim, text, original_language, person%s)
		values (%L, ''objective'', %L, ''promotion'', ''{"en":"Put"}'', ''en'', %L%s) returning 1) select count(*) from p', more, pg_temp.id('meeting'), addressee, pg_temp.id(who), value))
$$;
create function pg_temp.seen(who text) returns text language sql as $$
	select pg_temp.ask_as(who, 'select string_agg(text ->> ''en'', '', '' order by ordinal) from dais.proposal')
$$;
select is(pg_temp.seen(who), seen, who || ' sees the proposals of the own category') from (values ('ana', 'A, B, Of Costa Rica'), ('bob', 'M'), ('panelist', null)) as s(who, seen);
select is(pg_temp.set('ana', $$text = '{"en":"X"}' where text ->> 'en' = 'M'$$), '0', 'cannot change another''s');
select is(pg_temp.set('ana', $$addressee = 'member states'$$), 'refused', 'nor give one away');
select is(pg_temp.put('ana', 'member states'), 'refused', 'nor put one into another category');
select is(pg_temp.put('ana', 'organization', ', slot', format(', %L', pg_temp.id('slot CIM'))), 'refused', 'nor enter one as somebody else''s');
select is(pg_temp.ask_as('ana', format('with p as (delete from dais.proposal where id = %L returning 1) select count(*) from p', pg_temp.p('Of Costa Rica'))), '0', 'nor remove an author''s');
select is(pg_temp.ask_as('bob', $$select count(*) from dais.change where kind = 'proposal'$$), '1', 'and reads the changes of the own category alone');

-- ---------------------------------------------------------------- the desk's pages

select is(pg_temp.page('ana'), 'organization: A, B, Of Costa Rica', 'the page shows the own category');
select is(pg_temp.page('staff'), 'organization: A, B, Of Costa Rica; member states: M; cooperation: -', 'and staff all of them');
select is((select string_agg(who || ' ' || coalesce(pg_temp.press('proposal_desk', pg_temp.on('M'), who) ->> 'refused', 'yes'), ', ') from unnest('{ana,bob,panelist}'::text[]) as who),
	'ana DA404, bob yes, panelist DA404', 'another''s proposal is not there');
select is(pg_temp.press('proposal_new', '{}', 'ana') -> 'addressees', '[{"addressee":"organization","value":"organization","chosen":false}]', 'the form offers the own category');
select ok(pg_temp.press('proposal_add', pg_temp.form('Said', 'organization', '{"said_by":"Mexico"}'), 'ana') ? 'location', 'she adds what was said');
select is(pg_temp.press('proposal_add', pg_temp.form('Elsewhere', 'member-states'), 'ana') -> 'errors', '[{"field":"addressee","code":"choose"}]', 'but not to another category');
select is(pg_temp.correct('A', 'A', 'ana', '{"addressee":"cooperation"}') -> 'errors', '[{"field":"addressee","code":"choose"}]', 'nor does she move one there');
select is(pg_temp.press('proposal_merge', pg_temp.on('A', jsonb_build_object('into', pg_temp.p('M'))), 'ana') -> 'errors', '[{"field":"into","code":"choose"}]', 'nor merge with one of another');
select ok(pg_temp.correct('A', 'A corrected', 'ana') ? 'location', 'she corrects one');
select ok(pg_temp.press('proposal_merge', pg_temp.on('Of Costa Rica', jsonb_build_object('into', pg_temp.p('B'))), 'ana') ? 'location', 'merges two');
select is((select string_agg(s ->> 'who', ', ') from jsonb_array_elements(pg_temp.press('proposal_desk', pg_temp.on('B'), 'ana') -> 'sources') as s), 'Costa Rica', 'and sees whose they are');
select ok(pg_temp.press('proposal_move', pg_temp.on('Said', '{"up":true}'), 'ana') ? 'location' and pg_temp.page('ana') = 'organization: A corrected, Said, B', 'puts them in order');
select ok(pg_temp.press('proposal_set_aside', pg_temp.on('A corrected', '{"reason":"R"}'), 'ana') ? 'location', 'sets one aside');
select is(pg_temp.press('proposal_list', '{}', 'ana') #>> '{undo,name}', 'ana', 'the page says who did it last');
select is(pg_temp.undo('bob') ->> 'refused', 'DA404', 'who cannot see it cannot take it back');
select ok(pg_temp.undo('ana') ? 'location' and pg_temp.page('ana') = 'organization: A corrected, Said, B', 'she takes it back');
select ok(pg_temp.press('proposal_restore', pg_temp.on('Of Costa Rica'), 'ana') ? 'location' and pg_temp.page('ana') = 'organization: A corrected, Said, B, Of Costa Rica', 'splits again');
select is(pg_temp.press('change_undo', jsonb_build_object('act', (select act from change where subject = pg_temp.p('Of Costa Rica') order by id limit 1)), 'ana') ->> 'refused', 'DA404',
	'what its author entered stays');
select ok(pg_temp.press('change_undo', jsonb_build_object('act', (select act from change where subject = pg_temp.p('Said') and before is null)), 'ana') ->> 'refused' = 'DA409', 'nor goes what was put in order since');
select ok(pg_temp.press('proposal_add', pg_temp.form('Slip', 'organization'), 'ana') ? 'location' and pg_temp.undo('ana') ? 'location' and pg_temp.p('Slip') is null, 'a slip goes');
select ok(pg_temp.press('proposal_list', '{}', 'ana') #>> '{redo,name}' = 'ana' and pg_temp.undo('bob') ->> 'refused' = 'DA404' and pg_temp.undo('ana') ? 'location' and pg_temp.p('Slip') is not null, 'and comes back, for her alone');
select pg_temp.undo('ana') \g /dev/null
insert into change (act, meeting, person, kind, subject, revision, before, after) select pg_temp.id('both'), pg_temp.id('meeting'), pg_temp.id('staff'), 'proposal', pg_temp.p(words), 9, '{"page":1}', '{"page":null}'
	from unnest('{B,M}'::text[]) as words;
select is(pg_temp.press('change_undo', jsonb_build_object('act', pg_temp.id('both')), 'ana') ->> 'refused' || (select count(page) from proposal), 'DA4090', 'an act that is another''s, too, is not hers to take back');
select is(pg_temp.press('change_list', '{}', 'bob') #>> '{acts,0,lines,0,title,text}', 'M', 'the list of changes is the own category''s');
select is(pg_temp.press('change_list', '{}', 'panelist') ->> 'refused', 'DA404', 'and of others there is none');

-- a passage of a paper that she may read
insert into submission (id, meeting, slot, original_language, title, person) select pg_temp.id(paper), pg_temp.id('meeting'), pg_temp.id('slot ' || slot), 'en', '{"en":"Paper"}', pg_temp.id('panelist')
	from (values ('paper', 'CIM'), ('secret', 'IIN')) as p(paper, slot);
insert into placement (meeting, submission, item) values (pg_temp.id('meeting'), pg_temp.id('paper'), pg_temp.id('III'));
insert into upload (id, person, file_name, size, expires) select pg_temp.id('upload ' || paper), pg_temp.id('panelist'), 'f', 1, now() + interval '1 day' from unnest('{paper,secret}'::text[]) as paper;
insert into filing (id, meeting, submission, person, received_at, punctuality, receipt, key_id, receipt_text, idempotency_key)
	select pg_temp.id('filing ' || paper), pg_temp.id('meeting'), pg_temp.id(paper), pg_temp.id('panelist'), now(), 'in time', paper, 'k', 't', paper from unnest('{paper,secret}'::text[]) as paper;
insert into file (id, meeting, submission, filing, language, number, upload, file_name, media_type, size, sha256, state, public_from)
	select pg_temp.id('file ' || paper), pg_temp.id('meeting'), pg_temp.id(paper), pg_temp.id('filing ' || paper), 'en', 1, pg_temp.id('upload ' || paper), 'f', 'application/pdf', 1, 'x', 'cleared',
		case paper when 'paper' then now() end from unnest('{paper,secret}'::text[]) as paper;
select is((select string_agg(p ->> 'who', ', ') from jsonb_array_elements(pg_temp.press('proposal_list', '{}', 'ana') -> 'papers') as p), 'Inter-American Commission of Women', 'the papers that she may read are offered');
select is(pg_temp.press('proposal_new', jsonb_build_object('paper', pg_temp.id('secret')), 'ana') ->> 'refused', 'DA404', 'and no others');
select is(pg_temp.press('proposal_new', jsonb_build_object('paper', pg_temp.id('paper')), 'ana') @> jsonb_build_object('with_paper', true, 'file', pg_temp.id('file paper'),
	'form', '{"said_by":"Inter-American Commission of Women"}'::jsonb), true, 'the form stands beside the paper, with whose it is');
select pg_temp.press('proposal_add', jsonb_set(pg_temp.form('Passage', 'organization', jsonb_build_object('paper', pg_temp.id('paper'), 'item', pg_temp.id('III'), 'said_by', 'CIM')), '{rows,0,page}', '"4"'), 'ana') \g /dev/null
select is((select jsonb_build_object('who', s ->> 'who', 'page', s -> 'page', 'file', s ->> 'file') from jsonb_array_elements(pg_temp.press('proposal_desk', pg_temp.on('Passage'), 'ana') -> 'sources') as s),
	jsonb_build_object('who', 'CIM', 'page', 4, 'file', pg_temp.id('file paper')), 'what she enters names the paper and its page');

-- two at once
select is(pg_temp.correct('B', 'B of staff', 'staff') ? 'location', true, 'staff and a rapporteur change the same');
select is(pg_temp.correct('B of staff', 'B of Ana', 'ana', '{"revision":"1"}') ->> 'refused', 'DA409', 'the second is told');
select is(pg_temp.correct('B of staff', 'B of Ana', 'ana', jsonb_build_object('revision', '1.' || (pg_temp.on('B of staff') ->> 'revision'))) ? 'location', true, 'and decides, having seen it');

-- what serves an objective goes with it
select pg_temp.press('proposal_add', jsonb_set(pg_temp.form('x', 'organization', jsonb_build_object('objective', pg_temp.p('A corrected'))), '{rows,0,kind}', '"activity"')) \g /dev/null
select ok(pg_temp.press('proposal_merge', pg_temp.on('A corrected', jsonb_build_object('into', pg_temp.p('M')))) ? 'location', 'staff merge an objective into one of another category');
select is((select addressee from proposal where id = pg_temp.p('x')), 'member states', 'what serves it goes along');
select ok(pg_temp.press('proposal_restore', pg_temp.on('A corrected')) ? 'location', 'split again');
select is((select addressee from proposal where id = pg_temp.p('x')), 'organization', 'it comes back');

-- two worlds that differ in another group's part alone are the same to her
create function pg_temp.world() returns jsonb language sql as $$
	select jsonb_object_agg(function, pg_temp.press(function, pg_temp.on('B of Ana'), 'ana')) from unnest('{proposal_list,proposal_new,proposal_desk,change_list,my_show}'::text[]) as function
$$;
create temporary table world as select pg_temp.world() as one;
select pg_temp.press('proposal_add', pg_temp.form('Of Bob', 'member-states'), 'bob'), pg_temp.correct('M', 'M of Bob', 'bob') \g /dev/null
select pg_temp.press('proposal_merge', pg_temp.on('Of Bob', jsonb_build_object('into', pg_temp.p('M of Bob'))), 'bob') \g /dev/null
select is(pg_temp.world(), (select one from world), 'what another group does changes no answer to her');

select is(pg_temp.press('my_show', '{}', 'ana') -> 'groups' @> '[{"slug":"test-2004","addressee":"organization"}]', true, 'her own page leads there');

-- ---------------------------------------------------------------- closed to authors

create function pg_temp.change(words text, changed text) returns jsonb language sql as $$
	select pg_temp.press('proposal_change', '{"kind":"objective","addressee":"organization","aim":"promotion"}' || pg_temp.on(words) || jsonb_build_object('text', jsonb_build_object('en', changed)), 'focal point')
$$;
select ok(pg_temp.press('entering_close', '{}') ? 'location', 'staff close the entering');
select is(concat_ws(' ', pg_temp.press('proposal_propose', pg_temp.form('Late', 'organization'), 'focal point') ->> 'refused', pg_temp.change('Of Costa Rica', 'Late') ->> 'refused',
	pg_temp.press('proposal_withdraw', pg_temp.on('Of Costa Rica'), 'focal point') ->> 'refused'), 'DA409 DA409 DA409', 'authors enter, change and withdraw no more');
select is(pg_temp.set('focal point', $$text = '{"en":"Late"}'$$) || pg_temp.ask_as('focal point', format('with p as (insert into dais.proposal (meeting, kind, addressee, aim, text, original_language, party, person)
	values (%L, ''objective'', ''organization'', ''promotion'', ''{"en":"Late"}'', ''en'', %L, %L) returning 1) select count(*) from p', pg_temp.id('meeting'), pg_temp.id('CRI'), pg_temp.id('focal point'))), '0refused',
	'by the policies alone');
select ok(pg_temp.correct('B of Ana', 'B', 'ana') ? 'location' and pg_temp.press('delegation_show', '{}', 'focal point') #>> '{proposals,closed}' is not null, 'a rapporteur goes on; authors read since when');
select ok(pg_temp.press('entering_close', '{"reopen":true}') ? 'location' and pg_temp.change('Of Costa Rica', 'Of Costa Rica again') ? 'location', 'opened again');

select * from finish();
rollback;
