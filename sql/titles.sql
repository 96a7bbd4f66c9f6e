-- The titles of a whole agenda in one language, beside the language that it was written in: for whoever translates them. Each line is
-- sent with what the item said when it was shown (was_long, was_short): what somebody else has changed meanwhile is shown, and nothing is overwritten unseen.

set local role dais_owner;

-- The language that is translated into: as asked for, else the first one of the meeting's in which a title is missing, else the reader's.
create function api.titles_into(here dais.meeting, lang text, wanted text) returns text language sql stable as $$
	select coalesce((select l.code from unnest(api.language_codes()) as l(code) where l.code = wanted),
		(select l.code from unnest(api.languages_of(here.id)) with ordinality as l(code, at) where l.code <> here.original_language
			and exists (select from dais.item as i where i.meeting = here.id and coalesce(i.long_title ->> l.code, '') = '') order by l.code <> lang, l.at limit 1), lang)
$$;

-- One line an item, in the order of the agenda. short: what the short agenda prints where that is another text.
create function api.title_lines(here dais.meeting, into_language text) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('row', at - 1, 'item', id, 'number', number, 'original', coalesce(nullif(long_title ->> here.original_language, ''), api.text_in_any(long_title)),
		'original_short', coalesce(nullif(short_title ->> here.original_language, ''), api.text_in_any(short_title)), 'has_short', has_short,
		'long', coalesce(long_title ->> into_language, ''), 'long_now', coalesce(long_title ->> into_language, ''),
		'short', coalesce(short_title ->> into_language, ''), 'short_now', coalesce(short_title ->> into_language, ''),
		'errors', '[]'::jsonb) order by at), '[]')
	from (select i.id, n.number, i.long_title, i.short_title, row_number() over (order by n.path) as at,
			i.short_title is not null and i.short_title ->> here.original_language is distinct from i.long_title ->> here.original_language as has_short
		from dais.item as i join api.item_numbers(here.id) as n on n.item = i.id where i.meeting = here.id) as line
$$;

create function api.title_list(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.agenda_of(input);
	into_language text := api.titles_into(here, lang, coalesce(input #>> '{form,language}', input ->> 'language'));
	lines jsonb := api.title_lines(here, into_language);
begin
	return json_build_object('meeting', api.meeting_frame(here.id, lang), 'into', into_language, 'original_language', here.original_language,
		'choices', (select json_agg(json_build_object('language', code, 'chosen', code = into_language) order by at) from unnest(api.languages_of(here.id)) with ordinality as l(code, at)),
		'missing', (select nullif(count(*), 0) from jsonb_array_elements(lines) as line where coalesce(line ->> 'long', '') = ''),
		'any', lines <> '[]', 'form', json_build_object('rows', lines));
end $$;

create function api.on_one_line(said text) returns text language sql immutable as $$
	select trim(regexp_replace(coalesce(said, ''), '\s+', ' ', 'g'))
$$;

-- The cells of a form, one row each, with what the item says now; said: null where nothing is to be done.
create function api.titles_said(here dais.meeting, into_language text, rows jsonb)
	returns table (item uuid, col text, field text, was text, now_is text, said text) language sql stable as $$
	select i.id, c.col, 'rows.' || (line ->> 'row') || '.' || c.cell, c.was, c.now_is,
		case when c.said <> c.was and c.said <> c.now_is then c.said end
	from jsonb_array_elements(rows) as line join dais.item as i on i.id = api.id_of(line ->> 'item') and i.meeting = here.id, lateral (values
		('long_title', 'long', api.on_one_line(line ->> 'was_long'), api.on_one_line(i.long_title ->> into_language), api.on_one_line(line ->> 'long')),
		('short_title', 'short', api.on_one_line(line ->> 'was_short'), api.on_one_line(i.short_title ->> into_language), api.on_one_line(line ->> 'short')))
		as c(col, cell, was, now_is, said)
$$;

create function api.title_faults(here dais.meeting, into_language text, cells jsonb) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('field', c ->> 'field', 'code', 'required')), '[]')
	from jsonb_array_elements(cells) as c join dais.item as i on i.id = (c ->> 'item')::uuid
	where c ->> 'col' = 'long_title' and c ->> 'said' = '' and i.long_title - into_language = '{}'
$$;

-- Texts with what was said in one language; null: nothing was, empty: it is taken out.
create function api.text_said(texts jsonb, into_language text, said text) returns jsonb language sql immutable as $$
	select case when said is null then texts when said = '' then texts - into_language else coalesce(texts, '{}') || jsonb_build_object(into_language, said) end
$$;

-- Saves what was written into each line; where an item says something else by now than its line did, refuses, with both.
create function api.title_save(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
	into_language text := api.titles_into(here, lang, input ->> 'language');
	cells jsonb;
	clashes jsonb;
begin
	perform api.agenda_lock(here.id);
	cells := (select coalesce(jsonb_agg(to_jsonb(c)), '[]') from api.titles_said(here, into_language, coalesce(input -> 'rows', '[]')) as c where c.said is not null);
	perform api.refuse(api.title_faults(here, into_language, cells));
	clashes := (select jsonb_agg(jsonb_build_object('field', c ->> 'field', 'code', 'changed', 'theirs', c ->> 'now_is', 'at', null))
		from jsonb_array_elements(cells) as c where c ->> 'was' <> c ->> 'now_is');
	if clashes is not null then
		raise sqlstate 'DA409' using message = 'changed meanwhile', detail = clashes::text;
	end if;
	-- a short title that only repeats the title goes on to do so
	update dais.item as i set long_title = api.text_said(i.long_title, into_language, said.long),
			short_title = nullif(api.text_said(i.short_title, into_language, coalesce(said.short,
				case when i.short_title ->> here.original_language = i.long_title ->> here.original_language then said.long end)), '{}')
		from (select (c ->> 'item')::uuid as item, min(c ->> 'said') filter (where c ->> 'col' = 'long_title') as long,
				min(c ->> 'said') filter (where c ->> 'col' = 'short_title') as short from jsonb_array_elements(cells) as c group by 1) as said
		where i.id = said.item;
	perform api.event_append(here.id, 'item changed', item) from (select distinct (c ->> 'item')::uuid as item from jsonb_array_elements(cells) as c) as changed;
	return json_build_object('location', '/' || lang || '/desk/' || here.slug || '/agenda/titles?done=saved&language=' || into_language);
end $$;

reset role;
