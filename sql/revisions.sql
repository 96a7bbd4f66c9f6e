-- Revisions and changes. A row that two people can edit carries a revision, which every update advances; what was changed,
-- by whom, is kept as a row of dais.change. Both are done by triggers, so that no function can forget them.
--
-- A form carries the revision that it was filled in against. api.merged() then tells what to save: who saves second loses
-- nothing and destroys nothing, and decides only where both have changed the same.
--
-- What one form changed is one act. Staff see the acts of their meeting in words, and may take each back.

set local role dais_identity;

-- The addressee of a proposal that was changed: as it is now, else of a row that was added or removed, when it was no author's own.
create function api.proposal_whose(proposal uuid, before jsonb, after jsonb) returns text
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select coalesce((select p.addressee from dais.proposal as p where p.id = proposal_whose.proposal),
		case when row ->> 'slot' is null and row ->> 'party' is null then row ->> 'addressee' end)
	from coalesce(after, before) as row
$$;

reset role;
set local role dais_owner;

grant select on dais.change to dais_web;
create policy read on dais.change for select to dais_web
	using (meeting = any ((select api.meetings_as('{staff}'))::uuid[])
		or (meeting is null and (select api.has_role(null, '{admin}'))) or party = any (api.my_parties(meeting))
		or kind = 'proposal' and (exists (select from dais.proposal as p where p.id = subject and api.is_mine(p))
			or meeting || ' ' || api.proposal_whose(subject, before, after) = any ((select api.my_parts())::text[]))
		or kind = 'conclusion' and meeting || ' ' || api.conclusion_whose(subject, before, after) = any ((select api.my_parts())::text[])
		or kind = 'report_section' and meeting = any ((select api.reports_written())::uuid[]));
grant select, insert on dais.change to dais_registry;
create policy registry on dais.change for insert to dais_registry with check (true);
create policy registry_read on dais.change for select to dais_registry using (true);
grant select, insert on dais.slot_person, dais.representation to dais_registry;
create policy registry_keep on dais.slot_person for select to dais_registry using (true);
create policy registry_keep on dais.representation for select to dais_registry using (true);
create policy registry_put_back on dais.slot_person for insert to dais_registry with check (true);
create policy registry_put_back on dais.representation for insert to dais_registry with check (true);

create function api.revision_advance() returns trigger language plpgsql as $$
begin
	new.revision := old.revision + case when new is distinct from old then 1 else 0 end;
	return new;
end $$;

set local role dais_registry;

-- The act that this transaction is: everything that one transaction changes is taken back together.
create function api.change_act() returns uuid language plpgsql as $$
declare
	act uuid := nullif(current_setting('dais.act', true), '');
begin
	if act is null then
		act := gen_random_uuid();
		perform set_config('dais.act', act::text, true);
	end if;
	return act;
end $$;
revoke execute on function api.change_act() from dais_web, dais_clerk;

-- Of an update only the columns that differ are kept, but not whose a proposal or a comment is, which changes when two records of a person
-- become one, nor what a room's screen shows. A delegation's rows name their party: its focal points may read them.
create function api.change_keep() returns trigger
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	was jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - '{revision,screen,on_screen}'::text[] end;
	is_now jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - '{revision,screen,on_screen}'::text[] end;
	subject jsonb := coalesce(is_now, was);
begin
	if was = is_now then
		return null;
	end if;
	if tg_op = 'UPDATE' then
		select jsonb_object_agg(key, value), jsonb_object_agg(key, is_now -> key) into was, is_now
			from jsonb_each(was) where value is distinct from is_now -> key
				and (tg_table_name, key) not in (('proposal', 'person'), ('report_comment', 'person'));
		if was is null then
			return null;
		end if;
	end if;
	insert into dais.change (act, undoes, meeting, party, person, kind, subject, revision, before, after)
		values (api.change_act(), nullif(current_setting('dais.undoes', true), '')::uuid,
			case tg_table_name when 'meeting' then subject ->> 'id' else subject ->> 'meeting' end::uuid,
			case tg_table_name when 'delegation_member' then subject ->> 'party' end::uuid, api.me(), tg_table_name,
			(subject ->> 'id')::uuid, case when tg_op = 'DELETE' then old.revision else new.revision end, was, is_now);
	return null;
