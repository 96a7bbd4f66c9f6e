-- Filings and their files: one receipt over several files, the newest of each position and language, titles by language,
-- when a paper may be public, and that the same bytes filed twice are remarked.
begin;
\ir world.psql
select plan(45);

update slot_person set state = 'confirmed', contact = false;

create function pg_temp.upload(bytes bytea, name text default 'paper.pdf', who text default 'panelist') returns uuid language sql as $$
	insert into upload (person, file_name, size, received, sha256, expires)
		values (pg_temp.id(who), name, length(bytes), length(bytes), sha256(bytes), now() + interval '1 day') returning id
$$;
create function pg_temp.file(bytes bytea, lang text, title text default 'Women', who text default 'panelist', slot text default 'slot CIM')
	returns text language sql as $$
	select pg_temp.ask(who, 'submission_create', jsonb_build_object('slot', pg_temp.id(slot), 'upload', pg_temp.upload(bytes, who => who),
		'title', title, 'language', lang, 'key', gen_random_uuid(), 'media_type', 'application/pdf', 'key_id', 'k')) ->> 'receipt'
$$;
create function pg_temp.slot_shown(lang text default 'en') returns jsonb language sql as $$
	select pg_temp.ask('staff', 'desk_slot', jsonb_build_object('meeting', 'test-2004', 'slot', pg_temp.id('slot CIM')), lang)
$$;
create function pg_temp.current() returns text language sql as $$
	select string_agg(concat_ws(' ', position, language, number), ', ' order by position, language) from api.files where current
$$;

