-- Passkeys, which let in alone: whoever has one was there and verified by it (WebAuthn, user verification). A signature is
-- verified by the worker (fcgi/pages/passkeys.c), which finds a key by the passkey's id alone: nobody can read the ids here,
-- so that whoever runs SQL of their own as a worker knows none to come in by.
--
--   POST …/challenge   api.passkey_challenge → {challenge, …}, good for five minutes and once
--   POST account/passkeys    api.passkey_add {name, passkey, key, kind, counter, challenge, token_hash} → {location} or {codes}
--   POST sign-in/passkey     api.passkey_lookup {passkey} → {key, rsa}; api.passkey_use {passkey, counter, challenge, token_hash}

grant select, insert, delete on dais.challenge to dais_identity;
create policy identity on dais.challenge to dais_identity using (true) with check (true);
set local role dais_identity;

-- base64url without padding (RFC 4648, section 5).
create function api.base64url(bytes bytea) returns text language sql immutable as $$
	select rtrim(translate(encode(bytes, 'base64'), E'+/\n', '-_'), '=')
$$;

create function api.challenge_make(owner uuid) returns text
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	made bytea := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
begin
	delete from dais.challenge where created < now() - interval '5 minutes';
	insert into dais.challenge (value, person) values (made, owner);
	return api.base64url(made);
end $$;
revoke execute on function api.challenge_make(uuid) from dais_web, dais_clerk;

-- Takes a challenge of the last five minutes: true once. owner null: one that was asked for to sign in.
create function api.challenge_take(given text, owner uuid) returns boolean
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	delete from dais.challenge where api.base64url(value) = given and person is not distinct from owner and created > now() - interval '5 minutes';
	return found;
end $$;
revoke execute on function api.challenge_take(text, uuid) from dais_web, dais_clerk;

-- For signing in; counted by network, for it writes.
create function api.passkey_challenge(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform api.limit_rate('passkey from', coalesce(input ->> 'network', ''), 60, '15 minutes');
	return json_build_object('challenge', api.challenge_make(null));
end $$;

-- For a new passkey: of whoever is in, or has just shown a password and has no second factor yet.
create function api.passkey_offer(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	owner uuid := api.factor_owner();
begin
	return (select json_build_object('challenge', api.challenge_make(owner), 'user', api.base64url(uuid_send(p.id)), 'name', p.email, 'display', p.name,
			'known', coalesce((select json_agg(api.base64url(passkey_id)) from dais.credential where person = owner and kind = 'passkey'), '[]'))
		from dais.person as p where p.id = owner);
end $$;

create function api.passkey_add(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	owner uuid := api.factor_owner();
	first boolean := api.is_privileged(owner) and not api.has_factor(owner);
begin
	if not api.challenge_take(input ->> 'challenge', owner)
			or exists (select from dais.credential where passkey_id = decode(input ->> 'passkey', 'hex')) then
		return '{"refused":[{"field":"passkey","code":"passkey-refused"}]}';
	end if;
	insert into dais.credential (person, kind, name, secret, passkey_id, counter)
		values (owner, 'passkey', input ->> 'name', (input ->> 'kind') || ':' || (input ->> 'key'), decode(input ->> 'passkey', 'hex'), (input ->> 'counter')::bigint);
	perform api.session_make(owner, input ->> 'token_hash', 'passkey', input ->> 'agent');
	delete from dais.session where person = owner and token_hash <> decode(input ->> 'token_hash', 'hex');
	perform api.account_mail(owner, 'passkey-added');
	perform api.event_append(null, 'passkey added', owner);
	if first then
		return json_build_object('codes', api.recovery_codes_make(owner), 'next', ltrim(api.next_of(input ->> 'next', api.home_of(owner, lang)), '/'));
	end if;
	return json_build_object('location', '/' || lang || '/account?done=passkey-added');
end $$;

-- The last factor of who holds an office stays: without one a mailed link alone would set password and factor.
create function api.passkey_remove(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	me uuid := api.signed_in();
begin
	if not exists (select from dais.credential where person = me and kind = 'passkey' and id = api.id_of(input ->> 'passkey')) then
		perform api.not_found();
	end if;
	perform api.proof_demand();
	perform from dais.person where id = me for update; -- of two that are removed at the same time one stays
	delete from dais.credential where person = me and kind = 'passkey' and id = api.id_of(input ->> 'passkey');
	if api.is_privileged(me) and not api.has_factor(me) then
		perform api.conflict('passkey', 'last-factor');
	end if;
	perform api.account_mail(me, 'passkey-removed');
	perform api.event_append(null, 'passkey removed', me);
	return json_build_object('location', '/' || lang || '/account?done=passkey-removed');
end $$;

create function api.passkey_lookup(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform api.limit_rate('passkey from', coalesce(input ->> 'network', ''), 60, '15 minutes');
	return (select json_build_object('key', split_part(secret, ':', 2), 'rsa', split_part(secret, ':', 1) = '-257')
		from dais.credential where passkey_id = decode(input ->> 'passkey', 'hex'));
end $$;

-- A counter that does not rise where it once did is that of a copy (WebAuthn, 7.2, step 21).
create function api.passkey_use(lang text, input jsonb) returns json
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	fresh boolean := api.challenge_take(input ->> 'challenge', null);
	shown bigint := (input ->> 'counter')::bigint;
	owner uuid;
begin
	update dais.credential set counter = shown, last_used = now()
		where fresh and passkey_id = decode(input ->> 'passkey', 'hex') and (counter < shown or counter = 0 and shown = 0)
			and exists (select from dais.person where id = credential.person and not disabled)
		returning person into owner;
	if owner is null then
		return '{"refused":[{"field":"passkey","code":"passkey-refused"}]}';
	end if;
	perform api.session_make(owner, input ->> 'token_hash', 'passkey', input ->> 'agent');
	return json_build_object('location', api.next_of(input ->> 'next', api.home_of(owner, lang) || '?done=signed-in'));
end $$;

reset role;
