-- Intake: what the clerk records about a paper that it has taken apart in the jail. A paper in order is cleared; one
-- that must be mended is returned, and its sender gets one sentence that says why and what to do; an Office file that is
-- in order waits to be converted. The bytes that were received stay as they are in every case.

grant select on dais.file, dais.filing, dais.upload, dais.chunk, dais.submission, dais.slot, dais.slot_person, dais.item,
	dais.party, dais.meeting, dais.body to dais_clerk;
grant update (state, decided_at, refusal, refusal_page, notes, pages, cleaned_sha256) on dais.file to dais_clerk;
grant delete on dais.upload to dais_clerk;
grant insert on dais.file_page to dais_clerk;
create policy clerk on dais.file_page for insert to dais_clerk with check (true);
do $$
declare
	it text;
begin
	foreach it in array '{file,filing,upload,chunk,submission,slot,slot_person,item,party,meeting,body}'::text[] loop
		execute format('create policy clerk on dais.%I to dais_clerk using (true) with check (true)', it);
	end loop;
end $$;

-- {upload, sha256, media_type, state, as_readable} of a file; null when there is no such thing.
create function clerk.intake_begin(file uuid) returns json language sql stable as $$
	select json_build_object('upload', upload, 'sha256', encode(sha256, 'hex'), 'media_type', media_type, 'state', state,
		'as_readable', as_readable)
	from dais.file where id = intake_begin.file
$$;

-- The bytes of an upload, piece by piece in their order.
create function clerk.upload_bytes(upload uuid) returns setof bytea language sql stable as $$
	select data from dais.chunk where chunk.upload = upload_bytes.upload order by start
$$;

-- What pages, mails and sheets show of the notes: {notes}, or null when nothing was changed.
create function api.intake_shown(notes jsonb) returns jsonb language sql immutable as $$
	select case when notes <> '[]' then jsonb_build_object('notes', notes) end
$$;

-- Writes to the sender of a paper about what the intake found.
create function clerk.intake_mail(this_file dais.file, template text, found jsonb) returns void language sql as $$
	select api.mail_queue(this_file.meeting, person.id, template, found || jsonb_build_object('file', this_file.id,
		'title', api.title_of(s, person.language), 'file_name', this_file.file_name, 'receipt', filing.receipt, 'slot', s.slot,
		'meeting', jsonb_build_object('name', api.text_in(meeting.name, person.language),
			'contact_name', api.text_in(meeting.contact_name, person.language), 'contact_email', meeting.contact_email)))
	from dais.submission as s, dais.meeting, dais.filing join dais.person on person.id = filing.person
	where s.id = this_file.submission and meeting.id = this_file.meeting and filing.id = this_file.filing
$$;

-- Records that a paper is in order and what its pages say, and tells its sender once what was changed in the copy. report:
-- {pages, notes, cleaned_sha256, texts}. Harmless to repeat.
create function clerk.intake_cleared(file uuid, report jsonb) returns boolean language plpgsql as $$
declare
	this_file dais.file;
begin
	update dais.file set state = 'cleared', decided_at = now(), refusal = null, refusal_page = null, pages = (report ->> 'pages')::integer,
			notes = coalesce(report -> 'notes', '[]'), cleaned_sha256 = decode(report ->> 'cleaned_sha256', 'hex')
		where id = intake_cleared.file and state in ('received', 'returned')
		returning * into this_file;
	if found then
		perform api.event_append(this_file.meeting, 'file cleared', this_file.id,
			jsonb_build_object('sha256', encode(this_file.sha256, 'hex'), 'pages', this_file.pages));
		insert into dais.file_page (meeting, file, page, text)
			select this_file.meeting, this_file.id, page, text
			from jsonb_array_elements_text(report -> 'texts') with ordinality as pages(text, page) where text <> '';
		if this_file.notes <> '[]' then
			perform clerk.intake_mail(this_file, 'file-changed', api.intake_shown(this_file.notes));
		end if;
	end if;
	return true;
end $$;

-- Records that a cleaned copy was made again. report: {cleaned_sha256}.
create function clerk.intake_renewed(file uuid, report jsonb) returns boolean language sql as $$
	update dais.file set cleaned_sha256 = decode(report ->> 'cleaned_sha256', 'hex')
		where id = intake_renewed.file and state = 'cleared';
	select true
$$;

-- Records that a paper is returned for technical correction, and tells its sender once. report: {code, page}.
create function clerk.intake_returned(file uuid, report jsonb) returns boolean language plpgsql as $$
declare
	this_file dais.file;
begin
	update dais.file set state = 'returned', decided_at = now(), refusal = report ->> 'code',
			refusal_page = (report ->> 'page')::integer, notes = coalesce(report -> 'notes', '[]')
		where id = intake_returned.file and state = 'received'
		returning * into this_file;
	if found then
		perform clerk.intake_mail(this_file, 'file-returned',
			jsonb_build_object('refusal', this_file.refusal, 'page', report -> 'page'));
		perform api.event_append(this_file.meeting, 'file returned', this_file.id,
			jsonb_build_object('sha256', encode(this_file.sha256, 'hex'), 'refusal', this_file.refusal));
	end if;
	return true;
end $$;

-- Records that an Office file holds nothing that acts or reaches outside: it waits to be converted. report: {notes?}.
create function clerk.intake_passed(file uuid, report jsonb) returns boolean language plpgsql as $$
declare
	this_file dais.file;
begin
	update dais.file set state = 'to be converted', decided_at = now(), refusal = null, notes = coalesce(report -> 'notes', '[]')
		where id = intake_passed.file and state = 'received'
		returning * into this_file;
	if found then
		perform api.event_append(this_file.meeting, 'file passed', this_file.id, jsonb_build_object('sha256', encode(this_file.sha256, 'hex')));
	end if;
	return true;
end $$;
