-- Working groups: formed from the parts of the working item or as a whole, with their places, rooms and hours; what a rapporteur may
-- edit; and all of it taken back.
begin;
\ir world.psql
select plan(49);

insert into item (id, meeting, parent, position, kind, long_title)
	values (pg_temp.id('VI'), pg_temp.id('meeting'), null, 6, 'working', '{"en":"Identification of objectives"}'),
		(pg_temp.id('VI.a'), pg_temp.id('meeting'), pg_temp.id('VI'), 1, 'working', '{"en":"For the organization"}'),
		(pg_temp.id('VI.b'), pg_temp.id('meeting'), pg_temp.id('VI'), 2, 'working', '{"en":"For member states"}'),
		(pg_temp.id('VI.c'), pg_temp.id('meeting'), pg_temp.id('VI'), 3, 'working', '{"en":"Cooperation"}');
insert into sitting (id, meeting, day, held_on, position, room) values (pg_temp.id('sitting'), pg_temp.id('meeting'), 1, current_date + 30, 1, '{"en":"Padilha Vidal"}');
insert into schedule_entry (meeting, item, sitting) values (pg_temp.id('meeting'), pg_temp.id('VI'), pg_temp.id('sitting'));

create function pg_temp.groups() returns text language sql as $$
	select string_agg((g #>> '{item,title}') || ': ' || coalesce(g ->> 'addressee', 'all'), ', ' order by at)
	from jsonb_array_elements(pg_temp.press('group_list', '{}') #> '{items,0,groups}') with ordinality as l(g, at)
$$;
create function pg_temp.undo() returns jsonb language sql as $$
	select pg_temp.press('change_undo', jsonb_build_object('next', 'groups', 'act', (select act from change where kind = 'working_group' order by id desc limit 1)))
$$;
-- A confirmed rapporteur of an item, with a session of that name.
create function pg_temp.rapporteur(who text, item text, state text default 'confirmed') returns void language sql as $$
	insert into person (id, name, email, language) values (pg_temp.id(who), who, replace(who, ' ', '.') || '@example.org', 'en');
	insert into role_grant (person, meeting, role) values (pg_temp.id(who), pg_temp.id('meeting'), 'panelist');
	insert into session (token_hash, person, strength, idle, expires) values (sha256(who::bytea), pg_temp.id(who), 'minted', '30 minutes', now() + interval '1 hour');
	insert into slot (id, meeting, item, position, role, held_by, label, expects_paper)
		values (pg_temp.id('slot ' || who), pg_temp.id('meeting'), pg_temp.id(item), 9, 'rapporteur', 'person', '{"en":"Rapporteur"}', false);
	insert into slot_person (meeting, slot, name, person, state) values (pg_temp.id('meeting'), pg_temp.id('slot ' || who), who, pg_temp.id(who), state);
$$;
create function pg_temp.parts(who text) returns text language sql as $$
	select pg_temp.ask_as(who, format('select array_to_string(api.my_addressees(%L), '', '')', pg_temp.id('meeting')))
$$;

-- ---------------------------------------------------------------- formed

select is(pg_temp.press('group_list', '{}') #> '{items,0}' @> '{"item":{"title":"Identification of objectives"},"parts":true,"plenary":false,"has_groups":false}', true, 'before there are groups the working item is offered');
select is(pg_temp.press('group_form', jsonb_build_object('item', pg_temp.id('III'))) ->> 'refused', 'DA404', 'no other item is worked in groups');
select is(pg_temp.press('group_form', jsonb_build_object('item', pg_temp.id('VI'))) ->> 'location', '/en/desk/test-2004/groups?done=saved', 'one press works it in groups');
select is(pg_temp.groups(), 'For the organization: organization, For member states: member states, Cooperation: cooperation', 'each part with its category');
select ok(pg_temp.press('group_form', jsonb_build_object('item', pg_temp.id('VI'))) ? 'location', 'a second press');
select is((select count(*) from working_group), 3::bigint, 'makes no more of them');
select is(pg_temp.press('group_change', jsonb_build_object('item', pg_temp.id('VI.c'), 'addressee', 'nobody', 'revision', '1')) -> 'errors', '[{"field":"addressee","code":"choose"}]', 'a category is one of three');
select ok(pg_temp.press('group_change', jsonb_build_object('item', pg_temp.id('VI.c'), 'addressee', 'organization', 'revision', '1')) ? 'location', 'a group gets another category');
select is(pg_temp.press('group_change', jsonb_build_object('item', pg_temp.id('VI.c'), 'addressee', 'member-states', 'revision', '1')) ->> 'refused', 'DA409', 'the second of two is told');
select is(pg_temp.press('group_list', '{}') -> 'unworked', '[{"addressee":"cooperation"}]', 'and what nobody works on is said');
select ok(pg_temp.undo() ? 'location' and pg_temp.press('group_list', '{}') -> 'unworked' = '[]', 'taken back');
select is(pg_temp.press('group_form', jsonb_build_object('item', pg_temp.id('VI'), 'plenary', true)) ? 'location' and pg_temp.groups() = 'Identification of objectives: all', true, 'in plenary instead');
select ok(pg_temp.undo() ? 'location', 'and back');
select is(pg_temp.groups(), 'For the organization: organization, For member states: member states, Cooperation: cooperation', 'to the groups as they were');
select is((select string_agg(who || ' ' || coalesce(pg_temp.press('group_list', '{}', who) ->> 'refused', 'yes'), ', ' order by at)
	from unnest('{staff,chair,panelist,focal point,staff elsewhere}'::text[]) with ordinality as w(who, at)),
	'staff yes, chair DA404, panelist DA404, focal point DA404, staff elsewhere DA404', 'the page is the secretariat''s');

-- ---------------------------------------------------------------- places, room and hour

select is(pg_temp.press('group_list', '{}') #> '{items,0,groups,0}' @> '{"above":true,"hours":[{"room":{"text":"Padilha Vidal"}}]}', true, 'room and hour are those of the whole item');
insert into schedule_entry (meeting, item, sitting, room) values (pg_temp.id('meeting'), pg_temp.id('VI.a'), pg_temp.id('sitting'), '{"en":"Colón"}');
select is(pg_temp.press('group_list', '{}') #> '{items,0,groups,0}' @> '{"above":false,"hours":[{"room":{"text":"Colón"}}]}', true, 'until the part has its own');
select is(pg_temp.press('group_place_add', jsonb_build_object('item', pg_temp.id('VI.a'), 'role', 'chair')) -> 'errors', '[{"field":"role","code":"choose"}]', 'a group has three kinds of places');
select is((select string_agg(coalesce(pg_temp.press('group_place_add', jsonb_build_object('item', pg_temp.id('VI.a'), 'role', role)) ->> 'location', 'no')
		~ '^/en/desk/test-2004/slots/[0-9a-f-]{36}\?done=slot-added$' || ' ', '') from unnest('{moderator,rapporteur,participant}'::text[]) as role), 'true true true ', 'each is added with one press');
select is((select string_agg((p ->> 'role') || ' ' || (p #>> '{slots,0,label}') || ' ' || (p #>> '{slots,0,is_open}'), ', ')
	from jsonb_array_elements(pg_temp.press('group_list', '{}') #> '{items,0,groups,0,places}') as p), 'moderator Moderator false, rapporteur Rapporteur false, participant Participants true', 'and the page names them');

-- ---------------------------------------------------------------- who edits what

select pg_temp.rapporteur('rapporteur a', 'VI.a'), pg_temp.rapporteur('rapporteur b', 'VI.b'), pg_temp.rapporteur('rapporteur of all', 'VI'),
	pg_temp.rapporteur('invited', 'VI.c', 'invited'), pg_temp.rapporteur('of a panel', 'III') \g /dev/null
select is((select string_agg(who || ': ' || pg_temp.parts(who), '; ' order by at)
		from unnest('{rapporteur a,rapporteur b,rapporteur of all,invited,of a panel,panelist,staff,""}'::text[]) with ordinality as w(who, at)),
	'rapporteur a: organization; rapporteur b: member states; rapporteur of all: organization, member states, cooperation; invited: ; of a panel: ; panelist: ; staff: ; : ',
	'a confirmed rapporteur edits the category of the group');
select is(pg_temp.ask_as('rapporteur a', format('select array_to_string(api.my_addressees(%L), '''')', pg_temp.id('other meeting'))), '', 'of this meeting alone');
update slot_person set state = 'taken off' where person = pg_temp.id('rapporteur b');
select is(pg_temp.parts('rapporteur b'), '', 'and no more once taken off');
select is(pg_temp.ask_as('panelist', 'select count(*) from api.rapporteurs()'), 'refused', 'the list of rapporteurs is nobody''s to read');
create function pg_temp.set(who text, change text) returns text language sql as $$
	select pg_temp.ask_as(who, 'with g as (update dais.working_group set ' || change || ' returning 1) select count(*) from g')
$$;
select is(pg_temp.set('rapporteur a', 'screen = gen_random_uuid()') || pg_temp.set('panelist', 'screen = gen_random_uuid()'), '10', 'the screen of a group is its rapporteur''s');
select is(pg_temp.set('rapporteur a', 'addressee = ''cooperation'''), 'refused', 'but not what it works on');
select is((select count(*) from change where kind = 'working_group' and person = pg_temp.id('rapporteur a')), 0::bigint, 'and what the screen shows is no change of it');
select is(pg_temp.ask_as('staff elsewhere', format('with g as (insert into dais.working_group (meeting, item) values (%L, %L) returning 1) select count(*) from g',
	pg_temp.id('other meeting'), pg_temp.id('VI'))), 'refused', 'a group is of its item''s meeting');
select is(pg_temp.ask_as(who, 'select count(*) from dais.working_group'), n, who || ' sees groups: ' || n) from (values ('panelist', '0'), ('focal point', '0'), ('rapporteur a', '1'), ('chair', '3'), ('', '0')) as w(who, n);
insert into proposal (id, meeting, kind, addressee, aim, text, original_language, person)
	select pg_temp.id('p ' || a), pg_temp.id('meeting'), 'objective', a, 'promotion', '{"en":"Words"}', 'en', pg_temp.id('staff') from unnest(api.addressees()) as a;
select is(pg_temp.set('rapporteur a', format('on_screen = %L', pg_temp.id('p member states'))), 'refused', 'what other groups work on is not put on the screen');
select is(pg_temp.set('rapporteur a', format('on_screen = %L', pg_temp.id('p organization'))), '1', 'but one''s own');
select ok(pg_temp.press('group_form', jsonb_build_object('item', pg_temp.id('VI'), 'plenary', true)) ? 'location' and pg_temp.undo() ? 'location', 'plenary, and back, after a screen was used');
select is(pg_temp.press('change_undo', jsonb_build_object('act', (select act from change where kind = 'working_group' and before is null and undoes is not null order by id desc limit 1))) ? 'location', true,
	'that is taken back, too');
select ok(pg_temp.press('group_form', jsonb_build_object('item', pg_temp.id('VI'))) ? 'location', 'and in groups once more');
update working_group set on_screen = pg_temp.id('p organization'), screen = gen_random_uuid() where item = pg_temp.id('VI.a');
select ok(pg_temp.undo() ? 'location', 'forming them is taken back, whatever their screens showed');
select is((select count(*) from change where kind = 'working_group' and (before ?| '{screen,on_screen}' or after ?| '{screen,on_screen}')), 0::bigint, 'no list of changes keeps the key of a screen');

-- ---------------------------------------------------------------- a fourth part

insert into item (id, meeting, parent, position, kind, long_title) values (pg_temp.id('VI.d'), pg_temp.id('meeting'), pg_temp.id('VI'), 4, 'working', '{"en":"Other matters"}');
select ok(pg_temp.press('group_form', jsonb_build_object('item', pg_temp.id('VI'))) ? 'location', 'with a fourth part');
select pg_temp.rapporteur('rapporteur d', 'VI.d') \g /dev/null
select is(pg_temp.parts('rapporteur d'), '', 'which has no category, and its rapporteur edits nothing');
update working_group set addressee = 'cooperation' where item = pg_temp.id('VI.d');
select is(pg_temp.parts('rapporteur d'), 'cooperation', 'until staff give it one');
update item set withdrawn = true where id = pg_temp.id('VI.d');
select is(pg_temp.parts('rapporteur d'), '', 'a part that is withdrawn gives no rights');


-- ---------------------------------------------------------------- one group alone

select is(pg_temp.press('group_change', jsonb_build_object('item', pg_temp.id('VI.b'), 'end', true, 'revision', '1')) ? 'location', true, 'one group is ended');
select is(pg_temp.groups(), 'For the organization: organization, Cooperation: cooperation, Other matters: cooperation', 'while the others go on');
select is(pg_temp.press('group_list', '{}') #> '{items,0,missing}' @> '[{"title":"For member states"}]', true, 'its part is offered again');
select is(pg_temp.press('group_form', jsonb_build_object('item', pg_temp.id('VI.b'))) ? 'location' and pg_temp.press('group_list', '{}') #> '{items,0,missing}' = '[]', true, 'and added alone');
select is((select string_agg(coalesce(addressee, 'none'), ', ' order by addressee nulls last) from working_group), 'cooperation, cooperation, organization, none', 'without a category until it is given one');

select * from finish();
rollback;
