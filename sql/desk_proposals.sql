-- Proposals as the second day works with them: by category, objectives with their activities and best practices beneath, each
-- with its sources. Staff add what was said in a dialogue, merge two that say the same (both sources stay), split them again,
-- set aside with a reason, put in order; and so does the rapporteur of a working group with those of its category, and sees no
-- others. The chair reads. Everything of it can be taken back.

set local role dais_owner;

-- ---------------------------------------------------------------- where each one stands

-- What each proposal of a meeting counts as: itself, or the one that it was merged into, however often.
create function api.proposal_roots(meeting uuid) returns table (id uuid, root uuid) language sql stable as $$
	with recursive counts(id, root) as (
		select p.id, p.id from dais.proposal as p where p.meeting = proposal_roots.meeting and p.merged_into is null
		union all
		select p.id, counts.root from dais.proposal as p join counts on p.merged_into = counts.id)
	select counts.id, counts.root from counts
$$;

-- The place of each proposal that counts: over it the objective that it serves, whose category it stands in; and how many stand
-- before it in the same list. Who has not been put in order comes last, as entered.
create function api.proposal_places(meeting uuid) returns table (id uuid, over uuid, addressee text, aim text, kind text, place bigint)
	language sql stable as $$
	with live as materialized (
		select p.* from dais.proposal as p where p.meeting = proposal_places.meeting and p.state = 'proposed')
	select live.id, over.id, category.addressee, category.aim, live.kind,
		row_number() over (partition by over.id, category.addressee, category.aim, live.kind order by live.position nulls last, live.ordinal)
	from live left join api.proposal_roots(proposal_places.meeting) as served on served.id = live.serves
		left join live as over on over.id = served.root and over.kind = 'objective',
		lateral (select coalesce(over.addressee, live.addressee), coalesce(over.aim, live.aim)) as category(addressee, aim)
$$;

-- Who proposes: as staff wrote it, else the delegation, else as the program names the speaker.
create function api.proposer(it dais.proposal, lang text) returns text language sql stable as $$
	select coalesce(it.said_by, (select coalesce(nullif(api.text_in(p.acronym, lang), ''), api.text_in(p.name, lang)) from dais.party as p
			where p.id = coalesce(it.party, api.slot_party(it.slot))), api.text_in(api.slot_label(it.slot), lang))
$$;

-- The sources of what counts, its own first: {id, merged, who, item, page, file}.
create function api.proposal_sources(meeting uuid, lang text) returns table (root uuid, sources jsonb) language sql stable as $$
	select counts.root, jsonb_agg(jsonb_build_object('id', p.id, 'merged', p.id <> counts.root, 'title', api.localized(p.text, lang), 'who', api.proposer(p, lang),
		'item', lines.line || jsonb_build_object('panel', lines.kind = 'panel'), 'page', p.page, 'file', case when p.submission is not null then api.paper_file(p.submission, lang) end)
		order by p.id <> counts.root, p.ordinal)
	from api.proposal_roots(proposal_sources.meeting) as counts join dais.proposal as p on p.id = counts.id
		left join api.floor_lines(proposal_sources.meeting, lang) as lines on lines.item = p.item
	group by counts.root
$$;

-- Every proposal that is none's part, with what a line about it says.
create function api.proposal_lines(meeting uuid, lang text) returns table (id uuid, state text, line jsonb) language sql stable as $$
	select p.id, p.state, jsonb_build_object('id', p.id, 'ordinal', p.ordinal, 'kind', p.kind, 'state', p.state, 'addressee', p.addressee, 'aim', p.aim, 'reason', p.reason,
		'title', api.localized(p.text, lang), 'short', left(api.text_in(p.text, lang), 60), 'theme', coalesce(api.text_in(t.name, lang), p.other_theme),
		'sources', s.sources,
		'activities', '[]'::jsonb, 'practices', '[]'::jsonb, 'has_activities', false, 'has_practices', false)
	from dais.proposal as p join api.proposal_sources(proposal_lines.meeting, lang) as s on s.root = p.id left join dais.theme as t on t.id = p.theme
	where p.meeting = proposal_lines.meeting
