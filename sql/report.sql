-- The final report: assembled, not typed. It has sections in a fixed order; each has a part that is generated from what the meeting
-- was (report_parts.sql), kept as it was taken last and refreshed when somebody wants it, and a text that is written, which no
-- refreshing touches. Staff and the rapporteur of the whole meeting write; delegations comment on a draft (report_drafts.sql); then it
-- is issued as a numbered edition of the document of kind 'final report', which everybody reads.
--
-- What is frozen in an edition, and in a draft: {format: 1, state: 'draft' or 'issued', document, content}. Every text is an
-- object by language; api.localized makes {text, fallback} of each. A key that a thing has not is there and null.
--
--   document  {title, dates: {starts_on, ends_on}, venue}
--   content   the sections in their order, each
--             {id, kind, level, below (level 2), number, title, annex, item, parts, empty}
--     kind    mandate, place, election, program, panels (the heading above the next two), panel, dialogue, proposals, conclusions; and
--             the annexes: annex program, annex conclusions, annex working document, annex organs, annex delegations, annex others,
--             annex participants
--     level   1, or 2 below panels
--     number  "3", "5.2"; of an annex "IV"
--     title   a panel's own; null: it is called by its kind (web/report-title.mustache)
--     item    {number, address} of a panel, or of the panel that a dialogue follows
--     parts   what stands in it, in order; each has a kind, and written: true when a person wrote it:
--       paragraph  {number, word, name, by, text, on}
--       heading    {word, text, on}                       on: a day
--       list       {items: [{number, word, name, by, text, items, has_items}]}   items below an item go one level deep
--       table      {has_columns, columns: [{word}], rows: [{cells: [{number, word, name, text, on, until}]}]}
--       link       {word, text, by, symbol, number, on, address, files: [{id, language, pages}]}   number, on: of the edition, its day
--     A word is a code that templates tell in the reader's language (web/report-word.mustache): "objective", "rapporteur". A name is a
--     plain string. by is whose it is. address stands below /{lang}/{meeting}/ ("annotated-agenda"); each file at /{lang}/papers/{id}.
--     A written text has its paragraphs apart by empty lines.

set local role dais_owner;

grant select, insert, delete, update (parts, text) on dais.report_section to dais_web;
grant select on dais.report_section to dais_clerk;

-- Whether whoever asks writes the report of a meeting: its staff, and who is rapporteur for all addressees.
create function api.writes_report(meeting uuid) returns boolean language plpgsql stable as $$
begin
	return api.is_staff(writes_report.meeting) or api.my_addressees(writes_report.meeting) @> api.addressees();
end $$;

-- The meetings whose report whoever asks writes as rapporteur; what policies ask once a statement.
create function api.reports_written() returns uuid[] language plpgsql stable as $$
begin
	return (select coalesce(array_agg(meeting), '{}') from (
		select split_part(part, ' ', 1)::uuid as meeting from unnest(api.my_parts()) as part group by 1 having count(*) = cardinality(api.addressees())) as whole);
end $$;

create policy read on dais.report_section for select to dais_web using (meeting = any ((select api.meetings_as('{staff,chair}'))::uuid[])
	or meeting = any ((select api.reports_written())::uuid[]));
create policy add on dais.report_section for insert to dais_web with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));
create policy change on dais.report_section for update to dais_web using (meeting = any ((select api.meetings_as('{staff}'))::uuid[])
	or meeting = any ((select api.reports_written())::uuid[])) with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[])
	or meeting = any ((select api.reports_written())::uuid[]));
create policy remove on dais.report_section for delete to dais_web using (meeting = any ((select api.meetings_as('{staff}'))::uuid[])); -- when assembling it is taken back
create policy clerk_read on dais.report_section for select to dais_clerk using (true);

