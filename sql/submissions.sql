-- Submissions: an upload becomes a version of a paper. Everything that filing means happens in one transaction:
-- the version, its receipt, its punctuality by this database's clock, the event, the mail to the sender and the
-- queued intake. A version and its bytes never change afterwards; a replacement is a new version.
--
-- Who files: whoever answers for the slot (api.my_slots). A slot has one paper; its language versions are numbered apart.

set local role dais_identity;

create function api.is_my_paper(submission uuid, meeting uuid default null) returns boolean
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select exists (select from dais.submission
		where submission.id = is_my_paper.submission and slot = any (api.my_slots())
			and (is_my_paper.meeting is null or submission.meeting = is_my_paper.meeting))
$$;

reset role;
set local role dais_owner;

grant select on dais.submission to dais_identity;
create policy identity on dais.submission for select to dais_identity using (true);

grant select, insert on dais.submission, dais.version, dais.placement to dais_web;
grant select, insert, delete on dais.submission_theme, dais.submission_objective to dais_web;
grant update (title, other_theme, released_at) on dais.submission to dais_web;
grant update (edition) on dais.version to dais_web;

create policy own on dais.submission for select to dais_web using (slot = any ((select api.my_slots())::uuid[]));
create policy of_staff on dais.submission for select to dais_web
	using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));
create policy published on dais.submission for select to dais_web
	using (exists (select from dais.version where version.submission = submission.id and version.edition is not null));
create policy file on dais.submission for insert to dais_web
	with check (person = (select api.me()) and slot = any ((select api.my_slots())::uuid[]) and released_at is null
		and meeting = (select s.meeting from dais.slot as s where s.id = submission.slot));
create policy replace on dais.submission for update to dais_web
	using (slot = any ((select api.my_slots())::uuid[])) with check (slot = any ((select api.my_slots())::uuid[]));
create policy release on dais.submission for update to dais_web
	using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]))
	with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));

-- What others may see of a version does not hang on its submission's policies, which look here.
create policy own on dais.version for select to dais_web using (person = (select api.me()) or api.is_my_paper(submission));
create policy of_staff on dais.version for select to dais_web
	using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));
create policy published on dais.version for select to dais_web using (edition is not null);
create policy file on dais.version for insert to dais_web
	with check (person = (select api.me()) and api.is_my_paper(submission, meeting) and edition is null
		and state in ('received', 'to be converted'));
create policy publish on dais.version for update to dais_web
	using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]))
	with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));

do $$
declare
	it text;
