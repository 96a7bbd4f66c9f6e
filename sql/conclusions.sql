-- Conclusions: numbered paragraphs by addressee, in the order of the working groups, whose conclusions are read one after the
-- other. They are drawn from adopted proposals or written by the rapporteur; a party's dissent or reservation stands below the
-- one that it is about, or at the end. "Read and adopted" freezes them as an edition that everybody reads; from then on nothing
-- of them changes, whoever tries, and each has its row of the follow-up (follow_up.sql).
--
-- Staff edit all of them, a rapporteur those of the own group; the chair reads and adopts.

set local role dais_owner;

grant select, insert, delete, update (addressee, position, text, original_language) on dais.conclusion to dais_web;
grant select, insert, delete, update (conclusion, party, kind, text) on dais.reservation to dais_web;

-- The addressees whose conclusions whoever asks may edit.
create function api.conclusions_mine(meeting uuid) returns text[] language plpgsql stable as $$
begin
	return case when api.is_staff(conclusions_mine.meeting) then api.addressees() else api.my_addressees(conclusions_mine.meeting) end;
end $$;

-- What policies ask once a statement (api.my_parts, which comes later).
create function api.parts_written() returns text[] language plpgsql stable as $$
begin
	return api.my_parts();
end $$;

do $$
declare
	mine constant text := $policy$meeting = any ((select api.meetings_as('{staff}'))::uuid[]) or meeting || ' ' || addressee = any ((select api.parts_written())::text[])$policy$;
begin
	execute format($policy$create policy read on dais.conclusion for select to dais_web using (meeting = any ((select api.meetings_as('{chair}'))::uuid[]) or %s)$policy$, mine);
	execute format('create policy add on dais.conclusion for insert to dais_web with check (%s)', mine);
	execute format('create policy change on dais.conclusion for update to dais_web using (%1$s) with check (%1$s)', mine);
	execute format('create policy remove on dais.conclusion for delete to dais_web using (%s)', mine);
end $$;

create policy read on dais.reservation for select to dais_web using (meeting = any ((select api.meetings_as('{staff,chair}'))::uuid[])
	or exists (select from dais.conclusion as c where c.id = conclusion));
create policy add on dais.reservation for insert to dais_web with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));
create policy change on dais.reservation for update to dais_web using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]))
	with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));
create policy remove on dais.reservation for delete to dais_web using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));

create trigger now before insert on dais.conclusion for each row when (current_user = 'dais_web') execute function api.time_is_now('created');
create trigger now before insert on dais.reservation for each row when (current_user = 'dais_web') execute function api.time_is_now('created');

reset role;
set local role dais_registry;

-- What a document is, for policies that may not read the documents' own.
create function api.document_kind(document uuid) returns text language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select d.kind from dais.document as d where d.id = document_kind.document
$$;

reset role;
set local role dais_owner;

-- The chair, too, issues this document, which nobody else but staff could.
create policy adopt on dais.document for insert to dais_web with check (kind = 'conclusions' and meeting = any ((select api.meetings_as('{chair}'))::uuid[]));
create policy read_to_adopt on dais.document for select to dais_web using (kind = 'conclusions' and meeting = any ((select api.meetings_as('{chair}'))::uuid[]));
create policy adopt on dais.edition for insert to dais_web with check (meeting = any ((select api.meetings_as('{chair}'))::uuid[]) and published_at >= now()
	and audience = 'public' and api.document_kind(document) = 'conclusions');
create policy adopt on dais.edition_text for insert to dais_web with check (meeting = any ((select api.meetings_as('{chair}'))::uuid[])
	and audience = 'public' and api.document_kind(document) = 'conclusions');

-- The addressee of a conclusion that was changed: as it is now, for who may see it, else of a row that was added or removed.
create function api.conclusion_whose(conclusion uuid, before jsonb, after jsonb) returns text language sql stable as $$
	select coalesce((select c.addressee from dais.conclusion as c where c.id = conclusion_whose.conclusion), after ->> 'addressee', before ->> 'addressee')
