-- The list of speakers of an item: a delegation asks for the floor, in a dialogue or under any other item, for itself
-- or, when they agree, on behalf of others too. Staff and chair read the list; a focal point their own entries and what
-- they were asked to join in; the public nothing.

set local role dais_owner;

grant select on dais.speaker_list to dais_web;
grant insert (meeting, item, opens, closes, rule, national_minutes, group_minutes, reply_minutes, is_public),
	update (opens, closes, rule, sequence, national_minutes, group_minutes, reply_minutes, is_public) on dais.speaker_list to dais_web;
create policy list_read on dais.speaker_list for select to dais_web
	using (is_public or meeting = any ((select api.meetings_as('{staff,chair,focal point}'))::uuid[]));
create policy list_open on dais.speaker_list for insert to dais_web
	with check (meeting = any ((select api.meetings_as('{staff,chair}'))::uuid[]));
create policy list_change on dais.speaker_list for update to dais_web
	using (meeting = any ((select api.meetings_as('{staff,chair}'))::uuid[]))
	with check (meeting = any ((select api.meetings_as('{staff,chair}'))::uuid[]));

-- Whether the list of an item takes requests now.
create function api.floor_takes(item uuid) returns boolean language plpgsql stable as $$
begin
	return not exists (select from dais.speaker_list as list
		where list.item = floor_takes.item and (list.opens > now() or list.closes <= now()));
end $$;

grant select, insert (id, meeting, item, kind, party, speaker, member, minutes), update (state) on dais.floor_request to dais_web;
create policy floor_read on dais.floor_request for select to dais_web
	using (meeting = any ((select api.meetings_as('{staff,chair}'))::uuid[]) or party = any (api.my_parties(meeting))
		or exists (select from dais.floor_request_party as other
			where other.request = floor_request.id and other.party = any (api.my_parties(floor_request.meeting))));
create policy floor_ask on dais.floor_request for insert to dais_web
	with check (party = any (api.my_parties(meeting)) and api.floor_takes(item));
create policy floor_give on dais.floor_request for update to dais_web
	using (meeting = any ((select api.meetings_as('{staff,chair}'))::uuid[]))
	with check (meeting = any ((select api.meetings_as('{staff,chair}'))::uuid[]));
create policy floor_withdraw on dais.floor_request for update to dais_web
	using (party = any (api.my_parties(meeting)) and (state <> 'withdrawn' or ended_at > now() - interval '1 day'))
	with check (party = any (api.my_parties(meeting)) and state in ('requested', 'passed', 'withdrawn'));

grant select, insert (meeting, request, asked_by, party), update (agreed_at, declined_at) on dais.floor_request_party to dais_web;
create policy party_read on dais.floor_request_party for select to dais_web
	using (meeting = any ((select api.meetings_as('{staff,chair}'))::uuid[])
		or array[party, asked_by] && api.my_parties(meeting));
create trigger now before update on dais.floor_request_party for each row when (current_user = 'dais_web')
	execute function api.time_is_now('agreed_at', 'declined_at');
create policy party_ask on dais.floor_request_party for insert to dais_web with check (asked_by = any (api.my_parties(meeting)));
create policy party_agree on dais.floor_request_party for update to dais_web
	using (party = any (api.my_parties(meeting))) with check (party = any (api.my_parties(meeting)));

-- Each step of an entry has its time; who is to speak later has not spoken yet.
create function api.floor_stamp() returns trigger language plpgsql as $$
begin
	if new.state = 'called' then
		new.called_at := clock_timestamp();
	elsif new.state = 'speaking' then
		new.began_at := clock_timestamp();
	elsif new.state in ('has spoken', 'passed', 'withdrawn') then
		new.ended_at := clock_timestamp();
	elsif new.state = 'requested' then
		new.called_at := null;
		new.began_at := null;
		new.ended_at := null;
	end if;
	return new;
end $$;
create trigger floor_stamp before update on dais.floor_request
	for each row when (new.state <> old.state) execute function api.floor_stamp();

-- The items of a meeting as lists of speakers name them, the dialogues first, each with its panel's number. One query
-- for all of them, in plpgsql: it is made once, and not for each row that it is joined with.
create function api.floor_lines(meeting uuid, lang text) returns table (item uuid, kind text, ordinal bigint, line jsonb)
	language plpgsql stable as $$
#variable_conflict use_column
begin
	return query with numbers as materialized (select * from api.item_numbers(floor_lines.meeting))
	select it.id, it.kind, row_number() over (order by it.kind <> 'dialogue', own.path),
		jsonb_build_object('id', it.id, 'number', coalesce(own.number, over.number), 'address', own.address,
			'dialogue', it.kind = 'dialogue', 'title', rtrim(api.text_in(coalesce(it.short_title, it.long_title), lang), '.:'))
	from numbers as own join dais.item as it on it.id = own.item left join numbers as over on over.item = it.parent;
end $$;

