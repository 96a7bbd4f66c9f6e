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

reset role;
