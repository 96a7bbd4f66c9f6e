-- What of a paper goes out: to the public only what was released, cleared, for the public and not withdrawn; the original and
-- the receipt to its own people and to staff, though everybody may read the row of a published file.
begin;
\ir world.psql
select plan(53);

insert into submission (id, meeting, slot, original_language, title, person)
	values (pg_temp.id('paper'), pg_temp.id('meeting'), pg_temp.id('slot CIM'), 'en', '{"en":"Women"}', pg_temp.id('panelist'));
insert into placement (meeting, submission, item) values (pg_temp.id('meeting'), pg_temp.id('paper'), pg_temp.id('III'));
insert into upload (id, person, file_name, size, received, expires, filed, sha256)
	values (pg_temp.id('upload'), pg_temp.id('panelist'), 'a.pdf', 4, 4, now() + interval '1 day', true, sha256('byte'));
insert into filing (id, meeting, submission, person, received_at, punctuality, receipt, key_id, receipt_text, idempotency_key)
	values (pg_temp.id('filing'), pg_temp.id('meeting'), pg_temp.id('paper'), pg_temp.id('panelist'), now(), 'in time', 'AAAA-BBBB-CCCC', 'k', 't', 'i');
insert into file (id, meeting, submission, filing, language, number, upload, file_name, media_type, size, sha256)
	values (pg_temp.id('file'), pg_temp.id('meeting'), pg_temp.id('paper'), pg_temp.id('filing'), 'en', 1, pg_temp.id('upload'), 'a.pdf',
		'application/pdf', 4, sha256('byte'));
create function pg_temp.listed() returns text language sql as $$ select list #>> '{0,title,en}' from api.item_submissions(pg_temp.id('meeting')) where item = pg_temp.id('III') $$;
create function pg_temp.sees(who text, function text, field text, as_role text default 'dais_web') returns text language sql as $$
	select pg_temp.ask(who, function, jsonb_build_object('file', pg_temp.id('file'), 'receipt', 'AAAA-BBBB-CCCC'), 'en', as_role) ->> field
$$;

-- what the next edition lists
select is(pg_temp.listed(), null, 'received: not in the next edition');
select is(pg_temp.sees('staff', 'file_show', 'file_name'), null, 'and there is no cleaned copy');
update file set state = 'cleared', pages = 1;
select is(pg_temp.listed(), null, 'cleared, but not released');
update submission set released_at = now();
select is(pg_temp.listed(), 'Women', 'released');
update file set state = 'returned';
select is(pg_temp.listed(), null, 'not when it was returned after all');
select is(pg_temp.sees('staff', 'file_show', 'file_name'), null, 'nor is there a cleaned copy');
update file set state = 'cleared', withdrawn_at = now();
select is(pg_temp.listed(), null, 'nor withdrawn');
update file set withdrawn_at = null;
update submission set audience = 'secretariat';
select is(pg_temp.listed(), null, 'nor when it is not for the public');
update submission set audience = 'public', release = 'at a time', release_at = now() + interval '1 hour';
select is(pg_temp.listed(), null, 'nor before its time');
update submission set release = 'when delivered', release_at = null;
select is(pg_temp.listed(), null, 'nor before it was delivered');
update submission set release = 'at once';
select is(pg_temp.sees('', 'file_show', 'file_name'), null, 'before the edition nobody reads it');

-- published: its row may be read by everybody
update file set public_from = now() + interval '1 hour';
select is(pg_temp.sees('', 'file_show', 'file_name'), null, 'nor while the edition waits for its hour');
update file set public_from = now();
select is(pg_temp.sees(who, 'file_show', 'file_name'), 'a-cleared.pdf', 'the cleaned copy is for ' || coalesce(nullif(who, ''), 'everybody')) from unnest('{"",chair,staff}'::text[]) as w(who);
select is(pg_temp.sees(who, 'file_original', 'file_name'), expected, 'the original: ' || coalesce(nullif(who, ''), 'nobody'))
	from (values ('', null), ('stranger', null), ('contact', null), ('chair', null), ('staff elsewhere', null), ('panelist', 'a.pdf'), ('staff', 'a.pdf')) as w(who, expected);
select is(pg_temp.sees(who, 'receipt_show', 'receipt', 'dais_admin'), expected, 'the receipt, past the row policies: ' || who)
	from (values ('contact', null), ('chair', null), ('panelist', 'AAAA-BBBB-CCCC'), ('staff', 'AAAA-BBBB-CCCC')) as w(who, expected);

-- taken as far as it can be read, looked at again, made again
create function pg_temp.does(who text, function text, state text, refusal text default null) returns text language plpgsql as $$
declare
	answer text;