$$;

-- ---------------------------------------------------------------- adopted is adopted

create function api.are_adopted(meeting uuid) returns boolean language plpgsql stable as $$
begin
	return exists (select from dais.document as d join dais.edition as e on e.document = d.id
		where d.meeting = are_adopted.meeting and d.kind = 'conclusions');
end $$;

-- Whatever the way: a form, an undoing, a statement of somebody's own.
create function api.conclusions_guard() returns trigger language plpgsql as $$
begin
	if api.are_adopted(case when tg_op = 'DELETE' then old.meeting else new.meeting end) then
		perform api.conflict('conclusion', 'conclusions-adopted');
	end if;
	return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger adopted before insert or update or delete on dais.conclusion for each row execute function api.conclusions_guard();
create trigger adopted before insert or update or delete on dais.reservation for each row execute function api.conclusions_guard();

-- They are adopted once, for everybody: their document has one edition, and never another.
create function api.adopted_once() returns trigger language plpgsql as $$
begin
	if (new.number, new.audience) <> (1, 'public') and api.document_kind(new.document) = 'conclusions' then
		perform api.conflict('adopt', 'conclusions-adopted');
	end if;
	return new;
end $$;
create trigger adopted_once before insert on dais.edition for each row execute function api.adopted_once();

-- ---------------------------------------------------------------- in the order in which they are read

-- The addressees in the order of the working groups, and the group of each; without groups as the agenda names them.
create function api.conclusion_order(meeting uuid) returns table (addressee text, at bigint, item uuid) language plpgsql stable as $$
begin
	return query select a.name, row_number() over (order by g.path nulls last, a.ordinal), g.item
		from unnest(api.addressees()) with ordinality as a(name, ordinal) left join lateral (
			select w.item, n.path from dais.working_group as w join api.item_numbers(conclusion_order.meeting) as n on n.item = w.item
			where w.meeting = conclusion_order.meeting and w.addressee = a.name and not n.gone order by n.path limit 1) as g on true;
end $$;

grant select on dais.conclusion to dais_identity;
create policy identity on dais.conclusion for select to dais_identity using (true);

reset role;
set local role dais_identity;

-- Each conclusion with the number that it has, which is the same for every reader, also for who sees only some of them; reopened: the
-- proposal that it was drawn from is adopted no longer. Nothing else is told of what a reader does not see.
create function api.conclusion_numbers(meeting uuid) returns table (id uuid, number bigint, reopened boolean)
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select c.id, row_number() over (order by o.at, c.position, c.created, c.id), p.id is not null and coalesce(p.decision not in ('adopted', 'adopted as orally amended'), true)
	from dais.conclusion as c join api.conclusion_order(conclusion_numbers.meeting) as o using (addressee) left join dais.proposal as p on p.id = c.proposal
	where c.meeting = conclusion_numbers.meeting
$$;

reset role;
set local role dais_owner;

-- Dissents and reservations of one conclusion, or (null) of the whole. Here and below lang is as for api.shown.
create function api.reservations_of(meeting uuid, conclusion uuid, lang text) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'kind', r.kind, 'party', api.shown(p.name, lang), 'text', api.shown(r.text, lang)) order by r.created, r.id), '[]')
	from dais.reservation as r join dais.party as p on p.id = r.party
	where r.meeting = reservations_of.meeting and r.conclusion is not distinct from reservations_of.conclusion
$$;

