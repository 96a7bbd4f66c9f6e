-- The people of a meeting; two records of one person that become one, and who may do it; a person who retires.
begin;
\ir world.psql
select plan(52);

-- the people of a meeting as a table
select is(pg_temp.ask('staff', 'person_sheet', '{"meeting":"test-2004"}') #>> '{rows,2}', '["Focal Point", "focal.point@example.org", "en", "focal point", "T-CRI", null]',
	'with name, address, role, and for whom');
select ok(pg_temp.ask('staff', 'person_sheet', '{"meeting":"test-2004"}') -> 'rows' @> '[["Panelist", "panelist@example.org", "es", "panelist", null, "III Representative of the CIM"]]',
	'or in which place');
update session set created = now() - interval '11 minutes' where person = pg_temp.id('staff');
select is(pg_temp.ask('staff', 'person_sheet', '{"meeting":"test-2004"}') ->> 'refused', 'DA428', 'who signed in a while ago proves it anew');
update session set created = now() where person = pg_temp.id('staff');
select is(pg_temp.events(), 'people exported 2', 'and it is recorded');
delete from event; delete from event_head;

create function pg_temp.staff(function text, input jsonb) returns jsonb language sql as $$
	select pg_temp.ask('staff', function, input || '{"meeting":"test-2004"}')
$$;
create function pg_temp.merge(who text, stays text, goes text) returns text language sql as $$
	select coalesce(said ->> 'refused', said ->> 'location') from pg_temp.ask(who, 'person_merge', jsonb_build_object('meeting', 'test-2004',
		'person', pg_temp.id(stays), 'other', pg_temp.id(goes), 'stays', pg_temp.id(stays))) as said
$$;

-- every column that names a person has its fate
select set_eq($$select tab, col from api.person_references()$$, $$select c.conrelid::regclass::text, a.attname::text from pg_constraint as c
	join pg_attribute as a on a.attrelid = c.conrelid and a.attnum = c.conkey[1] where c.contype = 'f' and c.confrelid = 'dais.person'::regclass$$,
	'each column that names a person moves, ends or stays');

-- ---------------------------------------------------------------- the list
create function pg_temp.listed(filter jsonb) returns text language sql as $$
	select string_agg(p ->> 'name', ', ' order by n) from jsonb_array_elements(pg_temp.staff('person_list', filter) -> 'people') with ordinality as l(p, n)
