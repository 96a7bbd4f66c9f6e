-- Letters: who is in each set, what each reader gets, that nothing is sent before it is released, and everything once.
begin;
\ir world.psql
select plan(50);

create function pg_temp.letter(function text, input jsonb default '{}', who text default 'staff') returns jsonb language sql as $$
	select pg_temp.ask(who, function, '{"meeting":"test-2004"}' || input)
$$;
create function pg_temp.set_of(audience text, item text default null) returns text language sql as $$
	select string_agg(r.name || coalesce(' ' || r.email, ''), ', ' order by r.name) from api.letter_readers(pg_temp.id('meeting'), audience, pg_temp.id(item)) as r
$$;

-- the sets
select is(pg_temp.set_of('not answered'), 'Contact contact@example.org, Panelist panelist@example.org', 'who have not answered');
select is(pg_temp.set_of('paper awaited'), null, 'nobody has confirmed');
update slot_person set state = 'confirmed' where id = pg_temp.id('panelist in the slot');
select is(pg_temp.set_of('not answered'), 'Contact contact@example.org', 'who has answered is no longer among them');
select is(pg_temp.set_of('paper awaited'), 'Panelist panelist@example.org', 'but among those whose paper is awaited');
update slot set without_paper = true where id = pg_temp.id('slot CIM');
select is(pg_temp.set_of('paper awaited'), null, 'not when they speak without one');
update slot set without_paper = false;
update slot_person set state = 'confirmed' where id = pg_temp.id('contact in the slot');
select is(pg_temp.set_of('paper awaited'), 'Contact contact@example.org, Panelist panelist@example.org', 'an institution''s contact, as long as nobody is named');
insert into slot_person (meeting, slot, name) values (pg_temp.id('meeting'), pg_temp.id('slot IIN'), 'Somebody without Address');
select is(pg_temp.set_of('paper awaited'), 'Panelist panelist@example.org', 'and not from then on');
insert into upload (id, person, file_name, size) values (pg_temp.id('u'), pg_temp.id('panelist'), 'f', 1);
insert into submission (id, meeting, slot, original_language, title, person)
	values (pg_temp.id('s'), pg_temp.id('meeting'), pg_temp.id('slot CIM'), 'en', '{"en":"T"}', pg_temp.id('panelist'));
insert into filing (id, meeting, submission, person, received_at, punctuality, receipt, key_id, receipt_text, idempotency_key)
	values (pg_temp.id('f'), pg_temp.id('meeting'), pg_temp.id('s'), pg_temp.id('panelist'), now(), 'in time', 'R', 'k', 't', 'i');
insert into file (id, meeting, submission, filing, language, number, upload, file_name, media_type, size, sha256)
	values (pg_temp.id('file'), pg_temp.id('meeting'), pg_temp.id('s'), pg_temp.id('f'), 'en', 1, pg_temp.id('u'), 'f', 'application/pdf', 1, 'x');
select is(pg_temp.set_of('paper awaited'), null, 'whose paper is there owes none');
update file set withdrawn_at = now();
select is(pg_temp.set_of('paper awaited'), 'Panelist panelist@example.org', 'until it is withdrawn');
select is(pg_temp.set_of('panel', 'III'), 'Contact contact@example.org, Panelist panelist@example.org, Somebody without Address', 'one panel');
select is(pg_temp.set_of('panel', 'IV'), null, 'which is not another');
select is(pg_temp.set_of('no expert'), 'Focal Point focal.point@example.org, Other Focal Point other.focal.point@example.org', 'delegations without an expert');
insert into delegation (id, meeting, party) values (pg_temp.id('d'), pg_temp.id('meeting'), pg_temp.id('CRI'));
insert into delegation_member (meeting, party, delegation, position, name, function, item)
	values (pg_temp.id('meeting'), pg_temp.id('CRI'), pg_temp.id('d'), 1, 'E', 'expert', pg_temp.id('IV'));
