-- Signing in and out, and the links that are mailed or minted. All of it belongs to dais_identity: a web worker
-- can neither read a session, a link or a verifier, nor make one of its own.
--
-- fcgi/pages/sessions.c makes a session's token (32 random bytes, base64url) and gives the hex SHA-256 of its text.
--
--   POST sign-in    api.key_turn() → the turn, or null: not now; api.sign_in_lookup {email, device?, network?} → {recipe}; the key
--                   by password_key(); api.key_turn_end(turn); and
--                   api.session_begin {email, key, token_hash, device?, next?} → {location}; DA422 {password, wrong}
--   POST link       api.link_use {link, token_hash} → {location}; DA410 used, expired or not for this person
--   POST sign-out   api.session_end → {location}
--   the other functions are ordinary pages
--
-- Whoever is staff, chair or admin comes in by password and a second step (accounts.sql), and by a link only when it was
-- minted on the server.

set local role dais_owner;
grant select on dais.body to dais_identity; -- for what a link's page and a mail show of the meeting
create policy identity on dais.body for select to dais_identity using (true);
grant usage on schema admin to dais_identity;
reset role;
set local role dais_identity;

-- Whoever is granted an office, by whatever way, signs in anew: the session may have begun by a mailed link. With the first
-- office so does what they signed in with, which a mailed link alone may have set.
create function api.privilege_begin() returns trigger
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	delete from dais.session where session.person = new.person;
	delete from dais.credential where credential.person = new.person and tg_op = 'INSERT' and not exists (select from dais.role_grant as other
		where other.person = new.person and other.id <> new.id and other.role in ('staff', 'chair', 'admin'));
	return null;
end $$;
revoke execute on function api.privilege_begin() from dais_web, dais_clerk;

set local role dais_owner;
create trigger privilege_begin after insert or update on dais.role_grant
	for each row when (new.role in ('staff', 'chair', 'admin')) execute function api.privilege_begin(); -- as in is_privileged (access.sql)
set local role dais_identity;

create function api.token_hash(token text) returns bytea language sql immutable as $$
	select sha256(convert_to(token, 'UTF8'))
$$;

-- 256 bits of the server's strong random numbers, as base64url.
create function api.token_make() returns text language sql volatile as $$
	select rtrim(translate(encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
		|| uuid_send(gen_random_uuid())), 'base64'), '+/', '-_'), '=')
$$;

create function api.attempt_subject(subject text) returns text language sql immutable as $$
	select encode(sha256(convert_to(lower(subject), 'UTF8')), 'hex')
$$;

-- Counts a try against its subject, or ends it with DA429. Subjects are kept as hashes.
create function api.limit_rate(kind text, subject text, most integer, span interval) returns void
	language plpgsql as $$
begin
	if not api.attempt(kind, api.attempt_subject(subject), most, span) then
		raise sqlstate 'DA429' using message = 'too often';
	end if;
end $$;

revoke execute on function api.limit_rate(text, text, integer, interval) from dais_web, dais_clerk;