$$;
select is(pg_temp.listed('{}'), 'Chair, Contact, Focal Point, Other Focal Point, Panelist, Staff', 'who has a part in the meeting');
select is(pg_temp.listed('{"role":"focal point"}'), 'Focal Point, Other Focal Point', 'of one role');
select is(pg_temp.listed('{"words":"PANELIST@"}'), 'Panelist', 'by words of name or address');
select is(jsonb_path_query_array(pg_temp.staff('person_list', '{"words":"panelist@"}'), '$.people[*].slots[*].number'), '["III"]', 'with what they speak on');
insert into person (id, name, email) select pg_temp.id('guest ' || n), 'Guest ' || lpad(n::text, 4, '0'), 'guest' || n || '@example.org' from generate_series(1, 1000) as n;
insert into role_grant (person, meeting, role) select pg_temp.id('guest ' || n), pg_temp.id('meeting'), 'panelist' from generate_series(1, 1000) as n;
select is((select concat_ws(' ', said ->> 'total', jsonb_array_length(said -> 'people'), said #>> '{people,0,name}', said ->> 'earlier', said ->> 'more')
	from pg_temp.staff('person_list', '{"from":"200","words":"guest"}') as said), '1000 200 Guest 0201 0 400', 'a thousand come page by page');

-- ---------------------------------------------------------------- merging: what must not be
select is(pg_temp.merge('staff', 'panelist', 'panelist'), 'DA409', 'not with itself');
select is(pg_temp.merge('staff', 'panelist', 'chair'), 'DA409', 'staff do not merge who holds an office');
select is(pg_temp.merge('staff', 'panelist', 'stranger'), 'DA404', 'nor somebody whom they do not see');
insert into role_grant (person, meeting, role) values (pg_temp.id('contact'), pg_temp.id('other meeting'), 'panelist');
select is(pg_temp.merge('staff', 'panelist', 'contact'), 'DA409', 'nor who also takes part where they are not staff');
delete from role_grant where person = pg_temp.id('contact') and meeting = pg_temp.id('other meeting');
select is(pg_temp.merge('admin', 'panelist', 'chair'), 'DA409', 'whoever holds an office does not go, whoever asks');
select is(pg_temp.merge('chair', 'panelist', 'contact'), 'DA404', 'the chair does not merge');
select is((select count(*)::int from event), 0, 'and of all that nothing was done');

-- ---------------------------------------------------------------- merging
-- contact and panelist are one: both in the slot of the CIM, papers, mails, links, a session
insert into slot_person (id, meeting, slot, name, person, state) values (pg_temp.id('twice'), pg_temp.id('meeting'), pg_temp.id('slot CIM'), 'Contact', pg_temp.id('contact'), 'confirmed');
insert into submission (id, meeting, slot, original_language, title, person)
	values (pg_temp.id('paper'), pg_temp.id('meeting'), pg_temp.id('slot IIN'), 'en', '{"en":"Title"}', pg_temp.id('contact'));
insert into proposal (id, meeting, kind, addressee, aim, text, original_language, slot, person)
	values (pg_temp.id('proposal'), pg_temp.id('meeting'), 'objective', 'organization', 'promotion', '{"en":"X"}', 'en', pg_temp.id('slot IIN'), pg_temp.id('contact'));
insert into submission_person (meeting, submission, name, person) select pg_temp.id('meeting'), pg_temp.id('paper'), who, pg_temp.id(who) from unnest('{contact,panelist}'::text[]) as who;
insert into filing (id, meeting, submission, person, received_at, punctuality, receipt, key_id, receipt_text, idempotency_key)
	values (pg_temp.id('filing'), pg_temp.id('meeting'), pg_temp.id('paper'), pg_temp.id('contact'), now(), 'in time', 'R', 'k', 't', 'i');
insert into role_grant (person, meeting, role, party) values (pg_temp.id('contact'), pg_temp.id('meeting'), 'focal point', pg_temp.id('MEX')),
	(pg_temp.id('contact'), pg_temp.id('meeting'), 'panelist', pg_temp.id('CIM'));
insert into link (token_hash, purpose, person, expires) values ('\x01', 'invitation', pg_temp.id('contact'), now() + interval '1 day'),
	('\x02', 'sign-in', pg_temp.id('contact'), now() + interval '1 day');
insert into outbox (meeting, person, address, language, template, data, sent_at) values (pg_temp.id('meeting'), pg_temp.id('contact'), 'contact@example.org', 'en', 'x', '{}', null),
	(pg_temp.id('meeting'), pg_temp.id('contact'), 'contact@example.org', 'en', 'x', '{}', now());
insert into credential (person, kind, secret) values (pg_temp.id('contact'), 'password', 'x');
insert into session (token_hash, person, strength, idle, expires) values ('\x03', pg_temp.id('contact'), 'link', '30 minutes', now() + interval '1 hour');

select is((select side -> 'moves' from jsonb_array_elements(pg_temp.staff('merge_show', jsonb_build_object('person', pg_temp.id('panelist'), 'other', pg_temp.id('contact'))) -> 'sides') as side
	where side #>> '{stays,name}' = 'Panelist'), '{"link":2,"filing":1,"outbox":2,"proposal":1,"role_grant":3,"submission":1,"slot_person":2,"submission_person":1}', 'what would move is told before');
select is(pg_temp.staff('merge_show', jsonb_build_object('person', pg_temp.id('panelist'), 'words', 'contact')) #>> '{candidates,0,name}', 'Contact', 'and whom it might be');
select is(pg_temp.merge('staff', 'panelist', 'contact'), '/en/desk/test-2004/people/' || pg_temp.id('panelist') || '?done=merged', 'merged');
select is((select string_agg(concat_ws(' ', role, party.code), ', ' order by role, code) from role_grant left join party on party.id = party where person = pg_temp.id('panelist')),
	'focal point T-MEX, panelist T-CIM, panelist T-IIN', 'roles have moved, none is there twice');
select is((select string_agg(concat_ws(' ', s.label ->> 'en', n.state), ', ' order by s.position) from slot_person as n join slot as s on s.id = n.slot where n.person = pg_temp.id('panelist')),
	'Representative of the CIM confirmed, Representative of the IIN invited', 'in a slot of both the one remains who has come further');
select is(concat_ws(' ', (select person from submission), (select person from filing), (select string_agg(person::text, ' ') from submission_person)),
	concat_ws(' ', pg_temp.id('panelist'), pg_temp.id('panelist'), pg_temp.id('panelist')), 'papers and receipts have moved');
select is((select person from proposal) = pg_temp.id('panelist') and not exists (select from change where kind = 'proposal' and before is not null), true,
	'proposals, too, which is no step that staff would take back');
select is((select string_agg(encode(token_hash, 'hex') || ' ' || purpose, ', ') from link where person = pg_temp.id('panelist')), '01 invitation', 'an invitation goes on working, a link to sign in does not');
select is((select string_agg(address, ', ' order by sent_at nulls first) from outbox where person = pg_temp.id('panelist')), 'panelist@example.org, contact@example.org', 'a mail that waits goes to the address that stays');
select is((select count(*)::int from credential), 0, 'a password never moves');
select is(pg_temp.ask('', 'reminder_stop', jsonb_build_object('key', reminder_key)) ->> 'reminded', 'false', 'a link that ends reminders goes on working')
	from person where id = pg_temp.id('contact');
select is((select reminders from person where id = pg_temp.id('panelist')), false, 'for the record that stays');
delete from event where kind = 'reminders not wanted';
select is((select count(*)::int from session where person = pg_temp.id('contact')), 0, 'who was signed in with the other is signed out');
select is((select concat_ws(' ', disabled, merged_into = pg_temp.id('panelist'), email = id || '@merged.invalid') from person where id = pg_temp.id('contact')), 't t t', 'the record that went points to the one that stays');
select is(pg_temp.events(), 'people merged 1', 'with its event');
select is((select data from event), jsonb_build_object('merged', pg_temp.id('contact')), 'which names the other');

-- ---------------------------------------------------------------- retiring
select is(pg_temp.staff('person_retire', jsonb_build_object('person', pg_temp.id('focal point'))) ->> 'location',
	'/en/desk/test-2004/people/' || pg_temp.id('focal point') || '?done=retired', 'a person retires');
select is(pg_temp.ask('focal point', 'delegation_show', '{"meeting":"test-2004"}') ->> 'refused', 'DA404', 'is signed out at once');
select is(pg_temp.listed('{"role":"retired"}'), 'Focal Point', 'and stays on record');
select is(pg_temp.staff('person_retire', jsonb_build_object('person', pg_temp.id(who))) ->> 'refused', 'DA409', who || ' is not retired by staff')
	from unnest('{staff}'::text[]) as who;
select is(pg_temp.merge('staff', 'focal point', 'other focal point'), 'DA409', 'nobody is merged into who is retired');

-- ---------------------------------------------------------------- what hangs on somebody elsewhere
-- who has no part there any more reads what they filed: whoever has the address would, too
create function pg_temp.correctable(who text) returns text language sql as $$
	select pg_temp.ask_as('staff', format('select api.person_correctable(%L)', pg_temp.id(who)))
$$;
select is(pg_temp.correctable('other focal point'), 'true', 'staff correct who belongs to their meeting alone');
insert into outbox (meeting, person, address, language, template, data) values (pg_temp.id('other meeting'), pg_temp.id('other focal point'), 'x@example.org', 'en', 'x', '{}');
select is(pg_temp.correctable('other focal point'), 'false', 'not whom another meeting has written to');
delete from outbox where meeting = pg_temp.id('other meeting');
update filing set person = pg_temp.id('other focal point');
select is(pg_temp.correctable('other focal point'), 'true', 'nor does a paper of their own meeting keep them from it');
insert into item (id, meeting, position, kind, long_title) values (pg_temp.id('item there'), pg_temp.id('other meeting'), 1, 'panel', '{"en":"There"}');
insert into slot (id, meeting, item, position, role, held_by, label) values (pg_temp.id('slot there'), pg_temp.id('other meeting'), pg_temp.id('item there'), 1, 'panelist', 'person', '{"en":"Somebody"}');
insert into submission (id, meeting, slot, original_language, title, person) values (pg_temp.id('paper there'), pg_temp.id('other meeting'), pg_temp.id('slot there'), 'en', '{"en":"Title"}', pg_temp.id('stranger'));
insert into filing (id, meeting, submission, person, received_at, punctuality, receipt, key_id, receipt_text, idempotency_key)
	values (pg_temp.id('filing there'), pg_temp.id('other meeting'), pg_temp.id('paper there'), pg_temp.id('other focal point'), now(), 'in time', 'S', 'k', 't', 'j');
select is(pg_temp.correctable('other focal point'), 'false', 'but one that was filed elsewhere');
select is(pg_temp.staff('person_correct', jsonb_build_object('person', pg_temp.id('other focal point'), 'name', 'X', 'email', 'mine@example.org', 'language', 'en')) ->> 'refused',
	'DA409', 'whose address stays');
select is(pg_temp.merge('staff', 'panelist', 'other focal point'), 'DA409', 'and whose record');

-- ---------------------------------------------------------------- who holds an office
create function pg_temp.with_office(function text) returns text language sql as $$
	select coalesce(said ->> 'refused', substring(said ->> 'location' from 'done=.*')) from pg_temp.ask('admin', function, jsonb_build_object('meeting', 'test-2004',
		'person', pg_temp.id('staff'), 'other', pg_temp.id('panelist'), 'stays', pg_temp.id('staff'), 'name', 'Staff', 'email', 'new@example.org', 'language', 'en')) as said
$$;
update session set created = now() - interval '11 minutes' where token_hash = sha256('admin');
select is(pg_temp.with_office(f), 'DA428', f || ' of who holds an office asks an administrator for a proof on the desk, too')
	from unnest('{person_correct,person_retire,person_merge}'::text[]) as f;
select is((select count(*)::int from event where meeting is null), 0, 'without which nothing is done');
update session set created = now() where token_hash = sha256('admin');
select is(pg_temp.with_office('person_correct'), 'done=saved', 'with one the address changes');
select is(pg_temp.mail('staff@example.org') ->> 'what' || ' ' || (pg_temp.mail('staff@example.org') ->> 'email'), 'address-changed new@example.org', 'which the old one is told');
select is(pg_temp.with_office('person_retire'), 'done=retired', 'and the person retires');
select is((select string_agg(kind, ', ' order by number) from event where meeting is null), 'person corrected, person retired', 'in the log of the installation');

select finish();
rollback;
