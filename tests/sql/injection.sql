-- What a web worker could do that runs somebody else's SQL, tried as its role: each layer for itself, without the functions
-- of the pages before it. Without a session it reads what is public and changes nothing; with one it is that person.
begin;
\ir world.psql

-- What a statement comes to as dais_web for who: 'refused' by a grant, a policy or a function, else the rows it touched.
create function pg_temp.try(who text, statement text) returns text language plpgsql as $$
begin
	return pg_temp.run_as_web(who, statement)::text;
exception when insufficient_privilege or sqlstate 'DA404' or sqlstate 'DA401' or check_violation or foreign_key_violation then
	return 'refused'; -- the role is the test's again: what the block had set is undone
end $$;

update slot_person set state = 'confirmed' where id = pg_temp.id('panelist in the slot');
insert into upload (id, person, file_name, size, received, sha256, expires)
	values (pg_temp.id('upload'), pg_temp.id('panelist'), 'f.pdf', 1, 1, 'x', now() + interval '1 day'),
		(pg_temp.id('second'), pg_temp.id('panelist'), 'f.pdf', 1, 1, 'y', now() + interval '1 day'),
		(pg_temp.id('third'), pg_temp.id('panelist'), 'f.pdf', 1, 1, 'z', now() + interval '1 day');
insert into submission (id, meeting, slot, original_language, title, person)
	values (pg_temp.id('paper'), pg_temp.id('meeting'), pg_temp.id('slot CIM'), 'en', '{"en":"Title"}', pg_temp.id('panelist'));
insert into filing (id, meeting, submission, person, received_at, punctuality, receipt, key_id, receipt_text, idempotency_key)
	values (pg_temp.id('filing'), pg_temp.id('meeting'), pg_temp.id('paper'), pg_temp.id('panelist'), now(), 'late', 'R', 'k', 't', 'i');
insert into file (id, meeting, submission, filing, language, number, upload, file_name, media_type, size, sha256, state)
	values (pg_temp.id('file'), pg_temp.id('meeting'), pg_temp.id('paper'), pg_temp.id('filing'), 'en', 1, pg_temp.id('upload'), 'f.pdf',
		'application/pdf', 1, 'x', 'cleared');
insert into packet (id, meeting, item, language) values (pg_temp.id('packet'), pg_temp.id('meeting'), pg_temp.id('III'), 'en');

insert into floor_request (id, meeting, item, party, speaker)
	values (pg_temp.id('request'), pg_temp.id('meeting'), pg_temp.id('III'), pg_temp.id('CRI'), 'Speaker');
insert into floor_request (id, meeting, item, party, speaker)
	values (pg_temp.id('request of Mexico'), pg_temp.id('meeting'), pg_temp.id('III'), pg_temp.id('MEX'), 'Speaker');
insert into speaker_list (meeting, item) values (pg_temp.id('meeting'), pg_temp.id('III'));
insert into document (id, meeting, kind) values (pg_temp.id('program'), pg_temp.id('meeting'), 'program');
insert into answered_form (person, key, digest, answer) values (pg_temp.id('panelist'), 'k', 'd', '{}');

