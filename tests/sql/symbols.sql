-- Document symbols: patterns, numbers that never return, also not between fifty who ask at once; addenda and corrigenda;
-- what an edition and its changes say of them; where an address with one leads, as far as its reader may see.
\set ON_ERROR_STOP 1
set search_path = public, dais;

-- Fifty meetings of one body, whose programs are given a number at the same time, each over a connection of its own.
insert into body (id, slug, name) values (md5('at once')::uuid, 'at-once', '{"en":"Busy"}');
insert into meeting (slug, body, name, starts_on, ends_on, zone)
	select 'at-once-' || n, md5('at once')::uuid, '{"en":"M"}', '2026-03-01', '2026-03-01', 'UTC' from generate_series(1, 50) as n;
insert into symbol_series (id, body, year, pattern, last) values (md5('at once')::uuid, md5('at once')::uuid, 2026, 'BUSY-{number}', 700);
insert into person (id, name, email, language) values (md5('at once')::uuid, 'At once', 'at.once@example.com', 'en');
insert into role_grant (person, role) values (md5('at once')::uuid, 'staff');
insert into session (token_hash, person, strength, idle, expires) values (sha256('at once'), md5('at once')::uuid, 'minted', '1 hour', now() + interval '1 hour');
\! for n in $(seq 50); do psql -XqAt -c "select set_config('dais.session', encode(sha256('at once'), 'hex'), false); set role dais_web; select api.symbol_give('en', jsonb_build_object('meeting', 'at-once-$n', 'document', 'program', 'symbol', 'next-' || md5('at once')::uuid))" > /dev/null & done; wait

begin;
\ir world.psql
select plan(59);

select is((select array_agg(number order by number) from symbol where series = md5('at once')::uuid), array(select generate_series(701, 750)),
	'fifty who ask at once get fifty numbers in a row');
select is((select count(distinct symbol) from document where symbol in (select id from symbol where series = md5('at once')::uuid)), 50::bigint, 'each a document''s');

create function pg_temp.desk(function text, more jsonb default '{}', who text default 'staff', lang text default 'en') returns jsonb
	language sql as $$ select pg_temp.ask(who, function, '{"meeting": "test-2004"}' || more, lang) $$;
create function pg_temp.find(symbol text, who text default '', lang text default 'en') returns text
	language sql as $$ select pg_temp.ask(who, 'symbol_find', jsonb_build_object('symbol', symbol), lang) ->> 'location' $$;
