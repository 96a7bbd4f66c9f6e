-- Decisions: what the room makes of a proposal, paragraph by paragraph: adopted, adopted as orally amended, deferred, withdrawn.
-- What is adopted cannot be edited, by whatever door; it is taken up again with a reason, which everybody reads.

set local role dais_owner;

grant update (decision, amendment, amended_by, decided_at, reopened) on dais.proposal to dais_web;

create trigger decided_now before update on dais.proposal for each row when (current_user = 'dais_web')
	execute function api.time_is_now('decided_at');

create function api.is_adopted(it dais.proposal) returns boolean language sql immutable as $$
	select coalesce(it.decision in ('adopted', 'adopted as orally amended'), false)
$$;

-- Whether a change is one that the room made: it is not taken back, but taken up again.
create function api.is_of_the_room(change dais.change) returns boolean language sql immutable as $$
	select coalesce(change.kind = 'proposal' and change.before is not null and change.after ?| '{decision,amendment,amended_by}', false)
$$;

-- The last door, whichever was tried first. What is adopted keeps its words, its category and its sources; only its place in the list
-- and which person entered it (when two records of one become one) may change. To take it up again takes a reason, and no undoing.
create function api.adopted_guard() returns trigger language plpgsql as $$
declare
	undoing constant boolean := coalesce(current_setting('dais.undoes', true), '') <> '';
	free text[] := '{revision,position,person}';
begin
	if tg_op = 'DELETE' then
		if api.is_adopted(old) then
			perform api.conflict(case when undoing then 'undo' else 'proposal' end, 'proposal-adopted');
		end if;
		return old;
	end if;
	if current_user = 'dais_web' and (new.decision, new.amendment, new.amended_by, new.reopened)
			is distinct from (old.decision, old.amendment, old.amended_by, old.reopened) and not api.is_edited(old) then
		raise insufficient_privilege using message = 'who may not decide on it';
	end if;
	if undoing and new.decision is distinct from old.decision then
		perform api.conflict('undo', 'proposal-adopted');
	end if;
	if new.state = 'proposed' then
		free := free || 'state'::text;
	end if;
	if new.decision is null and new.reopened is not null and new.reopened is distinct from old.reopened then
		free := free || '{decision,decided_at,reopened}';
	end if;
	if api.is_adopted(old) and to_jsonb(new) - free <> to_jsonb(old) - free then
		perform api.conflict(case when undoing then 'undo' else 'proposal' end, 'proposal-adopted');
	end if;
	return new;
end $$;
create trigger adopted before update or delete on dais.proposal for each row execute function api.adopted_guard();

reset role;
set local role dais_identity;

-- Nothing becomes a source of what is adopted, and no source leaves it. Definer: who merges or splits need not see what it counts as.
create function api.sources_guard() returns trigger
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if old.merged_into is distinct from new.merged_into and exists (
		with recursive over(id) as (
			select unnest(array[old.merged_into, new.merged_into])
			union
			select p.merged_into from over join dais.proposal as p on p.id = over.id)
		select from over join dais.proposal as p on p.id = over.id where api.is_adopted(p)) then
		perform api.conflict(case when coalesce(current_setting('dais.undoes', true), '') <> '' then 'undo' else 'proposal' end, 'proposal-adopted');
	end if;
	return case when tg_op = 'DELETE' then old else new end;
end $$;

reset role;
set local role dais_owner;

create trigger adopted_sources before insert or update or delete on dais.proposal for each row execute function api.sources_guard();

-- ---------------------------------------------------------------- what is told of a paragraph

-- Whether the room may work on it: it stands for itself, and nobody has set it aside or withdrawn it.
create function api.is_paragraph(it dais.proposal) returns boolean language sql immutable as $$
	select it.state = 'proposed'
$$;

-- Its words: a line end is one, too.
create function api.words_of(text text) returns text[] language sql immutable as $$
	select coalesce(array_agg(word[1] order by at), '{}') from regexp_matches(text, e'\\n|[^\\s]+', 'g') with ordinality as m(word, at)
$$;

-- The words of a text as they were and as they are now, in runs: [{text, out, in}]; out: they are no more, in: they are new. By the longest
-- common subsequence of what lies between the common beginning and the common end.
create function api.wording(was text, is_now text) returns jsonb language plpgsql immutable as $$
declare
	a constant text[] := api.words_of(was);
	b constant text[] := api.words_of(is_now);
	n integer := cardinality(a);
	m integer := cardinality(b);
	head integer := 0;
	tail integer := 0;
	common integer[];
	i integer := 0;
	j integer := 0;
	runs jsonb := '[]';
