-- The working document: what is proposed, by category, as one document with numbered paragraphs, each with its sources; themes at the
-- margin; and, as an annex, which themes are addressed in which category. Staff issue it in editions, to the public or to those who
-- take part. A paragraph is a proposal with its number as frozen, and goes by the proposal's id from edition to edition: so two
-- editions can be compared paragraph by paragraph. Issuing one changes no proposal: what is in the newest edition is read there.

set local role dais_owner;

-- ---------------------------------------------------------------- what it says

-- The paragraphs in their order. What stands for itself is counted through the whole document (4), what serves an objective below
-- that (4.1). What the room has withdrawn is left out, and what served it stands for itself.
create function api.working_paragraphs(meeting uuid) returns table (id uuid, over uuid, addressee text, aim text, kind text, number text, at bigint)
	language sql stable as $$
	with standing as materialized (
		select place.* from api.proposal_places(working_paragraphs.meeting) as place join dais.proposal as p on p.id = place.id
		where p.decision is distinct from 'withdrawn'
	), top as (
		select s.id, row_number() over (order by array_position(api.addressees(), s.addressee), array_position(api.aims(), s.aim),
			array_position(api.proposal_kinds(), s.kind), s.place, s.id) as n
		from standing as s where s.over is null or s.over not in (select o.id from standing as o)
	), line as (
		select s.*, coalesce(top.n, above.n) as n, case when top.n is null then
			row_number() over (partition by top.n, above.n order by array_position(api.proposal_kinds(), s.kind), s.place) end as m
		from standing as s left join top on top.id = s.id left join top as above on above.id = s.over and top.n is null
	)
	select line.id, case when m is not null then line.over end, line.addressee, line.aim, line.kind, concat_ws('.', n, m),
		row_number() over (order by n, m nulls first)
	from line
$$;

-- Where each paragraph comes from, its own source first: {who (as it was said), party (texts), item (texts), number, kind, page}.
create function api.working_sources(meeting uuid) returns table (root uuid, sources jsonb) language sql stable as $$
	select counts.root, jsonb_agg(jsonb_build_object('who', p.said_by, 'number', coalesce(own.number, over.number), 'kind', i.kind, 'page', p.page,
			'item', coalesce(i.short_title, i.long_title), 'party', case when p.said_by is null then coalesce(party.acronym, party.name, api.slot_label(p.slot)::jsonb) end)
		order by p.id <> counts.root, p.ordinal) filter (where num_nonnulls(p.said_by, p.item, p.party, p.slot) > 0)
	from api.proposal_roots(working_sources.meeting) as counts join dais.proposal as p on p.id = counts.id
		left join dais.party on party.id = coalesce(p.party, api.slot_party(p.slot)) left join dais.item as i on i.id = p.item
		left join api.item_numbers(working_sources.meeting) as own on own.item = i.id left join api.item_numbers(working_sources.meeting) as over on over.item = i.parent
	group by counts.root
$$;

-- A paragraph as it is frozen, with its category; themed: the theme that it counts under, its own or its objective's: an id, "other", "none".
create function api.working_lines(meeting uuid) returns table (addressee text, aim text, at bigint, number text, themed text, line jsonb) language sql stable as $$
	select w.addressee, w.aim, w.at, w.number, coalesce(p.theme::text, case when p.other_theme is not null then 'other' end, o.theme::text,
			case when o.other_theme is not null then 'other' end, 'none'),
		jsonb_build_object('id', w.id, 'number', w.number, 'kind', w.kind, 'over', w.over, 'below', w.over is not null, 'text', p.text, 'theme', t.name, 'other_theme', p.other_theme,
			'decision', p.decision, 'sources', coalesce(s.sources, '[]'))
	from api.working_paragraphs(working_lines.meeting) as w join dais.proposal as p on p.id = w.id left join dais.theme as t on t.id = p.theme
		left join dais.proposal as o on o.id = w.over left join api.working_sources(working_lines.meeting) as s on s.root = w.id
$$;

