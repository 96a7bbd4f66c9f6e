-- Submissions: uploads become files. Everything that filing means happens in one transaction: the filing with its
-- receipt and its punctuality by this database's clock, its files, the event, the mail to the sender and the queued
-- intake. A filing and the bytes of its files never change afterwards; a replacement is a new filing.
--
-- Who files: whoever answers for the slot (api.my_slots). A slot has one presentation; each position (paper, slides)
-- and language of it is numbered apart. What a web worker may write by itself is the title and what the paper is
-- about; time, punctuality, receipt and release are written by functions of dais_registry, which decide them.

set local role dais_identity;

create function api.is_my_submission(submission uuid, meeting uuid default null) returns boolean
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select exists (select from dais.submission
		where submission.id = is_my_submission.submission and slot = any (api.my_slots())
			and (is_my_submission.meeting is null or submission.meeting = is_my_submission.meeting))
$$;

-- All submissions of their slots. Policies take this array, which is made once a statement; is_my_submission would run once a row.
create function api.my_submissions() returns uuid[]
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select coalesce(array_agg(id), '{}') from dais.submission where slot = any (api.my_slots())
$$;

reset role;
set local role dais_owner;

grant select on dais.submission to dais_identity;
create policy identity on dais.submission for select to dais_identity using (true);

grant select on dais.submission, dais.submission_party, dais.submission_person, dais.filing, dais.file, dais.placement to dais_web;
grant insert (meeting, slot, original_language, title, summary, person, other_theme) on dais.submission to dais_web;
grant update (title, summary, other_theme) on dais.submission to dais_web;
grant insert (meeting, submission, item) on dais.placement to dais_web;
grant select, insert, delete on dais.submission_theme, dais.submission_objective to dais_web;

-- Of what a policy asks, what costs least comes first: who is staff there is not asked anything else.
create policy read on dais.submission for select to dais_web
	using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]) or slot = any ((select api.my_slots())::uuid[])
		or exists (select from dais.file where file.submission = submission.id and file.public_from <= now()));
create policy file on dais.submission for insert to dais_web
	with check (person = (select api.me()) and slot = any ((select api.my_slots())::uuid[])
		and meeting = (select s.meeting from dais.slot as s where s.id = submission.slot));
create policy replace on dais.submission for update to dais_web
	using (slot = any ((select api.my_slots())::uuid[])) with check (slot = any ((select api.my_slots())::uuid[]));

create policy read on dais.filing for select to dais_web
	using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]) or person = (select api.me())
		or submission = any ((select api.my_submissions())::uuid[]));

-- This policy does not read submission, whose own policy reads file: PostgreSQL refuses policies in a circle.
create policy read on dais.file for select to dais_web
	using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]) or public_from <= now()
		or submission = any ((select api.my_submissions())::uuid[])
		or exists (select from dais.filing where filing.id = file.filing and filing.person = (select api.me())));

create policy file on dais.placement for insert to dais_web with check (api.is_my_submission(submission, meeting)
	and item = (select slot.item from dais.submission as s join dais.slot on slot.id = s.slot where s.id = placement.submission));
do $$
declare
	it text;
