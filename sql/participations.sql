-- Who takes part in a meeting: the parties that may be spoken for, register a delegation, be named in the agenda. Staff add
-- them, several at once, and remove those on which nothing hangs; the tables themselves (changes/001-tables.sql) hold what
-- is said of a party in a meeting to those that take part.

set local role dais_owner;

grant delete on dais.participation to dais_web;
create policy add on dais.participation for insert to dais_web with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));
create policy remove on dais.participation for delete to dais_web using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));

-- What hangs on each party of a meeting, for its staff: slot, focal point, delegation, floor, paper, proposal.
create function api.party_ties(meeting uuid) returns table (party uuid, ties text[]) language sql stable as $$
	select tie.party, array_agg(distinct tie.of) from (
		select s.party, 'slot' from dais.slot as s where s.meeting = party_ties.meeting union all
		select r.party, 'slot' from dais.representation as r where r.meeting = party_ties.meeting union all
		select f.party, 'focal point' from api.focal_points(party_ties.meeting) as f union all
		select d.party, 'delegation' from dais.delegation as d where d.meeting = party_ties.meeting union all
		select q.party, 'floor' from dais.floor_request as q where q.meeting = party_ties.meeting union all
		select q.party, 'floor' from dais.floor_request_party as q where q.meeting = party_ties.meeting union all
		select p.party, 'paper' from dais.submission_party as p where p.meeting = party_ties.meeting union all
		select p.party, 'proposal' from dais.proposal as p where p.meeting = party_ties.meeting) as tie(party, of)
	where tie.party is not null group by tie.party
$$;

-- Whether a party is there while the meeting is held.
create function api.party_is_valid(party dais.party, meeting dais.meeting) returns boolean language sql immutable as $$
	select coalesce(party.valid_from <= meeting.ends_on, true) and coalesce(party.valid_until >= meeting.starts_on, true)
$$;

-- Parties by kind, each kind's as the reader's language sorts them: [{kind, count, parties}]; those who take part with what
-- hangs on them, or the others, as far as they are valid then.
create function api.participants(here dais.meeting, taking_part boolean, lang text, chosen jsonb) returns json language sql stable as $$
	select coalesce(json_agg(json_build_object('kind', kind, 'count', count, 'parties', parties) order by array_position(api.party_kinds(), kind)), '[]')
	from (select p.kind, count(*), json_agg(json_build_object('code', p.code, 'name', name_here, 'acronym', api.text_in(p.acronym, lang),
			'ties', (select json_agg(json_build_object('tie', tie)) from unnest(t.ties) as tie), 'valid', api.party_is_valid(p, here),
			'valid_from', p.valid_from, 'valid_until', p.valid_until, 'chosen', coalesce(chosen ? p.code, false))
			order by coalesce(p.sort_key ->> lang, name_here) collate "und-x-icu", p.code) as parties
		from dais.party as p left join dais.participation as part on part.party = p.id and part.meeting = here.id
			left join api.party_ties(here.id) as t on t.party = p.id, api.text_in(p.name, lang) as name_here
		where (part.party is not null) = taking_part and (taking_part or api.party_is_valid(p, here))
		group by p.kind) as grouped
$$;

create function api.participation_list(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.agenda_of(input);
	others json := api.participants(here, false, lang, input #> '{form,parties}');
begin
	return json_build_object('meeting', api.meeting_frame(here.id, lang), 'kinds', api.participants(here, true, lang, null),
		'others', others, 'anybody_else', json_array_length(others) > 0,
		'count', (select count(*) from dais.participation where meeting = here.id));
end $$;

create function api.to_participations(lang text, input jsonb, done text) returns json language sql immutable as $$
	select json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/parties?done=' || done)
$$;

create function api.participation_add(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
	wanted uuid[] := array(select p.id from dais.party as p where input -> 'parties' ? p.code and api.party_is_valid(p, here));
begin
	if cardinality(wanted) <> (select count(distinct code) from jsonb_array_elements_text(input -> 'parties') as code) then
		perform api.refuse('parties', 'choose');
	end if;
	perform api.participations_add(here.id, wanted);
	return api.to_participations(lang, input, 'parties-added');
end $$;

-- Those who take part already stay as they are.
create function api.participations_add(meeting uuid, parties uuid[]) returns void language plpgsql as $$
begin
	with added as (
		insert into dais.participation (meeting, party) select participations_add.meeting, party from unnest(parties) as party
			on conflict do nothing returning party)
	select array_agg(party) into parties from added;
	if parties is not null then
		perform api.event_append(meeting, 'parties added', meeting, jsonb_build_object('parties', to_jsonb(parties)));
	end if;
end $$;

-- Those on which something hangs stay, and nothing is done: foreign_key_violation.
create function api.participations_end(meeting uuid, parties uuid[]) returns void language plpgsql as $$
declare
	gone uuid;
begin
	for gone in delete from dais.participation as p where p.meeting = participations_end.meeting and p.party = any (parties) returning p.party loop
		perform api.event_append(participations_end.meeting, 'party removed', gone);
	end loop;
end $$;

create function api.participation_remove(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
begin
	perform api.participations_end(here.id, array(select id from dais.party where code = input ->> 'party'));
	return api.to_participations(lang, input, 'party-removed');
exception when foreign_key_violation then
	perform api.conflict('remove', 'party-in-use');
end $$;

reset role;
