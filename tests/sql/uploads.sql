-- Uploads, each layer alone: what the row policies say of bytes that were filed, and what the functions say to others than
-- who began.
begin;
\ir world.psql
select plan(19);

insert into upload (id, person, file_name, size, received, expires, filed, sha256)
	values (pg_temp.id('filed'), pg_temp.id('panelist'), 'a.pdf', 4, 4, now() + interval '1 day', true, sha256('byte')),
		(pg_temp.id('whole'), pg_temp.id('panelist'), 'd.pdf', 4, 4, now() + interval '1 day', false, sha256('byte')),
		(pg_temp.id('begun'), pg_temp.id('panelist'), 'b.pdf', 8, 4, now() + interval '1 day', false, null),
		(pg_temp.id('expired'), pg_temp.id('panelist'), 'c.pdf', 8, 4, now() - interval '1 day', false, null);
insert into chunk select id, 0, 'byte' from upload;

-- the row policies
create function pg_temp.rows(who text, statement text) returns text language sql as $$
	select pg_temp.ask_as(who, 'with touched as (' || statement || ' returning 1) select count(*) from touched')
$$;
create function pg_temp.put(name text) returns text language sql as $$
	select format('insert into dais.chunk (upload, start, data) values (%L, 4, ''more'')', pg_temp.id(name))
$$;
select is(pg_temp.rows('panelist', pg_temp.put('begun')), '1', 'its owner adds to what is begun');
select is(pg_temp.rows('panelist', pg_temp.put('filed')), 'refused', 'but never to what was filed');
select is(pg_temp.rows(who, pg_temp.put('begun')), 'refused', 'and nobody else: ' || who) from unnest('{contact,staff}'::text[]) as w(who);
select is(pg_temp.rows('panelist', pg_temp.put('whole')), 'refused', 'nor to what is whole');
select is(pg_temp.rows('panelist', format('update dais.upload set size = 9 where id = %L', pg_temp.id('whole'))), '0', 'which has its size and digest');
select is(pg_temp.rows('panelist', format('update dais.upload set size = 9 where id = %L', pg_temp.id('filed'))), '0', 'what was filed has its size');
select is(pg_temp.rows('panelist', format('delete from dais.upload where id = %L', pg_temp.id('filed'))), '0', 'and stays');
select is(pg_temp.ask_as(who, 'select count(*) from dais.upload'), '0', who || ' sees none of them') from unnest('{"",stranger,contact,chair,staff elsewhere}'::text[]) as w(who);

-- the functions, as a role that no row policy holds
create function pg_temp.state(who text, name text) returns text language sql as $$
	select coalesce(answer ->> 'refused', answer ->> 'received')
	from pg_temp.ask(who, 'upload_state', jsonb_build_object('upload', pg_temp.id(name)), 'en', 'dais_admin') as answer
$$;
select is(pg_temp.state('panelist', 'begun'), '4', 'its owner asks how far it is');
select is(pg_temp.state('contact', 'begun') || pg_temp.state('staff', 'begun') || pg_temp.state('', 'begun'), 'DA404DA404DA404', 'for others it is not there');
select is(pg_temp.state('panelist', 'filed') || pg_temp.state('panelist', 'expired'), 'DA410DA410', 'what was filed or has expired is gone');

-- who may send large bodies at all
create function pg_temp.may_send(who text) returns text language sql as $$
	select coalesce(pg_temp.ask(who, 'upload_permitted') ->> 'refused', 'may')
$$;
select is(pg_temp.may_send('panelist') || pg_temp.may_send('staff') || pg_temp.may_send('admin'), 'maymaymay', 'who has something to file');
select is(pg_temp.may_send('stranger') || pg_temp.may_send('chair'), 'DA404DA404', 'who has nothing may not');
select is(pg_temp.may_send(''), 'DA401', 'nor may nobody');

select finish();
rollback;
