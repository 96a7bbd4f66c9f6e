-- The row policies alone, past routes and functions: for every table, what each role may do to its rows with SQL of its
-- own (as an injection would): s select, u update, d delete, i insert of a copy of a row that is there. What they shall
-- do stands in policies.tsv; a table that is not there fails.
begin;
\ir world.psql

-- ---------------------------------------------------------------- something in every table, of the panelist, of Costa Rica and of staff

insert into theme (id, meeting, slug, position, name) values (pg_temp.id('theme'), pg_temp.id('meeting'), 't', 1, '{"en":"Theme"}');
insert into objective (id, meeting, label, position, text) values (pg_temp.id('objective'), pg_temp.id('meeting'), 'a', 1, '{"en":"Objective"}');
insert into category (meeting, objective, position, addressee, text)
	values (pg_temp.id('meeting'), pg_temp.id('objective'), 1, 'organization', '{"en":"Category"}');
insert into section (id, meeting, position) values (pg_temp.id('section'), pg_temp.id('meeting'), 1);
insert into paragraph (meeting, section, position, style, text) values (pg_temp.id('meeting'), pg_temp.id('section'), 1, 'paragraph', '{"en":"Paragraph"}');
insert into footnote (meeting, position, mark, stands_at, text) values (pg_temp.id('meeting'), 1, '1', 'note', '{"en":"Footnote"}');
insert into sitting (id, meeting, day, held_on, position) values (pg_temp.id('sitting'), pg_temp.id('meeting'), 1, current_date, 1);
insert into schedule_entry (meeting, item, sitting) values (pg_temp.id('meeting'), pg_temp.id('III'), pg_temp.id('sitting'));
insert into taken_up (meeting, item) values (pg_temp.id('meeting'), pg_temp.id('III'));
insert into link (token_hash, purpose, person, expires) values ('\x00', 'sign-in', pg_temp.id('panelist'), now() + interval '1 hour');
insert into agenda_text (meeting, person, source) values (pg_temp.id('meeting'), pg_temp.id('staff'), 'Agenda');
insert into party_sheet (person, content) values (pg_temp.id('panelist'), '{}');
insert into attempt (kind, subject) values ('k', 's');
insert into answered_form (person, key, digest, answer) values (pg_temp.id('panelist'), 'k', 'd', '{}');
insert into delegation (id, meeting, party) values (pg_temp.id('delegation'), pg_temp.id('meeting'), pg_temp.id('CRI'));
insert into delegation_member (meeting, party, delegation, position, name, function)
	values (pg_temp.id('meeting'), pg_temp.id('CRI'), pg_temp.id('delegation'), 1, 'Member', 'adviser');
insert into floor_request (id, meeting, item, party, speaker)
	values (pg_temp.id('request'), pg_temp.id('meeting'), pg_temp.id('III'), pg_temp.id('CRI'), 'Speaker');
insert into floor_request_party (meeting, request, asked_by, party)
	values (pg_temp.id('meeting'), pg_temp.id('request'), pg_temp.id('CRI'), pg_temp.id('MEX'));
insert into credential (person, kind, secret) values (pg_temp.id('panelist'), 'password', 'x');
insert into representation (meeting, slot_person, party, position)
	values (pg_temp.id('meeting'), pg_temp.id('panelist in the slot'), pg_temp.id('IIN'), 1);
insert into proposal (meeting, kind, addressee, aim, text, original_language, person, party, slot)
	values (pg_temp.id('meeting'), 'objective', 'organization', 'promotion', '{"en":"Objective"}', 'en', pg_temp.id('panelist'), null, pg_temp.id('slot CIM')),
		(pg_temp.id('meeting'), 'objective', 'organization', 'promotion', '{"en":"Objective"}', 'en', pg_temp.id('focal point'), pg_temp.id('CRI'), null);
insert into working_group (meeting, item) values (pg_temp.id('meeting'), pg_temp.id('III'));
insert into conclusion (id, meeting, addressee, position, text, original_language)
	values (pg_temp.id('conclusion'), pg_temp.id('meeting'), 'organization', 1, '{"en":"X"}', 'en');
insert into reservation (meeting, party, kind, text) values (pg_temp.id('meeting'), pg_temp.id('CRI'), 'dissent', '{"en":"X"}');
insert into follow_up (meeting, conclusion) values (pg_temp.id('meeting'), pg_temp.id('conclusion'));
insert into report_section (id, meeting, kind) values (pg_temp.id('report section'), pg_temp.id('meeting'), 'mandate');
insert into report_draft (id, meeting, data, closes) values (pg_temp.id('draft'), pg_temp.id('meeting'), '{}', now() + interval '1 day');
insert into report_comment (meeting, draft, section, party, person, text)
	values (pg_temp.id('meeting'), pg_temp.id('draft'), pg_temp.id('report section'), pg_temp.id('CRI'), pg_temp.id('focal point'), 'X');
insert into symbol_series (id, body, year, pattern) values (pg_temp.id('series'), pg_temp.id('body'), 2004, 'CP-{number}/04');
insert into symbol (series, number, meeting, text) values (pg_temp.id('series'), 1, pg_temp.id('meeting'), 'CP-1/04');
insert into speaker_list (meeting, item) values (pg_temp.id('meeting'), pg_temp.id('III'));
insert into upload (id, person, file_name, size, expires) values (pg_temp.id('upload'), pg_temp.id('panelist'), 'f', 1, now() + interval '1 day');
insert into chunk (upload, start, data) values (pg_temp.id('upload'), 0, 'x');
insert into submission (id, meeting, slot, original_language, title, person)
	values (pg_temp.id('submission'), pg_temp.id('meeting'), pg_temp.id('slot CIM'), 'en', '{"en":"Title"}', pg_temp.id('panelist'));
