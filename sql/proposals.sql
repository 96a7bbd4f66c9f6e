-- Proposals: what panelists and delegations propose for the working document, entered several at once and changed until staff
-- close the entering. Whoever answers for the slot, or is focal point of the party, reads and changes them; staff and chair see
-- all, and the rapporteur of a working group those of its category. What they make of them stands in desk_proposals.sql.

set local role dais_owner;

grant select, insert, delete on dais.proposal to dais_web;
grant update (kind, serves, addressee, aim, theme, other_theme, text, original_language, submission, page, floor_request, item,
	said_by, state, merged_into, position, reason) on dais.proposal to dais_web;

-- Whether it belongs to whoever asks: to their slot or their delegation. What staff wrote down is nobody's.
create function api.is_mine(proposal dais.proposal) returns boolean language sql stable as $$
	select case when proposal.party is not null then proposal.party = any (api.my_parties(proposal.meeting))
		when proposal.slot is not null then proposal.slot = any (api.my_slots())
		else false end
$$;

-- Whether whoever asks makes something of it: as staff, or as rapporteur of its category.
create function api.is_edited(proposal dais.proposal) returns boolean language sql stable as $$
	select (select api.is_staff(proposal.meeting)) or proposal.meeting || ' ' || proposal.addressee = any ((select api.my_parts())::text[])
$$;

do $$
declare
	mine constant text := $policy$case when party is not null then party = any (api.my_parties(meeting)) -- as is_mine, but asked once a statement
		when slot is not null then slot = any ((select api.my_slots())::uuid[]) else false end$policy$;
	staff constant text := $policy$meeting = any ((select api.meetings_as('{staff}'))::uuid[])$policy$;
	part constant text := $policy$meeting || ' ' || addressee = any ((select api.my_parts())::text[])$policy$;
	is_open constant text := $policy$(select m.proposals_closed is null from dais.meeting as m where m.id = proposal.meeting)$policy$;
	undecided constant text := mine || $policy$ and state in ('proposed', 'withdrawn') and $policy$ || is_open;
begin
	execute format($policy$create policy read on dais.proposal for select to dais_web
		using (meeting = any ((select api.meetings_as('{staff,chair}'))::uuid[]) or %s or %s)$policy$, mine, part);
	execute format($policy$create policy enter on dais.proposal for insert to dais_web with check ((slot is null or meeting = (select s.meeting from dais.slot as s where s.id = slot))
		and (%s or person = (select api.me()) and %s and meeting = any ((select api.meetings_as('{panelist,focal point}'))::uuid[])
			and num_nonnulls(slot, party) = 1 and num_nonnulls(said_by, floor_request, position, reason, decision, amendment, amended_by, reopened) = 0 and state = 'proposed' and %s
		or person = (select api.me()) and %s and num_nonnulls(slot, party, decision, amendment, amended_by, reopened) = 0))$policy$, staff, mine, is_open, part);
	execute format('create policy change_part on dais.proposal for update to dais_web using (%1$s) with check (%1$s)', part);
	execute format('create policy change on dais.proposal for update to dais_web using (%1$s) with check (%1$s)', staff);
	execute format('create policy change_own on dais.proposal for update to dais_web using (%1$s) with check (%1$s)', undecided);
	execute format('create policy remove on dais.proposal for delete to dais_web using (%s or %s and num_nonnulls(slot, party) = 0)', staff, part); -- when its entering is taken back
end $$;

create trigger now before insert on dais.proposal for each row when (current_user = 'dais_web')
	execute function api.time_is_now('created');

-- Position, reason and source are for staff and rapporteurs to say; and no proposal is merged into itself, by whatever way round.
create function api.proposal_guard() returns trigger language plpgsql as $$
begin
	if current_user = 'dais_web' and (new.position, new.reason, new.said_by, new.floor_request, new.item, new.submission)
			is distinct from (old.position, old.reason, old.said_by, old.floor_request, old.item, old.submission) and not api.is_edited(old) then
		raise insufficient_privilege using message = 'staff put proposals in order';
	elsif exists (with recursive into_what(id) as (
				select new.merged_into
				union
				select p.merged_into from dais.proposal as p join into_what on p.id = into_what.id)
			select from into_what where into_what.id = new.id) then
		raise check_violation using message = 'a proposal that is merged into itself';
	end if;
	return new;
