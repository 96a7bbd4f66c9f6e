-- Parties of the installation, and who takes part in a meeting: what may be said of one, who saves second, what stays
-- because something hangs on it, and that every act leaves its event.
begin;
\ir world.psql
select plan(31);

create function pg_temp.admin(function text, input jsonb) returns jsonb language sql as $$
	select pg_temp.ask('admin', function, input)
$$;
create function pg_temp.staff(function text, input jsonb) returns jsonb language sql as $$
	select pg_temp.ask('staff', function, input || '{"meeting":"test-2004"}')
$$;
create function pg_temp.faults(answer jsonb) returns text language sql as $$
	select string_agg(concat_ws(' ', e ->> 'field', e ->> 'code'), ', ' order by e ->> 'field', e ->> 'code') from jsonb_array_elements(answer -> 'errors') as e
$$;

savepoint before;
select pg_temp.admin('party_change', '{"party":"T-MEX","kind":"state","iso":"MX","name":{"en":"Mexico"},"revision":"1"}') \g /dev/null
select is((select count(*)::int from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() and (classid::bigint << 32) + objid::bigint
	= hashtextextended('parties', 4)), 1, 'who changes a party waits for a table of parties that is being saved');
rollback to before;

-- ---------------------------------------------------------------- one added, and changed by two
select is(pg_temp.admin('party_create', '{"code":"t-hti","kind":"state","iso":"ht","name":{"en":"Haiti","fr":"Haïti"}}') ->> 'location',
	'/en/admin/parties/T-HTI?done=saved', 'a party is added; its codes are written in capitals');