select is(pg_temp.set_of('no expert'), 'Other Focal Point other.focal.point@example.org', 'one that has named one is not among them');
insert into slot_person (meeting, slot, name, person, state) values (pg_temp.id('meeting'), pg_temp.id('slot IIN'), 'Panelist', pg_temp.id('panelist'), 'confirmed');
select is(pg_temp.set_of('all'), 'Contact contact@example.org, Focal Point focal.point@example.org, Other Focal Point other.focal.point@example.org, '
	|| 'Panelist panelist@example.org, Somebody without Address', 'all, each once');
delete from slot_person where person = pg_temp.id('panelist') and slot = pg_temp.id('slot IIN');
update person set disabled = true where id = pg_temp.id('other focal point');
select is(pg_temp.set_of('no expert'), null, 'nobody whose account is closed');

-- writing one
select is(api.letter_pieces('Dear {name}, {x} {'), '[{"is":null,"text":"Dear "},{"is":"name","text":null},{"is":null,"text":", "},{"is":null,"text":"{"},
	{"is":null,"text":"x} "},{"is":null,"text":"{"}]', 'a text is parted at its placeholders');
select is(pg_temp.letter('letter_create', '{"to":"all","subject":{"en":"{meting}"},"body":{"en":"{name} {item}","es":"{nombre}"}}') -> 'errors',
	'[{"field":"body.en","code":"unknown-placeholder","name":"item"},{"field":"body.es","code":"unknown-placeholder","name":"nombre"},
		{"field":"subject.en","code":"unknown-placeholder","name":"meting"},{"field":"subject.es","code":"required"}]', 'unknown placeholders are named, and what is missing');