end $$;
create trigger guard before update on dais.proposal for each row execute function api.proposal_guard();

create function api.proposal_kinds() returns text[] language sql immutable as $$
	select '{objective,activity,"best practice"}'::text[]
$$;

create function api.aims() returns text[] language sql immutable as $$
	select '{promotion,protection}'::text[]
$$;

-- The cleared copy of a paper that a reader is shown: in their language where there is one.
create function api.paper_file(paper uuid, lang text) returns uuid language sql stable as $$
	select f.id from dais.file as f where f.submission = paper_file.paper and f.position = 1 and f.state = 'cleared' and f.withdrawn_at is null
		and not exists (select from dais.file as newer where newer.submission = f.submission and newer.position = 1 and newer.language = f.language
			and newer.number > f.number and newer.withdrawn_at is null)
	order by f.language <> lang, f.number desc limit 1
$$;

-- ---------------------------------------------------------------- what a form shows

-- These addressees for a form; chosen as it would be sent.
create function api.addressees_offered(names text[], chosen text) returns jsonb language sql immutable as $$
	select jsonb_agg(jsonb_build_object('addressee', name, 'value', replace(name, ' ', '-'),
		'chosen', coalesce(name = replace(addressees_offered.chosen, '-', ' '), false)) order by at)
	from unnest(names) with ordinality as a(name, at)
$$;

-- What may be chosen in a form about proposals; chosen is what it says now, as it would be sent.
create function api.proposal_choices(meeting uuid, lang text, chosen jsonb) returns jsonb language sql stable as $$
	select jsonb_build_object(
		'addressees', api.addressees_offered(api.addressees(), chosen ->> 'addressee'),
		'aims', (select jsonb_agg(jsonb_build_object('aim', name, 'chosen', coalesce(name = chosen ->> 'aim', false)) order by at)
			from unnest(api.aims()) with ordinality as a(name, at)),
		'themes', (select coalesce(jsonb_agg(jsonb_build_object('slug', t.slug, 'name', api.text_in(t.name, lang),
				'chosen', coalesce(t.slug = chosen ->> 'theme', false)) order by t.position, t.id), '[]')
			from dais.theme as t where t.meeting = proposal_choices.meeting),
		'other', coalesce(chosen ->> 'theme' = 'other', false), 'theme_words', coalesce(chosen ->> 'theme_words', ''))
$$;

-- The objectives that whoever asks may have a proposal serve: their own, and those that they edit. One of others, where staff have
-- put it, stays, without its words.
create function api.objectives_served(meeting uuid, besides uuid, chosen text, lang text) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('id', id, 'title', title, 'chosen', id::text = chosen) order by ordinal), '[]')
	from (select p.id, left(api.text_in(p.text, lang), 120) as title, p.ordinal from dais.proposal as p
			where p.meeting = objectives_served.meeting and p.kind = 'objective' and p.id is distinct from besides
				and (p.state = 'proposed' or p.id::text = chosen) and ((select api.is_staff(objectives_served.meeting)) or api.is_mine(p)
					or p.meeting || ' ' || p.addressee = any ((select api.my_parts())::text[]))
		union all
		select api.id_of(chosen), null, null where chosen is not null and not exists (select from dais.proposal as p
			where p.id = api.id_of(chosen) and (api.is_mine(p) or api.is_edited(p)))) as served
$$;

-- The form in which proposals are entered; sent: what was refused. Its rows are shown by the page's own form.
create function api.proposal_form(meeting uuid, lang text, sent jsonb) returns jsonb language sql stable as $$
	select api.proposal_choices(proposal_form.meeting, lang, coalesce(sent, '{"aim":"promotion"}')) || jsonb_build_object(
		'written_in', coalesce(sent ->> 'written_in', lang), 'refused', sent is not null,
		'objectives', served, 'serving', served <> '[]')
	from api.objectives_served(proposal_form.meeting, null, sent ->> 'objective', lang) as served
$$;

create function api.proposal_rows() returns jsonb language sql immutable as $$
	select jsonb_agg(jsonb_build_object('row', at - 1, 'kind', kind, 'text', '', 'errors', '[]'::jsonb) order by at)
	from unnest(api.proposal_kinds()) with ordinality as k(kind, at)
