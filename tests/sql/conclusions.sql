-- Conclusions: who writes, moves and removes them; drawn from what was adopted; dissents; read and adopted once, and from then on the
-- same for ever; the follow-up.
begin;
\ir world.psql
select plan(76);

create function pg_temp.c(words text) returns uuid language sql as $$ select c.id from conclusion as c where c.text ->> 'en' = words $$;
create function pg_temp.write(words text, addressee text default 'organization', who text default 'staff') returns jsonb language sql as $$
	select pg_temp.press('conclusion_create', jsonb_build_object('addressee', addressee, 'text', jsonb_build_object('en', words)), who)
$$;
create function pg_temp.on(words text, more jsonb default '{}') returns jsonb language sql as $$ select jsonb_build_object('conclusion', pg_temp.c(words)) || more $$;
-- "organization: 1 A, 2 B; cooperation: 3 C"
create function pg_temp.page(who text default 'staff') returns text language sql as $$
	select string_agg((part ->> 'addressee') || ': ' || list, '; ' order by at) from jsonb_array_elements(pg_temp.press('conclusion_list', '{}', who) -> 'parts') with ordinality as parts(part, at),
		lateral (select string_agg((p ->> 'number') || ' ' || (p #>> '{text,text}') || coalesce((select string_agg(format(' [%s of %s: %s]', r ->> 'kind', r #>> '{party,text}', r #>> '{text,text}'), '')
			from jsonb_array_elements(p -> 'reservations') as r), ''), ', ') from jsonb_array_elements(part -> 'paragraphs') as p) as l(list) where list is not null
$$;
create function pg_temp.undo() returns jsonb language sql as $$
	select pg_temp.press('change_undo', jsonb_build_object('next', 'conclusions', 'act', (select act from change where kind in ('conclusion', 'reservation') order by id desc limit 1)))
$$;

-- A count as it is now, not as it was when the statement began.
create function pg_temp.n(of text) returns bigint language plpgsql as $$
declare
	counted bigint;
begin
	execute 'select count(*) from ' || of into counted;
	return counted;
end $$;

-- ---------------------------------------------------------------- written, changed, moved, removed

select is(pg_temp.write('A') ->> 'location', '/en/desk/test-2004/conclusions?done=saved#c' || pg_temp.c('A'), 'staff write a conclusion');
select ok(pg_temp.write('B', 'cooperation') ? 'location' and pg_temp.write('C', 'member-states') ? 'location' and pg_temp.write('D') ? 'location', 'and others');
select is(pg_temp.page(), 'organization: 1 A, 2 D; member states: 3 C; cooperation: 4 B', 'numbered by addressee');
select is(pg_temp.page('chair'), pg_temp.page(), 'the chair reads the same');
select is((select string_agg(who || ' ' || (pg_temp.write('X', 'organization', who) ->> 'refused'), ', ' order by at) from unnest('{chair,panelist,focal point,staff elsewhere,""}'::text[])
	with ordinality as w(who, at)), 'chair DA404, panelist DA404, focal point DA404, staff elsewhere DA404,  DA404', 'nobody else writes one');
select is(pg_temp.write('X', 'emperor') -> 'errors', '[{"code":"choose","field":"addressee"}]', 'an addressee is one of three');
select is((select string_agg(distinct pg_temp.ask_as(who, 'select count(*) from dais.conclusion'), ', ') from unnest('{panelist,focal point,staff elsewhere,stranger,""}'::text[]) as who), '0',
	'before they are adopted nobody else sees one');
select is(pg_temp.press('conclusion_change', pg_temp.on('A', '{"addressee":"organization","text":{"en":"A","es":"La A"},"revision":"1"}')) ? 'location', true, 'changed');
select is(pg_temp.press('conclusion_change', pg_temp.on('A', '{"addressee":"organization","text":{"en":"A","es":"El A"},"revision":"1"}')) ->> 'refused', 'DA409', 'who read it before that is told');
select is(pg_temp.press('conclusion_change', pg_temp.on('A', '{"addressee":"organization","text":{"en":"AA"},"revision":"1"}')) ? 'location', true, 'who changed another language is not');
select is((select text from conclusion where id = pg_temp.c('AA')), '{"en":"AA","es":"La A"}', 'and both stay');
select ok(pg_temp.press('conclusion_move', pg_temp.on('D', '{"up":true}')) ? 'location' and pg_temp.page() like 'organization: 1 D, 2 AA;%', 'moved up');
select ok(pg_temp.press('conclusion_move', pg_temp.on('D', '{"up":true}')) ? 'location' and pg_temp.page() like 'organization: 1 D, 2 AA;%', 'the first stays the first');
select ok(pg_temp.press('conclusion_change', pg_temp.on('C', '{"addressee":"organization","text":{"en":"C"},"revision":"1"}')) ? 'location', 'given to another addressee');
select is(pg_temp.page(), 'organization: 1 D, 2 AA, 3 C; cooperation: 4 B', 'it stands at the end there');
select ok(pg_temp.undo() ? 'location' and pg_temp.page() = 'organization: 1 D, 2 AA; member states: 3 C; cooperation: 4 B', 'and back');

