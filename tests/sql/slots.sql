-- Slots: what staff do with them, what whoever is named answers, and that nobody else finds them.
begin;
\ir world.psql
select plan(138);

create function pg_temp.desk(function text, slot text, input jsonb default '{}', who text default 'staff') returns jsonb
	language sql as $$
	select pg_temp.ask(who, function, input || jsonb_build_object('meeting', 'test-2004', 'slot', pg_temp.id(slot)))
$$;
create function pg_temp.state(slot text) returns text language sql as $$
	select pg_temp.ask('staff', 'desk_slot', jsonb_build_object('meeting', 'test-2004', 'slot', pg_temp.id(slot))) #>> '{slot,state}'
$$;

-- inviting
delete from slot_person;
select is(pg_temp.state('slot CIM'), 'not designated', 'at first nobody is designated');
select is(pg_temp.desk('invitation_create', 'slot CIM', '{"name":"María Arango","email":"m.arango@example.com","language":"es"}') ->> 'location',
	'/en/desk/test-2004/slots/' || pg_temp.id('slot CIM') || '?done=invited', 'staff invite a person');
select is(pg_temp.state('slot CIM'), 'invited', 'who is invited then');
select is((select language || role from person join role_grant on person = person.id where email = 'm.arango@example.com'),
	'espanelist', 'has her language and her role');
