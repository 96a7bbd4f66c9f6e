-- Importing the meeting of 2004 and the demo's people: whole, once, and by whole weeks elsewhere.
begin;
set local client_min_messages = warning;
create extension if not exists pgtap;
set local search_path = public, dais;
\set data `cat tests/data/migrants-2004.json`
\set people `cat tests/data/demo-people.json`
select plan(34);

create temporary table file as select :'data'::jsonb as data, :'people'::jsonb as people;
savepoint empty;

select throws_like($$select admin.meeting_import(data || '{"slug": "desk"}', '0') from file$$, '%desk is an address of dais itself%',
	'a meeting is not called as an address of ours');

select throws_like('select admin.people_import(people) from file', 'there is no meeting%', 'people need their meeting');
select is(admin.meeting_import(data, '0')::jsonb, '{"slug": "migrants-2004", "starts_on": "2004-09-16", "deadline": "2004-09-09T17:00:00-04:00",
	"shift_weeks": 0, "edition": 1}', 'the file is read, and edition 1 issued') from file;
select is((select count(*) from party where kind = 'state'), 34::bigint, 'the 34 member states that could register');
select is((select count(*) from theme where asked_by = api.meeting_of('migrants-2004-preparatory')), 8::bigint, 'eight themes, and who asked for them');
select is((select prepares from meeting where slug = 'migrants-2004-preparatory'), api.meeting_of('migrants-2004'), 'the meeting that prepared it');
select is((select string_agg(label || ' ' || (select count(*) from category where objective = objective.id), ', ' order by label) from objective),
	'a 0, b 3', 'two objectives, three categories');
select is((select string_agg(coalesce(number, address), ' ' order by path) from api.item_numbers(api.meeting_of('migrants-2004'))),
	'I II II.dialogue III III.dialogue IV V V.a V.b V.c VI VI.a VI.b VI.c VII', 'the tree');
select is((select count(*) from slot where item = api.item_of(api.meeting_of('migrants-2004'), 'III')), 8::bigint, 'eight slots under III');
select is((select string_agg(label ->> 'en', ', ' order by label ->> 'en') from slot where is_open and expects_paper),
	'Academics, Experts, Experts on migration issues designated by member states, Other bodies, Other institutions, Other regional groups, '
	'Representatives of civil society organizations, Staff members designated by IACHR', 'the open slots');
select is((select held_on::text || ' ' || (starts at time zone 'America/New_York')::time from sitting where day = 2), '2004-09-17 09:00:00', 'sittings in local time');
select is((select count(*) from api.edition_latest(api.program_of(api.meeting_of('migrants-2004'))) where changes = '[]'), 1::bigint, 'nothing came before edition 1');

select is(admin.meeting_import(data, 'ahead') ->> 'deadline', '2004-09-09T17:00:00-04:00', 'the same file again changes nothing') from file;
select is((select count(*) from edition), 1::bigint, 'no second edition');
select throws_like($$select admin.meeting_import(data || '{"deadline": "2004-09-01T17:00"}', '0') from file$$,
	'the meeting migrants-2004 is already here%never overwrites', 'another file for the same meeting is refused');

select is(admin.people_import(people) ->> 'people', '5', 'people are read') from file;
select is(admin.people_import(people) ->> 'people', '5', 'twice') from file;
select is((select count(*) from role_grant), 5::bigint, 'each holds one role');
insert into session (token_hash, person, strength, idle, expires) select sha256(id::text::bytea), id, 'minted', '2 hours', now() + interval '7 days' from person;
do $$ begin perform admin.people_import(people) from file; end $$;
select is((select count(*) from session), 5::bigint, 'who reads them once more signs nobody out');
do $$ begin perform admin.grant_make(meeting, person, '{"role": "staff"}') from role_grant where role = 'focal point'; end $$;
select is((select count(*) from session), 4::bigint, 'but who becomes staff signs in anew: a mail alone does not do');
delete from role_grant where role = 'staff' and person in (select person from role_grant where role = 'focal point');
select is((select string_agg(party.code || ' ' || state || ' ' || contact, ', ' order by party.code) from slot_person
	join slot on slot.id = slot join party on party.id = slot.party), 'IIHR invited false, UPD invited true', 'panelists stand invited in their slots');