$$;

-- ---------------------------------------------------------------- the page

-- What the list of a kind is called.
create function api.list_of(kind text) returns text language sql immutable as $$
	select case kind when 'objective' then 'objectives' when 'activity' then 'activities' else 'practices' end
$$;

-- The addressees whose proposals whoever asks reads on the desk.
create function api.addressees_read(meeting uuid) returns text[] language sql stable as $$
	select case when api.has_role(addressees_read.meeting, '{staff,chair}') then api.addressees() else api.my_addressees(addressees_read.meeting) end
$$;

-- The lists of each category of these addressees: {addressee, aims: [{aim, objectives, activities, practices, nothing}]}, those of an objective in it;
-- and what was set aside or withdrawn.
create function api.proposals_by_category(meeting uuid, lang text, addressees text[], out categories jsonb, out aside jsonb) language sql stable as $$
	with said as materialized (
			select * from api.proposal_lines(proposals_by_category.meeting, lang)
		), placed as materialized (
			select places.*, said.line from api.proposal_places(proposals_by_category.meeting) as places join said using (id)
		), below as materialized (
			select over, jsonb_object_agg(api.list_of(kind), list) || jsonb_object_agg('has_' || api.list_of(kind), true) as lists
			from (select over, kind, jsonb_agg(line order by place) as list from placed where over is not null group by over, kind) as by_kind group by over
		), lists as materialized (
			select addressee, aim, jsonb_object_agg(api.list_of(kind), list) || jsonb_object_agg('has_' || api.list_of(kind), true) as lists
			from (select addressee, aim, kind, jsonb_agg(line || coalesce(below.lists, '{}') order by place) as list
				from placed left join below on below.over = placed.id where placed.over is null group by addressee, aim, kind) as by_kind
			group by addressee, aim
		)
	select (select jsonb_agg(jsonb_build_object('addressee', a.addressee, 'value', replace(a.addressee, ' ', '-'), 'aims', aims) order by a.at)
			from unnest(proposals_by_category.addressees) with ordinality as a(addressee, at), lateral (
				select jsonb_agg('{"has_objectives":false,"has_activities":false,"has_practices":false}' || coalesce(lists.lists, '{}')
					|| jsonb_build_object('aim', b.aim, 'nothing', lists.lists is null) order by b.at)
				from unnest(api.aims()) with ordinality as b(aim, at) left join lists on lists.addressee = a.addressee and lists.aim = b.aim) as by_aim(aims)),
		(select coalesce(jsonb_agg(line order by (line ->> 'ordinal')::bigint), '[]') from said where state in ('set aside', 'withdrawn')
			and line ->> 'addressee' = any (proposals_by_category.addressees))
$$;

