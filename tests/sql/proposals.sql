-- Proposals at the row policies: who enters one, until when its author changes it, and what only staff decide.
begin;
\ir world.psql
select plan(12);

create function pg_temp.enter(who text, party text default null, person text default null) returns text language sql as $$
	select pg_temp.ask_as(who, format('with p as (insert into dais.proposal (meeting, kind, addressee, aim, text, original_language, party, person)
		values (%L, ''objective'', ''organization'', ''promotion'', ''{"en":"Words"}'', ''en'', %L, %L) returning 1) select count(*) from p',
		pg_temp.id('meeting'), pg_temp.id(party), pg_temp.id(coalesce(person, who))))
$$;
create function pg_temp.set(who text, change text) returns text language sql as $$
	select pg_temp.ask_as(who, 'with p as (update dais.proposal set ' || change || ' returning 1) select count(*) from p')
$$;

select is(pg_temp.enter(who), expected, who || ' enters a proposal') from (values ('panelist', '1'), ('staff', '1'), ('stranger', 'refused'),
	('staff elsewhere', 'refused'), ('', 'refused')) as w(who, expected);
select is(pg_temp.enter('focal point', 'CRI') || pg_temp.enter('focal point', 'MEX'), '1refused', 'a focal point for its own party');
select is(pg_temp.enter('panelist', null, 'contact'), 'refused', 'nobody in another''s name');
select is(pg_temp.set('panelist', $$text = '{"en":"Other words"}'$$), '1', 'who entered it changes the words');
select is(pg_temp.set('panelist', $$state = 'in the working document'$$), 'refused', 'but does not decide what becomes of it');
select is(pg_temp.set('staff', 'position = 1'), '3', 'staff put them in order');
select is(pg_temp.set('panelist', $$text = '{"en":"Words again"}'$$), '0', 'from then on they alone change it');
select is((select count(*) from change where kind = 'proposal' and before ? 'text'), 1::bigint, 'and what was changed is kept');

select finish();
rollback;
