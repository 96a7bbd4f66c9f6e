-- Files on their way to readers: who may open the original, and who the cleaned copy.

set local role dais_owner;

grant select on dais.file_page to dais_web;
create policy read on dais.file_page for select to dais_web using (exists (select from dais.file where file.id = file_page.file)); -- whoever may read the file

-- What a paper says, page by page, for who may read it: [{page, text}].
create function api.file_pages(file uuid) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('page', p.page, 'text', p.text) order by p.page), '[]')
	from dais.file_page as p where p.file = file_pages.file
$$;

-- {file}: the bytes as they came, for the people of the slot and the staff.
create function api.file_original(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('upload', f.upload, 'file_name', f.file_name, 'size', f.size::text,
		'media_type', f.media_type, 'sha256', encode(f.sha256, 'hex'))
	from dais.file as f
	where f.id = api.id_of(input ->> 'file')
		and (api.is_my_submission(f.submission) or api.is_staff(f.meeting)
			or exists (select from dais.filing where filing.id = f.filing and filing.person = api.me()))
$$;

-- What a cleaned copy is called: it has other bytes than the file that was received, so another name.
create function api.cleaned_name(file_name text) returns text language sql immutable as $$
	select regexp_replace(file_name, '\.[A-Za-z]{1,5}$', '') || '-cleared.pdf'
$$;

-- {file}: the cleaned copy, for everybody once an edition shows it, before that for the people of the slot and the
-- staff. It is always a PDF.
create function api.file_show(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('sha256', encode(f.sha256, 'hex'),
		'file_name', api.cleaned_name(f.file_name))
	from dais.file as f
	where f.id = api.id_of(input ->> 'file') and f.state = 'cleared'
$$;

reset role;
set local role dais_registry;

-- The sender of a paper that was returned for a damaged page sends that page as a picture of what could be read.
create function api.file_salvage(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	this_file dais.file;
begin
	select file.* into this_file from dais.file join dais.submission on submission.id = file.submission
		where file.id = api.id_of(input ->> 'file') and slot = api.id_of(input ->> 'slot') and api.is_my_submission(submission);
	if not found then
		perform api.not_found();
	end if;
	update dais.file set as_readable = true, state = 'received', refusal = null, refusal_page = null
		where id = this_file.id and state = 'returned' and refusal = 'PDF_PAGE_UNREADABLE';
	if not found then
		raise sqlstate 'DA409' using message = 'not returned for a page that cannot be read';
	end if;
	perform api.job_queue('intake', this_file.meeting, this_file.id);
	perform api.event_append(this_file.meeting, 'file taken as readable', this_file.id);
	return json_build_object('location', '/' || lang || '/my/slots/' || (input ->> 'slot') || '?done=salvaged');
end $$;

-- Staff have a paper looked at again, when that failed for a reason that was not the paper's.
create function api.file_retry(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	this_file dais.file;
begin
	select * into this_file from dais.file where id = api.id_of(input ->> 'file')
		and meeting = api.meeting_of(input ->> 'meeting') and api.has_role(meeting, '{staff}');
	if not found then
		perform api.not_found();
	end if;
	if this_file.state <> 'received' then
		raise sqlstate 'DA409' using message = 'it was looked at';
	end if;
	perform api.job_queue('intake', this_file.meeting, this_file.id);
	return json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/slots/' ||
		(select slot from dais.submission where id = this_file.submission) || '?done=retried');
end $$;

-- Asks the clerk for a cleaned copy that is no longer there, for who may read it.
create function api.file_renew(lang text, input jsonb) returns json
	language sql security definer set search_path = pg_catalog, pg_temp as $$
	select json_build_object('queued', api.job_queue('intake', f.meeting, f.id) is null)
	from dais.file as f
	where f.id = api.id_of(input ->> 'file') and f.state = 'cleared'
		and (f.public_from <= now() or api.is_my_submission(f.submission) or api.has_role(f.meeting, '{staff}'))
$$;

reset role;
