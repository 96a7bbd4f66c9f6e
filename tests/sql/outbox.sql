-- The outbox as staff see it: what became of each mail, what is marked, what can be sent once more or stopped, and that nobody
-- else sees any of it.
begin;
\ir world.psql
select plan(73);

create function pg_temp.outbox(input jsonb default '{}', who text default 'staff') returns jsonb language sql as $$
	select pg_temp.ask(who, 'mail_list', input || '{"meeting":"test-2004"}')
$$;
create function pg_temp.kinds(input jsonb default '{}') returns text language sql as $$
	select string_agg(m ->> 'template' || ' ' || (m ->> 'state'), ', ' order by m ->> 'template') from jsonb_array_elements(pg_temp.outbox(input) -> 'mails') as m
$$;
create function pg_temp.act(function text, mail uuid, who text default 'staff') returns jsonb language sql as $$
	select pg_temp.ask(who, function, jsonb_build_object('meeting', 'test-2004', 'mail', mail))
$$;
create function pg_temp.put(name text, template text, who text, data jsonb default '{"title":"x"}') returns void language sql as $$
	insert into dais.outbox (id, meeting, person, address, language, template, data, slot, created)
		select pg_temp.id(put.name), pg_temp.id('meeting'), p.id, p.email, p.language, template, data,
			case who when 'panelist' then pg_temp.id('slot CIM') end, now() - interval '1 hour' + interval '1 minute' * (select count(*) from dais.outbox)
		from dais.person as p where p.id = pg_temp.id(who)
$$;
create function pg_temp.fail(name text, reason text) returns void language sql as $$
	update dais.outbox set failed_at = now(), attempts = 1, last_error = reason, data = data - 'link' where id = pg_temp.id(name)
$$;

select is(pg_temp.outbox() -> 'mails', '[]', 'at first there is nothing');
select pg_temp.put('queued', 'invitation', 'panelist', '{"link":"/en/link/secret"}'), pg_temp.put('refused', 'invitation', 'panelist', '{"title":"x","link":"/en/link/gone"}'),
	pg_temp.put('receipt', 'receipt', 'panelist'), pg_temp.put('news', 'slot-news', 'contact') \g /dev/null