-- What is generated is not the rapporteur's to write.
create function api.report_guard() returns trigger language plpgsql as $$
begin
	if current_user = 'dais_web' and new.parts is distinct from old.parts and not api.is_staff(new.meeting) then
		raise insufficient_privilege using message = 'staff refresh what is generated';
	end if;
	return new;
end $$;
create trigger guard before update on dais.report_section for each row execute function api.report_guard();

-- ---------------------------------------------------------------- the sections in their order

create function api.report_kinds() returns text[] language sql immutable as $$
	select '{mandate,place,election,program,panels,panel,dialogue,proposals,conclusions,annex program,annex conclusions,annex working document,
		annex organs,annex delegations,annex others,annex participants}'::text[]
$$;

-- The sections that a report of the meeting has: one of each kind, of panels and dialogues one an item.
create function api.report_outline(meeting uuid) returns table (kind text, item uuid, place bigint) language sql stable as $$
	select kind, item, row_number() over (order by case kind when 'dialogue' then 6 else at end, path nulls first)
	from unnest(api.report_kinds()) with ordinality as k(kind, at) left join lateral (
		select n.item, n.path from api.item_numbers(report_outline.meeting) as n join dais.item as i on i.id = n.item where i.kind = k.kind and not n.gone and not i.withdrawn) as items
		on k.kind in ('panel', 'dialogue')
	where k.kind not in ('panel', 'dialogue') or items.item is not null
$$;

-- The sections that there are, in order, each with its number; of an item that is no longer in the agenda none.
create function api.report_lines(meeting uuid) returns table (section uuid, kind text, place bigint, level integer, number text, title dais.texts, head jsonb)
	language sql stable as $$
	with line as (
		select s.id, o.kind, o.place, case when o.item is null then 1 else 2 end as level, o.kind like 'annex %' as annex, o.item,
			count(*) filter (where o.item is null) over (partition by o.kind like 'annex %' order by o.place) as nth,
			count(*) filter (where o.item is not null) over (order by o.place) as below
		from api.report_outline(report_lines.meeting) as o join dais.report_section as s on s.meeting = report_lines.meeting and s.kind = o.kind and s.item is not distinct from o.item
	)
	select line.id, line.kind, line.place, line.level, case when annex then to_char(nth, 'FMRN') when line.item is not null then nth || '.' || below else nth::text end,
		case line.kind when 'panel' then api.title_told(coalesce(i.long_title, i.short_title))::dais.texts end,
		case when line.item is not null then jsonb_build_object('number', coalesce(own.number, over.number), 'address', coalesce(own.address, over.address)) end
	from line left join dais.item as i on i.id = line.item left join api.item_numbers(report_lines.meeting) as own on own.item = line.item
		left join api.item_numbers(report_lines.meeting) as over on over.item = i.parent
$$;

-- A section as it stands: what was generated, and then what was written.
create function api.report_section_parts(parts jsonb, text jsonb) returns jsonb language sql immutable as $$
	select parts || case when text = '{}' then '[]' else jsonb_build_array(api.part('paragraph', jsonb_build_object('text', text), true)) end
$$;

-- What the report reads as now; its form stands above.
create function api.report_snapshot(here dais.meeting, state text) returns jsonb language sql stable as $$
	select jsonb_build_object('format', 1, 'state', state, 'document', jsonb_build_object('title', coalesce(here.printed_title, here.name), 'venue', here.venue,
			'dates', jsonb_build_object('starts_on', here.starts_on, 'ends_on', here.ends_on)),
		'content', (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'kind', l.kind, 'level', l.level, 'below', l.level = 2, 'number', l.number, 'title', l.title, 'annex', l.kind like 'annex %',
				'item', l.head, 'parts', p.parts, 'empty', p.parts = '[]') order by l.place), '[]')
			from api.report_lines(here.id) as l join dais.report_section as s on s.id = l.section, lateral (select api.report_section_parts(s.parts, s.text)) as p(parts)))
$$;

-- ---------------------------------------------------------------- the page of the desk

