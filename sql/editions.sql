-- Documents and their editions. Whatever the secretariat issues is a document; it comes out in editions, which are frozen,
-- numbered and never changed once they are read, each for one audience: once in all languages (edition.data), once as a text in each
-- (edition_text), which is the one row that a page reads. The program takes the agenda tree as it stands, with the people
-- who are confirmed and the papers that are released.
--
-- An edition may wait for its hour (published_at lies ahead): it is frozen, and only staff can read it until then. Nothing has
-- to happen at that hour, so nothing can fail: row policies let its audience read it from then on.

grant select, insert (meeting, kind, title) on dais.document to dais_web;
grant select on dais.edition, dais.edition_text, dais.edition_page to dais_web;
grant select on dais.document, dais.edition, dais.edition_text, dais.edition_page to dais_clerk;
grant insert (meeting, document, number, audience, published_at, tell, note, data, changes) on dais.edition to dais_web;
grant insert on dais.edition_text, dais.edition_page to dais_web;
grant delete on dais.edition_page to dais_web;

-- A document is visible to whoever may read an edition of it.
create policy read on dais.document for select to dais_web
	using (meeting = any ((select api.meetings_as('{staff}'))::uuid[])
		or exists (select from dais.edition where edition.document = document.id));
create policy make on dais.document for insert to dais_web with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));

create policy read on dais.edition for select to dais_web using (published_at <= now() and (audience = 'public'
		or audience = 'participants' and meeting = any ((select api.meetings_as('{staff,chair,panelist,focal point}'))::uuid[]))
	or meeting = any ((select api.meetings_as('{staff}'))::uuid[]));
create policy publish on dais.edition for insert to dais_web
	with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]) and published_at >= now());
do $$
declare
	it text;
begin
	foreach it in array '{edition_text,edition_page}'::text[] loop -- whoever may read an edition may read these
		execute format($policy$create policy read on dais.%I for select to dais_web using (exists (select from dais.edition as e
			where e.document = %1$I.document and e.number = %1$I.number and e.audience = %1$I.audience))$policy$, it);
		execute format($policy$create policy publish on dais.%I for insert to dais_web
			with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]))$policy$, it);
	end loop;
	foreach it in array '{document,edition,edition_text,edition_page}'::text[] loop
		execute format('create policy clerk_read on dais.%I for select to dais_clerk using (true)', it);
	end loop;
end $$;
create policy renew on dais.edition_page for delete to dais_web using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));

-- ---------------------------------------------------------------- freezing

-- The program as it stands now, every text in all languages, or in one as api.localized tells it; format says how it is put
-- together, for those who read it in years to come.
create function api.edition_snapshot(meeting uuid, lang text default null) returns jsonb language plpgsql stable as $$
begin
	return (select (left(case when lang is null then frame else api.localized(frame, lang) end::text, -1) || ',"items":' || api.item_tree(m.id, lang)::text || '}')::jsonb
	from dais.meeting as m, lateral (select jsonb_build_object('format', 1, 'state', m.agenda_state, 'document', api.front_matter(m) || jsonb_strip_nulls(
			jsonb_build_object('symbol', (select y.text from dais.document as d join dais.symbol as y on y.id = d.symbol
				where d.meeting = m.id and d.kind = 'program'))),
		'days', coalesce((select jsonb_agg(jsonb_build_object('day', day, 'held_on', held_on, 'short', short,
				'annotated', annotated, 'sittings', sittings) order by day) from (
				select day, min(held_on) as held_on, (array_agg(heading order by position) filter (where heading is not null))[1] as short,
					(array_agg(annotated_heading order by position) filter (where annotated_heading is not null))[1] as annotated,
					jsonb_agg(jsonb_build_object('name', name, 'room', room, 'starts_at', api.time_in(starts, m.zone),
						'ends_at', api.time_in(ends, m.zone)) order by position) as sittings
				from dais.sitting where sitting.meeting = m.id group by day) as days),
			'[{"day": 1, "held_on": null, "short": null, "annotated": null, "sittings": []}]')) as frame) as f
	where m.id = edition_snapshot.meeting);
end $$;

-- Turns every object of languages into {"text", "fallback"}: fallback is the language of a text that is not there in
-- the reader's own, else null.
create function api.localized(value jsonb, lang text) returns jsonb language plpgsql immutable as $$
declare
	languages constant text[] := api.language_codes();
	there text;