begin
	while head < least(n, m) and a[head + 1] = b[head + 1] loop head := head + 1; end loop;
	while tail < least(n, m) - head and a[n - tail] = b[m - tail] loop tail := tail + 1; end loop;
	n := n - head - tail;
	m := m - head - tail;
	if (n + 1) * (m + 1) > 40000 then -- a screen asks each second: so much is not looked through, but told as a whole
		runs := api.run_added(api.run_added(api.run_added(runs, a[:head], false, false), a[head + 1:head + n], true, false), b[head + 1:head + m], false, true);
		return api.run_added(runs, a[cardinality(a) - tail + 1:], false, false);
	end if;
	-- common[x * (m + 1) + y + 1]: how many words the rests after x and y have in common
	common := array_fill(0, array[(n + 1) * (m + 1)]);
	for x in reverse n - 1 .. 0 loop
		for y in reverse m - 1 .. 0 loop
			common[x * (m + 1) + y + 1] := case when a[head + x + 1] = b[head + y + 1] then common[(x + 1) * (m + 1) + y + 2] + 1
				else greatest(common[(x + 1) * (m + 1) + y + 1], common[x * (m + 1) + y + 2]) end;
		end loop;
	end loop;
	runs := api.run_added(runs, a[:head], false, false);
	while i < n or j < m loop
		if i < n and j < m and a[head + i + 1] = b[head + j + 1] then
			runs := api.run_added(runs, a[head + i + 1:head + i + 1], false, false);
			i := i + 1;
			j := j + 1;
		elsif j = m or i < n and common[(i + 1) * (m + 1) + j + 1] >= common[i * (m + 1) + j + 2] then
			runs := api.run_added(runs, a[head + i + 1:head + i + 1], true, false);
			i := i + 1;
		else
			runs := api.run_added(runs, b[head + j + 1:head + j + 1], false, true);
			j := j + 1;
		end if;
	end loop;
	return api.run_added(runs, a[cardinality(a) - tail + 1:], false, false);
end $$;

-- With these words at its end: in the last run, if that is of their kind.
create function api.run_added(runs jsonb, words text[], is_out boolean, is_in boolean) returns jsonb language sql immutable as $$
	select case when words = '{}' then runs
		when (runs -> -1 ->> 'out')::boolean = is_out and (runs -> -1 ->> 'in')::boolean = is_in
			then jsonb_set(runs, '{-1,text}', to_jsonb((runs -> -1 ->> 'text') || ' ' || array_to_string(words, ' ')))
		else runs || jsonb_build_object('text', array_to_string(words, ' '), 'out', is_out, 'in', is_in) end
$$;

-- Where a proposal comes from: {who, item, page}, for who sees it on a screen.
create function api.source_told(it dais.proposal, lang text) returns jsonb language sql stable as $$
	select jsonb_build_object('who', api.proposer(it, lang),
		'item', (select lines.line || jsonb_build_object('panel', lines.kind = 'panel') from api.floor_lines(it.meeting, lang) as lines where lines.item = it.item),
		'page', it.page, 'file', null)
$$;

-- A text as it is amended. Where only some of its languages were amended the others no longer say the same, and are left out: who
-- reads them is shown an amended one, marked as such.
create function api.texts_as_amended(was jsonb, amended jsonb) returns jsonb language sql immutable as $$
	select case when exists (select from jsonb_each(amended) where was ? key and value <> was -> key)
		then (select jsonb_object_agg(key, value) from jsonb_each(amended) where value is distinct from was -> key) else amended end
$$;

-- A paragraph as the room reads it. size: how much there is to read. runs: its words, as they were and as they would be.
create function api.paragraph_told(it dais.proposal, zone text, lang text) returns jsonb language sql stable as $$
	select jsonb_build_object('id', it.id, 'number', (select n.number from api.paragraph_numbers(it.meeting) as n where n.id = it.id), 'kind', it.kind, 'addressee', it.addressee, 'aim', it.aim, 'fallback', is_now -> 'fallback',
		'sources', (select jsonb_agg(api.source_told(p, lang) order by p.id <> it.id, p.ordinal)
			from api.proposal_roots(it.meeting) as r join dais.proposal as p on p.id = r.id where r.root = it.id),
		'runs', api.wording(coalesce(was, is_now ->> 'text'), is_now ->> 'text'), 'amended', coalesce(was <> is_now ->> 'text', false), 'amended_by', it.amended_by,
		'size', case when length(is_now ->> 'text') < 280 then 'short' when length(is_now ->> 'text') < 800 then 'medium' else 'long' end,
		'decision', it.decision, 'decided_at', to_char(it.decided_at at time zone zone, 'HH24:MI'), 'reopened', it.reopened)
	from api.localized(api.texts_as_amended(it.text, coalesce(it.amendment, it.text)), lang) as is_now,
		lateral (select it.text ->> coalesce(is_now ->> 'fallback', lang)) as before(was)