create temporary table attack as select * from (values
	-- times, punctuality, receipts, release
	('her paper is released', 'panelist', $$update dais.submission set released_at = now()$$, 'refused'),
	('it is given an edition', 'panelist', $$update dais.file set public_from = now()$$, 'refused'),
	('it is cleared', 'panelist', $$update dais.file set state = 'cleared'$$, 'refused'),
	('her filing comes in time', 'panelist', $$update dais.filing set punctuality = 'in time'$$, 'refused'),
	('her filing comes earlier', 'panelist', $$update dais.filing set received_at = now() - interval '1 year'$$, 'refused'),
	('a receipt of her own words', 'panelist', $$insert into dais.filing (meeting, submission, person, received_at, punctuality, receipt, key_id,
		receipt_text, idempotency_key) values (pg_temp.id('meeting'), pg_temp.id('paper'), pg_temp.id('panelist'), now() - interval '1 year',
		'in time', 'FREE', 'k', 'anything', 'j')$$, 'refused'),
	('a file by her own hand', 'panelist', $$insert into dais.file (meeting, submission, filing, language, number, upload, file_name, media_type,
		size, sha256) values (pg_temp.id('meeting'), pg_temp.id('paper'), pg_temp.id('filing'), 'es', 1, pg_temp.id('second'), 'f', 'application/pdf', 1, 'z')$$, 'refused'),
	('a name that adds lines to her receipt', 'panelist', $$insert into dais.upload (person, file_name, size) values (pg_temp.id('panelist'),
		e'a.pdf\nReceived: 1999-01-01T00:00:00Z', 1)$$, 'refused'),
	('an upload that is never swept', 'panelist', $$insert into dais.upload (person, file_name, size, expires) values (pg_temp.id('panelist'), 'a', 1,
		'infinity')$$, 'refused'),
	('another hash for the bytes that came', 'panelist', $$update dais.upload set sha256 = 'another' where id = pg_temp.id('second')$$, '0'),
	('other bytes for the hash that is known', 'panelist', $$insert into dais.chunk (upload, start, data) values (pg_temp.id('second'), 1, 'x')$$,
		'refused'),
	('a file of staff''s choice made public', 'staff', $$update dais.file set public_from = now()$$, 'refused'),
	('a packet of any file', 'staff', $$insert into dais.packet (meeting, item, language, sha256) values (pg_temp.id('meeting'), pg_temp.id('II'), 'en',
		'x')$$, 'refused'),
	('an edition of last year', 'staff', $$insert into dais.edition (meeting, document, number, data, published_at) values (pg_temp.id('meeting'),
		pg_temp.id('program'), 1, '{"format":1}', now() - interval '1 year')$$, 'refused'),
	('a registration of last year', 'focal point', $$insert into dais.delegation (meeting, party, created) values (pg_temp.id('meeting'),
		pg_temp.id('CRI'), now() - interval '1 year')$$, 'refused'),
	('a delegate who is confirmed', 'focal point', $$insert into dais.delegation_member (meeting, party, delegation, position, name, function, state)
		values (pg_temp.id('meeting'), pg_temp.id('CRI'), pg_temp.id('delegation'), 1, 'x', 'head', 'confirmed')$$, 'refused'),
	('a filing for a paper that is not hers', 'contact', $$select api.filing_create(pg_temp.id('paper'), '[]', 'en', 'k', 'k')$$, 'refused'),
	('the release of a paper by its author', 'panelist', $$select api.release_set(pg_temp.id('paper')) where api.release_set(pg_temp.id('paper'))$$, '0'),
	-- the chain of events
	('an event without a session', '', $$select api.event_append(pg_temp.id('meeting'), 'filing received', null)$$, 'refused'),
	('an event in a meeting that is not hers', 'panelist', $$select api.event_append(pg_temp.id('other meeting'), 'filing received', null)$$, 'refused'),
	('an event of the installation', 'panelist', $$select api.event_append(null, 'session begun', null)$$, 'refused'),
	('an event past the check', 'staff', $$select api.event_write(pg_temp.id('meeting'), 'x', null, '{}')$$, 'refused'),
	('an event row', 'staff', $$insert into dais.event (meeting) values (null)$$, 'refused'),
	-- jobs, mails, tries
	('a job', 'staff', $$select api.job_queue('packet', pg_temp.id('meeting'), pg_temp.id('packet'))$$, 'refused'),
	('a job row', 'staff', $$insert into dais.job (kind, subject) values ('packet', pg_temp.id('packet'))$$, 'refused'),
	('a mail to somebody', 'staff', $$select api.mail_queue(null, pg_temp.id('panelist'), 'receipt', '{}')$$, 'refused'),
	('a receipt by mail, to herself', 'panelist', $$select api.mail_queue(pg_temp.id('meeting'), pg_temp.id('panelist'), 'receipt', '{}')$$, 'refused'),
	('a mail row', 'staff', $$insert into dais.outbox (address, language, template) values ('a@b.c', 'en', 'receipt')$$, 'refused'),
	('a try against somebody', '', $$select api.attempt('sign-in', 'x', 1, '1 day')$$, 'refused'),
	('a try against somebody by its limit', '', $$select api.limit_rate('sign-in', 'staff@example.org', 1, '1 day')$$, 'refused'),
	('a try row', '', $$insert into dais.attempt (kind, subject) values ('sign-in', 'x')$$, 'refused'),
	-- sessions, links, roles
	('a session', '', $$select api.session_make(pg_temp.id('staff'), 'aa', 'second factor')$$, 'refused'),
	('a session row', '', $$insert into dais.session (token_hash, person) values ('x', pg_temp.id('staff'))$$, 'refused'),
	('the sessions there are', '', $$select * from dais.session$$, 'refused'),
	('a link', '', $$select api.link_make(pg_temp.id('staff'), 'sign-in', null, null)$$, 'refused'),
	('a link for who is not named', 'panelist', $$select api.invitation_mail('designation', pg_temp.id('staff'), pg_temp.id('meeting'),
		pg_temp.id('slot CIM'), null)$$, 'refused'),
	('a link for a slot of somebody else', 'panelist', $$select api.invitation_mail('designation', pg_temp.id('contact'), pg_temp.id('meeting'),
		pg_temp.id('slot IIN'), null)$$, 'refused'),
	('a link for who has no part', 'staff', $$select api.invitation_mail('invitation', pg_temp.id('stranger'), pg_temp.id('meeting'), null, null)$$,
		'refused'),
	('a mail of another kind', 'staff', $$select api.invitation_mail('sign-in', pg_temp.id('panelist'), pg_temp.id('meeting'), null, null)$$,
		'refused'),
	('a role', 'panelist', $$insert into dais.role_grant (person, role) values (pg_temp.id('panelist'), 'admin')$$, 'refused'),
	('a verifier', 'staff', $$select * from dais.credential$$, 'refused'),
	-- the floor
	('a state joined by who asks it', 'focal point', $$insert into dais.floor_request_party (meeting, request, asked_by, party, agreed_at)
		values (pg_temp.id('meeting'), pg_temp.id('request'), pg_temp.id('CRI'), pg_temp.id('MEX'), now())$$, 'refused'),
	('a request of another party that asks for one''s own', 'focal point', $$insert into dais.floor_request_party (meeting, request, asked_by, party)
		values (pg_temp.id('meeting'), pg_temp.id('request of Mexico'), pg_temp.id('CRI'), pg_temp.id('MEX'))$$, 'refused'),
	('a time of speaking', 'chair', $$update dais.floor_request set began_at = now() - interval '1 hour'$$, 'refused'),
	('one''s rank in the list', 'focal point', $$update dais.speaker_list set sequence = array[pg_temp.id('request')]$$, '0'),
	-- what is issued, proposed and changed
	('an edition of another meeting''s document', 'staff elsewhere', $$insert into dais.edition (meeting, document, number, data)
		values (pg_temp.id('other meeting'), pg_temp.id('program'), 1, '{"format":1}')$$, 'refused'),
	('a text of another meeting''s edition', 'staff elsewhere', $$insert into dais.edition_text (meeting, document, number, language, frame, head, content)
		values (pg_temp.id('other meeting'), pg_temp.id('program'), 1, 'en', '{}', '{}', '[]')$$, 'refused'),
	('whom somebody of another meeting speaks for', 'staff elsewhere', $$insert into dais.representation (meeting, slot_person, party, position)
		values (pg_temp.id('other meeting'), pg_temp.id('panelist in the slot'), pg_temp.id('MEX'), 1)$$, 'refused'),
	('a proposal in another meeting', 'panelist', $$insert into dais.proposal (meeting, kind, addressee, aim, text, original_language, person)
		values (pg_temp.id('other meeting'), 'objective', 'organization', 'promotion', '{"en":"x"}', 'en', pg_temp.id('panelist'))$$, 'refused'),
	('a change that nobody made', 'staff', $$insert into dais.change (act, meeting, kind, subject, revision, after)
		values (gen_random_uuid(), pg_temp.id('meeting'), 'item', pg_temp.id('III'), 2, '{}')$$, 'refused'),
	('a revision', 'staff', $$update dais.slot set revision = 1$$, 'refused'),
	('a document symbol', 'staff', $$insert into dais.symbol_series (body, year, pattern) values (pg_temp.id('body'), 2004, 'X-{number}')$$, 'refused'),
	('the answer to another''s form', 'staff', $$insert into dais.answered_form (person, key, digest, answer)
		values (pg_temp.id('panelist'), 'k2', 'd', '{"location":"/x"}')$$, 'refused'),
	('what another''s form was answered', 'staff', $$select * from dais.answered_form$$, '0'),
	-- the other workers
	('the end of another worker', '', $$select pg_terminate_backend(pid) from pg_stat_activity$$, 'refused'),
	('the end of its statement', '', $$select pg_cancel_backend(pid) from pg_stat_activity$$, 'refused'),
	('a table', '', $$create table public.mine (x text)$$, 'refused'),
	('a temporary table', '', $$create temporary table mine (x text)$$, 'refused'),
	('a file of the server', '', $$select pg_read_file('/etc/passwd')$$, 'refused'),
	('a program on the server', '', $$copy (select 1) to program 'true'$$, 'refused')
) as a(name, who, statement, expected);