$$;

-- What a form sent, when it was one of these functions that it was sent to.
create function api.form_sent(input jsonb, functions text[]) returns jsonb language sql immutable as $$
	select input -> 'form' where input #>> '{form,of}' = any (functions)
$$;

-- The proposals of a slot, or of a delegation with those of its experts, as their authors see them.
create function api.proposals_of(meeting uuid, slot uuid, party uuid, lang text) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'kind', p.kind, 'addressee', p.addressee, 'aim', p.aim, 'title', api.localized(p.text, lang),
		'theme', coalesce(api.text_in(t.name, lang), p.other_theme), 'page', p.page, 'file', api.paper_file(p.submission, lang),
		'state', p.state, 'reason', p.reason, 'below', p.serves is not null) order by coalesce(over.ordinal, p.ordinal), p.serves is not null, p.ordinal), '[]')
	from dais.proposal as p left join dais.theme as t on t.id = p.theme left join dais.proposal as over on over.id = p.serves
	where p.meeting = proposals_of.meeting and (p.slot = proposals_of.slot or p.party = proposals_of.party
		or p.slot in (select s.id from dais.slot as s where s.meeting = proposals_of.meeting and s.party = proposals_of.party))
$$;

-- What a page of its authors shows: their proposals, and the form for more.
create function api.proposals_own(meeting uuid, slot uuid, party uuid, lang text, input jsonb) returns jsonb language sql stable as $$
	select api.proposal_form(proposals_own.meeting, lang, api.form_sent(input, '{proposal_enter,proposal_propose}')) || jsonb_build_object(
		'entered', entered, 'any', entered <> '[]', 'with_paper', proposals_own.slot is not null, 'closed', api.time_in(m.proposals_closed, m.zone),
		'offered', m.proposals_closed is null or api.form_sent(input, '{proposal_enter,proposal_propose}') is not null)
	from dais.meeting as m, api.proposals_of(proposals_own.meeting, proposals_own.slot, proposals_own.party, lang) as entered
	where m.id = proposals_own.meeting
$$;

-- ---------------------------------------------------------------- entering

-- What is wrong with a form about proposals, besides what each field says for itself; it is null where they are entered.
create function api.proposal_faults(here uuid, it dais.proposal, input jsonb) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('field', field, 'code', code)), '[]') from (
		select * from (values
			('addressee', 'choose', coalesce(replace(input ->> 'addressee', '-', ' ') <> all (api.addressees()), true)),
			('aim', 'choose', coalesce(input ->> 'aim' <> all (api.aims()), true)),
			('theme', 'choose', input ->> 'theme' <> 'other' and not exists (
				select from dais.theme as t where t.meeting = here and t.slug = input ->> 'theme')),
			('theme_words', 'which-theme', input ->> 'theme' = 'other' and not input ? 'theme_words'),
			('objective', 'choose', input ? 'objective' and api.id_of(input ->> 'objective') is distinct from it.serves and not exists (
				select from dais.proposal as o where o.id = api.id_of(input ->> 'objective') and o.meeting = here and o.kind = 'objective'
					and o.state = 'proposed' and o.id is distinct from it.id and (api.is_mine(o) or api.is_edited(o)))),
			('kind', 'choose', it.id is not null and replace(input ->> 'kind', '-', ' ') <> all (api.proposal_kinds())),
			('kind', 'objective-served', it.kind = 'objective' and input ->> 'kind' <> 'objective' and api.is_built_upon(it.id, true)),
			('page', 'not-valid', input ->> 'page' ~ '^0+$')) as rule(field, code, broken)
		union all
		select 'rows.' || (line ->> 'row') || '.' || field, code, broken from jsonb_array_elements(input -> 'rows') as line, lateral (values
			('kind', 'choose', line ? 'text' and coalesce(replace(line ->> 'kind', '-', ' ') <> all (api.proposal_kinds()), true)),
			('page', 'not-valid', line ->> 'page' ~ '^0+$'),
			('text', 'required', line ? 'page' and not line ? 'text')) as rule(field, code, broken)
		union all
		select 'rows.0.text', 'required', it.id is null and not exists (
			select from jsonb_array_elements(input -> 'rows') as line where line ? 'text')) as rules
	where broken
