-- Every edit of a row that two people can edit advances its revision and is kept as a change; of two forms filled in against
-- the same row both take effect, or the second is told field by field.
begin;
\ir world.psql
select plan(42);

create function pg_temp.with_trigger(name text) returns setof text language sql as $$
	select relname::text from pg_trigger join pg_class on pg_class.oid = tgrelid where tgname = name
$$;
select set_eq($$select pg_temp.with_trigger('revision_advance')$$,
	$$select relname::text from pg_attribute join pg_class on pg_class.oid = attrelid
		where attname = 'revision' and relnamespace = 'dais'::regnamespace and relkind = 'r' and relname <> 'change'$$,
	'whatever has a revision advances it');
select set_eq($$select pg_temp.with_trigger('change_keep')$$, $$select pg_temp.with_trigger('revision_advance')$$, 'and its edits are kept');

-- changes
delete from change;
update item set long_title = '{"en":"Renamed"}', position = 9 where id = pg_temp.id('III');
update item set kind = kind where id = pg_temp.id('III');
select is((select revision from item where id = pg_temp.id('III')), 2, 'an edit advances the revision, one that changes nothing does not');
select is((select jsonb_agg(jsonb_build_array(kind, subject, meeting, revision, before, after)) from change),
	jsonb_build_array(jsonb_build_array('item', pg_temp.id('III'), pg_temp.id('meeting'), 2,
		'{"position":3,"long_title":{"en":"Experiences of organs"}}'::jsonb, '{"position":9,"long_title":{"en":"Renamed"}}'::jsonb)),
	'and is kept: the columns that differ, before and after');
insert into sitting (id, meeting, day, held_on, position) values (pg_temp.id('sitting'), pg_temp.id('meeting'), 1, current_date, 1);
select is((select after ->> 'day' from change where kind = 'sitting' and before is null), '1', 'a row that was added has no before');
delete from sitting where id = pg_temp.id('sitting');
select is((select before ->> 'day' from change where kind = 'sitting' and after is null), '1', 'one that was removed no after');
select is((select count(distinct act) from change), 1::bigint, 'one transaction is one act');
update meeting set grace = '2 hours' where id = pg_temp.id('meeting');
select is((select meeting from change where kind = 'meeting'), pg_temp.id('meeting'), 'a meeting''s setting belongs to it');
update party set name = '{"en":"Republic of Costa Rica"}' where id = pg_temp.id('CRI');
select is((select meeting from change where kind = 'party'), null, 'a party to no single meeting');
insert into delegation (id, meeting, party) values (pg_temp.id('delegation'), pg_temp.id('meeting'), pg_temp.id('CRI'));
insert into delegation_member (meeting, party, delegation, position, name, function)
	values (pg_temp.id('meeting'), pg_temp.id('CRI'), pg_temp.id('delegation'), 1, 'Member', 'adviser');
select is((select string_agg(who || ' ' || pg_temp.ask_as(who, 'select string_agg(distinct kind, '','') from dais.change'), '; ' order by at)
		from unnest('{staff,admin,focal point,other focal point,staff elsewhere,chair,panelist}'::text[]) with ordinality as w(who, at)),
	'staff delegation_member,item,meeting,sitting; admin delegation_member,item,meeting,party,sitting; focal point delegation_member',
	'staff read the changes of their meeting, admins those of parties, focal points those of their delegation');

-- two forms
create function pg_temp.extend(until text, reason text, revision integer) returns jsonb language plpgsql as $$
declare
	theirs text;
begin
	perform set_config('dais.session', encode(sha256('staff'), 'hex'), true);
	set local role dais_web;
	perform api.slot_extend('en', jsonb_build_object('meeting', 'test-2004', 'slot', pg_temp.id('slot CIM'), 'until', until, 'reason', reason, 'beyond', true,
		'revision', revision::text));
	reset role;
	return (select jsonb_build_array(to_char(extended_to at time zone 'America/New_York', 'MM-DD'), extension_reason) from slot
		where id = pg_temp.id('slot CIM'));