begin
	if jsonb_typeof(value) = 'array' then
		return (select coalesce(jsonb_agg(case when jsonb_typeof(element) in ('object', 'array') then api.localized(element, lang) else element end order by at), '[]')
			from jsonb_array_elements(value) with ordinality as list(element, at));
	elsif jsonb_typeof(value) <> 'object' or value = '{}' then
		return value;
	elsif not value ?| languages or value - languages <> '{}' then
		return (select jsonb_object_agg(key, case when jsonb_typeof(inner_value) in ('object', 'array') then api.localized(inner_value, lang) else inner_value end)
			from jsonb_each(value) as pair(key, inner_value));
	end if;
	foreach there in array array[lang, 'en'] || languages loop
		if value ->> there <> '' then
			return jsonb_build_object('text', value ->> there, 'fallback', nullif(there, lang));
		end if;
	end loop;
	return null;
end $$;

-- Texts as a form shows them: one entry a language (fcgi/serve/entry.h).
create function api.texts_form(texts jsonb) returns json language sql immutable as $$
	select json_agg(json_build_object('language', lang, 'text', coalesce(texts ->> lang, ''), 'errors', '[]'::json) order by at)
	from unnest(api.language_codes()) with ordinality as languages(lang, at)
$$;

-- What is frozen, in one language.
create function api.edition_localized(data jsonb, lang text) returns jsonb language sql stable as $$
	select api.edition_by_day(api.localized(data, lang))
$$;

-- An edition in one language; a program's content are its items under their days, the marks of a day's heading apart. An
-- item of a day that has no sitting stands under the day before it, or else under the first. Written as text, which is read
-- once: each step in jsonb would take all of it apart and put it together again.
create function api.edition_by_day(shown jsonb) returns jsonb language plpgsql stable as $$
begin
	return (with day as (
		select day, (day ->> 'day')::int as number from jsonb_array_elements(shown -> 'days') as days(day)
	), content as (
		select coalesce((select max(number) from day where number <= coalesce((item ->> 'day')::int, 1)), (select min(number) from day)) as under,
			string_agg(item::text, ',' order by at) as items
		from jsonb_array_elements(shown -> 'items') with ordinality as items(item, at) group by 1
	)
	select case when shown ? 'days' then (left((shown - '{items,days}'::text[])::text, -1) || ',"content":[' || string_agg(
			left((day || jsonb_build_object('annotated', api.day_heading(day -> 'annotated')))::text, -1) || ',"items":['
				|| coalesce(items, '') || ']}', ',' order by number) || ']}')::jsonb
		else shown end
	from (select) as one left join (day left join content on under = number) on true);
end $$;

-- "--DAY ONE--" is printed as a heading between rules: the dashes apart from the words.
create function api.day_heading(label jsonb) returns jsonb language sql immutable as $$
	select case when jsonb_typeof(label) = 'object' then label || jsonb_build_object('open', part[1], 'text', part[2], 'close', part[3]) end
	from regexp_match(label ->> 'text', '^([-–—]*)(.*?)([-–—]*)$') as matched(part)
$$;

-- Where a document is read, below its meeting's address.
create function api.document_address(kind text) returns text language sql immutable as $$
	select case kind when 'program' then '' when 'final report' then '/report' else '/' || replace(kind, ' ', '-') end
$$;

-- The document that is the program of a meeting; null before its first edition.
create function api.program_of(meeting uuid) returns uuid language plpgsql stable as $$
begin
	return (select id from dais.document where document.meeting = program_of.meeting and kind = 'program');
end $$;

create function api.edition_latest(document uuid) returns dais.edition language sql stable as $$
	select edition from dais.edition where edition.document = edition_latest.document and published_at <= now() order by number desc limit 1
$$;

-- The edition of a document that waits for its hour, the only one that may; null: none does.
create function api.edition_waiting(document uuid) returns dais.edition language sql stable as $$
	select edition from dais.edition where edition.document = edition_waiting.document and published_at > now() order by number limit 1
$$;

-- The newest edition of a document, which stays the newest until the end of the transaction.
create function api.edition_hold(document uuid) returns dais.edition language plpgsql as $$
begin
	perform pg_advisory_xact_lock(hashtextextended(document::text, 1));
	return api.edition_latest(document);
end $$;

-- Freezes the next edition of a document for an audience, who read it from a time on, after api.edition_hold, and answers its
-- number. data: {format, state, document (what stands before and after the content), and content or, of a program, days and
-- items}; changes: against the edition before; tell: those whom it touches. While one waits for its hour there is no other.
create function api.edition_freeze(document uuid, audience text, data jsonb, changes jsonb, note jsonb,
		at timestamptz default now(), tell boolean default false) returns integer language plpgsql as $$