-- Where the floor may be asked for.
create function api.floor_items(meeting uuid, lang text) returns json language sql stable as $$
	select json_agg(line order by ordinal) from api.floor_lines(floor_items.meeting, lang) where kind <> 'break'
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
				'item', line, 'others', others.agreed, 'asked', others.asked) order by f.created), '[]')
		from dais.floor_request as f join api.floor_lines(floor_requests.meeting, lang) as lines on lines.item = f.item
			left join api.floor_others(floor_requests.meeting, lang) as others on others.request = f.id
		where f.meeting = floor_requests.meeting and f.party = floor_requests.party and f.state = 'requested');
end $$;

-- For whom requests speak besides their own party: names in a row, as the reader's language sorts them, of those who have
-- agreed and of those who have not answered; null for none.
create function api.floor_others(meeting uuid, lang text) returns table (request uuid, agreed text, asked text)
	language sql stable as $$
	select other.request, string_agg(name_here, ', ' order by name_here collate "und-x-icu") filter (where agreed_at is not null),
		string_agg(name_here, ', ' order by name_here collate "und-x-icu") filter (where agreed_at is null and declined_at is null)
	from dais.floor_request_party as other join dais.party on party.id = other.party, api.text_in(name, lang) as name_here
	where other.meeting = floor_others.meeting
	group by other.request
$$;

-- What others have asked a party to join in.
create function api.floor_invitations(meeting uuid, party uuid, lang text) returns json language plpgsql stable as $$
#variable_conflict use_column
begin
	return (select json_agg(json_build_object('id', f.id, 'speaker', f.speaker, 'item', line, 'agreed', other.agreed_at is not null, 'declined', other.declined_at is not null,
			'party', api.text_in(asking.name, lang), 'code', own.code) order by f.created)
		from dais.floor_request_party as other join dais.floor_request as f on f.id = other.request
			join dais.party as asking on asking.id = f.party join dais.party as own on own.id = other.party
			join api.floor_lines(floor_invitations.meeting, lang) as lines on lines.item = f.item
		where other.meeting = floor_invitations.meeting and other.party = floor_invitations.party and f.state = 'requested');
end $$;

create function api.floor_request(lang text, input jsonb) returns json language plpgsql as $$
declare
	mine record := api.my_delegation(input);
	asked_item uuid := (select id from dais.item where id = api.id_of(input ->> 'item') and meeting = mine.meeting and kind <> 'break');
	others uuid[] := array(select party.id from dais.participation join dais.party on party.id = participation.party
		where participation.meeting = mine.meeting and coalesce(input -> 'others', '[]') ? code and party.id <> mine.party);
	made uuid := gen_random_uuid();
begin
	if asked_item is null then
		perform api.refuse('floor_item', 'choose');
	elsif not api.floor_takes(asked_item) then
		perform api.refuse('floor_item', 'list-closed');
	elsif exists (select from dais.floor_request as f where f.item = asked_item and f.party = mine.party and f.state = 'requested') then
		perform api.refuse('floor_item', 'already-asked');
	end if;
	insert into dais.floor_request (id, meeting, item, kind, party, speaker)
		values (made, mine.meeting, asked_item, case when others = '{}' then 'statement' else 'group statement' end, mine.party, input ->> 'speaker');
	insert into dais.floor_request_party (meeting, request, asked_by, party) select mine.meeting, made, mine.party, unnest(others);
	perform api.event_append(mine.meeting, 'floor requested', made, jsonb_build_object('item', asked_item, 'party', mine.party));
	return api.to_delegation(lang, mine.meeting, mine.party, 'floor-requested');
end $$;

-- A party joins in what another asked for on its behalf; with FLAG withdraw it does not, or no longer does, until it agrees
-- after all.
create function api.floor_join(lang text, input jsonb) returns json language plpgsql as $$
declare
	mine record := api.my_delegation(input);
	asked uuid := api.id_of(input ->> 'request');
	declines boolean := input ? 'withdraw';
begin
	update dais.floor_request_party set agreed_at = case when not declines then now() end, declined_at = case when declines then now() end
		where request = asked and meeting = mine.meeting and party = mine.party
			and case when declines then declined_at else agreed_at end is null;
	if not found then
		perform api.not_found();
	end if;
	perform api.event_append(mine.meeting, case when declines then 'joint statement declined' else 'joint statement agreed' end,
		asked, jsonb_build_object('party', mine.party));
	return api.to_delegation(lang, mine.meeting, mine.party, 'saved');
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

-- Requests that were withdrawn in the last day and can be put back: a party's, or those of an item.
create function api.floor_withdrawn(meeting uuid, party uuid, item uuid, lang text) returns json language sql stable as $$
	select json_agg(json_build_object('id', f.id, 'speaker', f.speaker, 'delegation', api.text_in(p.name, lang), 'item', line) order by f.ended_at)
	from dais.floor_request as f join dais.party as p on p.id = f.party
		join api.floor_lines(floor_withdrawn.meeting, lang) as lines on lines.item = f.item
	where f.meeting = floor_withdrawn.meeting and (f.party = floor_withdrawn.party or f.item = floor_withdrawn.item) and f.state = 'withdrawn'
		and f.ended_at > now() - interval '1 day' and not exists (select from dais.floor_request as other
			where other.item = f.item and other.party = f.party and other.state = 'requested')