-- The annex: for each theme the numbers of its paragraphs in each category; and in words, for each category (gaps) and of all
-- (unaddressed), the themes that nobody addressed.
create function api.working_coverage(meeting uuid) returns jsonb language sql stable as $$
	with line as materialized (select * from api.working_lines(working_coverage.meeting)), category as (
		select addressee, aim, row_number() over (order by a.at, b.at) as at, exists (select from line where line.addressee = a.addressee and line.aim = b.aim) as used
		from unnest(api.addressees()) with ordinality as a(addressee, at), unnest(api.aims()) with ordinality as b(aim, at)
	), theme as (
		select t.id::text as id, t.name::jsonb as name, row_number() over (order by t.position, t.id) as at from dais.theme as t where t.meeting = working_coverage.meeting
		union all
		select row, null, 100000 + at from unnest('{other,none}'::text[]) with ordinality as r(row, at) where row in (select themed from line)
	), cell as (
		select t.id, t.name, t.at as row, c.*, (select string_agg(number, ', ' order by line.at) from line
			where line.themed = t.id and line.addressee = c.addressee and line.aim = c.aim) as numbers
		from theme as t, category as c
	)
	select jsonb_build_object(
		'themes', (select coalesce(jsonb_agg(jsonb_build_object('name', name, 'row', case when name is null then id else 'theme' end, 'cells', cells) order by row), '[]') from (
			select id, name, row, jsonb_agg(jsonb_build_object('addressee', addressee, 'aim', aim, 'numbers', numbers) order by at) as cells from cell group by id, name, row) as r),
		'unaddressed', coalesce(nobody, '[]'), 'has_unaddressed', nobody is not null,
		'gaps', coalesce(gaps, '[]'), 'has_gaps', gaps is not null)
	from (select jsonb_agg(jsonb_build_object('name', name) order by row) from (
			select name, row from cell where name is not null group by id, name, row having count(numbers) = 0) as n) as n(nobody),
		(select jsonb_agg(jsonb_build_object('addressee', addressee, 'aim', aim, 'nothing', not used, 'themes', themes) order by at) from (
			select addressee, aim, at, used, coalesce(jsonb_agg(jsonb_build_object('name', name) order by row) filter (where name is not null and numbers is null), '[]') as themes
			from cell group by addressee, aim, at, used
			union all
			select addressee, aim, at, used, '[]' from category where not used and not exists (select from theme)) as g
			where not used or themes <> '[]') as g(gaps)
$$;

-- The document as it stands now, every text in all languages; format: how it is put together.
create function api.working_snapshot(meeting uuid) returns jsonb language sql stable as $$
	with line as materialized (select * from api.working_lines(working_snapshot.meeting))
	select jsonb_build_object('format', 1, 'document', jsonb_strip_nulls(jsonb_build_object('symbol', (select y.text from dais.document as d
			join dais.symbol as y on y.id = d.symbol where d.id = api.working_document(working_snapshot.meeting)))),
		'content', jsonb_build_object('coverage', api.working_coverage(working_snapshot.meeting), 'categories', (
			select jsonb_agg(jsonb_build_object('addressee', addressee, 'letter', upper(api.letter(a.at)), 'value', replace(addressee, ' ', '-'), 'aims', (
				select jsonb_agg(jsonb_build_object('aim', aim, 'nothing', paragraphs is null, 'paragraphs', coalesce(paragraphs, '[]')) order by b.at)
				from unnest(api.aims()) with ordinality as b(aim, at), lateral (
					select jsonb_agg(line.line order by line.at) from line where line.addressee = a.addressee and line.aim = b.aim) as p(paragraphs))) order by a.at)
			from unnest(api.addressees()) with ordinality as a(addressee, at))))
$$;

-- ---------------------------------------------------------------- what differs