create function pg_temp.series() returns text language sql as $$ select 'next-' || id from symbol_series where pattern like 'CP/%' $$;
create function pg_temp.given(text text, word text) returns text language sql as $$ select word || '-' || id from symbol where symbol.text = given.text $$;
create function pg_temp.give(document text, symbol text, who text default 'staff') returns text language sql as $$
	select coalesce(answer #>> '{errors,0,field}', answer ->> 'refused', 'given')
	from pg_temp.desk('symbol_give', jsonb_build_object('document', document, 'symbol', symbol), who) as answer
$$;
create function pg_temp.publish(number text) returns text language sql as $$
	select coalesce(answer #>> '{errors,0,code}', answer ->> 'refused', 'published') from pg_temp.desk('edition_publish', jsonb_build_object('number', number)) as answer
$$;
insert into submission (id, meeting, slot, original_language, title, person, created)
	select pg_temp.id('paper ' || n), pg_temp.id('meeting'), case n when 1 then pg_temp.id('slot CIM') end, 'en', jsonb_build_object('en', 'Paper ' || n),
		pg_temp.id('panelist'), now() + n * interval '1 s' from generate_series(1, 5) as n;
insert into placement (meeting, submission, item) values (pg_temp.id('meeting'), pg_temp.id('paper 1'), pg_temp.id('III'));
insert into upload (id, person, file_name, size, expires) select pg_temp.id('upload ' || n), pg_temp.id('panelist'), 'f', 1, now() from generate_series(1, 2) as n;
insert into filing (id, meeting, submission, person, received_at, punctuality, receipt, key_id, receipt_text, idempotency_key)
	values (pg_temp.id('filing'), pg_temp.id('meeting'), pg_temp.id('paper 1'), pg_temp.id('panelist'), now(), 'in time', 'R', 'k', 't', 'i');
insert into file (id, meeting, submission, filing, language, number, upload, file_name, media_type, size, sha256, state)
	select pg_temp.id('file ' || lang), pg_temp.id('meeting'), pg_temp.id('paper 1'), pg_temp.id('filing'), lang, 1, pg_temp.id('upload ' || n), 'f', 'application/pdf', 1, 'x', 'cleared'
	from unnest('{en,es}'::text[]) with ordinality as l(lang, n);
update meeting set starts_on = '2004-09-16', ends_on = '2004-09-17' where slug = 'test-2004';

-- patterns
select is(api.symbol_pattern_is_good(pattern), good, pattern || case when good then ' is a pattern' else ' is none' end) from (values
	('CP/CAJP-{number}/{year}', true), ('OEA/Ser.G CP/CAJP-{number}/04', true), ('A({year}){number}', true), ('A-{number}-B', true), ('{number}', true),
	('CP', false), ('CP-{number}-{number}', false), ('CP2{number}', false), ('{number}{year}', false), ('CP//{number}', false), ('/CP-{number}', false), ('CP-{number}/', false),
	('CP/../{number}', false), ('CP rev. {number}', false), ('CP-{number} add. 1', false), ('CP-{number}?x', false), ('CP-{number}' || chr(10) || 'x', false), ('<b>-{number}', false), ('#-{number}', false)) as p(pattern, good);
select is(pg_temp.desk('symbol_series_create', '{"pattern":"CP-{x}"}') #>> '{errors,0,code}', 'not-a-pattern', 'what is none is refused');
select matches(pg_temp.desk('symbol_series_create', '{"pattern":"CP/CAJP-{number}/{year}","first":"2154"}') ->> 'location', 'done=saved', 'a series is made');
select is(pg_temp.desk('symbol_series_create', '{"pattern":"cp/cajp-{number}/04"}') #>> '{errors,0,code}', 'pattern-taken', 'one that gives the same symbols is not');
select is(pg_temp.desk('symbol_list') #>> '{series,0,next}', 'CP/CAJP-2154/04', 'its next number is the one that was said, its year that of the meeting');
select is(pg_temp.ask_as('staff', 'update dais.symbol_series set last = 1 returning 1'), 'refused', 'nobody sets a series back');
select is(pg_temp.ask_as('staff', format('insert into dais.document (meeting, kind, symbol) values (%L, %L, null) returning 1', pg_temp.id('meeting'), 'conclusions')),
	'refused', 'nor writes a document''s symbol');
select is(pg_temp.ask_as('staff', 'delete from dais.symbol returning 1'), 'refused', 'nor takes a symbol away');

-- numbers
select is(pg_temp.give('program', pg_temp.series(), who), 'DA404', who || ' gives none') from unnest('{stranger,panelist,chair,staff elsewhere}'::text[]) as who;
select is(array[pg_temp.give('program', pg_temp.series()), pg_temp.give('program', pg_temp.series())], array['given', 'document'], 'the program gets one symbol');
select is(array[pg_temp.give(pg_temp.id('paper 1')::text, pg_temp.series()), pg_temp.give(pg_temp.id('paper 1')::text, pg_temp.series())], array['given', 'document'], 'a paper gets one');
select is(array[pg_temp.give(pg_temp.id('paper 2')::text, 'next-x'), pg_temp.give(pg_temp.id('paper 2')::text, 'next-' || md5('at once')::uuid)], array['symbol', 'symbol'], 'not out of another body''s series');
select is(pg_temp.give(pg_temp.id('paper 2')::text, pg_temp.given('CP/CAJP-2154/04', 'add')), 'given', 'an addendum');
select is(pg_temp.give(pg_temp.id('paper 3')::text, pg_temp.given('CP/CAJP-2154/04', 'add')), 'given', 'another');
select is(pg_temp.give(pg_temp.id('paper 4')::text, pg_temp.given('CP/CAJP-2154/04 add. 2', 'add')), 'symbol', 'an addendum has none of its own');
select is(pg_temp.give(pg_temp.id('paper 4')::text, pg_temp.given('CP/CAJP-2154/04 add. 2', 'corr')), 'given', 'but a corrigendum');
update meeting set starts_on = '2005-01-16', ends_on = '2005-01-17' where slug = 'test-2004';
select is(array[pg_temp.give(pg_temp.id('paper 5')::text, pg_temp.series()), pg_temp.give(pg_temp.id('paper 5')::text, pg_temp.given('CP/CAJP-2155/04', 'corr'))],
	array['symbol', 'given'], 'a meeting that is moved to another year has no more numbers of this one, but corrigenda of what it has given');
delete from symbol where submission = pg_temp.id('paper 5');
update meeting set starts_on = '2004-09-16', ends_on = '2004-09-17' where slug = 'test-2004';
select is((select string_agg(text, ', ' order by given_at, text) from symbol where meeting = pg_temp.id('meeting')),
	'CP/CAJP-2154/04, CP/CAJP-2154/04 add. 1, CP/CAJP-2154/04 add. 2, CP/CAJP-2154/04 add. 2 corr. 1, CP/CAJP-2155/04', 'numbers in a row');
select is(pg_temp.desk('symbol_list') #>> '{series,0,next}', 'CP/CAJP-2156/04', 'the next one follows');

-- revisions
select is(api.symbol_at('CP-1/04 add. 1 corr. 2', 1), 'CP-1/04 add. 1 corr. 2', 'the first edition has no rev.');
select is(array[api.symbol_at('CP-1/04', 2), api.symbol_at('CP-1/04 add. 1 corr. 2', 3), api.symbol_at('CP-1/04 corr. 2', 2)],
	array['CP-1/04 rev. 1', 'CP-1/04 rev. 2 add. 1 corr. 2', 'CP-1/04 rev. 1 corr. 2'], 'the second is rev. 1, which stands before add. and corr.');

-- who sees and finds them
select is(array[pg_temp.find('CP/CAJP-2154/04'), pg_temp.find('CP/CAJP-2155/04')], array[null, null]::text[], 'nothing leads to what is not published');
select is(pg_temp.ask_as(who, 'select count(*) from dais.symbol'), n, 'symbols that ' || coalesce(nullif(who, ''), 'the public') || ' sees')
	from (values ('', '0'), ('stranger', '0'), ('panelist', '1'), ('staff elsewhere', '0')) as w(who, n);
select is(pg_temp.publish('1'), 'published', 'edition 1');
update submission set released_at = now() where id = pg_temp.id('paper 1');
select is(pg_temp.publish('2'), 'published', 'edition 2, with the paper');
select is(array[pg_temp.find(' cp / cajp-2154/04'), pg_temp.find('CP/CAJP-2154/04 Rev. 1'), pg_temp.find('CP/CAJP-2154/04rev2')],
	array['/en/test-2004', '/en/test-2004/editions/2', null], 'the program is found, and its editions');
select is(array[pg_temp.find('CP/CAJP-2155/04'), pg_temp.find('CP/CAJP-2155/04', '', 'es'), pg_temp.find('CP/CAJP-2155/04', '', 'fr')],
	array['/en/papers/' || pg_temp.id('file en'), '/es/papers/' || pg_temp.id('file es'), '/fr/papers/' || pg_temp.id('file en')], 'so is the paper, in the reader''s language where it is there');
select is(array[pg_temp.find('CP/CAJP-2154/04 add. 1'), pg_temp.find('CP/CAJP-1/04'), pg_temp.find('')], array[null, null, null]::text[], 'and nothing else');
select is(array[pg_temp.desk('edition_show', '{"number":"1"}', '') ->> 'symbol', pg_temp.desk('edition_show', '{}', '') ->> 'symbol'],
	array['CP/CAJP-2154/04', 'CP/CAJP-2154/04 rev. 1'], 'an edition says its symbol');
select is(pg_temp.desk('edition_show', '{}', '') #>> '{days,0,items,2,submissions,0,symbol}', 'CP/CAJP-2155/04', 'and that of its papers');

-- a symbol that is given later
update document set symbol = null where meeting = pg_temp.id('meeting');
select is(pg_temp.publish('3'), 'published', 'a symbol is a change');
select is((select string_agg(change ->> 'code', ', ') from edition, jsonb_array_elements(changes) as change where number = 3), 'symbol', 'of its own');
select is(pg_temp.desk('edition_show', '{}', '') -> 'symbol', 'null', 'without one an edition says its number');

select * from finish();
rollback;