#variable_conflict use_variable
declare
	here uuid := (select d.meeting from dais.document as d where d.id = document);
	number integer := coalesce((api.edition_latest(document)).number, 0) + 1;
begin
	if (api.edition_waiting(document)).number is not null then
		perform api.conflict('note', 'edition-waiting');
	end if;
	insert into dais.edition (meeting, document, number, audience, published_at, tell, note, data, changes)
		values (here, document, number, audience, at, tell, nullif(note, '{}'), data, changes);
	insert into dais.edition_text (meeting, document, number, audience, language, frame, state, head, content, submissions, steps)
		select here, document, number, audience, lang, api.meeting_frame(here, lang) || '{"published": true}', data ->> 'state',
			shown -> 'document', shown -> 'content', case when data ? 'items' then api.items_with_submissions(shown -> 'content') end,
			case when data ? 'items' then api.program_steps(api.program_frozen(shown -> 'content')) end
		from unnest(api.language_codes()) as lang, api.edition_localized(data, lang) as shown;
	delete from dais.edition_page as p where p.document = document and p.number < (api.edition_latest(document)).number; -- read by nobody now
	if tell then
		notify dais_work;
	end if;
	perform api.event_append(here, case when at > now() then 'edition scheduled' else 'edition published' end, document,
		jsonb_build_object('number', number, 'audience', audience, 'sha256', encode(sha256(convert_to(data::text, 'UTF8')), 'hex'))
		|| case when at > now() then jsonb_build_object('at', at) else '{}' end);
	return number;
end $$;

-- Issues the next edition of the program, to the public from a time on, and answers its number; one that would say the same as
-- the last is refused.
create function api.edition_issue(meeting uuid, note jsonb, at timestamptz default now(), tell boolean default false)
	returns integer language plpgsql as $$
#variable_conflict use_variable
declare
	fresh jsonb;
	changes jsonb;
	program uuid := api.program_of(meeting);
	latest dais.edition;
	number integer;
begin
	perform api.numbers_fix(meeting);
	fresh := api.edition_snapshot(meeting);
	if program is null then
		insert into dais.document (meeting, kind) values (meeting, 'program') returning id into program;
	end if;
	latest := api.edition_hold(program);
	changes := api.edition_difference(latest.data, fresh);
	if latest.number is not null and changes = '[]' then
		perform api.refuse('note', 'no-change');
	end if;
	number := api.edition_freeze(program, 'public', fresh, changes, note, at, tell);
	perform api.files_publish(meeting, number);
	return number;
end $$;

-- ---------------------------------------------------------------- reading

-- The row that an address means: of the program's edition by its number, else of the newest. about: its number, the day it is
-- published on, and whether it is a past one.
create function api.edition_found(lang text, input jsonb, out about json, out shown dais.edition_text) returns setof record language sql stable as $$
	select json_build_object('number', edition.number,
			'past', case when edition.number < newest.number then edition.number end,
			'symbol', api.symbol_at(shown.head ->> 'symbol', edition.number),
			'deadline', api.time_in(m.deadline, m.zone), 'published_on', (edition.published_at at time zone m.zone)::date,
			'meeting', shown.frame, 'state', shown.state), shown
		from dais.meeting as m join dais.document as program on program.meeting = m.id and program.kind = 'program'
		join lateral (select max(number) as number from dais.edition where edition.document = program.id and published_at <= now()) as newest on true
		join dais.edition on edition.document = program.id and edition.number = case when input ? 'number'
			then case when input ->> 'number' ~ '^[1-9][0-9]{0,5}$' then (input ->> 'number')::int end else newest.number end
		join dais.edition_text as shown on shown.document = program.id and shown.number = edition.number
			and shown.audience = edition.audience and shown.language = lang
		where m.slug = input ->> 'meeting'
$$;

-- The program, the agenda and the annotated agenda, which are three templates of one value. Put together as text: what may be
-- megabytes is not taken apart.
create function api.edition_show(lang text, input jsonb) returns json language plpgsql stable as $$
begin
	return (select (left(about::text, -1) || ',"document":' || (shown).head || ',"days":' || (shown).content || '}')::json
		from api.edition_found(lang, input));
end $$;

create function api.item_show(lang text, input jsonb) returns json language plpgsql stable as $$
begin
	return api.item_of_edition(api.edition_show(lang, input)::jsonb, input ->> 'item');
end $$;


