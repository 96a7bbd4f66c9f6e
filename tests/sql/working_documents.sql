-- The working document: paragraphs with their numbers and sources, the annex of what nobody addressed, editions that stay as they are,
-- what changed in words, for the public or for those who take part; two editions side by side.
begin;
\ir world.psql
select plan(53);

insert into theme (id, meeting, slug, position, name) select pg_temp.id(slug), pg_temp.id('meeting'), slug, at, jsonb_build_object('en', initcap(slug), 'es', 'Sobre ' || slug)
	from unnest('{women,children,borders}'::text[]) with ordinality as t(slug, at);
insert into submission (id, meeting, slot, original_language, title, person)
	values (pg_temp.id('paper'), pg_temp.id('meeting'), pg_temp.id('slot CIM'), 'en', '{"en":"Title"}', pg_temp.id('panelist'));

create function pg_temp.p(words text) returns uuid language sql as $$ select p.id from proposal as p where p.text @> jsonb_build_object('en', words) $$;
create function pg_temp.on(words text, more jsonb default '{}') returns jsonb language sql as $$
	select jsonb_build_object('proposal', pg_temp.p(words), 'revision', (select revision::text from proposal where id = pg_temp.p(words))) || more
$$;
create function pg_temp.add(lines text[], addressee text, aim text, more jsonb default '{}') returns jsonb language sql as $$
	select pg_temp.press(case when more ? 'slot' then 'proposal_enter' else 'proposal_add' end, jsonb_build_object('addressee', addressee, 'aim', aim, 'written_in', 'en', 'rows', (
		select jsonb_agg(jsonb_build_object('row', at - 1, 'kind', split_part(line, ': ', 1), 'text', split_part(line, ': ', 2)) || case when more ? 'slot' then '{"page":"4"}' else '{}' end::jsonb order by at)
		from unnest(lines) with ordinality as l(line, at))) || more, case when more ? 'slot' then 'panelist' else 'staff' end)