-- All addressees in order: {addressee, value, group, paragraphs: [{id, number, text, reopened, reservations}], empty}. reopened: the
-- proposal that it was drawn from is adopted no longer; of what is frozen nothing is said of that.
create function api.conclusion_parts(meeting uuid, lang text default null) returns jsonb language sql stable as $$
	with line as (
		select c.addressee, jsonb_agg(jsonb_build_object('id', c.id, 'number', n.number, 'text', api.shown(c.text, lang), 'reopened', case when lang is not null then n.reopened end,
			'reservations', api.reservations_of(conclusion_parts.meeting, c.id, lang)) order by n.number) as list
		from dais.conclusion as c join api.conclusion_numbers(conclusion_parts.meeting) as n using (id) group by c.addressee
	)
	select jsonb_agg(jsonb_build_object('addressee', o.addressee, 'value', replace(o.addressee, ' ', '-'), 'group', case when o.item is not null then
			jsonb_build_object('number', n.number, 'address', n.address, 'title', api.shown(coalesce(i.short_title, i.long_title), lang)) end,
		'paragraphs', coalesce(line.list, '[]'), 'empty', line.list is null) order by o.at)
	from api.conclusion_order(conclusion_parts.meeting) as o left join line using (addressee)
		left join api.item_numbers(conclusion_parts.meeting) as n on n.item = o.item left join dais.item as i on i.id = o.item
$$;

-- What is adopted: {format, state, document: {reservations (of the whole), reserved (there are some), adopted_on}, content: api.conclusion_parts}.
create function api.conclusion_snapshot(here dais.meeting) returns jsonb language sql stable as $$
	select jsonb_build_object('format', 1, 'state', 'adopted', 'content', api.conclusion_parts(here.id),
		'document', jsonb_build_object('reservations', r.list, 'reserved', r.list <> '[]', 'adopted_on', (now() at time zone here.zone)::date))
	from api.reservations_of(here.id, null, null) as r(list)
$$;

