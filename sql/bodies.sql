-- Bodies: councils, committees, working groups: a tree, each with its meetings. Everybody may know them; administrators
-- make them.

set local role dais_owner;

grant select on dais.body to dais_web, dais_clerk;
grant insert (slug, parent, name, acronym) on dais.body to dais_web;
create policy everybody on dais.body for select to dais_web, dais_clerk using (true);
create policy make on dais.body for insert to dais_web with check ((select api.has_role(null, '{admin}')));

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