select is(pg_temp.mail('m.arango@example.com') #>> '{slot,number}', 'III', 'and a mail about Panel III');
select is(pg_temp.mail('m.arango@example.com') #>> '{meeting,name}', 'Sesión Especial', 'in her language');
select is(pg_temp.desk('invitation_create', 'slot CIM', '{"name":"María Arango","email":"M.Arango@example.com","language":"es"}'),
	'{"refused":"DA422","errors":[{"field":"email","code":"already-named"}]}', 'twice is refused');
select is(pg_temp.desk('invitation_create', 'slot others', '{"name":"X","email":"x@example.com","language":"en"}'),
	'{"refused":"DA409"}', 'nobody is invited for an open number of speakers');

-- her side
create temporary table her as select split_part(pg_temp.mail('m.arango@example.com') ->> 'link', '/', 4) as link;
select is(pg_temp.ask('', 'link_show', jsonb_build_object('link', link)) #>> '{slot,label}', 'Representative of the CIM',
	'the link says what it is for') from her;
select is(pg_temp.ask('', 'link_use', jsonb_build_object('link', link, 'token_hash', encode(sha256('arango'), 'hex'))) ->> 'location',
	'/en/my/slots/' || pg_temp.id('slot CIM') || '?done=signed-in', 'and leads to her slot') from her;
create function pg_temp.my(function text, slot text, input jsonb default '{}', who text default 'arango') returns jsonb
	language sql as $$
	select pg_temp.ask(who, function, input || jsonb_build_object('slot', pg_temp.id(slot)))
$$;
select is(pg_temp.my('my_slot', 'slot CIM') #> '{mine,answering}', 'true', 'she is asked to answer');
select is(pg_temp.my('my_slot', 'slot IIN'), '{"refused":"DA404"}', 'another slot does not exist for her');
select is(pg_temp.my('my_slot', 'slot CIM', '{}', 'panelist'), '{"refused":"DA404"}', 'nor hers for another panelist');
select is(pg_temp.my('my_slot', 'slot CIM', '{}', ''), '{"refused":"DA404"}', 'nor for the public');
select is(jsonb_array_length(pg_temp.ask('arango', 'my_show') -> 'slots'), 1, 'her list has one slot');
select is(pg_temp.desk('desk_slot', 'slot CIM', '{}', who), '{"refused":"DA404"}', 'the desk does not exist for ' || who)
	from unnest('{arango,chair,focal point,staff elsewhere,stranger}'::text[]) as w(who);
select is(pg_temp.desk('invitation_create', 'slot IIN', '{"name":"X","email":"x@example.com","language":"en"}', who), '{"refused":"DA404"}',
	'and ' || who || ' invites nobody') from unnest('{arango,chair,staff elsewhere}'::text[]) as w(who);
select is(pg_temp.my('my_confirm', 'slot CIM') ->> 'location', '/en/my/slots/' || pg_temp.id('slot CIM') || '?done=confirmed',
	'she confirms');
select is(pg_temp.state('slot CIM'), 'confirmed', 'which the desk sees');
select is(pg_temp.mail('m.arango@example.com') ->> 'template', 'confirmation', 'and which a mail confirms to her');
select is((pg_temp.my('my_confirm', 'slot CIM') ? 'location', (select count(*)::int from outbox where template = 'confirmation')), (true, 1),
	'once, when she confirms twice');
select ok((pg_temp.my('my_slot', 'slot CIM') #> '{mine,sends}')::boolean, 'now she may send her paper');
select is(pg_temp.my('my_without_paper', 'slot CIM') ->> 'location' is not null and pg_temp.state('slot CIM') = 'without paper', true,
	'or say that she will speak without one');
select is(pg_temp.my('my_without_paper', 'slot CIM', '{"withdraw":true}') ->> 'location' is not null and pg_temp.state('slot CIM') = 'confirmed',
	true, 'and take that back');
select is(pg_temp.ask_as('arango', 'with c as (update dais.slot set extended_to = ''2030-01-01'' returning 1) select count(*) from c'), '0',
	'but no row policy lets her extend her own deadline');
select ok(pg_temp.my('my_decline', 'slot CIM', '{"reason":"Travel"}') ->> 'location' like '%?done=slot-declined', 'she may withdraw after having confirmed');
select is(pg_temp.state('slot CIM'), 'declined', 'the desk knows');
select is(pg_temp.ask('staff', 'desk_show', '{"meeting":"test-2004"}') -> 'counts' ->> 'declined', '1', 'and counts her apart from slots without anybody');
select is(pg_temp.mail('m.arango@example.com') ->> 'template', 'declined', 'a mail tells her how to take it back');
select is((select m ->> 'template' || ' ' || (m ->> 'news') || ' ' || (m ->> 'reason') from pg_temp.mail('staff@example.org') as m),
	'slot-news declined Travel', 'and one tells the staff');
select is(pg_temp.my('my_slot', 'slot CIM') -> 'mine' ->> 'declined', 'true', 'she still finds the slot');
select is(pg_temp.my(it, 'slot CIM', '{"name":"X","email":"x@example.com","language":"en","key":"k"}'), '{"refused":"DA404"}', 'but can no longer ' || it)
	from unnest('{my_without_paper,my_designate,submission_create,my_decline}'::text[]) as it;
select ok(pg_temp.my('my_confirm', 'slot CIM') ? 'location' and pg_temp.state('slot CIM') = 'confirmed', 'she takes it back');
select is(pg_temp.mail('staff@example.org') ->> 'news', 'takes part', 'which the staff hear');
update slot_person set state = 'declined' where name = 'María Arango';
select ok(pg_temp.desk('invitation_create', 'slot CIM', '{"name":"Another","email":"another@example.com","language":"es"}') ? 'location', 'staff name another');
select is(pg_temp.my('my_confirm', 'slot CIM'), '{"refused":"DA409"}', 'and then she cannot come back by herself');
select ok(pg_temp.desk('invitation_create', 'slot CIM', '{"name":"María Arango","email":"m.arango@example.com","language":"es"}') ? 'location',
	'but staff may invite her anew');
delete from link where person = (select id from person where email = 'another@example.com');
delete from slot_person where name = 'Another';

-- an institution
select is(pg_temp.desk('invitation_create', 'slot IIN', '{"name":"Inés","email":"contact@example.org","language":"es","contact":true,"known":"keep"}') ->> 'location' is not null,
	true, 'staff invite an institution by its contact');
select is(pg_temp.mail('contact@example.org') ->> 'template', 'invitation-institution', 'in other words');
select is(pg_temp.my('my_designate', 'slot IIN', '{"name":"R. Tavares","email":"r.tavares@example.com","language":"pt"}', 'contact') ->> 'location',
	'/en/my/slots/' || pg_temp.id('slot IIN') || '?done=designated', 'the contact designates a person');
select is(pg_temp.mail('r.tavares@example.com') ->> 'template', 'designation', 'who gets a mail');
select is(pg_temp.state('slot IIN'), 'invited', 'and is asked to confirm');
select is(pg_temp.my('my_designate', 'slot IIN', '{"name":"R. Tavares","email":"r.tavares@example.com","language":"pt"}', 'arango'),
	'{"refused":"DA404"}', 'nobody else designates for the institution');
insert into attempt (kind, subject) select kind, subject from attempt, generate_series(1, 19) where kind = 'designation';
select is(pg_temp.my('my_designate', 'slot IIN', '{"name":"Buy!","email":"anybody@example.com","language":"pt"}', 'contact'),
	'{"refused":"DA429"}', 'nobody has us write to twenty strangers a day and more');
delete from attempt where kind = 'designation';

-- staff's hand
create temporary table named as select id, person from slot_person where name = 'R. Tavares';
select is(pg_temp.desk('invitation_resend', 'slot IIN', jsonb_build_object('slot_person', id)) ->> 'location' like '%resent', true,
	'staff send an invitation again') from named;
select is((select count(*) from link where link.person = named.person and expires > now()), 1::bigint, 'only the newer link is good') from named;
select is(pg_temp.desk('invitation_cancel', 'slot IIN', jsonb_build_object('slot_person', id)) ->> 'location' like '%cancelled', true,
	'staff take a person off') from named;
select is((select count(*) from link where link.person = named.person), 0::bigint, 'and the link with it') from named;
select is((select count(*) from role_grant where role_grant.person = named.person), 0::bigint, 'and the role, for no other slot is hers') from named;
select is(pg_temp.mail('r.tavares@example.com') ->> 'template', 'taken-off', 'who hears of it');
select is(pg_temp.state('slot IIN'), 'not designated', 'the slot is free again');
select ok(pg_temp.desk('invitation_restore', 'slot IIN', jsonb_build_object('slot_person', id)) ->> 'location' like '%restored', 'which can be undone') from named;
select is((pg_temp.state('slot IIN'), (select count(*)::int from role_grant where role_grant.person = named.person),
	pg_temp.mail('r.tavares@example.com') ->> 'template')::text, '(invited,1,invitation)', 'with role, link and mail') from named;
select is(pg_temp.desk('slot_extend', 'slot CIM', '{"until":"2004-01-01T10:00","reason":"x"}'),
	'{"refused":"DA422","errors":[{"field":"until","code":"past"}]}', 'a deadline is not extended into the past');
select is(pg_temp.desk('slot_extend', 'slot CIM', jsonb_build_object('until', to_char(now() + interval '10 days', 'YYYY-MM-DD"T"HH24:MI'),
	'reason', 'x')) -> 'errors' -> 0 ->> 'code', 'before-deadline', 'nor made shorter than the meeting''s');
update item set deadline = now() + interval '60 years' where id = pg_temp.id('III');
select is(pg_temp.desk('slot_extend', 'slot CIM', jsonb_build_object('until', to_char(now() + interval '50 years', 'YYYY-MM-DD"T"HH24:MI'),
	'reason', 'x', 'beyond', true)) -> 'errors' -> 0 ->> 'code', 'before-deadline', 'nor than the item''s');
update item set deadline = null where id = pg_temp.id('III');
select is(pg_temp.desk('slot_extend', 'slot CIM', '{"until":"2099-01-01T10:00"}'),
	'{"refused":"DA422","errors":[{"field":"reason","code":"required"}]}', 'nor without a reason');
select is(pg_temp.desk('slot_extend', 'slot CIM', '{"until":"2099-02-31T10:00","reason":"x"}'),
	'{"refused":"DA422","errors":[{"field":"until","code":"not-a-time"}]}', 'nor to a day that does not exist');
select is((pg_temp.desk('slot_extend', 'slot CIM', '{"until":"2099-01-01T10:00","reason":"Asked for","beyond":true}'),
	pg_temp.desk('desk_slot', 'slot CIM') #>> '{deadline,at}')::text like '%2099-01-01T10:00:00-05:00%', true,
	'an extension is told in the meeting''s zone');

select is(pg_temp.desk('slot_extend', 'slot CIM', jsonb_build_object('until', to_char(current_date + 40, 'YYYY-MM-DD"T10:00"'), 'reason', 'x', 'revision', 9)) -> 'errors' -> 0
	->> 'code', 'beyond-meeting', 'an extension beyond the meeting asks');
select is(pg_temp.mail('m.arango@example.com') ->> 'template' || ' ' || (pg_temp.mail('m.arango@example.com') ->> 'reason'), 'deadline Asked for',
	'the panelist gets a mail');
select is(pg_temp.mail('m.arango@example.com') #>> '{slot,deadline}', '2099-01-01T10:00:00-05:00', 'with the new time');
select ok(pg_temp.desk('slot_extension_end', 'slot CIM') ->> 'location' like '%extension-ended', 'ending it takes no date');
select is(pg_temp.desk('desk_slot', 'slot CIM') #>> '{deadline,extended}', 'false', 'the meeting''s deadline applies');
select is(pg_temp.mail('m.arango@example.com') ->> 'extended', 'false', 'and a mail says so');

-- further slots
select is(pg_temp.ask('staff', 'slot_add', '{"meeting":"test-2004","item":"III","label":"X","role":"emperor"}'),
	'{"refused":"DA422","errors":[{"field":"role","code":"choose"}]}', 'a role is one of those there are');
select is(pg_temp.ask('staff', 'slot_add', jsonb_build_object('meeting', 'test-2004', 'item', 'III', 'from', pg_temp.id('slot others')))
	-> 'errors' -> 0 ->> 'code', 'party-or-label', 'a new slot is somebody''s');
select is(pg_temp.ask('staff', 'slot_add', jsonb_build_object('meeting', 'test-2004', 'item', 'III', 'from', pg_temp.id('slot others'),
	'party', 'T-CRI')) ->> 'location' like '%slot-added', true, 'a slot is taken from an open number');
select is((select label ->> 'en' || in_source from slot where opened_from = pg_temp.id('slot others')), 'Costa Ricafalse',
	'is called by its party, and is not the source''s');

select is(pg_temp.ask('staff', 'slot_add', jsonb_build_object('meeting', 'test-2004', 'item', 'IV', 'from', pg_temp.id(source), 'party', party)) #>> '{errors,0,code}', 'party-or-label',
	'no slot for ' || party) from (values ('slot experts', 'T-CIM'), ('slot experts', 'T-USA')) as p(source, party);
select is(pg_temp.ask('staff', 'slot_add', jsonb_build_object('meeting', 'test-2004', 'item', 'IV', 'from', pg_temp.id(source), 'party', 'T-CRI')), '{"refused":"DA404"}',
	'nor one out of ' || source) from unnest('{slot CIM,slot others,nowhere}'::text[]) as p(source);

-- when a paper is due, for the page
create function pg_temp.due(field text) returns text language sql as $$ select pg_temp.desk('desk_slot', 'slot IIN') #>> array['deadline', field] $$;
update item set deadline = now() where id = pg_temp.id('III');
select is(pg_temp.due('past') || coalesce(pg_temp.due('seconds'), ' none'), 'true none', 'at its very time it is past');
update item set deadline = now() + interval '90 seconds' where id = pg_temp.id('III');
select is(pg_temp.due('past') || pg_temp.due('seconds'), 'false90', 'the item''s deadline stands before the meeting''s');

-- what a slot's state is, the strongest first
delete from submission;
delete from link where slot = pg_temp.id('slot IIN');
delete from slot_person where slot = pg_temp.id('slot IIN');
create function pg_temp.becomes(change text) returns text language plpgsql as $$
begin
	execute change;
	return pg_temp.state('slot IIN');
end $$;
select is(pg_temp.becomes(change), state, state || ' ' || n) from (values
	(1, 'insert into slot_person (meeting, slot, name, person, state) values (pg_temp.id(''meeting''), pg_temp.id(''slot IIN''), ''A'', pg_temp.id(''stranger''), ''declined'')', 'declined'),
	(2, 'insert into slot_person (meeting, slot, name, person, state) values (pg_temp.id(''meeting''), pg_temp.id(''slot IIN''), ''B'', pg_temp.id(''chair''), ''invited'')', 'invited'),
	(3, 'update slot_person set state = ''confirmed'', contact = true where name = ''B''', 'declined'),
	(4, 'update slot_person set contact = false where name = ''B''', 'confirmed'),
	(5, 'update slot set without_paper = true where id = pg_temp.id(''slot IIN'')', 'without paper'),
	(6, 'insert into submission (id, meeting, slot, original_language, title, person) values (pg_temp.id(''paper''), pg_temp.id(''meeting''), pg_temp.id(''slot IIN''), ''en'', ''{"en":"T"}'', pg_temp.id(''chair''))',
		'without paper'),
	(7, 'insert into upload (id, person, file_name, size, expires) values (pg_temp.id(''u''), pg_temp.id(''chair''), ''a'', 1, now());
		insert into filing (id, meeting, submission, person, received_at, punctuality, receipt, key_id, receipt_text, idempotency_key)
		values (pg_temp.id(''f''), pg_temp.id(''meeting''), pg_temp.id(''paper''), pg_temp.id(''chair''), now(), ''in time'', ''R'', ''k'', ''t'', ''i'');
		insert into file (meeting, submission, filing, language, number, upload, file_name, media_type, size, sha256)
		values (pg_temp.id(''meeting''), pg_temp.id(''paper''), pg_temp.id(''f''), ''en'', 1, pg_temp.id(''u''), ''a'', ''application/pdf'', 1, ''x'')', 'received'),
	(8, 'update file set withdrawn_at = now()', 'without paper')) as t(n, change, state) order by n;
update file set withdrawn_at = null;

-- whose paper has come stays; a slot in use, or of the agenda, too
select is(pg_temp.desk('invitation_cancel', 'slot IIN', jsonb_build_object('slot_person', id)), '{"refused":"DA409"}', 'who sent a paper is not taken off') from slot_person where name = 'B';
update slot_person set answered_at = now() where name = 'A'; -- with a no, and no reason
select ok(pg_temp.desk('invitation_cancel', 'slot IIN', jsonb_build_object('slot_person', id)) ? 'location', 'who sent none is') from slot_person where name = 'A';
select is(pg_temp.mail('stranger@example.org'), null, 'and hears nothing: the slot was declined');
select pg_temp.desk('invitation_restore', 'slot IIN', jsonb_build_object('slot_person', id)) from slot_person where name = 'A' \g /dev/null
select is((select state from slot_person where name = 'A'), 'invited', 'put back, whoever had declined is asked again');
select pg_temp.desk('invitation_cancel', 'slot IIN', jsonb_build_object('slot_person', id)) from slot_person where name = 'A' \g /dev/null
select is(pg_temp.desk('invitation_resend', 'slot IIN', jsonb_build_object('slot_person', id)), '{"refused":"DA409"}', 'nobody is invited again who was taken off') from slot_person where name = 'A';
select is(pg_temp.desk('invitation_resend', 'slot CIM', jsonb_build_object('slot_person', id)), '{"refused":"DA404"}', 'nor at another slot') from slot_person where name = 'B';
select is(pg_temp.desk('slot_remove', 'slot IIN'), '{"refused":"DA409"}', 'a slot in use is not removed');
select is(pg_temp.desk('desk_slot', 'slot IIN') ->> 'removable', 'false', 'as its page says');
delete from file;
delete from filing;
delete from submission;
update slot_person set state = 'declined' where name = 'B';
select api.link_make(pg_temp.id('chair'), 'invitation', pg_temp.id('meeting'), pg_temp.id('slot IIN')) \g /dev/null
select is(pg_temp.desk('desk_slot', slot) ->> 'removable', can, 'the page offers to remove the ' || slot) from (values ('slot IIN', 'true'), ('slot others', 'false')) as r(slot, can);
select is(pg_temp.desk('slot_remove', 'slot IIN') ->> 'location', '/en/desk/test-2004/items/' || pg_temp.id('III') || '?done=slot-removed', 'one that nobody acts for is');
select is((select count(*)::int from link where slot = pg_temp.id('slot IIN') or person = pg_temp.id('chair')), 0, 'with its links');

-- a contact who names somebody known under another name learns nothing of it; staff decide
update slot_person set contact = true, state = 'invited' where person = pg_temp.id('arango');
insert into slot_person (meeting, slot, name, person, contact, state) values (pg_temp.id('meeting'), pg_temp.id('slot CIM'), 'Contact', pg_temp.id('contact'), true, 'invited');
select ok(pg_temp.my('my_designate', 'slot CIM', '{"name":"Other Name","email":"chair@example.org","language":"pt"}', 'contact') ? 'location', 'a contact is not told who is known');
select is((select name || ' ' || language from person where id = pg_temp.id('chair')), 'Chair en', 'nor corrects anybody');
select is((select state from slot_person where slot = pg_temp.id('slot CIM') and person = pg_temp.id('contact')), 'confirmed', 'who names somebody takes part for the institution');
select is(pg_temp.my('my_designate', 'slot CIM', '{"name":"Other Name","email":"chair@example.org","language":"pt"}', 'contact') #>> '{errors,0,code}', 'already-named', 'once');
select ok(pg_temp.my('my_designate', 'slot CIM', '{"name":"Contact","email":"contact@example.org","language":"en"}', 'contact') ? 'location', 'he may name himself');
select is((select state || contact from slot_person where slot = pg_temp.id('slot CIM') and person = pg_temp.id('contact')), 'confirmedfalse', 'and then speaks');
select is(pg_temp.desk('invitation_create', 'slot CIM', '{"name":"Strange","email":"stranger@example.org","language":"en"}') #>> '{errors,0,code}', 'known-otherwise', 'staff are told');
select ok(pg_temp.desk('invitation_create', 'slot CIM', '{"name":"Strange","email":"stranger@example.org","language":"en","known":"correct"}') ? 'location', 'and correct');
select is((select name from person where id = pg_temp.id('stranger')), 'Strange', 'whom they may');

-- mails about a slot are for its own people and staff to cause, and say what they may say
create function pg_temp.causes(who text, call text) returns integer language plpgsql as $$
declare
	before bigint := (select count(*) from dais.outbox);
begin
	perform pg_temp.ask_as(who, call);
	return (select count(*) from dais.outbox) - before;
end $$;
select is(pg_temp.causes(who, format(call, (select id from slot_person where slot = pg_temp.id('slot CIM') and person = pg_temp.id('contact')))), mails, who || ': ' || call) from (values
	('stranger elsewhere', 'select api.slot_mail(''declined'', %L)', 0), ('focal point', 'select api.slot_mail(''declined'', %L)', 0),
	('contact', 'select api.slot_mail(''declined'', %L)', 1), ('contact', 'select api.slot_mail(''receipt'', %L)', 0),
	('focal point', 'select api.slot_mail_staff(''declined'', %L)', 0), ('contact', 'select api.slot_mail_staff(''declined'', %L)', 1),
	('contact', 'select api.deadline_mail(''' || pg_temp.id('slot CIM') || ''') where %L is not null', 0), ('focal point', 'select api.confirmation_mail(''' || pg_temp.id('slot CIM') || ''') where %L is not null', 0))
	as c(who, call, mails);

-- the row policies alone: who answers for a slot invites anew who has declined, and answers for nobody else
create function pg_temp.sets(who text, state text, was text) returns text language plpgsql as $$
begin
	update dais.slot_person as n set state = was where n.slot = pg_temp.id('slot CIM') and n.person = pg_temp.id('chair');
	return pg_temp.ask_as(who, format('with c as (update dais.slot_person set state = %L where person = %L returning 1) select count(*) from c', state, pg_temp.id('chair')));
end $$;
select is(pg_temp.sets('contact', state, was), expected, format('somebody who is %s becomes %s by another of the same slot', was, state)) from (values
	('invited', 'confirmed', '0'), ('confirmed', 'invited', '0'), ('declined', 'invited', '0'), ('confirmed', 'declined', 'refused'), ('invited', 'declined', '1'), ('invited', 'taken off', '1'))
	as t(state, was, expected);
insert into slot (id, meeting, item, position, role, held_by, label, in_source) values (pg_temp.id('added'), pg_temp.id('meeting'), pg_temp.id('III'), 77, 'panelist', 'person', '{"en":"Added"}', false);
insert into slot_person (meeting, slot, name, person, state) values (pg_temp.id('meeting'), pg_temp.id('added'), 'Stranger', pg_temp.id('stranger'), 'taken off');
select is(pg_temp.ask_as(who, format('with c as (delete from dais.slot where id = %L returning 1) select count(*) from c', pg_temp.id('added'))), '0', who || ' removes no slot that was added')
	from unnest('{chair,stranger,staff elsewhere}'::text[]) as w(who);
select is(pg_temp.events(), 'deadline extended 1, extension ended 1, invitation cancelled 3, invitation restored 2, invitation sent again 1, paper expected 1, '
	'person designated 2, person invited 5, session begun 1, slot added 1, slot confirmed 2, slot declined 1, slot removed 1, without paper 1', 'every step left its event');
select is(pg_temp.mails(), 'another@example.com invitation 1, chair@example.org designation 1, contact@example.org declined 1, '
	'contact@example.org invitation-institution 1, m.arango@example.com confirmation 2, m.arango@example.com deadline 2, m.arango@example.com declined 1, '
	'm.arango@example.com invitation 2, r.tavares@example.com designation 1, r.tavares@example.com invitation 2, r.tavares@example.com taken-off 1, '
	'staff@example.org slot-news 3, stranger@example.org invitation 2, stranger@example.org taken-off 1', 'and whoever it concerned was told');

-- a name that the agenda prints
insert into slot (id, meeting, item, position, role, held_by, label) values (pg_temp.id('printed'), pg_temp.id('meeting'), pg_temp.id('III'), 78, 'panelist', 'person', '{"en":"Water Agency"}');
insert into slot_person (meeting, slot, name, state) values (pg_temp.id('meeting'), pg_temp.id('printed'), 'Dr. Joan Prado', 'named');
select is(pg_temp.state('printed'), 'named', 'who is printed in the agenda has not been invited');
select is(pg_temp.desk('desk_slot', 'printed') #>> '{form,name}', 'Dr. Joan Prado', 'the invitation is made out to that name');
select isnt(pg_temp.desk('invitation_create', 'printed', '{"name":"Contact","email":"c@example.net","language":"en","contact":true}') ->> 'location', null, 'a contact is invited');
select isnt(pg_temp.desk('invitation_create', 'printed', '{"name":"Joan Prado","email":"prado@example.net","language":"en"}') ->> 'location', null, 'the speaker is');
select is((select string_agg(name || ' ' || state, ', ' order by name) from slot_person where slot = pg_temp.id('printed')), 'Contact invited, Joan Prado invited',
	'and stands there once, in the place of the printed name; a contact beside it');

select finish();
rollback;
