-- The first person who may do everything: made once, by the command line on the server.

set local role dais_owner;

-- Whether somebody is admin already.
create function admin.setup_done() returns boolean language sql stable as $$
	select exists (select from dais.role_grant join dais.person on person.id = role_grant.person
			join dais.credential on credential.person = person.id
		where role = 'admin' and kind = 'password' and not disabled)
$$;

-- Makes the first admin. password is what base/password.h stores. Answers false, and changes nothing, when
-- there is one.
create function admin.setup(name text, email text, language text, password text) returns boolean
	language plpgsql as $$
#variable_conflict use_column
declare
	made uuid;
begin
	perform pg_advisory_xact_lock(hashtext('dais setup'));
	if admin.setup_done() then
		return false;
	end if;
	insert into dais.person (name, email, language) values (setup.name, setup.email, setup.language)
		on conflict (lower(email)) do update set disabled = false returning id into made;
	insert into dais.role_grant (person, meeting, role) values (made, null, 'admin') on conflict do nothing; -- ends what was set before
	insert into dais.credential (person, kind, secret) values (made, 'password', setup.password)
		on conflict (person, kind) where kind in ('password', 'totp') do update set secret = excluded.secret;
	perform api.event_append(null, 'admin made', made);
	return true;
end $$;

reset role;
