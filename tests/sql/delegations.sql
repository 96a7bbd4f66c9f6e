-- Delegations and the list of speakers: registering, confirming, returning; and that one mission sees nothing of another.
begin;
\ir world.psql
select plan(198);

create function pg_temp.mission(function text, input jsonb default '{}', who text default 'focal point') returns jsonb
	language sql as $$
	select pg_temp.ask(who, function, '{"meeting":"test-2004"}' || input)
$$;
create function pg_temp.desk(function text, input jsonb default '{}', who text default 'staff') returns jsonb
	language sql as $$
	select pg_temp.ask(who, function, '{"meeting":"test-2004","party":"T-CRI"}' || input)
$$;

-- the focal point's page
select is(pg_temp.mission('delegation_show') #>> '{party,name}', 'Costa Rica', 'a focal point finds their own party');
select is(pg_temp.ask('focal point', 'delegation_show') #>> '{meeting,slug}', 'test-2004', 'without a meeting the next one');
select is(pg_temp.mission('delegation_show', '{"party":"T-MEX"}'), '{"refused":"DA404"}', 'another party does not exist for them');
select is(pg_temp.mission('delegation_show', '{}', who), '{"refused":"DA404"}', who || ' has no delegation')
	from unnest('{staff,chair,panelist,stranger}'::text[]) as w(who);
select is(jsonb_array_length(pg_temp.mission('delegation_show') -> 'panels'), 1, 'one panel is open to experts of states');
select is(pg_temp.mission('member_create', '{"name":"Elena Vargas","title":"Ambassador","function":"head"}') ->> 'location',
	'/en/delegation/test-2004?done=registered', 'a head is registered');
select is(pg_temp.mission('member_create', '{"name":"Other","function":"head"}'),
	'{"refused":"DA422","errors":[{"field":"function","code":"head-taken"}]}', 'once');
select is(pg_temp.mission('member_create', '{"name":"Expert","function":"expert"}'),
	'{"refused":"DA422","errors":[{"field":"item","code":"panel-needed"}]}', 'an expert names the panel');
select is(pg_temp.mission('member_create', jsonb_build_object('name', 'Expert', 'function', 'expert', 'item', pg_temp.id('III'))),
	'{"refused":"DA422","errors":[{"field":"item","code":"panel-needed"}]}', 'which must be open to states');
select ok(pg_temp.mission('member_create', jsonb_build_object('name', 'Jorge Mora', 'function', 'expert', 'item', pg_temp.id('IV'),
	'email', 'jorge.mora@example.net')) ? 'location', 'then the expert is registered');
select ok(pg_temp.mission('member_create', '{"name":"Adviser","function":"adviser"}') ? 'location', 'and an adviser');
select ok(pg_temp.mission('member_create', '{"name":"Adviser","function":"adviser"}') ? 'location', 'whose form may come twice');
select is((select count(*)::int from delegation_member where name = 'Adviser'), 1, 'and registers one');
select ok(pg_temp.mission('delegation_note', '{"note":"MP-CR/12/04"}') ? 'location', 'the mission''s note is recorded');
select is(pg_temp.mission('delegation_show') ->> 'note', 'MP-CR/12/04', 'and shown');
select is(pg_temp.mission('member_create', '{"name":"Intruder","function":"adviser","party":"T-CRI"}', 'other focal point'),
	'{"refused":"DA404"}', 'another mission registers nobody here');
select is(jsonb_array_length(pg_temp.mission('delegation_show', '{}', 'other focal point') -> 'members'), 0, 'nor sees anybody');

insert into item (id, meeting, position, kind, long_title) values (pg_temp.id('break'), pg_temp.id('meeting'), 9, 'break', '{"en":"Coffee"}'),
	(pg_temp.id('elsewhere'), pg_temp.id('other meeting'), 1, 'panel', '{"en":"Panel"}');

create temporary table member as select * from delegation_member;
grant select on member to dais_web;
select is(pg_temp.ask_as(who, 'select count(*) from dais.delegation_member'), expected, 'rows that ' || who || ' reads')
	from (values ('focal point', '3'), ('other focal point', '0'), ('staff', '3'), ('staff elsewhere', '0'), ('chair', '0'),
		('panelist', '0'), ('', '0')) as w(who, expected);
select is(pg_temp.ask_as('focal point', 'with c as (update dais.delegation_member set state = ''confirmed'' returning 1) select count(*) from c'),
	'refused', 'no row policy lets a mission confirm itself');

-- the secretariat
select is(pg_temp.desk('delegation_list') #>> '{counts,waiting}', '3', 'staff see what waits');
select is(pg_temp.desk('delegation_list', '{}', who), null, 'which ' || who || ' does not') from unnest('{chair,focal point}'::text[]) as w(who);
select ok(pg_temp.desk('member_confirm', jsonb_build_object('member', id)) ? 'location', 'staff confirm the expert')
	from member where function = 'expert';
select is((select name || ' ' || state from slot_person where slot in (select id from slot where item = pg_temp.id('IV') and not is_open)),
	'Jorge Mora confirmed', 'who has a slot on Panel IV');
select is(pg_temp.ask('staff', 'desk_show', '{"meeting":"test-2004"}') #>> '{panels,1,slots,0,party}', 'Costa Rica', 'which the desk shows at once');
select is(pg_temp.mail('jorge.mora@example.net') ->> 'template', 'designation', 'and which a mail tells the expert');
select is(pg_temp.desk('member_return', jsonb_build_object('member', id)),
	'{"refused":"DA422","errors":[{"field":"reason","code":"required"}]}', 'nobody is returned without a reason')
	from member where function = 'adviser';
select ok(pg_temp.desk('member_return', jsonb_build_object('member', id, 'reason', 'The name is incomplete.')) ? 'location',
	'an adviser is returned') from member where function = 'adviser';
select is(pg_temp.mail('focal.point@example.org') ->> 'reason', 'The name is incomplete.', 'the focal point is told why');
select is(pg_temp.mission('member_remove', jsonb_build_object('member', id), 'other focal point'), '{"refused":"DA404"}',
	'another mission removes nobody') from member where function = 'adviser';
select ok(pg_temp.mission('member_remove', jsonb_build_object('member', id)) ? 'location', 'the focal point removes the adviser')
	from member where function = 'adviser';

-- a confirmed member is changed by both, and the seat follows
create function pg_temp.form(who uuid, more jsonb default '{}') returns jsonb language sql as $$
	select jsonb_build_object('member', id, 'name', name, 'title', title, 'email', email, 'function', function, 'item', item, 'revision', revision) || more
	from dais.delegation_member where id = who
$$;
create function pg_temp.seat() returns text language sql as $$
	select string_agg(n.name || ' ' || n.state, ', ' order by n.name) from dais.slot_person as n join dais.slot on slot.id = n.slot
	where slot.item = pg_temp.id('IV') and not is_open
$$;
select is((pg_temp.mission('member_show', jsonb_build_object('member', id)) ->> 'confirmed')::boolean, function = 'expert', 'the mission opens ' || function)
	from dais.delegation_member order by position;
select is(pg_temp.mission('member_change', pg_temp.form(id, '{"name":"X"}'), 'other focal point'), '{"refused":"DA404"}', 'another mission changes nobody')
	from member where function = 'expert';
select ok(pg_temp.mission('member_change', pg_temp.form(id)) ? 'location', 'saved as it was') from member where function = 'expert';
select is((select state from dais.delegation_member where function = 'expert'), 'confirmed', 'nothing waits');
select ok(pg_temp.mission('member_change', pg_temp.form(id, '{"name":"Jorge Mora Solano"}')) ? 'location', 'the mission changes a confirmed expert')
	from member where function = 'expert';
select is((select string_agg(function || ' ' || state, ', ' order by position) from dais.delegation_member), 'head registered, expert registered',
	'who waits again');
update dais.delegation_member set state = 'confirmed' where function = 'head';
select ok(pg_temp.desk('member_confirm', jsonb_build_object('member', id)) ? 'location', 'and is confirmed anew') from member where function = 'expert';
select is(pg_temp.seat(), 'Jorge Mora Solano confirmed', 'the seat bears the new name, and there is one');
select ok(pg_temp.desk('member_correct', pg_temp.form(id, '{"email":"mora@example.net"}')) ? 'location', 'staff change him, too') from member where function = 'expert';
select is((select state from dais.delegation_member where function = 'expert'), 'confirmed', 'which does not wait');
select is((select count(*)::int from dais.slot_person as n join dais.slot on slot.id = n.slot where slot.item = pg_temp.id('IV') and n.state = 'confirmed'), 1,
	'another address is another person, in the one seat');
select is(pg_temp.mission('member_change', pg_temp.form(id, '{"function":"head"}')) -> 'errors' -> 0 ->> 'code', 'head-taken', 'one head')
	from member where function = 'expert';
select is(pg_temp.mission('member_change', pg_temp.form(id, '{"name":"Another","revision":1}')), '{"refused":"DA409"}', 'from an old form it is a conflict')
	from member where function = 'expert';

-- off the panel
select ok(pg_temp.ask('staff', 'invitation_cancel', jsonb_build_object('meeting', 'test-2004', 'slot', slot, 'slot_person', seat)) ? 'location',
	'staff take the expert off') from dais.delegation_member where function = 'expert';
select is((select m ->> 'standing' from jsonb_array_elements(pg_temp.mission('delegation_show') -> 'members') as m where m ->> 'function' = 'expert'),
	'seat taken off', 'and the mission reads so');
select is(pg_temp.mail('focal.point@example.org') ->> 'news', 'taken off', 'having been told');
select ok(pg_temp.desk('member_confirm', jsonb_build_object('member', id)) ? 'location', 'staff confirm again') from member where function = 'expert';
select is((select m ->> 'standing' from jsonb_array_elements(pg_temp.mission('delegation_show') -> 'members') as m where m ->> 'function' = 'expert'),
	'confirmed', 'and there he is');

-- removed, and taken back
select ok(pg_temp.mission('member_remove', jsonb_build_object('member', id)) ? 'location', 'the mission removes also a confirmed expert') from member where function = 'expert';
select ok(pg_temp.seat() !~ 'confirmed', 'who is off the panel');
select is(pg_temp.mail('staff@example.org') ->> 'news', 'taken off', 'which the staff hear');
select is(pg_temp.mission('member_restore', jsonb_build_object('member', id), 'other focal point'), '{"refused":"DA404"}', 'another mission takes nothing back')
	from member where function = 'expert';
select ok(pg_temp.mission('member_restore', jsonb_build_object('member', id)) ? 'location', 'the mission takes it back') from member where function = 'expert';
select is((select name || ' ' || state from dais.delegation_member where function = 'expert'), 'Jorge Mora Solano registered', 'and it waits for staff');
select is(pg_temp.mission('member_restore', jsonb_build_object('member', id)), '{"refused":"DA404"}', 'once') from member where function = 'expert';
select is(pg_temp.ask_as('focal point', format('insert into dais.delegation_member (meeting, party, delegation, position, name, function, state)
	select %L, %L, id, 99, ''X'', ''adviser'', ''confirmed'' from dais.delegation returning 1', pg_temp.id('meeting'), pg_temp.id('CRI'))), 'refused',
	'nor registers somebody as confirmed');
select ok(pg_temp.desk('focal_point_create', '{"name":"Ana Cruz","email":"ana.cruz@example.net","language":"es"}') ? 'location',
	'staff name a focal point');
select is(pg_temp.mail('ana.cruz@example.net') ->> 'template' || ' ' || (pg_temp.mail('ana.cruz@example.net') ->> 'party'),
	'focal-point Costa Rica', 'who gets a mail');

-- an expert with a seat, and one whose paper has come
select ok(pg_temp.desk('member_confirm', jsonb_build_object('member', id)) ? 'location', 'the expert is confirmed once more') from member where function = 'expert';
select ok(pg_temp.desk('member_confirm', jsonb_build_object('member', id)) ? 'location', 'and again, by a second click') from member where function = 'expert';
select is(pg_temp.desk('member_return', jsonb_build_object('member', id, 'reason', 'r')), '{"refused":"DA409"}', 'who has a seat is not returned') from member where function = 'expert';
update slot_person set contact = false, state = 'confirmed' where id = (select seat from delegation_member where function = 'expert');
insert into submission (id, meeting, slot, original_language, title, person)
	select pg_temp.id('expert''s'), pg_temp.id('meeting'), slot, 'en', '{"en":"T"}', person from slot_person where id = (select seat from delegation_member where function = 'expert');
select is(pg_temp.mission('member_remove', jsonb_build_object('member', id)), '{"refused":"DA409"}', 'whose paper has come stays') from member where function = 'expert';
select is(pg_temp.desk('member_correct', pg_temp.form(id, '{"email":"third@example.net"}')), '{"refused":"DA409"}', 'and stays who he is') from member where function = 'expert';
select ok(pg_temp.desk('member_correct', pg_temp.form(id, '{"name":"Jorge M. Solano"}')) ? 'location', 'but may be spelt otherwise') from member where function = 'expert';
select is((select n.name from slot_person as n join delegation_member as m on m.seat = n.id), 'Jorge M. Solano', 'also on the panel');
delete from submission where id = pg_temp.id('expert''s');
select ok(pg_temp.desk('member_correct', pg_temp.form(id, '{"function":"adviser"}')) ? 'location', 'staff make him an adviser') from member where function = 'expert';
select is((select (seat is null) || ' ' || state from delegation_member where id = (select id from member where function = 'expert')), 'true confirmed', 'who has no seat');
select ok(pg_temp.mission('member_change', pg_temp.form(id)) ? 'location', 'a registration that nobody changed') from member where function = 'expert';
select ok(pg_temp.desk('member_return', jsonb_build_object('member', id, 'reason', 'r')) ? 'location', 'and an adviser may be returned') from member where function = 'expert';
select ok(pg_temp.mission('member_change', pg_temp.form(id)) ? 'location', 'what was returned comes again, changed or not') from member where function = 'expert';
select is((select state || coalesce(return_reason, '') from delegation_member where id = (select id from member where function = 'expert')), 'registered', 'and waits');
select is(pg_temp.desk('member_correct', pg_temp.form(id, '{"name":"Jorge Mora Solano"}')) ->> 'refused', null, 'staff correct who is not confirmed') from member where function = 'expert';
select is((select seat::text || state from delegation_member where id = (select id from member where function = 'expert')), null, 'who gets no seat by that');

-- who was removed: for a day, of one's own, and one head at a time
select is(pg_temp.mission('delegation_show', '{}', who) #>> '{removed,0,name}', name, 'removed, as ' || who || ' reads')
	from (values ('focal point', 'Adviser'), ('other focal point', null)) as w(who, name);
update change set at = now() - interval '25 hours' where kind = 'delegation_member' and after is null;
select is(pg_temp.mission('delegation_show') -> 'removed', 'null', 'after a day nobody is asked');
select ok(pg_temp.mission('member_remove', jsonb_build_object('member', id)) ? 'location', 'the head goes') from member where function = 'head';
select ok(pg_temp.mission('member_create', '{"name":"New Head","function":"head"}') ? 'location', 'another comes');
select is(pg_temp.mission('member_restore', jsonb_build_object('member', id)), '{"refused":"DA409"}', 'and there is one') from member where function = 'head';
select is(pg_temp.mission('member_restore', jsonb_build_object('member', subject)), '{"refused":"DA404"}', 'what is taken back is a member')
	from change where kind <> 'delegation_member' and after is null limit 1;

-- names and addresses of focal points are the secretariat's
select is(pg_temp.ask_as(who, format('select count(*) from api.focal_points(%L)', pg_temp.id(meeting))), n, format('%s reads the focal points of the %s', who, meeting)) from (values
	('staff', 'meeting', '3'), ('staff', 'other meeting', '0'), ('chair', 'meeting', '0'), ('focal point', 'meeting', '0'), ('staff elsewhere', 'meeting', '0')) as f(who, meeting, n);
select is(pg_temp.ask_as(who, format('select count(*) from api.expert_slots(%L)', pg_temp.id('meeting'))), n, who || ' reads where experts may be named') from (values
	('staff', '1'), ('focal point', '1'), ('panelist', '0'), ('staff elsewhere', '0'), ('', '0')) as f(who, n);

-- the floor
select is(pg_temp.mission('floor_request', '{"item":"x","speaker":"Elena Vargas"}') -> 'errors' -> 0 ->> 'code', 'choose',
	'the floor is asked for somewhere');
select ok(pg_temp.mission('floor_request', jsonb_build_object('item', pg_temp.id('III.dialogue'), 'speaker', 'Elena Vargas',
	'others', jsonb_build_array('T-MEX'))) ? 'location', 'in the dialogue after Panel III');
select is(pg_temp.mission('floor_request', jsonb_build_object('item', pg_temp.id('III.dialogue'), 'speaker', 'Elena Vargas'))
	-> 'errors' -> 0 ->> 'code', 'already-asked', 'once');
select is(pg_temp.ask(who, 'speaker_list', '{"meeting":"test-2004","item":"III.dialogue"}') #>> '{speakers,0,speaker}', expected,
	'the list of speakers for ' || who)
	from (values ('staff', 'Elena Vargas'), ('chair', 'Elena Vargas'), ('focal point', null), ('panelist', null), ('', null)) as w(who, expected);
select is(pg_temp.ask_as(who, 'select count(*) from dais.floor_request'), expected, 'requests that ' || who || ' reads')
	from (values ('focal point', '1'), ('other focal point', '1'), ('chair', '1'), ('panelist', '0'), ('', '0')) as w(who, expected);
create function pg_temp.speaker() returns text language sql as $$
	select speaker ->> 'others' || '/' || (speaker ->> 'asked') from (select coalesce(s ->> 'others', '-') as others, coalesce(s ->> 'asked', '-') as asked
		from (select pg_temp.ask('staff', 'speaker_list', '{"meeting":"test-2004","item":"III.dialogue"}') #> '{speakers,0}' as s) as one) as t,
		lateral (select jsonb_build_object('others', others, 'asked', asked) as speaker) as j
$$;
select is(pg_temp.speaker(), '-/Mexico', 'a state is not spoken for before it has agreed');
select is(pg_temp.ask_as('focal point', 'with c as (update dais.floor_request_party set agreed_at = now() returning 1) select count(*) from c'), '0',
	'whoever asks cannot agree on its behalf');
select is(pg_temp.ask('other focal point', 'delegation_show', '{"meeting":"test-2004"}') #>> '{invitations,0,party}', 'Costa Rica', 'its mission is asked');
select ok(pg_temp.mission('floor_join', jsonb_build_object('request', id), 'other focal point') ? 'location', 'agrees') from floor_request;
select is(pg_temp.speaker(), 'Mexico/-', 'and is spoken for');
select ok(pg_temp.mission('floor_join', jsonb_build_object('request', id, 'withdraw', true), 'other focal point') ? 'location', 'or no longer')
	from floor_request;
select is(pg_temp.speaker(), '-/-', 'it is its own to say');
select ok(pg_temp.ask('other focal point', 'delegation_show', '{"meeting":"test-2004"}') @> '{"invitations":[{"declined":true,"agreed":false}]}', 'and to take back');
select ok(pg_temp.mission('floor_join', jsonb_build_object('request', id), 'other focal point') ? 'location', 'by agreeing after all') from floor_request;
select is(pg_temp.speaker(), 'Mexico/-', 'when it is spoken for again');
select is(pg_temp.mission('floor_join', jsonb_build_object('request', id), 'focal point'), '{"refused":"DA404"}', 'who asks was not asked')
	from floor_request;
delete from floor_request_party;

-- several requests, of several parties, under several items
select is(pg_temp.mission('floor_request', jsonb_build_object('item', pg_temp.id(place), 'speaker', 'Elena Vargas')) -> 'errors' -> 0 ->> 'code', 'choose',
	'the floor is not asked for in ' || place) from unnest('{elsewhere,break}'::text[]) as p(place);
select ok(pg_temp.mission('floor_request', jsonb_build_object('item', pg_temp.id('I'), 'speaker', 'Elena Vargas', 'others', '["T-CRI","T-MEX"]'::jsonb))
	? 'location', 'asked once, it may be asked for under another item');
select ok(pg_temp.mission('floor_request', jsonb_build_object('item', pg_temp.id('IV'), 'speaker', 'Elena Vargas', 'others', '["T-MEX"]'::jsonb)) ? 'location',
	'and another');
select is(pg_temp.ask('focal point', 'floor_request', jsonb_build_object('meeting', 'test-2004', 'item', pg_temp.id('elsewhere'), 'speaker', 'E'), 'en', 'dais_admin')
	#>> '{errors,0,code}', 'choose', 'but of its own meeting, as the function alone decides');
select is((select string_agg(code, ' ') from floor_request_party as o join floor_request as f on f.id = o.request join party on party.id = o.party
	where f.item = pg_temp.id('I')), 'T-MEX', 'for others, not for oneself twice');
select ok(pg_temp.mission('floor_request', jsonb_build_object('item', pg_temp.id('III.dialogue'), 'speaker', 'R. Luna'), 'other focal point') ? 'location',
	'and so may another state, under the same');
select ok(pg_temp.mission('floor_request', jsonb_build_object('item', pg_temp.id('II'), 'speaker', 'R. Luna', 'others', '["T-CRI"]'::jsonb), 'other focal point')
	? 'location', 'for others too');
create function pg_temp.told(who text, list text) returns text language sql as $$
	select string_agg(coalesce(s #>> '{item,number}', s #>> '{item,title}') || ' ' || (s ->> 'speaker'), ', ' order by s #>> '{item,number}', s ->> 'speaker')
	from jsonb_array_elements(nullif(pg_temp.ask(who, 'delegation_show', '{"meeting":"test-2004"}') -> list, 'null')) as s
$$;
select is(pg_temp.told(who, list), expected, who || ': ' || list) from (values
	('focal point', 'speakers', 'I Elena Vargas, III Elena Vargas, IV Elena Vargas'), ('other focal point', 'speakers', 'II R. Luna, III R. Luna'),
	('focal point', 'invitations', 'II R. Luna'), ('other focal point', 'invitations', 'I Elena Vargas, IV Elena Vargas')) as t(who, list, expected);
select ok(pg_temp.mission('floor_join', jsonb_build_object('request', id), 'other focal point') ? 'location', 'who agrees to one')
	from floor_request where item = pg_temp.id('I');
select is(pg_temp.mission('floor_join', jsonb_build_object('request', id), 'other focal point'), '{"refused":"DA404"}', 'agrees once')
	from floor_request where item = pg_temp.id('I');
select is((select string_agg(address || ' ' || (agreed_at is not null), ', ' order by address) from floor_request_party as o
	join floor_request as f on f.id = o.request join api.item_numbers(f.meeting) as n on n.item = f.item), 'I true, II false, IV false', 'and to no other');
select ok(pg_temp.mission('floor_join', jsonb_build_object('request', id, 'withdraw', true), 'other focal point') ? 'location', 'who declines one')
	from floor_request where item = pg_temp.id('I');
select is((select string_agg(address, ', ' order by address) from floor_request_party as o
	join floor_request as f on f.id = o.request join api.item_numbers(f.meeting) as n on n.item = f.item where declined_at is null), 'II, IV', 'declines no other');
select ok(pg_temp.mission('floor_withdraw', jsonb_build_object('request', id), 'other focal point') ? 'location', 'a request is taken back')
	from floor_request where item = pg_temp.id('II');
select is((select string_agg(speaker || ' ' || state, ', ' order by speaker, state) from floor_request),
	'Elena Vargas requested, Elena Vargas requested, Elena Vargas requested, R. Luna requested, R. Luna withdrawn', 'and no other');
select is(pg_temp.told('focal point', 'invitations'), null, 'nobody is asked to join in what was taken back');
select is(pg_temp.mission('floor_withdraw', jsonb_build_object('request', id), 'other focal point'), '{"refused":"DA404"}', 'nor is it taken back twice')
	from floor_request where item = pg_temp.id('II');
select ok(pg_temp.mission('floor_request', jsonb_build_object('item', pg_temp.id('II'), 'speaker', 'R. Luna'), 'other focal point') ? 'location',
	'but it may be asked for anew');
select is(pg_temp.ask('staff', 'speaker_list', '{"meeting":"test-2004","item":"III.dialogue"}') #>> '{item,address}', 'III.dialogue', 'a list bears its own item''s name');
select is((select string_agg(i #>> '{title}', ', ') from jsonb_array_elements(pg_temp.mission('delegation_show') -> 'floor_items') as i where i ->> 'title' ~ 'Coffee'),
	null, 'nobody is offered the floor in a break');
select is(pg_temp.ask('staff', 'desk_item', jsonb_build_object('meeting', 'test-2004', 'item', panel)) ->> 'dialogue', dialogue, 'the dialogue of ' || panel)
	from (values ('III', 'III.dialogue'), ('IV', null)) as t(panel, dialogue);
select is(pg_temp.ask_as(who, format('with r as (update dais.floor_request set state = %L where speaker = ''R. Luna'' and item = %L returning 1)
	select count(*) from r', to_be, pg_temp.id('III.dialogue'))), touched, who || ' has another state''s request ' || to_be)
	from (values ('focal point', 'passed', '0'), ('other focal point', 'passed', '1'), ('other focal point', 'has spoken', 'refused'),
		('staff elsewhere', 'called', '0')) as t(who, to_be, touched);
delete from floor_request where speaker = 'R. Luna' or item in (pg_temp.id('I'), pg_temp.id('IV'));

-- the list's hours and steps
create function pg_temp.takes(opens timestamptz, closes timestamptz) returns boolean language plpgsql as $$
begin
	insert into dais.speaker_list (meeting, item, opens, closes) values (pg_temp.id('meeting'), pg_temp.id('I'), opens, closes)
		on conflict (item) do update set opens = excluded.opens, closes = excluded.closes;
	return api.floor_takes(pg_temp.id('I'));
end $$;
select is(pg_temp.takes(now() + opens, now() + closes), takes, format('a list from %s to %s', opens, closes))
	from (values (interval '0', interval '1 hour', true), (null, null, true), ('-1 hour', '1 hour', true), ('1 second', '1 hour', false),
		('-1 hour', '0', false)) as t(opens, closes, takes);
select is(pg_temp.ask_as(who, 'with l as (insert into dais.speaker_list (meeting, item, opens) values (''' || pg_temp.id('meeting') || ''', '''
	|| pg_temp.id('IV') || ''', now() + interval ''1 day'') returning 1) select count(*) from l'), expected, who || ' opens a list')
	from (values ('focal point', 'refused'), ('staff elsewhere', 'refused'), ('chair', '1')) as w(who, expected);
select is(pg_temp.mission('floor_request', jsonb_build_object('item', pg_temp.id('IV'), 'speaker', 'E')) -> 'errors' -> 0 ->> 'code', 'list-closed',
	'a list takes no request before it opens');
select is(pg_temp.ask_as('focal point', format('with r as (insert into dais.floor_request (meeting, item, party, speaker) values (%L, %L, %L, ''E'')
	returning 1) select count(*) from r', pg_temp.id('meeting'), pg_temp.id('IV'), pg_temp.id('CRI'))), 'refused', 'whatever way it comes');
select is(pg_temp.ask_as(who, 'with r as (update dais.floor_request set state = ''speaking'' returning 1) select count(*) from r'), expected,
	who || ' gives the floor') from (values ('focal point', 'refused'), ('panelist', '0'), ('chair', '1')) as w(who, expected);
select ok((select began_at > created and ended_at is null from floor_request), 'since when somebody speaks the database says');
update floor_request set state = 'has spoken';
select ok((select ended_at >= began_at from floor_request), 'and until when');
update floor_request set state = 'requested';
select ok((select began_at is null and ended_at is null from floor_request), 'who is to speak later has not spoken');
select is(pg_temp.mission('floor_withdraw', jsonb_build_object('request', id), 'other focal point'), '{"refused":"DA404"}',
	'another mission withdraws nothing') from floor_request;
select ok(pg_temp.mission('floor_withdraw', jsonb_build_object('request', id)) ? 'location', 'its own does') from floor_request;
create function pg_temp.withdrawn(who text) returns text language sql as $$
	select coalesce(pg_temp.ask(who, 'speaker_list', '{"meeting":"test-2004","item":"III.dialogue"}') #>> '{withdrawn,0,delegation}',
		pg_temp.ask(who, 'delegation_show', '{"meeting":"test-2004"}') #>> '{withdrawn,0,delegation}')
$$;
select is(pg_temp.withdrawn(who), expected, 'what ' || who || ' can put back')
	from (values ('focal point', 'Costa Rica'), ('staff', 'Costa Rica'), ('other focal point', null), ('chair', null)) as w(who, expected);
create temporary table turn as select id, created from floor_request;
select is(pg_temp.mission('floor_restore', jsonb_build_object('request', id), 'other focal point'), '{"refused":"DA404"}', 'not another mission') from turn;
select ok(pg_temp.mission('floor_restore', jsonb_build_object('request', id)) ? 'location', 'its own puts it back') from turn;
select is((select created from floor_request where state = 'requested'), created, 'at its turn') from turn;
select is(pg_temp.mission('floor_restore', jsonb_build_object('request', id)), '{"refused":"DA404"}', 'once') from turn;
do $$ begin perform pg_temp.mission('floor_withdraw', jsonb_build_object('request', id)) from turn; end $$;
select ok(pg_temp.ask('staff', 'floor_desk_restore', jsonb_build_object('meeting', 'test-2004', 'item', 'III.dialogue', 'request', id)) ? 'location',
	'staff do so too') from turn;
do $$ begin perform pg_temp.mission('floor_withdraw', jsonb_build_object('request', id)) from turn; end $$;
insert into floor_request (meeting, item, party, speaker) select meeting, item, party, 'Again' from floor_request;
select is(pg_temp.mission('floor_restore', jsonb_build_object('request', id)), '{"refused":"DA409"}', 'not beside a new one') from turn;
delete from floor_request where speaker = 'Again';
update floor_request set ended_at = now() - interval '25 hours';
select is(pg_temp.mission('floor_restore', jsonb_build_object('request', id)), '{"refused":"DA404"}', 'and for a day') from turn;
select is(pg_temp.ask_as('focal point', 'with r as (update dais.floor_request set state = ''requested'' returning 1) select count(*) from r'), '0',
	'whatever way it comes');

-- a focal point goes
select is(pg_temp.desk('focal_point_remove', jsonb_build_object('person', pg_temp.id('other focal point'))), '{"refused":"DA404"}',
	'only a focal point of the party is taken off');
select is(pg_temp.desk('focal_point_remove', jsonb_build_object('person', pg_temp.id('focal point')), who), '{"refused":"DA404"}',
	who || ' takes nobody off') from unnest('{chair,focal point,staff elsewhere}'::text[]) as w(who);
select is(pg_temp.desk('focal_point_remove', jsonb_build_object('person', pg_temp.id('focal point'))) ->> 'location',
	'/en/desk/test-2004/delegations/T-CRI?done=focal-point-removed', 'staff take a focal point off');
select is(pg_temp.ask_as('focal point', 'select api.me()'), null, 'whose session ends, for nothing else is left');
select is((select count(*)::int from link where person = pg_temp.id('focal point')), 0, 'and whose links are gone');
select is(pg_temp.ask('staff', 'delegation_desk', '{"meeting":"test-2004","party":"T-CRI"}') #>> '{removed,0,person}', pg_temp.id('focal point')::text,
	'for a day this can be taken back');
select is(pg_temp.desk('focal_point_restore', jsonb_build_object('person', pg_temp.id('other focal point'))), '{"refused":"DA404"}',
	'for whoever was taken off');
select ok(pg_temp.desk('focal_point_restore', jsonb_build_object('person', pg_temp.id('focal point'))) ? 'location', 'by staff');
select is((select count(*)::int from link where person = pg_temp.id('focal point')), 1, 'with a fresh link');
select is(pg_temp.ask('staff', 'delegation_desk', '{"meeting":"test-2004","party":"T-CRI"}') -> 'removed', 'null', 'once');

select is(pg_temp.events(), 'floor request put back 2, floor request withdrawn 4, floor requested 6, focal point named 2, focal point removed 1, invitation cancelled 1, '
	'joint statement agreed 3, joint statement declined 2, member changed 6, member confirmed 4, member registered 5, member removed 3, member returned 2, '
	'note recorded 1', 'every step left its event');
select is(pg_temp.mails(), 'ana.cruz@example.net focal-point 1, ana.cruz@example.net member-returned 1, focal.point@example.org focal-point 1, focal.point@example.org member-returned 2, '
	'focal.point@example.org slot-news 1, jorge.mora@example.net designation 1, mora@example.net designation 3, mora@example.net taken-off 2, '
	'staff@example.org slot-news 1', 'and whoever it concerned was told');

select finish();
rollback;
