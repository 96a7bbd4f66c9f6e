-- Parties: states, organs, agencies, organizations, of the whole installation. Everybody may know them; administrators add
-- and change them. None is ever deleted: one that has ended has a day until which it was valid, and is offered no more.

set local role dais_owner;

grant insert (code, kind, iso, name, acronym, sort_key, valid_from, valid_until) on dais.party to dais_web;
grant update (kind, iso, name, acronym, sort_key, valid_from, valid_until) on dais.party to dais_web;
create policy make on dais.party for insert to dais_web with check ((select api.has_role(null, '{admin}')));
create policy change on dais.party for update to dais_web
	using ((select api.has_role(null, '{admin}'))) with check ((select api.has_role(null, '{admin}')));

create function api.party_kinds() returns text[] language sql immutable as $$
	select '{state,"permanent observer",organ,agency,"multilateral organization","regional group","civil society organization"}'::text[]
$$;

-- ---------------------------------------------------------------- the list

-- Whether words stand in a party's code, names or acronyms, in any language.
create function api.party_says(party dais.party, words text) returns boolean language sql immutable as $$
	select position(lower(words) in lower(concat_ws(' ', party.code, party.iso, (select string_agg(value, ' ')
		from (select value from jsonb_each_text(party.name) union all select value from jsonb_each_text(party.acronym)) as said)))) > 0
$$;

create function api.party_list(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	kind_wanted text := input ->> 'kind';
	words text := input ->> 'words';
begin
	perform api.admin_only();
	return (select json_build_object('kinds', coalesce((select json_agg(json_build_object('kind', kind, 'count', count, 'parties', parties) order by
				array_position(api.party_kinds(), kind)) from (
			select kind, count(*), json_agg(json_build_object('code', code, 'iso', iso, 'name', name_here, 'acronym', api.text_in(acronym, lang),
				'valid_from', valid_from, 'valid_until', valid_until, 'over', valid_until < current_date)
				order by coalesce(sort_key ->> lang, name_here) collate "und-x-icu", code) as parties
			from dais.party as p, api.text_in(p.name, lang) as name_here
			where (kind_wanted is null or kind = kind_wanted) and (words is null or api.party_says(p, words))
			group by kind) as grouped), '[]'),
		'filter', json_build_object('words', words, 'any', num_nonnulls(kind_wanted, words) > 0,
			'kinds', (select json_agg(json_build_object('kind', kind, 'chosen', kind = kind_wanted) order by at)
				from unnest(api.party_kinds()) with ordinality as k(kind, at)))));
end $$;

-- ---------------------------------------------------------------- one of them

-- it: the party, or what a new one begins as.
create function api.party_page(it dais.party, lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('code', it.code, 'new', it.id is null, 'name', api.text_in(it.name, lang),
		'kinds', (select json_agg(json_build_object('kind', kind, 'chosen', kind = coalesce(input -> 'form' ->> 'kind', it.kind, 'state')) order by at)
			from unnest(api.party_kinds()) with ordinality as k(kind, at)),
		'meetings', (select coalesce(json_agg(json_build_object('slug', m.slug, 'name', api.text_in(m.name, lang)) order by m.starts_on desc, m.slug), '[]')
			from dais.participation as p join dais.meeting as m on m.id = p.meeting where p.party = it.id),
		'form', json_build_object('code', it.code, 'iso', it.iso, 'name', api.texts_form(it.name), 'acronym', api.texts_form(it.acronym),
			'sort_key', api.texts_form(it.sort_key), 'valid_from', it.valid_from, 'valid_until', it.valid_until, 'revision', it.revision))
$$;

-- The party of an address below /admin.
create function api.party_of(input jsonb) returns dais.party language plpgsql stable as $$
begin
	perform api.admin_only();
	return api.existing((select p from dais.party as p where code = input ->> 'party'));
end $$;

create function api.party_new(lang text, input jsonb) returns json language plpgsql stable as $$
begin
	perform api.admin_only();
	return api.party_page(null, lang, input);
end $$;

create function api.party_edit(lang text, input jsonb) returns json language plpgsql stable as $$
begin
	return api.party_page(api.party_of(input), lang, input);
end $$;

-- What is wrong with what somebody says of a party, as {field, code}.
create function api.party_faults(input jsonb) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('field', field, 'code', code)), '[]') from (values
		('kind', 'choose', input ->> 'kind' <> all (api.party_kinds())),
		('iso', 'not-a-country', input ->> 'iso' !~ '^[A-Za-z]{2}$'),
		('valid_from', 'not-a-time', input ? 'valid_from' and api.date_of(input ->> 'valid_from') is null),
		('valid_until', 'not-a-time', input ? 'valid_until' and api.date_of(input ->> 'valid_until') is null),
		('valid_until', 'until-before-from', api.date_of(input ->> 'valid_until') < api.date_of(input ->> 'valid_from'))) as rule(field, code, broken)
	where broken
