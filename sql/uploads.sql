-- Uploads: bytes on their way in. They arrive in pieces (tus) or at once (an ordinary form); each piece is one
-- transaction of chunk rows, the new offset and the state of the running SHA-256. One writer at a time: the row is
-- locked without waiting. Filing (submissions.sql) copies nothing: it points at the upload, which nobody can
-- change from then on. Its bytes cannot change as soon as all are there and their SHA-256 is known. An upload that is never filed
-- is swept when it expires.

set local role dais_owner;

grant select, delete on dais.upload to dais_web;
grant insert (person, file_name, metadata, size) on dais.upload to dais_web;
grant update (size, received, digest_state, sha256) on dais.upload to dais_web;
grant select, insert on dais.chunk to dais_web;

create policy own on dais.upload for select to dais_web using (person = (select api.me()));
create policy of_staff on dais.upload for select to dais_web using (exists (select from dais.file
	where file.upload = upload.id and file.meeting = any ((select api.meetings_as('{staff}'))::uuid[])));
create policy begin on dais.upload for insert to dais_web with check (person = (select api.me()));
create policy append on dais.upload for update to dais_web
	using (person = (select api.me()) and not filed and sha256 is null) with check (person = (select api.me()));
create policy give_up on dais.upload for delete to dais_web using (person = (select api.me()) and not filed);

create policy readable on dais.chunk for select to dais_web
	using (exists (select from dais.upload where upload.id = chunk.upload));
create policy append on dais.chunk for insert to dais_web with check (exists (select from dais.upload
	where upload.id = chunk.upload and upload.person = (select api.me()) and not upload.filed and upload.sha256 is null));

-- A file's own name: without the folders some browsers send, without what could break a header or reverse a line. A name
-- that is too long is cut before its ending, which says what the file is.
create function api.file_name_clean(name text) returns text language sql immutable as $$
	select coalesce(nullif(btrim(left(own, greatest(200 - length(ending), 0))) || ending, ''), 'file')
	from btrim(regexp_replace(regexp_replace(name, '^.*[/\\]', ''),
			'[\x01-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]', '', 'g')) as clean(whole),
		coalesce(substring(whole from '\.[[:alnum:]]{1,10}$'), '') as last(ending), left(whole, length(whole) - length(ending)) as rest(own)
$$;

-- Whether whoever asks may send the bytes of a file at all, asked before the web server stores any of them. A form whose
-- session has just ended comes through: what else is written in it is kept (sessions.sql).
create function api.upload_permitted(lang text, input jsonb) returns json language plpgsql stable as $$
begin
	if api.me() is null and not api.session_ended() then
		perform api.sign_in_first();
	elsif api.me() is not null and cardinality(api.my_slots()) = 0 and cardinality(api.meetings_as('{staff}')) = 0 then
		perform api.not_found();
	end if;
	return '{}';
end $$;

-- {name, size, metadata} -> {upload, expires}. A person has at most 20 unfinished ones, and stores at most 4 GB a day: what
-- is filed stays for ever, and nobody shall fill the disk of all.
create function api.upload_create(lang text, input jsonb) returns json language plpgsql as $$
declare
	made dais.upload;
begin
	if api.me() is null then
		perform api.sign_in_first();
	end if;
	perform api.upload_permitted(lang, input);
	perform pg_advisory_xact_lock(hashtextextended('uploads of ' || api.me(), 0)); -- those begun at the same time count too
	if (select count(*) from dais.upload where person = api.me() and not filed and expires > now()) >= 20 then
		raise sqlstate 'DA429' using message = 'too many unfinished uploads';
	end if;
	if (select sum(size) from dais.upload where person = api.me() and created > now() - interval '1 day') > 4000000000 then
		raise sqlstate 'DA429' using message = 'too much in a day';
	end if;
	insert into dais.upload (person, file_name, metadata, size)
		values (api.me(), api.file_name_clean(coalesce(input ->> 'name', '')), coalesce(input ->> 'metadata', ''),
			(input ->> 'size')::bigint)
		returning * into made;
	return json_build_object('upload', made.id, 'expires', api.http_date(made.expires));
end $$;

-- A time as HTTP headers write it (RFC 9110, 5.6.7).
create function api.http_date(at timestamptz) returns text language sql stable as $$
	select to_char(at at time zone 'UTC', 'Dy, DD Mon YYYY HH24:MI:SS "GMT"')
$$;

-- An upload that may still grow. Filed or expired: gone. Not there or somebody else's: not found.
create function api.upload_open(upload uuid) returns dais.upload language plpgsql stable as $$
declare
	found_one dais.upload;
