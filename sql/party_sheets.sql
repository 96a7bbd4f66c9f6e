-- Parties, and who takes part, as a table for spreadsheets. Each row is a party by its code; the columns are api.sheet_columns,
-- any of them in any order, and what a table has no column for stays as it is. takes_part names meetings by the short
-- names of their addresses.
--
-- A table that comes back is kept until its sender has seen what it would change, and which cells are bad; then it is applied
-- as a whole or not at all. That of the installation (administrators) changes parties and who takes part in any meeting;
-- that of a meeting (its staff) only who takes part there: without the column takes_part, every party that it lists.

set local role dais_owner;

grant select, insert (id, person, meeting, content), delete on dais.party_sheet to dais_web;
create policy own on dais.party_sheet for select to dais_web using (person = (select api.me()));
create policy send on dais.party_sheet for insert to dais_web with check (person = (select api.me()));
create policy discard on dais.party_sheet for delete to dais_web using (person = (select api.me()));
grant select, delete on dais.party_sheet to dais_clerk;
create policy clerk_read on dais.party_sheet for select to dais_clerk using (true);
create policy clerk_sweep on dais.party_sheet for delete to dais_clerk using (true);

create function api.sheet_columns() returns text[] language sql immutable as $$
	select '{code,kind,iso}'::text[] || array(select field || '.' || lang
		from unnest('{name,acronym,sort_key}'::text[]) with ordinality as f(field, at), unnest(api.language_codes()) with ordinality as l(lang, nth)
		order by at, nth) || '{valid_from,valid_until,takes_part}'::text[]
$$;

-- What a column says of a party, but takes_part.
create function api.party_cell(party dais.party, col text) returns text language sql immutable as $$
	select case split_part(col, '.', 1) when 'code' then party.code when 'kind' then party.kind when 'iso' then party.iso
		when 'name' then party.name ->> split_part(col, '.', 2) when 'acronym' then party.acronym ->> split_part(col, '.', 2)
		when 'sort_key' then party.sort_key ->> split_part(col, '.', 2) when 'valid_from' then party.valid_from::text
		when 'valid_until' then party.valid_until::text end
$$;

-- ---------------------------------------------------------------- going out

-- The meeting of an address below /desk, for its staff; null for one below /admin, for administrators.
create function api.sheet_scope(input jsonb) returns dais.meeting language plpgsql stable as $$
begin
	if input ? 'meeting' then
		return api.agenda_of(input);
	end if;
	perform api.admin_only();
	return null;
end $$;

