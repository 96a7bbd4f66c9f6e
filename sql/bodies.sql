-- Bodies: councils, committees, working groups: a tree, each with its meetings. Everybody may know them; administrators
-- make them.

set local role dais_owner;

grant select on dais.body to dais_web, dais_clerk;
grant insert (slug, parent, name, acronym), update (parent, name, acronym) on dais.body to dais_web;
create policy everybody on dais.body for select to dais_web, dais_clerk using (true);
create policy make on dais.body for insert to dais_web with check ((select api.has_role(null, '{admin}')));
create policy change on dais.body for update to dais_web using ((select api.has_role(null, '{admin}')));

-- The tree from the root down, each body before those below it.
create function api.bodies(lang text) returns table (id uuid, depth integer, name text, acronym text, line text) language sql stable as $$
	with recursive tree as (
		select body.id, 1 as depth, api.text_in(body.name, lang) as name, body.acronym, array[api.text_in(body.name, lang)] as path
		from dais.body where parent is null
		union all
		select body.id, tree.depth + 1, api.text_in(body.name, lang), body.acronym, path || api.text_in(body.name, lang)
		from tree join dais.body on body.parent = tree.id
	)
	select id, depth, name, api.text_in(acronym, lang), array_to_string(path, ' · ') from tree order by path
$$;

-- What stands for a name in an address: small letters without accents, digits and hyphens.
create function api.slug_of(name text) returns text language sql immutable as $$
	select left(trim(both '-' from regexp_replace(regexp_replace(lower(normalize(name, nfd)), '[\u0300-\u036f]', '', 'g'),
		'[^a-z0-9]+', '-', 'g')), 60)
$$;

create function api.body_list(lang text, input jsonb) returns json language plpgsql stable as $$
begin
	perform api.admin_only();
	return (select json_build_object('bodies', coalesce(json_agg(json_build_object('id', id, 'name', name, 'acronym', acronym, 'depth', depth,
			'line', line, 'chosen', id::text = input -> 'form' ->> 'parent')), '[]'),
			'form', json_build_object('name', api.texts_form(null), 'acronym', api.texts_form(null)))
		from api.bodies(lang));
end $$;

-- A body and all that stands below it.
create function api.bodies_within(top uuid) returns setof uuid language sql stable as $$
	with recursive line as (select top as id union select body.id from line join dais.body on body.parent = line.id) select id from line
$$;

create function api.body_of(input jsonb) returns dais.body language plpgsql stable as $$
begin
	perform api.admin_only();
	return api.existing((select b from dais.body as b where b.id = api.id_of(input ->> 'body')));
end $$;

create function api.body_edit(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	it dais.body := api.body_of(input);
begin
	return (select json_build_object('body', it.id, 'title', api.text_in(it.name, lang), 'bodies', coalesce(json_agg(json_build_object('id', id, 'line', line,
			'chosen', id::text = case when input ? 'form' then input -> 'form' ->> 'parent' else it.parent::text end)), '[]'),
			'form', json_build_object('name', api.texts_form(it.name), 'acronym', api.texts_form(it.acronym), 'revision', it.revision))
		from api.bodies(lang) where id not in (select api.bodies_within(it.id)));
end $$;

create function api.body_change(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.body := api.body_of(input);
	above uuid := api.id_of(input ->> 'parent');
	saved dais.body;
begin
	perform pg_advisory_xact_lock(hashtextextended('bodies', 4)); -- two moves at once would close a circle
	select * into here from dais.body where id = here.id for update;
	if above in (select api.bodies_within(here.id)) or not exists (select from dais.body where id = above) and above is not null then
		perform api.refuse('parent', 'choose');
	end if;
	saved := jsonb_populate_record(here, api.merged('body', to_jsonb(here), input ->> 'revision',
		jsonb_build_object('name', input -> 'name', 'acronym', input -> 'acronym', 'parent', above)));
	update dais.body set name = saved.name, acronym = nullif(saved.acronym, '{}'), parent = saved.parent where id = here.id;
	perform api.event_append(null, 'body changed', here.id);
	return json_build_object('location', '/' || lang || '/admin/bodies?done=saved');
end $$;

-- A body's slug is what a meeting file calls it: made of its acronym or its name, with a number where another has it.
create function api.body_create(lang text, input jsonb) returns json language plpgsql as $$
declare
	above uuid := api.id_of(input ->> 'parent');
	base text := coalesce(nullif(api.slug_of(coalesce(api.text_in(input -> 'acronym', 'en'), api.text_in(input -> 'name', 'en'))), ''), 'body');
begin
	perform api.admin_only(), pg_advisory_xact_lock(hashtextextended('bodies', 4)); -- two of one name get two slugs
	if above is not null and not exists (select from dais.body where id = above) then
		perform api.refuse('parent', 'choose');
	end if;
	insert into dais.body (slug, parent, name, acronym)
		select slug, above, input -> 'name', input -> 'acronym'
		from (select n, base || case n when 1 then '' else '-' || n end as slug from generate_series(1, 10000) as n) as tried
		where not exists (select from dais.body where body.slug = tried.slug) order by n limit 1;
	perform api.event_append(null, 'body made', null);
	return json_build_object('location', '/' || lang || '/admin/bodies?done=saved');
end $$;

reset role;
