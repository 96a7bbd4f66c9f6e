-- One's own account: the second step of signing in, the password, the second factor with its recovery codes, the sessions.
-- All of it belongs to dais_identity: a web worker reads no secret and cannot say that a code was right.
--
--   POST sign-in/code            api.second_step_take {code, token_hash, next?} → {location} or {refused}
--   GET, POST account/factor     api.factor_show → {secret, …}; api.factor_keep {code, token_hash} → {codes} or {refused}
--   POST link/{link}/password    api.password_words {link} → {words}; api.password_set {link, stored, token_hash} → {location}
--   POST account/password        the same, with api.password_change for who is signed in
--
-- A wrong code is answered and not raised: the try is counted, which an error would take back. What changes an account, and
-- what gives others an office (offices.sql), asks for a proof of the last ten minutes: whoever proves more gets a new
-- session, so a session's age is the proof's. DA428 says that there is none; the form is then kept (serve/dispatch.c).

set local role dais_identity;

-- ---------------------------------------------------------------- who is on the way in, and what was proved

-- Who has shown a password in this session and still owes the second step, or null.
create function api.me_halfway() returns uuid
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select session.person from dais.session join dais.person on person.id = session.person
	where token_hash = decode(nullif(current_setting('dais.session', true), ''), 'hex') and strength = 'password'
		and not disabled and expires > now() and last_seen + idle > now() and api.me() is null
$$;

create function api.has_factor(person uuid) returns boolean
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select exists (select from dais.credential where credential.person = has_factor.person and kind in ('totp', 'passkey'))
$$;
revoke execute on function api.has_factor(uuid) from dais_web, dais_clerk;

-- Ends with DA428 unless whoever asks has signed in, or proved who they are, within the last ten minutes.
create function api.proof_demand() returns void
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	if not exists (select from dais.session where person = api.me() and created > now() - interval '10 minutes'
			and token_hash = decode(nullif(current_setting('dais.session', true), ''), 'hex')) then
		raise sqlstate 'DA428' using message = 'sign in anew';
	end if;
end $$;

-- Where somebody goes who has shown the right password: on to the code, or to setting a second factor.
create function api.second_step_of(person uuid, lang text, next text) returns text language plpgsql stable as $$
begin
	return '/' || lang || case when api.has_factor(person) then '/sign-in/code' else '/account/factor' end
		|| coalesce('?next=' || api.next_of(next, null), '');
end $$;
revoke execute on function api.second_step_of(uuid, text, text) from dais_web, dais_clerk;

-- Tells somebody by mail what was done with their account: what is the name of it in web/mail/account-news.mustache. The mail is
-- no meeting's, so that no staff can stop it.
create function api.account_mail(person uuid, what text, more jsonb default '{}') returns void language plpgsql as $$
begin
	perform api.mail_queue(null, account_mail.person, 'account-news', jsonb_build_object('what', what) || more);
end $$;
revoke execute on function api.account_mail(uuid, text, jsonb) from dais_web, dais_clerk;

-- ---------------------------------------------------------------- codes

-- The code of a time step, six digits (RFC 6238 with HMAC-SHA-1, what every authenticator takes; RFC 4226, 5.3).
create function api.totp(secret bytea, step bigint) returns text language plpgsql immutable as $$
declare
	mac bytea := crypto.hmac(int8send(step), secret, 'sha1');
	at integer := get_byte(mac, 19) & 15;
begin
	return lpad(((('x' || encode(substr(mac, at + 1, 4), 'hex'))::bit(32)::integer & 2147483647) % 1000000)::text, 6, '0');
end $$;
revoke execute on function api.totp(bytea, bigint) from dais_web, dais_clerk;

-- The newest step, of this one and its neighbours, whose code this is and that comes after the last one used; else null.
create function api.totp_step(secret bytea, code text, after bigint) returns bigint language sql stable as $$
	select max(step) from generate_series(-1, 1) as away, lateral (select floor(extract(epoch from clock_timestamp()) / 30)::bigint + away) as s(step)
	where step > after and api.totp(secret, step) = code
$$;
revoke execute on function api.totp_step(bytea, text, bigint) from dais_web, dais_clerk;

-- Base 32 without padding (RFC 4648, section 6): as authenticators take a secret, and as recovery codes are written.
create function api.base32(bytes bytea) returns text language sql immutable as $$
	select string_agg(substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 1 + (substring(bits from 5 * n + 1 for 5)::bit(5))::integer, 1), '' order by n)
	from (select string_agg(get_byte(bytes, i)::bit(8)::text, '' order by i) from generate_series(0, length(bytes) - 1) as i) as b(bits),
		generate_series(0, length(bits) / 5 - 1) as n