select is(pg_temp.letter('letter_new', '{"to":"nobody"}'), '{"refused":"DA404"}', 'there is no such set');
create temporary table made as select split_part(pg_temp.letter('letter_create', '{"to":"not-answered","subject":{"en":"{meeting}","es":"Sesión: {meeting}"},
	"body":{"en":"Dear {name}, {item}","es":"Estimada {name}"}}') ->> 'location', '/', 6)::uuid as id;
select is((select audience || ' ' || (written_by = pg_temp.id('staff')) from letter join made using (id)), 'not answered true', 'a letter is written');
create function pg_temp.it(function text, input jsonb default '{}') returns jsonb language sql as $$
	select pg_temp.letter(function, input || jsonb_build_object('letter', (select id from made)))
$$;
create function pg_temp.tick() returns boolean language plpgsql as $$
declare
	answer boolean;
begin
	set local role dais_clerk;
	answer := clerk.letters_send();
	reset role;
	return answer;
end $$;
select is((pg_temp.tick(), (select count(*)::int from outbox)), (false, 0), 'and held: nothing is sent');
update slot_person set state = 'invited', contact = false where person in (pg_temp.id('panelist'), pg_temp.id('contact'));
select is((select string_agg(m ->> 'name' || ' ' || (m ->> 'language') || ' ' || (m #>> '{data,subject,0,text}'), ', ') from jsonb_array_elements(pg_temp.it('letter_preview') -> 'mails') as m
	where m ->> 'name' = 'Panelist'), 'Panelist es Sesión: ', 'each is shown the mail of their language');
select is(pg_temp.it('letter_preview') ->> 'count', '2', 'as many as get one');
select is((select string_agg(r ->> 'name', ', ') from jsonb_array_elements(pg_temp.it('letter_show') -> 'readers') as r where r ->> 'email' is null),
	'Somebody without Address', 'and who has no address is named');
update letter set body = '{"en":"x"}', subject = '{"en":"x"}';
select is(pg_temp.it('letter_show') -> 'missing', '[{"language":"es"}]', 'the language that it lacks is told');
select is(pg_temp.it('letter_change', '{"revision":"2","subject":{"en":"S"},"body":{"en":"B {name}"}}') ->> 'location' ~ '/preview\?done=saved$', true, 'it can be changed');
select is((pg_temp.it('letter_change', '{"revision":"2","subject":{"en":"S2"},"body":{"en":"B {name}"}}')), '{"refused":"DA409"}', 'not over what others wrote meanwhile');

-- when it goes out
select is(pg_temp.it('letter_release', '{"send_at":"2004-09-01T10:00"}') -> 'errors', '[{"field":"send_at","code":"past"}]', 'not in the past');
select is(pg_temp.it('letter_release', jsonb_build_object('send_at', day || 'T02:30')) -> 'errors', '[{"field":"send_at","code":"not-a-time"}]', 'not at a time that there is not')
	from (select to_char(d, 'YYYY-MM-DD') as day from generate_series(current_date + 1, current_date + 400, interval '1 day') as d
		where extract(month from d) = 3 and extract(dow from d) = 0 and extract(day from d) between 8 and 14 limit 1) as spring; -- clocks in New York
select is(pg_temp.it('letter_release', jsonb_build_object('send_at', to_char(now() at time zone 'America/New_York' + interval '2 hours', 'YYYY-MM-DD"T"HH24:MI')))
	->> 'location' ~ 'letter-released$', true, 'at a time to come');
select is(pg_temp.it('letter_show') ->> 'state', 'released', 'it is to go out');
select is((pg_temp.tick(), (select count(*)::int from outbox)), (false, 0), 'then, and not before');
select is(pg_temp.it('letter_change', '{"revision":"4","subject":{"en":"S"},"body":{"en":"B"}}'), '{"refused":"DA409"}', 'meanwhile its text stays');
select is(pg_temp.it('letter_hold') ->> 'location' ~ 'letter-held$', true, 'it can be held again');
select is(pg_temp.it('letter_discard') ->> 'location' ~ 'letter-discarded$', true, 'or discarded');
select is(pg_temp.it('letter_release'), '{"refused":"DA409"}', 'what is discarded is not released');
select is((pg_temp.tick(), pg_temp.it('letter_hold') ? 'location'), (false, true), 'and not sent, but can be taken back');
update slot_person set state = 'confirmed' where person = pg_temp.id('contact');
select is(pg_temp.it('letter_release') ? 'location', true, 'at once');
select is(pg_temp.tick(), true, 'a clerk writes the mails');
select is(pg_temp.mails(), 'panelist@example.org letter 1', 'to those who are in the set now');
select is((select (letter = made.id) || ' ' || (slot = pg_temp.id('slot CIM')) || ' ' || language from outbox, made), 'true true es', 'each with its letter, slot and language');
select is((select data #> '{body,1}' from outbox), '{"is":"name","text":null}', 'its text with the places of what is the reader''s');
select is((pg_temp.tick(), (select count(*)::int from outbox)), (false, 1), 'once');
select is(pg_temp.it(f), '{"refused":"DA409"}', f || ' comes too late') from unnest('{letter_hold,letter_discard,letter_release}'::text[]) as f;
select is(pg_temp.it('letter_show') ->> 'written', '1', 'the letter knows how many it was');
select is(pg_temp.ask('staff', 'mail_list', jsonb_build_object('meeting', 'test-2004', 'letter', id)) #>> '{mails,0,subject}', 'S', 'the outbox tells of which letter') from made;
select is(pg_temp.events(), 'letter changed 1, letter discarded 1, letter held 2, letter released 2, letter sent 1, letter written 1', 'the log has all of it');
update slot_person set state = 'confirmed';
select is(pg_temp.letter('letter_release', jsonb_build_object('letter', split_part(pg_temp.letter('letter_create',
	'{"to":"not-answered","subject":{"en":"x"},"body":{"en":"y"}}') ->> 'location', '/', 6)::uuid)), '{"refused":"DA409"}', 'a letter to nobody is not released');
select is(pg_temp.letter('letter_create', jsonb_build_object('to', pg_temp.id('III'), 'subject', '{"en":"x"}'::jsonb, 'body', '{"en":"{item}"}'::jsonb)) ? 'location', true, 'a letter to a panel');

select finish();
rollback;