-- A mark of what was shown: who adopts has read what is adopted.
create function api.conclusion_mark(snapshot jsonb) returns text language sql immutable as $$
	select encode(sha256(convert_to((snapshot #- '{document,adopted_on}')::text, 'UTF8')), 'hex')
$$;

-- ---------------------------------------------------------------- the page

-- The meeting of an address, for whoever reads its conclusions before they are adopted.
create function api.conclusions_of(input jsonb) returns dais.meeting language plpgsql stable as $$
begin
	return api.existing((select m from dais.meeting as m where m.slug = input ->> 'meeting'
		and (api.has_role(m.id, '{staff,chair}') or api.conclusions_mine(m.id) <> '{}')));
end $$;

-- The adopted proposals that no conclusion has been drawn from, of those whom the asking person may edit, in the order of the
-- working document: each objective with what serves it behind it.
create function api.proposals_to_draw(meeting uuid) returns table (proposal uuid, addressee text, nth bigint) language sql stable as $$
	select p.id, w.addressee, w.at from api.working_paragraphs(proposals_to_draw.meeting) as w join dais.proposal as p on p.id = w.id
	where p.decision in ('adopted', 'adopted as orally amended') and w.addressee = any (api.conclusions_mine(proposals_to_draw.meeting))
		and not exists (select from dais.conclusion as c where c.proposal = p.id)
$$;

create function api.conclusion_list(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.conclusions_of(input);
	adopted boolean := api.are_adopted(here.id);
	mine text[] := case when adopted then '{}' else api.conclusions_mine(here.id) end;
	staff boolean := api.is_staff(here.id) and not adopted;
	next_acts jsonb := case when mine <> '{}' then api.acts_next(here.id, lang, '{conclusion,reservation}') end;
begin
	return json_build_object('meeting', api.meeting_frame(here.id, lang), 'adopted', adopted, 'edits', mine <> '{}', 'records', staff, 'adopts', api.has_role(here.id, '{staff,chair}'),
		'parts', (select jsonb_agg(part || jsonb_build_object('editable', part ->> 'addressee' = any (mine)) order by at)
			from jsonb_array_elements(api.conclusion_parts(here.id, lang)) with ordinality as parts(part, at)),
		'reservations', api.reservations_of(here.id, null, lang), 'to_draw', case when mine <> '{}' then (select nullif(count(*), 0) from api.proposals_to_draw(here.id)) end,
		'any', exists (select from dais.conclusion as c where c.meeting = here.id),
		'addressees', api.addressees_offered(mine, input #>> '{form,addressee}'), 'undo', next_acts -> 'undo', 'redo', next_acts -> 'redo',
		'form', json_build_object('text', api.texts_form(null)));
end $$;

create function api.to_conclusions(lang text, input jsonb, done text, conclusion uuid) returns json language sql immutable as $$
	select json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/conclusions?done=' || done || coalesce('#c' || conclusion, ''))
$$;

-- ---------------------------------------------------------------- writing them

-- The same meeting, to be changed: the agenda is locked, so that nobody adopts meanwhile.
create function api.conclusions_edited(input jsonb) returns dais.meeting language plpgsql as $$
declare
	here dais.meeting := api.conclusions_of(input);
begin
	if api.conclusions_mine(here.id) = '{}' then
		perform api.not_found();
	end if;
	perform api.agenda_lock(here.id);
	if api.are_adopted(here.id) then
		perform api.conflict('conclusion', 'conclusions-adopted');
	end if;
	return here;
end $$;

create function api.conclusion_last(meeting uuid, addressee text) returns integer language sql stable as $$
	select coalesce(max(c.position), 0) from dais.conclusion as c where c.meeting = conclusion_last.meeting and c.addressee = conclusion_last.addressee
$$;

create function api.conclusion_faults(here uuid, input jsonb) returns jsonb language sql stable as $$
	select case when coalesce(replace(input ->> 'addressee', '-', ' ') <> all (api.conclusions_mine(here)), true) then '[{"field":"addressee","code":"choose"}]' else '[]' end::jsonb
$$;

-- The language in which a text was written first, of those that there are: the meeting's own, else the first that was filled in.
create function api.first_language(texts jsonb, wanted text) returns text language sql immutable as $$
	select case when texts ? wanted then wanted else (select code from unnest(api.language_codes()) with ordinality as l(code, at) where texts ? code order by at limit 1) end
$$;

-- At the end of its addressee's.
create function api.conclusion_create(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.conclusions_edited(input);
	whose text := replace(input ->> 'addressee', '-', ' ');
	made uuid := gen_random_uuid();
begin
	perform api.refuse(api.conclusion_faults(here.id, input));
	insert into dais.conclusion (id, meeting, addressee, position, text, original_language)
		values (made, here.id, whose, api.conclusion_last(here.id, whose) + 1, input -> 'text', api.first_language(input -> 'text', lang));
	perform api.event_append(here.id, 'conclusion entered', made);
	return api.to_conclusions(lang, input, 'saved', made);
end $$;

-- One press: of each adopted proposal that none was drawn from.
create function api.conclusion_draw(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.conclusions_edited(input);
begin
	insert into dais.conclusion (meeting, addressee, position, text, original_language, proposal)
		select here.id, t.addressee, api.conclusion_last(here.id, t.addressee) + row_number() over (partition by t.addressee order by t.nth),
			p.text, p.original_language, p.id
		from api.proposals_to_draw(here.id) as t join dais.proposal as p on p.id = t.proposal;
	if found then
		perform api.event_append(here.id, 'conclusions drawn', here.id);
	end if;
	return api.to_conclusions(lang, input, 'conclusions-drawn', null);
end $$;

-- ---------------------------------------------------------------- one of them

create function api.conclusion_mine(input jsonb) returns dais.conclusion language plpgsql stable as $$
declare
	here dais.meeting := api.conclusions_of(input);
begin
	return api.existing((select c from dais.conclusion as c where c.id = api.id_of(input ->> 'conclusion') and c.meeting = here.id
		and c.addressee = any (api.conclusions_mine(here.id))));
end $$;

create function api.conclusion_edited(input jsonb) returns dais.conclusion language plpgsql as $$
begin
	perform api.conclusions_edited(input);
	return api.conclusion_mine(input);
end $$;

-- What a party has put on record is not a rapporteur's to delete.
create function api.conclusion_removable(it dais.conclusion) returns boolean language sql stable as $$
	select api.is_staff(it.meeting) or not exists (select from dais.reservation as r where r.conclusion = it.id)
$$;

create function api.conclusion_edit(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	it dais.conclusion := api.conclusion_mine(input);
	adopted boolean := api.are_adopted(it.meeting);
begin
	return json_build_object('meeting', api.meeting_frame(it.meeting, lang), 'conclusion', it.id, 'adopted', adopted, 'records', api.is_staff(it.meeting) and not adopted, 'removes', api.conclusion_removable(it) and not adopted,
		'number', (select n.number from api.conclusion_numbers(it.meeting) as n where n.id = it.id), 'title', api.localized(it.text, lang),
		'proposal', case when api.is_staff(it.meeting) then it.proposal end, 'reservations', api.reservations_of(it.meeting, it.id, lang),
		'addressees', api.addressees_offered(api.conclusions_mine(it.meeting), coalesce(input #>> '{form,addressee}', it.addressee)),
		'form', json_build_object('text', api.texts_form(it.text), 'revision', it.revision));
end $$;

-- Who gives one to another addressee puts it at the end of that one's.
create function api.conclusion_change(lang text, input jsonb) returns json language plpgsql as $$
declare
	it dais.conclusion := api.conclusion_edited(input);
	saved dais.conclusion;
begin
	perform api.refuse(api.conclusion_faults(it.meeting, input));
	saved := jsonb_populate_record(it, api.merged('conclusion', to_jsonb(it), input ->> 'revision',
		jsonb_build_object('text', input -> 'text', 'addressee', replace(input ->> 'addressee', '-', ' ')),
		jsonb_build_object('addressee', api.code_shown('addressee', it.addressee))));
	update dais.conclusion as c set text = saved.text, addressee = saved.addressee, original_language = api.first_language(saved.text, it.original_language),
			position = case when saved.addressee = it.addressee then it.position else api.conclusion_last(it.meeting, saved.addressee) + 1 end
		where c.id = it.id;
	perform api.event_append(it.meeting, 'conclusion changed', it.id);
	return api.to_conclusions(lang, input, 'saved', it.id);
end $$;

-- One step up or down among those of its addressee.
create function api.conclusion_move(lang text, input jsonb) returns json language plpgsql as $$
declare
	it dais.conclusion := api.conclusion_edited(input);
	step integer := case when input ? 'up' then -1 else 1 end;
begin
	with line as (
		select c.id, row_number() over (order by c.position, c.created, c.id) as nth from dais.conclusion as c where c.meeting = it.meeting and c.addressee = it.addressee
	), here as (
		select here.nth, here.nth + step as beside from line as here join line as beside on beside.nth = here.nth + step where here.id = it.id
	)
	update dais.conclusion as c set position = case line.nth when here.nth then here.beside when here.beside then here.nth else line.nth end
		from line, here where c.id = line.id and (line.nth in (here.nth, here.beside) or c.position <> line.nth);
	perform api.event_append(it.meeting, 'conclusion moved', it.id);
	return api.to_conclusions(lang, input, 'moved', it.id);
end $$;

-- With what was put on record against it, which only staff delete; all of it can be taken back.
create function api.conclusion_remove(lang text, input jsonb) returns json language plpgsql as $$
declare
	it dais.conclusion := api.conclusion_edited(input);
begin
	if not api.conclusion_removable(it) then
		perform api.conflict('conclusion', 'conclusion-reserved');
	end if;
	delete from dais.reservation as r where r.conclusion = it.id;
	delete from dais.conclusion as c where c.id = it.id;
	perform api.event_append(it.meeting, 'conclusion removed', it.id);
	return api.to_conclusions(lang, input, 'deleted', null);
end $$;

-- ---------------------------------------------------------------- read to the meeting, and adopted

-- One paragraph at a time: the one at this place in the order (from 1); behind the last stands what is of the whole, and the adoption.
create function api.conclusion_read(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.meeting_of_bureau(input);
	parts jsonb := api.conclusion_parts(here.id, lang);
	count integer := jsonb_array_length(jsonb_path_query_array(parts, '$[*].paragraphs[*]'));
	at integer := least(greatest(coalesce((input ->> 'at')::integer, (input #>> '{form,at}')::integer, 1), 1), count + 1);
begin
	return (select json_build_object('meeting', api.meeting_frame(here.id, lang), 'at', at, 'count', count, 'any', count > 0, 'adopted', api.are_adopted(here.id),
			'previous', nullif(at - 1, 0), 'next', case when at <= count then at + 1 end, 'end', at > count, 'addressee', part -> 'addressee', 'group', part -> 'group',
			'paragraph', paragraph, 'reservations', case when at > count then api.reservations_of(here.id, null, lang) end,
			'seen', api.conclusion_mark(api.conclusion_snapshot(here)))
		from (select) as one left join (jsonb_array_elements(parts) as p(part) cross join lateral jsonb_array_elements(part -> 'paragraphs') as l(paragraph))
			on (paragraph ->> 'number')::integer = at);
end $$;

-- Read and adopted: frozen as the edition that everybody reads. Of two who adopt at once one does; who has read another text than
-- the one that is there now is told.
create function api.conclusion_adopt(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.meeting_of_bureau(input);
	fresh jsonb;
	made uuid;
begin
	perform api.agenda_lock(here.id);
	fresh := api.conclusion_snapshot(here);
	if api.are_adopted(here.id) then
		perform api.conflict('adopt', 'conclusions-adopted');
	elsif not exists (select from dais.conclusion as c where c.meeting = here.id) then
		perform api.refuse('adopt', 'nothing-to-adopt');
	elsif api.conclusion_mark(fresh) <> input ->> 'seen' then
		perform api.conflict('adopt', 'changed-unread');
	end if;
	insert into dais.document (meeting, kind) select here.id, 'conclusions'
		where not exists (select from dais.document as d where d.meeting = here.id and d.kind = 'conclusions'); -- it may have a symbol already
	made := (select d.id from dais.document as d where d.meeting = here.id and d.kind = 'conclusions');
	perform api.edition_hold(made), api.edition_freeze(made, 'public', fresh, '[]', null);
	insert into dais.follow_up (meeting, conclusion) select here.id, c.id from dais.conclusion as c where c.meeting = here.id;
	perform api.event_append(here.id, 'conclusions adopted', made);
	return api.to_conclusions(lang, input, 'conclusions-adopted', null);
end $$;

-- What everybody reads.
create function api.conclusions_show(lang text, input jsonb) returns json language plpgsql stable as $$
begin
	return api.document_show('conclusions', lang, input);
end $$;

-- The document of a kind in one of its editions, else in the newest; null: there is none that the reader may read.
create function api.document_show(kind text, lang text, input jsonb) returns json language plpgsql stable as $$
#variable_conflict use_variable
begin
	return (select json_build_object('number', e.number, 'past', case when e.number < newest.number then e.number end, 'symbol', api.symbol_at(y.text, e.number),
			'published_on', (e.published_at at time zone m.zone)::date, 'note', api.localized(e.note, lang), 'earlier', (
				select json_agg(json_build_object('number', o.number, 'on', (o.published_at at time zone m.zone)::date) order by o.number desc)
				from dais.edition as o where o.document = d.id and o.number < e.number and o.published_at <= now()), 'meeting', t.frame, 'state', t.state, 'document', t.head, 'content', t.content)
		from dais.meeting as m join dais.document as d on d.meeting = m.id and d.kind = kind left join dais.symbol as y on y.id = d.symbol
		join lateral (select max(e.number) as number from dais.edition as e where e.document = d.id and e.published_at <= now()) as newest on true
		join dais.edition as e on e.document = d.id and e.number = case when input ? 'number'
			then case when input ->> 'number' ~ '^[1-9][0-9]{0,5}$' then (input ->> 'number')::int end else newest.number end
		join dais.edition_text as t on t.document = d.id and t.number = e.number and t.audience = e.audience and t.language = lang
		where m.slug = input ->> 'meeting');
end $$;

reset role;