insert into submission_party (meeting, submission, party) values (pg_temp.id('meeting'), pg_temp.id('submission'), pg_temp.id('CIM'));
insert into submission_person (meeting, submission, name) values (pg_temp.id('meeting'), pg_temp.id('submission'), 'Panelist');
insert into filing (id, meeting, submission, person, received_at, punctuality, receipt, key_id, receipt_text, idempotency_key)
	values (pg_temp.id('filing'), pg_temp.id('meeting'), pg_temp.id('submission'), pg_temp.id('panelist'), now(), 'in time', 'R', 'k', 't', 'i');
insert into file (meeting, submission, filing, language, number, upload, file_name, media_type, size, sha256)
	values (pg_temp.id('meeting'), pg_temp.id('submission'), pg_temp.id('filing'), 'en', 1, pg_temp.id('upload'), 'f', 'application/pdf', 1, 'x');
insert into file_page (meeting, file, page, text) select meeting, id, 1, 'What it says' from file;
insert into placement (meeting, submission, item) values (pg_temp.id('meeting'), pg_temp.id('submission'), pg_temp.id('III'));
insert into submission_theme (meeting, submission, theme) values (pg_temp.id('meeting'), pg_temp.id('submission'), pg_temp.id('theme'));
insert into submission_objective (meeting, submission, objective)
	values (pg_temp.id('meeting'), pg_temp.id('submission'), pg_temp.id('objective'));
insert into document (id, meeting, kind) values (pg_temp.id('program'), pg_temp.id('meeting'), 'program');
insert into edition (meeting, document, number, data) values (pg_temp.id('meeting'), pg_temp.id('program'), 1, '{"format":1}');
insert into edition_text (meeting, document, number, language, frame, head, content)
	values (pg_temp.id('meeting'), pg_temp.id('program'), 1, 'en', '{}', '{}', '[]');
insert into edition_page (meeting, document, number, language, page, made_with, html)
	values (pg_temp.id('meeting'), pg_temp.id('program'), 1, 'en', 'agenda', 'x', 'x');
insert into packet (meeting, item, language) values (pg_temp.id('meeting'), pg_temp.id('III'), 'en');
insert into letter (meeting, audience, subject, body, written_by)
	values (pg_temp.id('meeting'), 'all', '{"en":"S"}', '{"en":"B"}', pg_temp.id('staff'));
insert into reminder (meeting, slot, person, due, days) values (pg_temp.id('meeting'), pg_temp.id('slot CIM'), pg_temp.id('panelist'), now(), 7);
insert into job (kind, subject) values ('packet', pg_temp.id('packet'));
insert into outbox (address, language, template, data) values ('a@example.org', 'en', 't', '{}');
select api.event_append(pg_temp.id('meeting'), 'test', null) \g /dev/null

-- ---------------------------------------------------------------- what may be done

-- The list of the table's columns for which dais_web holds the privilege, or null.
create function pg_temp.columns(tab regclass, privilege text) returns text language sql as $$
	select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
	where attrelid = tab and attnum > 0 and not attisdropped and attidentity = '' and has_column_privilege('dais_web', tab, attnum, privilege)
$$;

-- Whether the statement, run as who, touches a row. It is undone.
create function pg_temp.touches(who text, statement text) returns boolean language plpgsql as $$
begin
	raise sqlstate 'UNDO0' using message = pg_temp.run_as_web(who, statement)::text;
exception
	when sqlstate 'UNDO0' then return sqlerrm::bigint > 0;
	when insufficient_privilege then return false;
	when integrity_constraint_violation then return true; -- the policies let it pass
end $$;

create function pg_temp.may(who text, tab regclass) returns text language plpgsql as $$
declare
	result text := '';
	col text := pg_temp.columns(tab, 'update');
begin
	if pg_temp.touches(who, format('select 1 from %s', tab)) then
		result := result || 's';
	end if;
	if col is not null and pg_temp.touches(who, format('update %s set %s = %2$s', tab, split_part(col, ', ', 1))) then
		result := result || 'u';
	end if;
	if pg_temp.touches(who, format('delete from %s', tab)) then
		result := result || 'd';
	end if;
	col := pg_temp.columns(tab, 'insert');
	if col is not null and pg_temp.touches(who, format('insert into %s (%s) select %2$s from %1$s', tab, col)) then
		result := result || 'i';
	end if;
	return result;
end $$;

create temporary table line (fields text);
\copy line from 'tests/sql/policies.tsv' with (format csv, delimiter e'\x01', quote e'\x02')
create temporary table want as
	select cells[1] as tab, head[i] as role, cells[i] as verbs
	from (select string_to_array(fields, e'\t') as cells from line where fields !~ '^(#|table\t)') as rows,
		(select string_to_array(fields, e'\t') as head from line where fields ~ '^table\t') as top, generate_series(2, cardinality(head)) as i;
select plan((1 + (select count(*) from want))::int);

select set_eq($$select distinct tab from want$$, $$select relname::text from pg_class where relnamespace = 'dais'::regnamespace and relkind = 'r'$$,
	'every table is in the list, and nothing else');
select is(pg_temp.may(replace(role, '-', ' '), ('dais.' || tab)::regclass), replace(verbs, '-', ''), tab || ': ' || role) from want order by tab, role;

select finish();
rollback;