$$;

-- What a form, or a row of a file, says of a party.
create function api.party_sent(input jsonb) returns dais.party language sql stable as $$
	select jsonb_populate_record(null::dais.party, jsonb_build_object('code', upper(input ->> 'code'), 'iso', upper(input ->> 'iso'))
		|| (select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(input)
			where key in ('kind', 'name', 'acronym', 'sort_key', 'valid_from', 'valid_until')))
$$;

-- Two who add the same code at once: the second is told that it is taken.
create function api.party_create(lang text, input jsonb) returns json language plpgsql as $$
declare
	sent dais.party;
	code_fault text;
begin
	perform api.admin_only(), api.parties_lock();
	code_fault := case when input ->> 'code' !~ '^[A-Za-z0-9]' then 'not-valid'
		when exists (select from dais.party where code = upper(input ->> 'code')) then 'code-taken' end;
	perform api.refuse(case when code_fault is null then '[]' else jsonb_build_array(jsonb_build_object('field', 'code', 'code', code_fault)) end
		|| api.party_faults(input));
	sent := api.party_sent(input);
	perform api.party_add(sent);
	return json_build_object('location', '/' || lang || '/admin/parties/' || sent.code || '?done=saved');
end $$;

create function api.parties_lock() returns void language sql as $$
	select pg_advisory_xact_lock(hashtextextended('parties', 4))
$$;

create function api.party_add(sent dais.party) returns void language plpgsql as $$
begin
	insert into dais.party (code, kind, iso, name, acronym, sort_key, valid_from, valid_until)
		values (sent.code, sent.kind, sent.iso, sent.name, sent.acronym, sent.sort_key, sent.valid_from, sent.valid_until);
	perform api.event_append(null, 'party added', (select id from dais.party where code = sent.code));
end $$;

create function api.party_change(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.party := api.party_of(input);
	sent dais.party;
begin
	perform api.refuse(api.party_faults(input)), api.parties_lock(); -- a table of parties, too, saves what it has shown, or nothing
	select * into here from dais.party where id = here.id for update;
	sent := api.party_sent(input);
	perform api.party_save(here, jsonb_populate_record(here, api.merged('party', to_jsonb(here), input ->> 'revision',
		jsonb_build_object('kind', sent.kind, 'iso', sent.iso, 'name', sent.name, 'acronym', sent.acronym, 'sort_key', sent.sort_key,
			'valid_from', sent.valid_from, 'valid_until', sent.valid_until),
		jsonb_build_object('valid_from', jsonb_build_object('theirs', null, 'at', here.valid_from),
			'valid_until', jsonb_build_object('theirs', null, 'at', here.valid_until)))));
	return json_build_object('location', '/' || lang || '/admin/parties/' || here.code || '?done=saved');
end $$;

-- Saves what differs from the party as it is.
create function api.party_save(here dais.party, saved dais.party) returns void language plpgsql as $$
begin
	if saved is not distinct from here then
		return;
	end if;
	update dais.party set kind = saved.kind, iso = saved.iso, name = saved.name, acronym = saved.acronym, sort_key = saved.sort_key,
		valid_from = saved.valid_from, valid_until = saved.valid_until where id = here.id;
	perform api.event_append(null, 'party changed', here.id);
end $$;

reset role;
