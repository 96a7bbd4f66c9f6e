-- The final report: assembled in a fixed order, refreshed without losing what was written, commented on by delegations, each seeing its
-- own, and issued as editions that stay.
begin;
\ir world.psql
select plan(68);

create function pg_temp.n(of text) returns bigint language plpgsql as $$
declare
	counted bigint;
begin
	execute 'select count(*) from ' || of into counted;
	return counted;
end $$;
create function pg_temp.s(kind text, item text default null) returns jsonb language sql as $$
	select jsonb_build_object('section', (select s.id from report_section as s where s.meeting = pg_temp.id('meeting') and s.kind = s.kind and s.kind = $1 and s.item is not distinct from pg_temp.id($2)))
$$;
-- What a value says to a reader, in a row.
create function pg_temp.words(value jsonb) returns text language plpgsql as $$
begin
	return case jsonb_typeof(value) when 'string' then value #>> '{}'
		when 'array' then (select string_agg(pg_temp.words(v), ' ' order by at) from jsonb_array_elements(value) with ordinality as e(v, at))
		when 'object' then (select string_agg(pg_temp.words(value -> key), ' ' order by at)
			from unnest('{number,word,on,name,by,text,columns,rows,cells,items,address}'::text[]) with ordinality as k(key, at) where value ? key) end;
end $$;
create function pg_temp.told(kind text, nth integer default 0, who text default 'staff', lang text default 'en') returns text language sql as $$
	select pg_temp.words((select jsonb_agg(s order by at) from jsonb_array_elements(pg_temp.press('report_preview', '{}', who, lang) -> 'content') with ordinality as l(s, at) where s ->> 'kind' = told.kind) -> nth -> 'parts')
$$;

-- ---------------------------------------------------------------- a meeting that was held

update meeting set venue = '{"en":"Washington","fr":"Washington (fr)"}' where id = pg_temp.id('meeting');
insert into section (id, meeting, position, title) values (pg_temp.id('section'), pg_temp.id('meeting'), 1, '{"en":"Background"}'), (pg_temp.id('section 2'), pg_temp.id('meeting'), 2, '{"en":"Other"}');
insert into paragraph (meeting, section, position, style, mark, text) values (pg_temp.id('meeting'), pg_temp.id('section'), 1, 'paragraph', null, '{"en":"By its resolution","es":"Por su resolución"}'),
	(pg_temp.id('meeting'), pg_temp.id('section'), 2, 'objective', 'a.', '{"en":"To promote"}'), (pg_temp.id('meeting'), pg_temp.id('section 2'), 1, 'paragraph', null, '{"en":"Elsewhere"}');
insert into slot (id, meeting, item, position, role, held_by, label) values (pg_temp.id('rapporteur slot'), pg_temp.id('meeting'), pg_temp.id('I'), 1, 'rapporteur', 'office', '{"en":"Rapporteur"}'),
	(pg_temp.id('moderator slot'), pg_temp.id('meeting'), pg_temp.id('III'), 9, 'moderator', 'office', '{"en":"Moderator"}');
insert into slot (id, meeting, item, position, role, held_by, label) values (pg_temp.id('panel rapporteur'), pg_temp.id('meeting'), pg_temp.id('IV'), 9, 'rapporteur', 'office', '{"en":"Rapporteur of the panel"}');
insert into slot_person (meeting, slot, name, state) values (pg_temp.id('meeting'), pg_temp.id('panel rapporteur'), 'Pat Panel', 'confirmed');
insert into slot_person (meeting, slot, name, state) values (pg_temp.id('meeting'), pg_temp.id('rapporteur slot'), 'Ana Rap', 'confirmed'), (pg_temp.id('meeting'), pg_temp.id('moderator slot'), 'Bo Mod', 'confirmed'),
	(pg_temp.id('meeting'), pg_temp.id('slot CIM'), 'Cam Speaker', 'confirmed'), (pg_temp.id('meeting'), pg_temp.id('slot IIN'), 'Dee Invited', 'invited');
insert into sitting (id, meeting, day, held_on, position, room) values (pg_temp.id('sitting'), pg_temp.id('meeting'), 1, '2004-09-16', 1, '{"en":"Padilha Vidal"}');
insert into schedule_entry (id, meeting, item, sitting, starts, ends) values (pg_temp.id('entry I'), pg_temp.id('meeting'), pg_temp.id('I'), pg_temp.id('sitting'), '2004-09-16 09:00-04', '2004-09-16 09:30-04'),
	(pg_temp.id('entry III'), pg_temp.id('meeting'), pg_temp.id('III'), pg_temp.id('sitting'), '2004-09-16 09:30-04', '2004-09-16 11:00-04');