update outbox set sent_at = now() where id = pg_temp.id('news');
select pg_temp.fail('refused', '550 5.1.1 There is no mailbox of this name here');
select is(pg_temp.kinds(), 'invitation failed, invitation queued, receipt queued, slot-news sent', 'each mail and what became of it');
select is(pg_temp.outbox() -> 'counts', '{"queued":2,"sent":1,"failed":1,"discarded":0}', 'counted');
select is((pg_temp.outbox('{"state":"failed"}') #> '{mails,0}') - '{id,person,at,item,slot,letter,subject}'::text[], '{"name":"Panelist","address":"panelist@example.org",
	"language":"es","template":"invitation","state":"failed","tries":1,"again_at":null,"reason":"550 5.1.1 There is no mailbox of this name here",
	"advice":"address","discardable":false,"resendable":true,"resent":false,"label":"Representative of the CIM"}', 'a failed one with the server''s words and what to do');
select is(pg_temp.outbox('{"state":"failed"}') #>> '{mails,0,item,number}', 'III', 'and the place that it is about');
select is((select array_agg(key order by key) from jsonb_object_keys(pg_temp.outbox() #> '{mails,0}') as key where key in ('data', 'link')), null,
	'not what it says: its link is the reader''s alone');
select is(api.mail_advice(reason), advice, coalesce(reason, 'no words')) from (values ('550 5.1.1 no such user', 'address'), ('550-No such user', 'address'),
	('552 5.2.2 over quota', 'full'), ('450 4.2.2 full', 'full'), ('550 5.7.1 spam', 'refused'), ('554 no', 'refused'), ('451 try later', 'unreachable'),
	('0 Connection timed out', 'unreachable'), ('mail/x or the address is broken', 'ours'), (null, 'unreachable')) as r(reason, advice);

-- filters and pages
select is(pg_temp.kinds('{"state":"queued"}'), 'invitation queued, receipt queued', 'by state');
select is(pg_temp.kinds(jsonb_build_object('slot', pg_temp.id('slot CIM'))), 'invitation failed, invitation queued, receipt queued', 'by slot');
select is(pg_temp.kinds(jsonb_build_object('person', pg_temp.id('contact'))), 'slot-news sent', 'by person');
select is(pg_temp.kinds('{"words":"CONTACT@"}'), 'slot-news sent', 'by a part of the address');
select is(pg_temp.kinds('{"words":"%"}'), null, 'in which % means itself');
select pg_temp.put('mail ' || n, 'confirmation', 'contact') from generate_series(1, 52) as n \g /dev/null
create temporary table page as select pg_temp.outbox() as first;
select is(jsonb_array_length(first -> 'mails'), 50, 'fifty to a page') from page;
select is(jsonb_array_length(pg_temp.outbox(jsonb_build_object('before', first ->> 'more')) -> 'mails'), 6, 'and the rest on the next') from page;
select is((select count(distinct m ->> 'id') from page, jsonb_array_elements(first -> 'mails' || (pg_temp.outbox(jsonb_build_object('before', first ->> 'more')) -> 'mails')) as m),
	56::bigint, 'each once');
select is(pg_temp.outbox(jsonb_build_object('before', first ->> 'more')) -> 'more', 'null', 'after which there is none') from page;
delete from outbox where template = 'confirmation';

-- sending once more
select is(pg_temp.act('mail_resend', pg_temp.id('queued')), '{"refused":"DA409"}', 'what waits is not sent once more');
update person set email = 'right@example.org' where id = pg_temp.id('panelist');
select is(pg_temp.act('mail_resend', pg_temp.id('refused')) ->> 'location', '/en/desk/test-2004/outbox?done=mail-again', 'a failed one is');
select is((select address || ' ' || language || ' ' || template || ' ' || (data ->> 'link' ~ '^/es/link/.{43}$') from outbox where resends = pg_temp.id('refused')),
	'right@example.org es invitation true', 'to the address that is right now, with a fresh link');
select is(pg_temp.act('mail_resend', pg_temp.id('refused')), '{"refused":"DA409"}', 'once');
select is((select count(*) from outbox where resends is not null), 1::bigint, 'and no second mail is made');
select is((select kind || ' ' || (data = jsonb_build_object('mail', pg_temp.id('refused'))) || ' ' || (actor = pg_temp.id('staff')) from event order by number desc limit 1),
	'mail sent again true true', 'the log has who did it');
update slot_person set state = 'taken off';
update outbox set failed_at = now() where resends is not null;
select is(pg_temp.act('mail_resend', (select id from outbox where resends is not null)), '{"refused":"DA409"}', 'an invitation that no longer holds is not');
update outbox set sent_at = now(), address = '' where id = pg_temp.id('receipt');
select is(pg_temp.act('mail_resend', pg_temp.id('receipt')), '{"refused":"DA409"}', 'nor what is no longer kept');

-- stopping
select is(pg_temp.act('mail_discard', pg_temp.id('queued')) ->> 'location', '/en/desk/test-2004/outbox?done=mail-discarded', 'a mail that waits is stopped');
select is((select data::text from outbox where id = pg_temp.id('queued')), '{}', 'with its link');
select is(pg_temp.act('mail_discard', pg_temp.id(name)), '{"refused":"DA409"}', name || ' cannot be stopped') from unnest('{queued,news,refused}'::text[]) as n(name);
select is((select count(*) from outbox where discarded_at is not null), 1::bigint, 'which changes nothing');
set local role dais_clerk;
select is(clerk.mail_claim()::text, null, 'no clerk sends what was stopped');
reset role;
select is(pg_temp.act(f, pg_temp.id('queued'), who), '{"refused":"DA404"}', f || ' does not exist for ' || who)
	from unnest('{mail_discard}'::text[]) as g(f), unnest('{chair,staff elsewhere}'::text[]) as w(who);

-- who is retired is written to by nobody
select pg_temp.put('to the retired', 'slot-news', 'contact') \g /dev/null
update outbox set sent_at = now() where id = pg_temp.id('to the retired');
update person set disabled = true where id = pg_temp.id('contact');
select is(pg_temp.act('mail_resend', pg_temp.id('to the retired')) ->> 'refused', 'DA409', 'nothing is sent again to who is retired');
select is(pg_temp.ask('staff', 'invitation_create', jsonb_build_object('meeting', 'test-2004', 'slot', pg_temp.id('slot CIM'), 'name', 'Contact', 'email', 'CONTACT@example.org', 'language', 'en')),
	'{"refused":"DA409"}', 'and nobody invites them');
update person set disabled = false where id = pg_temp.id('contact');
select is(pg_temp.act('mail_resend', pg_temp.id('to the retired')) ? 'location', true, 'once reinstated they are written to');

-- what was done with an account is no meeting's to stop or to send again
insert into credential (person, kind, secret) values (pg_temp.id('staff'), 'totp', 'aa');
select set_config('dais.session', encode(sha256('admin'), 'hex'), true), api.account_mail(pg_temp.id('staff'), 'password-set'), api.office_mail(pg_temp.id('chair'), pg_temp.id('meeting'), 'chair', 'granted'),
	api.password_mail(pg_temp.id('staff')) \g /dev/null
select is((select string_agg(template, ', ' order by template) from outbox where template in ('account-news', 'office', 'password') and meeting is not null), null, 'mails of accounts are no meeting''s');
select is(pg_temp.kinds('{"words":"chair@"}'), null, 'and stand in no meeting''s outbox');
select is((select string_agg(concat_ws(' ', t, api.mail_discardable(o), api.mail_resendable(s)), ', ') from unnest('{letter,receipt,sign-in,password,office,account-news,new-kind}'::text[]) as t,
	jsonb_populate_record(null::outbox, jsonb_build_object('template', t)) as o,
	jsonb_populate_record(null::outbox, jsonb_build_object('template', t, 'sent_at', now(), 'person', pg_temp.id('staff'), 'address', 'a@example.org', 'data', '{"a":1}'::jsonb)) as s),
	'letter t t, receipt f t, sign-in f f, password f f, office f f, account-news f f, new-kind f f', 'staff stop and repeat what they have to say themselves');

-- whoever is told that a deadline was extended is told when that is taken back
update slot_person set state = 'confirmed';
delete from outbox;
select set_config('dais.act', '', true), pg_temp.ask('staff', 'slot_extend', jsonb_build_object('meeting', 'test-2004', 'slot', pg_temp.id('slot CIM'), 'revision', '1', 'reason', 'asked for',
	'until', to_char(now() + interval '25 days', 'YYYY-MM-DD"T"HH24:MI'))), set_config('dais.act', '', true) \g /dev/null
select is(pg_temp.ask('staff', 'change_undo', jsonb_build_object('meeting', 'test-2004', 'act', (select act from change order by id desc limit 1))) ->> 'location',
	'/en/desk/test-2004/changes?done=undone', 'an extension is taken back in the list of changes');
select is((select string_agg(data ->> 'extended', ' ' order by created, ctid) from outbox where template = 'deadline' and person = pg_temp.id('panelist')), 'true false',
	'of which the panelist gets a mail, as of the extension');

-- a mark goes wherever the person stands, and goes away with the next mail that arrives
insert into outbox (meeting, person, address, language, template, data, failed_at, last_error, created)
	select pg_temp.id('other meeting'), id, email, 'en', 't', '{}', now(), '550 5.1.1 gone', now() + interval '1 minute' from person where id = pg_temp.id('panelist');
create function pg_temp.mark() returns text language sql as $$
	select p ->> 'undelivered' from jsonb_array_elements(pg_temp.ask('staff', 'desk_slot', jsonb_build_object('meeting', 'test-2004', 'slot', pg_temp.id('slot CIM')))
		#> '{slot,people}') as p
$$;
select is(pg_temp.mark(), '550 5.1.1 gone', 'an address that failed for another meeting is marked here, too');
update outbox set failed_at = now() - interval '60 days';
set local role dais_clerk;
select clerk.sweep() \g /dev/null
reset role;
select is(pg_temp.mark(), '550 5.1.1 gone', 'and stays so, months later');
insert into outbox (meeting, person, address, language, template, data, sent_at, created)
	select pg_temp.id('meeting'), id, email, 'en', 't', '{}', now(), now() + interval '2 minutes' from person where id = pg_temp.id('panelist');
select is(pg_temp.mark(), null, 'until a mail arrives');
insert into outbox (meeting, person, address, language, template, data, failed_at, last_error) select pg_temp.id('meeting'), id, email, 'en', 't', '{}', now(), '550 no'
	from person where id in (pg_temp.id('focal point'), pg_temp.id('chair'));
insert into delegation (id, meeting, party) values (pg_temp.id('d'), pg_temp.id('meeting'), pg_temp.id('CRI'));
insert into delegation_member (meeting, party, delegation, position, name, email, function)
	values (pg_temp.id('meeting'), pg_temp.id('CRI'), pg_temp.id('d'), 1, 'Herself', 'Focal.Point@example.org', 'adviser');
select is(pg_temp.ask('staff', 'delegation_desk', '{"meeting":"test-2004","party":"T-CRI"}') #>> path, '550 no', path::text || ' of a delegation')
	from unnest(array['{focal_points,0,undelivered}', '{members,0,undelivered}']) as p(given), lateral (select given::text[] as path) as l;
select is(pg_temp.ask('staff', 'delegation_list', '{"meeting":"test-2004"}') #>> '{delegations,0,focal_points,0,undelivered}', '550 no', 'in the list of delegations');
select is(pg_temp.ask('focal point', 'delegation_show', '{}') #>> '{members,0,undelivered}', null, 'which the mission itself does not see');
select is((select p ->> 'undelivered' from jsonb_array_elements(pg_temp.ask('admin', 'admin_show') -> 'people') as p where p ->> 'role' = 'chair'), '550 no',
	'and whoever holds an office');
select is(pg_temp.ask('admin', 'office_holder_show', jsonb_build_object('person', pg_temp.id('chair'))) #>> '{undelivered,reason}', '550 no', 'on their page, too');

-- what a mail brings for a calendar
delete from outbox;
insert into sitting (id, meeting, day, held_on, position, room, starts, ends) values (pg_temp.id('sitting'), pg_temp.id('meeting'), 1, current_date, 1, '{"en":"Hall"}',
	'2030-09-16 13:00Z', '2030-09-16 17:00Z');
create function pg_temp.calendar(kind text) returns jsonb language plpgsql as $$
declare
	mail jsonb;
begin
	delete from dais.outbox;
	perform api.mail_queue(pg_temp.id('meeting'), pg_temp.id('panelist'), kind, api.mail_facts(pg_temp.id('panelist'), pg_temp.id('meeting'), pg_temp.id('slot CIM'), null));
	set local role dais_clerk;
	mail := clerk.mail_claim();
	reset role;
	return mail -> 'calendar';
end $$;
update meeting set starts_on = '2030-09-16', ends_on = '2030-09-17', deadline = '2030-09-09 21:00Z', venue = '{"en":"House"}' where id = pg_temp.id('meeting');
select is((pg_temp.calendar('invitation') -> 0) - '{uid,sequence}'::text[], jsonb_build_object('starts', '20300916', 'ends', '20300918', 'place', 'House',
	'title', 'III. Experiences of organs – Sesión Especial', 'path', '/es/my/slots/' || pg_temp.id('slot CIM')), 'without hours an invitation brings the days of the meeting');
insert into schedule_entry (id, meeting, item, sitting) values (pg_temp.id('entry'), pg_temp.id('meeting'), pg_temp.id('III'), pg_temp.id('sitting'));
select is(pg_temp.calendar('invitation') -> 0 ->> key, value, 'its ' || key) from (values ('starts', '20300916T130000Z'), ('ends', '20300916T170000Z'),
	('place', 'Hall, House'), ('uid', pg_temp.id('slot CIM')::text)) as e(key, value);
update item set parent = pg_temp.id('IV') where id = pg_temp.id('III');
update schedule_entry set item = pg_temp.id('IV');
select is(pg_temp.calendar('invitation') #>> '{0,starts}', '20300916T130000Z', 'or, below an item that has hours, those');
update item set parent = null where id = pg_temp.id('III');
update schedule_entry set item = pg_temp.id('III');
select is(jsonb_path_query_array(pg_temp.calendar('deadline') || pg_temp.calendar('invitation'), '$[*].sequence'), jsonb_build_array(at, at),
	'a later mail''s dates come after an earlier one''s') from (select extract(epoch from now() - '2000-01-01Z')::int) as m(at);
update schedule_entry set starts = '2030-09-16 14:30Z';
select is(pg_temp.calendar('confirmation') #> '{0,starts}', '"20300916T143000Z"', 'or the hour of the item, where it has one');
select is((select string_agg(e ->> 'starts' || ' ' || (e ->> 'uid' = 'due-' || pg_temp.id('slot CIM')), ', ') from jsonb_array_elements(pg_temp.calendar('deadline')) as e),
	'20300909T210000Z true', 'a mail about the deadline brings that');
select is(pg_temp.calendar('receipt'), '[]', 'others bring nothing');

-- each layer alone: what pages call finds nothing for who is not staff of the meeting
select is(pg_temp.ask_as('staff elsewhere', replace(statement, 'HERE', quote_literal(pg_temp.id('meeting')))), '0', statement) from unnest(array[
	$$select count(*) from api.mails(HERE, '{}', 9)$$, $$select api.mail_counts(HERE) ->> 'queued'$$, $$select count(*) from api.letter_set(HERE, 'all', null)$$,
	$$select count(*) from api.mail_undelivered(HERE)$$]) as s(statement);

select finish();
rollback;