$$;
-- "1 A, 1.1 x; 2 B": what a page of the document says, category by category.
create function pg_temp.reads(page jsonb) returns text language sql as $$
	select string_agg(list, '; ' order by c_at, a_at) from (select c_at, a_at, string_agg((p ->> 'number') || ' ' || (p #>> '{text,text}'), ', ' order by p_at) as list
		from jsonb_array_elements(page -> 'categories') with ordinality as cs(c, c_at), jsonb_array_elements(c -> 'aims') with ordinality as aims(a, a_at),
			jsonb_array_elements(a -> 'paragraphs') with ordinality as ps(p, p_at) group by c_at, a_at) as by_aim
$$;
create function pg_temp.paragraph(page jsonb, words text) returns jsonb language sql as $$
	select jsonb_path_query_first(page, '$.categories[*].aims[*].paragraphs[*] ? (@.text.text == $w)', jsonb_build_object('w', words))
$$;
create function pg_temp.issue(number int, audience text default 'public', more jsonb default '{}') returns jsonb language sql as $$
	select pg_temp.press('working_issue', jsonb_build_object('number', number::text, 'audience', audience) || more)
$$;
create function pg_temp.codes(page jsonb) returns text language sql as $$
	select string_agg(concat_ws(' ', c ->> 'code', nullif(c ->> 'item', ''), c ->> 'was'), '; ' order by at) from jsonb_array_elements(page -> 'changes') with ordinality as l(c, at)
$$;

-- ---------------------------------------------------------------- what it says

select is(pg_temp.press('working_desk') -> 'empty', 'true', 'before anything is proposed there is nothing to issue');
select is(pg_temp.issue(1) -> 'errors', '[{"field":"note","code":"nothing-proposed"}]', 'and nothing is issued');
select pg_temp.add('{"objective: A","activity: x","best-practice: y"}', 'organization', 'promotion', jsonb_build_object('slot', pg_temp.id('slot CIM'), 'theme', 'women')),
	pg_temp.add('{"objective: B"}', 'organization', 'promotion', jsonb_build_object('item', pg_temp.id('III.dialogue'), 'said_by', 'Mexico')),
	pg_temp.add('{"activity: loose"}', 'member-states', 'protection', '{"theme":"other","theme_words":"Consuls"}'),
	pg_temp.add('{"objective: Twice"}', 'organization', 'promotion', jsonb_build_object('slot', pg_temp.id('slot CIM'))) \g /dev/null
select pg_temp.press('proposal_merge', pg_temp.on('Twice', jsonb_build_object('into', pg_temp.p('B')))) \g /dev/null
select is(pg_temp.reads(pg_temp.press('working_desk')), '1 A, 1.1 x, 1.2 y, 2 B; 3 loose', 'numbered through the whole document, what serves an objective below it');
select is(pg_temp.paragraph(pg_temp.press('working_desk'), 'A') -> 'sources' @> '[{"party":{"text":"Inter-American Commission of Women"},"number":"III","kind":"panel","page":4}]', true,
	'with its source: who, panel, page of the paper');
select is(jsonb_path_query_array(pg_temp.paragraph(pg_temp.press('working_desk'), 'B') -> 'sources', '$[*].who') || jsonb_path_query_array(pg_temp.paragraph(pg_temp.press('working_desk'), 'B') -> 'sources', '$[*].party.text'),
	'["Mexico", null, "Inter-American Commission of Women"]', 'with all of them where two were merged');
select is(pg_temp.paragraph(pg_temp.press('working_desk', '{}', 'staff', 'es'), 'A') #> '{theme}', '{"text":"Sobre women","fallback":null}', 'the theme at the margin');
select is(pg_temp.press('working_desk') #> '{coverage,unaddressed}', '[{"name":{"text":"Children","fallback":null}},{"name":{"text":"Borders","fallback":null}}]', 'the annex names what nobody addressed');
select is((select string_agg((r ->> 'row') || ' ' || coalesce(r #>> '{name,text}', '') || ' ' || (select string_agg(coalesce(c ->> 'numbers', '-'), '|' order by at)
		from jsonb_array_elements(r -> 'cells') with ordinality as cells(c, at)), '; ') from jsonb_array_elements(pg_temp.press('working_desk') #> '{coverage,themes}') as r),
	'theme Women 1, 1.1, 1.2|-|-|-|-|-; theme Children -|-|-|-|-|-; theme Borders -|-|-|-|-|-; other  -|-|-|3|-|-; none  2|-|-|-|-|-', 'themes by categories, with the numbers of the paragraphs');
select is((select string_agg(concat_ws(' ', g ->> 'addressee', g ->> 'aim', g ->> 'nothing', jsonb_array_length(g -> 'themes')), '; ') from jsonb_array_elements(pg_temp.press('working_desk') #> '{coverage,gaps}') as g),
	'organization promotion false 2; organization protection true 3; member states promotion true 3; member states protection false 3; cooperation promotion true 3; cooperation protection true 3',
	'and for each category');

-- ---------------------------------------------------------------- issued

select is(pg_temp.issue(1, 'secretariat') -> 'errors', '[{"field":"audience","code":"choose"}]', 'it is for the public or for those who take part');
select is(pg_temp.issue(1, 'participants', '{"note":{"en":"First draft"}}') ->> 'location', '/en/desk/test-2004/working-document?done=document-issued', 'one press issues it');
select is((select string_agg(who || ' ' || (pg_temp.press('working_show', '{}', who) is not null), ', ' order by at) from unnest('{panelist,focal point,chair,staff,stranger,staff elsewhere,""}'::text[]) with ordinality as w(who, at)),
	'panelist true, focal point true, chair true, staff true, stranger false, staff elsewhere false,  false', 'for those who take part');
select is(pg_temp.reads(pg_temp.press('working_show', '{}', 'chair')), '1 A, 1.1 x, 1.2 y, 2 B; 3 loose', 'who read what the secretariat read');
select is(pg_temp.press('working_show', '{}', 'chair') #>> '{note,text}', 'First draft', 'with its note');
select is(pg_temp.paragraph(pg_temp.press('working_show', '{}', 'chair', 'es'), 'A') #> '{text}', '{"text":"A","fallback":"en"}', 'a text that is not in a reader''s language is marked');
select is(pg_temp.issue(2, 'participants') -> 'errors', '[{"field":"note","code":"document-no-change"}]', 'the same is not issued twice');
select is(pg_temp.issue(1, 'public') ->> 'refused', 'DA409', 'nor by who has not seen the other edition');
select ok(pg_temp.issue(2, 'public') ? 'location', 'but to the public, too');
select is(pg_temp.press('working_show', '{}', '') ->> 'number', '2', 'which reads that edition');
select is(pg_temp.press('working_show', '{"number":"1"}', '') is null and pg_temp.press('working_changes', '{"number":"1"}', '') is null and pg_temp.press('working_compare', '{"from":"1"}', '') is null, true, 'and none of the other');
select is(jsonb_array_length(pg_temp.press('working_show', '{}', '') -> 'editions'), 1, 'nor hears of it');
select is((select state from proposal where id = pg_temp.p('A')), 'proposed', 'issuing one changes no proposal');

-- ---------------------------------------------------------------- the next one

create function pg_temp.correct(words text, texts jsonb, more jsonb default '{}') returns boolean language sql as $$
	select pg_temp.press('proposal_correct', (select jsonb_build_object('kind', replace(kind, ' ', '-'), 'addressee', replace(addressee, ' ', '-'), 'aim', aim, 'objective', serves,
		'theme', (select slug from theme where id = p.theme), 'page', page::text, 'item', item, 'said_by', said_by) from proposal as p where p.id = pg_temp.p(words))
		|| pg_temp.on(words) || jsonb_build_object('text', texts) || more) ? 'location'
$$;
select ok(pg_temp.correct('A', '{"en":"A of all","es":"A de todos"}'), 'one is corrected');
select ok(pg_temp.correct('x', '{"en":"x","pt":"xis"}', '{"theme":"children"}'), 'one gets a translation and another theme');
select ok(pg_temp.press('proposal_move', pg_temp.on('B', '{"up":true}')) ? 'location', 'one is put before another');
select ok(pg_temp.press('proposal_set_aside', pg_temp.on('loose', '{"reason":"R"}')) ? 'location', 'one goes');
select pg_temp.add('{"objective: New"}', 'organization', 'protection'), pg_temp.press('proposal_restore', pg_temp.on('Twice')), pg_temp.press('proposal_set_aside', pg_temp.on('Twice', '{"reason":"R"}')) \g /dev/null
select is(pg_temp.reads(pg_temp.press('working_desk')), '1 B, 2 A of all, 2.1 x, 2.2 y; 3 New', 'it would read otherwise');
select is(pg_temp.codes(pg_temp.press('working_desk')), 'paragraph-moved 1. B 2; paragraph-sources 1. B; paragraph-moved 2. A of all 1; paragraph-text 2. A of all; changed-elsewhere 2.1. x; paragraph-theme 2.1. x; '
	|| 'paragraph-removed 3. loose; paragraph-added 3. New; renumbered', 'and says what has changed');
select is(jsonb_path_query_array(pg_temp.press('working_desk', '{}', 'staff', 'pt'), '$.changes[*] ? (@.code == "paragraph-text" && @.number == "2.1").elsewhere[*].language'), '["pt"]', 'by language, to whom it concerns');
select is(jsonb_path_query_first(pg_temp.press('working_desk'), '$.changes[*] ? (@.code == "renumbered").numbers'), '[{"was":"1.1","number":"2.1"},{"was":"1.2","number":"2.2"}]', 'with the numbers that followed');
select is(pg_temp.reads(pg_temp.press('working_show', '{}', '')), '1 A, 1.1 x, 1.2 y, 2 B; 3 loose', 'its readers read the edition before');
insert into symbol_series (id, body, year, pattern) values (pg_temp.id('series'), pg_temp.id('body'), extract(year from current_date + 30), 'CP-{number}/{year}');
select ok(pg_temp.press('symbol_give', jsonb_build_object('document', 'working-document', 'symbol', 'next-' || pg_temp.id('series'))) ? 'location', 'it gets a document symbol');
select ok(pg_temp.issue(3, 'participants') ? 'location', 'the third edition');
select alike(pg_temp.press('working_show', '{}', 'chair') ->> 'symbol', 'CP-1/%rev. 2', 'with its symbol as the third');
select is(pg_temp.press('symbol_find', jsonb_build_object('symbol', pg_temp.press('working_show', '{}', 'chair') ->> 'symbol'), 'chair') ->> 'location', '/en/test-2004/working-document/editions/3', 'which leads there');
select is(pg_temp.reads(pg_temp.press('working_show', '{"number":"1"}', 'chair')), '1 A, 1.1 x, 1.2 y, 2 B; 3 loose', 'the first stays as it was');
select is(pg_temp.press('working_show', '{}', '') ->> 'number' || pg_temp.reads(pg_temp.press('working_show', '{}', '')), '21 A, 1.1 x, 1.2 y, 2 B; 3 loose', 'and the public has the second');
select pg_temp.add('{"objective: Newer"}', 'organization', 'protection') \g /dev/null
select ok(pg_temp.issue(4, 'public') ? 'location', 'the fourth is public again');
select alike(pg_temp.codes(pg_temp.press('working_changes', '{"number":"4"}', '')), 'symbol%paragraph-added 3. New;%paragraph-added 4. Newer%', 'it tells what changed since the one that the public has read');
select is(pg_temp.codes(pg_temp.press('working_changes', '{"number":"3"}', '')) , null, 'and nothing of the third');

-- ---------------------------------------------------------------- side by side

create function pg_temp.rows(page jsonb) returns text language sql as $$
	select string_agg(concat_ws(' ', r ->> 'was_number', r #>> '{was,text}', '>', r ->> 'new_number', r #>> '{text,text}', r ->> 'code', case when (r ->> 'moved')::boolean then 'moved' end), '; ' order by at)
	from jsonb_array_elements(page -> 'rows') with ordinality as l(r, at)
$$;
select is(pg_temp.rows(pg_temp.press('working_compare', '{"from":"1","to":"3"}', 'chair')),
	'2 B > 1 B same moved; 1 A > 2 A of all changed moved; 1.1 x > 2.1 x same; 1.2 y > 2.2 y same; 3 loose > removed; > 3 New added', 'paragraph by paragraph, by what it is and not by its number');
select is(pg_temp.press('working_compare', '{}', '') @> '{"from":2,"to":4}', true, 'without numbers the newest two that a reader may read');
select is(pg_temp.press('working_compare', '{"from":"3","to":"4"}', ''), null, 'and none that one may not');
select is(pg_temp.rows(pg_temp.press('working_compare', '{"from":"1","to":"3"}', 'chair', 'es')) like '%1 A > 2 A de todos changed moved%', true, 'in the reader''s language');
select is(pg_temp.press('working_compare', '{"from":"4","to":"2"}', '') @> '{"from":4,"to":2}', true, 'either way round');

-- ---------------------------------------------------------------- adopted in the room, and withdrawn there

update proposal set decision = 'adopted', decided_at = now() where id = pg_temp.p('B');
update proposal set decision = 'withdrawn', decided_at = now() where id = pg_temp.p('A of all');
select is(pg_temp.reads(pg_temp.press('working_desk')), '1 B, 2 x, 3 y; 4 New, 5 Newer', 'what the room withdrew is left out, what served it stands for itself');
select is(pg_temp.paragraph(pg_temp.press('working_desk'), 'B') ->> 'decision', 'adopted', 'what it adopted says so');
select is((select count(*) from change where kind = 'proposal' and act in (select act from change where kind not in ('proposal'))), 0::bigint, 'and no edition is a change of them');
select is((select count(*) from event where kind = 'edition published'), 4::bigint, 'each edition is in the log');
select ok(pg_temp.press('document_list', '{}', '') is null, 'a meeting without a program has no list of documents');

-- ---------------------------------------------------------------- in the list of documents

create function pg_temp.listed(page jsonb) returns text language sql as $$
	select string_agg(concat_ws(' ', d ->> 'document', d ->> 'number'), ', ') from jsonb_array_elements(page -> 'issued') as d
$$;
select ok(pg_temp.press('edition_publish', '{"number":"1"}') ? 'location' and pg_temp.issue(5, 'participants') ? 'location', 'a fifth for those who take part');
select is(pg_temp.listed(pg_temp.press('document_list', '{}', 'chair')) || '; ' || pg_temp.listed(pg_temp.press('document_list', '{}', '')), 'working document 5; working document 4', 'the list of documents names the newest that a reader may read');
select is(pg_temp.listed(pg_temp.ask_as('staff', 'select substr(page, 11) from api.edition_pages(''en'', ''test-2004'', 1) as page where page like ''documents%''')::jsonb), 'working document 4',
	'and the page that is stored for everybody, the public''s');

select * from finish();
rollback;