rollback to empty;
select is(admin.meeting_import(data, '2') ->> 'deadline', '2004-09-23T17:00:00-04:00', 'two weeks on') from file;
select is((select min(held_on)::text from sitting), '2004-09-30', 'the sittings too');
select is((select dates_text ->> 'en' from meeting where slug = 'migrants-2004'), 'September 16-17, 2004', 'texts stay');
rollback to empty;
select cmp_ok((admin.meeting_import(data, 'ahead') ->> 'deadline')::timestamptz, '>', now() + interval '6 days', 'ahead: at least a week') from file;
select is((select extract(isodow from deadline at time zone zone) || ' ' || (deadline at time zone zone)::time from meeting where slug = 'migrants-2004'),
	'4 17:00:00', 'on the same weekday at the same hour');

-- exported, and read into an empty installation
rollback to empty;
create function pg_temp.bare(data jsonb) returns jsonb language sql as $$ -- without the ids, which no page shows
	select regexp_replace(data::text, '"id": "[^"]*"', '"id": ""', 'g')::jsonb
$$;
create function pg_temp.frames(slug text) returns jsonb language sql as $$
	select jsonb_agg(api.meeting_frame(api.meeting_of(slug), lang) order by lang) from unnest(api.language_codes()) as lang
$$;
do $$
declare
	here uuid;
begin
	perform admin.meeting_import(data, '3') from file;
	here := api.meeting_of('migrants-2004');
	update item set fixed_number = n.own from api.item_numbers(here) as n where n.item = id and n.own is not null;
	update item set withdrawn = true, deadline = date_trunc('second', now()) where id = api.item_of(here, 'V.b');
	update item set day = 1, short_title = null where id = api.item_of(here, 'VI');
	update theme set asked_by = null where meeting = here and position = 1;
	update item set more_lines = '[{"label": null, "text": {"en": "And others"}}]' where id = api.item_of(here, 'III');
	update meeting set agenda_state = 'adopted', two_sided = true, closes = date_trunc('second', now()), grace = '30 minutes', languages = '{en,es}' where id = here;
	update sitting set room = null, heading = null where meeting = here and day = 2;
	insert into slot_person (meeting, slot, name, state, contact) select here, slot.id, name, state, contact from slot,
		(values ('Ana', 'confirmed', false), ('Bo', 'declined', false), ('Cy', 'named', true)) as p(name, state, contact) where item = api.item_of(here, 'III') and position = 1;
	insert into representation (meeting, slot_person, party, position) select here, n.id, p.id, case p.code when 'MEX' then 1 else 2 end from slot_person as n, party as p
		where n.name = 'Ana' and p.code in ('MEX', 'ATG');
end $$;
create temporary table kept as select admin.meeting_export('migrants-2004') as data, pg_temp.bare(api.edition_snapshot(api.meeting_of('migrants-2004'))) as program,
	pg_temp.frames('migrants-2004') as frames, (select jsonb_agg(to_jsonb(m) - '{id,body,created,revision,agenda,prepares}'::text[] order by slug) from meeting as m) as settings;
select data::text as exported, program::text as program, frames::text as frames, settings::text as settings from kept \gset
rollback to empty;
select is(admin.meeting_import(:'exported'::jsonb, '0')::jsonb ->> 'edition', '1', 'what was exported is read');
select is(regexp_replace(api.edition_snapshot(api.meeting_of('migrants-2004'))::text, '"id": "[^"]*"', '"id": ""', 'g')::jsonb, :'program'::jsonb,
	'and the program is the same in every language: items, numbers, hours, people, texts');
select is((select jsonb_agg(api.meeting_frame(api.meeting_of('migrants-2004'), lang) order by lang) from unnest(api.language_codes()) as lang), :'frames'::jsonb, 'so is what its pages show around it');
select is((select jsonb_agg(to_jsonb(m) - '{id,body,created,revision,agenda,prepares}'::text[] order by slug) from meeting as m), :'settings'::jsonb, 'so are its settings');
select is(admin.meeting_export('migrants-2004'), :'exported'::jsonb, 'exported again it is the same file');
select is((select string_agg(distinct coalesce(asking.slug, 'nobody') || ' ' || (t.position = 1), ', ') from theme as t left join meeting as asking on asking.id = t.asked_by),
	'migrants-2004-preparatory false, nobody true', 'each theme with who asked for it');
select is(admin.meeting_export('nothing'), null, 'there is nothing of what is not here');
rollback to empty;
do $$ begin perform admin.meeting_import(data || '{"draft": true}', '0') from file; end $$;
select is((admin.meeting_export('migrants-2004') ->> 'draft', (select count(*) from edition))::text, '(true,0)', 'a draft stays one');

select * from finish();
rollback;