-- Every numbered item of an edition's page as a page of its own, with its parent's number and title and its neighbors; as a
-- heading its title has no colon.
create function api.item_pages(page jsonb) returns table (id text, address text, value jsonb) language sql stable as $$
	with recursive tree as (
		select item, null::jsonb as parent, array[day_at, at] as path, day -> 'held_on' as held_on
		from jsonb_array_elements(page -> 'days') with ordinality as days(day, day_at),
			jsonb_array_elements(day -> 'items') with ordinality as items(item, at)
		union all
		select child, tree.item - 'children', path || at, held_on
		from tree, jsonb_array_elements(tree.item -> 'children') with ordinality as children(child, at)
	), near as (
		select *, lag(item - 'children') over walk as previous, lead(item - 'children') over walk as next
		from tree where item ->> 'number' is not null window walk as (order by path)
	), frame as materialized (
		select page - 'days' - 'document' as value
	)
	select item ->> 'id', item ->> 'address', frame.value || jsonb_build_object('item', item, 'heading',
		regexp_replace(item -> 'long_title' ->> 'text', '\s*:$', ''), 'parent', parent, 'previous', previous, 'next', next, 'held_on', held_on)
	from near, frame
$$;

-- The item of an edition's page that an address means, or an id.
create function api.item_of_edition(page jsonb, wanted text) returns json language plpgsql stable as $$
begin
	return (select value from api.item_pages(page) as it where lower(it.address) = lower(wanted) or it.id = wanted limit 1);
end $$;