-- languages
create temporary table spanish as select pg_temp.file('es 1', 'es', 'Mujeres') as receipt;
select pg_temp.file('en 1', 'en', 'Women') \g /dev/null
select is(pg_temp.current(), '1 en 1, 1 es 1', 'a paper in another language replaces none');
select is((select string_agg(p ->> 'title', ', ' order by p ->> 'title') from jsonb_array_elements(pg_temp.slot_shown() #> '{slot,current_files}') as p),
	'Mujeres, Women', 'the desk lists both, each under its own title');
select is((select original_language || ' ' || title::text from submission), 'es {"en": "Women", "es": "Mujeres"}',
	'the titles of one submission: the language of the first filing is the original');
select is(pg_temp.slot_shown('pt') #>> '{submission,title}', 'Mujeres', 'who reads neither is shown the original');
select is((select position || language || number from file where id = (select translates from file where language = 'en')), '1es1',
	'a translation knows the file that it translates');
select is(pg_temp.ask('panelist', 'receipt_show', jsonb_build_object('receipt', receipt)) ->> 'replaced_by', null, 'nor does it replace by its receipt')
	from spanish;
select pg_temp.file('es 2', 'es', 'Mujeres migrantes') \g /dev/null
select is(pg_temp.current(), '1 en 1, 1 es 2', 'one in the same language does');
select isnt(pg_temp.ask('panelist', 'receipt_show', jsonb_build_object('receipt', receipt)) ->> 'replaced_by', null, 'and its receipt says so')
	from spanish;
select is((select submission.title ->> 'es' from submission), 'Mujeres migrantes', 'under its new title');
select matches((select receipt_text from filing join spanish using (receipt)), '(?n)^Title: Mujeres$', 'the receipt keeps what it said');
update file set withdrawn_at = now(), withdrawn_by = pg_temp.id('panelist') where language = 'es' and number = 2;
select is(pg_temp.current(), '1 en 1, 1 es 1', 'one that is withdrawn gives way to the one before');
select is(pg_temp.ask('panelist', 'receipt_show', jsonb_build_object('receipt', receipt)) ->> 'replaced_by', null, 'which is replaced by none')
	from spanish;

-- several files, one receipt
create temporary table two (paper, slides) as select pg_temp.upload('en 2'), pg_temp.upload('slides', 'slides.pdf');
grant select on two to dais_web;
create temporary table told as select count(*) as mails, (select count(*) from job) as intakes, (select count(*) from event) as events from outbox;
create temporary table both_filed as select pg_temp.ask_as('panelist', format('select api.filing_create(%L, %L, ''en'', ''key of two'', ''k'')', submission.id,
	jsonb_build_array(jsonb_build_object('upload', paper, 'language', 'en', 'media_type', 'application/pdf'),
		jsonb_build_object('upload', slides, 'language', 'en', 'media_type', 'application/pdf')))) as receipt from submission, two;
select is(pg_temp.current(), '1 en 2, 1 es 1, 2 en 1', 'slides stand beside the paper, each numbered for itself');
select is((select count(*)::int from filing where receipt = (select receipt from both_filed)), 1, 'one filing');
select is((select string_agg(line, ', ' order by at) from filing join both_filed using (receipt),
	regexp_split_to_table(receipt_text, e'\n') with ordinality as lines(line, at) where line ~ '^(File|Size|SHA-256|Version|Number)'),
	'Number: ' || receipt || ', File: paper.pdf, Size: 4 bytes, SHA-256: ' || encode(sha256('en 2'), 'hex') || ', Version: 2 (en), ' ||
	'File: slides.pdf, Size: 6 bytes, SHA-256: ' || encode(sha256('slides'), 'hex') || ', Version: 1 (en)', 'one receipt, which lists each')
	from both_filed;
update file set cleaned_sha256 = sha256('en 2, cleaned') where sha256 = sha256('en 2');
select is(api.receipt_matches('en', jsonb_build_object('receipt', receipt, 'sha256', encode(sha256(bytes), 'hex'))) ->> 'answer', answer,
	bytes::text || ' is of that receipt: ' || answer)
	from both_filed, (values ('en 2'::bytea, 'match'), ('slides', 'match'), ('en 1', 'no-match'), ('en 2, cleaned', 'copy')) as f(bytes, answer);
select is((select jsonb_agg(f -> 'file_name') from jsonb_array_elements(pg_temp.ask('panelist', 'receipt_show', jsonb_build_object('receipt', receipt))
	-> 'files') as f), '["paper.pdf", "slides.pdf"]', 'its page shows both') from both_filed;
select is((select concat_ws(' ', count(*) - mails, (select count(*) from job) - intakes, (select count(*) from event) - events) from outbox),
	'1 2 1', 'one mail, two intakes, one event') from told group by mails, intakes, events;
select is(jsonb_array_length(pg_temp.mail('panelist@example.org') -> 'files'), 2, 'the mail lists both');

-- the same bytes
select is(pg_temp.mail('panelist@example.org') #> '{files,0,same}', 'null', 'new bytes are not remarked');
create temporary table again as select pg_temp.file('es 1', 'en') as receipt;
select is(pg_temp.ask('panelist', 'receipt_show', jsonb_build_object('receipt', again.receipt)) #>> '{files,0,same,receipt}', spanish.receipt,
	'the same bytes filed anew are remarked on their receipt') from again, spanish;
select is(pg_temp.mail('panelist@example.org') #>> '{files,0,same,receipt}', receipt, 'in the mail') from spanish;
select is((select f #>> '{same,receipt}' from again, jsonb_array_elements(pg_temp.slot_shown() -> 'files') as f where f ->> 'receipt' = again.receipt),
	receipt, 'and on the desk') from spanish;
select is(pg_temp.ask('panelist', 'receipt_show', jsonb_build_object('receipt', receipt)) #> '{files,0,same}', 'null', 'the first is not')
	from spanish;
create temporary table others as select pg_temp.file('es 1', 'en', who => 'contact', slot => 'slot IIN') as receipt;
select is(pg_temp.ask('staff', 'receipt_show', jsonb_build_object('receipt', receipt)) #> '{files,0,same}', 'null',
	'that somebody else sent the same is nobody''s mistake') from others;

-- a filing never changes
select throws_ok(format('set local role dais_registry; update dais.filing set %s', change), '42501', null, 'nobody: ' || change)
	from unnest('{reason = ''x'',received_at = now(),receipt_text = ''x''}'::text[]) as c(change);

-- for a slot, for something else, or for none
select throws_ok(format('insert into submission (meeting, slot, kind, original_language, title, person, delegation) values (%L, %s)', pg_temp.id('meeting'), said),
	code, null, what) from (values
	(format('%L, ''presentation'', ''en'', ''{"en":"t"}'', %L, null', pg_temp.id('slot CIM'), pg_temp.id('panelist')), '23505', 'a slot has one presentation'),
	(format('%L, ''statement'', ''en'', ''{"es":"t"}'', %L, null', pg_temp.id('slot CIM'), pg_temp.id('panelist')), '23514', 'a title stands in its original language'),
	(format('%L, ''statement'', ''en'', ''{"en":"t"}'', %L, gen_random_uuid()', pg_temp.id('slot CIM'), pg_temp.id('panelist')), '23514',
		'and is for a slot or for a delegation, not for both')) as t(said, code, what);
insert into submission (id, meeting, kind, original_language, title, person)
	values (pg_temp.id('loose'), pg_temp.id('meeting'), 'background document', 'es', '{"es":"Antecedentes"}', pg_temp.id('staff'));
insert into submission_party (meeting, submission, party) values (pg_temp.id('meeting'), pg_temp.id('loose'), pg_temp.id('MEX'));
insert into placement (meeting, submission, item) values (pg_temp.id('meeting'), pg_temp.id('loose'), pg_temp.id('II'));
insert into filing (id, meeting, submission, person, on_behalf_of, arrived_by, arrived_on, received_at, punctuality, receipt, key_id, receipt_text, idempotency_key)
	values (pg_temp.id('loose filing'), pg_temp.id('meeting'), pg_temp.id('loose'), pg_temp.id('staff'), pg_temp.id('focal point'), 'mail',
		current_date, now(), 'in time', 'LOOSE', 'k', 't', 'loose');
insert into file (meeting, submission, filing, language, number, upload, file_name, media_type, size, sha256, state)
	values (pg_temp.id('meeting'), pg_temp.id('loose'), pg_temp.id('loose filing'), 'es', 1, pg_temp.upload('loose', who => 'staff'), 'a.pdf',
		'application/pdf', 5, sha256('loose'), 'cleared');
create function pg_temp.shown() returns text language sql as $$
	select concat_ws(' ', p #>> '{title,es}', p #>> '{party,es}', p #>> '{party,en}') from api.item_submissions(pg_temp.id('meeting')),
		jsonb_array_elements(list) as p where item = pg_temp.id('II')
$$;
select is(pg_temp.shown(), null, 'without a slot, and not released: the program does not show it');
update submission set released_at = now() where id = pg_temp.id('loose');
select is(pg_temp.shown(), 'Antecedentes México Mexico', 'released, it stands under its item, by its party');
select is(pg_temp.ask('staff', 'receipt_show', '{"receipt":"LOOSE"}') ->> 'title', 'Antecedentes', 'its receipt is shown, too');
select is(pg_temp.ask('focal point', 'receipt_show', '{"receipt":"LOOSE"}'), null, 'to those whom it concerns');

-- when
create function pg_temp.shown_when(change text) returns text language plpgsql as $$
begin
	execute format('update submission set %s where id = pg_temp.id(''loose'')', change);
	return pg_temp.shown();
end $$;
select is(pg_temp.shown_when(change), shown, change) from (values
	(1, 'audience = ''participants''', null), (2, 'audience = ''secretariat''', null), (3, 'audience = ''public''', 'Antecedentes México Mexico'),
	(4, 'release = ''at a time'', release_at = now() + interval ''1 minute''', null),
	(5, 'release_at = now() - interval ''1 minute''', 'Antecedentes México Mexico'),
	(6, 'release = ''when delivered'', release_at = null', null), (7, 'delivered_at = now()', 'Antecedentes México Mexico')) as t(at, change, shown)
	order by at;

select finish();
rollback;
