-- What changed from one edition of the program to the next: a list of codes and texts, of which pages, the feed and mails make
-- sentences in their reader's language.

set local role dais_owner;

-- The items of an edition, one row each and without those below it. In plpgsql: they are read once, however often a query joins them.
create function api.edition_items(data jsonb) returns table (id text, parent text, sequence bigint, item jsonb) language plpgsql immutable as $$
#variable_conflict use_column
begin
	return query with recursive tree as (
		select item ->> 'id' as id, null::text as parent, array[at] as path, item
		from jsonb_array_elements(data -> 'items') with ordinality as top(item, at)
		union all
		select child ->> 'id', tree.id, path || at, child
		from tree, jsonb_array_elements(tree.item -> 'children') with ordinality as children(child, at)
	)
	select id, parent, row_number() over (order by path), item - 'children' from tree;
end $$;

-- People or papers of an item (list), in order.
create function api.edition_entries(item jsonb, list text) returns table (id text, sequence bigint, entry jsonb) language sql immutable as $$
	select entry ->> 'id', at, entry from jsonb_array_elements(item -> list) with ordinality as entries(entry, at)
$$;

-- The languages whose readers see something else: a text that is changed in one language alone is not for the others.
create function api.languages_changed(before jsonb, after jsonb) returns jsonb language sql immutable as $$
	select case when before is distinct from after then (
		select jsonb_agg(lang order by at) from unnest(api.language_codes()) with ordinality as languages(lang, at)
		where api.localized(before, lang) is distinct from api.localized(after, lang)) end
$$;

create function api.values_at(value jsonb, keys text) returns jsonb language sql immutable as $$
	select jsonb_agg(value -> key order by at) from unnest(keys::text[]) with ordinality as k(key, at)
$$;

-- The part of an item's hours that says when it is taken up (what = 'time'), or that says in which rooms (what = 'room').
create function api.hours_of(item jsonb, what text) returns jsonb language sql immutable as $$
	select jsonb_agg(case what when 'time' then jsonb_build_array(entry -> 'held_on', entry -> 'starts_at', entry -> 'ends_at')
		else entry -> 'room' end order by at) filter (where what = 'time' or entry ->> 'room' is not null)
	from jsonb_array_elements(item -> 'schedule') with ordinality as schedule(entry, at)
$$;

-- What changed in the days: those that are held on a date.
create function api.day_changes(before jsonb, after jsonb) returns table (day integer, sub integer, what jsonb) language sql immutable as $$
	with day as (
		select coalesce(new.number, old.number) as day, new.value as new, old.value as old, jsonb_build_object('day', coalesce(new.number, old.number),
			'held_on', coalesce(new.value, old.value) -> 'held_on') as base
		from api.days_of(after) as new full join api.days_of(before) as old using (number)
	)
	select day, 0, base || '{"code": "day-added"}' from day where old is null
	union all
	select day, 1, base || '{"code": "day-removed"}' from day where new is null
	union all
	select day, 2, base || jsonb_build_object('code', 'day-moved', 'was', old -> 'held_on') from day where old -> 'held_on' <> new -> 'held_on'
	union all
	select day, 3, base || jsonb_build_object('code', 'day-heading', 'languages', langs) from day,
		api.languages_changed(jsonb_build_array(old -> 'short', old -> 'annotated'), jsonb_build_array(new -> 'short', new -> 'annotated')) as langs
		where old is not null and new is not null and langs is not null
	union all
	select day, 4, base || '{"code": "day-sittings"}' from day where api.hours_of_day(old) <> api.hours_of_day(new)
	union all
	select day, 5, base || jsonb_build_object('code', 'day-room', 'languages', langs) from day,
		api.languages_changed(jsonb_path_query_array(old, '$.sittings[*].room'), jsonb_path_query_array(new, '$.sittings[*].room')) as langs
		where old is not null and new is not null and langs is not null and api.hours_of_day(old) = api.hours_of_day(new)
$$;

-- The days of an edition that are held on a date.
create function api.days_of(data jsonb) returns table (number integer, value jsonb) language sql immutable as $$
	select (day ->> 'day')::int, day from jsonb_array_elements(data -> 'days') as days(day) where day ->> 'held_on' is not null
$$;

