-- Publishing the program: what the next edition would change, issuing it at once or for an hour to come, taking back one that
-- waits, and telling those whom it touches.

set local role dais_owner;

-- What the next edition would change, or which one waits for its hour; for staff.
create function api.publish_show(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.agenda_of(input);
	latest dais.edition := api.edition_latest(api.program_of(here.id));
	waiting dais.edition := api.edition_waiting(api.program_of(here.id));
	changes jsonb := api.changes_in(coalesce(waiting.changes, api.edition_difference(latest.data, api.edition_snapshot(here.id))), lang);
begin
	return json_build_object('meeting', api.meeting_frame(here.id, lang), 'number', coalesce(latest.number, 0) + 1,
		'previous', latest.number, 'first', latest.number is null, 'changes', changes, 'waiting', api.time_in(waiting.published_at, here.zone), 'tell', waiting.tell,
		'unchanged', waiting.number is null and latest.number is not null and changes = '[]', 'form', json_build_object('note', api.texts_form(null)));
end $$;

-- Issues the edition that the page promised, at once or (publish_at, a local time of the meeting) then: when another was issued
-- meanwhile, a conflict. tell: those whom it touches get a mail.
create function api.edition_publish(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
	next integer := coalesce((api.edition_latest(api.program_of(here.id))).number, 0) + 1;
	at timestamptz := coalesce(api.moment_ahead(input, 'publish_at', here.id), now());
begin
	if at > now() and at > (here.ends_on + 1)::timestamp at time zone here.zone then -- a slip of the year would keep every other edition back
		perform api.refuse('publish_at', 'after-meeting');
	end if;
	if input ->> 'number' <> next::text then
		perform api.conflict('note', 'edition-issued');
	end if;
	if api.edition_issue(here.id, input -> 'note', at, input ? 'tell') <> next then
		perform api.conflict('note', 'edition-issued');
	end if;
	return json_build_object('location', case when at > now() then format('/%s/desk/%s/publish?done=scheduled', lang, here.slug)
		else format('/%s/%s/editions/%s/changes?done=published', lang, here.slug, next) end);
end $$;

-- Takes back the edition that waits for its hour (waiting: as the page said it), which nobody but staff has read. Its number is
-- free again, and so are those of an adopted agenda's items that no edition before it has.
create function api.edition_cancel(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
	program uuid := api.program_of(here.id);
	latest dais.edition := api.edition_hold(program);
	waiting dais.edition := api.edition_waiting(program);
begin
	if waiting.number is null or api.time_in(waiting.published_at, here.zone) <> input ->> 'waiting' then
		perform api.conflict('note', 'edition-issued');
	end if;
	perform api.edition_unpublish(program, waiting.number);
	update dais.item as i set fixed_number = null where i.meeting = here.id and latest.number is not null
		and i.id::text in (select id from api.edition_items(waiting.data)) and i.id::text not in (select id from api.edition_items(latest.data));
	perform api.event_append(here.id, 'edition cancelled', program, jsonb_build_object('number', waiting.number));
	return json_build_object('location', format('/%s/desk/%s/publish?done=edition-cancelled', lang, here.slug));
end $$;

-- ---------------------------------------------------------------- what follows from it

grant select on dais.document to dais_registry;
grant select, delete on dais.edition, dais.edition_text, dais.edition_page to dais_registry;
grant update (public_from) on dais.file to dais_registry;
create policy registry on dais.document for select to dais_registry using (true);
create policy registry on dais.edition for select to dais_registry using (true);
create policy registry_take_back on dais.edition for delete to dais_registry using (published_at > now()); -- what was read stays
do $$
declare
	it text;
begin
	foreach it in array '{edition_text,edition_page}'::text[] loop
		execute format('create policy registry on dais.%I for select to dais_registry using (true)', it);
		execute format('create policy registry_take_back on dais.%I for delete to dais_registry using (exists (select from dais.edition as e
			where e.document = %1$I.document and e.number = %1$I.number and e.published_at > now()))', it);
	end loop;
end $$;

grant select, update (told_at) on dais.edition to dais_identity;
grant update (told_at) on dais.edition to dais_clerk; -- to hold the row while its mails are written
grant select on dais.document, dais.floor_request to dais_identity;
create policy identity on dais.edition to dais_identity using (true) with check (true);
create policy identity on dais.document for select to dais_identity using (true);
create policy identity on dais.floor_request for select to dais_identity using (true);
create policy clerk_tell on dais.edition for update to dais_clerk using (true) with check (true);

reset role;
set local role dais_registry;

-- The cleaned copies that a public edition lists are open to all from its hour on, whatever later editions say; of what may not
-- be public no edition says that it is.
create function api.files_publish(meeting uuid, number integer) returns void
	language sql security definer set search_path = pg_catalog, pg_temp as $$
	update dais.file as f set public_from = e.published_at
	from dais.edition as e, jsonb_path_query(e.data, '$.**.submissions[*].files[*].id') as listed(id), dais.submission as s
	where e.document = api.program_of(files_publish.meeting) and e.number = files_publish.number and e.audience = 'public'
		and f.id = api.id_of(listed.id #>> '{}') and f.meeting = e.meeting and f.public_from is null
		and f.state = 'cleared' and s.id = f.submission and api.is_public(s)
$$;

-- Removes an edition whose hour has not come (by the clock: what began before it may have waited), with all that follows from
-- it; for staff of its meeting.
create function api.edition_unpublish(document uuid, number integer) returns void
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	it dais.edition := (select e from dais.edition as e where e.document = edition_unpublish.document and e.number = edition_unpublish.number
		and e.published_at > clock_timestamp() + interval '1 second');
begin
	if it.meeting is null or not api.is_staff(it.meeting) then
		perform api.conflict('note', 'edition-issued');
	end if;
	update dais.file as f set public_from = null where f.meeting = it.meeting and f.public_from = it.published_at;
	delete from dais.edition_page as p where p.document = it.document and p.number = it.number;
	delete from dais.edition_text as t where t.document = it.document and t.number = it.number;
	delete from dais.edition as e where e.document = it.document and e.number = it.number;
end $$;

reset role;
set local role dais_identity;

-- Whom an edition of the program touches, and by which of its changes, in their language: what happened to an item of theirs or one
-- above it, to a day on which it is taken up, to what the program says of themselves or of their paper. Theirs is an item where they
-- are named, or for which their state designates or has asked for the floor.
create function api.edition_touched(edition dais.edition) returns table (person uuid, changes jsonb) language sql stable as $$
	with recursive tree as (
		select id, parent, item from api.edition_items(edition.data)
	), part as (
		select n.person, n.slot, s.item, n.id as entry from dais.slot_person as n join dais.slot as s on s.id = n.slot
			where n.meeting = edition.meeting and n.state in ('named', 'invited', 'confirmed')
		union all
		select g.person, s.id, s.item, null from dais.role_grant as g join dais.slot as s on s.meeting = g.meeting and s.party = g.party
			where g.meeting = edition.meeting and g.role = 'focal point'
		union all
		select g.person, null, r.item, null from dais.role_grant as g join dais.floor_request as r on r.meeting = g.meeting and r.party = g.party
			where g.meeting = edition.meeting and g.role = 'focal point' and r.state <> 'withdrawn'
	), up as (
		select person, item::text as item from part
		union
		select up.person, tree.parent from up join tree on tree.id = up.item where tree.parent is not null
	), day as (
		select up.person, (tree.item ->> 'day')::int as day, null as held_on from up join tree on tree.id = up.item
		union
		select up.person, null, entry ->> 'held_on' from up join tree on tree.id = up.item, jsonb_array_elements(tree.item -> 'schedule') as entry
	), change as (
		select at, value, value ->> 'code' as code, value ->> 'entry' as entry from jsonb_array_elements(edition.changes) with ordinality as list(value, at)
	), touching as (
		select person, at, value from change join part on change.entry = part.entry::text
		union
		select part.person, at, value from change join dais.submission as s on s.id::text = change.entry join part on part.slot = s.slot
		union
		select person, at, value from change join up on up.item = value ->> 'id'
			where code = any ('{item-moved,item-elsewhere,item-renamed,item-withdrawn,item-restored,time-changed,room-changed}')
		union
		select person, at, value from change join day on day.day = (value ->> 'day')::int or day.held_on in (value ->> 'held_on', value ->> 'was')
			where code = any ('{day-removed,day-moved,day-sittings,day-room}')
	)
	select p.id, api.changes_in(jsonb_agg(value order by at), p.language)
	from touching join dais.person as p on p.id = touching.person
	where not p.disabled and (coalesce(value -> 'languages', 'null') = 'null' or value -> 'languages' ? p.language)
	group by p.id, p.language
$$;
revoke execute on function api.edition_touched(dais.edition) from dais_web, dais_clerk;

-- Writes to those whom an edition touches as things stand in its hour; the caller holds its row.
create function api.edition_tell(document uuid, number integer) returns void
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
	it dais.edition := (select e from dais.edition as e where e.document = document and e.number = number and e.tell and e.told_at is null);
begin
	perform api.mail_queue(it.meeting, t.person, 'edition', api.mail_facts(t.person, it.meeting, null, null)
			|| jsonb_build_object('number', it.number, 'changes', t.changes))
		from api.edition_touched(it) as t;
	update dais.edition as e set told_at = now() where e.document = document and e.number = number;
end $$;
revoke execute on function api.edition_tell(uuid, integer) from dais_web;

reset role;
set local role dais_owner;

-- Writes the mails about editions whose hour has come; of several clerks one writes those of an edition. True: there was something to do.
create function clerk.editions_tell() returns boolean language plpgsql as $$
declare
	due record;
begin
	for due in select document, number from dais.edition where tell and told_at is null and published_at <= now() for update skip locked loop
		perform api.edition_tell(due.document, due.number);
	end loop;
	return found;
end $$;

reset role;