$$;

-- The numbers that paragraphs have in the newest edition of the working document.
create function api.paragraph_numbers(meeting uuid) returns table (id uuid, number text) language sql stable as $$
	select frozen.id::uuid, frozen.line ->> 'number'
	from dais.document as d join lateral api.edition_latest(d.id) as e on true, api.frozen_paragraphs(e.data) as frozen
	where d.meeting = paragraph_numbers.meeting and d.kind = 'working document'
$$;

-- ---------------------------------------------------------------- the desk

-- All paragraphs of these addressees in the order of the document: activities and best practices below their objective.
create function api.paragraphs(meeting uuid, addressees text[], lang text) returns table (id uuid, addressee text, nth bigint, line jsonb) language sql stable as $$
	with placed as materialized (
		select places.*, coalesce(over.place, places.place) as top, coalesce(over.kind, places.kind) as top_kind
		from api.proposal_places(paragraphs.meeting) as places left join api.proposal_places(paragraphs.meeting) as over on over.id = places.over
		where places.addressee = any (paragraphs.addressees))
	select p.id, placed.addressee, row_number() over (order by array_position(api.addressees(), placed.addressee), array_position(api.aims(), placed.aim),
			array_position(api.proposal_kinds(), placed.top_kind), placed.top, placed.over is not null, array_position(api.proposal_kinds(), placed.kind), placed.place),
		jsonb_build_object('id', p.id, 'number', frozen.number, 'kind', p.kind, 'aim', placed.aim, 'below', placed.over is not null,
			'title', api.localized(p.text, lang), 'decision', p.decision, 'amended', p.amendment is not null, 'reopened', p.reopened)
	from placed join dais.proposal as p on p.id = placed.id left join api.paragraph_numbers(paragraphs.meeting) as frozen on frozen.id = p.id
$$;

-- What is left to decide upon, by addressee, and each group's screen.
create function api.decision_list(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.existing((select m from dais.meeting as m where m.slug = input ->> 'meeting' and api.addressees_read(m.id) <> '{}'));
begin
	return (with line as materialized (select * from api.paragraphs(here.id, api.addressees_read(here.id), lang))
		select json_build_object('meeting', api.meeting_frame(here.id, lang), 'renews', api.is_staff(here.id), 'edits', api.is_staff(here.id) or api.my_addressees(here.id) <> '{}',
			'groups', (select coalesce(json_agg(json_build_object('item', api.floor_item(g.item, lang), 'addressee', g.addressee, 'screen', g.screen, 'on_screen', shown.line) order by n.path), '[]')
				from dais.working_group as g join api.item_numbers(here.id) as n on n.item = g.item left join line as shown on shown.id = g.on_screen
				where g.meeting = here.id and exists (select from unnest(api.addressees_read(here.id)) as a where api.works_on(g, a))),
			'categories', (select json_agg(json_build_object('addressee', a.name, 'value', replace(a.name, ' ', '-'), 'lines', coalesce(list.lines, '[]'), 'nothing', list.lines is null,
					'open', coalesce(list.open, 0)) order by a.at)
				from unnest(api.addressees_read(here.id)) with ordinality as a(name, at) left join (
					select addressee, json_agg(line order by nth) as lines, count(*) filter (where line ->> 'decision' is null) as open from line group by addressee) as list on list.addressee = a.name)));
end $$;

create function api.to_decision(lang text, input jsonb, it dais.proposal, done text) returns json language sql stable as $$
	select json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/decisions/' || it.id || coalesce('?done=' || done, ''),
		'revision', (select p.revision::text from dais.proposal as p where p.id = it.id))
$$;

-- The languages that a text has, the original one first, as a form shows them.
create function api.texts_there(texts jsonb, original text) returns json language sql immutable as $$
	select json_agg(json_build_object('language', key, 'text', value, 'errors', '[]'::json) order by key <> original, array_position(api.language_codes(), key))
	from jsonb_each_text(texts)
$$;

