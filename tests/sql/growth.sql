-- What reading costs as a meeting grows: every page of a meeting ten times as large reads at most about ten times as
-- many rows. Rows are counted, not time: the same on any machine.
begin;
\ir world.psql
set local plan_cache_mode = force_generic_plan; -- as a worker's connection (fcgi/base/db_connection.c)
set local enable_seqscan = off; -- a table is read whole, once a row, only while it is small: as if these were large

-- Panels, each with two parts, two slots, a person in one of them with a cleared and released paper, a
-- sitting's hour, and a delegation with a member that asks for the floor.
create function pg_temp.grow(first integer, last integer) returns void language plpgsql as $$
declare
	here uuid := pg_temp.id('meeting');
begin
	insert into item (id, meeting, position, kind, long_title)
		select pg_temp.id('panel ' || n), here, 100 + n, 'panel', '{"en":"Panel"}' from generate_series(first, last) as n;
	insert into item (meeting, parent, position, kind, long_title)
		select here, pg_temp.id('panel ' || n), p, 'panel', '{"en":"Part"}' from generate_series(first, last) as n, generate_series(1, 2) as p;
	insert into schedule_entry (meeting, item, sitting)
		select here, pg_temp.id('panel ' || n), pg_temp.id('sitting') from generate_series(first, last) as n;
	insert into slot (id, meeting, item, position, role, held_by, label)
		select pg_temp.id('slot ' || n || p), here, pg_temp.id('panel ' || n), position, 'panelist', 'person', '{"en":"Somebody"}'
		from generate_series(first, last) as n, unnest('{a,b}'::text[]) with ordinality as slots(p, position);
	insert into slot_person (meeting, slot, name, person, state)
		select here, pg_temp.id('slot ' || n || 'a'), 'Panelist', pg_temp.id('contact'), 'confirmed' from generate_series(first, last) as n;
	insert into upload (id, person, file_name, size, expires)
		select pg_temp.id('upload ' || n), pg_temp.id('panelist'), 'f.pdf', 1, now() from generate_series(first, last) as n;
	insert into submission (id, meeting, slot, original_language, title, person, released_at)
		select pg_temp.id('paper ' || n), here, pg_temp.id('slot ' || n || 'a'), 'en', '{"en":"Paper"}', pg_temp.id('panelist'), now()
		from generate_series(first, last) as n;
	insert into filing (id, meeting, submission, person, received_at, punctuality, receipt, key_id, receipt_text, idempotency_key)
		select pg_temp.id('filing ' || n), here, pg_temp.id('paper ' || n), pg_temp.id('panelist'), now(), 'in time', 'R' || n, 'k', 't', 'i' || n
		from generate_series(first, last) as n;
	insert into file (meeting, submission, filing, language, number, upload, file_name, media_type, size, sha256, state)
		select here, pg_temp.id('paper ' || n), pg_temp.id('filing ' || n), 'en', 1, pg_temp.id('upload ' || n), 'f.pdf', 'application/pdf', 1,
			'x', 'cleared' from generate_series(first, last) as n;
	insert into placement (meeting, submission, item)
		select here, pg_temp.id('paper ' || n), pg_temp.id('panel ' || n) from generate_series(first, last) as n;
	insert into proposal (meeting, kind, addressee, aim, text, original_language, submission, slot, person)
		select here, 'objective', 'organization', 'promotion', '{"en":"Objective"}', 'en', pg_temp.id('paper ' || n), pg_temp.id('slot ' || n || 'a'), pg_temp.id('contact')
		from generate_series(first, last) as n;
	insert into party (id, code, kind, name) select pg_temp.id('state ' || n), 'S' || n, 'state', '{"en":"State"}' from generate_series(first, last) as n;
	insert into participation select here, pg_temp.id('state ' || n) from generate_series(first, last) as n;
	insert into delegation (id, meeting, party)
		select pg_temp.id('delegation ' || n), here, pg_temp.id('state ' || n) from generate_series(first, last) as n;
	insert into delegation_member (meeting, party, delegation, position, name, function)
		select here, pg_temp.id('state ' || n), pg_temp.id('delegation ' || n), 1, 'Member', 'head' from generate_series(first, last) as n;
	insert into floor_request (meeting, item, party, speaker)
		select here, pg_temp.id('III.dialogue'), pg_temp.id('state ' || n), 'Member' from generate_series(first, last) as n;
	insert into outbox (meeting, person, address, language, template, data, slot)
		select here, pg_temp.id('contact'), 'contact@example.org', 'en', 'receipt', '{}', pg_temp.id('slot ' || n || 'a') from generate_series(first, last) as n;