insert into delegation (id, meeting, party) values (pg_temp.id('delegation'), pg_temp.id('meeting'), pg_temp.id('CRI'));
insert into delegation_member (meeting, party, delegation, position, name, title, email, function, state) values (pg_temp.id('meeting'), pg_temp.id('CRI'), pg_temp.id('delegation'), 1, 'Eva Head', 'Ambassador', 'eva@example.org', 'head', 'confirmed'),
	(pg_temp.id('meeting'), pg_temp.id('CRI'), pg_temp.id('delegation'), 2, 'Flo Waiting', null, null, 'adviser', 'registered');
insert into floor_request (id, meeting, item, party, speaker) values (pg_temp.id('request'), pg_temp.id('meeting'), pg_temp.id('III.dialogue'), pg_temp.id('MEX'), 'M');
insert into proposal (id, meeting, kind, addressee, aim, text, original_language, person, said_by, state) values (pg_temp.id('objective'), pg_temp.id('meeting'), 'objective', 'member states', 'protection', '{"en":"Objective"}', 'en', pg_temp.id('staff'), 'Brazil', 'proposed'),
	(pg_temp.id('aside'), pg_temp.id('meeting'), 'objective', 'member states', 'protection', '{"en":"Aside"}', 'en', pg_temp.id('staff'), 'x', 'withdrawn');
insert into proposal (meeting, kind, serves, addressee, aim, text, original_language, person, said_by) values (pg_temp.id('meeting'), 'activity', pg_temp.id('objective'), 'member states', 'protection', '{"en":"Activity"}', 'en', pg_temp.id('staff'), 'Chile');

insert into proposal (meeting, kind, addressee, aim, text, original_language, person, party, said_by, state, merged_into) values
	(pg_temp.id('meeting'), 'objective', 'member states', 'protection', '{"en":"The same"}', 'en', pg_temp.id('staff'), pg_temp.id('CIM'), null, 'merged', pg_temp.id('objective')),
	(pg_temp.id('meeting'), 'objective', 'member states', 'protection', '{"en":"And again"}', 'en', pg_temp.id('staff'), null, 'Peru', 'merged', pg_temp.id('objective'));
update party set acronym = '{"en":"CIM"}' where id = pg_temp.id('CIM');

-- ---------------------------------------------------------------- assembled