end $$;

set local role dais_owner;

do $$
declare
	it text;
begin
	foreach it in array '{body,meeting,sitting,item,schedule_entry,party,slot,delegation_member,speaker_list,proposal,theme,objective,category,letter,section,paragraph,footnote,working_group,conclusion,reservation,report_section}'::text[] loop
		execute format('create trigger revision_advance before update on dais.%I
			for each row execute function api.revision_advance()', it);
		execute format('create trigger change_keep after insert or update or delete on dais.%I
			for each row execute function api.change_keep()', it);
	end loop;
end $$;
do $$
declare
	it text;
begin
	foreach it in array '{follow_up,report_comment}'::text[] loop -- of these nobody takes back that they were made
		execute format('create trigger revision_advance before update on dais.%I
			for each row execute function api.revision_advance()', it);
		execute format('create trigger change_keep after update on dais.%I
			for each row execute function api.change_keep()', it);
	end loop;
end $$;

-- What to save of a form: mine, by columns, filled in against a revision of the row; current is the row now. What only others have
-- changed since stays theirs; of a text in several languages each is looked at for itself. Where both have changed the same, refuses
-- with DA409 and, for each, {field, code "changed", theirs (a text) or at (a time)}; shown says, by column, what the form calls it
-- and how theirs is told, where that is not the column's own name and text. Of a text of which two have each taken away what the other
-- left, nothing would remain: that is a change of the same, too.
--
-- revision is what the form sent: "7", or "7.9" of a form that was filled in against 7 and, once refused, shown over 9: then
-- its writer has seen what others did until 9, and overwrites that knowingly.
create function api.merged(kind text, current jsonb, revision text, mine jsonb, shown jsonb default '{}') returns jsonb
	language plpgsql stable as $$
declare
	result jsonb := mine;
	clashes jsonb := '[]';
	col text;
	lang text;
	path text[];
	base jsonb; -- as it was when the form was filled in
	seen jsonb; -- as its writer saw it last
	based_on constant integer := split_part(revision, '.', 1);
	seen_at constant integer := api.seen_at(jsonb_build_object('revision', revision));
begin
	for col, lang, path in select c, l.lang, array_remove(array[c, l.lang], null) from jsonb_object_keys(mine) as c left join lateral
			jsonb_object_keys(api.texts_or_none(current -> c) || api.texts_or_none(mine -> c)) as l(lang) on true order by 3 loop
		base := api.value_at(kind, current, col, based_on) #> path[2:];
		seen := api.value_at(kind, current, col, seen_at) #> path[2:];
		if mine #> path is not distinct from base then
			if lang is not null and jsonb_typeof(result -> col) <> 'object' then
				result := jsonb_set(result, array[col], '{}');
			end if;
			result := case when current #> path is null then result #- path else jsonb_set(result, path, current #> path) end;
		elsif current #> path is distinct from seen and current #> path is distinct from mine #> path then
			clashes := clashes || (jsonb_build_object('code', 'changed', 'theirs', current #>> path, 'at', null)
				|| coalesce(shown -> col, '{}')
				|| jsonb_build_object('field', array_to_string(coalesce(shown #>> array[col, 'field'], col) || path[2:], '.')));
		end if;
	end loop;
	for col in select key from jsonb_each(result) where value = '{}' and api.texts_or_none(mine -> key) <> '{}' loop
		result := jsonb_set(result, array[col], mine -> col);
		if current -> col is distinct from api.value_at(kind, current, col, seen_at) then
			clashes := clashes || jsonb_build_object('field', coalesce(shown #>> array[col, 'field'], col), 'code', 'changed', 'at', null,
				'theirs', (select value from jsonb_each_text(current -> col) limit 1));
		end if;
	end loop;
	if clashes <> '[]' then
		raise sqlstate 'DA409' using message = 'changed meanwhile', detail = clashes::text;
	end if;
	return result;
end $$;

-- The revision over which the writer of a form has seen it last.
create function api.seen_at(input jsonb) returns integer language sql immutable as $$
	select coalesce(nullif(split_part(input ->> 'revision', '.', 2), ''), input ->> 'revision')::integer
$$;

-- How a column is told that holds one of a few words: as that word, for the template, and not as a text.
create function api.code_shown(col text, value text) returns jsonb language sql immutable as $$
	select jsonb_build_object('theirs', null, 'now', '{"kind":null,"addressee":null,"aim":null,"style":null,"place":null,"status":null}' || jsonb_build_object(col, value))
$$;

-- A column of a row as it was at a revision; current is the row now.
create function api.value_at(kind text, current jsonb, col text, revision integer) returns jsonb language sql stable as $$
	select coalesce((select c.before -> col from dais.change as c where c.kind = value_at.kind and c.subject = (current ->> 'id')::uuid
		and c.revision > value_at.revision and c.before ? col
		and not exists (select from dais.change as anew -- a row that was removed and put back counts from one again
			where anew.kind = c.kind and anew.subject = c.subject and anew.before is null and anew.id > c.id)
		order by c.id limit 1), current -> col)
$$;

create function api.texts_or_none(value jsonb) returns jsonb language sql immutable as $$
	select case when jsonb_typeof(value) = 'object' then value else '{}' end
$$;

-- ---------------------------------------------------------------- the list of changes, and taking one back

-- The tables whose changes staff see in the list and may take back. A delegation's members belong to its mission.
create function api.kinds_taken_back() returns text[] language sql immutable as $$
	select api.kinds_of_agenda() || '{proposal,conclusion,reservation,follow_up,report_section}'
$$;

create function api.kinds_of_agenda() returns text[] language sql immutable as $$
	select '{meeting,sitting,item,schedule_entry,slot,theme,objective,category,section,paragraph,footnote,working_group}'::text[]
$$;

-- What an act did to a row, in one word: added, removed, moved, withdrawn, restored, changed; of a meeting, head: of its agenda; to
-- a proposal also merged, set aside.
create function api.change_word(change dais.change) returns text language sql immutable as $$
	select case when change.before is null then 'added' when change.after is null then 'removed'
		when change.after ? 'withdrawn' then case when (change.after ->> 'withdrawn')::boolean then 'withdrawn' else 'restored' end
		when change.kind = 'proposal' and change.after ? 'state' then case change.after ->> 'state' when 'proposed' then 'restored' else change.after ->> 'state' end
		when change.kind = 'meeting' and change.after ?| api.head_columns() then 'head'
		when change.after ?| '{parent,position,day}' and change.after - '{parent,position,day,number}'::text[] = '{}' then 'moved'
		else 'changed' end
$$;

-- The name that a changed row goes by: as it is now, else as it was.
create function api.change_title(change dais.change, lang text) returns json language sql stable as $$
	select api.localized(case change.kind
		when 'item' then coalesce((select coalesce(short_title, long_title) from dais.item where id = change.subject), row -> 'long_title')
		when 'working_group' then (select coalesce(i.short_title, i.long_title) from dais.item as i where i.id = (select coalesce(
			(select g.item from dais.working_group as g where g.id = change.subject), api.id_of(row ->> 'item'))))
		when 'schedule_entry' then (select coalesce(i.short_title, i.long_title) from dais.item as i where i.id = (select coalesce( -- a value of its own: else all items are read
			(select e.item from dais.schedule_entry as e where e.id = change.subject), api.id_of(row ->> 'item'))))
		when 'slot' then coalesce((select label from dais.slot where id = change.subject), row -> 'label')
		when 'sitting' then coalesce((select name from dais.sitting where id = change.subject), row -> 'name')
		when 'theme' then coalesce((select name from dais.theme where id = change.subject), row -> 'name')
		when 'objective' then coalesce((select text from dais.objective where id = change.subject), row -> 'text')
		when 'category' then coalesce((select text from dais.category where id = change.subject), row -> 'text')
		when 'section' then coalesce((select title from dais.section where id = change.subject), row -> 'title')
		when 'paragraph' then api.beginnings(coalesce((select text from dais.paragraph where id = change.subject), row -> 'text'))
		when 'footnote' then api.beginnings(coalesce((select text from dais.footnote where id = change.subject), row -> 'text'))
		when 'proposal' then coalesce((select text from dais.proposal where id = change.subject), row -> 'text')
		when 'conclusion' then api.beginnings(coalesce((select text from dais.conclusion where id = change.subject), row -> 'text'))
		when 'reservation' then api.beginnings(coalesce((select text from dais.reservation where id = change.subject), row -> 'text'))
		when 'report_section' then (select coalesce(i.short_title, i.long_title) from dais.item as i where i.id = (select s.item from dais.report_section as s where s.id = change.subject))
		when 'follow_up' then (select api.beginnings(c.text) from dais.follow_up as f join dais.conclusion as c on c.id = f.conclusion where f.id = change.subject)
		else (select name from dais.meeting as m where m.id = change.meeting) end, lang)::json
	from coalesce(change.after, change.before) as row
$$;

-- The day that a sitting or an entry of the schedule is about.
create function api.change_day(change dais.change) returns date language sql stable as $$
	select coalesce((select s.held_on from dais.sitting as s where s.id = (select coalesce((select e.sitting from dais.schedule_entry as e where e.id = change.subject),
		api.id_of(row ->> 'sitting'), change.subject))), (row ->> 'held_on')::date)
	from coalesce(change.after, change.before) as row where change.kind in ('sitting', 'schedule_entry')
$$;

-- The columns that a change has changed, as they were and are now: {column, language, before, after}, or before_at and after_at of a
-- time; a text in several languages is told by language. Ids and positions say nothing to a reader.
create function api.change_values(change dais.change, zone text) returns json language sql stable as $$
	select coalesce(json_agg(case when is_time then json_build_object('column', col, 'language', null, 'before', null, 'after', null,
				'before_at', api.time_in(was::timestamptz, zone), 'after_at', api.time_in(is_now::timestamptz, zone))
			else json_build_object('column', col, 'language', lang, 'before', was, 'after', is_now, 'before_at', null, 'after_at', null) end order by col, lang), '[]')
	from jsonb_object_keys(coalesce(change.before, change.after)) as c(col)
		left join lateral jsonb_object_keys(api.texts_or_none(change.before -> col) || api.texts_or_none(change.after -> col)) as l(lang) on true,
		lateral (select change.before #>> array_remove(array[col, lang], null) as was, change.after #>> array_remove(array[col, lang], null) as is_now,
			col in ('starts', 'ends', 'deadline', 'closes', 'extended_to', 'proposals_closed') and change.kind <> 'follow_up' as is_time) as v
	where change.before is not null and change.after is not null and col not in ('parent', 'position', 'item', 'sitting', 'party', 'asked_by', 'objective', 'addressee',
		'serves', 'aim', 'theme', 'state', 'merged_into', 'section', 'style', 'stands_at', 'conclusion', 'proposal', 'status', 'parts')
		and (col <> 'kind' or change.kind not in ('proposal', 'reservation')) and was is distinct from is_now
$$;

-- The acts of a meeting that its staff may take back (what an author did to a proposal is the author's, and what the room did to
-- it is the room's), and of those to proposals the ones that their rapporteur may, newest first: {act, at, name, undo, undone,
-- lines}; all but the one that made it.
-- undo: it takes another back; one that takes that back in turn does what was done at first. before: only those whose last
-- change has a smaller number, for the list's next page. next: only what undoing and redoing would take back now, of these kinds,
-- each with its first line.
create function api.acts(meeting uuid, lang text, before bigint, most integer, next boolean default false, kinds text[] default api.kinds_taken_back()) returns json language plpgsql stable as $$
#variable_conflict use_column
declare
	by_staff constant boolean := api.is_staff(acts.meeting);
	staff constant uuid[] := array(select e.id from api.editors(acts.meeting) as e where e.staff);
begin
	return (with recursive act as materialized (
			select act, max(id) as last, min(at) as at, (array_agg(person))[1] as person, (array_agg(undoes))[1] as undoes,
				bool_or(c.kind = 'meeting' and c.before is null) as made_it
			from dais.change as c where c.meeting = acts.meeting and c.kind = any (kinds) and api.is_taken_back(c, by_staff, staff)
				and not api.is_of_the_room(c)
			group by act
		), turn as (
			select act, false as undo from act where undoes is null
			union
			select act.act, not turn.undo from turn join act on act.undoes = turn.act
		), told as materialized (
			select act.*, turn.undo, later.act is not null as undone
			from act join turn using (act) left join (select distinct undoes as act from act) as later using (act) where not made_it
		), wanted as (
			(select * from told where not next and (acts.before is null or last < acts.before) order by last desc limit most)
			union all (select * from told where next and not undo and not undone order by last desc limit 1)
			union all (select * from told where next and undo and not undone and last > coalesce((select max(last) from told where undoes is null), 0)
				order by last desc limit 1)
		)
		select coalesce(json_agg(json_build_object('act', act, 'last', last, 'at', api.time_in(wanted.at, m.zone), 'name', who.name,
			'undo', undo, 'undone', undone, 'lines', lines, 'first', lines -> 0) order by last desc), '[]')
		from wanted join dais.meeting as m on m.id = acts.meeting left join api.editors(acts.meeting) as who on who.id = wanted.person,
			lateral (select json_agg(json_build_object('kind', (c).kind, 'word', api.change_word(c), 'title', api.change_title(c, lang),
					'on', api.change_day(c), 'values', values, 'has_values', json_array_length(values) > 0) order by (c).id)
				from (select c from dais.change as c where c.act = wanted.act and c.kind = any (api.kinds_taken_back())
					order by c.id limit case when next then 1 end) as line, api.change_values(c, m.zone) as values) as l(lines));
end $$;

-- What undoing and redoing would take back now, each null or the act: {undo, redo}; of changes of these kinds.
create function api.acts_next(meeting uuid, lang text, kinds text[] default api.kinds_of_agenda()) returns jsonb language sql stable as $$
	select jsonb_build_object('undo', jsonb_path_query_first(acts, '$[*] ? (@.undo == false)'), 'redo', jsonb_path_query_first(acts, '$[*] ? (@.undo == true)'))
	from (select api.acts(acts_next.meeting, lang, null, 2, true, acts_next.kinds)::jsonb) as next(acts)
$$;

create function api.change_list(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.meeting_edited(input);
	acts json := api.acts(here.id, lang, (input ->> 'before')::bigint, 30);
begin
	return json_build_object('meeting', api.meeting_frame(here.id, lang), 'acts', acts,
		'more', case when json_array_length(acts) = 30 then acts -> 29 ->> 'last' end);
end $$;

-- Takes an act back, which is an act of its own and can be taken back in turn. What others have built upon it stays: then
-- nothing is changed, and it is said.
create function api.change_undo(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.meeting_edited(input);
	undone uuid := api.id_of(input ->> 'act');
	by_staff constant boolean := api.is_staff(here.id);
	staff constant uuid[] := array(select e.id from api.editors(here.id) as e where e.staff);
	change dais.change;
	rows bigint := 0;
begin
	perform api.agenda_lock(here.id);
	if exists (select from dais.change as later where later.meeting = here.id and later.undoes = undone) then
		perform api.conflict('undo', 'undone-already');
	end if;
	perform set_config('dais.undoes', undone::text, true);
	for change in select * from dais.change as c where c.act = undone and c.meeting = here.id
			and (c.kind = any (api.kinds_taken_back() || 'slot_person'::text) or api.moved_along(c))
			and api.is_taken_back(c, by_staff, staff) order by c.id desc loop
		if api.is_of_the_room(change) then
			perform api.conflict('undo', 'proposal-adopted');
		end if;
		perform api.row_taken_back(change);
		rows := rows + 1;
	end loop;
	if rows = 0 then
		perform api.not_found();
	elsif not by_staff and rows <> api.act_size(undone) then
		perform api.conflict('undo', 'of-others-too');
	end if;
	perform api.days_settle(here.id), api.objectives_settle(here.id) where by_staff;
	perform api.event_append(here.id, 'change undone', undone), set_config('dais.undoes', '', true);
	return json_build_object('location', '/' || lang || '/desk/' || here.slug || '/' || case when input ->> 'next' = 'document' then 'agenda/document'
		when input ->> 'next' in ('agenda', 'schedule', 'proposals', 'groups', 'conclusions', 'follow-up', 'report') then input ->> 'next' else 'changes' end || '?done=undone');
exception when foreign_key_violation or unique_violation or check_violation or insufficient_privilege then -- the last: of another part by now
	perform api.conflict('undo', 'built-upon');
end $$;

-- Whether whoever asks, one of the staff (whose ids these are) or a rapporteur, may take a change back.
create function api.is_taken_back(change dais.change, by_staff boolean, staff uuid[]) returns boolean language sql stable as $$
	select case when change.kind = 'conclusion' then by_staff
			or change.meeting || ' ' || api.conclusion_whose(change.subject, change.before, change.after) = any ((select api.my_parts())::text[])
		when change.kind <> 'proposal' then by_staff
		else (change.person = any (staff) or not api.is_author(change.subject, change.person))
			and (by_staff or change.meeting || ' ' || api.proposal_whose(change.subject, change.before, change.after) = any ((select api.my_parts())::text[])) end
$$;

-- Times of lists of speakers, and of letters that wait, which went along when the meeting was moved.
create function api.moved_along(change dais.change) returns boolean language sql stable as $$
	select exists (select from dais.change as c where c.act = change.act and c.kind = 'meeting')
		and (change.kind = 'speaker_list' or change.kind = 'letter' and exists (select from dais.letter as l where l.id = change.subject and l.sent_at is null))
$$;

create function api.row_taken_back(change dais.change) returns void language plpgsql as $$
declare
	now_is jsonb;
	columns text := (select string_agg(format('%I', key), ', ' order by key) from jsonb_object_keys(coalesce(change.before, '{}')) as key);
begin
	if change.kind = 'slot_person' then
		perform api.name_put_back(change.id);
		return;
	end if;
	if change.kind = 'slot' and change.before is null then
		perform api.mails_hold(change.subject);
	end if;
	execute format('select to_jsonb(t) - ''{revision,screen,on_screen}''::text[] from dais.%I as t where id = $1 for update', change.kind) into now_is using change.subject;
	if api.is_needed(change) then
		perform api.conflict('undo', 'built-upon');
	elsif change.before is null and change.kind <> 'meeting' and now_is = change.after then
		if change.kind = 'slot' then -- a name that the agenda prints came with its slot; whoever was invited keeps it
			perform api.names_keep(change.subject);
			delete from dais.slot_person where slot = change.subject and person is null and state = 'named';
		end if;
		execute format('delete from dais.%I where id = $1', change.kind) using change.subject;
	elsif change.after is null and now_is is null then
		execute format('insert into dais.%1$I (%2$s, revision) select %2$s, $2 from jsonb_populate_record(null::dais.%1$I, $1)', change.kind, columns)
			using change.before, change.revision + 1;
	elsif change.before is not null and (select bool_and(now_is -> key = value) from jsonb_each(change.after)) then
		execute format('update dais.%1$I set (%2$s) = (select %2$s from jsonb_populate_record(null::dais.%1$I, $1)) where id = $2',
			change.kind, columns) using change.before, change.subject;
		if change.kind = 'slot' and change.before ? 'extended_to' then
			perform api.deadline_mail(change.subject); -- as if staff had extended it, or ended the extension
		end if;
	else
		perform api.conflict('undo', 'built-upon');
	end if;
end $$;

-- Whether something stands upon a change that the database would let go with it: an item's hours and an unsent letter to its
-- speakers that another act made, or numbers that the adopted agenda has given since it was adopted.
create function api.is_needed(change dais.change) returns boolean language sql stable as $$
	select case when change.kind = 'item' and change.before is null
			then exists (select from dais.schedule_entry where item = change.subject)
				or exists (select from dais.letter where item = change.subject and sent_at is null and discarded_at is null)
		when change.kind = 'meeting' and change.after ->> 'agenda_state' = 'adopted'
			then exists (select from dais.change as later join dais.item on item.id = later.subject and item.fixed_number = later.after ->> 'fixed_number'
				where later.meeting = change.subject and later.kind = 'item' and later.before ? 'fixed_number' and later.act <> change.act and later.id > change.id)
		else false end
$$;

reset role;
set local role dais_registry;

-- Keeps whoever is named for a slot that staff are about to remove, and for whom they speak, so that they come back with it.
create function api.names_keep(slot uuid) returns void
	language sql security definer set search_path = pg_catalog, pg_temp as $$
	insert into dais.change (act, undoes, meeting, person, kind, subject, revision, before)
		select api.change_act(), nullif(current_setting('dais.undoes', true), '')::uuid, named.meeting, api.me(), 'slot_person', named.id, 1,
			to_jsonb(named) || jsonb_build_object('represents',
				(select coalesce(jsonb_agg(r), '[]') from dais.representation as r where r.slot_person = named.id))
		from dais.slot_person as named where named.slot = names_keep.slot and api.has_role(named.meeting, '{staff}')
$$;

-- What api.names_keep kept as a change, put back as it was.
create function api.name_put_back(change bigint) returns void
	language sql security definer set search_path = pg_catalog, pg_temp as $$
	with kept as (
		select c.before from dais.change as c where c.id = name_put_back.change and c.kind = 'slot_person' and api.has_role(c.meeting, '{staff}')
	), named as (
		insert into dais.slot_person select it.* from kept, jsonb_populate_record(null::dais.slot_person, kept.before) as it
	)
	insert into dais.representation select it.* from kept, jsonb_populate_recordset(null::dais.representation, kept.before -> 'represents') as it
$$;

reset role;
set local role dais_identity;

-- Those who may have changed something in a meeting, for them: its staff, and the rapporteurs of its groups.
create function api.editors(meeting uuid) returns table (id uuid, name text, staff boolean)
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select p.id, p.name, is_staff from dais.person as p, lateral (
			select exists (select from dais.role_grant as g where g.person = p.id and (g.meeting = editors.meeting or g.meeting is null)
				and g.role in ('staff', 'admin'))) as g(is_staff)
	where (api.is_staff(editors.meeting) or api.my_addressees(editors.meeting) <> '{}')
		and (is_staff or p.id in (select r.person from api.rapporteurs() as r where r.meeting = editors.meeting))
$$;

-- Whether a proposal is this person's own: entered for the slot that they speak in, or for the delegation that they register.
create function api.is_author(proposal uuid, person uuid) returns boolean
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select exists (select from dais.proposal as p where p.id = is_author.proposal and num_nonnulls(p.slot, p.party) > 0 and (p.person = is_author.person
		or exists (select from dais.slot_person as n where n.slot = p.slot and n.person = is_author.person)
		or exists (select from dais.role_grant as g where g.person = is_author.person and g.meeting = p.meeting and g.role = 'focal point'
			and g.party = coalesce(p.party, (select s.party from dais.slot as s where s.id = p.slot)))))
$$;

reset role;
set local role dais_registry;

-- How many rows an act changed, also those that whoever asks does not see.
create function api.act_size(act uuid) returns bigint
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select count(*) from dais.change as c where c.act = act_size.act
$$;

reset role;