select plan((select count(*)::int from attack) + 14);
select is(pg_temp.try(who, statement), expected, 'injected: ' || name) from attack;

create function pg_temp.jobs() returns bigint language sql as $$ select count(*) from job $$;
select is(pg_temp.try('panelist', $$select api.packet_queue(pg_temp.id('packet'))$$) || pg_temp.jobs(), '10', 'no panelist has a packet compiled');
select is(pg_temp.try('', $$select api.file_renew('en', jsonb_build_object('file', pg_temp.id('file')))$$) || pg_temp.jobs(), '10',
	'nor anybody a paper renewed that is not public');
select is(pg_temp.try('staff', $$select api.packet_queue(pg_temp.id('packet'))$$) || pg_temp.jobs(), '11', 'staff do');
select is(pg_temp.try('panelist', $$select api.event_append(pg_temp.id('meeting'), 'x', null)$$), '1', 'her own event in her own meeting');
select is((select actor from event where kind = 'x'), pg_temp.id('panelist'), 'bears her name');

-- what is filed with a stranger's words is signed only as this database decides
update meeting set deadline = now() - interval '1 day', grace = '0', closes = null where id = pg_temp.id('meeting');
select is(pg_temp.try('panelist', $$select api.filing_create(pg_temp.id('paper'), jsonb_build_array(jsonb_build_object('upload', pg_temp.id('second'),
	'language', 'en', 'media_type', 'text/html')), 'en', 'html', 'k')$$), 'refused', 'a page that bears a script, as a paper');