$$;

-- Since when authors enter and change no more proposals; null: they still do.
create function api.entering_closed(meeting uuid) returns timestamptz language sql stable as $$
	select m.proposals_closed from dais.meeting as m where m.id = entering_closed.meeting
$$;

-- Refuses what an author sends after that; the agenda is locked before it, so that nobody closes the entering meanwhile.
create function api.entering_asked(meeting uuid, field text) returns void language plpgsql as $$
begin
	perform api.agenda_lock(meeting);
	if api.entering_closed(meeting) is not null then
		perform api.conflict(field, 'entering-closed');
	end if;
end $$;

create function api.theme_of(here uuid, slug text) returns uuid language sql stable as $$
	select t.id from dais.theme as t where t.meeting = here and t.slug = theme_of.slug
$$;

-- Keeps the rows of a form as proposals that come from where origin says. What serves an objective stands in its category: the
-- one above it in the form, or the one that the form names.
create function api.proposals_keep(origin dais.proposal, input jsonb) returns void language plpgsql as $$
declare
	made dais.proposal := origin;
	over uuid := api.id_of(input ->> 'objective');
	line jsonb;
begin
	perform api.agenda_lock(origin.meeting), api.refuse(api.proposal_faults(origin.meeting, null, input));
	select o.addressee, o.aim into made.addressee, made.aim from dais.proposal as o where o.id = over;
	for line in select row from jsonb_array_elements(input -> 'rows') as row where row ? 'text' loop
		made.id := gen_random_uuid();
		made.kind := replace(line ->> 'kind', '-', ' ');
		made.serves := case when made.kind <> 'objective' then over end;
		if made.serves is null then
			made.addressee := replace(input ->> 'addressee', '-', ' ');
			made.aim := input ->> 'aim';
		end if;
		insert into dais.proposal (id, meeting, kind, serves, addressee, aim, theme, other_theme, text, original_language, submission, page, item, said_by,
				slot, party, person)
			values (made.id, made.meeting, made.kind, made.serves, made.addressee, made.aim, api.theme_of(made.meeting, input ->> 'theme'),
				case when input ->> 'theme' = 'other' then input ->> 'theme_words' end, jsonb_build_object(input ->> 'written_in', line ->> 'text'),
				input ->> 'written_in', made.submission, (line ->> 'page')::integer, made.item, made.said_by, made.slot, made.party, api.me());
		perform api.event_append(made.meeting, 'proposal entered', made.id);
		if made.kind = 'objective' then
			over := made.id;
		end if;
	end loop;
end $$;

-- Where the proposals of a slot come from: its item, and the paper that was sent for it.
create function api.origin_of(slot dais.slot) returns dais.proposal language plpgsql stable as $$
declare
	origin dais.proposal;
begin
	origin.meeting := slot.meeting;
	origin.slot := slot.id;
	origin.item := slot.item;
	origin.submission := (select s.id from dais.submission as s where s.slot = origin_of.slot.id and s.kind = 'presentation');
	return origin;
end $$;

create function api.proposal_enter(lang text, input jsonb) returns json language plpgsql as $$
declare
	origin dais.proposal := api.origin_of(api.slot_of_mine(input));
begin
	perform api.entering_asked(origin.meeting, 'rows.0.text');
	perform api.proposals_keep(origin, input);
	return api.to_own(origin, lang, 'proposals-entered');
end $$;

create function api.proposal_propose(lang text, input jsonb) returns json language plpgsql as $$
declare
	mine record := api.my_delegation(input);
	origin dais.proposal;
begin
	origin.meeting := mine.meeting;
	origin.party := mine.party;
	perform api.entering_asked(origin.meeting, 'rows.0.text');
	perform api.proposals_keep(origin, input);
	return api.to_own(origin, lang, 'proposals-entered');
end $$;

-- ---------------------------------------------------------------- one of them, by its authors

create function api.proposal_of_mine(input jsonb) returns dais.proposal language plpgsql stable as $$
begin
	return api.existing((select p from dais.proposal as p where p.id = api.id_of(input ->> 'proposal') and api.is_mine(p)));
end $$;