begin
	foreach it in array '{placement,submission_theme,submission_objective}'::text[] loop
		execute format('create policy with_paper on dais.%I for select to dais_web
			using (exists (select from dais.submission where submission.id = %I.submission))', it, it);
		execute format('create policy file on dais.%I for insert to dais_web
			with check (api.is_my_paper(submission, meeting))', it);
	end loop;
	foreach it in array '{submission_theme,submission_objective}'::text[] loop
		execute format('create policy file_again on dais.%I for delete to dais_web
			using (api.is_my_paper(submission))', it);
	end loop;
end $$;

-- ---------------------------------------------------------------- deadlines

-- What a paper for this slot would be at this moment: in time, in grace, late or closed, with the times that say so.
create function api.slot_deadline(slot uuid, at timestamptz, out due timestamptz, out grace_until timestamptz,
	out closes timestamptz, out standing text) language sql stable as $$
	select due, grace_until, closes, case
			when closes < at then 'closed'
			when due is null or at <= due then 'in time'
			when at <= grace_until then 'in grace'
			else 'late' end
	from (select due, due + grace as grace_until,
			case when m.closes is not null then greatest(m.closes, due + grace) end as closes -- null: late papers are always taken
		from (select api.due_of(s) as due, m.grace, m.closes
			from dais.slot as s join dais.meeting as m on m.id = s.meeting
			where s.id = slot_deadline.slot) as m) as times
$$;

-- ---------------------------------------------------------------- filing

-- Whether whoever asks sends the paper of this place (one of api.my_slots): the form is shown by it, and a filing is
-- taken by it. The person who has confirmed does, or the focal point for them; a contact names somebody who does.
create function api.sends_paper(place dais.slot) returns boolean language plpgsql stable as $$
begin
	return place.expects_paper and not exists (select from dais.slot_person
		where slot_person.slot = place.id and person = api.me() and (contact or state <> 'confirmed'));
end $$;

-- Twelve letters and figures that are not taken for one another: 7K3M-9QWX-H2TD.
create function api.receipt_number() returns text language sql volatile as $$
	select string_agg(substr('23456789ABCDEFGHJKLMNPQRSTUVWXYZ', 1 + get_byte(bytes, i) % 32, 1) ||
			case when i in (3, 9) then '-' else '' end, '' order by i)
	from (select uuid_send(gen_random_uuid()) as bytes) as random,
		unnest('{0,1,2,3,4,5,7,9,10,11,12,13}'::int[]) as i -- not bytes 6 and 8: they hold the uuid's version
$$;

-- What a receipt says, for ever: see fcgi/base/receipt.h.
create function api.receipt_text(version dais.version, meeting dais.meeting, title text) returns text
	language sql stable as $$
	select string_agg(line, e'\n' order by ordinal) || e'\n'
	from unnest(array[
		'dais receipt',
		'Number: ' || version.receipt,
		'Meeting: ' || regexp_replace(api.text_in(meeting.name, 'en'), '\s+', ' ', 'g') || ' (' || meeting.slug || ')',
		'Title: ' || regexp_replace(title, '\s+', ' ', 'g'),
		'File: ' || version.file_name,
		'Size: ' || version.size || ' bytes',
		'SHA-256: ' || encode(version.sha256, 'hex'),
		'Received: ' || to_char(version.received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
		'Local time: ' || api.time_in(version.received_at, meeting.zone) || ' ' || meeting.zone,
		'Deadline: ' || coalesce(api.time_in(version.deadline, meeting.zone), 'none'),
		'Standing: ' || version.punctuality,
		'Version: ' || version.number || ' (' || version.language || ')',
		'Key: ' || version.key_id]) with ordinality as lines(line, ordinal)
$$;

-- What is wrong with the form, as a list of field and code. refusal is what the look at the bytes said.
create function api.submission_errors(input jsonb, paper dais.upload) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('field', field, 'code', code)), '[]')
	from (values
		('title', case when btrim(coalesce(input ->> 'title', '')) = '' then 'title-missing'
			when length(input ->> 'title') > 300 then 'too-long' end),
		('language', case when coalesce(input ->> 'language', '') not in ('en', 'es', 'fr', 'pt') then 'required' end),
		('other_theme', case when length(input ->> 'other_theme') > 200 then 'too-long'
			when input -> 'themes' ? 'other' and btrim(coalesce(input ->> 'other_theme', '')) = '' then 'which-others' end),
		('file', case when paper.id is null then coalesce(input ->> 'refusal', 'file-missing')
			when paper.sha256 is null then 'unfinished'
			when paper.size = 0 then 'empty'
			else input ->> 'refusal' end)) as checks(field, code)
	where code is not null
$$;

create function api.submission_put(slot dais.slot, input jsonb) returns uuid language plpgsql as $$
declare
	paper uuid := (select id from dais.submission where submission.slot = submission_put.slot.id);
	other text := nullif(btrim(coalesce(input ->> 'other_theme', '')), '');
begin
	if paper is null then
		insert into dais.submission (meeting, slot, title, person, other_theme)
			values (slot.meeting, slot.id, btrim(input ->> 'title'), api.me(), other) returning id into paper;
		insert into dais.placement (meeting, submission, item) values (slot.meeting, paper, slot.item);
	else
		update dais.submission set title = btrim(input ->> 'title'), other_theme = other where id = paper;
		delete from dais.submission_theme where submission = paper;
		delete from dais.submission_objective where submission = paper;
	end if;
	insert into dais.submission_theme (meeting, submission, theme)
		select slot.meeting, paper, theme.id from dais.theme
		where theme.meeting = slot.meeting and coalesce(input -> 'themes', '[]') ? theme.slug;
	insert into dais.submission_objective (meeting, submission, objective)
		select slot.meeting, paper, objective.id from dais.objective
		where objective.meeting = slot.meeting and coalesce(input -> 'objectives', '[]') ? objective.label;
	return paper;
end $$;

create function api.receipt_path(lang text, receipt text) returns json language sql immutable as $$
	select json_build_object('location', '/' || lang || '/receipts/' || receipt || '?done=received', 'receipt', receipt)
$$;

-- {slot, upload, title, language, themes, other_theme, objectives, key} from the form; {media_type, refusal, key_id}
-- from the program that looked at the bytes and holds the signing key. The same key with the same bytes, or an
-- upload that is filed already, answers with the receipt it has.
create function api.submission_create(lang text, input jsonb) returns json language plpgsql as $$
declare
	at timestamptz := clock_timestamp(); -- the one moment that decides
	place dais.slot;
	event dais.meeting;
	paper dais.upload;
	times record;
	filed dais.version;
begin
	select * into place from dais.slot where id = api.id_of(input ->> 'slot') and id = any (api.my_slots());
	if not found then
		perform api.not_found();
	end if;
	select * into event from dais.meeting where id = place.meeting;
	perform pg_advisory_xact_lock(hashtextextended('paper of ' || place.id, 0)); -- one filing at a time
	select * into paper from dais.upload where id = api.id_of(input ->> 'upload') and person = api.me();
	select * into filed from dais.version where person = api.me() and (upload = paper.id
		or idempotency_key = (input ->> 'key') || ':' || encode(paper.sha256, 'hex'));
	if found then
		delete from dais.upload where id = paper.id and not upload.filed; -- the same bytes once more
		return api.receipt_path(lang, filed.receipt);
	end if;
	if not api.sends_paper(place) then
		raise sqlstate 'DA409' using message = 'no paper is expected here, or not from this person';
	end if;
	perform api.refuse(api.submission_errors(input, paper));
	select * into times from api.slot_deadline(place.id, at);
	if times.standing = 'closed' then
		perform api.refuse('file', 'closed');
	end if;

	filed.submission := api.submission_put(place, input);
	filed.id := gen_random_uuid();
	filed.meeting := event.id;
	filed.position := 1;
	filed.language := input ->> 'language';
	filed.number := 1 + coalesce((select max(number) from dais.version
		where submission = filed.submission and position = 1 and language = filed.language), 0);
	filed.upload := paper.id;
	filed.file_name := paper.file_name;
	filed.media_type := input ->> 'media_type';
	filed.size := paper.size;
	filed.sha256 := paper.sha256;
	filed.person := api.me();
	filed.received_at := at;
	filed.deadline := times.due;
	filed.punctuality := times.standing;
	filed.state := case when filed.media_type = 'application/pdf' then 'received' else 'to be converted' end;
	filed.receipt := api.receipt_number();
	filed.key_id := input ->> 'key_id';
	filed.idempotency_key := coalesce(input ->> 'key', filed.id::text) || ':' || encode(paper.sha256, 'hex');
	filed.receipt_text := api.receipt_text(filed, event, btrim(input ->> 'title'));
	insert into dais.version (id, meeting, submission, position, language, number, upload, file_name, media_type, size,
			sha256, person, received_at, deadline, punctuality, state, receipt, key_id, receipt_text, idempotency_key)
		values (filed.id, filed.meeting, filed.submission, filed.position, filed.language, filed.number, filed.upload,
			filed.file_name, filed.media_type, filed.size, filed.sha256, filed.person, filed.received_at, filed.deadline,
			filed.punctuality, filed.state, filed.receipt, filed.key_id, filed.receipt_text, filed.idempotency_key);
	update dais.upload set filed = true where id = paper.id;

	perform api.mail_me(event.id, 'receipt', jsonb_build_object('receipt', filed.receipt,
		'title', btrim(input ->> 'title'), 'meeting', api.meeting_frame(event.id, (select language from dais.person where id = api.me())), 'file_name', filed.file_name, 'size', filed.size,
		'sha256', encode(filed.sha256, 'hex'), 'received', api.time_in(at, event.zone),
		'punctuality', filed.punctuality, 'number', filed.number, 'text', filed.receipt_text));
	if filed.state = 'received' then
		perform api.job_queue('intake', event.id, filed.id);
	end if;
	perform api.event_append(event.id, 'paper received', filed.id, jsonb_build_object('submission', filed.submission,
		'slot', place.id, 'number', filed.number, 'language', filed.language, 'sha256', encode(filed.sha256, 'hex'),
		'receipt', filed.receipt, 'punctuality', filed.punctuality));
	return api.receipt_path(lang, filed.receipt);
end $$;

-- ---------------------------------------------------------------- what the forms show

-- The versions of a slot's paper that the reader may see, the newest first.
create function api.slot_versions(slot uuid, lang text) returns json language plpgsql stable as $$
#variable_conflict use_column
begin
	return (select coalesce(json_agg(json_build_object('version', v.id, 'number', v.number, 'language', v.language,
				'file_name', v.file_name, 'size', v.size, 'format', upper(substring(v.file_name from '[^.]*$')),
				'received', api.time_in(v.received_at, m.zone), 'punctuality', v.punctuality, 'state', v.state,
				'refusal', v.refusal, 'pages', v.pages, 'receipt', v.receipt, 'sender', p.name,
				'newest', v.number = (select max(number) from dais.version as w
					where w.submission = v.submission and w.position = v.position and w.language = v.language))
			order by v.received_at desc, v.number desc), '[]')
		from dais.submission as s join dais.version as v on v.submission = s.id join dais.meeting as m on m.id = s.meeting
			left join dais.person as p on p.id = v.person
		where s.slot = slot_versions.slot);
end $$;

-- Everything that the paper's form shows. sent: the values of a refused form, which then decide what is chosen.
create function api.slot_papers(slot uuid, lang text, sent jsonb default null) returns json language plpgsql stable as $$
#variable_conflict use_column
begin
	return (select json_build_object(
			'slot', s.id, 'key', coalesce(sent ->> 'key', gen_random_uuid()::text),
			'due', api.time_in(t.due, m.zone), 'grace_until', api.time_in(t.grace_until, m.zone),
			'closes', api.time_in(t.closes, m.zone), 'standing', t.standing,
			'left', case when t.due > now() then floor(extract(epoch from t.due - now()))::bigint end,
			'extended', s.extended_to is not null,
			'title', coalesce(sent ->> 'title', paper.title, ''),
			'other_theme', coalesce(sent ->> 'other_theme', paper.other_theme, ''),
			'other', coalesce(sent -> 'themes' ? 'other', paper.other_theme is not null),
			'themes', (select json_agg(json_build_object('slug', theme.slug, 'name', api.text_in(theme.name, lang),
					'chosen', coalesce(sent -> 'themes' ? theme.slug, exists (select from dais.submission_theme as st
						where st.submission = paper.id and st.theme = theme.id))) order by theme.position)
				from dais.theme where theme.meeting = m.id),
			'asked', (select json_build_object('name', api.text_in(asking.name, lang), 'date', asking.starts_on)
				from dais.theme join dais.meeting as asking on asking.id = theme.asked_by where theme.meeting = m.id limit 1),
			'objectives', (select json_agg(json_build_object('label', o.label, 'text', api.text_in(o.text, lang),
					'chosen', coalesce(sent -> 'objectives' ? o.label, exists (select from dais.submission_objective as so
						where so.submission = paper.id and so.objective = o.id))) order by o.position)
				from dais.objective as o where o.meeting = m.id),
			'languages', (select json_agg(json_build_object('code', code, 'name', name,
					'chosen', code = coalesce(sent ->> 'language', (select v.language from dais.version as v
						where v.submission = paper.id order by v.received_at desc limit 1), lang)) order by ordinal)
				from unnest('{en,es,fr,pt}'::text[], '{English,Español,Français,Português}'::text[])
					with ordinality as languages(code, name, ordinal)),
			'versions', api.slot_versions(s.id, lang), 'received', paper.id is not null,
			'upload', (select json_build_object('upload', u.id, 'name', u.file_name, 'size', u.size,
					'received', u.received, 'complete', u.sha256 is not null)
				from dais.upload as u
				where u.person = api.me() and not u.filed and u.expires > now() and u.received > 0
					and (nullif(sent ->> 'upload', '') is null or u.id = api.id_of(sent ->> 'upload'))
					and (nullif(sent ->> 'upload', '') is not null or not exists (select from dais.version as v
						where v.submission = paper.id and v.sha256 = u.sha256))
				order by u.created desc limit 1),
			'contact', json_build_object('name', api.text_in(m.contact_name, lang), 'email', m.contact_email))
		from dais.slot as s join dais.meeting as m on m.id = s.meeting
			cross join lateral api.slot_deadline(s.id, now()) as t
			left join dais.submission as paper on paper.slot = s.id
		where s.id = slot_papers.slot);
end $$;

-- ---------------------------------------------------------------- release

-- {meeting, submission}: staff allow the next edition to show a paper to the public.
create function api.submission_release(lang text, input jsonb) returns json language plpgsql as $$
declare
	paper dais.submission;
begin
	select * into paper from dais.submission
		where id = api.id_of(input ->> 'submission') and meeting = api.meeting_of(input ->> 'meeting');
	if not found or not api.is_staff(paper.meeting) then
		perform api.not_found();
	end if;
	if paper.released_at is null then
		update dais.submission set released_at = now() where id = paper.id;
		perform api.event_append(paper.meeting, 'paper released', paper.id);
	end if;
	return json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/slots/' || paper.slot ||
		'?done=released');
end $$;

-- The cleaned copies that an edition lists are open to all from then on, whatever later editions say.
create function api.papers_publish(meeting uuid, number integer) returns void language sql as $$
	update dais.version as v set edition = papers_publish.number
	from dais.edition as e, jsonb_path_query(e.data, '$.**.papers[*].versions[*].id') as listed(id)
	where e.document = api.program_of(papers_publish.meeting) and e.number = papers_publish.number
		and v.id = api.id_of(listed.id #>> '{}') and v.meeting = e.meeting and v.edition is null
$$;

reset role;