begin
	foreach it in array '{placement,submission_party,submission_person,submission_theme,submission_objective}'::text[] loop
		execute format('create policy with_submission on dais.%I for select to dais_web
			using (exists (select from dais.submission where submission.id = %I.submission))', it, it);
	end loop;
	foreach it in array '{submission_theme,submission_objective}'::text[] loop
		execute format('create policy file on dais.%I for insert to dais_web
			with check (api.is_my_submission(submission, meeting))', it);
		execute format('create policy file_again on dais.%I for delete to dais_web
			using (api.is_my_submission(submission))', it);
	end loop;
end $$;

-- The files with what their filing says. current: the newest of its position and language that was not withdrawn, of
-- those that the reader may see.
create view api.files with (security_invoker = true) as
	select file.*, filing.person, filing.received_at, filing.deadline, filing.punctuality, filing.receipt,
		file.withdrawn_at is null and not exists (select from dais.file as newer
			where newer.submission = file.submission and newer.position = file.position and newer.language = file.language
				and newer.number > file.number and newer.withdrawn_at is null) as current
	from dais.file join dais.filing on filing.id = file.filing;
grant select on api.files to dais_web, dais_registry, dais_clerk;

-- The title in the reader's language, else in the one it was written in.
create function api.title_of(this_submission dais.submission, lang text) returns text language sql immutable as $$
	select coalesce(nullif(this_submission.title ->> lang, ''), this_submission.title ->> this_submission.original_language)
$$;

-- Whether the next edition shows it to everybody: staff have cleared it for issue, and its own time has come.
create function api.is_public(this_submission dais.submission) returns boolean language sql stable as $$
	select this_submission.released_at is not null and this_submission.audience = 'public' and case this_submission.release
		when 'at a time' then this_submission.release_at <= now()
		when 'when delivered' then this_submission.delivered_at is not null
		else true end
$$;

-- The first filing of the very same bytes under this submission or by this sender, when this is not the first:
-- {receipt, number, language}. Nothing is wrong with it, but it may be the wrong file.
create function api.file_same(file dais.file) returns json language sql stable as $$
	select json_build_object('receipt', earlier.receipt, 'number', earlier.number, 'language', earlier.language)
	from dais.filing join api.files as earlier on earlier.meeting = filing.meeting
	where filing.id = file.filing and earlier.sha256 = file.sha256 and earlier.received_at < filing.received_at
		and (earlier.submission = file.submission or earlier.person = filing.person)
	order by earlier.received_at limit 1
$$;

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

-- Whether whoever asks sends the paper of this slot (one of api.my_slots): the form is shown by it, and a filing is
-- taken by it. The person who has confirmed does, or the focal point for them; a contact names somebody who does.
create function api.may_file(this_slot dais.slot) returns boolean language plpgsql stable as $$
begin
	return this_slot.expects_paper and not exists (select from dais.slot_person
		where slot_person.slot = this_slot.id and person = api.me() and (contact or state <> 'confirmed'));
end $$;

-- Twelve letters and figures that are not taken for one another: 7K3M-9QWX-H2TD.
create function api.receipt_number() returns text language sql volatile as $$
	select string_agg(substr('23456789ABCDEFGHJKLMNPQRSTUVWXYZ', 1 + get_byte(bytes, i) % 32, 1) ||
			case when i in (3, 9) then '-' else '' end, '' order by i)
	from (select uuid_send(gen_random_uuid()) as bytes) as random,
		unnest('{0,1,2,3,4,5,7,9,10,11,12,13}'::int[]) as i -- not bytes 6 and 8: they hold the uuid's version
$$;

-- What a receipt says, for ever: see fcgi/base/receipt.h.
create function api.receipt_text(filing dais.filing, meeting dais.meeting, title text, files dais.file[]) returns text
	language sql stable as $$
	select string_agg(line, e'\n' order by part, file, ordinal) || e'\n'
	from (
		select 1, 0, ordinal, line from unnest(array[
			'dais receipt',
			'Number: ' || filing.receipt,
			'Meeting: ' || regexp_replace(api.text_in(meeting.name, 'en'), '\s+', ' ', 'g') || ' (' || meeting.slug || ')',
			'Title: ' || regexp_replace(title, '\s+', ' ', 'g')]) with ordinality as lines(line, ordinal)
		union all
		select 2, file.position, ordinal, line from unnest(files) as file, unnest(array[
			'File: ' || file.file_name,
			'Size: ' || file.size || ' bytes',
			'SHA-256: ' || encode(file.sha256, 'hex'),
			'Version: ' || file.number || ' (' || file.language || ')']) with ordinality as lines(line, ordinal)
		union all
		select 3, 0, ordinal, line from unnest(array[
			'Received: ' || to_char(filing.received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
			'Local time: ' || api.time_in(filing.received_at, meeting.zone) || ' ' || meeting.zone,
			'Arrived: ' || filing.arrived_on || ' by ' || filing.arrived_by,
			'Deadline: ' || coalesce(api.time_in(filing.deadline, meeting.zone), 'none'),
			'Standing: ' || filing.punctuality,
			'Key: ' || filing.key_id]) with ordinality as lines(line, ordinal)
	) as all_lines(part, file, ordinal, line)
$$;

-- What is wrong with the form, as a list of field and code. refusal is what the look at the bytes said.
create function api.submission_errors(input jsonb, this_upload dais.upload) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('field', field, 'code', code)), '[]')
	from (values
		('title', case when btrim(coalesce(input ->> 'title', '')) = '' then 'title-missing'
			when length(input ->> 'title') > 300 then 'too-long' end),
		('language', case when not coalesce(input ->> 'language', '') = any (api.language_codes()) then 'required' end),
		('other_theme', case when length(input ->> 'other_theme') > 200 then 'too-long'
			when input -> 'themes' ? 'other' and btrim(coalesce(input ->> 'other_theme', '')) = '' then 'which-others' end),
		('file', case when this_upload.id is null then coalesce(input ->> 'refusal', 'file-missing')
			when this_upload.sha256 is null then 'unfinished'
			when this_upload.size = 0 then 'empty'
			else input ->> 'refusal' end)) as checks(field, code)
	where code is not null
$$;

-- The presentation of a slot: made, or brought to what the form says now. Its title is that of the file's language.
create function api.submission_put(slot dais.slot, input jsonb) returns uuid language plpgsql as $$
declare
	presentation uuid := (select id from dais.submission
		where submission.slot = submission_put.slot.id and kind = 'presentation');
	titled jsonb := jsonb_build_object(input ->> 'language', btrim(input ->> 'title'));
	other text := nullif(btrim(coalesce(input ->> 'other_theme', '')), '');
begin
	if presentation is null then
		insert into dais.submission (meeting, slot, original_language, title, person, other_theme)
			values (slot.meeting, slot.id, input ->> 'language', titled, api.me(), other) returning id into presentation;
		insert into dais.placement (meeting, submission, item) values (slot.meeting, presentation, slot.item);
	else
		update dais.submission set title = title || titled, other_theme = other where id = presentation;
		delete from dais.submission_theme where submission = presentation;
		delete from dais.submission_objective where submission = presentation;
	end if;
	insert into dais.submission_theme (meeting, submission, theme)
		select slot.meeting, presentation, theme.id from dais.theme
		where theme.meeting = slot.meeting and coalesce(input -> 'themes', '[]') ? theme.slug;
	insert into dais.submission_objective (meeting, submission, objective)
		select slot.meeting, presentation, objective.id from dais.objective
		where objective.meeting = slot.meeting and coalesce(input -> 'objectives', '[]') ? objective.label;
	return presentation;
end $$;

create function api.receipt_path(lang text, receipt text) returns json language sql immutable as $$
	select json_build_object('location', '/' || lang || '/receipts/' || receipt || '?done=received', 'receipt', receipt)
$$;

-- A repeated filing is known by its form's key together with the bytes of its files.
create function api.filing_key(key text, uploads uuid[]) returns text language sql stable as $$
	select filing_key.key || ':' || encode(sha256(string_agg(sha256, ''::bytea order by array_position(uploads, id))), 'hex')
	from dais.upload where id = any (uploads)
$$;

-- {slot, upload, title, language, themes, other_theme, objectives, key} from the form; {media_type, refusal, key_id}
-- from the program that looked at the bytes and holds the signing key. The same key with the same bytes, or an
-- upload that is filed already, answers with the receipt it has.
create function api.submission_create(lang text, input jsonb) returns json language plpgsql as $$
declare
	this_slot dais.slot := api.slot_of_mine(input);
	this_upload dais.upload;
	receipt text;
begin
	perform pg_advisory_xact_lock(hashtextextended('filing for ' || this_slot.id, 0)); -- one filing at a time
	select * into this_upload from dais.upload where id = api.id_of(input ->> 'upload') and person = api.me();
	select filing.receipt into receipt from dais.filing where person = api.me()
		and (idempotency_key = api.filing_key(input ->> 'key', array[this_upload.id])
			or exists (select from dais.file where file.filing = filing.id and upload = this_upload.id));
	if found then
		delete from dais.upload where id = this_upload.id and not upload.filed; -- the same bytes once more
		return api.receipt_path(lang, receipt);
	end if;
	if not api.may_file(this_slot) then
		raise sqlstate 'DA409' using message = 'no paper is expected here, or not from this person';
	end if;
	perform api.refuse(api.submission_errors(input, this_upload));
	return api.receipt_path(lang, api.filing_create(api.submission_put(this_slot, input),
		jsonb_build_array(jsonb_build_object('upload', this_upload.id, 'language', input ->> 'language', 'media_type', input ->> 'media_type')),
		input ->> 'language', input ->> 'key', input ->> 'key_id'));
end $$;

reset role;
set local role dais_owner;

grant select on dais.upload, dais.filing, dais.file, dais.submission_party, dais.submission_person to dais_registry;
grant insert on dais.filing, dais.file, dais.submission_party, dais.submission_person to dais_registry;
grant update (filed) on dais.upload to dais_registry;
grant update (released_at) on dais.submission to dais_registry;
grant update (as_readable, state, refusal, refusal_page) on dais.file to dais_registry;
do $$
declare
	it text;
begin
	foreach it in array '{upload,filing,file,submission_party,submission_person}'::text[] loop
		execute format('create policy registry on dais.%I to dais_registry using (true) with check (true)', it);
	end loop;
end $$;
create policy registry on dais.submission for update to dais_registry using (true) with check (true);

reset role;
set local role dais_registry;

-- Files uploads of whoever asks as one act under a submission of theirs, and answers the receipt's number. files: a
-- list of {upload, language, media_type}, in the order of their positions; title_language: whose title the receipt
-- tells. Everything else is decided here, whoever calls: who may, when it is, what that means, what the receipt says.
create function api.filing_create(submission uuid, files jsonb, title_language text, key text, key_id text) returns text
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	at timestamptz := clock_timestamp(); -- the one moment that decides
	this_submission dais.submission;
	this_meeting dais.meeting;
	times record;
	filed dais.filing;
	kept dais.file[] := '{}';
	uploads uuid[] := array(select api.id_of(f ->> 'upload') from jsonb_array_elements(files) as f);
begin
	select s.* into this_submission from dais.submission as s join dais.slot as this_slot on this_slot.id = s.slot
		where s.id = filing_create.submission and s.slot = any (api.my_slots()) and api.may_file(this_slot);
	if not found or not (select count(*) = cardinality(uploads) and cardinality(uploads) > 0 and bool_and(sha256 is not null and not u.filed)
			from dais.upload as u where id = any (uploads) and person = api.me()) then
		perform api.not_found();
	end if;
	if (select count(*) from dais.filing where person = api.me() and received_at > now() - interval '1 hour') >= 30 then
		raise sqlstate 'DA429' using message = 'too often: each filing is kept for ever, and is a mail of ours';
	end if;
	select * into times from api.slot_deadline(this_submission.slot, at);
	if times.standing = 'closed' then
		perform api.refuse('file', 'closed');
	end if;
	select * into this_meeting from dais.meeting where id = this_submission.meeting;
	filed.id := gen_random_uuid();
	filed.meeting := this_submission.meeting;
	filed.submission := this_submission.id;
	filed.person := api.me();
	filed.received_at := at;
	filed.deadline := times.due;
	filed.punctuality := times.standing;
	filed.receipt := api.receipt_number();
	filed.key_id := filing_create.key_id;
	filed.idempotency_key := api.filing_key(coalesce(key, filed.id::text), uploads);
	for i in 1 .. cardinality(uploads) loop
		kept := kept || api.file_next(filed, this_submission, i, files -> i - 1);
	end loop;
	filed.receipt_text := api.receipt_text(filed, this_meeting, api.title_of(this_submission, title_language), kept);
	insert into dais.filing select filed.*;
	insert into dais.file select (unnest(kept)).*;
	update dais.upload set filed = true where id = any (uploads);
	perform api.authors_name(this_submission);
	perform api.filing_tell(filed, this_meeting, api.title_of(this_submission, title_language), kept);
	return filed.receipt;
end $$;

-- A file as it will stand in its row: the next of its position and language.
create function api.file_next(filed dais.filing, this_submission dais.submission, file_position integer, given jsonb) returns dais.file
	language plpgsql stable as $$
declare
	made dais.file;
begin
	select file_name, size, sha256 into made.file_name, made.size, made.sha256 from dais.upload where id = (given ->> 'upload')::uuid;
	made.id := gen_random_uuid();
	made.meeting := filed.meeting;
	made.submission := this_submission.id;
	made.filing := filed.id;
	made.position := file_position;
	made.language := given ->> 'language';
	made.number := 1 + coalesce((select max(number) from dais.file
		where submission = this_submission.id and position = file_position and language = made.language), 0);
	made.upload := given ->> 'upload';
	made.media_type := given ->> 'media_type';
	made.state := 'received';
	made.as_readable := false;
	made.notes := '[]';
	if made.language <> this_submission.original_language then
		made.translates := (select id from api.files
			where files.submission = this_submission.id and files.position = file_position and language = this_submission.original_language and current);
	end if;
	return made;
end $$;

-- By whom a presentation is: the party of its slot and who has confirmed there. Named once; staff may know better.
create function api.authors_name(this_submission dais.submission) returns void language sql as $$
	insert into dais.submission_party (meeting, submission, party)
		select this_submission.meeting, this_submission.id, slot.party from dais.slot where slot.id = this_submission.slot and slot.party is not null
		on conflict do nothing;
	insert into dais.submission_person (meeting, submission, name, person)
		select this_submission.meeting, this_submission.id, named.name, named.person from dais.slot_person as named
		where named.slot = this_submission.slot and named.state = 'confirmed' and not named.contact
			and not exists (select from dais.submission_person as author where author.submission = this_submission.id);
$$;

-- What follows from a filing: the sender's mail, the intakes, the event.
create function api.filing_tell(filed dais.filing, this_meeting dais.meeting, title text, kept dais.file[]) returns void
	language plpgsql as $$
declare
	language text := (select p.language from dais.person as p where p.id = filed.person);
begin
	perform api.mail_queue(this_meeting.id, filed.person, 'receipt', jsonb_build_object('receipt', filed.receipt, 'title', title,
		'symbol', (select y.text from dais.symbol as y where y.submission = filed.submission),
		'slot', (select s.slot from dais.submission as s where s.id = filed.submission),
		'meeting', api.meeting_frame(this_meeting.id, language), 'received', api.time_in(filed.received_at, this_meeting.zone),
		'punctuality', filed.punctuality, 'files', (select jsonb_agg(jsonb_build_object('file_name', file_name, 'size', size,
			'sha256', encode(sha256, 'hex'), 'number', number, 'same', api.file_same(made)) order by position)
			from unnest(kept) as made), 'text', filed.receipt_text));
	perform api.job_queue('intake', this_meeting.id, id) from unnest(kept) order by position;
	perform api.event_append(this_meeting.id, 'filing received', filed.id, jsonb_build_object('submission', filed.submission,
		'receipt', filed.receipt, 'punctuality', filed.punctuality, 'files', (select jsonb_agg(jsonb_build_object('file', id,
			'number', number, 'language', unnest.language, 'sha256', encode(sha256, 'hex')) order by position) from unnest(kept))));
end $$;

-- Staff clear a submission for issue. True: it was not yet.
create function api.release_set(submission uuid) returns boolean
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	this_submission dais.submission;
begin
	update dais.submission as s set released_at = now()
		where s.id = release_set.submission and s.released_at is null and api.is_staff(s.meeting) returning s.* into this_submission;
	if not found then
		return false;
	end if;
	perform api.event_append(this_submission.meeting, 'submission released', this_submission.id);
	return true;
end $$;

reset role;
revoke execute on function api.file_next(dais.filing, dais.submission, integer, jsonb), api.authors_name(dais.submission),
	api.filing_tell(dais.filing, dais.meeting, text, dais.file[]) from dais_web, dais_clerk;
set local role dais_owner;

-- ---------------------------------------------------------------- what the forms show

-- The files of a slot's papers that the reader may see, the newest first.
create function api.slot_files(slot uuid, lang text) returns json language plpgsql stable as $$
#variable_conflict use_column
begin
	return (select coalesce(json_agg(json_build_object('file', f.id, 'number', f.number, 'language', f.language,
				'file_name', f.file_name, 'size', f.size, 'format', upper(substring(f.file_name from '[^.]*$')),
				'received', api.time_in(f.received_at, m.zone), 'punctuality', f.punctuality, 'state', f.state,
				'refusal', f.refusal, 'page', f.refusal_page, 'stuck', f.state = 'received' and api.is_staff(f.meeting)
					and api.job_state('intake', f.id) ->> 'state' = 'failed',
				'salvageable', f.state = 'returned' and f.refusal = 'PDF_PAGE_UNREADABLE' and f.current and api.is_my_submission(f.submission),
				'intake', api.intake_shown(f.notes), 'pages', f.pages, 'receipt', f.receipt, 'sender', p.name, 'current', f.current,
				'same', api.file_same(file)) order by f.received_at desc, f.position, f.number desc), '[]')
		from dais.submission as s join api.files as f on f.submission = s.id join dais.file on file.id = f.id
			join dais.meeting as m on m.id = s.meeting
			left join dais.person as p on p.id = f.person
		where s.slot = slot_files.slot);
end $$;

-- Everything that the paper's form shows. sent: the values of a refused form, which then decide what is chosen.
create function api.filing_form(slot uuid, lang text, sent jsonb default null) returns json language plpgsql stable as $$
#variable_conflict use_column
begin
	return (select json_build_object(
			'slot', s.id, 'key', coalesce(sent ->> 'key', gen_random_uuid()::text),
			'due', api.time_in(t.due, m.zone), 'grace_until', api.time_in(t.grace_until, m.zone),
			'closes', api.time_in(t.closes, m.zone), 'standing', t.standing,
			'left', case when t.due > now() then floor(extract(epoch from t.due - now()))::bigint end,
			'extended', s.extended_to is not null,
			'title', coalesce(sent ->> 'title', api.title_of(presentation, (select f.language from api.files as f
				where f.submission = presentation.id order by f.received_at desc limit 1)), ''),
			'other_theme', coalesce(sent ->> 'other_theme', presentation.other_theme, ''),
			'other', coalesce(sent -> 'themes' ? 'other', presentation.other_theme is not null),
			'themes', (select json_agg(json_build_object('slug', theme.slug, 'name', api.text_in(theme.name, lang),
					'chosen', coalesce(sent -> 'themes' ? theme.slug, exists (select from dais.submission_theme as st
						where st.submission = presentation.id and st.theme = theme.id))) order by theme.position)
				from dais.theme where theme.meeting = m.id),
			'has_themes', exists (select from dais.theme where theme.meeting = m.id),
			'has_objectives', exists (select from dais.objective as o where o.meeting = m.id),
			'asked', (select json_build_object('name', api.text_in(asking.name, lang), 'date', asking.starts_on)
				from dais.theme join dais.meeting as asking on asking.id = theme.asked_by where theme.meeting = m.id limit 1),
			'objectives', (select json_agg(json_build_object('label', o.label, 'text', api.text_in(o.text, lang),
					'chosen', coalesce(sent -> 'objectives' ? o.label, exists (select from dais.submission_objective as so
						where so.submission = presentation.id and so.objective = o.id))) order by o.position)
				from dais.objective as o where o.meeting = m.id),
			'language', coalesce(sent ->> 'language', (select f.language from api.files as f
				where f.submission = presentation.id order by f.received_at desc limit 1), lang),
			'files', api.slot_files(s.id, lang), 'received', presentation.id is not null,
			'upload', (select json_build_object('upload', u.id, 'name', u.file_name, 'size', u.size,
					'received', u.received, 'complete', u.sha256 is not null)
				from dais.upload as u
				where u.person = api.me() and not u.filed and u.expires > now() and u.received > 0
					and (nullif(sent ->> 'upload', '') is null or u.id = api.id_of(sent ->> 'upload'))
					and (nullif(sent ->> 'upload', '') is not null or not exists (select from dais.file as f
						where f.submission = presentation.id and f.sha256 = u.sha256))
				order by u.created desc limit 1),
			'unfiled', unfiled.list is not null, 'uploads', unfiled.list,
			'contact', json_build_object('name', api.text_in(m.contact_name, lang), 'email', m.contact_email))
		from dais.slot as s join dais.meeting as m on m.id = s.meeting
			cross join lateral api.slot_deadline(s.id, now()) as t
			left join dais.submission as presentation on presentation.slot = s.id and presentation.kind = 'presentation'
			cross join (select json_agg(json_build_object('upload', u.id, 'name', u.file_name, 'size', u.size, 'received', u.received)
					order by u.created desc) as list
				from dais.upload as u where u.person = api.me() and not u.filed and u.expires > now()) as unfiled
		where s.id = filing_form.slot);
end $$;

-- ---------------------------------------------------------------- release

-- {meeting, submission}: staff allow the next edition to show a paper to the public.
create function api.submission_release(lang text, input jsonb) returns json language plpgsql as $$
declare
	this_submission dais.submission;
begin
	select * into this_submission from dais.submission
		where id = api.id_of(input ->> 'submission') and meeting = api.meeting_of(input ->> 'meeting');
	if not found or not api.is_staff(this_submission.meeting) then
		perform api.not_found();
	end if;
	perform api.release_set(this_submission.id);
	return json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/slots/' || this_submission.slot ||
		'?done=released');
end $$;
