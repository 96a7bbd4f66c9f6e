-- The list of speakers of an item: a delegation asks for the floor, in a dialogue or under any other item, for itself
-- or on behalf of others too. Staff and chair read the list; a focal point their own entries; the public nothing.

set local role dais_owner;

grant select, insert on dais.floor_request to dais_web;
grant update (state) on dais.floor_request to dais_web;

create policy floor_read on dais.floor_request for select to dais_web
	using (meeting = any ((select api.meetings_as('{staff,chair}'))::uuid[]) or party = any (api.my_parties(meeting)));
create policy floor_ask on dais.floor_request for insert to dais_web with check (party = any (api.my_parties(meeting)));
create policy floor_withdraw on dais.floor_request for update to dais_web
	using (party = any (api.my_parties(meeting))) with check (party = any (api.my_parties(meeting)));

-- The items of a meeting as lists of speakers name them, the dialogues first, each with its panel's number. One query
-- for all of them: the numbers of a meeting are counted once.
create function api.floor_lines(meeting uuid, lang text) returns table (item uuid, kind text, place bigint, line jsonb)
	language sql stable as $$
	with numbers as materialized (select * from api.item_numbers(floor_lines.meeting))
	select it.id, it.kind, row_number() over (order by it.kind <> 'dialogue', own.path),
		jsonb_build_object('id', it.id, 'number', coalesce(own.number, over.number), 'address', own.address,
			'dialogue', it.kind = 'dialogue', 'title', rtrim(api.text_in(coalesce(it.short_title, it.long_title), lang), '.:'))
	from numbers as own join dais.item as it on it.id = own.item left join numbers as over on over.item = it.parent
$$;

-- Where the floor may be asked for.
create function api.floor_items(meeting uuid, lang text) returns json language sql stable as $$
	select json_agg(line order by place) from api.floor_lines(floor_items.meeting, lang) where kind <> 'break'
$$;

create function api.floor_item(item uuid, lang text) returns jsonb language sql stable as $$
	select lines.line from dais.item as it, api.floor_lines(it.meeting, lang) as lines
	where it.id = floor_item.item and lines.item = it.id
$$;

-- The address of the dialogue that belongs to a panel, or null.
create function api.dialogue_of(panel uuid) returns text language plpgsql stable as $$
#variable_conflict use_column
begin
	return (select numbers.address from dais.item, api.item_numbers(item.meeting) as numbers
		where parent = panel and kind = 'dialogue' and numbers.item = item.id limit 1);
end $$;

-- A party's own entries.
create function api.floor_requests(meeting uuid, party uuid, lang text) returns json language plpgsql stable as $$
#variable_conflict use_column
begin
	return (select coalesce(json_agg(json_build_object('id', f.id, 'speaker', speaker, 'state', f.state,
				'item', line, 'others', api.party_names(on_behalf_of, lang)) order by f.created), '[]')
		from dais.floor_request as f join api.floor_lines(floor_requests.meeting, lang) as lines on lines.item = f.item
		where f.meeting = floor_requests.meeting and f.party = floor_requests.party and f.state = 'requested');
end $$;

-- Names in a row, as the reader's language sorts them; null for none.
create function api.party_names(parties uuid[], lang text) returns text language sql stable as $$
	select string_agg(name_here, ', ' order by name_here collate "und-x-icu")
	from unnest(parties) as one(party) join dais.party on party.id = one.party, api.text_in(name, lang) as name_here
$$;

create function api.floor_request(lang text, input jsonb) returns json language plpgsql as $$
declare
	mine record := api.my_delegation(input);
	place uuid := (select id from dais.item where id = api.id_of(input ->> 'item') and meeting = mine.meeting and kind <> 'break');
	made uuid;
begin
	if place is null then
		perform api.refuse('floor_item', 'choose');
	elsif exists (select from dais.floor_request as f where f.item = place and f.party = mine.party and f.state = 'requested') then
		perform api.refuse('floor_item', 'already-asked');
	end if;
	insert into dais.floor_request (meeting, item, party, speaker, on_behalf_of)
		values (mine.meeting, place, mine.party, input ->> 'speaker', array(
			select party.id from dais.participation join dais.party on party.id = participation.party
			where participation.meeting = mine.meeting and coalesce(input -> 'others', '[]') ? code and party.id <> mine.party))
		returning id into made;
	perform api.event_append(mine.meeting, 'floor requested', made, jsonb_build_object('item', place, 'party', mine.party));
	return api.to_delegation(lang, mine.meeting, mine.party, 'floor-requested');
end $$;

create function api.floor_withdraw(lang text, input jsonb) returns json language plpgsql as $$
declare
	mine record := api.my_delegation(input);
	entry dais.floor_request;
begin
	update dais.floor_request as f set state = 'withdrawn'
		where f.id = api.id_of(input ->> 'request') and f.meeting = mine.meeting and f.party = any (api.my_parties(mine.meeting))
			and f.state = 'requested'
		returning * into entry;
	if entry.id is null then
		perform api.not_found();
	end if;
	perform api.event_append(mine.meeting, 'floor request withdrawn', entry.id);
	return api.to_delegation(lang, mine.meeting, entry.party, 'floor-withdrawn');
end $$;

-- The lists that a reader goes on to: every dialogue's, and any other on which somebody stands.
create function api.other_lists(meeting uuid, shown uuid, lang text) returns json language sql stable as $$
	select json_agg(line || jsonb_build_object('asked', coalesce(asked, 0)) order by place)
	from api.floor_lines(other_lists.meeting, lang) as lines left join (select f.item, count(*) as asked from dais.floor_request as f
		where f.meeting = other_lists.meeting and f.state = 'requested' group by f.item) as counted using (item)
	where lines.item <> shown and (kind = 'dialogue' or asked > 0)
$$;

-- The list of one item, in the order in which the requests came; for staff and chair. Without an item,
-- the first dialogue's.
create function api.speaker_list(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('meeting', api.meeting_frame(m.id, lang), 'item', api.floor_item(item.id, lang),
		'anybody', exists (select from dais.floor_request where floor_request.item = item.id and state = 'requested'),
		'speakers', (select json_agg(json_build_object('place', place, 'speaker', speaker,
				'party', api.text_in(party.name, lang), 'others', api.party_names(on_behalf_of, lang),
				'at', api.time_in(f.created, m.zone)) order by place)
			from (select *, row_number() over (order by created, id) as place from dais.floor_request
				where floor_request.item = item.id and state = 'requested') as f join dais.party on party.id = f.party),
		'lists', others.lists, 'more', others.lists is not null)
	from dais.meeting as m join dais.item on item.id = case when input ? 'item' then api.item_of(m.id, input ->> 'item')
		else (select numbers.item from api.item_numbers(m.id) as numbers join dais.item as it on it.id = numbers.item
			order by it.kind <> 'dialogue', path limit 1) end,
		api.other_lists(m.id, item.id, lang) as others(lists)
	where m.slug = input ->> 'meeting' and api.has_role(m.id, '{staff,chair}')
$$;

reset role;