end $$;

-- Rows that one call reads.
create function pg_temp.reads() returns bigint language sql as $$
	select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_xact_all_tables where schemaname = 'dais'
$$;
create function pg_temp.cost(function text, who text, input jsonb) returns bigint language plpgsql as $$
declare
	before bigint := pg_temp.reads();
	answer jsonb := pg_temp.ask(who, function, input || '{"meeting":"test-2004"}');
begin
	if answer is null or answer ? 'refused' then
		raise exception '% answers %', function, answer;
	end if;
	return pg_temp.reads() - before;
end $$;

insert into sitting (id, meeting, day, held_on, position) values (pg_temp.id('sitting'), pg_temp.id('meeting'), 1, current_date, 1);
insert into letter (id, meeting, audience, subject, body) values (pg_temp.id('letter'), pg_temp.id('meeting'), 'paper awaited', '{"en":"S"}', '{"en":"B"}');
create temporary table page as
	select * from (values ('publish_show', 'staff', '{}'::jsonb), ('schedule_show', 'staff', '{}'), ('warning_list', 'staff', '{}'), ('preview_show', 'staff', '{}'),
		('agenda_show', 'staff', '{}'), ('desk_show', 'staff', '{}'), ('desk_item', 'staff', '{"item":"III"}'),
		('desk_slot', 'staff', jsonb_build_object('slot', pg_temp.id('slot CIM'))), ('packet_list', 'staff', '{}'),
		('packet_show', 'staff', '{"item":"III"}'), ('delegation_list', 'staff', '{}'),
		('delegation_desk', 'staff', '{"party":"T-CRI"}'), ('speaker_list', 'chair', '{"item":"III.dialogue"}'),
		('delegation_show', 'focal point', '{"party":"T-CRI"}'), ('my_show', 'panelist', '{}'),
		('my_slot', 'panelist', jsonb_build_object('slot', pg_temp.id('slot CIM'))),
		('mail_list', 'staff', '{}'), ('letter_list', 'staff', '{}'), ('letter_show', 'staff', jsonb_build_object('letter', pg_temp.id('letter'))),
		('proposal_list', 'staff', '{}'), ('working_desk', 'staff', '{}'), ('group_list', 'staff', '{}'),
		('letter_preview', 'staff', jsonb_build_object('letter', pg_temp.id('letter'))), ('edition_show', '', '{}'), ('item_show', '', '{"item":"III"}'), ('document_list', '', '{}')) as p(function, who, input);
select plan((select count(*) from page)::int);

select pg_temp.grow(1, 10) \g /dev/null
select api.edition_issue(pg_temp.id('meeting'), null) \g /dev/null
analyze;
create temporary table once as select function, pg_temp.cost(function, who, input) as rows from page;
select pg_temp.grow(11, 100) \g /dev/null
select api.edition_issue(pg_temp.id('meeting'), null) \g /dev/null
analyze;

select cmp_ok(tenfold, '<=', 12 * rows, function || ' reads ' || rows || ' rows, of a meeting ten times as large ' || tenfold)
	from once join page using (function), lateral (select pg_temp.cost(function, who, input) as tenfold) as c;

select finish();
rollback;