exception when sqlstate 'DA409' then
	get stacked diagnostics theirs = pg_exception_detail;
	return theirs;
end $$;
select is(pg_temp.extend('2099-01-01T10:00', 'Asked for', 1), '["01-01","Asked for"]', 'the first saves');
select is((select person from change where kind = 'slot' order by id desc limit 1), pg_temp.id('staff'), 'and is known to have');
select is(pg_temp.extend('2099-01-01T10:00', 'Asked for twice', 2), '["01-01","Asked for twice"]', 'so does who has seen that');
select is(pg_temp.extend('2099-02-02T10:00', 'Asked for', 2), '["02-02","Asked for twice"]',
	'who changes something else meanwhile saves just that');
select is(pg_temp.extend('2099-03-03T10:00', 'Asked for', 3) #- '{0,at}',
	'[{"field":"until","code":"changed","theirs":null}]', 'who changes the same is told what it is now');
select is(pg_temp.extend('2099-03-03T10:00', 'Asked for', 3) #>> '{0,at}', '2099-02-02T10:00:00-05:00', 'a time with its zone');
select is(pg_temp.extend('2099-02-02T10:00', 'Mine', 2) #>> '{0,theirs}', 'Asked for twice', 'a text as it stands');
select is(pg_temp.extend('2099-03-03T10:00', 'Asked for thrice', 4), '["03-03","Asked for thrice"]', 'and having seen it decides');
select is((select count(*) from change where kind = 'slot'), 4::bigint, 'what was refused has changed nothing');

-- a text in several languages
create function pg_temp.titles(mine jsonb, seen text) returns jsonb language plpgsql as $$
declare
	theirs text;
begin
	return api.merged('item', to_jsonb(item), seen, jsonb_build_object('long_title', mine)) -> 'long_title' from dais.item where id = pg_temp.id('IV');
exception when sqlstate 'DA409' then
	get stacked diagnostics theirs = pg_exception_detail;
	return theirs;
end $$;
update item set long_title = '{"en":"A","es":"B"}' where id = pg_temp.id('IV');
update item set long_title = '{"en":"A2","es":"B","fr":"C"}' where id = pg_temp.id('IV');
select is(pg_temp.titles('{"en":"A","es":"B2"}', '2'), '{"en":"A2","es":"B2","fr":"C"}', 'two who write in different languages do not meet');
select is(pg_temp.titles('{"en":"A"}', '2'), '{"en":"A2","fr":"C"}', 'who empties one empties just that');
select is(pg_temp.titles('{"en":"A3","es":"B"}', '2'), '[{"field":"long_title.en","code":"changed","theirs":"A2","at":null}]',
	'who writes in the same is told of that language');
select is(pg_temp.titles('{"en":"A3","es":"B"}', '2.3'), '{"en":"A3","es":"B","fr":"C"}',
	'and having seen it decides; what others have written besides stays');
select is(pg_temp.titles('{"en":"A2","es":"B"}', '2'), '{"en":"A2","es":"B","fr":"C"}', 'but not when both have written the same');
update item set annotation = null where id = pg_temp.id('IV');
update item set annotation = '{"en":"N"}' where id = pg_temp.id('IV');
select is((select api.merged('item', to_jsonb(item), (revision - 1)::text, '{"annotation":null}') from item where id = pg_temp.id('IV')),
	'{"annotation":{"en":"N"}}', 'a text that others have begun meanwhile stays');

-- the settings of a meeting
create function pg_temp.settings(fields jsonb) returns jsonb language sql as $$
	select pg_temp.ask('staff', 'meeting_change', jsonb_build_object('meeting', slug, 'name', name, 'starts_on', starts_on::text, 'ends_on', ends_on::text,
		'zone', zone, 'original_language', 'en', 'agenda_state', 'draft', 'deadline', to_char(deadline at time zone zone, 'YYYY-MM-DD"T"HH24:MI'),
		'grace', '60', 'paper_size', 'letter', 'revision', '1') || fields) from meeting where slug = 'test-2004'
$$;
update meeting set deadline = date_trunc('minute', deadline), grace = '1 hour' where slug = 'test-2004';
update meeting set revision = 0 where slug = 'test-2004';
delete from change where kind = 'meeting';
select is(pg_temp.settings('{"paper_size":"a4"}') ->> 'location', '/en/desk/test-2004/settings?done=saved', 'staff set what paper a meeting prints on');
select ok(pg_temp.settings('{"two_sided":true}') ? 'location', 'and others meanwhile on how many sides');
select is((select jsonb_agg(after order by id) from change where kind = 'meeting' and person = pg_temp.id('staff')),
	'[{"paper_size":"a4"},{"two_sided":true}]', 'both take effect, and are kept');
select is(pg_temp.settings('{"paper_size":"a3","agenda_state":"given-up","closes":"2001-01-01T00:00","ends_on":"2001-01-01","zone":"Moon/Sea"}') -> 'errors',
	'[{"code":"ends-before","field":"ends_on"},{"code":"not-a-zone","field":"zone"},{"code":"choose","field":"paper_size"},{"code":"choose","field":"agenda_state"},
		{"code":"closes-early","field":"closes"}]', 'what is wrong is told field by field');
insert into sitting (id, meeting, day, held_on, position, starts, ends)
	values (pg_temp.id('sitting'), pg_temp.id('meeting'), 1, current_date + 30, 1, now(), now() + interval '1 hour');
update slot set extended_to = now() + interval '30 days' where id = pg_temp.id('slot CIM');
insert into speaker_list (id, meeting, item, opens, closes) values (pg_temp.id('list'), pg_temp.id('meeting'), pg_temp.id('III'), now() + interval '30 days', now() + interval '31 days');
insert into letter (id, meeting, audience, subject, body, released_at, send_at) values (pg_temp.id('letter'), pg_temp.id('meeting'), 'all', '{"en":"S"}', '{"en":"B"}',
	now(), now() + interval '30 days');
create function pg_temp.times() returns text language sql as $$
	select concat_ws(' ', extract(day from (extended_to at time zone zone) - local), extract(day from (speaker_list.opens at time zone zone) - local),
		extract(day from (speaker_list.closes at time zone zone) - local), extract(day from (send_at at time zone zone) - local))
	from dais.meeting as m, dais.slot, dais.speaker_list, dais.letter, lateral (select now() at time zone 'America/New_York') as at(local)
	where m.slug = 'test-2004' and slot.id = pg_temp.id('slot CIM')
$$;
select set_config('dais.act', '', true) \g /dev/null
select ok(pg_temp.settings(jsonb_build_object('zone', 'America/Lima', 'along', true, 'starts_on', (current_date + 40)::text, 'ends_on', (current_date + 41)::text,
	'paper_size', 'a4', 'two_sided', true, 'revision', (select revision::text from meeting where slug = 'test-2004'))) ? 'location', 'a meeting is moved, and to another zone');
select is((select (starts at time zone 'America/Lima') - (now() at time zone 'America/New_York') from sitting where id = pg_temp.id('sitting')), '10 days',
	'its sittings go along, at the same hours');
select is((select deadline at time zone 'America/Lima' from meeting where slug = 'test-2004'),
	(select date_trunc('minute', now() + interval '20 days') at time zone 'America/New_York' + interval '10 days'), 'and its deadline');
select is(pg_temp.times(), '40 40 41 40', 'and what ends or is sent at a time of its own: an extension, a list of speakers, a letter');
create function pg_temp.undo_move() returns jsonb language sql as $$
	select set_config('dais.act', '', true);
	select pg_temp.ask('staff', 'change_undo', jsonb_build_object('meeting', 'test-2004', 'act', (select act from dais.change where kind = 'meeting' order by id desc limit 1)))
$$;
select ok(pg_temp.undo_move() ? 'location' and pg_temp.times() = '30 30 31 30', 'taken back, all of it is where it was');
update letter set sent_at = now();
select ok(pg_temp.undo_move() ? 'location' and pg_temp.times() = '40 40 41 30', 'and moved again, but for a letter that is sent');

-- taking back
create function pg_temp.undo_added(item text) returns jsonb language sql as $$
	select set_config('dais.act', '', true);
	select pg_temp.ask('staff', 'change_undo', jsonb_build_object('meeting', 'test-2004', 'act', (select act from change where kind = 'item' and before is null
		and subject = pg_temp.id(undo_added.item))))
$$;
select set_config('dais.act', '', true) \g /dev/null
insert into item (id, meeting, position, kind, long_title) values (pg_temp.id('scheduled'), pg_temp.id('meeting'), 80, 'panel', '{"en":"Scheduled"}');
select set_config('dais.act', '', true) \g /dev/null
insert into item (id, meeting, position, kind, long_title) values (pg_temp.id('written to'), pg_temp.id('meeting'), 81, 'panel', '{"en":"Written to"}');
select set_config('dais.act', '', true) \g /dev/null
insert into schedule_entry (id, meeting, item, sitting) values (pg_temp.id('hour'), pg_temp.id('meeting'), pg_temp.id('scheduled'), pg_temp.id('sitting'));
insert into letter (id, meeting, audience, item, subject, body, released_at)
	values (pg_temp.id('to speakers'), pg_temp.id('meeting'), 'panel', pg_temp.id('written to'), '{"en":"S"}', '{"en":"B"}', now());
select is(pg_temp.undo_added('scheduled'), '{"refused":"DA409"}', 'an item that others have given hours is not taken back');
select is(pg_temp.undo_added('written to'), '{"refused":"DA409"}', 'nor one to whose speakers others have written');
update letter set item = null where id = pg_temp.id('to speakers');
select clerk.letters_send() \g /dev/null
select is((select released_at is null and sent_at is null from letter where id = pg_temp.id('to speakers')), true, 'a letter to the speakers of no item is held');
select ok(pg_temp.undo_added('written to') ? 'location', 'what nobody has built upon is taken back');

-- what the history costs
create function pg_temp.reads() returns bigint language sql as $$
	select seq_tup_read + coalesce(idx_tup_fetch, 0) from pg_stat_xact_all_tables where schemaname = 'dais' and relname = 'change'
$$;
insert into change (act, undoes, meeting, kind, subject, revision, before, after)
	select pg_temp.id('act ' || n), case when n % 2 = 0 then pg_temp.id('act ' || n - 1) end, pg_temp.id('meeting'), 'item', pg_temp.id('IV'), 1, '{"day":1}', '{"day":2}'
	from generate_series(1, 400) as n;
analyze change;
create temporary table read as select pg_temp.reads() as before;
select pg_temp.ask('staff', 'agenda_show', '{"meeting":"test-2004"}') \g /dev/null
select cmp_ok(pg_temp.reads() - before, '<', 3 * (select count(*) from change), 'the agenda reads its history once, and not once more for every change in it') from read;

-- a short title that only repeats the title
update item set long_title = '{"en":"Old","es":"Viejo"}', short_title = '{"en":"Old","es":"Breve"}' where id = pg_temp.id('II');
select isnt(pg_temp.ask('staff', 'item_change', jsonb_build_object('meeting', 'test-2004', 'item', pg_temp.id('II'), 'revision', (select revision from item where id = pg_temp.id('II')),
	'kind', 'panel', 'day', 1, 'long_title', '{"en":"New","es":"Nuevo"}'::jsonb, 'short_title', '{"en":"Old","es":"Breve"}'::jsonb)) ->> 'location', null, 'an item is renamed');
select is((select short_title from item where id = pg_temp.id('II')), '{"en":"New","es":"Breve"}', 'a short title that repeated the title goes on to; one of its own stays');

select finish();
rollback;
