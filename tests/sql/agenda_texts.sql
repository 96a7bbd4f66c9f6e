-- An agenda out of a text: who sees the text, what saving it makes, that it is made once, into an empty agenda only, and can be
-- taken back.
begin;
\ir world.psql
select plan(23);

insert into meeting (id, slug, body, name, starts_on, ends_on, zone)
	values (pg_temp.id('empty'), 'empty', pg_temp.id('body'), '{"en":"Empty"}', '2030-05-02', '2030-05-03', 'America/New_York');
insert into role_grant (person, meeting, role) values (pg_temp.id('staff'), pg_temp.id('empty'), 'staff');
insert into session (token_hash, person, strength, idle, expires) -- who becomes staff signs in anew
	values (sha256('staff'), pg_temp.id('staff'), 'second factor', '30 minutes', now() + interval '1 hour');
insert into party (id, code, kind, name) values (pg_temp.id('ILO'), 'ILO', 'agency', '{"en":"ILO"}');
insert into participation (meeting, party) values (pg_temp.id('empty'), pg_temp.id('ILO'));

create function pg_temp.on(function text, input jsonb default '{}', who text default 'staff') returns jsonb language sql as $$
	select pg_temp.ask(who, 'agenda_text_' || function, '{"meeting":"empty"}' || input)
$$;
create function pg_temp.text() returns jsonb language sql as $$
	select jsonb_build_object('text', id) from agenda_text where meeting = pg_temp.id('empty')
$$;
create temporary table file as select '{"original_language":"es","title":{"es":"Reunión"},"name":{"es":"Otro nombre"},"starts_on":"2001-01-01",
	"days":[{"ordinal":1,"date":"2030-05-02","label":{"annotated":{"es":"Día 1"}}}],
	"sittings":[{"ordinal":1,"day":1,"starts":"09:00","ends":"12:00"},{"ordinal":2,"day":1,"starts":"10:00","room":{"es":"Sala B"}}],
	"items":[{"kind":"opening","day":1,"long_title":{"es":"Apertura"},"schedule":[{"sitting":1,"starts":"09:00","ends":"09:30"}]},
		{"kind":"panel","day":1,"long_title":{"es":"Panel"},"annotation":{"es":"Nota"},"schedule":[{"sitting":2,"starts":"10:00"}],
			"slots":[{"role":"panelist","held_by":"person","label":{"es":"Rectora"},"people":[{"name":"Ana Ruiz","parties":["ILO"]}]},
				{"role":"panelist","held_by":"institution","party":"ILO","label":{"es":"OIT"}}],
			"children":[{"kind":"panel","day":1,"number":"2.1","long_title":{"es":"Parte"}},{"kind":"dialogue","day":1,"title":{"es":"Diálogo"}}]}]}'::jsonb as data;
grant select on file to public;

select is(pg_temp.on('new') ->> 'filled', 'false', 'a meeting without items takes a text');
select matches(pg_temp.on('create', '{"source":"1. Apertura","notes":[]}') ->> 'location', '^/en/desk/empty/agenda/text/[0-9a-f-]{36}$', 'a text is kept');
insert into upload (id, person, file_name, size, expires)
	select pg_temp.id('upload of ' || who), pg_temp.id(who), 'f.docx', 1, now() + interval '1 day' from unnest('{staff,admin}'::text[]) as who;
select is(pg_temp.ask_as('staff', format('select api.agenda_text_create(%L, %L)', 'en', jsonb_build_object('meeting', 'empty', 'upload', pg_temp.id('upload of admin')))),
	'refused', 'no text is taken out of a file that another has sent');
select ok(pg_temp.on('create', jsonb_build_object('upload', pg_temp.id('upload of staff'))) ? 'location', 'out of one''s own it is');
select is((select count(*) from job where kind = 'agenda'), 1::bigint, 'by a clerk');
delete from agenda_text where upload is not null;
select is(pg_temp.on('show', pg_temp.text()) ->> 'source', '1. Apertura', 'whoever sent it sees it');
select is(pg_temp.on('show', pg_temp.text(), 'admin') ->> 'refused', 'DA404', 'nobody else does');
select is(pg_temp.on('save', pg_temp.text() || '{"choices":{},"data":{"items":[]}}') -> 'errors', '[{"field":"text","code":"no-items"}]',
	'a text without an item is not saved');
