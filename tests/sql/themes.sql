-- Themes, objectives and categories edited by staff: in order, called by letters, taken back, kept while something belongs to them.
begin;
\ir world.psql
select plan(21);

create function pg_temp.do(function text, kind text, theme uuid, input jsonb default '{}') returns jsonb language plpgsql as $$
begin
	perform set_config('dais.act', '', true);
	return pg_temp.ask('staff', function, jsonb_build_object('meeting', 'test-2004', 'kind', kind, 'theme', theme) || input);
end $$;
create function pg_temp.lists() returns text language sql as $$
	select concat_ws('; ', (select string_agg(name ->> 'en', ', ' order by position) from theme),
		(select string_agg(label || ' ' || (text ->> 'en'), ', ' order by position) from objective),
		(select string_agg(addressee || ' ' || (text ->> 'en'), ', ' order by position) from category))
$$;
create function pg_temp.id_of(text text) returns uuid language sql as $$
	select id from (select id, name from theme union all select id, o.text from objective as o union all select id, c.text from category as c) as t(id, name)
	where name ->> 'en' = id_of.text
$$;

select ok(pg_temp.do('theme_create', 'theme', null, jsonb_build_object('text', '{"en":"Women"}'::jsonb, 'asked_by', pg_temp.id('meeting'))) ? 'location', 'a theme is added');
select ok(pg_temp.do('theme_create', 'theme', null, '{"text":{"en":"Children"}}') ? 'location', 'and another');
select ok(pg_temp.do('theme_create', 'theme', null, '{"text":{"en":"women"}}') ? 'location', 'also one of the same name');
select is((select string_agg(slug, ' ' order by position) from theme), 'women children women-3', 'each is called otherwise');
select ok(pg_temp.do('theme_create', 'objective', null, '{"text":{"en":"Promote"}}') ? 'location', 'an objective');
select ok(pg_temp.do('theme_create', 'objective', null, '{"text":{"en":"Protect"}}') ? 'location', 'and a second');
select is(pg_temp.do('theme_create', 'category', null, '{"text":{"en":"Laws"},"addressee":"nobody"}') -> 'errors', '[{"code":"choose","field":"objective"},
	{"code":"choose","field":"addressee"}]', 'a category belongs to an objective, and is addressed to somebody');
select ok(pg_temp.do('theme_create', 'category', null, jsonb_build_object('text', '{"en":"Laws"}'::jsonb, 'addressee', 'member-states', 'objective', pg_temp.id_of('Protect'))) ? 'location',
	'a category');
select is(pg_temp.do('theme_create', 'meeting', null, '{"text":{"en":"X"}}') ->> 'refused', 'DA404', 'nothing else is added here');
select is(pg_temp.lists(), 'Women, Children, women; a Promote, b Protect; member states Laws', 'all are there');
select is(pg_temp.do('theme_list', null, null) #>> '{themes,0,asked_by}', 'Special Meeting', 'and who asked');

select ok(pg_temp.do('theme_move', 'objective', pg_temp.id_of('Protect'), '{"up":true}') ? 'location', 'an objective moves up');
select ok(pg_temp.do('theme_move', 'objective', pg_temp.id_of('Protect'), '{"up":true}') ? 'location', 'which the first can not');
select is(pg_temp.lists(), 'Women, Children, women; a Protect, b Promote; member states Laws', 'and is called by the letter of its place');
select is(pg_temp.do('theme_delete', 'objective', pg_temp.id_of('Protect')) ->> 'refused', 'DA409', 'it stays while a category belongs to it');
select ok(pg_temp.do('theme_change', 'theme', pg_temp.id_of('Children'), '{"text":{"en":"Children","es":"Niñez"},"revision":"1"}') ? 'location', 'one writes in Spanish');
select ok(pg_temp.do('theme_change', 'theme', pg_temp.id_of('Children'), '{"text":{"en":"Children and youth"},"revision":"1"}') ? 'location', 'another meanwhile in English');
select is((select name from theme where slug = 'children')::jsonb, '{"en":"Children and youth","es":"Niñez"}', 'both count');
select ok(pg_temp.do('theme_delete', 'theme', pg_temp.id_of('Women')) ? 'location', 'a theme that nothing belongs to is deleted');
select ok(pg_temp.do('change_undo', null, null, jsonb_build_object('act', (select act from change order by id desc limit 1))) ? 'location', 'and put back');

insert into meeting (id, slug, body, name, starts_on, ends_on, zone) select pg_temp.id('elsewhere'), 'elsewhere', body, name, starts_on, ends_on, zone from meeting where slug = 'test-2004';
insert into objective (id, meeting, label, position, text) values (pg_temp.id('alien'), pg_temp.id('elsewhere'), 'a', 1, '{"en":"Alien"}');
select throws_ok(format('select pg_temp.run_as_web(''staff'', %L)', format('insert into dais.category (meeting, objective, position, addressee, text) values (%L, %L, 9, ''cooperation'', ''{"en":"X"}'')',
	api.meeting_of('test-2004'), pg_temp.id('alien'))), '23503', null, 'no category of one meeting belongs to an objective of another');

select * from finish();
rollback;