create function api.edition_list(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('meeting', api.meeting_frame(m.id, lang), 'editions', list.value)
	from dais.meeting as m, lateral (
		select json_agg(json_build_object('number', number, 'published_on', (published_at at time zone m.zone)::date,
			'note', api.localized(note, lang), 'changes', jsonb_array_length(changes), 'first', number = 1,
			'current', number = newest) order by number desc) as value
		from (select *, max(number) over () as newest from dais.edition
			where edition.document = api.program_of(m.id) and published_at <= now()) as edition) as list
	where m.slug = input ->> 'meeting' and list.value is not null
$$;

-- The newest editions with their changes, for those who follow them by a feed (RFC 4287); each language has ids of its own.
create function api.edition_feed(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('meeting', api.meeting_frame(m.id, lang), 'id', 'urn:uuid:' || md5(api.program_of(m.id) || lang)::uuid,
		'updated', list.value -> 0 -> 'updated', 'editions', list.value)
	from dais.meeting as m, lateral (
		select json_agg(json_build_object('id', 'urn:uuid:' || md5(document || lang || number)::uuid, 'number', number, 'first', number = 1,
			'updated', api.time_in(published_at, m.zone), 'note', api.localized(note, lang), 'changes', api.changes_in(changes, lang)) order by number desc) as value
		from (select * from dais.edition where edition.document = api.program_of(m.id) and published_at <= now()
			order by number desc limit 20) as edition) as list
	where m.slug = input ->> 'meeting' and list.value is not null
$$;

create function api.edition_changes(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('meeting', api.meeting_frame(m.id, lang), 'number', number, 'previous', nullif(number - 1, 0),
		'symbol', api.symbol_at(data #>> '{document,symbol}', number),
		'first', number = 1, 'published_on', (published_at at time zone m.zone)::date, 'note', api.localized(note, lang),
		'state', data ->> 'state', 'past', case when number < (api.edition_latest(document)).number then number end, 'changes', api.changes_in(changes, lang), 'unchanged', changes = '[]')
	from dais.meeting as m join dais.edition on edition.document = api.program_of(m.id)
	where m.slug = input ->> 'meeting' and number::text = input ->> 'number'
$$;

-- The documents of a meeting besides its program, each in the newest edition for these audiences that whoever asks may read.
create function api.documents_issued(meeting uuid, audiences text[]) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('document', d.kind, 'address', api.document_address(d.kind), 'number', e.number, 'audience', e.audience,
		'symbol', api.symbol_at(y.text, e.number), 'published_on', (e.published_at at time zone m.zone)::date) order by d.created), '[]')
	from dais.meeting as m join dais.document as d on d.meeting = m.id left join dais.symbol as y on y.id = d.symbol, lateral (select * from dais.edition as e
			where e.document = d.id and e.published_at <= now() and e.audience = any (audiences) order by e.number desc limit 1) as e
	where m.id = documents_issued.meeting and d.kind not in ('program', 'list of participants')
$$;

-- Released papers, under their items, and the documents that were issued.
create function api.document_page(lang text, input jsonb, audiences text[]) returns json language plpgsql stable as $$
begin
	return (select (left(about::text, -1) || ',"items":' || (shown).submissions || ',"issued":' || issued || ',"has_issued":' || (issued <> '[]')
			|| ',"none":' || ((shown).submissions::text = '[]' and issued = '[]') || '}')::json
		from api.edition_found(lang, input), api.documents_issued((shown).meeting, audiences) as issued);
end $$;

create function api.document_list(lang text, input jsonb) returns json language plpgsql stable as $$
begin
	return api.document_page(lang, input, '{public,participants}');
end $$;

-- Of a program's content the items that have released papers.
create function api.items_with_submissions(content jsonb) returns jsonb language sql immutable as $$
	select coalesce(jsonb_agg(item order by sequence), '[]')
	from api.edition_items(jsonb_build_object('items', jsonb_path_query_array(content, '$[*].items[*]')))
	where item -> 'submissions' <> '[]'
$$;

-- ---------------------------------------------------------------- stored pages

-- What a page of an edition says besides the edition: the list of documents also which editions of others the public has, and by
-- which symbols.
create function api.page_beside(meeting uuid, page text) returns text language plpgsql stable as $$
begin
	return case when page = 'documents' then (select '.' || left(md5(string_agg(concat_ws(' ', d.id, e.number, y.text), ',' order by d.id, e.number)), 8)
		from dais.document as d join dais.edition as e on e.document = d.id left join dais.symbol as y on y.id = d.symbol
		where d.meeting = page_beside.meeting and d.kind <> 'program' and e.audience = 'public' and e.published_at <= now()) end;
end $$;

-- A page of an edition that is stored, ready to send. version is for the ETag: no row, no such edition; html is
-- null when the page is not stored as made_with (a hash of the templates and texts) would make it. page is the part of
-- the address after the meeting or the edition: "", "agenda", "items/III".
create function api.edition_page(lang text, slug text, edition integer, page text, made_with text)
	returns table (version text, html text) language sql stable as $$
	select concat(e.number, beside), stored.html
	from dais.meeting as m join dais.document as program on program.meeting = m.id and program.kind = 'program'
	join lateral (select edition.number from dais.edition where edition.document = program.id and published_at <= now()
		and (edition_page.edition is null or edition.number = edition_page.edition) order by edition.number desc limit 1) as e on true
	join lateral api.page_beside(m.id, edition_page.page) as beside on true
	left join dais.edition_page as stored on stored.document = program.id and stored.number = e.number and stored.language = lang
		and stored.page = edition_page.page and stored.made_with = concat(edition_page.made_with, beside)
	where m.slug = edition_page.slug
$$;

-- Stores a page; for staff (row policy), in the request that publishes.
create function api.edition_page_store(lang text, slug text, edition integer, page text, made_with text, html text) returns void
	language plpgsql as $$
declare
	here uuid := api.meeting_of(slug);
	program uuid := api.program_of(here);
begin
	delete from dais.edition_page as p where p.document = program and p.number = edition and p.language = lang
		and p.page = edition_page_store.page;
	insert into dais.edition_page (meeting, document, number, language, page, made_with, html)
		values (here, program, edition, lang, edition_page_store.page, concat(edition_page_store.made_with, api.page_beside(here, edition_page_store.page)),
			edition_page_store.html);
end $$;

-- The pages of an edition that are worth storing, in one language: each the part of its address after the meeting, a line end, and
-- what it shows. The document is held until they are stored: nobody puts another edition of this number in its place meanwhile.
create function api.edition_pages(lang text, slug text, edition integer) returns setof text language plpgsql as $$
declare
	shown jsonb;
begin
	perform api.edition_hold(api.program_of(api.meeting_of(slug)));
	shown := api.edition_show(lang, jsonb_build_object('meeting', slug, 'number', edition::text));
	return query select page || e'\n' || shown from unnest('{"",agenda,annotated-agenda}'::text[]) as page where shown is not null
		union all
		select e'documents\n' || api.document_page(lang, jsonb_build_object('meeting', slug, 'number', edition::text), '{public}') where shown is not null
		union all
		select 'items/' || address || e'\n' || value from api.item_pages(shown);
end $$;

-- "meeting number" of each edition that is the newest, or waits, and whose pages are not all stored as made_with would make them.
create function admin.editions_unstored(made_with text) returns setof text language sql as $$
	select slug || ' ' || edition.number
	from dais.meeting, api.program_of(meeting.id) as program join dais.edition on edition.document = program
	where edition.number >= coalesce((api.edition_latest(program)).number, 1)
		and 4 * (4 + (select count(*) from api.edition_items(edition.data) where item ->> 'number' is not null))
			<> (select count(*) from dais.edition_page as p
				where p.document = program and p.number = edition.number and p.made_with ^@ editions_unstored.made_with)
$$;