begin
	delete from dais.job;
	update dais.file set state = does.state, refusal = does.refusal, refusal_page = 3, as_readable = false;
	answer := coalesce(pg_temp.ask(who, function, jsonb_build_object('meeting', 'test-2004', 'slot', pg_temp.id('slot CIM'), 'file', pg_temp.id('file'))) ->> 'refused', 'done');
	return answer || ' ' || (select count(*) from dais.job) || ' ' || (select concat_ws(' ', f.state, f.refusal, f.as_readable) from dais.file as f);
end $$;
select is(pg_temp.does(who, function, state, refusal), expected, concat_ws(' ', who, function, state, refusal)) from (values
	(1, 'panelist', 'file_salvage', 'returned', 'PDF_PAGE_UNREADABLE', 'done 1 received t'), (2, 'panelist', 'file_salvage', 'returned', 'PDF_PASSWORD', 'DA409 0 returned PDF_PASSWORD f'),
	(3, 'panelist', 'file_salvage', 'cleared', null, 'DA409 0 cleared f'), (4, 'contact', 'file_salvage', 'returned', 'PDF_PAGE_UNREADABLE', 'DA404 0 returned PDF_PAGE_UNREADABLE f'),
	(5, 'staff', 'file_retry', 'received', null, 'done 1 received f'), (6, 'staff', 'file_retry', 'returned', 'PDF_PASSWORD', 'DA409 0 returned PDF_PASSWORD f'),
	(7, 'staff elsewhere', 'file_retry', 'received', null, 'DA404 0 received f'),
	(8, 'staff', 'file_renew', 'cleared', null, 'done 1 cleared f'), (9, 'staff', 'file_renew', 'returned', null, 'done 0 returned f'),
	(10, '', 'file_renew', 'cleared', null, 'done 1 cleared f')) as t(n, who, function, state, refusal, expected) order by n;
update file set public_from = null;
select is(pg_temp.does(who, 'file_renew', 'cleared'), 'done ' || jobs || ' cleared f', 'a copy that is not public is made again for: ' || who)
	from (values ('', 0), ('contact', 0), ('staff elsewhere', 0), ('panelist', 1), ('staff', 1)) as w(who, jobs);
select is(pg_temp.ask('panelist', 'file_salvage', jsonb_build_object('slot', pg_temp.id('slot IIN'), 'file', pg_temp.id('file'))), '{"refused":"DA404"}', 'a file is of one slot');

-- what the clerk records: from which state to which, once, and with which mail
create function pg_temp.records(function text, state text, report jsonb) returns text language plpgsql as $$
begin
	delete from dais.outbox;
	update dais.file set state = records.state, refusal = 'OLD', refusal_page = 1, notes = '[]', cleaned_sha256 = null;
	set local role dais_clerk;
	execute format('select clerk.%I($1, $2)', function) using pg_temp.id('file'), report;
	reset role;
	return (select concat_ws(' ', f.state, f.refusal, f.refusal_page, f.pages, encode(f.cleaned_sha256, 'hex')) from dais.file as f) || coalesce(', ' || pg_temp.mails(), '');
end $$;
update file set pages = null;
select is(pg_temp.records(function, state, report::jsonb), expected, function || ' of one that is ' || state) from (values
	(1, 'intake_returned', 'received', '{"code":"PDF_PASSWORD","page":7}', 'returned PDF_PASSWORD 7, panelist@example.org file-returned 1'),
	(2, 'intake_returned', 'cleared', '{"code":"PDF_PASSWORD"}', 'cleared OLD 1'),
	(3, 'intake_cleared', 'received', '{"pages":5,"cleaned_sha256":"ab"}', 'cleared 5 ab'),
	(4, 'intake_cleared', 'returned', '{"pages":5,"cleaned_sha256":"ab","notes":[{"code":"x"}]}', 'cleared 5 ab, panelist@example.org file-changed 1'),
	(5, 'intake_cleared', 'to be converted', '{"pages":5,"cleaned_sha256":"ab"}', 'to be converted OLD 1 5'),
	(6, 'intake_renewed', 'cleared', '{"cleaned_sha256":"cd"}', 'cleared OLD 1 5 cd'), (7, 'intake_renewed', 'returned', '{"cleaned_sha256":"cd"}', 'returned OLD 1 5'),
	(8, 'intake_passed', 'received', '{}', 'to be converted 1 5'), (9, 'intake_passed', 'returned', '{}', 'returned OLD 1 5')) as t(n, function, state, report, expected) order by n;
select is(pg_temp.events(), 'file cleared 2, file passed 1, file returned 1, file taken as readable 1', 'every step left its event');

-- the public question
do $$ begin
	for i in 1 .. 60 loop
		perform pg_temp.ask('', 'verify_begin', '{"network":"192.0.2.1"}');
	end loop;
end $$;
select is(pg_temp.ask('', 'verify_begin', '{"network":"192.0.2.1"}') ->> 'refused', 'DA429', 'nobody guesses receipts');

select finish();
rollback;
