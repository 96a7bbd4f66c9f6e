-- Who holds an office (staff, chair, admin), in one meeting or in all: an administrator invites, revokes, and lets somebody
-- begin anew who has lost password or second factor. Each of it asks for a fresh proof (accounts.sql), is told by mail to
-- whom it concerns, and stands in the log.

set local role dais_identity;

-- Ends with DA404 for who is no administrator, with DA428 for one who has not proved it lately.
create function api.office_demand() returns void
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	if not api.has_role(null, '{admin}') then
		perform api.not_found();
	end if;
	perform api.proof_demand();
end $$;

-- Mails somebody their office, past the staff of any meeting: with a link to choose a password where there is none. news: granted, revoked or reset.
-- ended: what they signed in with so far works no longer.
create function api.office_mail(person uuid, meeting uuid, role text, news text, ended boolean default false) returns void
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	p dais.person := (select x from dais.person as x where x.id = office_mail.person);
	needs_link boolean := news <> 'revoked' and not exists (select from dais.credential as c where c.person = p.id and c.kind = 'password');
begin
	perform api.mail_queue(null, p.id, 'office',
		jsonb_build_object('news', news, 'role', role, 'meeting', api.meeting_frame(office_mail.meeting, p.language),
			'by', (select a.name from dais.person as a where a.id = api.me()))
		|| case when ended then '{"ended":true}'::jsonb else '{}' end || case when needs_link then jsonb_build_object('link', api.link_make(p.id, 'office', null, null)) else '{}' end);
end $$;
revoke execute on function api.office_mail(uuid, uuid, text, text, boolean) from dais_web, dais_clerk;

-- The form that gives an office; person: to somebody who has one already.
create function api.office_new(lang text, input jsonb) returns json
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	holder json := case when input ? 'person' then api.office_holder(input) end;
	chosen text := coalesce(input -> 'form', input) ->> 'meeting'; -- what was sent, of a form that is shown again
begin
	if not api.has_role(null, '{admin}') then
		perform api.not_found();
	end if;
	return json_build_object('form', coalesce(holder::jsonb, jsonb_build_object('language', lang)) || jsonb_build_object('meeting', chosen), 'who', holder,
		'meetings', (select json_agg(json_build_object('slug', m.slug, 'name', api.text_in(m.name, lang), 'chosen', m.slug = chosen)
			order by m.starts_on desc, m.slug) from dais.meeting as m));
end $$;

-- Of somebody who is known already, name and language stay as they are: an administrator corrects them on their page.
create function api.office_grant(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	here uuid := (select m.id from dais.meeting as m where m.slug = input ->> 'meeting');
	holder uuid;
	made uuid;
	had bigint; -- passwords, passkeys and the like, which end with the first office (api.privilege_begin)
begin
	perform api.office_demand();
	if input ->> 'role' not in ('staff', 'chair', 'admin') then
		perform api.refuse('role', 'choose');
	elsif here is null and input ? 'meeting' then
		perform api.refuse('meeting', 'choose');
	end if;
	insert into dais.person (name, email, language) values (input ->> 'name', input ->> 'email', input ->> 'language') on conflict do nothing;
	select p.id into holder from dais.person as p where lower(p.email) = lower(input ->> 'email');
	had := (select count(*) from dais.credential as c where c.person = holder);
	insert into dais.role_grant (person, meeting, role) values (holder, here, input ->> 'role') on conflict do nothing returning id into made;
	if made is null then
		perform api.refuse('role', 'held-already');
	end if;
	perform api.office_mail(holder, here, input ->> 'role', 'granted', had > (select count(*) from dais.credential as c where c.person = holder));
	perform api.event_append(here, 'office granted', holder, jsonb_build_object('role', input ->> 'role', 'grant', made));
	return json_build_object('location', '/' || lang || '/admin/people/' || holder || '?done=office-granted');
end $$;

-- Takes the office back, and with it at once what it opened: every session; with the last one also password, second factor
-- and links. The last administrator of the installation stays.
create function api.office_revoke(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	ended dais.role_grant;
begin
	perform api.office_demand();
	perform pg_advisory_xact_lock(hashtext('dais setup')); -- of two administrators who revoke each other one stays
	delete from dais.role_grant as g where g.id = api.id_of(input ->> 'office') and g.person = api.id_of(input ->> 'person')
		and g.role in ('staff', 'chair', 'admin') returning g.* into ended;
	if ended.id is null then
		perform api.not_found();
	elsif not exists (select from dais.role_grant as g join dais.person as p on p.id = g.person
			where g.role = 'admin' and g.meeting is null and not p.disabled) then
		perform api.conflict('office', 'last-administrator');
	end if;
	perform api.event_append(ended.meeting, 'office revoked', ended.person, jsonb_build_object('role', ended.role, 'grant', ended.id));
	perform api.office_mail(ended.person, ended.meeting, ended.role, 'revoked');
	delete from dais.session as s where s.person = ended.person and s.token_hash <> decode(current_setting('dais.session'), 'hex');
	if not api.is_privileged(ended.person) then
		delete from dais.session as s where s.person = ended.person;
		delete from dais.credential as c where c.person = ended.person and c.kind <> 'passkey';
		delete from dais.link as l where l.person = ended.person and l.purpose in ('office', 'password');
	end if;
	return json_build_object('location', '/' || lang || '/admin?done=office-revoked');
end $$;

-- Somebody lost the second factor, or the link has run out: password, factors and sessions end, and a link goes to their
-- address, from which they begin anew. Nobody does this to themselves: whoever is in needs no other way in.
create function api.office_holder_reset(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	holder uuid := (api.office_holder(input) ->> 'id')::uuid;
begin
	perform api.office_demand();
	if holder = api.me() then
		perform api.conflict('reset', 'not-oneself');
	end if;
	delete from dais.session as s where s.person = holder;
	delete from dais.credential as c where c.person = holder;
	delete from dais.link as l where l.person = holder and l.used_at is null;
	perform api.office_mail(holder, null, null, 'reset');
	perform api.account_mail(api.me(), 'sign-in-reset', jsonb_build_object('name', (select p.name from dais.person as p where p.id = holder)));
	perform api.event_append(null, 'sign-in reset', holder);
	return json_build_object('location', '/' || lang || '/admin/people/' || holder || '?done=sign-in-reset');
end $$;

reset role;
