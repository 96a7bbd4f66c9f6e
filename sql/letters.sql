-- Letters: what the secretariat writes to a chosen set of people of a meeting. A letter is held until staff release it, at once
-- or for a set time; then a clerk writes its mails, to those who are in the set at that moment. Until then it can be changed,
-- held again or discarded.
--
-- Its text has placeholders, {name}, which each reader's own facts replace (api.letter_pieces); a reader gets it in
-- their language, where the letter has none of it in English or whatever it has.

set local role dais_owner;

grant select, insert (id, meeting, audience, item, subject, body, written_by), update (subject, body, send_at, released_at, discarded_at)
	on dais.letter to dais_web;
create policy read on dais.letter for select to dais_web using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));
create policy write on dais.letter for insert to dais_web
	with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]) and written_by = (select api.me()));
create policy change on dais.letter for update to dais_web using (sent_at is null and meeting = any ((select api.meetings_as('{staff}'))::uuid[]))
	with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));
grant select, update (sent_at, mails, released_at) on dais.letter to dais_identity;
grant select on dais.file to dais_identity;
grant select, update (sent_at, mails) on dais.letter to dais_clerk; -- to hold the row while its mails are written
create policy identity on dais.letter to dais_identity using (true) with check (true);
create policy identity on dais.file for select to dais_identity using (true);
create policy clerk on dais.letter to dais_clerk using (true) with check (true);
create trigger now before insert or update on dais.letter for each row when (current_user = 'dais_web')
	execute function api.time_is_now('released_at', 'discarded_at');

-- ---------------------------------------------------------------- whom and what

-- The sets of people that a letter may go to, besides one panel.
create function api.letter_audiences() returns text[] language sql immutable as $$
	select '{not answered,paper awaited,no expert,all}'::text[]
$$;

-- The placeholders that a letter to this set may have: what each of its readers has.
create function api.letter_words(audience text) returns text[] language sql immutable as $$
	select '{name,meeting,dates,venue,deadline,page}'::text[] || case audience when 'all' then '{}' when 'no expert' then '{party}' else '{item,speaker}' end::text[]
$$;

-- A text parted at its placeholders: [{text}, {is: "name"}, …].
create function api.letter_pieces(value text) returns jsonb language sql immutable as $$
	select coalesce(jsonb_agg(case when part[1] is null then jsonb_build_object('text', part[2], 'is', null)
		else jsonb_build_object('text', null, 'is', part[1]) end order by at), '[]')
	from regexp_matches(value, '\{(' || array_to_string(api.letter_words('panel') || '{party}', '|') || ')\}|([^{]+|\{)', 'g') with ordinality as m(part, at)
$$;

-- What is wrong with a letter's texts: a placeholder that its readers have nothing for, by its name; no language that has both.
create function api.letter_faults(input jsonb, audience text) returns jsonb language sql immutable as $$
	select coalesce(jsonb_agg(fault order by fault ->> 'field', fault ->> 'name'), '[]') from (
		select distinct jsonb_build_object('field', field || '.' || lang, 'code', 'unknown-placeholder', 'name', word[1]) as fault
		from unnest('{subject,body}'::text[]) as f(field), jsonb_each_text(api.texts_or_none(input -> field)) as t(lang, text),
			regexp_matches(text, '\{([^{}\n]{1,60})\}', 'g') as word
		where word[1] <> all (api.letter_words(audience))
		union all
		select jsonb_build_object('field', missing || '.' || lang, 'code', 'required')
		from unnest('{subject,body}'::text[]) as f(field), jsonb_object_keys(api.texts_or_none(input -> field)) as lang,
			lateral (select case field when 'subject' then 'body' else 'subject' end) as m(missing)
		where not api.texts_or_none(input -> missing) ? lang) as faults
$$;

create function api.letter_state(letter dais.letter) returns text language sql immutable as $$
	select case when letter.sent_at is not null then 'sent' when letter.discarded_at is not null then 'discarded'
		when letter.released_at is not null then 'released' else 'held' end
$$;

