-- Parties as a table that comes back from a spreadsheet: each bad cell is named, what would change is told before, and it is
-- applied as a whole; the table that goes out changes nothing when it comes back.
begin;
\ir world.psql
select plan(26);
insert into participation select pg_temp.id('other meeting'), id from party where code = 'T-MEX';

create function pg_temp.keep(who text, place jsonb, content jsonb) returns text language sql as $$
	select substring(pg_temp.ask(who, 'sheet_keep', place || jsonb_build_object('table', content)) ->> 'location' from '[0-9a-f-]{36}')
$$;
-- What the page says of a table: its bad cells, or what it would change.
create function pg_temp.page(who text, place jsonb, columns text[], variadic cells text[]) returns jsonb language sql as $$
	select pg_temp.ask(who, 'sheet_show', place || jsonb_build_object('sheet', pg_temp.keep(who, place, jsonb_build_object('columns', columns,
		'rows', (select jsonb_agg(jsonb_build_object('row', n + 1, 'cells', string_to_array(line, '|')) order by n) from unnest(cells) with ordinality as l(line, n))))))
$$;
create function pg_temp.bad(page jsonb) returns text language sql as $$
	select string_agg(concat(f ->> 'letter', f ->> 'row', ' ', f ->> 'code', ' ' || (f ->> 'day')), ', ' order by n)
	from jsonb_array_elements(page -> 'faults') with ordinality as faults(f, n)
$$;
create function pg_temp.save(who text, place jsonb, page jsonb) returns jsonb language sql as $$
	select pg_temp.ask(who, 'sheet_save', place || jsonb_build_object('sheet', page -> 'sheet', 'seen', page -> 'seen'))
$$;
create function pg_temp.admin(columns text[], variadic cells text[]) returns jsonb language sql as $$
	select pg_temp.page('admin', '{}', columns, variadic cells)
$$;
create function pg_temp.staff(columns text[], variadic cells text[]) returns jsonb language sql as $$
	select pg_temp.page('staff', '{"meeting":"test-2004"}', columns, variadic cells)
$$;

-- ---------------------------------------------------------------- bad cells
select is(pg_temp.bad(pg_temp.admin('{Code,naam,code,kind}', 'T-X|a|b|c')), 'B1 csv-column-unknown, C1 csv-column-twice', 'a heading that is not ours')
union all select is(pg_temp.bad(pg_temp.admin('{kind}', 'state')), '1 csv-column-missing', 'a heading without code');
select is(pg_temp.bad(pg_temp.admin('{code,kind,iso,name.en,acronym.es,valid_from,valid_until}', 'T-X|kingdom|HTI|Haiti|' || repeat('A', 41) || '|31/12/2004|38352',
	'T Y|state|HT|x|y|2004-02-30|12/31/2004|more', '|organ||' || repeat('n', 301))),
	'B2 csv-kind, C2 not-a-country, E2 too-long, F2 csv-date, G2 csv-date-number 2004-12-31, A3 csv-code, F3 not-a-time, G3 csv-date, H3 csv-no-column, A4 required, D4 too-long',
	'every bad cell with row and column, and the day that a number stands for');
select is(pg_temp.bad(pg_temp.admin('{code,kind,name.en,valid_from,valid_until,takes_part}', 'T-X|||2005-01-01|2004-12-31|test-2004 nowhere', 'T-MEX||', 't-mex|state|x')),
	'B2 required, C2 required, E2 until-before-from, F2 csv-meeting-unknown, B3 required, F3 party-in-use, A4 csv-code-twice, F4 party-in-use', 'and what no row may say');
select is(pg_temp.bad(pg_temp.admin('{code,takes_part}', 'T-MEX|', 'T-CIM|test-2004')), 'B2 party-in-use', 'one on which something hangs does not leave');

-- ---------------------------------------------------------------- what it would change, and changing it
create temporary table page as select pg_temp.admin('{code,kind,iso,name.en,name.fr,acronym.en,takes_part}',
	e't-hti|state|ht|Republic\n of  Haiti|Haïti||test-2004', 'T-MEX|state||Mexico|Mexique||test-2004 test-2005', 'T-CRI|state||Costa Rica|||test-2004') as said;