-- The paragraphs of what was frozen, one row each.
create function api.frozen_paragraphs(data jsonb) returns table (id text, at bigint, category jsonb, line jsonb) language sql immutable as $$
	select line ->> 'id', row_number() over (order by c_at, a_at, l_at), jsonb_build_object('addressee', c -> 'addressee', 'aim', a -> 'aim'), line
	from jsonb_array_elements(data #> '{content,categories}') with ordinality as cs(c, c_at), jsonb_array_elements(c -> 'aims') with ordinality as aims(a, a_at),
		jsonb_array_elements(a -> 'paragraphs') with ordinality as ls(line, l_at)
$$;

-- The paragraphs of two editions side by side; before and after: null where one of them does not have it. moved: it stands in another
-- category or under another objective, or behind what it stood before. A paragraph that went stands behind the one that it followed.
create function api.paragraphs_compared(before jsonb, after jsonb) returns table (id text, at bigint, before jsonb, after jsonb, category jsonb, moved boolean)
	language sql immutable as $$
	with old as (select * from api.frozen_paragraphs(paragraphs_compared.before)), new as (select * from api.frozen_paragraphs(paragraphs_compared.after)), both_of as (
		select new.id, old.at as old_at, new.at as new_at, (old.category, old.line -> 'over', old.line -> 'kind') is distinct from (new.category, new.line -> 'over', new.line -> 'kind') as elsewhere,
			rank() over (partition by new.category, new.line -> 'over', new.line -> 'kind', (old.category, old.line -> 'over', old.line -> 'kind')
				is distinct from (new.category, new.line -> 'over', new.line -> 'kind') order by old.at) as was,
			rank() over (partition by new.category, new.line -> 'over', new.line -> 'kind', (old.category, old.line -> 'over', old.line -> 'kind')
				is distinct from (new.category, new.line -> 'over', new.line -> 'kind') order by new.at) as is_now
		from old join new using (id)
	), line as (
		select coalesce(new.id, old.id) as id, old.line as before, new.line as after, coalesce(new.category, old.category) as category,
			coalesce(b.elsewhere or b.was <> b.is_now, false) as moved,
			coalesce(new.at, (select max(f.new_at) from both_of as f where f.old_at < old.at), 0) as near, new.at is null as gone, old.at as old_at
		from old full join new using (id) left join both_of as b on b.id = new.id
	)
	select line.id, row_number() over (order by near, gone, old_at), line.before, line.after, line.category, line.moved from line
$$;

-- The changes from one edition to the next, as api.edition_difference has them: codes, and of a paragraph its number and how its text
-- begins. Paragraphs that have only another number are one change, with the list of numbers. No edition before: no changes.
create function api.working_difference(before jsonb, after jsonb) returns jsonb language sql immutable as $$
	with both_of as materialized (
		select c.*, c.before is null as added, c.after is null as gone from api.paragraphs_compared(working_difference.before, working_difference.after) as c
	), kept as (select * from both_of where not added and not gone), change as (
		select 0 as rank, 0::bigint as at, 0 as sub, jsonb_build_object('code', 'symbol', 'symbol', working_difference.after #> '{document,symbol}') as what
			where working_difference.before #> '{document,symbol}' is distinct from working_difference.after #> '{document,symbol}'
		union all
		select 1, b.at, 0, category || '{"code":"paragraph-added"}' from both_of as b where added
		union all
		select 1, b.at, 0, category || '{"code":"paragraph-removed"}' from both_of as b where gone
		union all
		select 1, b.at, 1, category || jsonb_build_object('code', 'paragraph-moved', 'was', b.before -> 'number') from kept as b where moved
		union all
		select 1, b.at, 2, jsonb_build_object('code', 'paragraph-text', 'languages', api.languages_changed(b.before -> 'text', b.after -> 'text'))
			from kept as b where b.before -> 'text' <> b.after -> 'text' and api.languages_changed(b.before -> 'text', b.after -> 'text') is not null
		union all
		select 1, b.at, 3, '{"code":"paragraph-theme"}' from kept as b where api.values_at(b.before, '{theme,other_theme}') <> api.values_at(b.after, '{theme,other_theme}')
		union all
		select 1, b.at, 4, '{"code":"paragraph-sources"}' from kept as b where b.before -> 'sources' <> b.after -> 'sources'
		union all
		select 1, b.at, 5, jsonb_build_object('code', 'paragraph-decision', 'decision', b.after -> 'decision') from kept as b where b.before -> 'decision' <> b.after -> 'decision'
		union all
		select 2, 0, 0, jsonb_build_object('code', 'renumbered', 'numbers', jsonb_agg(jsonb_build_object('was', b.before -> 'number', 'number', b.after -> 'number') order by b.at))
			from kept as b where not moved and b.before -> 'number' <> b.after -> 'number' having count(*) > 0
	)
	select coalesce(jsonb_agg(jsonb_build_object('id', b.id, 'number', coalesce(b.after, b.before) -> 'number', 'title', api.beginnings(coalesce(b.after, b.before) -> 'text'),
			'was', null, 'languages', null, 'addressee', null, 'aim', null, 'decision', null) || what order by rank, change.at, sub), '[]')
	from change left join both_of as b on change.rank = 1 and b.at = change.at
	where working_difference.before is not null
$$;

-- ---------------------------------------------------------------- issuing

-- The document that is the working document of a meeting; null before its first edition.
create function api.working_document(meeting uuid) returns uuid language plpgsql stable as $$
begin
	return (select d.id from dais.document as d where d.meeting = working_document.meeting and d.kind = 'working document' order by d.created limit 1);
end $$;

-- The edition whose readers read the next one, too: what they are told has changed is against it.
create function api.working_before(document uuid, audience text) returns dais.edition language sql stable as $$
	select e from dais.edition as e where e.document = working_before.document and (e.audience = 'public' or working_before.audience = 'participants') order by e.number desc limit 1
$$;

create function api.audiences_issued() returns text[] language sql immutable as $$
	select '{participants,public}'::text[]
$$;

create function api.working_desk(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.agenda_of(input);
	document uuid := api.working_document(here.id);
	latest dais.edition := api.edition_latest(document);
	fresh jsonb := api.working_snapshot(here.id);
	changes jsonb := api.changes_in(api.working_difference(latest.data, fresh), lang);
	audience text := coalesce(api.form_sent(input, '{working_issue}') ->> 'audience', case when changes = '[]' then 'public' else latest.audience end, 'participants');
begin
	return jsonb_build_object('meeting', api.meeting_frame(here.id, lang), 'next', coalesce(latest.number, 0) + 1, 'previous', latest.number, 'first', latest.number is null,
		'changes', changes, 'unchanged', latest.number is not null and changes = '[]', 'wider', latest.audience is distinct from 'public', 'empty', not exists (select from api.frozen_paragraphs(fresh)),
		'closed', api.time_in(here.proposals_closed, here.zone), 'editions', api.working_editions(document, here.zone, null, lang), 'has_editions', latest.number is not null,
		'audiences', (select jsonb_agg(jsonb_build_object('audience', name, 'chosen', name = audience) order by at) from unnest(api.audiences_issued()) with ordinality as a(name, at)),
		'form', jsonb_build_object('note', api.texts_form(null)))
		|| (select jsonb_build_object('categories', shown -> 'categories', 'coverage', shown -> 'coverage') from api.localized(fresh -> 'content', lang) as shown);
end $$;

-- Issues the edition that the page promised (number): when another was issued meanwhile, a conflict.
create function api.working_issue(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
	wanted constant text := input ->> 'audience';
	document uuid;
	latest dais.edition;
	fresh jsonb;
begin
	perform api.agenda_lock(here.id);
	document := api.working_document(here.id);
	fresh := api.working_snapshot(here.id);
	if wanted <> all (api.audiences_issued()) then
		perform api.refuse('audience', 'choose');
	elsif not exists (select from api.frozen_paragraphs(fresh)) then
		perform api.refuse('note', 'nothing-proposed');
	end if;
	if document is null then
		insert into dais.document (meeting, kind) values (here.id, 'working document');
		document := api.working_document(here.id);
	end if;
	latest := api.edition_hold(document);
	if input ->> 'number' <> (coalesce(latest.number, 0) + 1)::text then
		perform api.conflict('note', 'edition-issued');
	elsif latest.data = fresh and (latest.audience = wanted or wanted = 'participants') then
		perform api.refuse('note', 'document-no-change');
	end if;
	perform api.edition_freeze(document, wanted, fresh, api.working_difference((api.working_before(document, wanted)).data, fresh), input -> 'note');
	return json_build_object('location', format('/%s/desk/%s/working-document?done=document-issued', lang, here.slug));
end $$;

-- ---------------------------------------------------------------- reading

-- The editions that whoever asks may read, newest first; shown: the one that the page shows.
create function api.working_editions(document uuid, zone text, shown integer, lang text) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('number', e.number, 'published_on', (e.published_at at time zone working_editions.zone)::date, 'audience', e.audience,
		'shown', e.number = working_editions.shown, 'first', e.changes = '[]', 'note', api.localized(e.note, lang)) order by e.number desc), '[]')
	from dais.edition as e where e.document = working_editions.document and e.published_at <= now()
$$;

-- The edition that an address means, of those that whoever asks may read: by its number, else the newest.
create function api.working_edition(meeting uuid, number text) returns dais.edition language plpgsql stable as $$
declare
	latest dais.edition := api.edition_latest(api.working_document(meeting));
begin
	if working_edition.number is null or working_edition.number = latest.number::text then
		return latest;
	end if;
	return (select e from dais.edition as e where e.document = latest.document and e.number::text = working_edition.number);
end $$;

-- What each page of the document shows around it.
create function api.working_frame(here dais.meeting, it dais.edition, lang text) returns jsonb language sql stable as $$
	select jsonb_build_object('meeting', api.meeting_frame(here.id, lang), 'number', it.number, 'audience', it.audience, 'published_on', (it.published_at at time zone here.zone)::date,
		'symbol', api.symbol_at(it.data #>> '{document,symbol}', it.number), 'note', api.localized(it.note, lang),
		'past', case when it.number < (api.edition_latest(it.document)).number then it.number end, 'editions', editions, 'several', jsonb_array_length(editions) > 1)
	from api.working_editions(it.document, here.zone, it.number, lang) as editions
$$;

create function api.working_show(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := (select m from dais.meeting as m where m.slug = input ->> 'meeting');
	it dais.edition := api.working_edition(here.id, input ->> 'number');
begin
	return (select api.working_frame(here, it, lang) || t.content::jsonb from dais.edition_text as t
		where t.document = it.document and t.number = it.number and t.audience = it.audience and t.language = working_show.lang);
end $$;

create function api.working_changes(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := (select m from dais.meeting as m where m.slug = input ->> 'meeting');
	it dais.edition := api.working_edition(here.id, input ->> 'number');
begin
	return case when it.number is not null then api.working_frame(here, it, lang) || jsonb_build_object('changes', api.changes_in(it.changes, lang), 'unchanged', it.changes = '[]') end;
end $$;

-- Two editions side by side, paragraph by paragraph; code: same, added, removed, changed. Without numbers the newest and the one before.
create function api.working_compare(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := (select m from dais.meeting as m where m.slug = input ->> 'meeting');
	newer dais.edition := api.working_edition(here.id, input ->> 'to');
	older dais.edition := case when input ? 'from' then api.working_edition(here.id, input ->> 'from') else (select e from dais.edition as e
		where e.document = newer.document and e.number < newer.number order by e.number desc limit 1) end;
begin
	if newer.number is null or input ? 'from' and older.number is null then
		return null;
	end if;
	return (with line as (
			select c.*, c.category is distinct from lag(c.category) over (order by c.at) as heading,
				api.localized(c.before -> 'text', lang) as was, api.localized(c.after -> 'text', lang) as is_now
			from api.paragraphs_compared(older.data, newer.data) as c
		)
		select api.working_frame(here, newer, lang) || jsonb_build_object('from', older.number, 'to', newer.number,
			'rows', coalesce(jsonb_agg(category || jsonb_build_object('heading', heading, 'moved', moved, 'kind', coalesce(after, before) -> 'kind', 'was_number', before -> 'number',
				'new_number', after -> 'number', 'was', was, 'text', is_now,
				'code', case when before is null then 'added' when after is null then 'removed' when was is distinct from is_now then 'changed' else 'same' end) order by at), '[]'),
			'compared', (select jsonb_agg(e || jsonb_build_object('from', e ->> 'number' = older.number::text, 'to', e ->> 'number' = newer.number::text))
				from jsonb_array_elements(api.working_editions(newer.document, here.zone, null, lang)) as e))
		from line);
end $$;

reset role;
