-- Now: what is said before, during, between and after; moved by staff and chair one step at a time, or to any entry, several at once; taken
-- back; by two at once; and nothing in it that is not published.
begin;
\ir world.psql
select plan(47);

insert into sitting (id, meeting, day, held_on, position, starts)
	values (pg_temp.id('one'), pg_temp.id('meeting'), 1, current_date + 30, 1, null), (pg_temp.id('two'), pg_temp.id('meeting'), 2, current_date + 31, 2, null);
insert into item (id, meeting, parent, position, kind, long_title)
	values (pg_temp.id('V'), pg_temp.id('meeting'), null, 5, 'working', '{"en":"Work"}'), (pg_temp.id('V.a'), pg_temp.id('meeting'), pg_temp.id('V'), 1, 'working', '{"en":"Group a"}'),
		(pg_temp.id('V.b'), pg_temp.id('meeting'), pg_temp.id('V'), 2, 'working', '{"en":"Group b"}'), (pg_temp.id('VI'), pg_temp.id('meeting'), null, 6, 'closing', '{"en":"Closing"}');
create function pg_temp.at(hour text, day integer default 30) returns timestamptz language sql as $$ select ((current_date + day) + hour::time) at time zone 'America/New_York' $$;
insert into schedule_entry (id, meeting, item, sitting, starts, ends)
	select pg_temp.id(item || ' at ' || starts), pg_temp.id('meeting'), pg_temp.id(item), pg_temp.id(sitting), pg_temp.at(starts, day), pg_temp.at(ends, day)
	from (values ('I', 'one', 30, '09:00', '09:30'), ('III', 'one', 30, '09:30', '11:00'), ('III.dialogue', 'one', 30, '10:30', '11:00'), ('IV', 'one', 30, '14:30', '16:00'),
		('V', 'two', 31, '09:00', '11:00'), ('V.a', 'two', 31, '09:00', '11:00'), ('V.b', 'two', 31, '09:00', '11:00'), ('VI', 'two', 31, '11:00', '12:00'))
		as e(item, sitting, day, starts, ends);

create function pg_temp.move(function text, input jsonb default '{}', who text default 'staff') returns text language plpgsql as $$
declare
	answer jsonb := pg_temp.ask(who, function, jsonb_build_object('meeting', 'test-2004', 'seen', (api.now_stands(pg_temp.id('meeting'), '[]')).seen) || input);
begin
	update taken_up set started = started - interval '1 minute', ended = ended - interval '1 minute'; -- a minute goes by
	return coalesce(answer ->> 'refused', 'moved');
