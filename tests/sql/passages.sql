-- What the agenda prints besides its items, edited by staff: its head field by field, sections with their paragraphs, footnotes. A page
-- that is saved as it was shown changes nothing of what a file has said.
begin;
\ir world.psql
\set data `cat tests/data/migrants-2004.json`
create temporary table file as select :'data'::jsonb || '{"slug":"sample"}' as data;
select plan(69);

create function pg_temp.do(function text, input jsonb default '{}', who text default 'admin') returns jsonb language plpgsql as $$
declare
	answer jsonb;
begin
	perform set_config('dais.act', '', true); -- each is an act of its own
	answer := pg_temp.ask(who, function, '{"meeting":"sample"}' || input);
	return answer;
end $$;
-- What the browser sends of a form that a page has shown, with what is written over it.
create function pg_temp.sent(form jsonb, written jsonb default '{}') returns jsonb language sql as $$
	select jsonb_strip_nulls(jsonb_object_agg(key, case when jsonb_typeof(value) = 'array'
			then (select jsonb_object_agg(t ->> 'language', t -> 'text') from jsonb_array_elements(value) as t where t ->> 'text' <> '') else value end) || written)
	from jsonb_each(form)
$$;
create function pg_temp.head(written jsonb default '{}') returns jsonb language sql as $$
	select pg_temp.sent(pg_temp.do('passage_list') -> 'form', written)
$$;
create function pg_temp.front() returns jsonb language sql as $$
	select api.front_matter(m) from meeting as m where slug = 'sample'
