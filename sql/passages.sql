-- What an agenda prints besides its items: its head (headings, title, dates, a note), which stands in the meeting's own row;
-- sections with their paragraphs above the items of the annotated agenda, and footnotes. Editions and files have all of it as one
-- value, the front matter (tests/data/README.md).
--
-- Staff edit sections, paragraphs and footnotes alike: kind says which of the tables an address is about.

set local role dais_owner;

grant update (agenda, part_short, part_annotated, heading_short, heading_annotated, printed_title, title_open, title_close, dates_text, title_note)
	on dais.meeting to dais_web;
grant select, insert, delete, update (position, number, title) on dais.section to dais_web;
grant select, insert, delete, update (position, style, mark, text) on dais.paragraph to dais_web;
grant select, insert, delete, update (position, mark, stands_at, text) on dais.footnote to dais_web;
-- Policies of changes: agenda.sql.
create policy read on dais.section for select to dais_web using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));
create policy read on dais.paragraph for select to dais_web using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));
create policy read on dais.footnote for select to dais_web using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));

-- ---------------------------------------------------------------- the front matter as one value

-- The marks of the footnotes at a section or a paragraph, under this name, where there are some.
create function api.marks_at(meeting uuid, passage uuid, name text) returns jsonb language sql stable as $$
	select coalesce((select jsonb_build_object(name, jsonb_agg(jsonb_build_object('mark', f.mark) order by f.position, f.id))
		from dais.footnote as f where f.meeting = marks_at.meeting and f.stands_at = marks_at.passage::text having count(*) > 0), '{}')
$$;

-- Where in the head the mark of a footnote is printed.
create function api.places() returns text[] language sql immutable as $$
	select '{heading,title,dates_text,note,none}'::text[]
$$;

-- What files, editions and templates call a footnote's place that is a section or a paragraph: its id says nothing to them.
create function api.place_named(place text) returns text language sql immutable as $$
	select case when place = any (api.places()) then place else 'passage' end
$$;

create function api.front_matter(m dais.meeting) returns jsonb language sql stable as $$
	select m.agenda - 'source' - 'shift_weeks' || jsonb_strip_nulls(jsonb_build_object(
			'parts', nullif(jsonb_strip_nulls(jsonb_build_object('short', m.part_short, 'annotated', m.part_annotated)), '{}'),
			'heading', nullif(jsonb_strip_nulls(jsonb_build_object('short', m.heading_short, 'annotated', m.heading_annotated)), '{}'),
			'title', m.printed_title, 'title_open', m.title_open, 'title_close', m.title_close, 'dates_text', m.dates_text, 'note', m.title_note))
		|| jsonb_build_object('footnotes', (
				select coalesce(jsonb_agg(jsonb_build_object('mark', f.mark, 'at', api.place_named(f.stands_at), 'text', f.text) order by f.position, f.id), '[]')
				from dais.footnote as f where f.meeting = m.id),
			'sections', (select coalesce(jsonb_agg(api.marks_at(m.id, s.id, 'title_marks') || jsonb_build_object('number', s.number, 'title', s.title, 'blocks', (
					select coalesce(jsonb_agg(api.marks_at(m.id, p.id, 'marks') || jsonb_build_object('kind', p.style, 'label', p.mark, 'text', p.text)
						order by p.position, p.id), '[]')
					from dais.paragraph as p where p.section = s.id)) order by s.position, s.id), '[]')
				from dais.section as s where s.meeting = m.id))
$$;

-- Takes what a value says into a meeting: of its head, over what is there; sections and footnotes behind those that are there. A
-- footnote whose mark another has gets the next number.
create function api.front_fill(meeting uuid, front jsonb) returns void language plpgsql as $$
declare
	sections constant integer := coalesce((select max(position) from dais.section as s where s.meeting = front_fill.meeting), 0);
	footnotes constant integer := coalesce((select max(position) from dais.footnote as f where f.meeting = front_fill.meeting), 0);
	one jsonb;
	at bigint;
	made uuid;
