-- Who takes part in the meeting of tests/limits/full.mjs, and what they sent: a person in each slot, half of them confirmed;
-- a paper for every second slot; a delegation of each party, with a focal point, five members, an expert among them and a
-- request for the floor; mails, some of which were not delivered; two editions, and changes since.
set search_path = dais;
set client_min_messages = error; -- analyze says that the catalogues are not ours

create temporary table here as select id from meeting where slug = 'full';
create temporary table place as
	select slot.id as slot, item, slot.party, row_number() over (order by item, slot.position) as n, gen_random_uuid() as who, gen_random_uuid() as paper,
		gen_random_uuid() as filing, gen_random_uuid() as upload
	from slot join here on here.id = meeting;
create temporary table mission as
	select party, row_number() over (order by party) as n, gen_random_uuid() as who, gen_random_uuid() as delegation, gen_random_uuid() as head
	from participation join here on here.id = meeting;

insert into person (id, name, email, language)
	select who, 'Speaker ' || n, 'speaker' || n || '@example.org', (api.language_codes())[1 + n % 4] from place
	union all select who, 'Focal Point ' || n, 'focal' || n || '@example.org', 'es' from mission
	union all select gen_random_uuid(), initcap(role), role || '.full@example.org', 'en' from unnest('{staff,chair}'::text[]) as role;
insert into role_grant (person, meeting, role, party)
	select who, id, 'panelist', null from place, here
	union all select who, id, 'focal point', party from mission, here
	union all select person.id, here.id, role, null from person, here, lower(person.name) as role where email like '%.full@example.org';
insert into slot_person (meeting, slot, name, person, state, invited_at, answered_at)
	select id, slot, 'Speaker ' || n, who, case when n % 2 = 0 then 'confirmed' when n % 10 = 1 then 'declined' else 'invited' end, now(), now() from place, here;
insert into slot_person (meeting, slot, name, person, state) -- some have two places
	select id, one.slot, 'Speaker ' || two.n, two.who, 'named' from here, place as one join place as two on two.n = one.n + 7 where one.n % 20 = 0;

insert into upload (id, person, file_name, size, sha256, filed) select upload, who, 'paper.pdf', 1, sha256(n::text::bytea), true from place where n % 2 = 0;
insert into submission (id, meeting, slot, original_language, title, person, released_at)
	select paper, id, slot, 'en', jsonb_build_object('en', 'Paper ' || n, 'es', 'Documento ' || n), who, case when n % 4 = 0 then now() end
	from place, here where n % 2 = 0;
insert into filing (id, meeting, submission, person, received_at, deadline, punctuality, receipt, key_id, receipt_text, idempotency_key)
	select filing, id, paper, who, now(), now(), 'in time', 'FULL-' || n, 'k', 'receipt', 'full' || n from place, here where n % 2 = 0;
insert into file (meeting, submission, filing, language, number, upload, file_name, media_type, size, sha256, state, pages)
	select id, paper, filing, 'en', 1, upload, 'paper.pdf', 'application/pdf', 1, sha256(n::text::bytea), 'cleared', 3 from place, here where n % 2 = 0;
insert into placement (meeting, submission, item) select id, paper, item from place, here where n % 2 = 0;

insert into delegation (id, meeting, party) select delegation, id, party from mission, here;
insert into delegation_member (id, meeting, party, delegation, position, name, function, item)
	select case when m = 1 then head else gen_random_uuid() end, id, party, delegation, m, 'Member ' || m, case m when 1 then 'head' when 2 then 'expert' else 'adviser' end,
		case when m = 2 then (select item from place where place.n = mission.n) end
	from mission, here, generate_series(1, 5) as m;
insert into floor_request (meeting, item, party, speaker, member)
	select here.id, (select item.id from item where item.meeting = here.id and kind = 'dialogue' order by position limit 1), party, 'Member 1', head from mission, here;

insert into letter (meeting, audience, subject, body, written_by)
	select here.id, 'paper awaited', '{"en":"Your paper"}', '{"en":"We have not received it yet."}', person.id from here, person where email = 'staff.full@example.org';
insert into outbox (meeting, person, address, language, template, data, slot, sent_at, failed_at)
	select id, who, 'speaker' || n || '@example.org', 'en', 'receipt', '{}', slot, case when n % 50 > 0 then now() end, case when n % 50 = 0 then now() end
	from place, here, generate_series(1, 2);

select api.edition_issue(id, null) from here;
update item set long_title = long_title || jsonb_build_object('en', 'Title of edition 2: ' || position) from here where meeting = here.id and position % 10 = 5;
select api.edition_issue(id, null) from here;
update item set long_title = long_title || jsonb_build_object('en', 'Another title ' || position) from here where meeting = here.id and position % 10 = 0;
analyze;