begin
	select * into found_one from dais.upload where id = upload_open.upload and person = api.me();
	if not found then
		perform api.not_found();
	end if;
	if found_one.filed or found_one.expires <= now() then
		raise sqlstate 'DA410' using message = 'gone';
	end if;
	return found_one;
end $$;

-- {upload} -> {name, size, received, expires, metadata}
create function api.upload_state(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('name', file_name, 'size', size::text, 'received', received::text,
		'expires', api.http_date(expires), 'metadata', metadata)
	from api.upload_open(api.id_of(input ->> 'upload'))
$$;

-- {upload} -> {name, size} of one that is whole and not filed yet, else {}: for the look at its bytes.
create function api.upload_filing(lang text, input jsonb) returns json language sql stable as $$
	select coalesce((select json_build_object('name', file_name, 'size', size::text) from dais.upload
		where id = api.id_of(input ->> 'upload') and person = api.me() and not filed and sha256 is not null), '{}')
$$;

-- Takes an upload for this transaction's writing; SQLSTATE 55P03 (busy) when another request writes.
create function api.upload_lock(upload text, out size bigint, out received bigint, out digest_state bytea, out expires text)
	language plpgsql as $$
begin
	perform api.upload_open(api.id_of(upload));
	perform from dais.upload as u where u.id = upload::uuid for update nowait; -- one that is whole is not locked: nobody writes to it
	select u.size, u.received, u.digest_state, api.http_date(u.expires) into size, received, digest_state, expires
		from api.upload_open(upload::uuid) as u; -- which may have been filed since
end $$;

create function api.chunk_put(upload text, start text, data bytea) returns boolean language plpgsql as $$
begin
	insert into dais.chunk (upload, start, data) values (upload::uuid, start::bigint, data);
	return true;
end $$;

-- After the chunks of a piece: how far it is, and the running SHA-256.
create function api.upload_advance(upload text, received text, digest_state bytea) returns boolean
	language plpgsql as $$
begin
	update dais.upload as u set received = upload_advance.received::bigint, digest_state = upload_advance.digest_state
		where u.id = upload_advance.upload::uuid;
	return found;
end $$;

-- All bytes are there. An ordinary form knows its file's size only now.
create function api.upload_complete(upload text, sha256 bytea) returns boolean language plpgsql as $$
begin
	update dais.upload as u set size = u.received, sha256 = upload_complete.sha256, digest_state = null
		where u.id = upload_complete.upload::uuid;
	return found;
end $$;

-- {upload}: given up by its owner.
create function api.upload_delete(lang text, input jsonb) returns json language plpgsql as $$
begin
	perform api.upload_open(api.id_of(input ->> 'upload'));
	perform from dais.upload where id = api.id_of(input ->> 'upload') for update nowait;
	delete from dais.upload where id = api.id_of(input ->> 'upload');
	return '{}';
end $$;

-- The same by a form, {slot, upload}: back to the page.
create function api.upload_discard(lang text, input jsonb) returns json language plpgsql as $$
begin
	perform api.upload_delete(lang, input);
	return json_build_object('location', '/' || lang || '/my/slots/' || (input ->> 'slot') || '?done=discarded');
end $$;

-- The bytes of an upload from a position on, at most so many.
create function api.upload_bytes(upload text, start text, length text) returns bytea language sql stable as $$
	select substring(string_agg(data, ''::bytea order by c.start)
			from (upload_bytes.start::bigint - min(c.start) + 1)::int for upload_bytes.length::int)
	from dais.chunk as c
	where c.upload = upload_bytes.upload::uuid
		and c.start < upload_bytes.start::bigint + upload_bytes.length::bigint
		and c.start >= (select max(before.start) from dais.chunk as before
			where before.upload = upload_bytes.upload::uuid and before.start <= upload_bytes.start::bigint)
$$;

-- The chunks that hold the bytes from first to last, in order; the first may begin before, the last end after.
create function api.chunks(upload text, first text, last text) returns setof bytea language sql stable as $$
	select data from dais.chunk as c
	where c.upload = chunks.upload::uuid and c.start <= chunks.last::bigint
		and c.start >= (select max(before.start) from dais.chunk as before
			where before.upload = chunks.upload::uuid and before.start <= chunks.first::bigint)
	order by c.start
$$;

-- How far into the first of those chunks the first byte lies.
create function api.chunk_skip(upload text, first text) returns bigint language sql stable as $$
	select first::bigint - max(start) from dais.chunk as c
	where c.upload = chunk_skip.upload::uuid and c.start <= chunk_skip.first::bigint
$$;

reset role;