begin
	update dais.meeting as m set part_short = coalesce(front #>> '{parts,short}', m.part_short),
		part_annotated = coalesce(front #>> '{parts,annotated}', m.part_annotated),
		heading_short = coalesce(nullif(front #> '{heading,short}', 'null'), m.heading_short),
		heading_annotated = coalesce(nullif(front #> '{heading,annotated}', 'null'), m.heading_annotated),
		printed_title = coalesce(nullif(front -> 'title', 'null'), m.printed_title),
		title_open = coalesce(nullif(front -> 'title_open', 'null'), m.title_open),
		title_close = coalesce(nullif(front -> 'title_close', 'null'), m.title_close),
		dates_text = coalesce(nullif(front -> 'dates_text', 'null'), m.dates_text), title_note = coalesce(nullif(front -> 'note', 'null'), m.title_note),
		agenda = m.agenda || (select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(front) where key in ('themes_open', 'themes_other'))
		where m.id = front_fill.meeting;
	for one, at in select * from jsonb_array_elements(front -> 'footnotes') with ordinality loop
		insert into dais.footnote (meeting, position, mark, stands_at, text)
			values (front_fill.meeting, footnotes + at, api.free_mark(front_fill.meeting, coalesce(one ->> 'mark', at::text)),
				case when one ->> 'at' = any (api.places()) then one ->> 'at' else 'none' end, one -> 'text');
	end loop;
	for one, at in select * from jsonb_array_elements(front -> 'sections') with ordinality loop
		insert into dais.section (meeting, position, number, title)
			values (meeting, sections + at, one ->> 'number', nullif(one -> 'title', 'null')) returning id into made;
		update dais.footnote as f set stands_at = made from api.footnotes_at_passages(front) as note(mark, at)
			where f.meeting = front_fill.meeting and f.position = footnotes + note.at and one -> 'title_marks' @> note.mark;
		insert into dais.paragraph (meeting, section, position, style, mark, text)
			select front_fill.meeting, made, nth, case when b ->> 'kind' = any (api.styles()) then b ->> 'kind' else 'paragraph' end, b ->> 'label', b -> 'text'
			from jsonb_array_elements(one -> 'blocks') with ordinality as blocks(b, nth);
		update dais.footnote as f set stands_at = p.id from api.footnotes_at_passages(front) as note(mark, at), dais.paragraph as p,
				jsonb_array_elements(one -> 'blocks') with ordinality as blocks(b, nth)
			where f.meeting = front_fill.meeting and f.position = footnotes + note.at and b -> 'marks' @> note.mark
				and p.section = made and p.position = nth;
	end loop;
end $$;

-- The footnotes of a value that stand at a section or paragraph: each as that names it among its marks, and its place in the list.
create function api.footnotes_at_passages(front jsonb) returns table (mark jsonb, at bigint) language sql immutable as $$
	select jsonb_build_array(jsonb_build_object('mark', note -> 'mark')), nth
	from jsonb_array_elements(front -> 'footnotes') with ordinality as list(note, nth) where note ->> 'at' = 'passage'
$$;

-- lead: what leads to the objectives below it.
create function api.styles() returns text[] language sql immutable as $$
	select '{paragraph,lead,objective}'::text[]
$$;

-- Texts as a list calls them, where they are long.
create function api.beginnings(texts jsonb) returns jsonb language sql immutable as $$
	select jsonb_object_agg(lang, case when length(said) > 120 then regexp_replace(left(said, 120), '\s+\S*$', '') || '…' else said end) from jsonb_each_text(texts) as t(lang, said)
$$;

-- Sections, each with its paragraphs behind it, as a list calls them.
create function api.passages(meeting uuid, lang text) returns table (id uuid, title text, nth bigint) language sql stable as $$
	select passage.id, concat_ws(' ', mark, api.text_in(api.beginnings(texts), lang)), row_number() over (order by s.position, s.id, passage.position nulls first, passage.id)
	from dais.section as s, lateral (select s.id, s.number || '.', s.title::jsonb, null::integer
		union all select p.id, p.mark, p.text, p.position from dais.paragraph as p where p.section = s.id) as passage(id, mark, texts, position)
	where s.meeting = passages.meeting
$$;

-- ---------------------------------------------------------------- the page, with the form of the head

create function api.passage_list(lang text, input jsonb) returns json language plpgsql stable as $$
#variable_conflict use_column
declare
	here dais.meeting := api.agenda_of(input);
	wanted constant text[] := api.languages_of(here.id);
	next_acts jsonb := api.acts_next(here.id, lang);
begin
	return json_build_object('meeting', api.meeting_frame(here.id, lang), 'undo', next_acts -> 'undo', 'redo', next_acts -> 'redo',
		'sections', (select coalesce(json_agg(json_build_object('id', s.id, 'number', s.number, 'title', api.localized(s.title, lang),
				'missing', api.missing(array[s.title], wanted), 'paragraphs', (
					select coalesce(json_agg(json_build_object('id', p.id, 'mark', p.mark, 'title', api.localized(api.beginnings(p.text), lang),
						'missing', api.missing(array[p.text], wanted)) order by p.position, p.id), '[]')
					from dais.paragraph as p where p.section = s.id)) order by s.position, s.id), '[]')
			from dais.section as s where s.meeting = here.id),
		'footnotes', (select coalesce(json_agg(json_build_object('id', f.id, 'mark', f.mark, 'place', api.place_named(f.stands_at), 'beside', beside.title,
				'title', api.localized(api.beginnings(f.text), lang), 'missing', api.missing(array[f.text], wanted)) order by f.position, f.id), '[]')
			from dais.footnote as f left join api.passages(here.id, lang) as beside on beside.id::text = f.stands_at where f.meeting = here.id),
		'missing', json_build_object('heading_short', api.missing(array[here.heading_short], wanted),
			'heading_annotated', api.missing(array[here.heading_annotated], wanted), 'printed_title', api.missing(array[here.printed_title], wanted),
			'dates_text', api.missing(array[here.dates_text], wanted), 'title_note', api.missing(array[here.title_note], wanted)),
		'form', json_build_object('part_short', here.part_short, 'part_annotated', here.part_annotated,
			'heading_short', api.texts_form(here.heading_short), 'heading_annotated', api.texts_form(here.heading_annotated),
			'printed_title', api.texts_form(here.printed_title), 'quoted', case when here.title_open is not null then true end,
			'dates_text', api.texts_form(here.dates_text), 'title_note', api.texts_form(here.title_note), 'revision', here.revision));
end $$;

-- The columns of a meeting that its agenda's head is.
create function api.head_columns() returns text[] language sql immutable as $$
	select '{part_short,part_annotated,heading_short,heading_annotated,printed_title,title_open,title_close,dates_text,title_note}'::text[]
$$;

-- What the form says of the head. Marks that a file has put around the title stay as they are.
create function api.head_sent(here dais.meeting, input jsonb) returns jsonb language sql stable as $$
	select jsonb_build_object('part_short', input -> 'part_short', 'part_annotated', input -> 'part_annotated', 'heading_short', input -> 'heading_short',
		'heading_annotated', input -> 'heading_annotated', 'printed_title', input -> 'printed_title', 'dates_text', input -> 'dates_text',
		'title_note', input -> 'title_note',
		'title_open', case when input ? 'quoted' then coalesce(here.title_open, api.quotation_marks('“', E'«\u00a0')) end,
		'title_close', case when input ? 'quoted' then coalesce(here.title_close, api.quotation_marks('”', E'\u00a0»')) end)
$$;

create function api.quotation_marks(mark text, french text) returns jsonb language sql immutable as $$
	select jsonb_object_agg(code, case code when 'fr' then french else mark end) from unnest(api.language_codes()) as code
$$;

create function api.head_change(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
	saved dais.meeting;
begin
	perform api.agenda_lock(here.id);
	select * into here from dais.meeting where id = here.id for update;
	saved := jsonb_populate_record(here, (select jsonb_object_agg(key, nullif(value, '{}')) from jsonb_each(api.merged('meeting', to_jsonb(here),
		input ->> 'revision', api.head_sent(here, input), '{"title_open":{"field":"quoted"},"title_close":{"field":"quoted"}}'))));
	if saved is distinct from here then
		update dais.meeting set part_short = saved.part_short, part_annotated = saved.part_annotated, heading_short = saved.heading_short,
			heading_annotated = saved.heading_annotated, printed_title = saved.printed_title, title_open = saved.title_open, title_close = saved.title_close,
			dates_text = saved.dates_text, title_note = saved.title_note where id = here.id;
		perform api.event_append(here.id, 'head changed', here.id);
	end if;
	return api.to_passages(lang, input, 'saved', null);
end $$;

create function api.to_passages(lang text, input jsonb, done text, passage text) returns json language sql immutable as $$
	select json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/agenda/document?done=' || done || coalesce('#p' || passage, ''))
$$;

-- ---------------------------------------------------------------- one section, paragraph or footnote

create function api.passage_kinds() returns text[] language sql immutable as $$
	select '{section,paragraph,footnote}'::text[]
$$;

-- The row that an address names, to be changed: the agenda is locked before it.
create function api.passage_edited(input jsonb) returns jsonb language plpgsql as $$
begin
	perform api.agenda_lock((api.agenda_of(input)).id);
	return api.row_of_desk(input, api.passage_kinds(), input ->> 'passage');
end $$;

-- it: the row; of a new one what it begins as.
create function api.passage_page(here uuid, it jsonb, lang text, input jsonb) returns json language plpgsql stable as $$
declare
	kind constant text := input ->> 'kind';
	sent constant jsonb := input -> 'form';
	above constant dais.section := (select s from dais.section as s
		where s.id = api.id_of(coalesce(it ->> 'section', sent ->> 'section', input ->> 'section')) and s.meeting = here);
begin
	return json_build_object('meeting', api.meeting_frame(here, lang), 'kind', kind, 'passage', it -> 'id', 'new', it -> 'id' is null,
		'section', above.id, 'above', case when above.id is not null then json_build_object('number', above.number, 'title', api.localized(above.title, lang)) end,
		'missing', api.missing(array[it -> 'title', it -> 'text'], api.languages_of(here)),
		'styles', (select json_agg(json_build_object('style', style, 'chosen', style = coalesce(sent ->> 'style', it ->> 'style')) order by at)
			from unnest(api.styles()) with ordinality as s(style, at)),
		'places', (select json_agg(json_build_object('place', place, 'chosen', place = coalesce(sent ->> 'stands_at', it ->> 'stands_at', 'note')) order by at)
			from unnest(api.places()) with ordinality as p(place, at)),
		'passages', case kind when 'footnote' then (select json_agg(json_build_object('id', p.id, 'beside', p.title,
				'chosen', p.id::text = coalesce(sent ->> 'stands_at', it ->> 'stands_at')) order by nth) from api.passages(here, lang) as p) end,
		'form', json_build_object('number', it -> 'number', 'mark', it -> 'mark', 'title', api.texts_form(it -> 'title'), 'text', api.texts_form(it -> 'text'),
			'revision', it -> 'revision'));
end $$;

-- A new section and a new footnote are offered the next number.
create function api.passage_new(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.agenda_of(input);
	begun jsonb := case input ->> 'kind'
		when 'section' then jsonb_build_object('number', (select api.next_number(array_agg(number)) from dais.section where meeting = here.id))
		when 'footnote' then jsonb_build_object('mark', (select api.next_number(array_agg(mark)) from dais.footnote where meeting = here.id))
		else '{}' end;
begin
	return case when input ->> 'kind' = any (api.passage_kinds()) then api.passage_page(here.id, begun, lang, input) end;
end $$;

create function api.next_number(given text[]) returns text language sql immutable as $$
	select (coalesce(max(number::integer), 0) + 1)::text from unnest(given) as number where number ~ '^[0-9]{1,4}$'
$$;

-- The mark, or the next number where a footnote of the meeting has it.
create function api.free_mark(meeting uuid, mark text) returns text language sql stable as $$
	select case when bool_or(f.mark = free_mark.mark) then api.next_number(array_agg(f.mark)) else free_mark.mark end
	from dais.footnote as f where f.meeting = free_mark.meeting
$$;

create function api.passage_edit(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	it jsonb := api.row_of_desk(input, api.passage_kinds(), input ->> 'passage');
begin
	return api.passage_page((it ->> 'meeting')::uuid, it, lang, input);
end $$;

-- What is wrong with a form; it is null for a new one.
create function api.passage_faults(here uuid, it uuid, input jsonb) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('field', field, 'code', code)), '[]') from (values
		('section', 'title', 'required', not input ?| '{title,number}'),
		('paragraph', 'section', 'section-gone', it is null and not exists (
			select from dais.section as s where s.id = api.id_of(input ->> 'section') and s.meeting = here)),
		('paragraph', 'text', 'required', not input ? 'text'),
		('paragraph', 'style', 'choose', coalesce(input ->> 'style' <> all (api.styles()), true)),
		('paragraph', 'mark', 'required', input ->> 'style' = 'objective' and not input ? 'mark'),
		('footnote', 'text', 'required', not input ? 'text'),
		('footnote', 'mark', 'required', not input ? 'mark'),
		('footnote', 'mark', 'not-valid', input ->> 'mark' ~ '\s'),
		('footnote', 'mark', 'mark-taken', exists (
			select from dais.footnote as f where f.meeting = here and f.mark = input ->> 'mark' and f.id is distinct from it)),
		('footnote', 'stands_at', 'choose', coalesce(input ->> 'stands_at' <> all (api.places()), true)
			and not exists (select from api.passages(here, 'en') as p where p.id = api.id_of(input ->> 'stands_at')))) as rule(kind, field, code, broken)
	where kind = input ->> 'kind' and broken
$$;

-- The columns of each table that its form fills.
create function api.passage_columns(kind text) returns text[] language sql immutable as $$
	select case kind when 'section' then '{number,title}' when 'paragraph' then '{style,mark,text}' else '{mark,stands_at,text}' end::text[]
$$;

-- What the form says, by columns; an id in the one spelling.
create function api.passage_sent(input jsonb) returns jsonb language sql immutable as $$
	select jsonb_object_agg(col, case col when 'stands_at' then to_jsonb(coalesce(api.id_of(input ->> col)::text, input ->> col)) else input -> col end)
	from unnest(api.passage_columns(input ->> 'kind')) as col
$$;

-- How what others have chosen meanwhile is told: a paragraph's style, a footnote's place.
create function api.passage_shown(it jsonb, lang text) returns jsonb language sql stable as $$
	select jsonb_build_object('style', api.code_shown('style', it ->> 'style'), 'stands_at', case when it ->> 'stands_at' = any (api.places())
		then api.code_shown('place', it ->> 'stands_at')
		else jsonb_build_object('theirs', (select p.title from api.passages((it ->> 'meeting')::uuid, lang) as p where p.id = api.id_of(it ->> 'stands_at'))) end)
$$;

-- At the end of its list.
create function api.passage_create(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
	kind text := input ->> 'kind';
	made jsonb;
	last integer;
begin
	if kind <> all (api.passage_kinds()) then
		perform api.not_found();
	end if;
	perform api.agenda_lock(here.id);
	perform api.refuse(api.passage_faults(here.id, null, input));
	execute format('select max(position) from dais.%I as t where meeting = $1 and (to_jsonb(t) ->> ''section'') is not distinct from $2', kind)
		into last using here.id, case kind when 'paragraph' then input ->> 'section' end;
	made := api.passage_sent(input) || jsonb_build_object('id', gen_random_uuid(), 'meeting', here.id, 'section', input -> 'section',
		'position', coalesce(last, 0) + 1, 'revision', 1);
	execute format('insert into dais.%1$I select * from jsonb_populate_record(null::dais.%1$I, $1)', kind) using made;
	perform api.event_append(here.id, 'passage added', (made ->> 'id')::uuid);
	return api.to_passages(lang, input, 'saved', made ->> 'id');
end $$;

create function api.passage_change(lang text, input jsonb) returns json language plpgsql as $$
declare
	it jsonb := api.passage_edited(input);
	kind text := input ->> 'kind';
	saved jsonb;
begin
	perform api.refuse(api.passage_faults((it ->> 'meeting')::uuid, (it ->> 'id')::uuid, input));
	select jsonb_object_agg(key, case when key = 'title' then nullif(value, '{}') else value end) into saved
		from jsonb_each(api.merged(kind, it, input ->> 'revision', api.passage_sent(input), api.passage_shown(it, lang)));
	execute format('update dais.%1$I set (%2$s) = (select %2$s from jsonb_populate_record(null::dais.%1$I, $1)) where id = $2', kind,
		array_to_string(api.passage_columns(kind), ', ')) using saved, (it ->> 'id')::uuid;
	perform api.event_append((it ->> 'meeting')::uuid, 'passage changed', (it ->> 'id')::uuid);
	return api.to_passages(lang, input, 'saved', it ->> 'id');
end $$;

-- One step up or down; a paragraph inside of its section.
create function api.passage_move(lang text, input jsonb) returns json language plpgsql as $$
declare
	it jsonb := api.passage_edited(input);
	kind text := input ->> 'kind';
begin
	perform api.step(kind, it, case kind when 'paragraph' then 'section' else 'meeting' end, case when input ? 'up' then -1 else 1 end);
	perform api.event_append((it ->> 'meeting')::uuid, 'passage moved', (it ->> 'id')::uuid);
	return api.to_passages(lang, input, 'moved', it ->> 'id');
end $$;

-- A section with its paragraphs.
create function api.passage_delete(lang text, input jsonb) returns json language plpgsql as $$
declare
	it jsonb := api.passage_edited(input);
begin
	delete from dais.paragraph where section = (it ->> 'id')::uuid;
	execute format('delete from dais.%I where id = $1', input ->> 'kind') using (it ->> 'id')::uuid;
	perform api.event_append((it ->> 'meeting')::uuid, 'passage deleted', (it ->> 'id')::uuid);
	return api.to_passages(lang, input, 'deleted', null);
end $$;

reset role;