create function api.report_of(input jsonb) returns dais.meeting language plpgsql stable as $$
begin
	return api.existing((select m from dais.meeting as m where m.slug = input ->> 'meeting' and api.writes_report(m.id)));
end $$;

-- What staff see of each section: stale: its generated part would be another now.
create function api.report_desk(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.report_of(input);
	staff boolean := api.is_staff(here.id);
	known jsonb := case when staff then api.report_known(here) end;
	latest dais.edition := api.edition_latest((select d.id from dais.document as d where d.meeting = here.id and d.kind = 'final report'));
	sections jsonb := (select jsonb_agg(jsonb_build_object('id', s.id, 'kind', l.kind, 'below', l.level = 2, 'number', l.number, 'title', api.localized(l.title, lang), 'item', l.head,
			'annex', l.kind like 'annex %', 'written', s.text <> '{}', 'nothing', s.text = '{}' and s.parts = '[]', 'stale', staff and s.parts <> api.report_parts(here, l.kind, s.item, known),
			'unanswered', (select nullif(count(*), 0) from dais.report_comment as c where c.section = s.id and c.answer is null)) order by l.place)
		from api.report_lines(here.id) as l join dais.report_section as s on s.id = l.section);
	next_acts jsonb := case when staff then api.acts_next(here.id, lang, '{report_section}') end;
begin
	return json_build_object('meeting', api.meeting_frame(here.id, lang), 'edits', staff, 'any', sections is not null, 'sections', coalesce(sections, '[]'),
		'more', staff and exists (select from api.report_outline(here.id) as o where not exists (
			select from dais.report_section as s where s.meeting = here.id and s.kind = o.kind and s.item is not distinct from o.item)),
		'stale', (select nullif(count(*), 0) from jsonb_array_elements(sections) as s where (s ->> 'stale')::boolean),
		'left_out', (select json_agg(json_build_object('id', s.id, 'title', api.localized(coalesce(i.short_title, i.long_title), lang)) order by i.position, s.id)
			from dais.report_section as s join dais.item as i on i.id = s.item
			where s.meeting = here.id and s.text <> '{}' and s.id not in (select l.section from api.report_lines(here.id) as l)),
		'number', coalesce(latest.number, 0) + 1, 'issued', latest.number, 'draft', api.report_draft_told(here, lang),
		'undo', next_acts -> 'undo', 'redo', next_acts -> 'redo', 'form', json_build_object('note', api.texts_form(null)));
end $$;

create function api.to_report(lang text, input jsonb, done text, section uuid) returns json language sql immutable as $$
	select json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/report?done=' || done || coalesce('#s' || section, ''))
$$;

-- Takes what is generated anew: of one section, else of all, and adds those that there are not yet. What was written stays.
create function api.report_refresh(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
	one uuid := case when input ? 'section' then (api.report_section_of(input)).id end;
	known jsonb;
begin
	perform api.agenda_lock(here.id);
	known := api.report_known(here);
	if one is null then
		insert into dais.report_section (meeting, kind, item, parts) select here.id, o.kind, o.item, api.report_parts(here, o.kind, o.item, known)
			from api.report_outline(here.id) as o where not exists (
				select from dais.report_section as s where s.meeting = here.id and s.kind = o.kind and s.item is not distinct from o.item);
	end if;
	update dais.report_section as s set parts = fresh.parts
		from (select it.id, api.report_parts(here, it.kind, it.item, known) as parts from dais.report_section as it where it.meeting = here.id and it.id = coalesce(one, it.id)) as fresh
		where s.id = fresh.id and s.parts <> fresh.parts;
	perform api.event_append(here.id, 'report refreshed', coalesce(one, here.id));
	return api.to_report(lang, input, 'report-refreshed', one);
end $$;

-- ---------------------------------------------------------------- one section

create function api.report_section_of(input jsonb) returns dais.report_section language plpgsql stable as $$
declare
	here dais.meeting := api.report_of(input);
begin
	return api.existing((select s from dais.report_section as s where s.id = api.id_of(input ->> 'section') and s.meeting = here.id));
end $$;

-- What parts say, line by line, in a language: for telling what a refresh would change.
create function api.parts_told(parts jsonb, lang text) returns table (at bigint, line text) language sql stable as $$
	select row_number() over (order by part_at, item_at), concat_ws(' ', unit ->> 'number', unit ->> 'name', unit #>> '{text,text}', unit ->> 'on', unit ->> 'symbol', unit #>> '{by,text}',
		(select string_agg(concat_ws(' ', c ->> 'number', c ->> 'name', c #>> '{text,text}', c ->> 'on'), ' ') from jsonb_array_elements(unit -> 'cells') as c))
	from jsonb_array_elements(api.localized(parts, lang)) with ordinality as p(part, part_at), lateral (
		select part as unit, array[0::bigint] as item_at where not part ?| '{items,rows}'
		union all
		select row, array[at] from jsonb_path_query(part, 'lax $.rows[*]') with ordinality as r(row, at)
		union all
		select below.unit, array[i.at, below.at] from jsonb_path_query(part, 'lax $.items[*]') with ordinality as i(item, at), lateral (
			select i.item, 0::bigint union all select one, nth from jsonb_path_query(i.item, 'lax $.items[*]') with ordinality as n(one, nth)) as below(unit, at)) as units
$$;

create function api.report_section_edit(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	it dais.report_section := api.report_section_of(input);
	here dais.meeting := api.report_of(input);
	staff boolean := api.is_staff(here.id);
	fresh jsonb := case when staff then api.report_parts(here, it.kind, it.item, api.report_known(here)) else it.parts end;
begin
	return (select json_build_object('meeting', api.meeting_frame(here.id, lang), 'section', it.id, 'kind', it.kind, 'number', l.number, 'title', api.localized(l.title, lang), 'item', l.head,
			'annex', it.kind like 'annex %', 'parts', api.localized(it.parts, lang), 'empty', it.parts = '[]', 'edits', staff, 'stale', fresh <> it.parts,
			'gone', (select json_agg(old.line order by old.at) from api.parts_told(it.parts, lang) as old where old.line <> '' and old.line not in (select line from api.parts_told(fresh, lang))),
			'new', (select json_agg(made.line order by made.at) from api.parts_told(fresh, lang) as made where made.line <> '' and made.line not in (select line from api.parts_told(it.parts, lang))),
			'has_summaries', exists (select from api.paper_summaries(it)), 'summaries', (select json_agg(json_build_object('title', api.localized(p.title, lang), 'text', api.localized(p.summary, lang)) order by p.id) from api.paper_summaries(it) as p),
			'has_comments', said <> '[]', 'comments', (select jsonb_agg(c || jsonb_build_object('here', mine, 'sent', case when mine then input #> '{form,answer}' else c -> 'answer' end) order by at)
				from jsonb_array_elements(said) with ordinality as l(c, at), lateral (select coalesce(c ->> 'id' = input ->> 'comment', false)) as m(mine)),
			 'form', json_build_object('text', api.texts_form(it.text), 'revision', it.revision))
		from (select api.report_comments(it.id, null, lang) as said) as one left join api.report_lines(here.id) as l on l.section = it.id);
end $$;

create function api.report_section_change(lang text, input jsonb) returns json language plpgsql as $$
declare
	it dais.report_section;
	saved jsonb;
begin
	perform api.agenda_lock((api.report_of(input)).id);
	it := api.report_section_of(input);
	saved := api.merged('report_section', to_jsonb(it), input ->> 'revision', jsonb_build_object('text', coalesce(input -> 'text', '{}')));
	update dais.report_section as s set text = coalesce(nullif(saved -> 'text', 'null'), '{}') where s.id = it.id;
	perform api.event_append(it.meeting, 'report section changed', it.id);
	return api.to_report(lang, input, 'saved', it.id);
end $$;

-- The summaries of a panel's papers that the public may read.
create function api.paper_summaries(it dais.report_section) returns table (id uuid, title dais.texts, summary dais.texts) language sql stable as $$
	select s.id, s.title, s.summary from dais.placement as p join dais.submission as s on s.id = p.submission
	where p.item = it.item and s.summary <> '{}' and api.is_public(s)
$$;

-- Puts the summaries of a panel's papers behind what is written, in each language that they are in; one that already stands there is
-- not put there again. What would be longer than the form takes back is refused.
create function api.report_section_take(lang text, input jsonb) returns json language plpgsql as $$
declare
	it dais.report_section;
	taken jsonb;
begin
	perform api.agenda_lock((api.report_of(input)).id);
	it := api.report_section_of(input);
	taken := it.text || (select coalesce(jsonb_object_agg(code, concat_ws(E'\n\n', it.text ->> code, said)), '{}') from (
		select code, string_agg(said, E'\n\n' order by p.id) as said from api.paper_summaries(it) as p, jsonb_each_text(p.summary) as l(code, said)
		where strpos(coalesce(it.text ->> code, ''), said) = 0 group by code) as by_language);
	if exists (select from jsonb_each_text(taken) as t(code, said) where char_length(said) > 20000) then
		perform api.conflict('text', 'too-long');
	end if;
	update dais.report_section as s set text = taken where s.id = it.id and s.text <> taken;
	perform api.event_append(it.meeting, 'report section changed', it.id);
	return json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/report/' || it.id || '?done=saved');
end $$;

-- ---------------------------------------------------------------- issuing, and reading

-- How it would read if it were issued now, for staff and chair.
create function api.report_preview(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.existing((select m from dais.meeting as m where m.slug = input ->> 'meeting' and (api.has_role(m.id, '{chair}') or api.writes_report(m.id))));
	shown jsonb := api.localized(api.report_snapshot(here, 'draft'), lang);
begin
	return json_build_object('meeting', api.meeting_frame(here.id, lang), 'preview', true, 'sent', api.report_draft_told(here, lang), 'state', 'draft', 'document', shown -> 'document', 'content', shown -> 'content',
		'symbol', (select y.text from dais.document as d join dais.symbol as y on y.id = d.symbol where d.meeting = here.id and d.kind = 'final report'));
end $$;

-- Issues the edition that the page promised: when another was issued meanwhile, a conflict.
create function api.report_issue(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
	report uuid;
	latest dais.edition;
	fresh jsonb;
begin
	perform api.agenda_lock(here.id);
	insert into dais.document (meeting, kind) select here.id, 'final report'
		where not exists (select from dais.document as d where d.meeting = here.id and d.kind = 'final report');
	report := (select d.id from dais.document as d where d.meeting = here.id and d.kind = 'final report');
	latest := api.edition_hold(report);
	fresh := api.report_snapshot(here, 'issued');
	if input ->> 'number' <> (coalesce(latest.number, 0) + 1)::text then
		perform api.conflict('note', 'report-issued');
	elsif fresh -> 'content' = '[]' or fresh = latest.data then
		perform api.refuse('note', 'nothing-to-issue');
	end if;
	perform api.edition_freeze(report, 'public', fresh, '[]', input -> 'note'), api.volumes_queue(here.id);
	return json_build_object('location', '/' || lang || '/desk/' || here.slug || '/report?done=report-issued');
end $$;

create function api.report_show(lang text, input jsonb) returns json language plpgsql stable as $$
begin
	return (select (left(page::text, -1) || ',"volume":' || coalesce(api.volume_file(lang, input)::text, 'null') || '}')::json
		from api.document_show('final report', lang, input) as page);
end $$;

reset role;