-- What a letter goes by in lists: its subject, for the meeting that is named in it.
create function api.letter_title(letter dais.letter, lang text) returns jsonb language sql stable as $$
	select api.localized(jsonb_object_agg(key, replace(value, '{meeting}', api.text_in(m.name, key))), lang)
	from dais.meeting as m, jsonb_each_text(letter.subject) where m.id = letter.meeting
$$;

-- ---------------------------------------------------------------- pages

-- The letter of an address of the desk, for staff of its meeting, locked: of two who decide, the second sees what the first did.
create function api.letter_of_desk(input jsonb) returns dais.letter language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
	found dais.letter;
begin
	select * into found from dais.letter as l where l.id = api.id_of(input ->> 'letter') and l.meeting = here.id;
	if found.id is null then
		perform api.not_found();
	elsif found.sent_at is null then
		select * into found from dais.letter as l where l.id = found.id for update;
		if found.id is null then -- a clerk has sent it meanwhile, and what is sent is nobody's to lock
			select * into found from dais.letter as l where l.id = api.id_of(input ->> 'letter');
		end if;
	end if;
	return found;
end $$;

create function api.to_letter(lang text, input jsonb, letter uuid, done text) returns json language sql immutable as $$
	select json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/letters/' || letter || '?done=' || done)
$$;

-- The letters of a meeting, newest first, and whom one can be written to.
create function api.letter_list(lang text, input jsonb) returns json language plpgsql stable as $$
#variable_conflict use_column
declare
	here dais.meeting := api.agenda_of(input);
begin
	return json_build_object('meeting', api.meeting_frame(here.id, lang), 'sets', api.letter_sets(here.id, null, lang),
		'letters', (select coalesce(json_agg(json_build_object('id', l.id, 'subject', api.letter_title(l, lang), 'audience', l.audience, 'item', head,
				'state', api.letter_state(l), 'written', l.mails, 'at', api.time_in(coalesce(l.sent_at, l.discarded_at, l.send_at, l.released_at, l.created), here.zone))
				order by l.created desc, l.id), '[]')
			from dais.letter as l left join api.item_heads(here.id, lang) as heads on heads.item = l.item where l.meeting = here.id));
end $$;

-- The choice of a set: {audiences: [{audience, count, chosen}], panels: [item and count]}.
create function api.letter_sets(meeting uuid, chosen text, lang text) returns json language plpgsql stable as $$
#variable_conflict use_column
begin
	return json_build_object(
		'audiences', (select json_agg(json_build_object('audience', audience, 'count', (select count(*) from api.letter_set(letter_sets.meeting, audience, null)),
				'value', replace(audience, ' ', '-')) order by at)
			from unnest(api.letter_audiences()) with ordinality as a(audience, at)),
		'panels', (select json_agg(json_build_object('id', numbers.item, 'number', number, 'title', api.text_in(coalesce(short_title, long_title), lang)) order by path)
			from api.item_numbers(letter_sets.meeting) as numbers join dais.item on item.id = numbers.item
			where exists (select from dais.slot where slot.item = item.id)));
end $$;

