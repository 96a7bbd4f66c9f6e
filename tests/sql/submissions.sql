-- Uploads and papers: whose they are, when they are late, that a repeated filing is one filing, and that nothing that was
-- received can be changed by anybody who comes over the web.
begin;
\ir world.psql
select plan(74);

update meeting set grace = '1 hour', closes = now() + interval '40 days' where id = pg_temp.id('meeting');

-- An upload with these bytes, made as a web worker makes it.
create function pg_temp.upload(who text, bytes bytea, name text default 'paper.pdf') returns text language plpgsql as $$
declare
	made text := pg_temp.ask(who, 'upload_create', jsonb_build_object('name', name, 'size', length(bytes))) ->> 'upload';
begin
	perform pg_temp.ask_as(who, format('select api.chunk_put(%L, %L, %L)', made, '0', bytes));
	perform pg_temp.ask_as(who, format('select api.upload_advance(%L, %L, %L)', made, length(bytes), 'state'::bytea));
	perform pg_temp.ask_as(who, format('select api.upload_complete(%L, %L)', made, sha256(bytes)));
	return made;
end $$;

create function pg_temp.file(who text, slot text, upload text, key text default gen_random_uuid()::text, more jsonb default '{}') returns jsonb
	language sql as $$
	select pg_temp.ask(who, 'submission_create', jsonb_build_object('slot', pg_temp.id(slot), 'upload', upload, 'title', 'Women',
		'language', 'es', 'key', key, 'media_type', 'application/pdf', 'key_id', '0123456789abcdef') || more)
$$;

-- uploads
select is(pg_temp.ask('', 'upload_create', '{"name":"a.pdf","size":1}'), '{"refused":"DA401"}', 'nobody uploads without signing in');
create temporary table uploads as select pg_temp.upload('panelist', 'first', E'..\\folder/ni\u00f1as\u202efdp.pdf') as first;
grant select on uploads to dais_web;
select is((select file_name from upload where id = first::uuid), 'niñasfdp.pdf', 'a name without folders and without what turns a line round') from uploads;
select is((select size || ' ' || received || ' ' || encode(sha256, 'hex') from upload where id = first::uuid),
	'5 5 ' || encode(sha256('first'), 'hex'), 'complete, with its SHA-256') from uploads;
update upload set size = 4000000001 where id = (select first::uuid from uploads);
select is(pg_temp.ask('panelist', 'upload_create', '{"name":"a.pdf","size":1}'), '{"refused":"DA429"}', 'nobody fills the disk in a day');
update upload set created = now() - interval '2 days' where id = (select first::uuid from uploads);
select isnt(pg_temp.ask('panelist', 'upload_create', '{"name":"a.pdf","size":1}'), '{"refused":"DA429"}', 'but on the next day there is room');
delete from upload where id <> (select first::uuid from uploads);
update upload set size = 5, created = now() where id = (select first::uuid from uploads);
select is(pg_temp.ask(who, 'upload_state', jsonb_build_object('upload', first)), '{"refused":"DA404"}', who || ' finds nothing there')
	from uploads, unnest('{contact,staff,chair,stranger,""}'::text[]) as p(who);
select is(pg_temp.ask_as('contact', format('select api.chunk_put(%L, %L, %L)', first, '5', 'x'::bytea)), 'refused',
	'nobody writes into it') from uploads;
select is(pg_temp.ask_as(who, 'select count(*) from dais.chunk'), '0', who || ' reads none of its bytes')
	from unnest('{contact,staff,chair,stranger,""}'::text[]) as p(who);
select is(pg_temp.ask_as('panelist', 'select count(*) from dais.chunk'), '1', 'its owner does');

-- filing
select is(pg_temp.file(who, 'slot CIM', first), '{"refused":"DA404"}', who || ' does not file for the slot of somebody else')
	from uploads, unnest('{contact,staff,chair,stranger,focal point}'::text[]) as p(who);
select is(pg_temp.file('panelist', 'slot CIM', first), '{"refused":"DA409"}', 'nor anybody who has not confirmed') from uploads;
select is(pg_temp.file('contact', 'slot IIN', first), '{"refused":"DA409"}', 'nor a contact, who names somebody for it') from uploads;
update slot_person set state = 'confirmed', contact = false;
update slot set expects_paper = false where id = pg_temp.id('slot CIM');
select is(pg_temp.file('panelist', 'slot CIM', first), '{"refused":"DA409"}', 'nor anybody where no paper is expected') from uploads;
select is(pg_temp.ask('panelist', 'my_slot', jsonb_build_object('slot', pg_temp.id('slot CIM'))) #> '{mine,sends}', 'false',
	'as the page says, which shows no form');