select is((select said -> 'faults' from page), '[]', 'nothing is bad there');
select is((select jsonb_agg(c - 'name') from page, jsonb_array_elements(said -> 'changes') as c),
	'[{"row":2,"code":"T-HTI","new":true,"values":[{"column":"kind","before":null,"after":"state"},{"column":"iso","before":null,"after":"HT"},
		{"column":"name.en","before":null,"after":"Republic of Haiti"},{"column":"name.fr","before":null,"after":"Haïti"}],
		"joins":[{"name":"Special Meeting","slug":"test-2004"}],"leaves":null},
	{"row":3,"code":"T-MEX","new":false,"values":[{"column":"name.fr","before":null,"after":"Mexique"}],"joins":null,"leaves":null}]',
	'what is new and what is changed is told, what is the same is not');
select is((select count(*)::int from party where code = 'T-HTI'), 0, 'and nothing is saved yet');
update party set name = name || '{"fr":"Le Mexique"}' where code = 'T-MEX';
select is((select pg_temp.save('admin', '{}', said) ->> 'refused' from page), 'DA409', 'where somebody has changed something meanwhile, it is shown anew');
update party set name = name - 'fr' where code = 'T-MEX';
select is((select pg_temp.save('staff', '{}', said) ->> 'refused' from page), 'DA404', 'only its sender saves it');
select is((select pg_temp.save('admin', '{}', said) ->> 'location' from page), '/en/admin/parties?done=csv-applied', 'saved');
select is((select concat_ws(' ', kind, iso, name ->> 'en', name ->> 'fr', acronym) from party where code = 'T-HTI'), 'state HT Republic of Haiti Haïti', 'a new party as the row said');
select is((select name from party where code = 'T-MEX'), '{"en":"Mexico","es":"México","fr":"Mexique"}', 'a language without a column stays');
select is((select string_agg(m.slug, ' ') from participation as p join meeting as m on m.id = p.meeting join party on party.id = p.party where code = 'T-HTI'),
	'test-2004', 'and takes part where the row said');
select is(pg_temp.events(), 'parties added 1, party added 1, party changed 1', 'each act with its event');
select is((select count(*)::int from party_sheet where id = (select (said ->> 'sheet')::uuid from page)), 0, 'the table is not kept');

-- what goes out comes back as it was
create temporary table out as select pg_temp.ask('admin', 'sheet_file', '{}') as said;
select is((select said -> 'columns' ->> 3 from out), 'name.en', 'the table goes out');
select is(pg_temp.ask('admin', 'sheet_show', jsonb_build_object('sheet', pg_temp.keep('admin', '{}', jsonb_build_object('columns', said -> 'columns', 'rows',
	(select jsonb_agg(jsonb_build_object('row', n + 1, 'cells', (select jsonb_agg(coalesce(c #>> '{}', '')) from jsonb_array_elements(r) as c)))
		from jsonb_array_elements(said -> 'rows') with ordinality as rows(r, n)))))) - 'sheet' - 'kinds' - 'seen',
	'{"meeting":null,"of_meeting":null,"faults":[],"bad":false,"bad_more":false,"changes":[],"any":false,"count":0,"rows":5,"ignored":false}', 'and changes nothing when it comes back') from out;

-- ---------------------------------------------------------------- a meeting's own
select is(pg_temp.bad(pg_temp.staff('{code,kind,takes_part}', 'T-NONE|kingdom|test-2004', 'T-MEX')), 'A2 csv-party-unknown, C3 party-in-use',
	'who takes part is told by codes that there are');
update page set said = pg_temp.staff('{code,name.en,takes_part}', 'T-HTI|Another name|', 'T-MEX||test-2004');
select is((select said -> 'ignored' from page), 'true', 'names are not changed from there, which is said');
select is((select jsonb_path_query_array(said, '$.changes[*].leaves[*].slug') from page), '["test-2004"]', 'who leaves is told');
select is((select pg_temp.save('staff', '{"meeting":"test-2004"}', said) ->> 'location' from page), '/en/desk/test-2004/parties?done=csv-applied', 'saved');
select is((select name ->> 'en' from party where code = 'T-HTI'), 'Republic of Haiti', 'the name is what it was');
select is((select count(*)::int from participation where party = (select id from party where code = 'T-HTI')), 0, 'and it takes part no more');
update page set said = pg_temp.staff('{CODE}', 't-hti');
select is((select pg_temp.save('staff', '{"meeting":"test-2004"}', said) ->> 'location' from page), '/en/desk/test-2004/parties?done=csv-applied', 'a list of codes alone');
select is((select count(*)::int from participation where party = (select id from party where code = 'T-HTI')), 1, 'makes them take part');

select finish();
rollback;
