-- Document symbols: CP/CAJP-2154/04 rev. 1 add. 2. A body numbers its documents by series, each of one year and with a pattern;
-- the staff of a meeting give the next number, an addendum or a corrigendum of one to the program, the working document or a paper. A symbol is for
-- all languages of its document. Nobody takes one back, and a pattern stays as it is: a number once given never returns.
-- Revisions have no row: they follow from a document's editions, the first of which says none.
--
-- Everybody sees the symbol of what they may read; staff see all of their meeting. How far a series is, is for staff alone: it
-- says how many documents there are, also those that nobody else has seen yet.

set local role dais_owner;

grant select on dais.symbol_series, dais.symbol to dais_web;
create policy read on dais.symbol_series for select to dais_web
	using (exists (select from dais.meeting where meeting.body = symbol_series.body
		and meeting.id = any ((select api.meetings_as('{staff}'))::uuid[])));
create policy read on dais.symbol for select to dais_web using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));
create policy read_with_paper on dais.symbol for select to dais_web
	using (exists (select from dais.submission where submission.id = symbol.submission));
create policy read_with_document on dais.symbol for select to dais_web
	using (exists (select from dais.document where document.symbol = symbol.id));
grant select, insert, update on dais.symbol_series to dais_registry;
grant select, insert on dais.symbol to dais_registry;
grant insert (meeting, kind), update (symbol) on dais.document to dais_registry;
create policy registry on dais.symbol_series to dais_registry using (true) with check (true);
create policy registry on dais.symbol to dais_registry using (true) with check (true);
create policy registry_make on dais.document for insert to dais_registry with check (true);
create policy registry_name on dais.document for update to dais_registry using (true) with check (true);

-- ---------------------------------------------------------------- how they read

-- The symbol of a number of a series, as it is printed; {year} stands for the last two digits.
create function api.symbol_text(series dais.symbol_series, number integer, addendum integer, corrigendum integer) returns text
	language sql immutable as $$
	select replace(replace(series.pattern, '{number}', number::text), '{year}', lpad((series.year % 100)::text, 2, '0'))
		|| case when addendum > 0 then ' add. ' || addendum else '' end || case when corrigendum > 0 then ' corr. ' || corrigendum else '' end
$$;

-- A document's symbol in one of its editions: the second is rev. 1.
create function api.symbol_at(symbol text, edition integer) returns text language sql immutable as $$
	select case when edition > 1 then regexp_replace(symbol, '( add\. \d+)?( corr\. \d+)?$', ' rev. ' || edition - 1 || '\1\2') else symbol end
$$;

-- Whether a pattern gives symbols that can be told apart, printed in a line and written in an address: one {number} that no other
-- digit touches, parts between single slashes, and nothing that reads as a revision, an addendum or a corrigendum.
create function api.symbol_pattern_is_good(pattern text) returns boolean language sql immutable as $$
	select pattern !~ '#' and replace(filled, '#', '1') ~ '^[[:alnum:]]([[:alnum:] /.()_-]*[[:alnum:])])?$' and filled ~ '^[^#]*#[^#]*$' and filled !~ '\d#|#\d'
		and filled !~ '//|  |(^|/)[. ]+(/|$)' and lower(filled) !~ '(rev|add|corr)[. ]*(\d|#)'
	from (select replace(replace(pattern, '{number}', '#'), '{year}', '04') as filled) as f
$$;

-- ---------------------------------------------------------------- the page

create function api.symbol_list(lang text, input jsonb) returns json language plpgsql stable as $$
#variable_conflict use_column
declare
	here dais.meeting := api.agenda_of(input);