update slot set expects_paper = true where id = pg_temp.id('slot CIM');
select is(pg_temp.file('contact', 'slot IIN', first) -> 'errors', '[{"field":"file","code":"file-missing"}]',
	'an upload of somebody else is none') from uploads;
select is(pg_temp.file('panelist', 'slot CIM', first, more => '{"title":" ","language":"de","themes":["other"]}') -> 'errors',
	'[{"field":"title","code":"title-missing"},{"field":"language","code":"required"},{"field":"other_theme","code":"which-others"}]',
	'what is wrong is said at once') from uploads;
select is(pg_temp.file('panelist', 'slot CIM', first, more => '{"refusal":"wrong-type"}') -> 'errors',
	'[{"field":"file","code":"wrong-type"}]', 'and what the look at the bytes said') from uploads;

create temporary table filed as select pg_temp.file('panelist', 'slot CIM', first, '00000000-0000-4000-8000-000000000001') as answer from uploads;
select matches(answer ->> 'location', '^/en/receipts/[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\?done=received$', 'a receipt') from filed;
select is(pg_temp.file('panelist', 'slot CIM', first, '00000000-0000-4000-8000-000000000001'), answer, 'the same POST, the same receipt') from uploads, filed;
select is(pg_temp.file('panelist', 'slot CIM', first), answer, 'the same upload, too') from uploads, filed;
select is(pg_temp.file('panelist', 'slot CIM', pg_temp.upload('panelist', 'first'), '00000000-0000-4000-8000-000000000001'), answer,
	'and the same bytes sent once more') from filed;
select isnt(pg_temp.file('panelist', 'slot CIM', pg_temp.upload('panelist', 'second'), '00000000-0000-4000-8000-000000000001'), answer,
	'but other bytes are another paper') from filed;
select is((select string_agg(number || ' ' || state || ' ' || punctuality, ', ' order by number) from api.files), '1 received in time, 2 received in time',
	'a version of the same one');
select is((select count(*)::int from event where kind = 'filing received'), 2, 'an event each');
select is((select count(*)::int from job where kind = 'intake'), 2, 'an intake each');
select is((select count(*)::int from outbox where template = 'receipt' and language = 'es'), 2, 'a mail each, in her language');
select is(pg_temp.ask('panelist', 'upload_state', jsonb_build_object('upload', first)), '{"refused":"DA410"}', 'the upload is gone as one') from uploads;
select is((select count(*)::int from upload where not filed), 0, 'and nothing left over');

-- what was received stays
select is(pg_temp.ask_as('panelist', 'with gone as (delete from dais.upload returning id) select count(*) from gone'), '0', 'no upload is taken back');
select is(pg_temp.ask_as('panelist', format('select api.upload_advance(%L, %L, %L)', first, '1', ''::bytea)), 'false', 'or written to') from uploads;
select is(pg_temp.ask_as(who, statement), 'refused', who || ': ' || statement)
	from unnest('{panelist,staff}'::text[]) as p(who), unnest(array[
		'update dais.file set sha256 = ''\x00'' returning 1', 'update dais.chunk set data = ''\x00'' returning 1']) as s(statement);
select is(pg_temp.ask_as('panelist', 'update dais.file set public_from = now() returning 1'), 'refused', 'nobody makes it public');
select is(pg_temp.ask_as('staff elsewhere', 'select count(*) from dais.file'), '0', 'staff of another meeting see none');

-- the clock
select is((api.slot_deadline(pg_temp.id('slot CIM'), now() + after)).standing, standing, after::text)
	from (values (interval '20 days', 'in time'), ('20 days 1 minute', 'in grace'), ('20 days 61 minutes', 'late'), ('40 days 1 second', 'closed')) as t(after, standing);
update meeting set closes = null where id = pg_temp.id('meeting');
select is((api.slot_deadline(pg_temp.id('slot CIM'), now() + interval '400 days')).standing, 'late', 'without a closing time a late paper is always taken');
update meeting set closes = now() + interval '40 days' where id = pg_temp.id('meeting');
update slot set extended_to = now() + interval '50 days' where id = pg_temp.id('slot CIM');
select is((api.slot_deadline(pg_temp.id('slot CIM'), now() + interval '41 days')).standing, 'in time', 'an extension goes past the closing');

select is(pg_temp.ask_as('panelist', format('insert into dais.submission (meeting, slot, original_language, title, person) values (%L, %L, ''en'', %L, %L) returning 1',
	pg_temp.id('other meeting'), pg_temp.id('slot CIM'), '{"en":"t"}', pg_temp.id('panelist'))), 'refused', 'nobody files into another meeting');

