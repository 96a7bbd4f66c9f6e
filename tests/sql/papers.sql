-- What of a paper goes out: to the public only what was released, cleared, for the public and not withdrawn; the original and
-- the receipt to its own people and to staff, though everybody may read the row of a published file.
begin;
\ir world.psql
select plan(26);

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
create function pg_temp.listed() returns text language sql as $$ select list #>> '{0,title,en}' from api.item_papers(pg_temp.id('meeting')) where item = pg_temp.id('III') $$;
create function pg_temp.sees(who text, function text, field text, as_role text default 'dais_web') returns text language sql as $$
	select pg_temp.ask(who, function, jsonb_build_object('file', pg_temp.id('file'), 'receipt', 'AAAA-BBBB-CCCC'), 'en', as_role) ->> field
$$;

-- what the next edition lists
select is(pg_temp.listed(), null, 'received: not in the next edition');
select is(pg_temp.sees('staff', 'paper_show', 'file_name'), null, 'and there is no cleaned copy');
update file set state = 'cleared', pages = 1;
select is(pg_temp.listed(), null, 'cleared, but not released');
update submission set released_at = now();
select is(pg_temp.listed(), 'Women', 'released');
update file set state = 'returned';
select is(pg_temp.listed(), null, 'not when it was returned after all');
select is(pg_temp.sees('staff', 'paper_show', 'file_name'), null, 'nor is there a cleaned copy');
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
select is(pg_temp.sees('', 'paper_show', 'file_name'), null, 'before the edition nobody reads it');

-- published: its row may be read by everybody
update file set edition = 1;
select is(pg_temp.sees(who, 'paper_show', 'file_name'), 'a-cleared.pdf', 'the cleaned copy is for ' || coalesce(nullif(who, ''), 'everybody')) from unnest('{"",chair,staff}'::text[]) as w(who);
select is(pg_temp.sees(who, 'paper_original', 'file_name'), expected, 'the original: ' || coalesce(nullif(who, ''), 'nobody'))
	from (values ('', null), ('stranger', null), ('contact', null), ('chair', null), ('staff elsewhere', null), ('panelist', 'a.pdf'), ('staff', 'a.pdf')) as w(who, expected);
select is(pg_temp.sees(who, 'receipt_show', 'receipt', 'dais_admin'), expected, 'the receipt, past the row policies: ' || who)
	from (values ('contact', null), ('chair', null), ('panelist', 'AAAA-BBBB-CCCC'), ('staff', 'AAAA-BBBB-CCCC')) as w(who, expected);

-- the public question
do $$ begin
	for i in 1 .. 60 loop
		perform pg_temp.ask('', 'verify_begin', '{"network":"192.0.2.1"}');
	end loop;
end $$;
select is(pg_temp.ask('', 'verify_begin', '{"network":"192.0.2.1"}') ->> 'refused', 'DA429', 'nobody guesses receipts');

select finish();
rollback;