-- ---------------------------------------------------------------- drawn from what was adopted

create function pg_temp.propose(name text, kind text, decision text, serves text default null, state text default 'proposed') returns void language sql as $$
	insert into proposal (id, meeting, kind, addressee, aim, text, original_language, person, said_by, decision, decided_at, serves, state)
		values (pg_temp.id(name), pg_temp.id('meeting'), kind, 'member states', 'promotion', jsonb_build_object('en', name), 'en', pg_temp.id('staff'), 'x', decision, case when decision is not null then now() end, pg_temp.id(serves), state)
$$;
select pg_temp.propose('activity', 'activity', 'adopted as orally amended', 'objective') from (select pg_temp.propose('objective', 'objective', 'adopted')) as first \g /dev/null
select pg_temp.propose('deferred', 'objective', 'deferred'), pg_temp.propose('loose', 'best practice', 'adopted'), pg_temp.propose('open', 'objective', null, null, 'proposed') \g /dev/null
select is(pg_temp.press('conclusion_list') -> 'to_draw', '3', 'three adopted proposals can be drawn');
select ok(pg_temp.press('conclusion_draw') ? 'location', 'one press draws them');
select is(pg_temp.page(), 'organization: 1 D, 2 AA; member states: 3 C, 4 objective, 5 activity, 6 loose; cooperation: 7 B', 'an objective with its activity behind it, and nothing that was not adopted');
select is(pg_temp.press('conclusion_list') -> 'to_draw', 'null', 'and none is left');
select ok(pg_temp.press('conclusion_draw') ? 'location' and pg_temp.n('conclusion') = 7, 'a second press draws none twice');
select ok(pg_temp.undo() ? 'location' and pg_temp.n('conclusion') = 4, 'drawing is taken back');
select ok(pg_temp.press('conclusion_draw') ? 'location' and pg_temp.n('conclusion') = 7, 'and done again');

update proposal set decision = null, decided_at = null, reopened = 'A mistake' where id = pg_temp.id('loose');
select is((select string_agg(p ->> 'number', ', ') from jsonb_path_query(pg_temp.press('conclusion_list'), '$.parts[*].paragraphs[*] ? (@.reopened == true)') as p), '6', 'a conclusion whose proposal is adopted no longer is marked');
update proposal set decision = 'adopted', decided_at = now() where id = pg_temp.id('loose');

-- ---------------------------------------------------------------- the rapporteurs of the groups