select is((select count(*) from item where meeting = pg_temp.id('empty')), 0::bigint, 'until it is saved the meeting is as it was');
select set_config('dais.act', '', true) \g /dev/null
insert into sitting (meeting, day, held_on, position) values (pg_temp.id('empty'), 1, '2030-05-02', 1);
select set_config('dais.act', '', true) \g /dev/null
select is(pg_temp.on('save', pg_temp.text() || jsonb_build_object('choices', '{"0":"item-1"}'::jsonb, 'data', data)) ->> 'location',
	'/en/desk/empty/agenda?done=agenda-read', 'saved') from file;
select is((select string_agg(number || ' ' || (long_title ->> 'es'), ', ' order by path) from api.item_numbers(pg_temp.id('empty')) as n join item on item.id = n.item
	where kind <> 'dialogue'), 'I Apertura, II Panel, II.2.1 Parte', 'the tree');
select is((select string_agg(concat_ws(' ', s.position, s.room ->> 'es', e.starts at time zone 'America/New_York'), ', ' order by s.position)
	from schedule_entry as e join sitting as s on s.id = e.sitting where e.meeting = pg_temp.id('empty')),
	'2 2030-05-02 09:00:00, 3 Sala B 2030-05-02 10:00:00', 'hours in the meeting''s zone, in sittings behind those that were there');
select is((select string_agg(concat_ws(' ', slot.label ->> 'es', party.code, named.name, named.state), ', ' order by slot.position) from slot
	left join party on party.id = slot.party left join slot_person as named on named.slot = slot.id where slot.meeting = pg_temp.id('empty')),
	'Rectora Ana Ruiz named, OIT ILO', 'slots with their people and parties');
select is((select concat_ws(' ', printed_title ->> 'es', original_language, name ->> 'en', starts_on) from meeting where id = pg_temp.id('empty')),
	'Reunión es Empty 2030-05-02', 'the document''s texts and language, but the meeting''s own name and dates');
select is(pg_temp.on('save', pg_temp.text() || jsonb_build_object('choices', '{}'::jsonb, 'data', data)) ->> 'refused', 'DA409', 'once') from file;
select is(pg_temp.on('create', '{"source":"1. Apertura"}') ->> 'refused', 'DA409', 'no text is taken for an agenda that is there');
select set_config('dais.act', '', true) \g /dev/null
select is(pg_temp.ask('staff', 'change_undo', jsonb_build_object('meeting', 'empty', 'act', (select act from change where kind = 'item'
	and meeting = pg_temp.id('empty') order by id desc limit 1))) ->> 'location', '/en/desk/empty/changes?done=undone', 'all of it is taken back at once');
select is((select count(*) from item where meeting = pg_temp.id('empty')) + (select count(*) from slot where meeting = pg_temp.id('empty')), 0::bigint,
	'with its slots');
select is(pg_temp.on('new') #>> '{texts,0,text}', pg_temp.text() ->> 'text', 'the text is found again');
select set_config('dais.act', '', true) \g /dev/null
select is(pg_temp.ask('staff', 'change_undo', jsonb_build_object('meeting', 'empty', 'act', (select act from change where undoes is not null order by id desc limit 1)))
	->> 'location', '/en/desk/empty/changes?done=undone', 'that is undone, too');
select is((select string_agg(concat_ws(' ', slot.label ->> 'es', named.name, named.state, spoken.code), ', ' order by slot.position) from slot
	left join slot_person as named on named.slot = slot.id left join representation on slot_person = named.id left join party as spoken on spoken.id = representation.party
	where slot.meeting = pg_temp.id('empty')), 'Rectora Ana Ruiz named ILO, OIT', 'the names are there again, and for whom they speak');
select is(pg_temp.on('new') ->> 'has_texts', 'false', 'a text that was saved is done with');
update agenda_text set created = now() - interval '31 days';
select clerk.sweep() \g /dev/null
select is((select count(*) from agenda_text), 0::bigint, 'a text goes after a month');

select * from finish();
rollback;