create function api.sheet_file(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.sheet_scope(input);
begin
	return json_build_object('file_name', concat_ws('-', 'parties', here.slug) || '.csv', 'columns', api.sheet_columns(),
		'rows', (select json_agg((select json_agg(case col when 'takes_part' then p.slugs else api.party_cell(p.party, col) end order by at)
				from unnest(api.sheet_columns()) with ordinality as c(col, at)) order by array_position(api.party_kinds(), (p.party).kind), (p.party).code)
			from (select party, (select string_agg(m.slug, ' ' order by m.starts_on, m.slug) from dais.participation as part
					join dais.meeting as m on m.id = part.meeting where part.party = party.id and (here.id is null or m.id = here.id)) as slugs
				from dais.party) as p(party, slugs)
			where here.id is null or p.slugs is not null or api.party_is_valid(p.party, here)));
end $$;

-- ---------------------------------------------------------------- coming in

create function api.to_sheets(lang text, here dais.meeting) returns text language sql immutable as $$
	select '/' || lang || case when here.id is null then '/admin' else '/desk/' || here.slug end || '/parties'
$$;

create function api.sheet_keep(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.sheet_scope(input);
	made constant uuid := gen_random_uuid();
begin
	if not input ? 'table' then
		perform api.refuse('file', 'csv-missing');
	end if;
	insert into dais.party_sheet (id, person, meeting, content) values (made, api.me(), here.id, input -> 'table');
	return json_build_object('location', api.to_sheets(lang, here) || '/file/' || made);
end $$;

-- The table of an address, for whoever has sent it.
create function api.sheet_of(input jsonb) returns dais.party_sheet language plpgsql stable as $$
declare
	here dais.meeting := api.sheet_scope(input);
	found dais.party_sheet;
begin
	select * into found from dais.party_sheet where id = api.id_of(input ->> 'sheet') and meeting is not distinct from here.id;
	if found.id is null then
		perform api.not_found();
	end if;
	return found;
end $$;

-- ---------------------------------------------------------------- what it says

-- The cells, each below its column (null: below none); a name that is broken over lines in its cell is one line here.
create function api.sheet_cells(sheet dais.party_sheet) returns table (row_number integer, at integer, col text, value text) language sql stable as $$
	select (r ->> 'row')::int, c.at::int, lower(trim(sheet.content -> 'columns' ->> (c.at::int - 1))),
		nullif(trim(regexp_replace(c.value, '\s+', ' ', 'g')), '')
	from jsonb_array_elements(sheet.content -> 'rows') as r, jsonb_array_elements_text(r -> 'cells') with ordinality as c(value, at)
$$;

-- What is wrong with the heading. While anything is, no row is looked at.
create function api.sheet_heading_faults(sheet dais.party_sheet) returns table (row_number integer, at integer, col text, value text, code text, day date)
	language sql stable as $$
	with heading as (select at::int, lower(trim(value)) as col, value, row_number() over (partition by lower(trim(value)) order by at) as nth
		from jsonb_array_elements_text(sheet.content -> 'columns') with ordinality as h(value, at))
	select 1, at, col, value, case when col <> all (api.sheet_columns()) then 'csv-column-unknown' else 'csv-column-twice' end, null::date
		from heading where col <> '' and (col <> all (api.sheet_columns()) or nth > 1)
	union all
	select 1, null, 'code', null, 'csv-column-missing', null where not exists (select from heading where col = 'code')
$$;

-- A text in several languages as it will be: the languages that the table has a column for are the table's.
create function api.sheet_texts(texts jsonb, said jsonb, field text) returns jsonb language sql immutable as $$
	select case when not exists (select from jsonb_object_keys(said) as col where split_part(col, '.', 1) = field) then texts
		else nullif(coalesce(texts, '{}') - array(select split_part(col, '.', 2) from jsonb_object_keys(said) as col where split_part(col, '.', 1) = field)
			|| coalesce((select jsonb_object_agg(split_part(col, '.', 2), value) from jsonb_each_text(said) as s(col, value)
				where split_part(col, '.', 1) = field and value is not null), '{}'), '{}') end
$$;

-- Each row: the party as it is (id null: none of this code), what the table says by column, and the party as it will be.
create function api.sheet_rows(sheet dais.party_sheet) returns table (row_number integer, party dais.party, said jsonb, saved jsonb) language sql stable as $$
	with columns as (select lower(trim(value)) as col, at::int from jsonb_array_elements_text(sheet.content -> 'columns') with ordinality as h(value, at)
		where trim(value) <> ''),
	said as (select c.row_number, (select jsonb_object_agg(col, null::text) from columns) || coalesce(jsonb_object_agg(c.col, c.value) filter (where c.col <> ''), '{}') as said
		from api.sheet_cells(sheet) as c group by c.row_number)
	select s.row_number, party, s.said, coalesce(to_jsonb(party), '{}') || (s.said - 'takes_part' - array(select col from columns where col like '%.%'))
		|| jsonb_build_object('code', coalesce(party.code, upper(s.said ->> 'code')), 'iso', case when s.said ? 'iso' then upper(s.said ->> 'iso') else party.iso end,
			'name', api.sheet_texts(party.name, s.said, 'name'), 'acronym', api.sheet_texts(party.acronym, s.said, 'acronym'),
			'sort_key', api.sheet_texts(party.sort_key, s.said, 'sort_key'))
	from said as s left join dais.party as party on party.code in (s.said ->> 'code', upper(s.said ->> 'code'))
$$;

-- Who takes part and shall not, or the other way round: by row, for the meetings that the table speaks of.
create function api.sheet_participations(sheet dais.party_sheet) returns table (row_number integer, code text, party uuid, meeting uuid, joins boolean) language sql stable as $$
	with wanted as (
		select r.row_number, coalesce((r.party).code, upper(r.said ->> 'code')) as code, (r.party).id as party, m.id as meeting,
			case when r.said ? 'takes_part' then m.slug = any (string_to_array(r.said ->> 'takes_part', ' ')) else sheet.meeting is not null end as takes_part
		from api.sheet_rows(sheet) as r, dais.meeting as m
		where case when sheet.meeting is null then r.said ? 'takes_part' else m.id = sheet.meeting end)
	select w.row_number, w.code, w.party, w.meeting, p.party is null
	from wanted as w left join dais.participation as p on p.party = w.party and p.meeting = w.meeting
	where coalesce(w.takes_part, false) <> (p.party is not null)
$$;

-- What is wrong with a cell for itself: a code, or null.
create function api.sheet_cell_fault(col text, value text) returns text language sql immutable as $$
	select case when value is null then null
		when value ~ '[\u0001-\u001f\u007f\ufffd]' then 'not-valid'
		when col = 'code' and value !~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$' then 'csv-code'
		when col = 'kind' and value <> all (api.party_kinds()) then 'csv-kind'
		when col = 'iso' and value !~ '^[A-Za-z]{2}$' then 'not-a-country'
		when length(value) > case when col like 'acronym.%' then 40 else 300 end then 'too-long'
		when col not in ('valid_from', 'valid_until') then null
		when value ~ '^\d{4}-\d\d-\d\d$' then case when api.date_of(value) is null then 'not-a-time' end
		when value ~ '^\d{5}$' then 'csv-date-number'
		else 'csv-date' end
$$;

-- Every bad cell, with its row and column (at: counted from 1); day: what a spreadsheet means by a number.
create function api.sheet_faults(sheet dais.party_sheet) returns table (row_number integer, at integer, col text, value text, code text, day date)
	language plpgsql stable as $$
#variable_conflict use_column
declare
	columns constant text[] := array(select lower(trim(value)) from jsonb_array_elements_text(sheet.content -> 'columns') with ordinality as h(value, at) order by at);
	of_parties constant boolean := sheet.meeting is null;
begin
	return query select * from api.sheet_heading_faults(sheet);
	if found then
		return;
	end if;
	return query
		select c.row_number, c.at, c.col, c.value, case when coalesce(c.col, '') = '' then 'csv-no-column' else f.code end,
			case when f.code = 'csv-date-number' then date '1899-12-30' + c.value::int end
		from api.sheet_cells(sheet) as c, api.sheet_cell_fault(c.col, c.value) as f(code)
		where c.value is not null and (coalesce(c.col, '') = '' or f.code is not null and (of_parties or c.col = 'code'))
		union all
		select r.row_number, array_position(columns, f.col), f.col, r.said ->> f.col, f.code, null::date
		from (select *, row_number() over (partition by upper(said ->> 'code') order by row_number) as nth from api.sheet_rows(sheet)) as r,
			lateral (values ('code', 'required', r.said ->> 'code' is null),
				('code', 'csv-code-twice', r.said ->> 'code' is not null and r.nth > 1),
				('code', 'csv-party-unknown', not of_parties and r.said ->> 'code' is not null and (r.party).id is null
					and api.sheet_cell_fault('code', r.said ->> 'code') is null),
				('kind', 'required', of_parties and r.saved ->> 'kind' is null),
				(coalesce((select col from jsonb_object_keys(r.said) as k(col) where col like 'name.%' order by col limit 1), 'name.en'), 'required',
					of_parties and r.saved -> 'name' = 'null'),
				('valid_until', 'until-before-from', of_parties and r.saved ->> 'valid_until' < r.saved ->> 'valid_from'
					and concat(r.saved ->> 'valid_from', r.saved ->> 'valid_until') ~ '^[\d-]{20}$'),
				('takes_part', 'csv-meeting-unknown', exists (select from unnest(string_to_array(r.said ->> 'takes_part', ' ')) as word
					where not exists (select from dais.meeting as m where m.slug = word)))) as f(col, code, broken)
		where f.broken
		union all
		select p.row_number, array_position(columns, 'takes_part'), 'takes_part', '', 'party-in-use', null
		from api.sheet_participations(sheet) as p where not p.joins
			and exists (select from api.party_ties(p.meeting) as t where t.party = p.party);
end $$;

-- What applying it would change: [{row, code, name, new, values: [{column, before, after}], joins, leaves}].
create function api.sheet_changes(sheet dais.party_sheet, lang text) returns json language sql stable as $$
	with part as (
		select p.row_number, json_agg(json_build_object('name', api.text_in(m.name, lang), 'slug', m.slug) order by m.starts_on, m.slug) filter (where p.joins) as joins,
			json_agg(json_build_object('name', api.text_in(m.name, lang), 'slug', m.slug) order by m.starts_on, m.slug) filter (where not p.joins) as leaves
		from api.sheet_participations(sheet) as p join dais.meeting as m on m.id = p.meeting group by p.row_number)
	select coalesce(json_agg(json_build_object('row', r.row_number, 'code', r.saved ->> 'code', 'name', api.text_in(r.saved -> 'name', lang),
		'new', (r.party).id is null, 'values', v.differ, 'joins', part.joins, 'leaves', part.leaves) order by r.row_number), '[]')
	from api.sheet_rows(sheet) as r left join part on part.row_number = r.row_number,
		lateral (select json_agg(json_build_object('column', col, 'before', api.party_cell(r.party, col), 'after', api.party_cell(later, col))
			order by array_position(api.sheet_columns(), col)) from jsonb_populate_record(null::dais.party, r.saved) as later, jsonb_object_keys(r.said) as col
			where sheet.meeting is null and col not in ('code', 'takes_part')
				and api.party_cell(r.party, col) is distinct from api.party_cell(later, col)) as v(differ)
	where v.differ is not null or part.joins is not null or part.leaves is not null
$$;

-- What a spreadsheet calls its nth column: A, B, …, AA.
create function api.column_letters(nth integer) returns text language sql immutable as $$
	select case when nth > 26 then chr(64 + (nth - 1) / 26) else '' end || chr(65 + (nth - 1) % 26)
$$;

-- ---------------------------------------------------------------- looking at it, and applying it

create function api.sheet_show(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.sheet_scope(input);
	sheet dais.party_sheet := api.sheet_of(input);
	faults json := (select coalesce(json_agg(json_build_object('row', row_number, 'letter', api.column_letters(at), 'column', col, 'value', left(value, 80), 'code', code, 'day', day)
		order by row_number, at), '[]') from (select * from api.sheet_faults(sheet) order by row_number, at limit 200) as f);
	changes json := case when json_array_length(faults) = 0 then api.sheet_changes(sheet, lang) else '[]' end;
begin
	return json_build_object('meeting', case when here.id is not null then api.meeting_frame(here.id, lang) end, 'of_meeting', here.slug,
		'sheet', sheet.id, 'faults', faults, 'bad', json_array_length(faults) > 0, 'bad_more', json_array_length(faults) = 200,
		'changes', changes, 'any', json_array_length(changes) > 0, 'count', json_array_length(changes), 'rows', jsonb_array_length(sheet.content -> 'rows'),
		'kinds', api.party_kinds(), 'ignored', here.id is not null and exists (select from jsonb_array_elements_text(sheet.content -> 'columns') as col
			where lower(trim(col)) not in ('code', 'takes_part')),
		'seen', encode(sha256(convert_to(changes::text, 'UTF8')), 'hex'));
end $$;

-- Applies what its sender has seen; where others have changed something meanwhile, it is shown anew.
create function api.sheet_save(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.sheet_scope(input);
	sheet dais.party_sheet;
	seen json;
	it record;
begin
	perform api.parties_lock();
	sheet := api.sheet_of(input);
	seen := api.sheet_show(lang, input);
	if (seen ->> 'bad')::boolean or seen ->> 'seen' <> input ->> 'seen' then
		perform api.conflict('seen', 'csv-changed');
	end if;
	for it in select * from api.sheet_rows(sheet) as r where here.id is null order by r.row_number loop
		if (it.party).id is null then
			perform api.party_add(jsonb_populate_record(null::dais.party, it.saved));
		else
			perform api.party_save(it.party, jsonb_populate_record(it.party, it.saved));
		end if;
	end loop;
	for it in select p.meeting, array_agg(p.party) filter (where p.joins) as joins, array_agg(p.party) filter (where not p.joins) as leaves
			from api.sheet_participations(sheet) as p group by p.meeting order by p.meeting loop
		perform api.participations_add(it.meeting, it.joins), api.participations_end(it.meeting, it.leaves);
	end loop;
	delete from dais.party_sheet where id = sheet.id;
	return json_build_object('location', api.to_sheets(lang, here) || '?done=csv-applied');
exception when foreign_key_violation then
	perform api.conflict('seen', 'csv-changed');
end $$;

reset role;
