-- The beginning of a request alone: whom the column of the route table lets pass, before any function or row policy decides.
begin;
\ir world.psql
select plan(43);

-- What a route with this audience, below this meeting, says to who: "passes" or the SQLSTATE.
create function pg_temp.begun(who text, roles text[], slug text default null) returns text language plpgsql as $$
begin
	set local role dais_web;
	perform api.request_begin(case when who <> '' then encode(sha256(who::bytea), 'hex') end, roles, slug);
	reset role;
	return 'passes';
exception when others then
	reset role;
	return sqlstate;
end $$;

select is(pg_temp.begun(who, null), 'passes', 'a public page for ' || coalesce(nullif(who, ''), 'nobody'))
	from unnest('{"",stranger,panelist,staff}'::text[]) as w(who);
select is(pg_temp.begun('', roles), 'DA401', 'nobody is asked to sign in first: ' || roles::text)
	from unnest(array['{}', '{staff}', '{chair}']) as r(one), cast(one as text[]) as roles;
select is(pg_temp.begun(who, '{}'), 'passes', 'a page for whoever is signed in: ' || who) from unnest('{stranger,panelist,chair,admin}'::text[]) as w(who);
select is(pg_temp.begun(who, '{staff}', 'test-2004'), expected, 'the desk: ' || who)
	from (values ('stranger', 'DA404'), ('panelist', 'DA404'), ('contact', 'DA404'), ('focal point', 'DA404'), ('chair', 'DA404'),
		('staff elsewhere', 'DA404'), ('staff', 'passes'), ('admin', 'passes')) as w(who, expected);
select is(pg_temp.begun(who, '{staff}', 'test-2005'), expected, 'the desk of another meeting: ' || who)
	from (values ('staff', 'DA404'), ('chair', 'DA404'), ('staff elsewhere', 'passes'), ('admin', 'passes')) as w(who, expected);
select is(pg_temp.begun(who, '{staff,chair}', 'test-2004'), expected, 'for staff and chair: ' || who)
	from (values ('focal point', 'DA404'), ('staff elsewhere', 'DA404'), ('chair', 'passes'), ('staff', 'passes')) as w(who, expected);
select is(pg_temp.begun(who, '{focal point}', 'test-2004'), expected, 'for focal points: ' || who)
	from (values ('panelist', 'DA404'), ('staff', 'DA404'), ('focal point', 'passes'), ('other focal point', 'passes')) as w(who, expected);
select is(pg_temp.begun('staff', '{staff}', 'nowhere'), 'DA404', 'of a meeting that is not there nobody is staff');
select is(pg_temp.begun('admin', '{admin}'), 'passes', 'the installation''s own pages: admin');
select is(pg_temp.begun(who, '{admin}'), 'DA404', 'and nobody else: ' || who) from unnest('{staff,chair}'::text[]) as w(who);

-- which slots somebody answers for
create function pg_temp.answers_for() returns text language sql as $$ select pg_temp.ask_as('panelist', 'select cardinality(api.my_slots())') $$;
select is(pg_temp.answers_for(), '1', 'who is invited answers for the slot');
update slot_person set state = 'declined' where person = pg_temp.id('panelist');
select is(pg_temp.answers_for(), '0', 'who has declined does not');
update slot_person set state = 'taken off' where person = pg_temp.id('panelist');
select is(pg_temp.answers_for(), '0', 'nor who was taken off');

-- what a session is not
select is(pg_temp.begun('nobody''s token', '{}'), 'DA401', 'a token that nobody was given');
update session set last_seen = now() - interval '31 minutes';
select is(pg_temp.begun('staff', '{staff}', 'test-2004'), 'DA401', 'a session that was idle too long');
update session set last_seen = now(), expires = now();
select is(pg_temp.begun('staff', '{staff}', 'test-2004'), 'DA401', 'one that has ended');
update session set expires = now() + interval '1 hour';
update person set disabled = true;
select is(pg_temp.begun('staff', '{staff}', 'test-2004'), 'DA401', 'one of a person who is disabled');
update person set disabled = false;
update role_grant set role = 'panelist' where role = 'staff';
select is(pg_temp.begun('staff', '{staff}', 'test-2004'), 'DA404', 'a role that was taken away');

select finish();
rollback;