select is(pg_temp.press('report_desk') -> 'any', 'false', 'at first there is nothing');
select is(pg_temp.press('report_refresh') ->> 'location', '/en/desk/test-2004/report?done=report-refreshed', 'one press assembles it');
select is((select string_agg(concat_ws(' ', s ->> 'number', s ->> 'kind', s #>> '{item,number}'), ', ') from jsonb_array_elements(pg_temp.press('report_desk') -> 'sections') as s),
	'1 mandate, 2 place, 3 election, 4 program, 5 panels, 5.1 panel II, 5.2 panel III, 5.3 dialogue III, 5.4 panel IV, 6 proposals, 7 conclusions, I annex program, II annex conclusions, III annex working document, '
	|| 'IV annex organs, V annex delegations, VI annex others, VII annex participants', 'in its order');
select is(pg_temp.told('mandate'), 'By its resolution a. To promote', 'the mandate is what the agenda says first');
select is(pg_temp.told('mandate', 0, 'staff', 'es'), 'Por su resolución a. To promote', 'in each language');
select alike(pg_temp.told('place'), 'place Washington dates % officers role name for item moderator Bo Mod III Experiences of organs rapporteur Ana Rap I Opening session rapporteur Pat Panel IV Experiences of member states', 'place and officers');
select alike(pg_temp.words((select api.parts_place(m) from meeting as m where m.id = pg_temp.id('other meeting'))), '%dates %', 'without officers, the dates all the same');
select is(pg_temp.told('election'), 'rapporteur elected Ana Rap', 'who was elected rapporteur');
select is(pg_temp.told('program'), 'as planned 2004-09-16 time item room 09:00–09:30 I Opening session Padilha Vidal 09:30–11:00 III Experiences of organs Padilha Vidal', 'the program, as it is planned');
select is(pg_temp.told('panel', 1), 'Cam Speaker Inter-American Commission of Women moderator Bo Mod', 'who spoke on a panel');
select is(pg_temp.told('dialogue'), 'asked for the floor Mexico', 'who asked for the floor');
select is(pg_temp.told('proposals'), 'for member states protection 1 objective Brazil, Peru CIM Objective 1.1 activity Chile Activity', 'proposals by category, each objective with what serves it, and with all its sources as the working document names them');
select is(pg_temp.told('conclusions'), null, 'no conclusions before they are adopted');
select is(pg_temp.told('annex participants'), 'Costa Rica head Eva Head, Ambassador speakers Ana Rap Rapporteur Bo Mod Moderator Cam Speaker Inter-American Commission of Women Pat Panel Rapporteur of the panel', 'who is confirmed, and nobody else');
select unalike((pg_temp.press('report_preview'))::text, '%eva@example.org%', 'and no address');
select is((pg_temp.press('report_desk') -> 'stale')::text, 'null', 'nothing has changed since');

-- ---------------------------------------------------------------- written, and refreshed

select ok(pg_temp.press('report_section_change', pg_temp.s('panel', 'III') || '{"text":{"en":"They said much."},"revision":"1"}') ? 'location', 'a summary is written');
select is(pg_temp.press('report_section_change', pg_temp.s('panel', 'III') || '{"text":{"en":"They said little."},"revision":"1"}') ->> 'refused', 'DA409', 'who wrote at the same time is told');
select ok(pg_temp.press('report_section_change', pg_temp.s('panel', 'III') || '{"text":{"es":"Dijeron mucho."},"revision":"1"}') ? 'location', 'who wrote another language is not in the way');
update floor_request set state = 'has spoken', began_at = now() where id = pg_temp.id('request');
insert into taken_up (meeting, item, entry, started, ended) values (pg_temp.id('meeting'), pg_temp.id('III'), pg_temp.id('entry III'), '2004-09-16 09:47-04', '2004-09-16 11:20-04');
update slot_person set state = 'confirmed' where name = 'Dee Invited';
select is((pg_temp.press('report_desk') -> 'stale')::text, '4', 'what is generated would read otherwise in four sections');
select is((select concat_ws('; ', s -> 'gone', s -> 'new') from pg_temp.press('report_section_edit', pg_temp.s('program')) as s),
	'["09:00–09:30 I Opening session Padilha Vidal", "09:30–11:00 III Experiences of organs Padilha Vidal"]; ["09:47–11:20 III Experiences of organs Padilha Vidal"]', 'and what, is shown');
select is(pg_temp.told('program'), 'as planned 2004-09-16 time item room 09:00–09:30 I Opening session Padilha Vidal 09:30–11:00 III Experiences of organs Padilha Vidal', 'until it is refreshed it stays');
select ok(pg_temp.press('report_refresh', pg_temp.s('program')) ? 'location' and pg_temp.told('program') = '2004-09-16 time item room 09:47–11:20 III Experiences of organs Padilha Vidal', 'then the program is as it was held');
select is((pg_temp.press('report_desk') -> 'stale')::text, '3', 'one was refreshed');
select ok(pg_temp.press('report_refresh') ? 'location' and pg_temp.told('panel', 1) = 'Cam Speaker Inter-American Commission of Women Dee Invited Inter-American Children’s Institute moderator Bo Mod They said much.', 'all are, and what was written stays');
select is(pg_temp.told('dialogue'), 'took the floor Mexico', 'who took the floor');
select ok(pg_temp.press('change_undo', jsonb_build_object('next', 'report', 'act', (select act from change where kind = 'report_section' order by id desc limit 1))) ? 'location' and pg_temp.told('dialogue') = 'asked for the floor Mexico', 'a refresh is taken back');
select pg_temp.press('report_refresh') \g /dev/null
insert into submission (id, meeting, slot, original_language, title, summary, person, released_at) values (pg_temp.id('paper'), pg_temp.id('meeting'), pg_temp.id('slot CIM'), 'en', '{"en":"Paper"}', '{"en":"It says so."}', pg_temp.id('panelist'), now());
insert into placement (meeting, submission, item) values (pg_temp.id('meeting'), pg_temp.id('paper'), pg_temp.id('III'));
select ok(pg_temp.press('report_section_take', pg_temp.s('panel', 'III')) ? 'location' and pg_temp.n($$report_section where text ->> 'en' = E'They said much.\n\nIt says so.' and text ->> 'es' = 'Dijeron mucho.'$$) = 1, 'the summary of a paper is taken');
select ok(pg_temp.press('report_section_take', pg_temp.s('panel', 'III')) ? 'location' and pg_temp.n($$report_section where text ->> 'en' = E'They said much.\n\nIt says so.'$$) = 1, 'a second press takes it no second time');
update submission set summary = jsonb_build_object('en', repeat('x', 19990)) where id = pg_temp.id('paper');
select is(pg_temp.press('report_section_take', pg_temp.s('panel', 'III')) ->> 'refused', 'DA409', 'nor more than the form takes back');
update submission set summary = '{"en":"It says so."}' where id = pg_temp.id('paper');

-- ---------------------------------------------------------------- who

select is((select string_agg(distinct pg_temp.press(function, pg_temp.s('mandate') || '{"text":{"en":"X"},"revision":"1","closes":"2099-01-01T10:00","number":"1"}', who) ->> 'refused', ', ')
	from unnest('{panelist,focal point,staff elsewhere,stranger,""}'::text[]) as who, unnest('{report_desk,report_refresh,report_section_edit,report_section_change,report_section_take,report_preview,report_send,report_issue}'::text[]) as function),
	'DA404', 'nobody else works on it');
select is(pg_temp.press('report_preview', '{}', 'chair') ? 'content', true, 'the chair reads it');
select is((select string_agg(who || ' ' || pg_temp.ask_as(who, 'select count(*) from dais.report_section'), ', ' order by at) from unnest('{chair,panelist,focal point,staff elsewhere,""}'::text[]) with ordinality as w(who, at)),
	'chair 18, panelist 0, focal point 0, staff elsewhere 0,  0', 'nor reads it');
insert into item (id, meeting, parent, position, kind, long_title) values (pg_temp.id('VI'), pg_temp.id('meeting'), null, 9, 'working', '{"en":"Working"}');
insert into working_group (id, meeting, item) values (pg_temp.id('group'), pg_temp.id('meeting'), pg_temp.id('VI'));
update slot_person set person = pg_temp.id('contact') where name = 'Ana Rap';
select ok(pg_temp.press('report_section_change', pg_temp.s('mandate') || '{"text":{"en":"Context."},"revision":"1"}', 'contact') ? 'location', 'the rapporteur of the meeting writes');
select is(pg_temp.press('report_refresh', '{}', 'contact') ->> 'refused' || pg_temp.ask_as('contact', $$with s as (update dais.report_section set parts = '[]' returning 1) select count(*) from s$$), 'DA404refused', 'and leaves what is generated alone');

-- ---------------------------------------------------------------- the draft, for comments

select is((pg_temp.press('report_draft_show', '{}', 'focal point') is null)::text || (pg_temp.press('report_draft_show', '{}', 'staff') is null)::text, 'truetrue', 'before it is sent there is no draft');
select is(pg_temp.press('report_send', '{"closes":"2001-01-01T10:00"}') -> 'errors' -> 0 -> 'field', '"closes"', 'it is for a time to come');
select ok(pg_temp.press('report_send', jsonb_build_object('closes', to_char(now() + interval '2 days', 'YYYY-MM-DD"T"HH24:MI'))) ? 'location', 'sent');
select is(pg_temp.mails(), 'focal.point@example.org report-draft 1, other.focal.point@example.org report-draft 1', 'the focal points are told');
select is((select string_agg(distinct coalesce(pg_temp.press('report_draft_show', '{}', who) ->> 'refused', 'shown'), ', ') from unnest('{panelist,contact,stranger,staff elsewhere,""}'::text[]) as who), 'DA404', 'others find nothing there');
select is((pg_temp.press('report_preview', '{}', 'chair') #>> '{sent,open}') || coalesce(pg_temp.press('report_show', '{}', '') ->> 'sent', ''), 'true', 'the chair is led to it');
select is((select string_agg(distinct pg_temp.ask_as(who, 'select count(*) from dais.report_draft'), ', ') from unnest('{panelist,contact,stranger,staff elsewhere,""}'::text[]) as who), '0', 'by no way');
select is(pg_temp.press('report_draft_show', '{}', 'focal point') #>> '{content,0,parts,2,text,text}', 'Context.', 'a delegation reads it');
select is(pg_temp.press('report_section_change', pg_temp.s('mandate') || '{"text":{"en":"Another context."},"revision":"2"}') ? 'location' and pg_temp.press('report_draft_show', '{}', 'focal point') #>> '{content,0,parts,2,text,text}' = 'Context.', true,
	'as it was sent, whatever is written meanwhile');
create function pg_temp.comment(who text, text text default 'Not so', kind text default 'mandate') returns jsonb language sql as $$ select pg_temp.press('report_comment', pg_temp.s(kind) || jsonb_build_object('text', text), who) $$;
select alike(pg_temp.comment('focal point') ->> 'location', '/en/test-2004/report/draft?done=comment-made#s%', 'and comments on a section');
select ok(pg_temp.comment('other focal point', 'Mexico says') ? 'location', 'another one, too');
select is((select string_agg(who || ': ' || coalesce((select string_agg(c ->> 'text', ', ' order by c ->> 'text') from jsonb_path_query(pg_temp.press('report_draft_show', '{}', who), '$.content[*].said[*]') as c), ''), '; ' order by who) from unnest('{focal point,other focal point,chair}'::text[]) as who),
	'chair: Mexico says, Not so; focal point: Not so; other focal point: Mexico says', 'each sees its own, the chair all');
select is(pg_temp.ask_as('focal point', 'select count(*) from dais.report_comment') || pg_temp.ask_as('panelist', 'select count(*) from dais.report_comment') || pg_temp.ask_as('staff', 'select count(*) from dais.report_comment'), '102', 'by no way another''s');
select is((select string_agg(distinct pg_temp.comment(who) ->> 'refused', ', ') from unnest('{panelist,staff,chair,stranger,""}'::text[]) as who), 'DA404', 'nobody else comments');
select is((select string_agg(c ->> 'text', ', ' order by c ->> 'text') from jsonb_array_elements(pg_temp.press('report_section_edit', pg_temp.s('mandate'), 'contact') -> 'comments') as c), 'Mexico says, Not so', 'the rapporteur of the meeting reads them');
select is(pg_temp.press('report_comment', '{"section":"00000000-0000-4000-8000-000000000000","text":"x"}', 'focal point') ->> 'refused', 'DA404', 'nor on what is not there');
select is((select s ->> 'unanswered' from jsonb_array_elements(pg_temp.press('report_desk') -> 'sections') as s where s ->> 'kind' = 'mandate'), '2', 'staff see that two are not answered');
create function pg_temp.answer(answer text, revision text, who text default 'staff') returns jsonb language sql as $$
	select pg_temp.press('report_answer', pg_temp.s('mandate') || jsonb_build_object('comment', (select id from report_comment where text = 'Not so'), 'answer', answer, 'revision', revision), who)
$$;
select is((select string_agg(distinct pg_temp.answer('x', '1', who) ->> 'refused', ', ') from unnest('{panelist,focal point,chair,stranger,""}'::text[]) as who), 'DA404', 'staff alone answer');
select ok(pg_temp.answer('It is mended.', '1') ? 'location', 'they answer');
select is(pg_temp.answer('It is not.', '1') ->> 'refused', 'DA409', 'two who answer otherwise');
select is(pg_temp.press('report_draft_show', '{}', 'focal point') #>> '{content,0,said,0,answer}', 'It is mended.', 'whoever commented reads it');
update report_draft set sent_at = now() - interval '2 days', closes = now() - interval '1 minute';
select is(pg_temp.comment('focal point', 'Late') ->> 'refused', 'DA409', 'after the time none is taken');
select is(pg_temp.ask_as('focal point', format('with c as (insert into dais.report_comment (meeting, draft, section, party, person, text) select meeting, draft, section, party, person, ''x'' from dais.report_comment returning 1) select count(*) from c')), 'refused', 'by no way');
select is(pg_temp.press('report_draft_show', '{}', 'focal point') -> 'comments', 'false', 'but the draft is still read');

-- ---------------------------------------------------------------- issued

select is(pg_temp.press('report_show', '{}', '') is null, true, 'the public reads nothing yet');
select is(pg_temp.press('report_issue', '{"number":"1"}') ->> 'location', '/en/desk/test-2004/report?done=report-issued', 'issued');
select is((select concat_ws(' ', r ->> 'number', r ->> 'state', r #>> '{content,0,parts,2,text,text}') from pg_temp.press('report_show', '{}', '') as r), '1 issued Another context.', 'everybody reads it');
select is(pg_temp.press('report_issue', '{"number":"1"}') ->> 'refused' || (pg_temp.press('report_issue', '{"number":"2"}') #>> '{errors,0,code}'), 'DA409nothing-to-issue', 'not twice, and not the same again');

-- ---------------------------------------------------------------- items that go

create function pg_temp.gone(item text, function text default 'item_delete') returns jsonb language sql as $$ select pg_temp.press(function, jsonb_build_object('item', pg_temp.id(item))) $$;
select ok(pg_temp.gone('II') ? 'location' and pg_temp.n($$report_section where kind = 'panel'$$) = 2, 'an item goes with the section in which nothing is written');
select ok(pg_temp.gone('VI') ? 'location' and pg_temp.n('working_group') = 0, 'and with its working group');
select is(pg_temp.gone('III') ->> 'refused', 'DA409', 'not what was written about');
select is(pg_temp.press('report_desk') -> 'left_out', 'null', 'nothing is left out');
select ok(pg_temp.gone('III', 'item_withdraw') ? 'location' and pg_temp.press('report_desk') #>> '{left_out,0,title,text}' = 'Experiences of organs', 'what was written of a withdrawn item is named');

select finish();
rollback;
