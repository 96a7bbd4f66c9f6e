-- People as staff see them: who stands behind an address, where they take part, and whether mail reaches them. Staff of
-- all the meetings that somebody takes part in may correct name, language and address; not those of staff.

set local role dais_owner;

grant update (name) on dais.slot_person to dais_identity;

-- The person of an address of the desk, for staff of a meeting that they take part in.
create function api.person_of_desk(input jsonb) returns json language plpgsql stable as $$
declare
	found json := api.person_known(api.meeting_of(input ->> 'meeting'), api.id_of(input ->> 'person'));
begin
	if found is null then
		perform api.not_found();
	end if;
	return found;
end $$;

create function api.person_show(lang text, input jsonb) returns json language plpgsql stable as $$
#variable_conflict use_column
begin
	return (select json_build_object('meeting', api.meeting_frame(m.id, lang), 'who', known, 'form', known,
			'undelivered', (select json_build_object('reason', reason, 'at', api.time_in(at, m.zone))
				from api.mail_undelivered(m.id) where person = (known ->> 'id')::uuid),
			'slots', (select json_agg(json_build_object('id', slot.id, 'label', api.text_in(slot.label, lang), 'item', head) order by slot.item, slot.position)
				from dais.slot_person as named join dais.slot on slot.id = named.slot
					join api.item_heads(m.id, lang) as heads on heads.item = slot.item
				where named.meeting = m.id and named.person = (known ->> 'id')::uuid),
			'delegations', (select json_agg(json_build_object('code', party.code, 'party', api.text_in(party.name, lang)) order by party.code)
				from api.focal_points(m.id) as f join dais.party on party.id = f.party where f.person = (known ->> 'id')::uuid))
		from dais.meeting as m, api.person_of_desk(input) as known where m.slug = input ->> 'meeting');
end $$;

create function api.person_correct(lang text, input jsonb) returns json language plpgsql as $$
declare
	known json := api.person_of_desk(input);
begin
	perform api.person_save((known ->> 'id')::uuid, input ->> 'name', input ->> 'email', input ->> 'language');
	perform api.event_append(api.meeting_of(input ->> 'meeting'), 'person corrected', (known ->> 'id')::uuid);
	return json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/people/' || (known ->> 'id') || '?done=saved');
end $$;

reset role;
set local role dais_identity;

-- {id, name, email, language, correctable} for staff of a meeting in which somebody takes part, or took part until they were
-- taken off.
create function api.person_known(meeting uuid, person uuid) returns json
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select json_build_object('id', p.id, 'name', p.name, 'email', p.email, 'language', p.language, 'disabled', p.disabled,
		'correctable', api.person_correctable(p.id))
	from dais.person as p
	where p.id = person_known.person and api.is_staff(person_known.meeting)
		and (exists (select from dais.role_grant as g where g.person = p.id and g.meeting = person_known.meeting)
			or exists (select from dais.slot_person as n where n.person = p.id and n.meeting = person_known.meeting))
$$;

-- Whether whoever asks may correct a person: one who signs in by mailed links, and of whom nothing (a part, a paper, a mail;
-- also of long ago) belongs to a meeting where they are not staff, for whoever has the address reads it; an administrator anybody.
create function api.person_correctable(person uuid) returns boolean
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	mine uuid[] := api.meetings_as('{staff}');
	it record;
	elsewhere boolean;
begin
	if api.has_role(null, '{admin}') then
		return true;
	elsif mine = '{}' or api.is_privileged(person) then
		return false;
	end if;
	for it in select r.tab, r.col from api.person_references() as r where r.fate = 'moves' and exists (select from pg_attribute as a
			where a.attrelid = format('dais.%I', r.tab)::regclass and a.attname = 'meeting' and not a.attisdropped) loop
		execute format('select exists (select from dais.%I where %I = $1 and meeting <> all ($2))', it.tab, it.col) into elsewhere using person, mine;
		if elsewhere then
			return false;
		end if;
	end loop;
	return true;
end $$;

-- Whether somebody is retired, for functions that write to them.
create function api.person_is_retired(person uuid) returns boolean
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select coalesce((select p.disabled from dais.person as p where p.id = person_is_retired.person), false)
$$;
revoke execute on function api.person_is_retired(uuid) from dais_web, dais_clerk;

-- Corrects name, address and language, also where the name was written for a slot. Links that went to another address
-- end, and so do the sessions that they began; not the one of whoever asks. Another address of who holds an office is another
-- way in, so whoever asks proves anew who they are, the old address is told, and the log of the installation says it.
create function api.person_save(person uuid, name text, email text, language text) returns void
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	old dais.person := (select p from dais.person as p where p.id = person_save.person);
begin
	if old.id is null or not api.person_correctable(old.id) then
		perform api.conflict('name', 'not-to-correct');
	elsif api.is_privileged(old.id) then
		perform api.proof_demand();
	end if;
	if exists (select from dais.person as p where lower(p.email) = lower(person_save.email) and p.id <> old.id) then
		perform api.refuse('email', 'address-taken');
	elsif api.is_privileged(old.id) then
		perform api.account_mail(old.id, 'address-changed', jsonb_build_object('email', person_save.email)) where lower(old.email) <> lower(person_save.email);
		perform api.event_append(null, 'person corrected', old.id);
	end if;
	update dais.person as p set name = person_save.name, email = person_save.email, language = person_save.language where p.id = old.id;
	update dais.slot_person as n set name = person_save.name where n.person = old.id and n.name = old.name;
	if lower(old.email) <> lower(person_save.email) then
		delete from dais.link as l where l.person = old.id;
		delete from dais.session as s where s.person = old.id and s.token_hash <> decode(current_setting('dais.session'), 'hex');
	end if;
end $$;

reset role;
