-- What only an administrator sees and does: the meetings of the installation, and who holds an office in them, which only
-- an administrator may correct.

set local role dais_identity;

-- Staff, chairs and administrators with the meetings they hold it in (none: in all), for an administrator.
create function api.office_holders() returns table (person uuid, name text, email text, role text, meeting uuid, disabled boolean, last_seen timestamptz)
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select p.id, p.name, p.email, g.role, g.meeting, p.disabled, (select max(s.last_seen) from dais.session as s where s.person = p.id)
	from dais.role_grant as g join dais.person as p on p.id = g.person
	where g.role in ('staff', 'chair', 'admin') and api.has_role(null, '{admin}')
$$;

-- Who holds an office, as api.person_known tells of others; DA404 for anybody who is no administrator.
create function api.office_holder(input jsonb) returns json
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	found json := (select json_build_object('id', p.id, 'name', p.name, 'email', p.email, 'language', p.language, 'correctable', true)
		from dais.person as p where p.id = api.id_of(input ->> 'person') and p.id in (select o.person from api.office_holders() as o));
begin
	if found is null then
		perform api.not_found();
	end if;
	return found;
end $$;

-- With the offices, and how they sign in: what is missing says who has not come in yet.
create function api.office_holder_show(lang text, input jsonb) returns json
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select json_build_object('who', holder, 'form', holder, 'self', (holder ->> 'id')::uuid = api.me(),
		'undelivered', (select json_build_object('reason', u.reason, 'at', api.time_in(u.at, m.zone))
			from (select id, zone from dais.meeting union all select null, 'UTC') as m, api.mail_undelivered(m.id) as u where u.person = (holder ->> 'id')::uuid order by u.at desc limit 1),
		'account', (select json_build_object('password', coalesce(bool_or(c.kind = 'password'), false), 'factor', coalesce(bool_or(c.kind in ('totp', 'passkey')), false))
			from dais.credential as c where c.person = (holder ->> 'id')::uuid),
		'offices', (select json_agg(json_build_object('id', g.id, 'role', g.role, 'slug', m.slug, 'title', api.text_in(m.name, lang)) order by m.starts_on desc nulls first, g.role)
			from dais.role_grant as g left join dais.meeting as m on m.id = g.meeting
			where g.person = (holder ->> 'id')::uuid and g.role in ('staff', 'chair', 'admin')))
	from api.office_holder(input) as holder
$$;

create function api.office_holder_correct(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	holder uuid := (api.office_holder(input) ->> 'id')::uuid;
begin
	perform api.person_save(holder, input ->> 'name', input ->> 'email', input ->> 'language');
	return json_build_object('location', '/' || lang || '/admin/people/' || holder || '?done=saved');
end $$;

set local role dais_owner;

-- Others find nothing here.
create function api.admin_only() returns void language plpgsql stable as $$
begin
	if not api.has_role(null, '{admin}') then
		perform api.not_found();
	end if;
end $$;

create function api.admin_show(lang text, input jsonb) returns json language plpgsql stable as $$
begin
	perform api.admin_only();
	return (select json_build_object(
		'meetings', (select json_agg(json_build_object('slug', slug, 'name', api.text_in(m.name, lang), 'starts_on', starts_on, 'ends_on', ends_on,
				'published', exists (select from dais.edition where edition.meeting = m.id and published_at <= now())) order by starts_on desc, slug)
			from dais.meeting as m),
		'people', (select json_agg(json_build_object('person', o.person, 'name', o.name, 'email', o.email, 'role', o.role, 'disabled', o.disabled,
				'slug', m.slug, 'title', api.text_in(m.name, lang), 'undelivered', u.reason,
				'seen', to_char(o.last_seen at time zone 'UTC', 'YYYY-MM-DD'))
				order by m.starts_on desc nulls first, o.role, o.name)
			from api.office_holders() as o left join dais.meeting as m on m.id = o.meeting
				left join lateral api.mail_undelivered(m.id) as u on u.person = o.person)));
end $$;

reset role;
