-- What the agenda prints besides its items, edited by staff: its head field by field, sections with their paragraphs, footnotes. A page
-- that is saved as it was shown changes nothing of what a file has said.
begin;
\ir world.psql
\set data `cat tests/data/migrants-2004.json`
create temporary table file as select :'data'::jsonb || '{"slug":"sample"}' as data;
select plan(51);

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
		select 'section' as kind, id, title as texts from section union all select 'paragraph', id, p.text from paragraph as p
		union all select 'footnote', id, f.text from footnote as f) as t where texts ->> 'en' ^@ passage.text
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

select * from finish();
rollback;