-- Counts a question about a receipt against the network that asks; at most 60 in ten minutes.
create function api.verify_begin(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform api.limit_rate('verify', input ->> 'network', 60, '10 minutes');
	return '{}';
end $$;

-- The page on which somebody begins after signing in: the desk, the delegation or their slots.
create function api.home_of(person uuid, lang text) returns text
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	with held as (
		select role, coalesce(meeting.slug, (select slug from dais.meeting order by starts_on desc, slug limit 1)) as slug,
			meeting.starts_on
		from dais.role_grant left join dais.meeting on meeting.id = role_grant.meeting
		where role_grant.person = home_of.person
	)
	select '/' || lang || coalesce(
		(select '/desk/' || slug from held where role in ('staff', 'admin') and slug is not null order by starts_on desc nulls last, slug limit 1),
		(select '/my' from held where role = 'chair' limit 1),
		(select '/delegation' from held where role = 'focal point' limit 1),
		(select '/my' from held where role = 'panelist' limit 1), '')
$$;
revoke execute on function api.home_of(uuid, text) from dais_web, dais_clerk;

-- "Firefox, Windows": what the header User-Agent says of itself, for the list of one's own sessions.
create function api.browser_of(agent text) returns text language sql immutable as $$
	select nullif(concat_ws(', ',
		case when agent ~ 'Edg' then 'Edge' when agent ~ 'OPR/' then 'Opera' when agent ~ '(Firefox|FxiOS)/' then 'Firefox'
			when agent ~ '(Chrome|CriOS)/' then 'Chrome' when agent ~ 'Safari/' then 'Safari' end,
		case when agent ~ 'Android' then 'Android' when agent ~ 'iPhone' then 'iPhone' when agent ~ 'iPad' then 'iPad'
			when agent ~ 'Windows' then 'Windows' when agent ~ 'Macintosh' then 'macOS' when agent ~ 'Linux' then 'Linux' end), '')
$$;

-- Makes a session, which remembers how it began, and ends the one that this browser had before: whoever proves more goes on
-- under another token. A password alone opens the way to the second step, for a quarter of an hour (accounts.sql).
create function api.session_make(person uuid, token_hash text, strength text, agent text default null) returns void
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	holds_office boolean := api.is_privileged(session_make.person);
	halfway boolean := holds_office and session_make.strength = 'password';
begin
	delete from dais.session
		where session.token_hash = decode(nullif(current_setting('dais.session', true), ''), 'hex');
	insert into dais.session (token_hash, person, strength, browser, idle, expires)
		values (decode(session_make.token_hash, 'hex'), session_make.person, session_make.strength, api.browser_of(agent),
			case when halfway then interval '15 minutes' when holds_office then interval '30 minutes' else interval '2 hours' end,
			now() + case when halfway then interval '15 minutes' when holds_office then interval '12 hours' else interval '7 days' end);
	perform set_config('dais.session', session_make.token_hash, true);
	perform api.event_append(null, case when halfway then 'password accepted' else 'session begun' end, session_make.person);
end $$;
revoke execute on function api.session_make(uuid, text, text, text) from dais_web, dais_clerk;

-- The page with the two ways in.
create function api.sign_in_show(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('form', json_build_object('next', input ->> 'next'))
$$;

-- The page that was asked for, when it is one of ours, else another.
create function api.next_of(next text, otherwise text) returns text language sql immutable as $$
	select case when next !~ '^/[a-z]+/(sign-in|link)(/|\?|$)' and next ~ format('^/(%s)(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*(\?draft=[0-9a-f-]{36})?$', array_to_string(api.language_codes(), '|')) then next else otherwise end
$$;

-- Whether the asking browser's session ended within the last day.
create function api.session_ended() returns boolean
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select api.me() is null and exists (select from dais.session
		where token_hash = decode(nullif(current_setting('dais.session', true), ''), 'hex')
			and least(expires, last_seen + idle) between now() - interval '1 day' and now())
$$;

-- {page, form, network} of a form whose session has ended -> {draft}; DA401 when nobody knows whose session it was.
create function api.draft_keep(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	kept uuid;
begin
	if not api.session_ended() and not exists (select from dais.session where person = api.me() -- asked to prove it anew
			and token_hash = decode(current_setting('dais.session'), 'hex') and created <= now() - interval '10 minutes') then
		perform api.sign_in_first();
	end if;
	perform api.limit_rate('draft', coalesce(input ->> 'network', ''), 60, '1 hour');
	insert into dais.draft (person, page, form)
		select person, input ->> 'page', input -> 'form' from dais.session
			where token_hash = decode(current_setting('dais.session', true), 'hex')
		returning id into kept;
	return json_build_object('draft', kept);
end $$;

-- {draft, page} -> the form; null when it is not there, of another page or another person.
create function api.draft_take(lang text, input jsonb) returns json
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select form::json from dais.draft
	where id = api.id_of(input ->> 'draft') and page = input ->> 'page' and created > now() - interval '1 day'
		and person = api.me()
$$;

-- Deriving a key holds a worker and 64 MB for a while: at most two of them at any time over all workers, so that no
-- storm of sign-ins keeps a page waiting. A turn is a lock of the worker's connection: it goes with a worker that dies.
create function api.key_turn() returns integer language plpgsql as $$
begin
	for turn in 1 .. 2 loop
		if pg_try_advisory_lock(1684105588, turn) then
			return turn;
		end if;
	end loop;
	return null;
end $$;

create function api.key_turn_end(turn integer) returns boolean language sql as $$
	select pg_advisory_unlock(1684105588, turn)
$$;

-- How the key of this account is derived. An address without an account gets a recipe, too, always the same, so that nobody
-- learns which addresses have one.
create function api.sign_in_lookup(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	address text := lower(input ->> 'email');
	network text := coalesce(input ->> 'network', '');
	known text := (select person::text from dais.device join dais.person on person.id = device.person
		where token_hash = decode(input ->> 'device', 'hex') and lower(email) = address);
begin
	if known is not null then -- strangers' tries do not lock out whoever has signed in from here before
		perform api.limit_rate('sign-in device', input ->> 'device', 10, '15 minutes');
	else
		perform api.limit_rate('sign-in here', address || ' ' || network, 10, '15 minutes');
		perform api.limit_rate('sign-in from', network, 60, '15 minutes');
		perform api.limit_rate('sign-in', address, 100, '1 hour');
	end if;
	return json_build_object('recipe', coalesce(
		(select substring(secret from '^(.*):[0-9a-f]+$') from dais.person join dais.credential on credential.person = person.id
			where lower(email) = address and kind = 'password'),
		'argon2id:3:67108864:' || left(encode(sha256(convert_to('dais ' || address, 'UTF8')), 'hex'), 32)));
end $$;

create function api.session_begin(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	found uuid := (select person.id from dais.person join dais.credential on credential.person = person.id
		where lower(email) = lower(input ->> 'email') and not disabled and kind = 'password'
			and substring(secret from '[0-9a-f]+$') = encode(sha256(decode(input ->> 'key', 'hex')), 'hex'));
begin
	if found is null then
		perform api.refuse('password', 'wrong');
	end if;
	delete from dais.attempt -- this one was right: only failed tries count
		where kind = 'sign-in here' and subject = api.attempt_subject((input ->> 'email') || ' ' || coalesce(input ->> 'network', ''))
			or kind = 'sign-in device' and subject = api.attempt_subject(input ->> 'device');
	update dais.credential set last_used = now() where person = found and kind = 'password';
	perform api.session_make(found, input ->> 'token_hash', 'password', input ->> 'agent');
	insert into dais.device (token_hash, person) select decode(input ->> 'device', 'hex'), found where input ? 'device'
		on conflict (token_hash) do update set person = found, last_seen = now();
	return json_build_object('location', case when api.me() is null then api.second_step_of(found, lang, input ->> 'next')
		else api.next_of(input ->> 'next', api.home_of(found, lang) || '?done=signed-in') end);
end $$;

create function api.session_end(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	delete from dais.session
		where session.token_hash = decode(nullif(current_setting('dais.session', true), ''), 'hex');
	return json_build_object('location', '/' || lang || '?done=signed-out');
end $$;

-- ---------------------------------------------------------------- links

-- Makes a link of this person and answers its path; earlier ones of the same purpose end. The path goes into
-- outbox.data alone, from where the clerk takes it away once it is sent.
create function api.link_make(person uuid, purpose text, meeting uuid, slot uuid, next text default null) returns text
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	token text := api.token_make();
begin
	update dais.link set expires = least(expires, now())
		where link.person = link_make.person and link.purpose = link_make.purpose
			and link.meeting is not distinct from link_make.meeting and link.slot is not distinct from link_make.slot;
	insert into dais.link (token_hash, purpose, person, meeting, slot, next, expires)
		values (api.token_hash(token), link_make.purpose, link_make.person, link_make.meeting, link_make.slot, link_make.next,
			now() + case purpose when 'invitation' then interval '14 days' when 'office' then interval '3 days'
				when 'password' then interval '1 hour' else interval '10 minutes' end);
	return (select '/' || language || '/link/' || token from dais.person where id = link_make.person);
end $$;
revoke execute on function api.link_make(uuid, text, uuid, uuid, text) from dais_web, dais_clerk;

-- The meeting that somebody is written to about when nothing says which: the last one they take part in, or the last one
-- there is. Its zone tells the times, its contact gets the answers.
create function api.last_meeting(person uuid) returns uuid
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select id from dais.meeting order by exists (select from dais.role_grant
			where role_grant.person = last_meeting.person and role_grant.meeting = meeting.id) desc, starts_on desc limit 1
$$;
revoke execute on function api.last_meeting(uuid) from dais_web, dais_clerk;

-- What a link is for; opening it changes nothing. state: valid, used, expired, ended (no fresh one is mailed: api.password_mail),
-- or barred for who must sign in by password.
create function api.link_show(lang text, input jsonb) returns json
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
	return (select json_build_object(
			'link', input ->> 'link',
			'purpose', link.purpose,
			'state', state,
			'password', purpose in ('office', 'password') or null,
			'name', case when state = 'valid' then person.name end,
			'meeting', api.meeting_frame(link.meeting, lang),
			'slot', (select json_build_object('number', numbers.number, 'title', api.text_in(coalesce(item.short_title, item.long_title), lang),
					'label', api.text_in(slot.label, lang), 'label_text', api.localized(slot.label, lang), 'contact', slot_person.contact)
				from dais.slot join dais.item on item.id = slot.item
					join api.item_numbers(item.meeting) as numbers on numbers.item = item.id
					left join dais.slot_person on slot_person.slot = slot.id and slot_person.person = link.person
				where slot.id = link.slot and s.state = 'valid'),
			'party', (select api.text_in(party.name, lang) from dais.role_grant join dais.party on party.id = role_grant.party
				where role_grant.person = link.person and role = 'focal point' and role_grant.meeting = link.meeting
					and link.slot is null and s.state = 'valid' limit 1),
			'expires', api.time_in(link.expires, coalesce(meeting.zone, (select zone from dais.meeting where id = api.last_meeting(link.person)), 'UTC')))
		from dais.link join dais.person on person.id = link.person
			left join dais.meeting on meeting.id = link.meeting,
			lateral (select case
				when not minted and purpose in ('invitation', 'sign-in') and api.is_privileged(person.id) then 'barred'
				when (used_at is not null or link.expires <= now()) and purpose in ('office', 'password') and not api.has_factor(person.id) then 'ended'
				when used_at is not null then 'used'
				when link.expires <= now() then 'expired'
				else 'valid' end) as s(state)
		where link.token_hash = api.token_hash(input ->> 'link') and not person.disabled);
end $$;

-- Consumes the link, once, and signs in. Of two at the same time the second waits for the row and finds it used.
create function api.link_use(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	used record;
begin
	update dais.link set used_at = now() from dais.person
		where link.token_hash = api.token_hash(input ->> 'link') and used_at is null and expires > now()
			and purpose in ('invitation', 'sign-in') and person.id = link.person and not person.disabled and (minted or not api.is_privileged(person.id))
		returning link.person, slot, meeting, purpose, next, minted into used;
	if used.person is null then
		if exists (select from dais.link where token_hash = api.token_hash(input ->> 'link')) then
			raise sqlstate 'DA410' using message = 'link is used or expired';
		end if;
		perform api.not_found();
	end if;
	perform api.session_make(used.person, input ->> 'token_hash', case when used.minted then 'minted' else 'link' end, input ->> 'agent');
	return json_build_object('location', api.next_of(used.next, case when used.slot is not null
		then '/' || lang || '/my/slots/' || used.slot else api.home_of(used.person, lang) end || '?done=signed-in'));
end $$;

-- Mails a sign-in link of ten minutes to whoever may come in by mail; everybody else gets nothing, and nobody is
-- told which.
create function api.sign_in_mail(person uuid, meeting uuid, slot uuid, next text) returns void
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if exists (select from dais.person where id = sign_in_mail.person and not disabled)
			and not api.is_privileged(sign_in_mail.person)
			and api.attempt('link mail', sign_in_mail.person::text, 3, '15 minutes') then
		perform api.mail_queue(coalesce(sign_in_mail.meeting, api.last_meeting(sign_in_mail.person)), sign_in_mail.person, 'sign-in',
			jsonb_build_object('link', api.link_make(sign_in_mail.person, 'sign-in', sign_in_mail.meeting,
				sign_in_mail.slot, sign_in_mail.next)));
	end if;
end $$;
revoke execute on function api.sign_in_mail(uuid, uuid, uuid, text) from dais_web, dais_clerk;

create function api.link_request(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform api.limit_rate('link mail from', coalesce(input ->> 'network', ''), 60, '1 hour');
	perform api.sign_in_mail((select id from dais.person where lower(person.email) = lower(input ->> 'email')), null, null,
		input ->> 'next');
	perform pg_sleep(0.05 - extract(epoch from clock_timestamp() - now())); -- as long for a stranger as for one of ours
	return json_build_object('location', '/' || lang || '/sign-in?done=link-sent');
end $$;

-- A link that has been used or has run out: a fresh one goes to the address that the old one went to.
create function api.link_renew(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	old record;
begin
	select person, meeting, slot, next, purpose into old from dais.link where token_hash = api.token_hash(input ->> 'link');
	if old.person is null then
		perform api.not_found();
	elsif old.purpose in ('office', 'password') then
		perform api.password_mail(old.person);
	else
		perform api.sign_in_mail(old.person, old.meeting, old.slot, old.next);
	end if;
	return json_build_object('location', '/' || lang || '/sign-in?done=link-sent');
end $$;

-- ---------------------------------------------------------------- who is let in

-- Finds a person by address or makes one, and grants the role in the meeting. Only staff of the meeting, or for
-- a slot whoever answers for it, may do so. Answers the person. When the address is known under another name or in another
-- language, staff are told and decide (known): keep what is known, or correct the person (people.sql).
create function api.person_admit(meeting uuid, slot uuid, name text, email text, language text, role text, party uuid,
		known text default null) returns uuid language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	admitted uuid;
	other record;
begin
	if not api.is_staff(person_admit.meeting)
			and not (person_admit.role = 'panelist' and person_admit.slot = any (api.my_slots())
				and exists (select from dais.slot where id = person_admit.slot and slot.meeting = person_admit.meeting)) then
		perform api.not_found();
	end if;
	if person_admit.role not in ('panelist', 'focal point') then
		perform api.not_found();
	end if;
	if api.is_staff(person_admit.meeting) and exists (select from dais.person as p where lower(p.email) = lower(person_admit.email) and p.disabled) then
		perform api.conflict('email', 'retired');
	end if;
	select p.id, p.name, p.language into other from dais.person as p where lower(p.email) = lower(person_admit.email)
		and (p.name <> person_admit.name or p.language <> person_admit.language);
	if other.id is not null and api.is_staff(person_admit.meeting) then
		if person_admit.known = 'correct' then
			perform api.person_save(other.id, person_admit.name, person_admit.email, person_admit.language);
		elsif person_admit.known is distinct from 'keep' then
			perform api.refuse(jsonb_build_array(jsonb_build_object('field', 'known', 'code', 'known-otherwise', 'name', other.name,
				'language', other.language, 'correctable', api.person_correctable(other.id))));
		end if;
	end if;
	insert into dais.person (name, email, language)
		values (person_admit.name, person_admit.email, person_admit.language) on conflict do nothing;
	select id into admitted from dais.person where lower(person.email) = lower(person_admit.email);
	insert into dais.role_grant (person, meeting, role, party)
		values (admitted, person_admit.meeting, person_admit.role, person_admit.party) on conflict do nothing;
	return admitted;
end $$;

-- Takes back what somebody was let in for, once nothing of it is left: a panelist without a slot in the meeting, a focal
-- point (party) whose name staff take off. The links for it end; what remains of their sessions sees nothing there.
create function api.person_dismiss(person uuid, meeting uuid, role text, party uuid) returns boolean
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if not api.is_staff(person_dismiss.meeting) or person_dismiss.role not in ('panelist', 'focal point') then
		perform api.not_found();
	elsif person_dismiss.role = 'panelist' and exists (select from dais.slot_person
			where slot_person.person = person_dismiss.person and slot_person.meeting = person_dismiss.meeting
				and slot_person.state <> 'taken off') then
		return false;
	end if;
	delete from dais.role_grant as g where g.person = person_dismiss.person and g.meeting = person_dismiss.meeting
		and g.role = person_dismiss.role and (person_dismiss.role = 'panelist' or g.party = person_dismiss.party);
	if not found then
		return false;
	end if;
	delete from dais.link as l where l.person = person_dismiss.person and l.meeting = person_dismiss.meeting
		and (l.slot is null) = (person_dismiss.role = 'focal point');
	if not exists (select from dais.role_grant as g where g.person = person_dismiss.person) then
		delete from dais.session as s where s.person = person_dismiss.person; -- nothing is left to see
	end if;
	return true;
end $$;

-- Lets somebody in again who was taken off a slot and is put back.
create function api.person_readmit(person uuid, slot uuid) returns void
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	insert into dais.role_grant (person, meeting, role, party)
		select named.person, named.meeting, 'panelist', s.party
		from dais.slot_person as named join dais.slot as s on s.id = named.slot
		where named.person = person_readmit.person and named.slot = person_readmit.slot and named.state <> 'taken off'
			and api.is_staff(named.meeting)
		on conflict do nothing;
end $$;

-- What a mail tells of the slot or the delegation that it is about, in the reader's language. number: of the slot's item, from
-- who writes many mails and has counted once.
create function api.mail_facts(person uuid, meeting uuid, slot uuid, party uuid, number text default null) returns jsonb
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select jsonb_build_object('meeting', api.meeting_frame(m.id, p.language),
		'party', (select api.text_in(q.name, p.language) from dais.party as q where q.id = mail_facts.party),
		'slot', (select jsonb_build_object('id', s.id,
				'number', coalesce(mail_facts.number, (select n.number from api.item_numbers(s.meeting) as n where n.item = i.id)),
				'title', api.text_in(coalesce(i.short_title, i.long_title), p.language), 'label', api.text_in(s.label, p.language),
				'deadline', api.time_in(api.due_of(s), m.zone), 'expects_paper', s.expects_paper, 'serves', api.slot_serves(s))
			from dais.slot as s join dais.item as i on i.id = s.item where s.id = mail_facts.slot))
	from dais.person as p, dais.meeting as m where p.id = mail_facts.person and m.id = mail_facts.meeting
$$;
revoke execute on function api.mail_facts(uuid, uuid, uuid, uuid, text) from dais_web, dais_clerk;

-- Mails an invitation with its link, for a slot or for the delegation of a party, to who has a part in the meeting. Staff
-- do; whoever answers for a slot writes to who is named for it, twenty times a day. The link never comes back to the caller.
create function api.invitation_mail(template text, person uuid, meeting uuid, slot uuid, party uuid) returns void
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	for_staff boolean := api.is_staff(invitation_mail.meeting);
begin
	if not exists (select from dais.role_grant as g where g.person = invitation_mail.person and g.meeting = invitation_mail.meeting)
			or template not in ('invitation', 'invitation-institution', 'designation', 'focal-point')
			or not for_staff and not exists (select from dais.slot_person as named where named.slot = any (api.my_slots())
				and (named.slot, named.person, named.meeting) = (invitation_mail.slot, invitation_mail.person, invitation_mail.meeting)) then
		perform api.not_found();
	elsif not for_staff then
		perform api.limit_rate('designation', api.me()::text, 20, '1 day');
	end if;
	perform api.mail_queue(invitation_mail.meeting, invitation_mail.person, invitation_mail.template,
		api.mail_facts(invitation_mail.person, invitation_mail.meeting, invitation_mail.slot, invitation_mail.party)
		|| jsonb_build_object('link', api.link_make(invitation_mail.person, 'invitation', invitation_mail.meeting,
			invitation_mail.slot)));
end $$;

-- Tells somebody by mail what became of their slot; by staff, or by themselves.
create function api.slot_mail(template text, slot_person uuid) returns void
	language sql security definer set search_path = pg_catalog, pg_temp as $$
	select api.mail_queue(named.meeting, named.person, slot_mail.template,
		api.mail_facts(named.person, named.meeting, named.slot, null))
	from dais.slot_person as named
	where named.id = slot_mail.slot_person and slot_mail.template in ('taken-off', 'declined')
		and (named.slot = any (api.my_slots() || api.my_declined()) or api.is_staff(named.meeting))
$$;

-- Tells who acts for a slot until when the paper is due now.
create function api.deadline_mail(slot uuid) returns void
	language sql security definer set search_path = pg_catalog, pg_temp as $$
	select api.mail_queue(named.meeting, named.person, 'deadline', api.mail_facts(named.person, named.meeting, named.slot, null)
		|| jsonb_build_object('extended', s.extended_to is not null, 'reason', s.extension_reason))
	from dais.slot_person as named join dais.slot as s on s.id = named.slot
	where s.id = deadline_mail.slot and named.person is not null and named.state in ('named', 'invited', 'confirmed')
		and api.is_staff(s.meeting)
$$;

-- Tells the staff of a meeting and the focal points of the party what became of somebody's slot (declined, takes part, taken off,
-- put back), except the one who did it.
create function api.slot_mail_staff(news text, slot_person uuid) returns void
	language sql security definer set search_path = pg_catalog, pg_temp as $$
	select api.mail_queue(named.meeting, told.person, 'slot-news', api.mail_facts(told.person, named.meeting, named.slot, null)
		|| jsonb_build_object('news', slot_mail_staff.news, 'name', named.name, 'reason', named.decline_reason, 'desk', told.role = 'staff'))
	from dais.slot_person as named join dais.slot as s on s.id = named.slot
		join dais.role_grant as told on told.meeting = named.meeting
			and (told.role = 'staff' or told.role = 'focal point' and told.party = s.party)
	where named.id = slot_mail_staff.slot_person and told.person <> api.me() and told.person is distinct from named.person
		and (named.slot = any (api.my_slots() || api.my_declined()) or api.is_staff(named.meeting))
$$;

-- Takes back the links of a slot that somebody no longer answers for.
create function api.links_end(person uuid, slot uuid) returns void
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if not api.is_staff((select slot.meeting from dais.slot where slot.id = links_end.slot)) then
		perform api.not_found();
	end if;
	delete from dais.link where link.person = links_end.person and link.slot = links_end.slot;
end $$;

-- For `dais link`: a sign-in link of 24 hours for an address (or an id), also of staff; hash is the hex SHA-256
-- of the link's token. Answers the person's language and name, or nothing when there is no such person.
create function admin.link_mint(person text, hash text) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	found record;
begin
	select id, name, language into found from dais.person
		where (lower(email) = lower(link_mint.person) or id::text = link_mint.person) and not disabled;
	if found.id is null then
		return null;
	end if;
	insert into dais.link (token_hash, purpose, person, expires, minted)
		values (decode(hash, 'hex'), 'sign-in', found.id, now() + interval '24 hours', true);
	perform api.event_append(null, 'link minted', found.id, jsonb_build_object('link', hash));
	return json_build_object('name', found.name, 'language', found.language);
end $$;

reset role;