-- a paper that comes when nothing is taken any more; bounds of the clock to the second
select is((api.slot_deadline(pg_temp.id('slot IIN'), at)).standing, standing, what) from meeting as m, lateral (values
	(m.deadline, 'in time', 'at the very deadline'), (m.deadline + m.grace, 'in grace', 'at the end of the grace'), (m.closes, 'late', 'at the very closing')) as t(at, standing, what)
	where m.id = pg_temp.id('meeting');
update item set deadline = now() + interval '5 days' where id = pg_temp.id('III');
select is((api.slot_deadline(pg_temp.id(slot), now())).due - now(), due, 'due: ' || slot) from (values ('slot CIM', interval '50 days'), ('slot IIN', '5 days'), ('slot experts', '20 days')) as t(slot, due);
update slot set extended_to = null;
update item set deadline = null;
update meeting set deadline = now() - interval '3 hours', closes = now() - interval '1 hour' where id = pg_temp.id('meeting');
select is(pg_temp.file('panelist', 'slot CIM', pg_temp.upload('panelist', 'too late')) -> 'errors', '[{"field":"file","code":"closed"}]', 'what comes after the closing is refused');
update meeting set deadline = now() + interval '20 days', closes = null where id = pg_temp.id('meeting');

-- what a paper is about: as the last form said; by whom: the first time
insert into theme (id, meeting, slug, position, name) values (pg_temp.id('t1'), pg_temp.id('meeting'), 'work', 1, '{"en":"Work"}'), (pg_temp.id('t2'), pg_temp.id('meeting'), 'health', 2, '{"en":"Health"}'),
	(pg_temp.id('t3'), pg_temp.id('other meeting'), 'work', 1, '{"en":"Elsewhere"}');
insert into objective (id, meeting, label, position, text) values (pg_temp.id('o1'), pg_temp.id('meeting'), 'a', 1, '{"en":"A"}'), (pg_temp.id('o2'), pg_temp.id('meeting'), 'b', 2, '{"en":"B"}'),
	(pg_temp.id('o3'), pg_temp.id('other meeting'), 'a', 1, '{"en":"Elsewhere"}');
create function pg_temp.about() returns text language sql as $$
	select concat_ws('; ', (select string_agg(theme.name ->> 'en', ',' order by position) from submission_theme join theme on theme.id = theme),
		(select string_agg(objective.text ->> 'en', ',' order by position) from submission_objective join objective on objective.id = objective), other_theme)
	from submission
$$;
select pg_temp.file('panelist', 'slot CIM', pg_temp.upload('panelist', bytes), more => more)
	from (values (1, 'third'::bytea, '{"themes":["work","other"],"objectives":["a"],"other_theme":" Islands "}'::jsonb)) as t(n, bytes, more) \g /dev/null
select is(pg_temp.about(), 'Work; A; Islands', 'themes and objectives of its own meeting');
select pg_temp.file('panelist', 'slot CIM', pg_temp.upload('panelist', 'fourth'), more => '{"themes":["health"],"objectives":["b"]}') \g /dev/null
select is(pg_temp.about(), 'Health; B', 'a new form takes the place of the old');
select is((select string_agg(item.long_title ->> 'en', ',') from placement join item on item.id = placement.item), 'Experiences of organs', 'it stands under the item of its slot, once');
select is((select string_agg(party.code, ',') from submission_party join party on party.id = party) || ' ' || (select string_agg(name, ',') from submission_person), 'T-CIM Panelist', 'by the party of its place and who has confirmed there');

-- release
select is(pg_temp.ask(who, 'submission_release', jsonb_build_object('meeting', 'test-2004', 'submission', (select id from submission))),
	'{"refused":"DA404"}', who || ' releases nothing') from unnest('{panelist,chair,staff elsewhere,""}'::text[]) as p(who);

select is(pg_temp.ask('staff', 'submission_release', jsonb_build_object('meeting', 'test-2005', 'submission', (select id from submission))), '{"refused":"DA404"}', 'nor staff under another meeting''s address');
select ok(pg_temp.ask('staff', 'submission_release', jsonb_build_object('meeting', 'test-2004', 'submission', (select id from submission))) ? 'location', 'staff release it');
select is(pg_temp.events(), 'filing received 4, submission released 1', 'every step left its event');
select is(pg_temp.mails(), 'panelist@example.org receipt 4', 'and each filing was answered');

select finish();
rollback;