select is((select concat_ws(' ', kind, iso, name ->> 'fr', revision) from party where code = 'T-HTI'), 'state HT Haïti 1', 'as it was sent');
select is(pg_temp.faults(pg_temp.admin('party_create', '{"code":"T-hti","kind":"kingdom","iso":"HTI","name":{"en":"X"},"valid_from":"2005-01-01",
	"valid_until":"2004-12-31"}')), 'code code-taken, iso not-a-country, kind choose, valid_until until-before-from', 'every fault at once');
select is(pg_temp.faults(pg_temp.admin('party_create', '{"code":"T-X","kind":"organ","name":{"en":"X"},"valid_from":"2005-02-30"}')),
	'valid_from not-a-time', 'a day that there is not');
select is(pg_temp.faults(pg_temp.admin('party_create', '{"code":"..","kind":"organ","name":{"en":"X"}}')), 'code not-valid', 'a code that no address could carry');

create function pg_temp.change(said jsonb) returns jsonb language sql as $$
	select pg_temp.admin('party_change', '{"party":"T-HTI","kind":"state","iso":"HT","name":{"en":"Haiti","fr":"Haïti"},"revision":"1"}' || said)
$$;
select pg_temp.change('{"name":{"en":"Haiti","fr":"Haïti","es":"Haití"}}') \g /dev/null
select is(pg_temp.change('{"valid_until":"2010-01-01"}') ->> 'location', '/en/admin/parties/T-HTI?done=saved', 'who saves second has changed something else');
select is((select concat_ws(' ', name ->> 'es', valid_until, revision) from party where code = 'T-HTI'), 'Haití 2010-01-01 3', 'and both take effect');
select is(pg_temp.change('{"valid_until":"2011-01-01"}') ->> 'refused', 'DA409', 'the same changed by both is asked about');
select is(pg_temp.change('{"valid_until":"2011-01-01","revision":"1.3"}') ->> 'location', '/en/admin/parties/T-HTI?done=saved', 'and whoever has seen it decides');
select pg_temp.change('{"name":{"en":"Haiti","fr":"Haïti","es":"Haití"},"valid_until":"2011-01-01","revision":"4"}') \g /dev/null
select is(pg_temp.events(), 'party added 1, party changed 3', 'an event for each act, none for what changes nothing');
select is((select count(*)::int from change where kind = 'party' and subject = (select id from party where code = 'T-HTI')), 4, 'and what was there before is kept');

-- ---------------------------------------------------------------- the list
create function pg_temp.listed(filter jsonb) returns text language sql as $$
	select string_agg(k ->> 'kind' || ': ' || (select string_agg(p ->> 'code', ' ' order by n) from jsonb_array_elements(k -> 'parties') with ordinality as l(p, n)),
		'; ' order by at) from jsonb_array_elements(pg_temp.admin('party_list', filter) -> 'kinds') with ordinality as kinds(k, at)
$$;
select is(pg_temp.listed('{}'), 'state: T-CRI T-HTI T-MEX; agency: T-IIN T-CIM', 'by kind, each sorted as it is read');
update party set sort_key = '{"en":"Commission of Women"}' where code = 'T-CIM';
select is(pg_temp.listed('{}'), 'state: T-CRI T-HTI T-MEX; agency: T-CIM T-IIN', 'or by its own key');
select is(pg_temp.listed('{"kind":"agency"}'), 'agency: T-CIM T-IIN', 'of one kind');
select is(pg_temp.listed('{"words":"mÉxi"}'), 'state: T-MEX', 'or what has these words in any language');

-- ---------------------------------------------------------------- who takes part
select is(jsonb_path_query_array(pg_temp.staff('participation_list', '{}'), '$.others[*].parties[*].code'), '[]', 'a party that has ended is not offered');
select is(pg_temp.faults(pg_temp.staff('participation_add', '{"parties":["T-HTI"]}')), 'parties choose', 'nor taken');
update party set valid_until = null where code = 'T-HTI';
select pg_temp.admin('party_create', jsonb_build_object('code', code, 'kind', 'organ', 'name', jsonb_build_object('en', code)))
	from unnest('{T-A,T-B}'::text[]) as code \g /dev/null
select is(jsonb_path_query_array(pg_temp.staff('participation_list', '{}'), '$.others[*].parties[*].code'), '["T-HTI", "T-A", "T-B"]', 'the others are');
select is(pg_temp.faults(pg_temp.staff('participation_add', '{"parties":["T-A","T-NONE"]}')), 'parties choose', 'what there is not is not added');
select is((select count(*)::int from participation where meeting = pg_temp.id('meeting')), 4, 'and nothing of that list');
select is(pg_temp.staff('participation_add', '{"parties":["T-HTI","T-A","T-MEX"]}') ->> 'location', '/en/desk/test-2004/parties?done=parties-added', 'several at once');
select is((select jsonb_array_length(data -> 'parties') from event where kind = 'parties added'), 2, 'the event names those who are new');
select is((select count(*)::int from participation where meeting = pg_temp.id('meeting')), 6, 'who took part already is not there twice');
select pg_temp.staff('participation_add', '{"parties":["T-HTI"]}') \g /dev/null
select is(pg_temp.staff('participation_remove', '{"party":"T-A"}') ->> 'location', '/en/desk/test-2004/parties?done=party-removed', 'one on which nothing hangs is removed');
select is(pg_temp.staff('participation_remove', jsonb_build_object('party', code)) ->> 'refused', 'DA409', why) from (values
	('T-CIM', 'one that speaks in the agenda stays'), ('T-MEX', 'one with a focal point stays')) as party(code, why);
insert into delegation (meeting, party) values (pg_temp.id('meeting'), (select id from party where code = 'T-HTI'));
select is(pg_temp.staff('participation_remove', '{"party":"T-HTI"}') ->> 'refused', 'DA409', 'one with a delegation stays');
select is((select jsonb_object_agg(p ->> 'code', p -> 'ties' -> 0 -> 'tie') from jsonb_path_query(pg_temp.staff('participation_list', '{}'), '$.kinds[*].parties[*]') as p),
	'{"T-CIM":"slot","T-IIN":"slot","T-CRI":"focal point","T-MEX":"focal point","T-HTI":"delegation"}', 'and the page says why');
select throws_ok($$insert into slot (meeting, item, position, role, held_by, label, party)
	select pg_temp.id('meeting'), pg_temp.id('III'), 9, 'panelist', 'institution', '{"en":"A"}', id from party where code = 'T-A'$$, '23503', null,
	'nobody speaks for a party that takes no part');
select is(pg_temp.events(), 'parties added 1, party added 3, party changed 3, party removed 1', 'every act has left its event, and none twice');

select finish();
rollback;