$$;

-- As a recovery code is stored: 80 random bits need no slow hash.
create function api.recovery_hash(person uuid, code text) returns text language sql immutable as $$
	select encode(sha256(convert_to(person || upper(regexp_replace(code, '[^A-Za-z0-9]', '', 'g')), 'UTF8')), 'hex')
$$;

-- Ten new recovery codes, the only time that they are seen; those before end.
create function api.recovery_codes_make(person uuid) returns text[]
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	codes text[] := array(select regexp_replace(api.base32(substr(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 1, 10)), '(.{4})(?=.)', '\1-', 'g')
		from generate_series(1, 10));
begin
	delete from dais.credential where credential.person = recovery_codes_make.person and kind = 'recovery code';
	insert into dais.credential (person, kind, secret)
		select recovery_codes_make.person, 'recovery code', api.recovery_hash(recovery_codes_make.person, code) from unnest(codes) as code;
	return codes;
end $$;
revoke execute on function api.recovery_codes_make(uuid) from dais_web, dais_clerk;

-- Whether this code is right now, which it is once: one of the authenticator, or a recovery code.
create function api.code_accept(person uuid, code text) returns boolean
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	digits text := regexp_replace(code, '\s', '', 'g');
begin
	if digits ~ '^[0-9]{6}$' then
		update dais.credential set last_used = now(), counter = api.totp_step(decode(secret, 'hex'), digits, counter)
			where credential.person = code_accept.person and kind = 'totp' and api.totp_step(decode(secret, 'hex'), digits, counter) is not null;
		return found;
	end if;
	update dais.credential set last_used = now(), spent = true
		where credential.person = code_accept.person and kind = 'recovery code' and not spent and secret = api.recovery_hash(code_accept.person, code);
	if found then
		perform api.account_mail(code_accept.person, 'recovery-code-used', jsonb_build_object('left', (select count(*) from dais.credential
			where credential.person = code_accept.person and kind = 'recovery code' and not spent)));
	end if;
	return found;
end $$;
revoke execute on function api.code_accept(uuid, text) from dais_web, dais_clerk;

-- Counts a try at a code: ten in a quarter of an hour, fifty in a day, from wherever.
create function api.code_count(person uuid) returns void language plpgsql as $$
begin
	perform api.limit_rate('code', person::text, 10, '15 minutes');
	perform api.limit_rate('code of a day', person::text, 50, '1 day');
end $$;
revoke execute on function api.code_count(uuid) from dais_web, dais_clerk;

create function api.code_refused(person uuid) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform api.event_append(null, 'code refused', person);
	return '{"refused":[{"field":"code","code":"wrong-code"}]}';
end $$;
revoke execute on function api.code_refused(uuid) from dais_web, dais_clerk;

-- ---------------------------------------------------------------- the second step

-- The page that asks for a code: of who comes in, or of who is in and has to prove it anew.
create function api.second_step_show(lang text, input jsonb) returns json
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	asking uuid := coalesce(api.me(), api.me_halfway());
begin
	if asking is null then
		perform api.sign_in_first();
	end if;
	return json_build_object('anew', api.me() is not null, 'factor', api.has_factor(asking),
		'form', json_build_object('next', api.next_of(input ->> 'next', null)));
end $$;