-- The form of a new letter to a set (to: an audience, or a panel's item); its standing texts are put in by C (pages/letters.c).
create function api.letter_new(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	blank dais.letter := api.letter_blank(input);
begin
	return api.letter_page(blank, lang, input);
end $$;

create function api.letter_blank(input jsonb) returns dais.letter language plpgsql stable as $$
declare
	here dais.meeting := api.agenda_of(input);
	blank dais.letter;
begin
	blank.meeting := here.id;
	blank.audience := (select a from unnest(api.letter_audiences()) as a where replace(a, ' ', '-') = coalesce(input ->> 'to', 'all'));
	if blank.audience is null then
		blank.audience := 'panel';
		blank.item := (select i.id from dais.item as i where i.id = api.id_of(input ->> 'to') and i.meeting = here.id);
		if blank.item is null then
			perform api.not_found();
		end if;
	end if;
	return blank;
end $$;

-- missing: the languages of readers that the letter has no text in.
create function api.letter_page(letter dais.letter, lang text, input jsonb) returns json language plpgsql stable as $$
#variable_conflict use_column
begin
	return (with readers as (
			select * from api.letter_set(letter.meeting, letter.audience, letter.item)
		)
		select json_build_object('meeting', api.meeting_frame(m.id, lang), 'letter', letter.id, 'new', letter.id is null, 'state', api.letter_state(letter),
		'held', api.letter_state(letter) = 'held', 'audience', letter.audience, 'item', api.item_head(letter.item, lang), 'written', letter.mails,
		'to', coalesce(letter.item::text, replace(letter.audience, ' ', '-')), 'title', api.letter_title(letter, lang),
		'at', api.time_in(coalesce(letter.sent_at, letter.discarded_at, letter.send_at, letter.released_at), m.zone),
		'words', (select json_agg(json_build_object('word', word, 'shown', '{' || word || '}')) from unnest(api.letter_words(letter.audience)) as word),
		'count', (select count(*) from readers where email is not null), 'readers', (select coalesce(json_agg(json_build_object('name', readers.name, 'email', readers.email,
				'language', readers.language, 'slot', readers.slot, 'label', api.text_in(slot.label, lang), 'undelivered', u.reason)
				order by readers.name, slot.position), '[]')
			from readers left join dais.slot on slot.id = readers.slot left join api.mail_undelivered(m.id) as u on u.person = readers.person),
		'missing', case when letter.id is not null then (select json_agg(distinct jsonb_build_object('language', language)) from readers
			where language is not null and not letter.body ? language) end,
		'form', json_build_object('subject', api.texts_form(letter.subject), 'body', api.texts_form(letter.body), 'revision', letter.revision,
			'send_at', to_char(letter.send_at at time zone m.zone, 'YYYY-MM-DD"T"HH24:MI')))
		from dais.meeting as m where m.id = letter.meeting);
end $$;

create function api.letter_show(lang text, input jsonb) returns json language plpgsql as $$
begin
	return api.letter_page(api.letter_of_desk(input), lang, input);
end $$;

create function api.letter_create(lang text, input jsonb) returns json language plpgsql as $$
declare
	made dais.letter := api.letter_blank(input);
begin
	perform api.refuse(api.letter_faults(input, made.audience));
	made.id := gen_random_uuid();
	insert into dais.letter (id, meeting, audience, item, subject, body, written_by)
		values (made.id, made.meeting, made.audience, made.item, input -> 'subject', input -> 'body', api.me());
	perform api.event_append(made.meeting, 'letter written', made.id);
	return json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/letters/' || made.id || '/preview?done=letter-held');
end $$;

create function api.letter_change(lang text, input jsonb) returns json language plpgsql as $$
declare
	old dais.letter := api.letter_of_desk(input);
	saved dais.letter;
begin
	perform api.letter_is_held(old), api.refuse(api.letter_faults(input, old.audience));
	saved := jsonb_populate_record(old, api.merged('letter', to_jsonb(old), input ->> 'revision',
		jsonb_build_object('subject', input -> 'subject', 'body', input -> 'body')));
	if saved is distinct from old then
		update dais.letter set subject = saved.subject, body = saved.body where id = old.id;
		perform api.event_append(old.meeting, 'letter changed', old.id);
	end if;
	return json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/letters/' || old.id || '/preview?done=saved');
end $$;

create function api.letter_is_held(letter dais.letter) returns void language plpgsql as $$
begin
	if api.letter_state(letter) <> 'held' then
		perform api.conflict('letter', 'letter-not-held');
	end if;
end $$;

-- The mails of a letter as each reader would get them now, a page of ten: {mails: [{name, email, language, data}], more}; C renders
-- each in its language.
create function api.letter_preview(lang text, input jsonb) returns json language plpgsql as $$
declare
	it dais.letter := api.letter_of_desk(input);
	first integer := coalesce((input ->> 'from')::int, 0);
	page jsonb := api.letter_page(it, lang, input)::jsonb;
begin
	return (page - 'readers' || jsonb_build_object('mails', api.letter_mails(it.id, first, 10),
		'more', case when (page ->> 'count')::int > first + 10 then first + 10 end))::json;
end $$;

-- Releases a letter, at once or (send_at, a local time of the meeting) then. Nobody to write to is said before, not after.
create function api.letter_release(lang text, input jsonb) returns json language plpgsql as $$
declare
	it dais.letter := api.letter_of_desk(input);
	at timestamptz := api.moment_ahead(input, 'send_at', it.meeting);
begin
	perform api.letter_is_held(it);
	if at is null and not exists (select from api.letter_set(it.meeting, it.audience, it.item) where email is not null) then
		perform api.conflict('letter', 'nobody-to-write-to');
	end if;
	update dais.letter set released_at = now(), send_at = at where id = it.id;
	notify dais_work;
	perform api.event_append(it.meeting, 'letter released', it.id, jsonb_build_object('at', at));
	return api.to_letter(lang, input, it.id, 'letter-released');
end $$;

-- Holds a letter again that was released for a time to come, or discarded.
create function api.letter_hold(lang text, input jsonb) returns json language plpgsql as $$
declare
	it dais.letter := api.letter_of_desk(input);
begin
	perform api.letter_is_unsent(it);
	if api.letter_state(it) <> 'held' then
		update dais.letter set released_at = null, discarded_at = null, send_at = null where id = it.id;
		perform api.event_append(it.meeting, 'letter held', it.id);
	end if;
	return api.to_letter(lang, input, it.id, 'letter-held');
end $$;

create function api.letter_discard(lang text, input jsonb) returns json language plpgsql as $$
declare
	it dais.letter := api.letter_of_desk(input);
begin
	perform api.letter_is_unsent(it);
	if it.discarded_at is null then
		update dais.letter set discarded_at = now() where id = it.id;
		perform api.event_append(it.meeting, 'letter discarded', it.id);
	end if;
	return api.to_letter(lang, input, it.id, 'letter-discarded');
end $$;

create function api.letter_is_unsent(letter dais.letter) returns void language plpgsql as $$
begin
	if letter.sent_at is not null then
		perform api.conflict('letter', 'letter-sent');
	end if;
end $$;

-- ---------------------------------------------------------------- readers and mails

reset role;
set local role dais_identity;

-- Whom a letter goes to as things stand (only_slot: of those who are named for one slot), each with the slot or the party that it is about; email null: named, without an
-- address here. For the clerk; staff see it by api.letter_set. A paper is awaited from who has confirmed, and from an institution's
-- contact as long as nobody else is named; neither for a slot that has one nor for one without a paper.
create function api.letter_readers(meeting uuid, audience text, item uuid, only_slot uuid default null)
	returns table (person uuid, name text, email text, language text, slot uuid, party uuid)
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	with recursive panel as (
		select letter_readers.item as id
		union
		select i.id from dais.item as i join panel on i.parent = panel.id
	), filed as (
		select s.slot from dais.submission as s join dais.file on file.submission = s.id
		where s.meeting = letter_readers.meeting and s.kind = 'presentation' and s.slot is not null and file.withdrawn_at is null
	), spoken_for as (
		select n.slot from dais.slot_person as n
		where n.meeting = letter_readers.meeting and not n.contact and n.state in ('named', 'invited', 'confirmed')
	), named as (
		select n.person, n.name, n.slot from dais.slot_person as n join dais.slot as s on s.id = n.slot join dais.item as i on i.id = s.item
		where n.meeting = letter_readers.meeting and n.state in ('named', 'invited', 'confirmed') and not i.withdrawn
			and (only_slot is null or s.id = only_slot)
			and case audience when 'not answered' then n.state <> 'confirmed' when 'paper awaited' then
					n.state = 'confirmed' and s.expects_paper and not s.is_open and not s.without_paper and s.id not in (select slot from filed)
					and (not n.contact or s.id not in (select slot from spoken_for))
				when 'panel' then i.id in (select panel.id from panel) else audience = 'all' end
	), acting as (
		select g.person, g.party from dais.role_grant as g
		where g.meeting = letter_readers.meeting and g.role = 'focal point' and case audience when 'all' then true when 'no expert' then not exists (
			select from dais.delegation_member as d where d.meeting = g.meeting and d.party = g.party and d.function = 'expert') else false end
	), reader as (
		select person, name, slot, null::uuid as party from named where audience <> 'all'
		union all select person, null, null, party from acting where audience <> 'all'
		union all (select distinct on (coalesce(person::text, name)) person, name, null::uuid, null::uuid
			from (select person, name from named union all select person, null from acting) as everybody where audience = 'all'
			order by coalesce(person::text, name))
	)
	select r.person, coalesce(p.name, r.name), p.email::text, p.language::text, r.slot, r.party
	from reader as r left join dais.person as p on p.id = r.person where not coalesce(p.disabled, false)
$$;
revoke execute on function api.letter_readers(uuid, text, uuid, uuid) from dais_web;

create function api.letter_set(meeting uuid, audience text, item uuid)
	returns table (person uuid, name text, email text, language text, slot uuid, party uuid)
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select r.* from api.letter_readers(letter_set.meeting, letter_set.audience, letter_set.item) as r where api.is_staff(letter_set.meeting)
$$;

-- What the mail of one reader is made of. deadline: the slot's, else the meeting's.
create function api.letter_data(letter dais.letter, person uuid, language text, slot uuid, party uuid, number text default null) returns jsonb language sql stable as $$
	select facts || jsonb_build_object('letter', letter.id, 'subject', api.letter_pieces(api.text_in(letter.subject, letter_data.language)),
		'body', api.letter_pieces(api.text_in(letter.body, letter_data.language)),
		'deadline', coalesce(facts #>> '{slot,deadline}', (select api.time_in(m.deadline, m.zone) from dais.meeting as m where m.id = letter.meeting)))
	from api.mail_facts(person, letter.meeting, slot, party, number) as facts
$$;
revoke execute on function api.letter_data(dais.letter, uuid, text, uuid, uuid, text) from dais_web, dais_clerk;

create function api.letter_mails(letter uuid, first integer, most integer) returns jsonb
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select coalesce(jsonb_agg(jsonb_build_object('name', r.name, 'email', r.email, 'language', r.language,
		'data', api.letter_data(l, r.person, r.language, r.slot, r.party) || jsonb_build_object('person', jsonb_build_object('name', r.name))) order by r.name, r.slot), '[]')
	from dais.letter as l, lateral (select * from api.letter_readers(l.meeting, l.audience, l.item) as all_of_them
		where email is not null order by name, slot offset first limit most) as r
	where l.id = letter_mails.letter and api.is_staff(l.meeting)
$$;

-- Writes the mails of a letter that is due, to those who are in its set now; the caller holds its row.
create function api.letter_send(letter uuid) returns void
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	due dais.letter := (select l from dais.letter as l where l.id = letter_send.letter and l.sent_at is null);
	written integer;
begin
	if due.id is null then
		return;
	elsif due.audience = 'panel' and due.item is null then -- the panel was removed meanwhile: staff decide
		update dais.letter as l set released_at = null where l.id = due.id;
		perform api.event_append(due.meeting, 'letter held', due.id);
		return;
	end if;
	perform api.mail_queue(due.meeting, r.person, 'letter', api.letter_data(due, r.person, r.language, r.slot, r.party, n.number))
		from api.letter_readers(due.meeting, due.audience, due.item) as r left join dais.slot as s on s.id = r.slot
			left join api.item_numbers(due.meeting) as n on n.item = s.item
		where r.email is not null;
	get diagnostics written = row_count;
	update dais.letter as l set sent_at = now(), mails = written where l.id = due.id;
	perform api.event_append(due.meeting, 'letter sent', due.id, jsonb_build_object('mails', written));
end $$;
revoke execute on function api.letter_send(uuid) from dais_web;

reset role;
set local role dais_owner;

-- Writes the mails of the letters that are due. True: there was something to do. Each letter is held by its row meanwhile, so
-- that of several clerks one writes it, and writes all of it or nothing.
create function clerk.letters_send() returns boolean language plpgsql as $$
declare
	due uuid;
begin
	for due in select id from dais.letter where released_at is not null and sent_at is null and discarded_at is null
			and coalesce(send_at, released_at) <= now() order by released_at for update skip locked loop
		perform api.letter_send(due);
	end loop;
	return found;
end $$;

reset role;