insert into working_group (meeting, item, addressee) values (pg_temp.id('meeting'), pg_temp.id('IV'), 'member states'), (pg_temp.id('meeting'), pg_temp.id('II'), 'cooperation');
insert into slot (id, meeting, item, position, role, held_by, label, expects_paper) values (pg_temp.id('rapporteur'), pg_temp.id('meeting'), pg_temp.id('IV'), 9, 'rapporteur', 'person', '{"en":"R"}', false);
insert into slot_person (meeting, slot, name, person, state) values (pg_temp.id('meeting'), pg_temp.id('rapporteur'), 'R', pg_temp.id('contact'), 'confirmed');
select is(pg_temp.page(), 'cooperation: 1 B; member states: 2 C, 3 objective, 4 activity, 5 loose; organization: 6 D, 7 AA', 'the conclusions of the groups stand in the order of the groups');
select is((select string_agg(part ->> 'addressee' || coalesce(' ' || (part #>> '{group,number}'), ''), ', ') from jsonb_array_elements(pg_temp.press('conclusion_list', '{}', 'contact') -> 'parts') as part
	where (part ->> 'editable')::boolean), 'member states IV', 'a rapporteur edits those of the group');
select is(pg_temp.page('contact'), 'member states: 2 C, 3 objective, 4 activity, 5 loose', 'and sees no others, each with the number that everybody reads');
select is(pg_temp.write('R', 'member-states', 'contact') ? 'location' and pg_temp.write('R', 'organization', 'contact') #>> '{errors,0,field}' = 'addressee', true, 'writes there, and nowhere else');
select is(pg_temp.ask_as('contact', $$with c as (update dais.conclusion set text = '{"en":"Q"}', original_language = 'en' where text ->> 'en' in ('D', 'R') returning 1) select count(*) from c$$), '1', 'by whatever way');
select ok(pg_temp.press('conclusion_change', pg_temp.on('C', jsonb_build_object('addressee', 'member-states', 'text', '{"en":"Changed by staff"}'::jsonb, 'revision', (select revision::text from conclusion where id = pg_temp.c('C'))))) ? 'location'
	and pg_temp.press('conclusion_change', pg_temp.on('Changed by staff', jsonb_build_object('addressee', 'member-states', 'text', '{"en":"By the rapporteur"}'::jsonb, 'revision', (select (revision - 1)::text from conclusion where text ->> 'en' = 'C'))), 'contact') ->> 'refused' = 'DA409',
	'who has not read what staff wrote is told');
select is(pg_temp.press('change_undo', jsonb_build_object('act', (select act from change where kind = 'conclusion' and after #>> '{text,en}' = 'Changed by staff'), 'next', 'conclusions'), 'contact') ? 'location'
	and pg_temp.page('contact') = 'member states: 2 C, 3 objective, 4 activity, 5 loose, 6 Q', true, 'and may take it back');
select is(pg_temp.press('change_undo', jsonb_build_object('act', (select act from change where kind = 'conclusion' and subject = pg_temp.c('D') order by id limit 1)), 'contact') ->> 'refused', 'DA404', 'but nothing of another group');
select is(pg_temp.press('conclusion_adopt', '{"seen":"x"}', 'contact') ->> 'refused', 'DA404', 'and adopts nothing');
insert into proposal (id, meeting, kind, addressee, aim, text, original_language, person, said_by, decision, decided_at)
	values (pg_temp.id('unseen'), pg_temp.id('meeting'), 'objective', 'organization', 'promotion', '{"en":"Unseen"}', 'en', pg_temp.id('staff'), 'x', 'adopted', now());
update conclusion set proposal = pg_temp.id('unseen') where proposal = pg_temp.id('loose');
select is(jsonb_path_query_array(pg_temp.press('conclusion_list', '{}', 'contact'), '$.parts[*].paragraphs[*] ? (@.reopened == true)'), '[]', 'a proposal that the rapporteur does not see is adopted all the same');
update conclusion set proposal = pg_temp.id('loose') where proposal = pg_temp.id('unseen');
insert into reservation (meeting, conclusion, party, kind, text) values (pg_temp.id('meeting'), pg_temp.c('Q'), pg_temp.id('MEX'), 'dissent', '{"en":"No"}');
select is(pg_temp.press('conclusion_remove', pg_temp.on('Q'), 'contact') ->> 'refused' || (pg_temp.press('conclusion_edit', pg_temp.on('Q'), 'contact') ->> 'removes'), 'DA409false', 'a rapporteur deletes no conclusion against which a dissent is on record');
select is(pg_temp.ask_as('contact', 'with r as (delete from dais.reservation returning 1) select count(*) from r'), '0', 'nor the dissent, by whatever way');
select ok(pg_temp.press('conclusion_remove', pg_temp.on('Q')) ? 'location' and pg_temp.n('reservation') = 0, 'staff do');
delete from working_group;

-- ---------------------------------------------------------------- dissent and reservation

create function pg_temp.record(more jsonb, who text default 'staff') returns jsonb language sql as $$
	select pg_temp.press('reservation_create', '{"kind":"reservation","party":"T-MEX","text":{"en":"Not so"}}' || more, who)
$$;
select ok(pg_temp.record(pg_temp.on('C')) ? 'location' and pg_temp.page() like '%3 C [reservation of Mexico: Not so], 4%', 'a reservation stands below its conclusion');
select ok(pg_temp.record('{"kind":"dissent","party":"T-CRI","text":{"en":"Nothing of it"}}') ? 'location', 'a dissent of the whole');
select is(pg_temp.press('conclusion_list') #>> '{reservations,0,kind}', 'dissent', 'stands behind all of them');
select is(pg_temp.record('{"kind":"protest","party":"T-XXX","conclusion":"00000000-0000-4000-8000-000000000000"}') -> 'errors',
	'[{"code":"choose","field":"conclusion"},{"code":"choose","field":"kind"},{"code":"choose","field":"party"}]', 'what is wrong is said');
select is((select string_agg(distinct pg_temp.record('{}', who) ->> 'refused', ', ') from unnest('{chair,panelist,focal point,staff elsewhere,""}'::text[]) as who), 'DA404', 'staff alone record');
select is(pg_temp.press('reservation_change', jsonb_build_object('reservation', (select id from reservation where kind = 'dissent'), 'kind', 'dissent', 'party', 'T-CRI', 'revision', '1',
	'text', '{"en":"Little of it"}'::jsonb)) ? 'location' and pg_temp.n($$reservation where text ->> 'en' = 'Little of it'$$) = 1, true, 'corrected');
select ok(pg_temp.press('conclusion_remove', pg_temp.on('C')) ? 'location' and pg_temp.page() like '%member states: 3 objective%' and pg_temp.n('reservation') = 1, 'a conclusion goes with what was recorded against it');
select ok(pg_temp.undo() ? 'location' and pg_temp.page() like '%3 C [reservation of Mexico: Not so], 4%', 'and comes back with it');

-- ---------------------------------------------------------------- read and adopted

select is(pg_temp.ask_as('chair', format('with f as (insert into dais.follow_up (meeting, conclusion) values (%L, %L) returning 1) select count(*) from f', pg_temp.id('meeting'), pg_temp.c('D'))), 'refused',
	'before they are adopted nothing is followed up');

select is(pg_temp.press('conclusion_read', '{}', 'chair') #>> '{paragraph,text,text}', 'D', 'the Chair reads the first');
select is((select concat_ws(' ', r #>> '{paragraph,number}', r ->> 'previous', r ->> 'next', r ->> 'count') from pg_temp.press('conclusion_read', '{"at":"3"}', 'chair') as r), '3 2 4 7', 'one after the other');
select is((select concat_ws(' ', r ->> 'at', r ->> 'end', r #>> '{paragraph}', r #>> '{reservations,0,kind}') from pg_temp.press('conclusion_read', '{"at":"99"}', 'chair') as r), '8 true dissent', 'behind the last what is of the whole');
select is(pg_temp.press('conclusions_show', '{}', '') is null, true, 'the public reads nothing yet');
create temporary table seen as select pg_temp.press('conclusion_read', '{"at":"99"}', 'chair') ->> 'seen' as mark;
create function pg_temp.adopt(who text default 'chair') returns jsonb language sql as $$ select pg_temp.press('conclusion_adopt', jsonb_build_object('seen', (select mark from seen)), who) $$;
select is((select string_agg(distinct pg_temp.adopt(who) ->> 'refused', ', ') from unnest('{panelist,focial point,staff elsewhere,stranger,""}'::text[]) as who), 'DA404', 'nobody but chair and staff adopts');
select pg_temp.press('conclusion_change', pg_temp.on('B', '{"addressee":"cooperation","text":{"en":"Be"},"revision":"1"}')) \g /dev/null
select is(pg_temp.adopt() ->> 'refused', 'DA409', 'what was changed since it was read is not adopted');
update seen set mark = pg_temp.press('conclusion_read', '{}', 'chair') ->> 'seen';
select is(pg_temp.adopt() ->> 'location', '/en/desk/test-2004/conclusions?done=conclusions-adopted', 'the Chair adopts');
select is(pg_temp.adopt('staff') ->> 'refused', 'DA409', 'who comes second is told');
select is((select concat_ws(' ', count(*), max(e.audience), max(e.number)) from edition as e join document as d on d.id = e.document where d.kind = 'conclusions'), '1 public 1', 'one edition, for everybody');
select is((select string_agg((p ->> 'number') || ' ' || (p #>> '{text,text}') || coalesce(' ' || (p #>> '{text,fallback}'), ''), ', ')
	from jsonb_path_query(pg_temp.press('conclusions_show', '{}', '', 'es'), '$.content[*].paragraphs[*]') as p), '1 D en, 2 La A, 3 C en, 4 objective en, 5 activity en, 6 loose en, 7 Be en', 'the public reads it, in each language');
select is((select concat_ws(' ', s #>> '{document,reservations,0,text,text}', jsonb_path_query_first(s, '$.content[*].paragraphs[*].reservations[*].party.text') #>> '{}', s ->> 'number')
	from pg_temp.press('conclusions_show', '{"number":"1"}', '', 'es') as s), 'Little of it México 1', 'with what was recorded, where it belongs');
select is(pg_temp.press('conclusions_show', '{"number":"2"}', '') is null, true, 'there is no second edition');
select throws_ok($$insert into edition (meeting, document, number, audience, data) select meeting, document, 2, 'public', '{"format":1}' from edition
	where document = (select id from document where kind = 'conclusions')$$, 'DA409', null, 'nor will there be one, by whatever way');

select is((select string_agg(distinct answer ->> 'refused', ', ') from (values (pg_temp.write('Y')), (pg_temp.press('conclusion_move', pg_temp.on('D'))), (pg_temp.press('conclusion_remove', pg_temp.on('D'))),
	(pg_temp.press('conclusion_draw')), (pg_temp.record('{}')), (pg_temp.press('reservation_remove', jsonb_build_object('reservation', (select id from reservation limit 1)))),
	(pg_temp.press('conclusion_change', pg_temp.on('D', '{"addressee":"organization","text":{"en":"E"},"revision":"1"}')))) as a(answer)), 'DA409', 'nothing of it can be edited any more');
select is(pg_temp.undo() ->> 'refused', 'DA409', 'nor taken back');
select throws_ok($$update conclusion set text = '{"en":"Z"}' where addressee = 'organization'$$, 'DA409', null, 'nor changed by whatever way');
select throws_ok($$delete from reservation$$, 'DA409', null, 'nor what was recorded');
select is(pg_temp.press('conclusion_list') -> 'edits', 'false', 'the page offers it no more');
select ok(pg_temp.events() like '%conclusions adopted 1%' and pg_temp.events() like '%conclusions drawn 2%' and pg_temp.events() like '%reservation recorded 2%', 'the log has it');

-- ---------------------------------------------------------------- follow-up

select is((select string_agg((l ->> 'number') || ' ' || (l ->> 'status'), ', ') from jsonb_array_elements(pg_temp.press('follow_up_list', '{}', 'chair') -> 'lines') as l),
	'1 open, 2 open, 3 open, 4 open, 5 open, 6 open, 7 open', 'each adopted conclusion has its line');
create function pg_temp.f() returns jsonb language sql as $$ select jsonb_build_object('follow_up', (select id from follow_up where conclusion = pg_temp.c('D'))) $$;
select ok(pg_temp.press('follow_up_change', pg_temp.f() || '{"actor":"The Commission","deadline":"2004-12-31","status":"in-progress","revision":"1"}') ? 'location', 'staff say who does it until when');
select is((select concat_ws(' ', l ->> 'actor', l ->> 'deadline', l ->> 'status', l ->> 'overdue') from jsonb_array_elements(pg_temp.press('follow_up_list') -> 'lines') as l where l ->> 'number' = '1'),
	'The Commission 2004-12-31 in progress true', 'and what is late is marked');
select is(pg_temp.press('follow_up_change', pg_temp.f() || '{"actor":"The Court","status":"open","revision":"1"}') ->> 'refused', 'DA409', 'two who say otherwise');
select is(pg_temp.press('follow_up_change', pg_temp.f() || '{"actor":"The Commission","deadline":"2004-12-31","status":"in-progress","note":"N, \"so\"","revision":"1"}') ? 'location', true, 'who adds a note is not in the way');
select is(pg_temp.press('follow_up_change', pg_temp.f() || '{"status":"forgotten","revision":"3"}') -> 'errors', '[{"code":"choose","field":"status"}]', 'a status is one of four');
select is(pg_temp.press('follow_up_file', '{}', 'chair') #> '{rows,0}', '["1", "organization", "D", "The Commission", "2004-12-31", "in progress", "N, \"so\""]', 'as a table');
select is((select string_agg(distinct pg_temp.press(function, pg_temp.f() || '{"status":"done","revision":"3"}', who) ->> 'refused', ', ')
	from unnest('{panelist,focal point,staff elsewhere,stranger,""}'::text[]) as who, unnest('{follow_up_list,follow_up_edit,follow_up_change,follow_up_file}'::text[]) as function), 'DA404', 'not for others');
select is(pg_temp.press('follow_up_change', pg_temp.f() || '{"status":"done","revision":"3"}', 'chair') ->> 'refused', 'DA404', 'the chair reads it');
select is((select pg_temp.press('change_undo', jsonb_build_object('next', 'follow-up', 'act', act)) ->> 'location' from change where kind = 'follow_up' order by id desc limit 1),
	'/en/desk/test-2004/follow-up?done=undone', 'a change of it is taken back');
select is((select note from follow_up where conclusion = pg_temp.c('D')), null, 'and it is as before');

select finish();
rollback;