create function api.second_step_take(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	asking uuid := coalesce(api.me(), api.me_halfway());
begin
	if asking is null then
		perform api.sign_in_first();
	end if;
	perform api.code_count(asking);
	if not api.code_accept(asking, input ->> 'code') then
		return api.code_refused(asking);
	end if;
	delete from dais.attempt where kind = 'code' and subject = api.attempt_subject(asking::text); -- only wrong ones count
	perform api.session_make(asking, input ->> 'token_hash', 'second factor', input ->> 'agent');
	return json_build_object('location', api.next_of(input ->> 'next', api.home_of(asking, lang) || '?done=signed-in'));
end $$;

-- ---------------------------------------------------------------- the second factor

-- Who may set a second factor now: whoever has just shown the password and has none, or has proved enough.
create function api.factor_owner() returns uuid
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	halfway uuid := api.me_halfway();
begin
	if api.me() is not null then
		perform api.proof_demand();
	elsif halfway is null or api.has_factor(halfway) then
		perform api.sign_in_first();
	end if;
	return coalesce(api.me(), halfway);
end $$;
revoke execute on function api.factor_owner() from dais_web, dais_clerk;

-- The secret for the authenticator, in groups of four for who types it. It is no factor before a code of it has been shown.
create function api.factor_show(lang text, input jsonb) returns json
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	owner uuid := api.factor_owner();
begin
	return (select json_build_object('secret', regexp_replace(api.base32(offer), '(.{4})(?=.)', '\1 ', 'g'), 'email', person.email,
			'first', not api.has_factor(owner), 'form', json_build_object('next', api.next_of(input ->> 'next', null)))
		from dais.session join dais.person on person.id = owner
		where token_hash = decode(current_setting('dais.session'), 'hex'));
end $$;

-- Takes the offered secret on, once a code of it is right; other sessions end, and the owner is told.
create function api.factor_keep(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	owner uuid := api.factor_owner();
	offered bytea := (select offer from dais.session where token_hash = decode(current_setting('dais.session'), 'hex'));
	step bigint := api.totp_step(offered, regexp_replace(input ->> 'code', '\s', '', 'g'), 0);
begin
	perform api.code_count(owner);
	if step is null then
		return api.code_refused(owner);
	end if;
	delete from dais.attempt where kind = 'code' and subject = api.attempt_subject(owner::text);
	insert into dais.credential (person, kind, secret, counter, last_used) values (owner, 'totp', encode(offered, 'hex'), step, now())
		on conflict (person, kind) where kind in ('password', 'totp')
		do update set secret = excluded.secret, counter = excluded.counter, created = now(), last_used = now();
	delete from dais.session where person = owner;
	perform api.session_make(owner, input ->> 'token_hash', 'second factor', input ->> 'agent');
	perform api.account_mail(owner, 'factor-set');
	perform api.event_append(null, 'second factor set', owner);
	return json_build_object('codes', api.recovery_codes_make(owner), 'next', ltrim(api.next_of(input ->> 'next', api.home_of(owner, lang)), '/'));
end $$;

create function api.recovery_codes_renew(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	me uuid := api.signed_in();
begin
	if not api.has_factor(me) then
		perform api.not_found();
	end if;
	perform api.proof_demand();
	perform api.account_mail(me, 'recovery-codes-made');
	perform api.event_append(null, 'recovery codes made', me);
	return json_build_object('codes', api.recovery_codes_make(me), 'next', lang || '/account');
end $$;

-- ---------------------------------------------------------------- passwords

-- Whoever may choose a password by this link, or null.
create function api.password_link_owner(token text) returns uuid
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	return (select person.id from dais.link join dais.person on person.id = link.person
		where token_hash = api.token_hash(token) and purpose in ('office', 'password') and used_at is null and expires > now()
			and not disabled and api.is_privileged(person.id));
end $$;
revoke execute on function api.password_link_owner(text) from dais_web, dais_clerk;

-- What somebody's password had better not be made of: their name and address, the names of their meetings.
create function api.password_words(lang text, input jsonb) returns json
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	owner uuid := case when input ? 'link' then api.password_link_owner(input ->> 'link') else api.me() end;
begin
	if owner is null then
		raise sqlstate 'DA410' using message = 'link is used or expired';
	elsif not api.is_privileged(owner) then
		perform api.not_found();
	elsif not input ? 'link' then
		perform api.proof_demand();
	end if;
	return (select json_build_object('words', json_agg(distinct lower(word))) from dais.person left join lateral
			(select string_agg(name ->> lang || ' ' || slug, ' ') from dais.role_grant join dais.meeting on meeting.id = role_grant.meeting
				where role_grant.person = person.id) as m(meetings) on true,
			regexp_split_to_table(concat_ws(' ', person.name, person.email, m.meetings, 'dais'), '[^[:alnum:]]+') as word
		where person.id = owner and length(word) > 2);
end $$;

create function api.password_keep(person uuid, stored text) returns void
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
	insert into dais.credential (person, kind, secret) values (password_keep.person, 'password', stored)
		on conflict (person, kind) where kind in ('password', 'totp') do update set secret = excluded.secret, created = now(), last_used = null;
	delete from dais.session where session.person = password_keep.person;
	perform api.event_append(null, 'password set', password_keep.person);
end $$;
revoke execute on function api.password_keep(uuid, text) from dais_web, dais_clerk;

-- Uses the link and goes on to the second step. The second factor, where there is one, stays.
create function api.password_set(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	owner uuid := api.password_link_owner(input ->> 'link');
begin
	update dais.link set used_at = now() where token_hash = api.token_hash(input ->> 'link') and owner is not null and used_at is null;
	if not found then
		raise sqlstate 'DA410' using message = 'link is used or expired';
	end if;
	delete from dais.link where person = owner and purpose in ('office', 'password') and used_at is null;
	perform api.account_mail(owner, 'password-set') from dais.credential where person = owner and kind = 'password';
	perform api.password_keep(owner, input ->> 'stored');
	perform api.session_make(owner, input ->> 'token_hash', 'password', input ->> 'agent');
	return json_build_object('location', api.second_step_of(owner, lang, null));
end $$;

create function api.password_change(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	me uuid := api.signed_in();
	began text := (select strength from dais.session where token_hash = decode(nullif(current_setting('dais.session', true), ''), 'hex'));
begin
	if not api.is_privileged(me) then
		perform api.not_found();
	end if;
	perform api.proof_demand();
	perform api.account_mail(me, 'password-set');
	perform api.password_keep(me, input ->> 'stored');
	perform api.session_make(me, input ->> 'token_hash', began, input ->> 'agent');
	return json_build_object('location', '/' || lang || '/account?done=password-changed');
end $$;

-- Mails who holds an office a link to choose a new password; everybody else gets nothing. Nor does who has no second factor: the
-- mailbox alone would set one. Only an administrator lets them begin anew (offices.sql).
create function api.password_mail(person uuid) returns void
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if exists (select from dais.person where id = password_mail.person and not disabled) and api.is_privileged(password_mail.person) and api.has_factor(password_mail.person)
			and api.attempt('link mail', password_mail.person::text, 3, '15 minutes') then
		perform api.mail_queue(null, password_mail.person, 'password',
			jsonb_build_object('link', api.link_make(password_mail.person, 'password', null, null)));
	end if;
end $$;
revoke execute on function api.password_mail(uuid) from dais_web, dais_clerk;

-- A forgotten password: as api.link_request, nobody learns who has an account.
create function api.password_forgotten(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform api.limit_rate('link mail from', coalesce(input ->> 'network', ''), 60, '1 hour');
	perform api.password_mail((select id from dais.person where lower(person.email) = lower(input ->> 'email')));
	perform pg_sleep(0.05 - extract(epoch from clock_timestamp() - now()));
	return json_build_object('location', '/' || lang || '/sign-in?done=password-link-sent');
end $$;

-- ---------------------------------------------------------------- one's account and sessions

create function api.account_show(lang text, input jsonb) returns json
	language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	me uuid := api.signed_in();
	zone text := coalesce((select m.zone from dais.meeting as m where m.id = api.last_meeting(me)), 'UTC');
begin
	return (select json_build_object('who', json_build_object('name', p.name, 'email', p.email, 'language', p.language), 'office', api.is_privileged(me),
			'password', (select api.time_in(c.created, zone) from dais.credential as c where c.person = me and c.kind = 'password'),
			'factor', (select api.time_in(c.created, zone) from dais.credential as c where c.person = me and c.kind = 'totp'),
			'codes_left', (select count(*)::text from dais.credential as c where c.person = me and c.kind = 'recovery code' and not c.spent),
			'passkeys', (select json_agg(json_build_object('id', c.id, 'name', c.name, 'made', api.time_in(c.created, zone), 'used', api.time_in(c.last_used, zone)) order by c.created)
				from dais.credential as c where c.person = me and c.kind = 'passkey'),
			'sessions', (select json_agg(json_build_object('id', s.id, 'browser', s.browser, 'began', api.time_in(s.created, zone),
					'seen', api.time_in(s.last_seen, zone), 'strength', replace(s.strength, ' ', '-'),
					'this', s.token_hash = decode(current_setting('dais.session'), 'hex')) order by s.last_seen desc, s.id)
				from dais.session as s where s.person = me and s.expires > now() and s.last_seen + s.idle > now()))
		from dais.person as p where p.id = me);
end $$;

-- Ends one of one's sessions, or (no session named) all others.
create function api.session_end_other(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	me uuid := api.signed_in();
begin
	delete from dais.session where person = me and token_hash <> decode(current_setting('dais.session'), 'hex')
		and (not input ? 'session' or id = api.id_of(input ->> 'session'));
	if not found and input ? 'session' then
		perform api.not_found();
	end if;
	perform api.event_append(null, 'sessions ended', me);
	return json_build_object('location', '/' || lang || '/account?done=sessions-ended');
end $$;

reset role;