select isnt(pg_temp.try('panelist', $$select api.filing_create(pg_temp.id('paper'), jsonb_build_array(jsonb_build_object('upload', pg_temp.id('second'),
	'language', 'en', 'media_type', 'application/pdf')), 'en', 'key', 'k')$$), 'refused', 'a filing past the page');
select is((select punctuality || (received_at > now() - interval '1 minute') from filing where key_id = 'k' and receipt <> 'R'), 'latetrue',
	'is late now, whoever asks');
do $$ begin
	for i in 1 .. 30 loop
		insert into dais.filing (meeting, submission, person, received_at, punctuality, receipt, key_id, receipt_text, idempotency_key)
			values (pg_temp.id('meeting'), pg_temp.id('paper'), pg_temp.id('panelist'), now(), 'late', 'R' || i, 'k', 't', 'i' || i);
	end loop;
end $$;
select throws_ok($$select pg_temp.try('panelist', 'select api.filing_create(pg_temp.id(''paper''), jsonb_build_array(jsonb_build_object(''upload'',
	pg_temp.id(''third''), ''language'', ''en'', ''media_type'', ''application/pdf'')), ''en'', ''other'', ''k'')')$$, 'DA429', null,
	'thirty filings in an hour are enough: each is a mail of ours');


select throws_ok($$select pg_temp.try('panelist', 'select api.invitation_mail(''designation'', pg_temp.id(''panelist''), pg_temp.id(''meeting''),
	pg_temp.id(''slot CIM''), null)') from generate_series(1, 21)$$, 'DA429', null,
	'twenty invitations in a day are enough');
select is(pg_temp.try('staff', $$select api.invitation_mail('invitation', pg_temp.id('panelist'), pg_temp.id('meeting'), pg_temp.id('slot CIM'), null)$$),
	'1', 'staff send as many as there are people');

-- times are the database's, and an edition publishes what may be public
select pg_temp.try('panelist', $$update dais.slot_person set answered_at = now() - interval '1 year' where person = pg_temp.id('panelist')$$) \g /dev/null
select is((select answered_at from slot_person where id = pg_temp.id('panelist in the slot')), now(), 'an answer is of the moment at which it comes');
create temporary table shown as select jsonb_build_object('format', 1, 'submissions', jsonb_build_array(jsonb_build_object('files', jsonb_build_array(
	jsonb_build_object('id', pg_temp.id('file')))))) as data;
grant select on shown to dais_web;
insert into document (id, meeting, kind) values (pg_temp.id('issued'), pg_temp.id('meeting'), 'program') on conflict do nothing;
select pg_temp.try('staff', $$insert into dais.edition (meeting, document, number, data)
	select pg_temp.id('meeting'), api.program_of(pg_temp.id('meeting')), 1, data from shown$$) || pg_temp.try('staff', $$select api.files_publish(pg_temp.id('meeting'), 1)$$) \g /dev/null
select is((select public_from from file where id = pg_temp.id('file')), null, 'an edition that lists a paper which is not released does not publish it');
update submission set released_at = now() where id = pg_temp.id('paper');
select pg_temp.try('staff', $$select api.files_publish(pg_temp.id('meeting'), 1)$$) \g /dev/null
select is((select public_from from file where id = pg_temp.id('file')), now(), 'one that is released it does');

select finish();
rollback;