end $$;
create function pg_temp.names(list jsonb) returns text language sql as $$
	select coalesce(string_agg(concat_ws(' ', line ->> 'number', line #>> '{title,text}'), ' + ' order by at), '') from jsonb_array_elements(list) with ordinality as l(line, at)
$$;
-- What is told: "now: III Experiences of organs; next: Dialogue …".
create function pg_temp.told(who text default '', function text default 'now_show') returns text language sql as $$
	select (it ->> 'phase') || ': ' || pg_temp.names(it -> 'current') || '; ' || pg_temp.names(it -> 'next')
	from pg_temp.ask(who, function, '{"meeting":"test-2004"}') as it
$$;
create function pg_temp.entry(name text, more jsonb default '{}') returns jsonb language sql as $$ select jsonb_build_object('entry', pg_temp.id(name)) || more $$;

select is(pg_temp.told(), null, 'nothing is told of a meeting that nobody knows');
select is(pg_temp.told('staff', 'now_desk'), 'before: ; I Opening session', 'staff see how it would begin');
select isnt(pg_temp.ask('staff', 'edition_publish', '{"meeting":"test-2004","number":"1"}') ->> 'location', null, 'the program is published');
select is(pg_temp.told(), 'before: ; I Opening session', 'before the meeting: what it begins with');
select is(pg_temp.ask('', 'now_show', '{"meeting":"test-2004"}') #>> '{next,0,on}', (current_date + 30)::text, 'and on which day');
select is(pg_temp.move('now_advance'), 'moved', 'one step on');
select is(pg_temp.told(), 'now: I Opening session; III Experiences of organs', 'it has begun');
select is(pg_temp.move('now_advance', '{}', 'chair'), 'moved', 'the chair moves it, too');
select is(pg_temp.told(), 'now: III Experiences of organs; III Dialogue with states.', 'a dialogue is told with its panel');
select is(pg_temp.move('now_advance', '{"seen":"1-1"}'), 'DA409', 'of two at once the second is told');
select is(pg_temp.told(), 'now: III Experiences of organs; III Dialogue with states.', 'and nothing is skipped');
select is(pg_temp.move('now_advance') || pg_temp.told(), 'movednow: III Dialogue with states.; IV Experiences of member states', 'the dialogue');
select is(pg_temp.move('now_advance') || pg_temp.told(), 'movedbetween: ; IV Experiences of member states', 'where the program has a pause there is one');
select is(pg_temp.move('now_return') || pg_temp.told(), 'movednow: III Dialogue with states.; IV Experiences of member states', 'a press too many is taken back');
select is((select count(*) from taken_up where ended is null), 1::bigint, 'as if it had not been');
select is(pg_temp.move('now_advance') || pg_temp.move('now_advance') || pg_temp.told(), 'movedmovednow: IV Experiences of member states; V.a Group a + V.b Group b', 'groups side by side are both next');
select is(pg_temp.move('now_advance') || pg_temp.told(), 'movedbetween: ; V.a Group a + V.b Group b', 'between two days');
select is(pg_temp.move('now_advance') || pg_temp.told(), 'movednow: V.a Group a + V.b Group b; VI Closing', 'and both at once');
select is(pg_temp.move('now_take', pg_temp.entry('V.a at 09:00', '{"end":true}')) || pg_temp.told(), 'movednow: V.b Group b; VI Closing', 'one ends before the other');
select is(pg_temp.move('now_take', pg_temp.entry('III at 09:30', '{"also":true}')) || pg_temp.told(), 'movednow: III Experiences of organs + V.b Group b; VI Closing', 'any entry beside it');
select is(pg_temp.move('now_take', pg_temp.entry('I at 09:00')) || pg_temp.told(), 'movednow: I Opening session; III Experiences of organs', 'or alone');
select is(pg_temp.move('now_return') || pg_temp.told(), 'movednow: III Experiences of organs + V.b Group b; VI Closing', 'and back');
select is(pg_temp.move('now_take', pg_temp.entry('III at 09:30')) || pg_temp.move('now_take', pg_temp.entry('VI at 11:00')), 'movedmoved', 'the last');
select is(pg_temp.told(), 'now: VI Closing; ', 'nothing comes after it');
select is(pg_temp.move('now_advance') || pg_temp.told(), 'movedafter: ; ', 'after the end');
select is(pg_temp.move('now_take', jsonb_build_object('entry', pg_temp.id('nothing'))), 'DA404', 'an entry that is not there');
select is((select string_agg(i.long_title ->> 'en', ', ' order by t.id) from taken_up as t join item as i on i.id = t.item where t.ended > t.started), 'Opening session, Experiences of organs, Dialogue with states., Experiences of member states, Group a, Group b, Experiences of organs, Closing',
	'what was held is kept for the report');
select is((select count(*) from event where kind = 'now moved' and actor = pg_temp.id('chair')), 1::bigint, 'who moved it, too');

-- ---------------------------------------------------------------- who, and nothing unpublished

select is(pg_temp.move('now_return') || pg_temp.told(), 'movednow: VI Closing; ', 'the end is taken back');
select is(pg_temp.move('now_advance', '{}', who), case when who = '' then 'DA404' else 'DA404' end, 'not moved by ' || who) from unnest('{panelist,focal point,staff elsewhere}'::text[]) as w(who);
update item set long_title = '{"en":"Secret"}' where id = pg_temp.id('VI');
insert into item (id, meeting, position, kind, long_title) values (pg_temp.id('VII'), pg_temp.id('meeting'), 7, 'closing', '{"en":"Also secret"}');
insert into schedule_entry (id, meeting, item, sitting, starts) values (pg_temp.id('VII at 12:00'), pg_temp.id('meeting'), pg_temp.id('VII'), pg_temp.id('two'), pg_temp.at('12:00', 31));
select is(pg_temp.told(), 'now: VI Closing; ', 'what staff prepare is not told');
select is(pg_temp.told('staff', 'now_desk'), 'now: VI Secret; VII Also secret', 'but to them');
select is(pg_temp.move('now_advance') || pg_temp.told(), 'movednow: Also secret; ', 'until it is taken up');
select is(pg_temp.ask_as('', 'select count(*) from dais.taken_up'), pg_temp.ask_as('staff', 'select count(*) from dais.taken_up'), 'times that are told are nobody''s secret');
delete from schedule_entry where id = pg_temp.id('VII at 12:00');
select is(pg_temp.told(), 'now: Also secret; ', 'an hour that is deleted ends nothing');
select throws_ok(format('delete from item where id = %L', pg_temp.id('VII')), '23503', null, 'what was taken up stays in the agenda');
select is(pg_temp.move('now_advance') || pg_temp.told(), 'movedafter: ; ', 'and it can be ended');

-- ---------------------------------------------------------------- without times, and withdrawn

delete from taken_up;
delete from schedule_entry;
insert into schedule_entry (id, meeting, item, sitting, starts) values (pg_temp.id('I timed'), pg_temp.id('meeting'), pg_temp.id('I'), pg_temp.id('one'), pg_temp.at('09:00')),
	(pg_temp.id('III one'), pg_temp.id('meeting'), pg_temp.id('III'), pg_temp.id('one'), null), (pg_temp.id('IV timed'), pg_temp.id('meeting'), pg_temp.id('IV'), pg_temp.id('one'), pg_temp.at('14:30')),
	(pg_temp.id('III two'), pg_temp.id('meeting'), pg_temp.id('III'), pg_temp.id('two'), null);
create function pg_temp.steps() returns text language sql as $$
	select string_agg(concat_ws(' ', s ->> 'number', case when (s ->> 'open')::boolean then 'open' end), ', ' order by at)
	from jsonb_array_elements(pg_temp.ask('staff', 'now_desk', '{"meeting":"test-2004"}') -> 'steps') with ordinality as l(s, at)
$$;
select is(pg_temp.steps(), 'I, III, IV, III', 'what has no time comes where it stands in the agenda, each entry once');
select is(pg_temp.move('now_advance') || pg_temp.move('now_advance') || pg_temp.steps(), 'movedmovedI, III open, IV, III', 'taken up, it is one entry');
select is((select string_agg((t.entry = pg_temp.id('III one'))::text, ' ') from taken_up as t where t.ended is null), 'true', 'and one row');
select is(pg_temp.move('now_advance') || pg_temp.move('now_advance') || pg_temp.move('now_advance') || pg_temp.steps(), 'movedmovedmovedI, III, IV, III open', 'and in the end the other one');
select is(pg_temp.move('now_advance') || pg_temp.told('staff', 'now_desk'), 'movedafter: ; ', 'behind which is nothing');
update item set fixed_number = 'IV' where id = pg_temp.id('IV');
update item set withdrawn = true where id = pg_temp.id('IV');
select is(pg_temp.steps(), 'I, III, III', 'what is withdrawn is no step, though it keeps its number');
delete from taken_up;
delete from schedule_entry;
select is(pg_temp.told('staff', 'now_desk'), 'before: ; ', 'a meeting without hours has not ended before it has begun');
insert into taken_up (meeting, item, foreseen) values (pg_temp.id('other meeting'), pg_temp.id('VII'), null);
select is(pg_temp.ask_as('panelist', format('select api.line_of_taken_up(%s, ''en'')', (select max(id) from taken_up))), null, 'the title of what is taken up in an unpublished meeting is nobody''s');

select finish();
rollback;
