-- Packets: what goes in, when what was built is out of date, and who may see, compile and read.
begin;
\ir world.psql
select plan(81);

create function pg_temp.show(who text, item text default 'III') returns jsonb language sql as $$
	select pg_temp.ask(who, 'packet_show', jsonb_build_object('meeting', 'test-2004', 'item', item))
$$;
create function pg_temp.inputs(lang text default 'en') returns jsonb language sql as $$
	select clerk.packet_inputs(pg_temp.id('III'), lang)
$$;
create function pg_temp.entry(number integer, field text, lang text default 'en') returns text language sql as $$
	select pg_temp.inputs(lang) #>> array['entries', number::text, field]
$$;
-- A file of the CIM's paper in this state, alone in its filing.
create function pg_temp.file(name text, number integer, state text, lang text default 'en') returns void language plpgsql as $$
begin
	insert into submission (id, meeting, slot, original_language, title, person)
		values (pg_temp.id('paper'), pg_temp.id('meeting'), pg_temp.id('slot CIM'), 'en', '{"en":"Women who migrate"}', pg_temp.id('panelist'))
		on conflict do nothing;
	insert into upload (id, person, file_name, size, received, expires, filed)
		values (pg_temp.id(name), pg_temp.id('panelist'), 'paper.pdf', 5, 5, now() + interval '1 day', true);
	insert into filing (id, meeting, submission, person, received_at, punctuality, receipt, key_id, receipt_text, idempotency_key)
		values (pg_temp.id('filing ' || name), pg_temp.id('meeting'), pg_temp.id('paper'), pg_temp.id('panelist'), now(), 'in time',
			name, 'key', 'text', name);
	insert into file (id, meeting, submission, filing, language, number, upload, file_name, media_type, size, sha256, state, pages)
		values (pg_temp.id(name), pg_temp.id('meeting'), pg_temp.id('paper'), pg_temp.id('filing ' || name), file.lang, file.number,
			pg_temp.id(name), 'paper.pdf', 'application/pdf', 5, sha256(name::bytea), file.state, 3);
end $$;