-- A proposal as a form would send it.
create function api.proposal_as_sent(it dais.proposal) returns jsonb language sql stable as $$
	select jsonb_build_object('kind', replace(it.kind, ' ', '-'), 'addressee', replace(it.addressee, ' ', '-'), 'aim', it.aim, 'objective', it.serves,
		'theme', case when it.other_theme is not null then 'other' else (select t.slug from dais.theme as t where t.id = it.theme) end,
		'theme_words', it.other_theme, 'page', it.page, 'item', it.item, 'said_by', it.said_by)
$$;

-- The page of a proposal; its form holds what the row says, unless another was refused.
create function api.proposal_page(it dais.proposal, lang text, input jsonb) returns jsonb language plpgsql stable as $$
declare
	row_says jsonb := api.proposal_as_sent(it);
	sent jsonb := coalesce(api.form_sent(input, '{proposal_change,proposal_correct}'), row_says);
begin
	return api.proposal_choices(it.meeting, lang, sent) || jsonb_build_object('meeting', api.meeting_frame(it.meeting, lang), 'proposal', it.id,
		'kind', it.kind, 'state', it.state, 'reason', it.reason, 'title', api.localized(it.text, lang), 'addressee', it.addressee, 'aim', it.aim,
		'slot', it.slot, 'party', (select p.code from dais.party as p where p.id = it.party), 'file', api.paper_file(it.submission, lang),
		'from_paper', it.submission is not null or it.slot is not null, 'open', it.state = 'proposed',
		'objectives', api.objectives_served(it.meeting, it.id, sent ->> 'objective', lang),
		'form', row_says || jsonb_build_object('text', api.texts_form(it.text), 'revision', it.revision));
end $$;

create function api.proposal_show(lang text, input jsonb) returns json language plpgsql stable as $$
begin
	return (select api.proposal_page(it, lang, input) || jsonb_build_object('open', it.state = 'proposed' and m.proposals_closed is null,
			'closed', api.time_in(m.proposals_closed, m.zone))
		from api.proposal_of_mine(input) as it join dais.meeting as m on m.id = it.meeting);
end $$;

-- What the form says, by columns; of staff also where it was said, and by whom.
create function api.proposal_sent(it dais.proposal, input jsonb, by_staff boolean) returns jsonb language sql stable as $$
	select jsonb_build_object('kind', replace(input ->> 'kind', '-', ' '), 'serves', over.id, 'addressee', coalesce(over.addressee, replace(input ->> 'addressee', '-', ' ')),
			'aim', coalesce(over.aim, input ->> 'aim'), 'theme', api.theme_of(it.meeting, input ->> 'theme'),
			'other_theme', case when input ->> 'theme' = 'other' then input ->> 'theme_words' end, 'text', input -> 'text', 'page', (input ->> 'page')::integer)
		|| case when by_staff then jsonb_build_object('item', api.id_of(input ->> 'item'), 'said_by', input ->> 'said_by') else '{}' end
	from (select 1) as one left join (select o.id, o.addressee, o.aim from dais.proposal as o
		union all select it.serves, it.addressee, it.aim where not exists (select from dais.proposal as seen where seen.id = it.serves)) as over
		on over.id = api.id_of(input ->> 'objective') and input ->> 'kind' <> 'objective'
$$;

-- What serves an objective, also by way of one that was merged into it, stands in its category.
create function api.proposals_follow(objective uuid, addressee text, aim text) returns void language sql as $$
	with recursive merged(id) as (
		select proposals_follow.objective
		union
		select p.id from dais.proposal as p join merged on p.merged_into = merged.id)
	update dais.proposal as p set addressee = proposals_follow.addressee, aim = proposals_follow.aim
	from merged where p.serves = merged.id and (p.addressee, p.aim) is distinct from (proposals_follow.addressee, proposals_follow.aim)
$$;

-- Saves what the form says over what others have changed meanwhile (api.merged).
create function api.proposal_save(it dais.proposal, input jsonb, by_staff boolean) returns void language plpgsql as $$
declare
	saved dais.proposal;