begin
	return (with series as (
			select s, s.id, s.pattern, api.symbol_text(s, s.last + 1, 0, 0) as next from dais.symbol_series as s
			where s.body = here.body and s.year = extract(year from here.starts_on)
		), paper as (
			select p.id, p.slot, api.title_of(p, lang) as title, api.text_in(coalesce(party.acronym, party.name, slot.label), lang) as who, p.created
			from dais.submission as p left join dais.slot on slot.id = p.slot left join dais.party on party.id = slot.party where p.meeting = here.id
		), given as (
			select y.*, d.kind as document, paper.title, paper.who, paper.slot as paper_slot,
				api.symbol_at(y.text, (api.edition_latest(d.id)).number) as shown
			from dais.symbol as y left join paper on paper.id = y.submission left join dais.document as d on d.symbol = y.id where y.meeting = here.id
		), choice as (
			select 1 as rank, next as at, 'next-' || id as value, 'next' as word, next as text, pattern as of from series
			union all
			select 2, y.text, word || '-' || y.id, word, api.symbol_text(s, y.number, added, corrected), y.text
			from dais.symbol as y join dais.symbol_series as s on s.id = y.series, unnest('{add,corr}'::text[]) as word, api.symbol_follows(y, word)
			where y.meeting = here.id
		)
		select json_build_object('meeting', api.meeting_frame(here.id, lang), 'year', extract(year from here.starts_on),
			'series', (select coalesce(json_agg(json_build_object('pattern', pattern, 'next', next) order by pattern), '[]') from series),
			'has_series', exists (select from series), 'documents', (
				select coalesce(json_agg(json_build_object('document', kind, 'value', replace(kind, ' ', '-'), 'chosen', replace(kind, ' ', '-') = input -> 'form' ->> 'document') order by at), '[]')
				from unnest(api.symbol_documents()) with ordinality as k(kind, at) where kind not in (select document from given where document is not null)),
			'given', (select coalesce(json_agg(json_build_object('symbol', shown, 'document', document, 'address', api.document_address(document), 'title', title, 'who', who, 'slot', paper_slot,
				'given_on', (given_at at time zone here.zone)::date) order by given_at, text), '[]') from given),
			'papers', (select coalesce(json_agg(json_build_object('id', id, 'title', title, 'who', who, 'chosen', id::text = input -> 'form' ->> 'document')
				order by created), '[]') from paper where not exists (select from dais.symbol as y where y.submission = paper.id)),
			'choices', (select coalesce(json_agg(json_build_object('value', value, 'word', word, 'text', text, 'of', of,
				'chosen', value = input -> 'form' ->> 'symbol') order by rank, at, word), '[]') from choice),
			'form', json_build_object('pattern', null, 'first', null)));
end $$;

-- The next addendum (word 'add') or corrigendum ('corr') of a symbol: only a number has addenda, and no corrigendum has another.
create function api.symbol_follows(base dais.symbol, word text, out added integer, out corrected integer) returns setof record
	language sql stable as $$
	select case word when 'add' then max(y.addendum) + 1 else base.addendum end,
		case word when 'add' then 0 else max(y.corrigendum) filter (where y.addendum = base.addendum) + 1 end
	from dais.symbol as y where y.series = base.series and y.number = base.number
	having base.corrigendum = 0 and (word = 'corr' or base.addendum = 0)
$$;

-- The documents that bear a symbol, besides papers.
create function api.symbol_documents() returns text[] language sql immutable as $$
	select '{program,working document,conclusions,final report}'::text[]
$$;

