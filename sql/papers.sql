-- Papers on their way out: who may open the original, and who the cleaned copy.

set local role dais_owner;

-- {version}: the bytes as they came, for the people of the slot and the staff.
create function api.paper_original(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('upload', v.upload, 'file_name', v.file_name, 'size', v.size::text,
		'media_type', v.media_type, 'sha256', encode(v.sha256, 'hex'))
	from dais.version as v
	where v.id = api.id_of(input ->> 'version')
		and (v.person = api.me() or api.is_my_paper(v.submission) or api.is_staff(v.meeting))
$$;

-- {version}: the cleaned copy, for everybody once an edition shows it, before that for the people of the slot and the
-- staff. It is always a PDF.
create function api.paper_show(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('sha256', encode(v.sha256, 'hex'),
		'file_name', regexp_replace(v.file_name, '\.[A-Za-z]{1,5}$', '') || '.pdf')
	from dais.version as v
	where v.id = api.id_of(input ->> 'version') and v.state = 'cleared'
$$;

-- Asks the clerk for a cleaned copy that is no longer there.
create function api.paper_renew(lang text, input jsonb) returns json language sql as $$
	select json_build_object('queued', api.job_queue('intake', v.meeting, v.id) is null)
	from dais.version as v
	where v.id = api.id_of(input ->> 'version') and v.state = 'cleared'
$$;

reset role;