-- what goes in
select is(jsonb_array_length(pg_temp.inputs() -> 'entries'), 2, 'the open number of speakers has no sheet, the named ones have');
select is(pg_temp.inputs() #>> '{item,number}', 'III', 'the number comes from the tree');
select is(pg_temp.entry(0, 'state'), 'not received', 'at first: not yet received');
select is(pg_temp.entry(0, 'people'), 'Panelist', 'with who is named');
select is(pg_temp.entry(1, 'people'), null, 'but not with the institution''s contact');
update slot set without_paper = true where id = pg_temp.id('slot IIN');
select is(pg_temp.entry(1, 'state'), 'without paper', 'who speaks without a paper is told apart');
update slot_person set state = 'declined' where slot = pg_temp.id('slot CIM');
select is(jsonb_array_length(pg_temp.inputs() -> 'entries'), 1, 'a slot that declined has no sheet');
update slot_person set state = 'confirmed' where slot = pg_temp.id('slot CIM');
insert into slot_person (meeting, slot, name) values (pg_temp.id('meeting'), pg_temp.id('slot others'), 'Somebody Else');
select is(pg_temp.entry(2, 'short') || coalesce(pg_temp.entry(2, 'people'), ''), 'Somebody Else', 'an open number of speakers has a sheet once somebody is named');
select pg_temp.file('v1', 1, 'received');
select is(pg_temp.entry(0, 'state'), 'being checked', 'a paper that is being checked');
select is(concat_ws(' of ', pg_temp.inputs() ->> 'received', pg_temp.inputs() ->> 'expected'), '1 of 3', 'what has a receipt is received');
select is(concat_ws(' ', pg_temp.inputs() ->> 'included', pg_temp.inputs() ->> 'held_back'), '0 1', 'though it does not stand in the packet yet');
update file set state = 'to be converted';
select is(pg_temp.entry(0, 'state'), 'to be converted', 'or to be converted');
select is(pg_temp.inputs() #>> '{entries,0,filed,receipt}', 'v1', 'has a sheet with its receipt');
select is(pg_temp.entry(0, 'title'), 'Women who migrate', 'and its title');
update file set state = 'returned', refusal = 'PDF_PASSWORD';
select is(pg_temp.entry(0, 'state'), 'returned', 'or returned has a sheet that says so');
select is(pg_temp.inputs() #>> '{entries,0,filed,refusal}', 'PDF_PASSWORD', 'and why');
select is(pg_temp.inputs() ->> 'received', '1', 'it too is received');
update file set state = 'cleared', refusal = null, cleaned_sha256 = '\xab';
select is(pg_temp.entry(0, 'state') || (pg_temp.inputs() #>> '{entries,0,filed,receipt}'), 'in packetv1', 'a cleared one stands in the packet');
select is(pg_temp.inputs() ->> 'included', '1', 'and is counted');
select pg_temp.file('v2', 2, 'received');
select is(pg_temp.inputs() #>> '{entries,0,others,0,receipt}', 'v2', 'a replacement that is not cleared is told');
select is(pg_temp.inputs() #>> '{entries,0,filed,receipt}', 'v1', 'it is replaced only when the new one is cleared');
update file set state = 'cleared';
select is(pg_temp.inputs() #>> '{entries,0,filed,receipt}', 'v2', 'as then it does');
select pg_temp.file('v3', 1, 'cleared', 'es');
select is(pg_temp.inputs('es') #>> '{entries,0,filed,receipt}', 'v3', 'a Spanish packet takes the Spanish file');
select is(pg_temp.inputs('fr') #>> '{entries,0,filed,receipt}', 'v2', 'a French one the original''s language');

update submission set audience = 'secretariat';
select is(pg_temp.entry(0, 'state'), 'not received', 'a paper for the secretariat is in no packet');
update submission set audience = 'participants';
select is(pg_temp.entry(0, 'state'), 'in packet', 'one for the participants is');
update file set withdrawn_at = now() where number = 2;
select is(pg_temp.inputs() #>> '{entries,0,filed,receipt}', 'v1', 'one that was withdrawn gives way to the one before');
update file set withdrawn_at = null;
insert into placement (meeting, submission, item, position) values (pg_temp.id('meeting'), pg_temp.id('paper'), pg_temp.id('IV'), 1), (pg_temp.id('meeting'), pg_temp.id('paper'), pg_temp.id('III'), 9);
select is(clerk.packet_inputs(pg_temp.id('IV'), 'en') #>> '{entries,0,filed,receipt}', 'v2', 'a paper that was placed under another item besides stands there, too');
select is(pg_temp.inputs() ->> 'included', '1', 'and once where it is twice');
delete from placement;
update submission set audience = 'public';

-- who sees and who compiles
select is(pg_temp.show('staff') ->> 'may_compile', 'true', 'staff see it and may compile');
select is(pg_temp.show('chair') ->> 'may_compile', 'false', 'the chair sees it');
select is(pg_temp.show(who), null, coalesce(nullif(who, ''), 'the public') || ' does not')
	from unnest('{panelist,focal point,staff elsewhere,stranger,""}'::text[]) as w(who);
select is(pg_temp.show('staff', 'IX'), null, 'there is no item IX');
select is(pg_temp.show('staff') #> '{entries,0,paper,upload}', null, 'the page does not get what only the clerk needs');
create function pg_temp.compile(who text) returns jsonb language sql as $$
	select pg_temp.ask(who, 'packet_compile', '{"meeting":"test-2004","item":"III"}')
$$;
select is(pg_temp.compile(who), '{"refused":"DA404"}', who || ' does not compile')
	from unnest('{chair,focal point,panelist,staff elsewhere}'::text[]) as w(who);
select is(pg_temp.compile('staff') ->> 'location', '/en/desk/test-2004/packets/III', 'staff compile');
select is((select kind || state from job), 'packetqueued', 'which queues the job');
select is(pg_temp.show('staff') #>> '{working,waiting}', 'true', 'and the page says so');

-- the build and what makes it old
create temporary table built as select id, clerk.packet_begin(id)::jsonb as begun from packet;
grant select on built to dais_clerk;
set local role dais_clerk;
select clerk.packet_built(id, jsonb_build_object('sha256', repeat('ab', 32), 'size', 1000, 'pages', 9, 'hash', begun ->> 'hash',
	'inputs', begun -> 'inputs', 'parts', jsonb_build_array('{"name":"cover","pages":1}'::jsonb, '{"name":"contents","pages":2}'::jsonb, '{"pages":1}'::jsonb,
		jsonb_build_object('name', begun #>> '{inputs,entries,0,name}', 'pages', 1),
		jsonb_build_object('name', 'paper ' || (begun #>> '{inputs,entries,0,name}'), 'pages', 3)))) from built;
reset role;
update job set state = 'done';
select is(pg_temp.show('staff') #>> '{packet,stale}', 'false', 'what was just built is up to date');
select is(pg_temp.show('staff') #>> '{manifest,files,0,sha256}', encode(sha256('v2'), 'hex'), 'its manifest has every SHA-256');
create function pg_temp.manifest(who text, field text) returns text language sql as $$
	select pg_temp.ask(who, 'packet_manifest', jsonb_build_object('packet', (select id from built))) #>> field::text[]
$$;
select is(pg_temp.manifest('chair', '{files,0,' || field || '}'), told, 'a line of it has: ' || field)
	from (values ('state', 'in packet'), ('language', 'en'), ('receipt', 'v2'), ('page', '6'), ('pages', '3'), ('sheet_page', '5'),
		('cleaned_name', 'paper-cleared.pdf')) as t(field, told);
select is(pg_temp.manifest('chair', '{files,1,state}'), 'another language', 'the Spanish file stands in it as received in another language');
select is(pg_temp.manifest('panelist', '{papers}'), null, 'a panelist does not read it');
update submission set title = '{"en":"Another title"}';
select is(pg_temp.show('chair') #>> '{packet,stale}', 'true', 'a changed title makes it old, whoever looks');
select is((select count(*) from pg_temp.ask('focal point', 'packet_file', jsonb_build_object('packet', (select id from built))) as f
	where f ->> 'file_name' = 'test-2004-III-en.pdf'), 1::bigint, 'a focal point reads the file');
select is(pg_temp.ask('panelist', 'packet_file', jsonb_build_object('packet', (select id from built))), null, 'a panelist does not');
select is(jsonb_array_length(pg_temp.ask('focal point', 'packet_list', '{"meeting":"test-2004"}') -> 'packets'), 3,
	'the list has every panel');

-- what one may ask of packets in other languages, and of the work on them
insert into packet (id, meeting, item, language, sha256, pages, size, built_at) values (pg_temp.id('french'), pg_temp.id('meeting'), pg_temp.id('III'), 'fr', 'x', 1, 1, now()),
	(pg_temp.id('unbuilt'), pg_temp.id('meeting'), pg_temp.id('III'), 'pt', null, null, null, null);
create function pg_temp.others(who text) returns text language sql as $$
	select string_agg(o ->> 'language', ' ') from jsonb_array_elements(pg_temp.ask(who, 'packet_list', '{"meeting":"test-2004"}') -> 'packets') as p, jsonb_array_elements(p -> 'others') as o
$$;
select is(pg_temp.others('focal point'), 'fr', 'what was built in other languages is offered, and nothing else');
select is(pg_temp.ask_as(who, format('select api.packet_others(%L, ''en'')', pg_temp.id('III'))), '[]', 'not to ' || coalesce(nullif(who, ''), 'everybody')) from unnest('{"",panelist,staff elsewhere}'::text[]) as w(who);
select is(pg_temp.ask_as(who, format('select api.packet_brief(%L) is null', pg_temp.id('french'))), 'true', 'nor anything told of it') from unnest('{"",panelist,staff elsewhere}'::text[]) as w(who);
select is(pg_temp.ask_as(who, format('select coalesce(api.packet_page(%L, ''en'') is null, true)', pg_temp.id('III'))), told, 'what goes into it, for ' || who)
	from (values ('focal point', 'true'), ('panelist', 'true'), ('chair', 'false')) as w(who, told);
create function pg_temp.queues(who text, packet text) returns integer language plpgsql as $$
begin
	delete from dais.job;
	perform pg_temp.ask_as(who, format('select api.packet_queue(%L)', pg_temp.id(packet)));
	return (select count(*) from dais.job);
end $$;
select is(pg_temp.queues(who, packet), jobs, format('%s asks for the packet: %s', who, packet)) from (values ('staff', 'unbuilt', 1), ('focal point', 'french', 1), ('chair', 'french', 1),
	('focal point', 'unbuilt', 0), ('panelist', 'french', 0), ('staff elsewhere', 'french', 0)) as q(who, packet, jobs);
select pg_temp.ask('focal point', 'packet_rebuild', jsonb_build_object('packet', pg_temp.id('french'))) \g /dev/null
select is((select count(*)::int from job), 1, 'a file that is gone is made again for who may read it');
update job set state = 'running';
select is((select string_agg((p -> 'job')::text, '') from jsonb_array_elements(pg_temp.ask('focal point', 'packet_list', '{"meeting":"test-2004"}', 'fr') -> 'packets') as p
	where p ->> 'number' = 'III'), 'null', 'how far the work is only staff are told');
select is((select string_agg(p #>> '{job,state}', '') from jsonb_array_elements(pg_temp.ask('staff', 'packet_list', '{"meeting":"test-2004"}', 'fr') -> 'packets') as p), 'running', 'who are');
select is(pg_temp.ask('staff', 'packet_compile', '{"meeting":"test-2005","item":"III"}'), '{"refused":"DA404"}', 'nobody compiles under another meeting''s address');
select is(pg_temp.events(), 'packet asked for 1, packet built 1', 'every step left its event');

select * from finish();
rollback;
