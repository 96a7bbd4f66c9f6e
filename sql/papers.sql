-- Papers on their way out: who may open the original, and who the cleaned copy.

set local role dais_owner;

-- {file}: the bytes as they came, for the people of the slot and the staff.
create function api.paper_original(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('upload', f.upload, 'file_name', f.file_name, 'size', f.size::text,
		'media_type', f.media_type, 'sha256', encode(f.sha256, 'hex'))
	from dais.file as f
	where f.id = api.id_of(input ->> 'file')
		and (api.is_my_paper(f.submission) or api.is_staff(f.meeting)
			or exists (select from dais.filing where filing.id = f.filing and filing.person = api.me()))
$$;

-- What a cleaned copy is called: it has other bytes than the file that was received, so another name.
create function api.cleaned_name(file_name text) returns text language sql immutable as $$
	select regexp_replace(file_name, '\.[A-Za-z]{1,5}$', '') || '-cleared.pdf'
$$;

-- {file}: the cleaned copy, for everybody once an edition shows it, before that for the people of the slot and the
-- staff. It is always a PDF.
create function api.paper_show(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('sha256', encode(f.sha256, 'hex'),
		'file_name', api.cleaned_name(f.file_name))
	from dais.file as f
	where f.id = api.id_of(input ->> 'file') and f.state = 'cleared'
$$;

reset role;
set local role dais_record;

-- Asks the clerk for a cleaned copy that is no longer there, for who may read it.
create function api.paper_renew(lang text, input jsonb) returns json
	language sql security definer set search_path = pg_catalog, pg_temp as $$
	select json_build_object('queued', api.job_queue('intake', f.meeting, f.id) is null)
	from dais.file as f
	where f.id = api.id_of(input ->> 'file') and f.state = 'cleared'
		and (f.edition is not null or api.is_my_paper(f.submission) or api.has_role(f.meeting, '{staff}'))
$$;

reset role;