$$;

-- Puts such a request back, with the time when it was asked for, and so at its turn.
create function api.floor_put_back(entry dais.floor_request) returns void language plpgsql as $$
begin
	if entry.id is null or entry.state <> 'withdrawn' or entry.ended_at < now() - interval '1 day' then
		perform api.not_found();
	elsif exists (select from dais.floor_request as f where f.item = entry.item and f.party = entry.party and f.state = 'requested') then
		perform api.conflict('withdrawn', 'already-asked');
	end if;
	update dais.floor_request set state = 'requested' where id = entry.id;
	perform api.event_append(entry.meeting, 'floor request put back', entry.id);
end $$;

create function api.floor_restore(lang text, input jsonb) returns json language plpgsql as $$
declare
	mine record := api.my_delegation(input);
	entry dais.floor_request;
begin
	select * into entry from dais.floor_request as f where f.id = api.id_of(input ->> 'request') and f.meeting = mine.meeting
		and f.party = any (api.my_parties(mine.meeting)) for update;
	perform api.floor_put_back(entry);
	return api.to_delegation(lang, mine.meeting, entry.party, 'floor-restored');
end $$;

-- The same by staff, on the page of the list.
create function api.floor_desk_restore(lang text, input jsonb) returns json language plpgsql as $$
declare
	panel dais.item := api.item_of_desk(input);
	entry dais.floor_request;
begin
	select * into entry from dais.floor_request as f where f.id = api.id_of(input ->> 'request') and f.item = panel.id for update;
	perform api.floor_put_back(entry);
	return json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/speakers/' || (input ->> 'item') || '?done=floor-restored');
end $$;

-- The lists that a reader goes on to: every dialogue's, and any other on which somebody stands.
create function api.other_lists(meeting uuid, shown uuid, lang text) returns json language sql stable as $$
	select json_agg(line || jsonb_build_object('asked', coalesce(asked, 0)) order by ordinal)
	from api.floor_lines(other_lists.meeting, lang) as lines left join (select f.item, count(*) as asked from dais.floor_request as f
		where f.meeting = other_lists.meeting and f.state = 'requested' group by f.item) as counted using (item)
	where lines.item <> shown and (kind = 'dialogue' or asked > 0)
$$;

-- Every list of a meeting: how many have asked, and who has the floor or is called to it; for staff and chair.
create function api.speaker_lists(meeting uuid, lang text) returns json language sql stable as $$
	select json_agg(line || jsonb_build_object('asked', coalesce(asked, 0), 'first', first, 'speaking', speaking) order by ordinal)
	from api.floor_lines(speaker_lists.meeting, lang) as lines left join (
			select f.item, count(*) filter (where f.state = 'requested') as asked,
				(array_agg(f.speaker || ' (' || name_here || ')' order by f.created, f.id) filter (where f.state = 'requested'))[1] as first,
				string_agg(f.speaker || ' (' || name_here || ')', ', ' order by f.began_at) filter (where f.state in ('called', 'speaking')) as speaking
			from dais.floor_request as f join dais.party on party.id = f.party, api.text_in(party.name, lang) as name_here
			where f.meeting = speaker_lists.meeting group by f.item) as counted using (item)
	where kind <> 'break'
$$;

create function api.speaker_index(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('meeting', api.meeting_frame(m.id, lang), 'lists', api.speaker_lists(m.id, lang))
	from dais.meeting as m where m.slug = input ->> 'meeting' and api.has_role(m.id, '{staff,chair}')
$$;

-- The list of one item, in the order in which the requests came; for staff and chair.
create function api.speaker_list(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('meeting', api.meeting_frame(m.id, lang), 'item', api.floor_item(item.id, lang),
		'anybody', exists (select from dais.floor_request where floor_request.item = item.id and state = 'requested'),
		'speakers', (select json_agg(json_build_object('ordinal', ordinal, 'speaker', speaker,
				'party', api.text_in(party.name, lang), 'others', also.agreed, 'asked', also.asked,
				'at', api.time_in(f.created, m.zone)) order by ordinal)
			from (select *, row_number() over (order by created, id) as ordinal from dais.floor_request
				where floor_request.item = item.id and state = 'requested') as f join dais.party on party.id = f.party
				left join api.floor_others(m.id, lang) as also on also.request = f.id),
		'withdrawn', case when api.is_staff(m.id) then api.floor_withdrawn(m.id, null, item.id, lang) end,
		'lists', others.lists, 'more', others.lists is not null)
	from dais.meeting as m join dais.item on item.id = api.item_of(m.id, input ->> 'item'),
		api.other_lists(m.id, item.id, lang) as others(lists)
	where m.slug = input ->> 'meeting' and api.has_role(m.id, '{staff,chair}')
$$;

reset role;