-- Where a symbol leads, written with or without its spaces and in letters of any size: to the document, with "rev. 1" to its
-- second edition, or to the paper in the reader's language; null: there is nothing of it that they may read.
create function api.symbol_find(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	wanted text := regexp_replace(lower(regexp_replace(input ->> 'symbol', '\s', '', 'g')), '(add|corr)\.?(\d)', '\1.\2', 'g');
	edition integer := (regexp_match(wanted, 'rev\.?(\d{1,4})'))[1]::int + 1;
	found dais.symbol;
begin
	select * into found from dais.symbol as y where lower(replace(y.text, ' ', '')) = regexp_replace(wanted, 'rev\.?\d{1,4}', '');
	if found.submission is not null and edition is null then
		return (select json_build_object('location', format('/%s/papers/%s', lang, f.id))
			from dais.file as f join dais.submission as s on s.id = f.submission
			where f.submission = found.submission and f.state = 'cleared' and f.withdrawn_at is null
			order by f.position, f.language = lang desc, f.language = s.original_language desc, f.number desc limit 1);
	end if;
	return (select json_build_object('location', format('/%s/%s', lang, m.slug) || api.document_address(d.kind) || coalesce('/editions/' || edition, ''))
		from dais.document as d join dais.meeting as m on m.id = d.meeting
		where d.symbol = found.id and exists (select from dais.edition as e where e.document = d.id and e.number = coalesce(edition, e.number)));
end $$;

-- ---------------------------------------------------------------- giving

reset role;
set local role dais_registry;

create function api.symbol_series_create(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	here dais.meeting := api.agenda_of(input);
	made dais.symbol_series := jsonb_populate_record(null::dais.symbol_series, jsonb_build_object('id', gen_random_uuid(), 'body', here.body,
		'year', extract(year from here.starts_on), 'pattern', regexp_replace(input ->> 'pattern', '\s+', ' ', 'g'),
		'last', greatest(coalesce((input ->> 'first')::int, 1) - 1, 0)));
begin
	perform pg_advisory_xact_lock(hashtextextended('symbol series', 4)); -- of two that are the same one is made
	if not api.symbol_pattern_is_good(made.pattern) then
		perform api.refuse('pattern', 'not-a-pattern');
	elsif exists (select from dais.symbol_series as s
			where lower(replace(api.symbol_text(s, 1, 0, 0), ' ', '')) = lower(replace(api.symbol_text(made, 1, 0, 0), ' ', ''))) then
		perform api.refuse('pattern', 'pattern-taken');
	end if;
	insert into dais.symbol_series select made.*;
	perform api.event_append(here.id, 'symbol series made', made.id);
	return json_build_object('location', '/' || lang || '/desk/' || here.slug || '/symbols?done=saved');
end $$;

-- Takes what was chosen on the page ("next-", "add-" or "corr-" and an id) out of its series, whose row is held until the
-- commit: whoever comes second gets the number after it, and a number that was not given after all is not left out.
create function api.symbol_take(here dais.meeting, choice text, paper uuid) returns uuid
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	word text := split_part(choice, '-', 1);
	chosen uuid := api.id_of(substr(choice, length(word) + 2));
	base dais.symbol := (select y from dais.symbol as y where y.id = chosen and y.meeting = here.id and word in ('add', 'corr'));
	series dais.symbol_series;
	next record;
	made uuid;
begin
	select * into series from dais.symbol_series as s where s.id = case word when 'next' then chosen else base.series end
		and (word <> 'next' or s.body = here.body and s.year = extract(year from here.starts_on)) for update;
	if word = 'next' then
		select series.last + 1 as number, 0 as added, 0 as corrected into next;
		update dais.symbol_series as s set last = next.number where s.id = series.id;
	else
		select base.number, f.added, f.corrected into next from api.symbol_follows(base, word) as f;
	end if;
	if series.id is null or next.number is null then
		perform api.refuse('symbol', 'choose');
	end if;
	insert into dais.symbol (series, number, addendum, corrigendum, meeting, submission, text) values (series.id, next.number, next.added,
		next.corrected, here.id, paper, api.symbol_text(series, next.number, next.added, next.corrected)) returning symbol.id into made;
	return made;
end $$;
revoke execute on function api.symbol_take(dais.meeting, text, uuid) from dais_web;

-- {document, symbol}: gives the chosen symbol to a document, by its kind ("program"), or to a paper that has none yet.
create function api.symbol_give(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	here dais.meeting := api.agenda_of(input);
	as_kind constant text := replace(input ->> 'document', '-', ' ');
	given uuid;
	paper uuid;
	made uuid;
begin
	perform api.agenda_lock(here.id);
	if as_kind = any (api.symbol_documents()) then
		insert into dais.document (meeting, kind) select here.id, as_kind where not exists (
			select from dais.document as d where d.meeting = here.id and d.kind = as_kind);
		select d.id into given from dais.document as d where d.meeting = here.id and d.kind = as_kind and d.symbol is null order by d.created limit 1 for update;
	else
		select s.id into paper from dais.submission as s where s.id = api.id_of(input ->> 'document') and s.meeting = here.id for update;
	end if;
	if coalesce(given, paper) is null or exists (select from dais.symbol as y where y.submission = paper) then
		perform api.refuse('document', 'choose');
	end if;
	made := api.symbol_take(here, input ->> 'symbol', paper);
	update dais.document as d set symbol = made where d.id = given;
	perform api.event_append(here.id, 'symbol given', made, jsonb_strip_nulls(jsonb_build_object('submission', paper, 'document', given)));
	return json_build_object('location', '/' || lang || '/desk/' || here.slug || '/symbols?done=symbol-given');
end $$;

reset role;