-- What its sittings are called and how late they begin and end, whichever the date.
create function api.hours_of_day(day jsonb) returns jsonb language sql immutable as $$
	select coalesce(jsonb_agg(jsonb_build_array(sitting -> 'name', substr(sitting ->> 'starts_at', 11), substr(sitting ->> 'ends_at', 11)) order by at), '[]')
	from jsonb_array_elements(day -> 'sittings') with ordinality as sittings(sitting, at) having day is not null
$$;

-- What changed in the people and papers of an item; before: null for one that was not there.
create function api.entry_changes(before jsonb, after jsonb) returns table (sub bigint, what jsonb) language sql immutable as $$
	select 10 + e.sequence, jsonb_build_object('code', 'person-named', 'entry', e.id, 'name', e.entry -> 'name', 'party', e.entry -> 'party')
		from api.edition_entries(after, 'people') as e
		where not exists (select from api.edition_entries(before, 'people') as o where o.id = e.id)
	union all
	select 100 + e.sequence, jsonb_build_object('code', 'person-gone', 'entry', e.id, 'name', e.entry -> 'name', 'party', e.entry -> 'party')
		from api.edition_entries(before, 'people') as e
		where not exists (select from api.edition_entries(after, 'people') as n where n.id = e.id)
	union all
	select 200 + e.sequence, jsonb_build_object('entry', e.id, 'submission', e.entry -> 'title', 'party', e.entry -> 'party',
			'code', case when o.entry is null then 'submission-released' else 'submission-replaced' end)
		from api.edition_entries(after, 'submissions') as e left join api.edition_entries(before, 'submissions') as o using (id)
		where o.entry is null or o.entry -> 'files' <> e.entry -> 'files'
	union all
	select 250 + e.sequence, jsonb_build_object('code', 'submission-symbol', 'entry', e.id, 'submission', e.entry -> 'title', 'symbol', e.entry -> 'symbol')
		from api.edition_entries(after, 'submissions') as e join api.edition_entries(before, 'submissions') as o using (id)
		where o.entry -> 'symbol' is distinct from e.entry -> 'symbol'
	union all
	select 300 + e.sequence, jsonb_build_object('code', 'submission-withdrawn', 'entry', e.id, 'submission', e.entry -> 'title', 'party', e.entry -> 'party')
		from api.edition_entries(before, 'submissions') as e
		where not exists (select from api.edition_entries(after, 'submissions') as n where n.id = e.id)
$$;