-- The page from which a paragraph is amended and decided upon.
create function api.decision_show(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.existing((select m from dais.meeting as m where m.slug = input ->> 'meeting' and api.addressees_read(m.id) <> '{}'));
	it dais.proposal := api.existing((select p from dais.proposal as p where p.id = api.id_of(input ->> 'proposal') and p.meeting = here.id
		and p.addressee = any (api.addressees_read(here.id))));
	shown dais.working_group := api.group_of(it);
begin
	return (with line as materialized (select * from api.paragraphs(here.id, array[it.addressee], lang))
		select api.paragraph_told(it, here.zone, lang) || jsonb_build_object('meeting', api.meeting_frame(here.id, lang), 'edits', api.is_edited(it),
			'open', api.is_paragraph(it) and coalesce(it.decision = 'deferred', true), 'decided', it.decision is not null, 'stands', api.is_paragraph(it), 'state', it.state,
			'group', case when shown.id is not null then jsonb_build_object('item', api.floor_item(shown.item, lang), 'screen', shown.screen, 'here', coalesce(shown.on_screen = it.id, false)) end,
			'previous', (select l.id from line as l where l.nth < own.nth order by l.nth desc limit 1), 'next', (select l.id from line as l where l.nth > own.nth order by l.nth limit 1),
			'form', jsonb_build_object('text', api.texts_there(coalesce(it.amendment, it.text), it.original_language), 'amended_by', it.amended_by, 'revision', it.revision))
		from (select) as one left join line as own on own.id = it.id);
end $$;

-- Refuses what cannot be worked on: as things stand somebody else was faster.
create function api.paragraph_open(it dais.proposal) returns void language plpgsql as $$
begin
	if not api.is_paragraph(it) then
		perform api.conflict('proposal', 'proposal-decided');
	elsif api.is_adopted(it) then
		perform api.conflict('proposal', 'proposal-adopted');
	elsif it.decision = 'withdrawn' then
		perform api.conflict('proposal', 'paragraph-withdrawn');
	end if;
end $$;

-- Saves an amendment as it is typed (what was deferred stays so); with a decision also that. Whoever decides has read the paragraph as it is now.
create function api.decision_take(lang text, input jsonb) returns json language plpgsql as $$
declare
	it dais.proposal := api.proposal_decided(input);
	decided constant text := replace(input ->> 'decision', '-', ' ');
	words constant jsonb := case when input ? 'drop' then it.text else input -> 'text' end;
	amends constant boolean := words <> it.text;
	whole constant jsonb := api.texts_as_amended(it.text, words);
	saved jsonb;
begin
	perform api.paragraph_open(it);
	if decided is not null or api.value_at('proposal', to_jsonb(it), 'text', api.seen_at(input)) is distinct from it.text::jsonb then
		perform api.as_read(it, input);
	end if;
	perform api.refuse('decision', code) from (values ('choose', decided <> all ('{adopted,"adopted as orally amended",deferred,withdrawn}')),
		('amendment-open', decided = 'adopted' and amends), ('nothing-amended', decided = 'adopted as orally amended' and not amends)) as rule(code, broken) where broken;
	saved := api.merged('proposal', to_jsonb(it), input ->> 'revision', jsonb_build_object('amendment', case when amends then words end,
		'amended_by', case when not input ? 'drop' then input ->> 'amended_by' end), '{"amendment":{"field":"text"}}');
	update dais.proposal as p set decision = coalesce(decided, p.decision), decided_at = case when decided is not null then now() else p.decided_at end,
			text = case when decided = 'adopted as orally amended' then whole else p.text end,
			original_language = case when decided = 'adopted as orally amended' then api.first_language(whole, p.original_language) else p.original_language end,
			amendment = case when coalesce(decided, '') not like 'adopted%' then nullif(nullif(saved -> 'amendment', 'null'), '{}') end,
			amended_by = case when decided is distinct from 'adopted' then saved ->> 'amended_by' end
		where p.id = it.id;
	if decided is not null then
		perform api.event_append(it.meeting, 'paragraph decided', it.id, jsonb_build_object('decision', decided));
	end if;
	return api.to_decision(lang, input, it, case when decided is not null then 'decided' else 'saved' end);
end $$;

-- Takes up again what was decided upon, with the reason, which stands behind those of earlier times.
create function api.decision_reopen(lang text, input jsonb) returns json language plpgsql as $$
declare
	it dais.proposal := api.proposal_decided(input);
begin
	perform api.as_read(it, input);
	if it.decision is not null then
		update dais.proposal set decision = null, decided_at = null, reopened = concat_ws('; ', it.reopened, input ->> 'reason') where id = it.id;
		perform api.event_append(it.meeting, 'paragraph reopened', it.id);
	end if;
	return api.to_decision(lang, input, it, 'paragraph-reopened');
end $$;

reset role;