$$;
create function pg_temp.outline() returns text language sql as $$
	select string_agg(concat_ws(' ', section ->> 'number', section #>> '{title,en}') || coalesce(': ' || (
		select string_agg(concat_ws(' ', block ->> 'label', left(block #>> '{text,en}', 12)), ', ' order by at)
		from jsonb_array_elements(section -> 'blocks') with ordinality as b(block, at)), ''), '; ' order by nth)
	from jsonb_array_elements(pg_temp.front() -> 'sections') with ordinality as s(section, nth)
$$;
create function pg_temp.passage(text text) returns jsonb language sql as $$
	select jsonb_build_object('kind', kind, 'passage', id) from (
		select 'section' as kind, id, meeting, title as texts from section union all select 'paragraph', id, meeting, p.text from paragraph as p
		union all select 'footnote', id, meeting, f.text from footnote as f) as t
	where texts ->> 'en' ^@ passage.text order by meeting = api.meeting_of('sample') desc limit 1
$$;
create function pg_temp.undo() returns text language sql as $$
	select coalesce(pg_temp.do('change_undo', jsonb_build_object('act', (select act from change order by id desc limit 1))) ->> 'refused', 'undone')
$$;
create function pg_temp.errors(answer jsonb) returns text language sql as $$
	select string_agg(e ->> 'field' || ' ' || (e ->> 'code'), ', ') from jsonb_array_elements(answer -> 'errors') as e
$$;

-- ---------------------------------------------------------------- what a file said stays

do $$ begin perform admin.meeting_import(data, '0') from file; end $$;
create temporary table was as select to_jsonb(m) as meeting, admin.meeting_export('sample') as export, (select count(*) from change) as changes
	from meeting as m where slug = 'sample';
select is(pg_temp.front() - 'footnotes' - 'sections', (select jsonb_object_agg(key, value) from file, jsonb_each(data)
	where key in ('parts', 'heading', 'title', 'title_open', 'title_close', 'dates_text', 'note', 'themes_open', 'themes_other')), 'the head is what the file says');
select is(pg_temp.front() -> 'footnotes', data -> 'footnotes', 'so are the footnotes') from file;
select is(jsonb_path_query_array(pg_temp.front(), '$.sections[*].blocks'), jsonb_path_query_array(data, '$.sections[*].blocks'), 'and the sections with their paragraphs') from file;
select ok(pg_temp.do('head_change', pg_temp.head()) ? 'location', 'the form of the head is saved as it was shown');
select is((select count(*) from (select pg_temp.do('passage_change', jsonb_build_object('kind', it.kind, 'passage', it.id)
		|| pg_temp.sent(pg_temp.do('passage_edit', jsonb_build_object('kind', it.kind, 'passage', it.id)) -> 'form',
			jsonb_build_object('style', it.style, 'stands_at', it.stands_at))) as answer
	from (select 'section' as kind, id, null as style, null as stands_at from section union all select 'paragraph', id, style, null from paragraph
		union all select 'footnote', id, null, stands_at from footnote) as it) as saved where answer ? 'location'),
	(select count(*) from jsonb_path_query((select data from file), '$.sections[*]')) + (select count(*) from jsonb_path_query((select data from file), '$.sections[*].blocks[*]')) + 1,
	'so are those of each section, paragraph and footnote');
select is((select to_jsonb(m) from meeting as m where slug = 'sample'), meeting, 'the meeting is as it was, byte for byte') from was;
select is(admin.meeting_export('sample'), export, 'so is its file') from was;
select is((select count(*) from change), changes, 'and nothing was changed') from was;

-- ---------------------------------------------------------------- the head, by two editors

create temporary table one as select pg_temp.head('{"printed_title":{"en":"OBJECTIVES","es":"OBJETIVOS"}}') as form;
create temporary table two as select pg_temp.head('{"title_note":{"en":"(As amended)","fr":"(Modifié)"}}') as form;
select ok(pg_temp.do('head_change', form) ? 'location', 'one writes another title') from one;
select ok(pg_temp.do('head_change', form) ? 'location', 'another meanwhile another note') from two;
select is(jsonb_build_array(pg_temp.front() -> 'title', pg_temp.front() -> 'note'), '[{"en":"OBJECTIVES","es":"OBJETIVOS"},{"en":"(As amended)","fr":"(Modifié)"}]', 'both count');
select is(pg_temp.front() -> 'title_open', data -> 'title_open', 'the marks around the title stay') from file;
select is(pg_temp.do('head_change', form || '{"printed_title":{"en":"OTHERWISE","es":"OBJETIVOS"}}') ->> 'refused', 'DA409', 'of the same text the second is asked first') from one;
select is(jsonb_path_query_array(pg_temp.do('passage_list'), '$.missing.printed_title[*].language'), '["fr","pt"]', 'the languages that are missing are told');
select is(jsonb_path_query_array(pg_temp.do('warning_list'), '$.groups[*] ? (@.code == "text-missing").lines[*] ? (@.place == "agenda/document").languages[*].language'),
	'["es","fr","pt"]', 'in the list of warnings, too');
select is(jsonb_path_query_array(pg_temp.do('change_list') -> 'acts', '$[0 to 1].lines[*].word'), '["head","head"]', 'the list of changes says that the head was changed');
select is(jsonb_path_query_array(pg_temp.do('change_list'), '$.acts[0].lines[0].values[*].column'), '["title_note","title_note","title_note","title_note"]', 'and which text of it, in each language');
select is(pg_temp.do('change_undo', jsonb_build_object('act', (select act from change where after #>> '{printed_title,en}' = 'OBJECTIVES'))) ? 'location', true,
	'the title is taken back, though the note was changed later');
select is(pg_temp.front() -> 'title', data -> 'title', 'it is as it was') from file;
select is(pg_temp.front() #>> '{note,en}', '(As amended)', 'and the note stays');
select ok(pg_temp.do('head_change', pg_temp.head() - 'quoted' - 'heading_short') ? 'location', 'without quotation marks, without a heading');
select is(pg_temp.front() ?| '{title_open,title_close}' or pg_temp.front() -> 'heading' ? 'short', false, 'there is none');
select ok(pg_temp.do('head_change', pg_temp.head('{"quoted":true}')) ? 'location', 'with quotation marks again');
select is(jsonb_build_array(pg_temp.front() -> 'title_open', pg_temp.front() -> 'title_close'), jsonb_build_array(data -> 'title_open', data -> 'title_close'),
	'each language has its own') from file;
select is(jsonb_path_query_array(api.edition_difference((select e.data from edition as e join meeting as m on m.id = e.meeting where slug = 'sample'),
	api.edition_snapshot(api.meeting_of('sample'))), '$[*].part'), '["heading","note"]', 'the next edition says what is another');

-- ---------------------------------------------------------------- sections, paragraphs, footnotes

select is(pg_temp.errors(pg_temp.do('passage_create', '{"kind":"section"}')), 'title required', 'a section has a title or a number');
select is(pg_temp.do('passage_new', '{"kind":"section"}') #>> '{form,number}', ((select max(number::int) from section) + 1)::text, 'a new one is offered the next number');
select ok(pg_temp.do('passage_create', '{"kind":"section","number":"9","title":{"en":"Documents"}}') ? 'location', 'a section is added');
select is(pg_temp.errors(pg_temp.do('passage_create', '{"kind":"paragraph","style":"objective"}' || jsonb_build_object('section', pg_temp.id('nothing')))),
	'section section-gone, text required, mark required', 'a paragraph stands in a section that is there; an objective bears its mark');
select ok(pg_temp.do('passage_create', jsonb_build_object('kind', 'paragraph', 'style', 'paragraph', 'text', '{"en":"All of them"}'::jsonb, 'section', pg_temp.passage('Documents') -> 'passage'))
	? 'location', 'a paragraph');
select ok(pg_temp.do('passage_create', jsonb_build_object('kind', 'paragraph', 'style', 'objective', 'mark', 'a.', 'text', '{"en":"First one"}'::jsonb,
	'section', pg_temp.passage('Documents') -> 'passage')) ? 'location' and pg_temp.do('passage_move', pg_temp.passage('First one') || '{"up":true}') ? 'location',
	'an objective, which moves up');
select ok(pg_temp.do('passage_move', pg_temp.passage('Documents') || '{"up":true}') ? 'location', 'the section moves up');
select is(split_part(pg_temp.outline(), '; ', jsonb_array_length(pg_temp.front() -> 'sections') - 1),
	(select max(number::int) from section where title ->> 'en' = 'Documents') || ' Documents: a. First one, All of them', 'the number belongs to the place');
select is((select count(*) from section where number = '9'), 1::bigint, 'of which the other has the one now');
select ok(pg_temp.do('passage_change', pg_temp.passage('All of them') || '{"style":"paragraph","text":{"en":"All of them","es":"Todos"},"revision":"1"}') ? 'location'
	and pg_temp.do('passage_change', pg_temp.passage('All of them') || '{"style":"lead","text":{"en":"All of these"},"revision":"1"}') ? 'location', 'two write in one paragraph');
select is((select style || ' ' || text::text from paragraph where text ->> 'es' = 'Todos'), 'lead {"en": "All of these", "es": "Todos"}', 'both count');
create temporary table before as select pg_temp.outline() as outline;
select ok(pg_temp.do('passage_delete', pg_temp.passage('Documents')) ? 'location', 'a section is deleted');
select is((select count(*) from paragraph where text ->> 'es' = 'Todos'), 0::bigint, 'and with it its paragraphs');
select is(pg_temp.undo() || '; ' || pg_temp.outline(), 'undone; ' || outline, 'and put back with them, where they stood') from before;
select is(pg_temp.do('change_undo', jsonb_build_object('act', (select act from change where kind = 'section' and before is null and after #>> '{title,en}' = 'Documents' order by id limit 1)))
	->> 'refused', 'DA409', 'that it was added is not taken back over the heads of those who wrote in it');
select is(pg_temp.errors(pg_temp.do('passage_create', '{"kind":"footnote","mark":"1","stands_at":"nowhere"}')), 'text required, mark mark-taken, stands_at choose',
	'a footnote has a mark of its own, and a place');
select ok(pg_temp.do('passage_create', '{"kind":"footnote","mark":"*","stands_at":"title","text":{"en":"Provisional"}}') ? 'location', 'a footnote at the title');
select is(jsonb_path_query_array(api.edition_difference((select e.data from edition as e join meeting as m on m.id = e.meeting where slug = 'sample'),
	api.edition_snapshot(api.meeting_of('sample'))), '$[*].part'), '["heading","note","footnotes","sections"]', 'the next edition says so');

select is(pg_temp.errors(pg_temp.do('passage_create', jsonb_build_object('kind', 'footnote', 'mark', '2', 'stands_at', pg_temp.id('nothing'), 'text', '{"en":"Nothing"}'::jsonb))),
	'stands_at choose', 'no footnote at what is not there');
select ok(pg_temp.do('passage_create', jsonb_build_object('kind', 'footnote', 'mark', '2', 'stands_at', pg_temp.passage('First one') ->> 'passage', 'text', '{"en":"Source"}'::jsonb))
	? 'location', 'one at a paragraph');
select is(jsonb_path_query_array(pg_temp.front(), '$.sections[*].blocks[*] ? (exists(@.marks)).label'), '["a."]', 'is printed there');
select ok(pg_temp.do('passage_change', pg_temp.passage('Source') || jsonb_build_object('mark', '2', 'stands_at', pg_temp.passage('Documents') ->> 'passage', 'text', '{"en":"Source"}'::jsonb,
	'revision', '1')) ? 'location', 'it goes to a section');
select is(jsonb_path_query_array(pg_temp.front(), '$.sections[*] ? (exists(@.title_marks)).title.en') || jsonb_path_query_array(pg_temp.front(), '$.sections[*].blocks[*].marks'), '["Documents"]',
	'and is printed at its title alone');

-- ---------------------------------------------------------------- a copy, and plain lists

select ok(pg_temp.ask('admin', 'meeting_create', '{"slug":"copy","copy":"sample","name":{"en":"C"},"starts_on":"2031-01-01","ends_on":"2031-01-02","zone":"UTC","original_language":"en"}'
	|| jsonb_build_object('body', pg_temp.id('body'))) ? 'location', 'a copy is made');
select is((select api.front_matter(m) from meeting as m where slug = 'copy'), (pg_temp.front() - '{dates_text,note}'::text[])
	|| jsonb_build_object('footnotes', jsonb_path_query_array(pg_temp.front(), '$.footnotes[*] ? (@.mark != "1")')), 'it has all of this too, but for what is said of its days');
insert into footnote (meeting, position, mark, stands_at, text) select m.id, n * 10, n::text, 'none', jsonb_build_object('en', n)
	from meeting as m, generate_series(1, 3) as n where slug = 'test-2004';
do $$ begin perform pg_temp.ask('staff', 'passage_move', pg_temp.passage('3') || '{"meeting":"test-2004","up":true}'); end $$;
select is((select string_agg(mark, ' ' order by position) from footnote as f join meeting as m on m.id = f.meeting where slug = 'test-2004'), '1 3 2', 'a step is one, also where the list has gaps');

-- ---------------------------------------------------------------- two editors, one place, one mark

-- What is said of a form that clashes with what others have saved; null of one that is saved.
create function pg_temp.clash(input jsonb) returns jsonb language plpgsql as $$
declare
	said text;
begin
	perform set_config('dais.act', '', true), set_config('dais.session', encode(sha256('admin'), 'hex'), true), set_config('role', 'dais_web', true);
	perform api.passage_change('en', '{"meeting":"sample"}' || input);
	reset role;
	return null;
exception when sqlstate 'DA409' then
	get stacked diagnostics said = pg_exception_detail;
	return said;
end $$;
-- The form of a paragraph or a footnote as it is shown now, with what is written over it.
create function pg_temp.form(text text, written jsonb) returns jsonb language sql as $$
	select it || jsonb_build_object('style', (select style from paragraph where id::text = it ->> 'passage'),
		'stands_at', (select f.stands_at from footnote as f where id::text = it ->> 'passage')) || pg_temp.sent(pg_temp.do('passage_edit', it) -> 'form', written)
	from pg_temp.passage(text) as it
$$;
-- The form sent again, after it was refused and shown over what the others have saved.
create function pg_temp.again(form jsonb) returns jsonb language sql as $$
	select form || jsonb_build_object('revision', (form ->> 'revision') || '.' || ((form ->> 'revision')::int + 1))
$$;
-- Where a mark is printed.
create function pg_temp.printed_at(mark text) returns jsonb language sql as $$
	select jsonb_agg(place) from (
		select f -> 'at' as place from jsonb_array_elements(pg_temp.front() -> 'footnotes') as f where f ->> 'mark' = printed_at.mark
		union all select s #> '{title,en}' from jsonb_array_elements(pg_temp.front() -> 'sections') as s where s -> 'title_marks' @> jsonb_build_array(jsonb_build_object('mark', mark))
		union all select b -> 'label' from jsonb_path_query(pg_temp.front(), '$.sections[*].blocks[*]') as b where b -> 'marks' @> jsonb_build_array(jsonb_build_object('mark', mark))) as places
$$;

create temporary table moved as select pg_temp.form('Source', '{"stands_at":"note"}') as one, pg_temp.form('Source', '{"stands_at":"title"}') as two,
	pg_temp.form('Source', jsonb_build_object('stands_at', pg_temp.passage('First one') -> 'passage')) as three;
select is(pg_temp.clash(one), null, 'a footnote of a section is moved to the note') from moved;
select is(pg_temp.clash(two) #>> '{0,now,place}', 'note', 'who moves it to the title meanwhile is told the place in words') from moved;
select is(pg_temp.clash(three) #>> '{0,field}', 'stands_at', 'who moves it to a paragraph is asked, too') from moved;
select is(pg_temp.clash(pg_temp.again(three)), null, 'and may') from moved;
select is(pg_temp.printed_at('2'), '["passage","a."]', 'it is printed there alone');
select is(pg_temp.clash(pg_temp.form('Source', '{"stands_at":"title"}') || '{"revision":"2"}') #>> '{0,theirs}', 'a. First one', 'a paragraph is told by its beginning');

create temporary table styled as select pg_temp.form('First one', '{"style":"lead"}') as one, pg_temp.form('First one', '{"style":"paragraph"}') as two;
select is(pg_temp.clash(one) is null and pg_temp.clash(two) #>> '{0,now,style}' = 'lead', true, 'so is the kind of a paragraph, in words') from styled;

create temporary table languages as select pg_temp.form('All of these', '{"text":{"en":"All of these"}}') as one, pg_temp.form('All of these', '{"text":{"es":"Todos"}}') as two;
select is(pg_temp.clash(one), null, 'one takes the Spanish away') from languages;
select is(pg_temp.clash(two) -> 0, '{"field":"text","code":"changed","theirs":"All of these","at":null}', 'who takes the English away meanwhile is asked: no text would remain') from languages;
select is(pg_temp.clash(pg_temp.again(two)), null, 'and may') from languages;
select is((select p.text::jsonb from paragraph as p where p.text ->> 'es' = 'Todos' and p.meeting = api.meeting_of('sample')), '{"es":"Todos"}', 'theirs is the text now');

select is(pg_temp.do('passage_delete', pg_temp.passage('Provisional')) ->> 'location', '/en/desk/sample/agenda/document?done=deleted', 'a footnote is deleted');
create temporary table gone as select act from change order by id desc limit 1;
select ok(pg_temp.do('passage_create', '{"kind":"footnote","mark":"*","stands_at":"title","text":{"en":"Another"}}') ? 'location', 'another gets its mark');
select is(pg_temp.do('change_undo', to_jsonb(gone)) ->> 'refused', 'DA409', 'then it is not put back: no two have one mark') from gone;
do $$ begin perform api.front_fill(api.meeting_of('sample'), '{"footnotes":[{"mark":"1","at":"passage","text":{"en":"Read"}},{"mark":"7","at":"note","text":{"en":"Too"}}],
	"sections":[{"title":{"en":"Read, too"},"title_marks":[{"mark":"1"}],"blocks":[]}]}'); end $$;
select is((select string_agg(mark, ' ' order by position) from footnote as f where f.meeting = api.meeting_of('sample')), '1 2 * 3 7', 'of an agenda that is read, a mark that is taken becomes the next number');
select is(pg_temp.printed_at('3') || pg_temp.printed_at('1'), '["passage","Read, too","note"]', 'which is printed where the text has the mark');

do $$ begin perform pg_temp.do('passage_move', pg_temp.passage('Documents') || '{"up":true}'); end $$;
select is(jsonb_path_query_array(pg_temp.do('change_list'), '$.acts[0].lines[*].word'), '["moved","moved"]', 'of two sections that change places each is told once, with its number');
select throws_ok(format('select pg_temp.run_as_web(''staff'', %L)', format('insert into dais.paragraph (meeting, section, position, style, text) values (%L, %L, 9, ''paragraph'', ''{"en":"Alien"}'')',
	api.meeting_of('test-2004'), pg_temp.passage('Documents') ->> 'passage')), '23503', null, 'no paragraph of one meeting stands in a section of another');

select * from finish();
rollback;