-- The changes from one edition's data to the next as a list of {"code", id, number and title of the item, …, entry: the id of the
-- person's or the paper's entry}; texts in all languages, names as they are; languages: those in which a text is another, null
-- where it is not about a text. No edition before: no changes.
create function api.edition_difference(before jsonb, after jsonb) returns jsonb language plpgsql immutable as $$
#variable_conflict use_column
begin
	return (with old as (select * from api.edition_items(before)), new as (select * from api.edition_items(after)), touched as materialized (
		select new.id, new.sequence, new.item as new, old.item as old, old.parent is distinct from new.parent as elsewhere
		from new left join old using (id) where new.item is distinct from old.item or old.parent is distinct from new.parent
	), pair as (
		select * from touched where old is not null
	), change as (
		select 0 as rank, 0::bigint as at, 0::bigint as sub, jsonb_build_object('code', 'state', 'was', before -> 'state', 'state', after -> 'state') as what
			where before -> 'state' <> after -> 'state'
		union all
		select 1, at, 0, jsonb_build_object('code', 'document', 'part', part, 'languages',
				api.languages_changed(api.values_at(before -> 'document', keys), api.values_at(after -> 'document', keys)))
			from (values (1, 'heading', '{heading,parts}'), (2, 'title', '{title,title_open,title_close}'), (3, 'dates_text', '{dates_text}'),
				(4, 'note', '{note}'), (5, 'footnotes', '{footnotes}'), (6, 'sections', '{sections}')) as part(at, part, keys)
			where api.values_at(before -> 'document', keys) <> api.values_at(after -> 'document', keys)
		union all
		select 1, 0, 0, jsonb_build_object('code', 'symbol', 'symbol', after -> 'document' -> 'symbol')
			where before -> 'document' -> 'symbol' is distinct from after -> 'document' -> 'symbol'
		union all
		select 1, 100 + day, sub, day.what from api.day_changes(before, after) as day
		union all
		select 2, sequence, 0, jsonb_build_object('code', 'item-added') from touched where old is null
		union all
		select 2, sequence, 1, jsonb_build_object('code', 'item-moved', 'was', old -> 'number')
			from pair where old ->> 'number' <> new ->> 'number'
		union all
		select 2, sequence, 1, jsonb_build_object('code', 'item-elsewhere')
			from pair where (old ->> 'number' <> new ->> 'number') is not true
				and (elsewhere or old -> 'day' is distinct from new -> 'day')
		union all
		select 2, sequence, 2, jsonb_build_object('code', 'item-renamed', 'was', old -> 'long_title', 'languages', langs)
			from pair, api.languages_changed(jsonb_build_array(old -> 'long_title', old -> 'short_title'),
				jsonb_build_array(new -> 'long_title', new -> 'short_title')) as langs where langs is not null
		union all
		select 2, sequence, 3, jsonb_build_object('code', 'item-withdrawn')
			from pair where (new ->> 'withdrawn')::bool and not (old ->> 'withdrawn')::bool
		union all
		select 2, sequence, 3, jsonb_build_object('code', 'item-restored')
			from pair where (old ->> 'withdrawn')::bool and not (new ->> 'withdrawn')::bool
		union all
		select 2, sequence, 3, jsonb_build_object('code', 'kind-changed')
			from pair where old -> 'kind' <> new -> 'kind'
		union all
		select 2, sequence, 4, jsonb_build_object('code', 'line-changed', 'languages', langs)
			from pair, api.languages_changed(old -> 'line', new -> 'line') as langs where langs is not null
		union all
		select 2, sequence, 5, jsonb_build_object('code', 'annotation-changed', 'languages', langs)
			from pair, api.languages_changed(old -> 'annotation', new -> 'annotation') as langs where langs is not null
		union all
		select 2, sequence, 6, jsonb_build_object('code', 'time-changed', 'schedule', new -> 'schedule')
			from pair where old -> 'schedule' is distinct from new -> 'schedule'
				and api.hours_of(old, 'time') is distinct from api.hours_of(new, 'time')
		union all
		select 2, sequence, 7, jsonb_build_object('code', 'room-changed', 'room', new #> '{schedule,0,room}', 'languages', langs)
			from pair, api.languages_changed(api.hours_of(old, 'room'), api.hours_of(new, 'room')) as langs
			where old -> 'schedule' is distinct from new -> 'schedule' and langs is not null
		union all
		select 2, sequence, 8, jsonb_build_object('code', 'subtitle-changed', 'languages', langs)
			from pair, api.languages_changed(old -> 'subtitle', new -> 'subtitle') as langs where langs is not null
		union all
		select 2, sequence, e.sub, e.what from touched, api.entry_changes(old, new) as e
			where (new -> 'people', new -> 'submissions') is distinct from (old -> 'people', old -> 'submissions')
		union all
		select 3, old.sequence, 0, jsonb_build_object('code', 'item-removed', 'number', old.item -> 'number', 'title', old.item -> 'short_title')
			from old where not exists (select from new where new.id = old.id)
	)
	select coalesce(jsonb_agg(jsonb_build_object('id', new.id, 'number', coalesce(new.item -> 'number', 'null'), 'title', new.item -> 'short_title',
			'address', new.item -> 'address', 'party', null, 'was', null, 'languages', null) || what order by rank, at, sub), '[]')
	from change left join new on change.rank = 2 and new.sequence = change.at
	where before is not null);
end $$;

-- A change list in one language; item: how a page calls the item, "III. Title", or by its title where it has no number. A change
-- of texts in other languages only, which its reader does not see, gets a code of its own that names these languages.
create function api.changes_in(changes jsonb, lang text) returns jsonb language sql immutable as $$
	select coalesce(jsonb_agg(api.localized(change, lang) || case when jsonb_typeof(change -> 'languages') = 'array'
			and not change -> 'languages' ? lang then jsonb_build_object('code', 'changed-elsewhere') else '{}' end
		|| jsonb_build_object('item', concat_ws('. ', change ->> 'number', api.localized(change -> 'title', lang) ->> 'text'),
			'elsewhere', (select jsonb_agg(jsonb_build_object('language', code, 'more', at > 1) order by at)
			from jsonb_array_elements_text(nullif(change -> 'languages', 'null')) with ordinality as other(code, at))) order by ordinal), '[]')
	from jsonb_array_elements(changes) with ordinality as list(change, ordinal)
$$;

reset role;