begin
	perform api.refuse(api.proposal_faults(it.meeting, it, input));
	saved := jsonb_populate_record(it, api.merged('proposal', to_jsonb(it), input ->> 'revision', api.proposal_sent(it, input, by_staff), jsonb_build_object(
		'kind', api.code_shown('kind', it.kind), 'addressee', api.code_shown('addressee', it.addressee), 'aim', api.code_shown('aim', it.aim),
		'serves', jsonb_build_object('field', 'objective', 'theirs', (select api.text_in(o.text, o.original_language) from dais.proposal as o where o.id = it.serves)),
		'other_theme', '{"field":"theme_words"}'::jsonb, 'theme', jsonb_build_object('theirs', (select api.text_in(t.name, it.original_language) from dais.theme as t where t.id = it.theme)),
		'item', jsonb_build_object('theirs', (select api.text_in(coalesce(i.short_title, i.long_title), it.original_language) from dais.item as i where i.id = it.item)))));
	update dais.proposal set kind = saved.kind, serves = saved.serves, addressee = saved.addressee, aim = saved.aim, theme = saved.theme,
			other_theme = saved.other_theme, text = saved.text, page = saved.page, item = saved.item, said_by = saved.said_by,
			original_language = case when saved.text ? it.original_language then it.original_language
				else (select language from jsonb_object_keys(saved.text) as language limit 1) end
		where id = it.id;
	if saved.kind = 'objective' and (saved.addressee, saved.aim) <> (it.addressee, it.aim) then
		perform api.proposals_follow(it.id, saved.addressee, saved.aim);
	end if;
	perform api.event_append(it.meeting, 'proposal changed', it.id);
end $$;

-- Its author's, to be changed: as long as nobody has decided upon it.
create function api.proposal_edited(input jsonb, states text[]) returns dais.proposal language plpgsql as $$
declare
	it dais.proposal := api.proposal_of_mine(input);
begin
	perform api.entering_asked(it.meeting, 'proposal');
	select * into it from dais.proposal as p where p.id = it.id;
	if it.state <> all (states) then
		perform api.conflict('proposal', 'proposal-decided');
	end if;
	return it;
end $$;

-- Back to the page on which it was entered.
create function api.to_own(it dais.proposal, lang text, done text) returns json language sql stable as $$
	select json_build_object('location', case when it.party is not null then api.to_delegation(lang, it.meeting, it.party, done) ->> 'location'
		else '/' || lang || '/my' || coalesce('/slots/' || it.slot, '') || '?done=' || done end || '#proposals')
$$;

create function api.proposal_change(lang text, input jsonb) returns json language plpgsql as $$
declare
	it dais.proposal := api.proposal_edited(input, '{proposed}');
begin
	perform api.proposal_save(it, input, false);
	return api.to_own(it, lang, 'saved');
end $$;

-- With FLAG restore it is proposed again. One that others were merged into stays, for their sake.
create function api.proposal_withdraw(lang text, input jsonb) returns json language plpgsql as $$
declare
	it dais.proposal := api.proposal_edited(input, '{proposed,withdrawn}');
begin
	if api.is_built_upon(it.id, false) then
		perform api.conflict('proposal', 'proposal-decided');
	end if;
	update dais.proposal set state = case when input ? 'restore' then 'proposed' else 'withdrawn' end where id = it.id;
	perform api.event_append(it.meeting, case when input ? 'restore' then 'proposal restored' else 'proposal withdrawn' end, it.id);
	return api.to_own(it, lang, case when input ? 'restore' then 'proposal-restored' else 'proposal-withdrawn' end);
end $$;

reset role;
set local role dais_owner;
grant select on dais.proposal to dais_identity;
create policy identity on dais.proposal for select to dais_identity using (true);
reset role;
set local role dais_identity;

-- Whether others were merged into it or (served) serve it, also those that its author does not see.
create function api.is_built_upon(proposal uuid, served boolean) returns boolean
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select exists (select from dais.proposal as p where p.merged_into = is_built_upon.proposal or served and p.serves = is_built_upon.proposal)
$$;

-- What a slot is called, for whoever reads of a proposal that comes from it.
create function api.slot_label(slot uuid) returns jsonb language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	return (select s.label from dais.slot as s where s.id = slot_label.slot and api.has_role(s.meeting, '{staff,chair,panelist,focal point}'));
end $$;

-- The party that designates a slot, for the same.
create function api.slot_party(slot uuid) returns uuid language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	return (select s.party from dais.slot as s where s.id = slot_party.slot and api.has_role(s.meeting, '{staff,chair,panelist,focal point}'));
end $$;

reset role;
