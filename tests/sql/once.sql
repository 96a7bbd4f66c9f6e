-- A form is carried out once: the same again is answered alike; another form, another person or a refused one is not held up.
begin;
\ir world.psql
select plan(10);

create function pg_temp.once(key text, input jsonb default '{}', who text default 'staff', function text default 'slot_add')
	returns jsonb language plpgsql as $$
declare
	answer jsonb;
begin
	perform set_config('dais.session', encode(sha256(who::bytea), 'hex'), true);
	set local role dais_web;
	answer := api.once('en', '{"meeting":"test-2004","item":"III","label":"Somebody","role":"panelist"}' || input, function, key);
	reset role;
	return answer;
exception when sqlstate 'DA422' or sqlstate 'DA404' then
	return to_jsonb(sqlstate);
end $$;
create function pg_temp.made() returns bigint language sql as $$ select count(*) from slot where not in_source $$;

create temporary table first as select pg_temp.once('k1') as answer;
select is((pg_temp.once('k1'), pg_temp.made()), (first.answer, 1::bigint), 'the same slot again is the same slot') from first;
select isnt((select answer from first), pg_temp.once('k2'), 'with another key it is another');
select is((pg_temp.once('k1', '{"label":"Somebody else"}') ->> 'location' like '%slot-added', pg_temp.made()), (true, 3::bigint),
	'so it is with other contents: a form that was gone back to and changed');
select is((pg_temp.once('k1', '{}', 'admin') ->> 'location' like '%slot-added', pg_temp.made()), (true, 4::bigint), 'and from somebody else');
select is(pg_temp.once('k1', '{}', 'stranger'), '"DA404"', 'the answer to another is given to nobody');
select is(pg_temp.once('k3', '{"role":"emperor"}'), '"DA422"', 'what is refused');
select is(pg_temp.once('k3', '{"role":"emperor"}'), '"DA422"', 'is refused again');
create function pg_temp.once_past_policies(who text) returns jsonb language plpgsql as $$
begin
	perform set_config('dais.session', encode(sha256(who::bytea), 'hex'), true);
	return api.once('en', '{"meeting":"test-2004","item":"III","label":"Somebody","role":"panelist"}', 'slot_add', 'k1');
end $$;
update answered_form set answer = '{"location":"hers"}' where person = pg_temp.id('admin');
delete from answered_form where person = pg_temp.id('staff');
select isnt(pg_temp.once_past_policies('staff'), '{"location":"hers"}', 'whoever asks past the row policies is answered as the person who asks');
update answered_form set at = now() - interval '8 days' where key = 'k2';
set local role dais_clerk;
select clerk.sweep() \g /dev/null
reset role;
select is((select string_agg(key, ' ' order by key) from answered_form), 'k1 k1', 'an answer is kept for a week');
select is(pg_temp.ask_as('panelist', 'select count(*) from dais.answered_form'), '0', 'and read by nobody else');

select finish();
rollback;
