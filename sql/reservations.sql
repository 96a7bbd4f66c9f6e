-- Dissents and reservations: what a party put on record against one conclusion, or against all of them. Staff write them down, with
-- their text, until the conclusions are adopted; then they stand in the edition where they belong.

set local role dais_owner;

create function api.reservation_kinds() returns text[] language sql immutable as $$
	select '{reservation,dissent}'::text[]
$$;

-- The meeting of an address of the desk, whose staff change its conclusions.
create function api.reservations_edited(input jsonb) returns dais.meeting language plpgsql as $$
begin
	perform api.agenda_of(input);
	return api.conclusions_edited(input);
end $$;

create function api.reservation_of_desk(input jsonb) returns dais.reservation language plpgsql stable as $$
declare
	here dais.meeting := api.agenda_of(input);
begin
	return api.existing((select r from dais.reservation as r where r.id = api.id_of(input ->> 'reservation') and r.meeting = here.id));
end $$;

-- it: the row; of a new one what it begins as.
create function api.reservation_page(here uuid, it dais.reservation, lang text, input jsonb) returns json language plpgsql stable as $$
declare
	sent jsonb := coalesce(input -> 'form', jsonb_build_object('conclusion', it.conclusion, 'kind', coalesce(it.kind, 'reservation'),
		'party', (select p.code from dais.party as p where p.id = it.party)));
begin
	return json_build_object('meeting', api.meeting_frame(here, lang), 'reservation', it.id, 'new', it.id is null, 'adopted', api.are_adopted(here),
		'conclusions', (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'number', n.number, 'title', left(api.text_in(c.text, lang), 100),
				'chosen', c.id::text = coalesce(sent ->> 'conclusion', '')) order by n.number), '[]')
			from dais.conclusion as c join api.conclusion_numbers(here) as n using (id)),
		'kinds', (select jsonb_agg(jsonb_build_object('kind', kind, 'chosen', kind = sent ->> 'kind') order by at)
			from unnest(api.reservation_kinds()) with ordinality as k(kind, at)),
		'parties', (select coalesce(jsonb_agg(jsonb_build_object('code', p.code, 'name', api.text_in(p.name, lang), 'chosen', p.code = coalesce(sent ->> 'party', ''))
				order by api.text_in(p.name, lang) collate "und-x-icu"), '[]')
			from dais.participation as part join dais.party as p on p.id = part.party where part.meeting = here),
		'form', json_build_object('text', api.texts_form(it.text), 'revision', it.revision));
end $$;

create function api.reservation_new(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.agenda_of(input);
	begun dais.reservation;
begin
	begun.conclusion := api.id_of(input ->> 'conclusion');
	return api.reservation_page(here.id, begun, lang, input);
end $$;

create function api.reservation_edit(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	it dais.reservation := api.reservation_of_desk(input);
begin
	return api.reservation_page(it.meeting, it, lang, input);
end $$;

-- What the form says, by columns.
create function api.reservation_sent(here uuid, input jsonb) returns jsonb language sql stable as $$
	select jsonb_build_object('conclusion', api.id_of(input ->> 'conclusion'), 'kind', input ->> 'kind', 'text', input -> 'text',
		'party', (select p.id from dais.party as p join dais.participation as part on part.party = p.id where part.meeting = here and p.code = input ->> 'party'))
$$;

create function api.reservation_faults(here uuid, sent jsonb, input jsonb) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('field', field, 'code', 'choose')), '[]') from (values
		('conclusion', input ? 'conclusion' and not exists (select from dais.conclusion as c where c.id = api.id_of(sent ->> 'conclusion') and c.meeting = here)),
		('kind', coalesce(sent ->> 'kind' <> all (api.reservation_kinds()), true)),
		('party', sent ->> 'party' is null)) as rule(field, broken)
	where broken
$$;

create function api.reservation_create(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.reservations_edited(input);
	sent jsonb := api.reservation_sent(here.id, input);
	made dais.reservation := jsonb_populate_record(null::dais.reservation, sent || jsonb_build_object('id', gen_random_uuid(), 'meeting', here.id, 'revision', 1));
begin
	perform api.refuse(api.reservation_faults(here.id, sent, input));
	insert into dais.reservation (id, meeting, conclusion, party, kind, text) values (made.id, made.meeting, made.conclusion, made.party, made.kind, made.text);
	perform api.event_append(here.id, 'reservation recorded', made.id);
	return api.to_conclusions(lang, input, 'saved', made.conclusion);
end $$;

create function api.reservation_change(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.reservations_edited(input);
	it dais.reservation := api.reservation_of_desk(input);
	sent jsonb := api.reservation_sent(here.id, input);
	saved dais.reservation;
begin
	perform api.refuse(api.reservation_faults(here.id, sent, input));
	saved := jsonb_populate_record(it, api.merged('reservation', to_jsonb(it), input ->> 'revision', sent, jsonb_build_object('kind', api.code_shown('kind', it.kind),
		'party', jsonb_build_object('theirs', (select api.text_in(p.name, lang) from dais.party as p where p.id = it.party)),
		'conclusion', jsonb_build_object('theirs', (select left(api.text_in(c.text, lang), 100) from dais.conclusion as c where c.id = it.conclusion)))));
	update dais.reservation as r set conclusion = saved.conclusion, party = saved.party, kind = saved.kind, text = saved.text where r.id = it.id;
	perform api.event_append(here.id, 'reservation changed', it.id);
	return api.to_conclusions(lang, input, 'saved', saved.conclusion);
end $$;

create function api.reservation_remove(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.reservations_edited(input);
	it dais.reservation := api.reservation_of_desk(input);
begin
	delete from dais.reservation as r where r.id = it.id;
	perform api.event_append(here.id, 'reservation removed', it.id);
	return api.to_conclusions(lang, input, 'deleted', it.conclusion);
end $$;

reset role;