create function api.proposal_list(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.existing((select m from dais.meeting as m where m.slug = input ->> 'meeting' and api.addressees_read(m.id) <> '{}'));
	edits boolean := api.is_staff(here.id) or api.my_addressees(here.id) <> '{}';
	next_acts jsonb := case when edits then api.acts_next(here.id, lang, '{proposal}') end;
begin
	return (select json_build_object('meeting', api.meeting_frame(here.id, lang), 'edits', edits, 'categories', categories, 'aside', aside,
			'has_aside', aside <> '[]', 'undo', next_acts -> 'undo', 'redo', next_acts -> 'redo', 'closes', api.is_staff(here.id),
			'papers', papers, 'has_papers', papers is not null,
			'closed', api.time_in(here.proposals_closed, here.zone))
		from api.proposals_by_category(here.id, lang, api.addressees_read(here.id)), lateral (
			select json_agg(json_build_object('id', p.id, 'who', p.who, 'title', p.title) order by p.who, p.title) from api.papers_marked(here.id, lang) as p where edits) as p(papers));
end $$;

-- ---------------------------------------------------------------- adding

-- Closes the entering of proposals to their authors, or (FLAG reopen) opens it again. Staff and rapporteurs go on.
create function api.entering_close(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
begin
	perform api.agenda_lock(here.id);
	update dais.meeting set proposals_closed = case when not input ? 'reopen' then now() end
		where id = here.id and (proposals_closed is null) <> (input ? 'reopen');
	if found then
		perform api.event_append(here.id, case when input ? 'reopen' then 'entering reopened' else 'entering closed' end, here.id);
	end if;
	return api.to_proposals(lang, input, case when input ? 'reopen' then 'entering-reopened' else 'entering-closed' end, null);
end $$;

-- The papers that whoever asks may read, with whose they are: passages of them are proposals.
create function api.papers_marked(meeting uuid, lang text) returns table (id uuid, item uuid, who text, title text) language sql stable as $$
	select s.id, (select p.item from dais.placement as p where p.submission = s.id limit 1), coalesce(nullif(api.text_in(party.acronym, lang), ''),
		api.text_in(party.name, lang), api.text_in(api.slot_label(s.slot), lang)), api.title_of(s, lang)
	from dais.submission as s left join dais.party on party.id = api.slot_party(s.slot)
	where s.meeting = papers_marked.meeting and exists (select from dais.file as f where f.submission = s.id and f.state = 'cleared' and f.withdrawn_at is null)
$$;

-- Where what a form of the desk adds comes from: a slot with its paper (staff), a paper that may be read, or neither.
create function api.origin_sent(meeting uuid, lang text, input jsonb) returns dais.proposal language plpgsql stable as $$
declare
	origin dais.proposal;
begin
	if input ? 'slot' then
		return api.origin_of(api.slot_of_desk(input));
	elsif input ? 'paper' then
		select p.id, p.item, p.who into origin.submission, origin.item, origin.said_by
			from api.papers_marked(origin_sent.meeting, lang) as p where p.id = api.id_of(input ->> 'paper');
		perform api.existing(origin.submission);
	end if;
	return origin;
end $$;

-- A slot: what its paper proposes; else what was said under an item, a dialogue above all.
create function api.proposal_new(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.meeting_edited(input);
	origin dais.proposal := api.origin_sent(here.id, lang, input);
	sent jsonb := api.form_sent(input, '{proposal_add}');
	file uuid := api.paper_file(origin.submission, lang);
	pages jsonb := api.file_pages(file);
begin
	return api.proposal_form(here.id, lang, sent) || api.part_offered(here.id, sent ->> 'addressee') || jsonb_build_object('meeting', api.meeting_frame(here.id, lang), 'with_paper', origin.submission is not null or origin.slot is not null,
		'paper', case when origin.slot is null then origin.submission end, 'slot', (select jsonb_build_object('id', s.id, 'title', api.localized(s.label, lang)) from dais.slot as s where s.id = origin.slot),
		'file', file, 'pages', pages, 'beside', pages <> '[]', 'items', api.proposal_items(here.id, lang, coalesce(sent ->> 'item', input ->> 'item', origin.item::text)),
		'form', jsonb_build_object('rows', api.proposal_rows(), 'said_by', origin.said_by));
end $$;

-- The addressees that a form of the desk offers: a rapporteur's own.
create function api.part_offered(meeting uuid, chosen text) returns jsonb language sql stable as $$
	select jsonb_build_object('addressees', api.addressees_offered(api.addressees_read(part_offered.meeting), chosen))
$$;

-- What is wrong with the category that a form of the desk chooses, by its objective or by itself: a rapporteur stays in the own part.
create function api.part_faults(here uuid, input jsonb) returns jsonb language sql stable as $$
	select case when coalesce((select o.addressee from dais.proposal as o where o.id = api.id_of(input ->> 'objective')), replace(input ->> 'addressee', '-', ' '))
		= any (api.addressees_read(here)) then '[]' else '[{"field":"addressee","code":"choose"}]' end::jsonb
$$;

create function api.proposal_items(meeting uuid, lang text, chosen text) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(line || jsonb_build_object('chosen', coalesce(line ->> 'id' = chosen, false)) order by at), '[]')
	from jsonb_array_elements(api.floor_items(proposal_items.meeting, lang)::jsonb) with ordinality as lines(line, at)
$$;

create function api.to_proposals(lang text, input jsonb, done text, proposal uuid) returns json language sql immutable as $$
	select json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/proposals?done=' || done || coalesce('#p' || proposal, ''))
$$;

create function api.proposal_item_faults(here uuid, input jsonb) returns jsonb language sql stable as $$
	select case when input ? 'item' and not exists (select from dais.item as i where i.id = api.id_of(input ->> 'item') and i.meeting = here)
		then '[{"field":"item","code":"choose"}]' else '[]' end::jsonb
$$;

create function api.proposal_add(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.meeting_edited(input);
	origin dais.proposal := api.origin_sent(here.id, lang, input);
begin
	perform api.refuse(api.proposal_item_faults(here.id, input)), api.refuse(api.proposal_faults(here.id, null, input)), api.refuse(api.part_faults(here.id, input));
	origin.meeting := here.id;
	origin.item := case when origin.slot is not null then origin.item else api.id_of(input ->> 'item') end;
	origin.said_by := input ->> 'said_by';
	perform api.proposals_keep(origin, input);
	return api.to_proposals(lang, input, 'proposals-entered', null);
end $$;

-- ---------------------------------------------------------------- one of them

create function api.proposal_of_desk(input jsonb) returns dais.proposal language plpgsql stable as $$
declare
	here dais.meeting := api.meeting_edited(input);
begin
	return api.existing((select p from dais.proposal as p where p.id = api.id_of(input ->> 'proposal') and p.meeting = here.id and api.is_edited(p)));
end $$;

-- The same, to be changed: the agenda is locked before it.
create function api.proposal_decided(input jsonb) returns dais.proposal language plpgsql as $$
begin
	perform api.agenda_lock((api.meeting_edited(input)).id);
	return api.proposal_of_desk(input);
end $$;

-- Refuses who decides on a proposal without having read it as it is now (revision, as for api.merged).
create function api.as_read(it dais.proposal, input jsonb) returns void language plpgsql as $$
begin
	if api.seen_at(input) <> it.revision then
		perform api.conflict('proposal', 'changed-unread');
	end if;
end $$;

-- The same, by who has read it as it is now.
create function api.proposal_as_read(input jsonb) returns dais.proposal language plpgsql as $$
declare
	it dais.proposal := api.proposal_decided(input);
begin
	perform api.as_read(it, input);
	return it;
end $$;

create function api.proposal_desk(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	it dais.proposal := api.proposal_of_desk(input);
	sources jsonb := (select s.sources from api.proposal_sources(it.meeting, lang) as s where s.root = it.id);
	pages jsonb := api.file_pages(api.paper_file(it.submission, lang));
begin
	return api.proposal_page(it, lang, input) || api.part_offered(it.meeting, coalesce(api.form_sent(input, '{proposal_correct}') ->> 'addressee', it.addressee))
		|| jsonb_build_object('desk', true, 'pages', pages, 'beside', pages <> '[]', 'sources', coalesce(sources, '[]'), 'several', jsonb_array_length(sources) > 1,
		'items', api.proposal_items(it.meeting, lang, coalesce(api.form_sent(input, '{proposal_correct}'), jsonb_build_object('item', it.item)) ->> 'item'),
		'others', (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'title', left(api.text_in(p.text, lang), 120), 'addressee', p.addressee, 'aim', p.aim,
				'chosen', p.id::text = api.form_sent(input, '{proposal_merge}') ->> 'into') order by p.addressee <> it.addressee or p.aim <> it.aim, p.ordinal), '[]')
			from dais.proposal as p where p.meeting = it.meeting and p.kind = it.kind and p.state = 'proposed' and not api.is_adopted(p) and p.id <> it.id
				and p.addressee = any (api.addressees_read(it.meeting))));
end $$;

create function api.proposal_correct(lang text, input jsonb) returns json language plpgsql as $$
declare
	it dais.proposal := api.proposal_decided(input);
begin
	perform api.refuse(api.proposal_item_faults(it.meeting, input)), api.refuse(api.part_faults(it.meeting, input)), api.proposal_save(it, input, true);
	return api.to_proposals(lang, input, 'saved', it.id);
end $$;

-- One step up or down in its list: it changes its place with the one that stands there.
create function api.proposal_move(lang text, input jsonb) returns json language plpgsql as $$
declare
	it dais.proposal := api.proposal_decided(input);
	step integer := case when input ? 'up' then -1 else 1 end;
begin
	with all_of as materialized (select * from api.proposal_places(it.meeting)),
		here as (select * from all_of where id = it.id),
		list as (select all_of.id, case all_of.place when here.place then here.place + step when here.place + step then here.place else all_of.place end as place
			from all_of join here on (all_of.over, all_of.addressee, all_of.aim, all_of.kind) is not distinct from (here.over, here.addressee, here.aim, here.kind)
			where exists (select from all_of as beside where beside.place = here.place + step
				and (beside.over, beside.addressee, beside.aim, beside.kind) is not distinct from (here.over, here.addressee, here.aim, here.kind)))
	update dais.proposal as p set position = list.place from list where p.id = list.id and p.position is distinct from list.place;
	perform api.event_append(it.meeting, 'proposal moved', it.id);
	return api.to_proposals(lang, input, 'moved', it.id);
end $$;

-- Merges it into another that says the same: from then on it is a source of that one, and what served it serves that one.
create function api.proposal_merge(lang text, input jsonb) returns json language plpgsql as $$
declare
	it dais.proposal := api.proposal_as_read(input);
	other dais.proposal := (select p from dais.proposal as p where p.id = api.id_of(input ->> 'into') and p.meeting = it.meeting and api.is_edited(p));
begin
	if it.state <> 'proposed' then
		perform api.conflict('into', 'proposal-decided');
	elsif other.id = it.id then
		perform api.refuse('into', 'merged-into-itself');
	elsif other.id is null or other.state <> 'proposed' or other.kind <> it.kind then
		perform api.refuse('into', 'choose');
	end if;
	update dais.proposal set state = 'merged', merged_into = other.id where id = it.id;
	perform api.proposals_follow(it.id, other.addressee, other.aim);
	perform api.event_append(it.meeting, 'proposal merged', it.id, jsonb_build_object('into', other.id));
	return api.to_proposals(lang, input, 'proposals-merged', other.id);
end $$;

create function api.proposal_set_aside(lang text, input jsonb) returns json language plpgsql as $$
declare
	it dais.proposal := api.proposal_as_read(input);
begin
	if it.state <> 'proposed' then
		perform api.conflict('reason', 'proposal-decided');
	end if;
	update dais.proposal set state = 'set aside', reason = input ->> 'reason' where id = it.id;
	perform api.event_append(it.meeting, 'proposal set aside', it.id);
	return api.to_proposals(lang, input, 'proposal-set-aside', null);
end $$;

-- Splits off what was merged, and takes up again what was set aside or withdrawn.
create function api.proposal_restore(lang text, input jsonb) returns json language plpgsql as $$
declare
	it dais.proposal := api.proposal_decided(input);
begin
	update dais.proposal set state = 'proposed', merged_into = null, reason = null where id = it.id and state in ('merged', 'set aside', 'withdrawn');
	if found then
		perform api.proposals_follow(it.id, it.addressee, it.aim);
		perform api.event_append(it.meeting, 'proposal restored', it.id);
	end if;
	return api.to_proposals(lang, input, 'proposal-restored', it.id);
end $$;

reset role;
