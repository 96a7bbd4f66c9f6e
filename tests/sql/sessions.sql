-- Sign-in by password and by link: who gets in, how often, and that nobody learns who has an account.
begin;
\ir world.psql
select plan(128);

insert into credential (person, kind, secret)
	values (pg_temp.id('staff'), 'password', 'argon2id:3:67108864:00112233445566778899aabbccddeeff:' || encode(sha256('\x0a0b'), 'hex'));
insert into credential (person, kind, secret) values (pg_temp.id('staff'), 'totp', 'JBSWY3DPEHPK3PXP'),
	(pg_temp.id('staff elsewhere'), 'password', 'argon2id:3:67108864:ff:' || encode(sha256('\x0a0e'), 'hex'));

-- password
select is(pg_temp.ask('', 'sign_in_lookup', '{"email":"Staff@example.org"}') ->> 'recipe',
	'argon2id:3:67108864:00112233445566778899aabbccddeeff', 'the recipe of an account, without its verifier');
select matches(pg_temp.ask('', 'sign_in_lookup', '{"email":"nobody@example.org"}') ->> 'recipe',
	'^argon2id:3:67108864:[0-9a-f]{32}$', 'an unknown account has a recipe of the same shape');
select is(pg_temp.ask('', 'sign_in_lookup', '{"email":"nobody@example.org"}'),
	pg_temp.ask('', 'sign_in_lookup', '{"email":"nobody@example.org"}'), 'and always the same one');
select is(pg_temp.ask('', 'session_begin', '{"email":"staff@example.org","key":"0a0c","token_hash":"aa"}'),
	'{"refused":"DA422","errors":[{"field":"password","code":"wrong"}]}', 'a wrong key is refused');
select is(pg_temp.ask('', 'session_begin', '{"email":"nobody@example.org","key":"0a0b","token_hash":"aa"}'),
	'{"refused":"DA422","errors":[{"field":"password","code":"wrong"}]}', 'an unknown account in the same words');
select is(pg_temp.ask('', 'session_begin', '{"email":"panelist@example.org","key":"","token_hash":"aa"}'),
	'{"refused":"DA422","errors":[{"field":"password","code":"wrong"}]}', 'an account without a password too');
select is(pg_temp.ask('', 'session_begin', '{"email":"STAFF@example.org","key":"0a0b","token_hash":"aa01"}'),
	'{"location":"/en/sign-in/code"}', 'the right key leads to the second step');
select is((select idle || ' ' || (expires - created) from session where token_hash = '\xaa01'), '00:15:00 00:15:00',
	'for which there is a quarter of an hour');
select is((select strength from session where token_hash = '\xaa01'), 'password', 'the session knows how it began');
select is(pg_temp.ask('', 'session_begin',
	'{"email":"staff@example.org","key":"0a0b","token_hash":"aa02","next":"/en/desk/test-2004/items/III"}') ->> 'location',
	'/en/sign-in/code?next=/en/desk/test-2004/items/III', 'and from there back to the page that asked for it');
select is(pg_temp.ask('', 'session_begin',
	jsonb_build_object('email', 'staff@example.org', 'key', '0a0b', 'token_hash', 'aa1' || n, 'next', next)) ->> 'location',
	'/en/sign-in/code', 'but never to ' || next)
	from unnest('{/en/sign-in/code,/es/link/x,//evil.example,/\\\\evil.example,https://evil.example,/en//evil.example,/en/../x}'::text[]) with ordinality as nexts(next, n);
do $$ begin
	for i in 1 .. 20 loop
		perform pg_temp.ask('', 'sign_in_lookup', '{"email":"chair@example.org","network":"192.0.2.1"}');
	end loop;
end $$;
select is(pg_temp.ask('', 'sign_in_lookup', '{"email":"chair@example.org","network":"192.0.2.1"}'),
	'{"refused":"DA429"}', 'too many tries from one network end');
select ok(pg_temp.ask('', 'sign_in_lookup', '{"email":"chair@example.org","network":"192.0.2.2"}') ? 'recipe',
	'but do not lock the account from another');

-- a device that somebody has signed in from: strangers' wrong tries do not lock it out
create function pg_temp.try(device text, network text) returns text language sql as $$
	select coalesce(pg_temp.ask('', 'sign_in_lookup', jsonb_build_object('email', 'staff@example.org', 'device', device, 'network', network)) ->> 'refused', 'tried')
$$;
select is(pg_temp.ask('', 'session_begin', '{"email":"staff@example.org","key":"0a0b","token_hash":"aa03","device":"dd01"}') ->> 'location',
	'/en/sign-in/code', 'a sign-in makes the device known');
do $$ begin
	for i in 1 .. 110 loop
		perform pg_temp.try('ee' || lpad(to_hex(i), 4, '0'), '198.51.100.' || i % 11);
	end loop;
end $$;
select is(pg_temp.try('ee00', '203.0.113.9'), 'DA429', 'a hundred wrong tries from ten addresses hold up a fresh address');
select is(pg_temp.try('dd01', '203.0.113.9'), 'tried', 'but not the device that is known');
select is(pg_temp.ask('', 'sign_in_lookup', '{"email":"chair@example.org","device":"dd01","network":"192.0.2.1"}'),
	'{"refused":"DA429"}', 'which is known for one account alone');
do $$ begin
	for i in 1 .. 10 loop
		perform pg_temp.try('dd01', '203.0.113.9');
	end loop;
end $$;
select is(pg_temp.try('dd01', '203.0.113.9'), 'DA429', 'and may guess no faster than another');
select is(pg_temp.ask('', 'session_begin', '{"email":"staff@example.org","key":"0a0b","token_hash":"aa04","device":"dd01"}') ->> 'location',
	'/en/sign-in/code', 'the right password');
select is(pg_temp.try('dd01', '203.0.113.9'), 'tried', 'makes its tries forgotten');

-- the three ends of a session, each alone
create function pg_temp.session_of(who text) returns bytea language sql as $$
	select sha256(who::bytea) -- as world.psql asks
$$;
create function pg_temp.seen(session text) returns text language sql as $$
	select coalesce(pg_temp.ask_as(session, 'select api.me()'), 'nobody')
$$;
insert into session (token_hash, person, strength, idle, expires) values (pg_temp.session_of('staff'), pg_temp.id('staff'), 'second factor', '30 minutes', now() + interval '12 hours')
	on conflict (token_hash) do update set idle = excluded.idle, expires = excluded.expires, last_seen = now();
select is(pg_temp.seen('staff'), pg_temp.id('staff')::text, 'a session is its person');
update session set last_seen = now() - interval '31 minutes' where token_hash = pg_temp.session_of('staff');
select is(pg_temp.seen('staff'), 'nobody', 'but not after its idle time');
update session set last_seen = now(), expires = now() - interval '1 second' where token_hash = pg_temp.session_of('staff');
select is(pg_temp.seen('staff'), 'nobody', 'nor after its absolute end');
update session set expires = now() + interval '1 hour' where token_hash = pg_temp.session_of('staff');
update person set disabled = true where id = pg_temp.id('staff');
select is(pg_temp.seen('staff'), 'nobody', 'nor for a person who is disabled');
select is(pg_temp.ask_as('staff', 'select api.session_ended()'), 'false', 'whose session has not just ended');
update person set disabled = false where id = pg_temp.id('staff');

-- a form whose session has ended
create temporary table kept (draft text);
select is(pg_temp.ask('staff', 'draft_keep', '{"page":"/en/p","form":{"title":"T"},"network":"192.0.2.7"}'), '{"refused":"DA401"}',
	'of a live session nothing is kept');
select is(pg_temp.ask('', 'draft_keep', '{"page":"/en/p","form":{"title":"T"},"network":"192.0.2.7"}'), '{"refused":"DA401"}',
	'nor of nobody');
update session set last_seen = now() - interval '3 hours' where token_hash = pg_temp.session_of('staff');
insert into kept select pg_temp.ask('staff', 'draft_keep', '{"page":"/en/p","form":{"title":"T"},"network":"192.0.2.7"}') ->> 'draft';
select isnt((select draft from kept), null, 'of one that has just ended it is');
select is(pg_temp.ask('staff', 'draft_take', jsonb_build_object('draft', draft, 'page', '/en/p')), null, 'not given back before signing in') from kept;
update session set last_seen = now() where token_hash = pg_temp.session_of('staff');
select is(pg_temp.ask('staff', 'draft_take', jsonb_build_object('draft', draft, 'page', '/en/p')), '{"title":"T"}', 'given back to its writer') from kept;
select is(pg_temp.ask('panelist', 'draft_take', jsonb_build_object('draft', draft, 'page', '/en/p')), null, 'to nobody else') from kept;
select is(pg_temp.ask('staff', 'draft_take', jsonb_build_object('draft', draft, 'page', '/en/q')), null, 'on no other page') from kept;
update draft set created = now() - interval '25 hours';
select is(pg_temp.ask('staff', 'draft_take', jsonb_build_object('draft', draft, 'page', '/en/p')), null, 'and for a day') from kept;
update session set last_seen = now() - interval '26 hours' where token_hash = pg_temp.session_of('staff');
select is(pg_temp.ask('staff', 'draft_keep', '{"page":"/en/p","form":{"title":"T"},"network":"192.0.2.7"}'), '{"refused":"DA401"}',
	'after a day nobody remembers the session');
update session set last_seen = now() where token_hash = pg_temp.session_of('staff');

select is(pg_temp.ask('staff', 'session_end'), '{"location":"/en?done=signed-out"}', 'signing out');
select is(pg_temp.ask_as('staff', 'select api.me()'), null, 'ends the session');

-- links
select is(pg_temp.ask('', 'link_request', '{"email":"panelist@example.org"}'),
	pg_temp.ask('', 'link_request', '{"email":"nobody@example.org"}'), 'asking for a link is answered alike for everybody');
select matches(pg_temp.mail('panelist@example.org') ->> 'link', '^/es/link/[A-Za-z0-9_-]{43}$', 'a link in her language is mailed');
select is((pg_temp.ask('', 'link_request', '{"email":"staff@example.org"}'), pg_temp.mail('staff@example.org'))::text,
	'("{""location"": ""/en/sign-in?done=link-sent""}",)', 'but never to staff');
create temporary table mailed as select split_part(pg_temp.mail('panelist@example.org') ->> 'link', '/', 4) as link;
select is((select count(*) from link where token_hash = convert_to((select link from mailed), 'UTF8')), 0::bigint,
	'only its hash is stored');
select is(pg_temp.ask('', 'link_show', jsonb_build_object('link', link)) ->> 'state', 'valid', 'opening it shows what it is') from mailed;
select is(pg_temp.ask('', 'link_show', jsonb_build_object('link', link)) ->> 'state', 'valid', 'as often as one likes') from mailed;
select is(pg_temp.ask('', 'link_use', jsonb_build_object('link', link, 'token_hash', 'bb01')) ->> 'location',
	'/en/my?done=signed-in', 'using it signs in') from mailed;
select is((select idle || ' ' || (expires - created) from session where token_hash = '\xbb01'), '02:00:00 7 days',
	'for two hours idle and seven days');
select is(pg_temp.ask('', 'link_use', jsonb_build_object('link', link, 'token_hash', 'bb02')), '{"refused":"DA410"}', 'once') from mailed;
select is(pg_temp.ask('', 'link_show', jsonb_build_object('link', link)) - 'expires' - 'meeting' - 'slot' - 'party' - 'link',
	'{"purpose":"sign-in","state":"used","name":null,"password":null}', 'afterwards it names nobody') from mailed;
select is(pg_temp.ask('', 'link_show', '{"link":"forged"}'), null, 'a forged link does not exist');
select is(pg_temp.ask('', 'link_use', '{"link":"forged","token_hash":"bb03"}'), '{"refused":"DA404"}', 'nor can it be used');
update link set expires = now() where token_hash = (select api.token_hash(link) from mailed);
select is(pg_temp.ask('', 'link_renew', jsonb_build_object('link', link)) ->> 'location', '/en/sign-in?done=link-sent',
	'a fresh one is mailed to the same address') from mailed;
select isnt(split_part(pg_temp.mail('panelist@example.org') ->> 'link', '/', 4), (select link from mailed), 'with another token');

select is(pg_temp.ask('', 'link_request', '{"email":"panelist@example.org","next":"/es/my/slots/x"}') ->> 'location',
	'/en/sign-in?done=link-sent', 'a link that was asked for on the way to a page');
select is(pg_temp.ask('', 'link_use', jsonb_build_object('link', split_part(pg_temp.mail('panelist@example.org') ->> 'link', '/', 4), 'token_hash', 'bb05')) ->> 'location',
	'/es/my/slots/x', 'leads there');
select is(pg_temp.ask('', 'link_renew', jsonb_build_object('link', link)) ->> 'location', '/en/sign-in?done=link-sent', 'a last one') from mailed;

-- expired, of somebody who is disabled: each by itself, though the page of such a link shows no button either
create function pg_temp.link(who text) returns jsonb language sql as $$
	select jsonb_build_object('link', split_part(api.link_make(pg_temp.id(who), 'sign-in', null, null), '/', 4), 'token_hash', 'bb10')
$$;
create temporary table late as select pg_temp.link('contact') as link;
update link set expires = now() - interval '1 second' where token_hash = (select api.token_hash(link ->> 'link') from late);
select is(pg_temp.ask('', 'link_use', link), '{"refused":"DA410"}', 'a link that has expired signs nobody in') from late;
select is(pg_temp.ask('', 'link_show', link) ->> 'state', 'expired', 'and says so') from late;
create temporary table gone as select pg_temp.link('contact') as link;
update person set disabled = true where id in (pg_temp.id('contact'), pg_temp.id('staff'));
select is(pg_temp.ask('', 'link_use', link) ->> 'refused', 'DA410', 'nor does the link of somebody who is disabled') from gone;
select is(pg_temp.ask('', 'link_show', link), null, 'which names nobody') from gone;
select is((pg_temp.ask('', 'link_request', '{"email":"contact@example.org"}') ->> 'location', (pg_temp.mail('contact@example.org') is null))::text,
	'(/en/sign-in?done=link-sent,t)', 'and nobody disabled is mailed one');
select is(pg_temp.ask('', 'session_begin', '{"email":"staff@example.org","key":"0a0b","token_hash":"aa05"}') ->> 'refused', 'DA422',
	'the right password of somebody disabled is a wrong one');
select is(admin.link_mint('contact@example.org', 'bb11')::text, null, 'not even the command line makes a link for them');
update person set disabled = false;

-- a fresh link ends the one before; a stranger has at most three sent in a quarter of an hour
delete from attempt;
delete from outbox;
create temporary table first as select pg_temp.link('contact') as link;
create temporary table second as select pg_temp.link('contact') as link;
select is((pg_temp.ask('', 'link_use', first.link) ->> 'refused', pg_temp.ask('', 'link_show', second.link) ->> 'state')::text, '(DA410,valid)',
	'of two links the newer one counts') from first, second;
do $$ begin
	for i in 1 .. 5 loop
		perform pg_temp.ask('', 'link_request', '{"email":"contact@example.org"}');
	end loop;
end $$;
select is((select count(*)::int from outbox where address = 'contact@example.org'), 3, 'three mails, however often they are asked for');

-- signing in anew in the same browser ends the session before
insert into session (token_hash, person, strength, idle, expires) values (sha256('before'), pg_temp.id('contact'), 'link', '2 hours', now() + interval '1 day');
create temporary table anew as select pg_temp.link('contact') as link;
select is(pg_temp.seen('before'), pg_temp.id('contact')::text, 'a session');
select matches(pg_temp.ask('before', 'link_use', link || '{"token_hash":"bb12"}') ->> 'location', 'done=signed-in$', 'and another in the same browser') from anew;
select is((select count(*)::int from session where token_hash = sha256('before')), 0, 'which ends the one before');

-- the passwords of many accounts from one network
do $$ begin
	for i in 1 .. 60 loop
		perform pg_temp.ask('', 'sign_in_lookup', jsonb_build_object('email', 'account.' || i || '@example.org', 'network', '192.0.2.77'));
	end loop;
end $$;
select is(pg_temp.ask('', 'sign_in_lookup', '{"email":"another@example.org","network":"192.0.2.77"}'), '{"refused":"DA429"}',
	'from one network nobody guesses at many accounts');
select ok(pg_temp.ask('', 'sign_in_lookup', '{"email":"another@example.org","network":"192.0.2.78"}') ? 'recipe', 'from others it goes on');

-- staff by mail: an invitation from the time before she became staff
select isnt(pg_temp.ask_as('panelist', 'select api.me()'), null, 'a session that may have begun by mail');
insert into role_grant (person, meeting, role) values (pg_temp.id('panelist'), pg_temp.id('meeting'), 'staff');
select is(pg_temp.ask_as('panelist', 'select api.me()'), null, 'ends when she becomes staff, by whatever way');
create temporary table mailed_to_staff as select pg_temp.link('panelist') as link;
select is(pg_temp.ask('', 'link_show', link) ->> 'state', 'barred', 'a mailed link says that it is none for staff') from mailed_to_staff;
select is(pg_temp.ask('', 'link_use', link || '{"token_hash":"bb04"}'), '{"refused":"DA410"}', 'and opens no session of theirs') from mailed_to_staff;

-- limits, each at its number: so many pass, and after their time so many again
delete from attempt;
delete from outbox;
create function pg_temp.asks(function text, input jsonb, times integer, who text default '') returns integer language plpgsql as $$
declare
	answered integer := 0;
begin
	for i in 1 .. times loop
		if pg_temp.ask(who, function, replace(input::text, '{n}', i::text)::jsonb) ->> 'refused' is null then
			answered := answered + 1;
		end if;
	end loop;
	return answered;
end $$;
create temporary table rate as select * from (values
	(1, 'sign_in_lookup', '{"email":"a@example.org","network":"n1"}'::jsonb, 10, interval '15 minutes', 'tries of an account from a network'),
	(2, 'sign_in_lookup', '{"email":"b{n}@example.org","network":"n2"}', 60, '15 minutes', 'tries from a network'),
	(3, 'sign_in_lookup', '{"email":"c@example.org","network":"n3.{n}"}', 100, '1 hour', 'tries of an account'),
	(4, 'link_request', '{"email":"nobody{n}@example.org","network":"n4"}', 60, '1 hour', 'links asked for from a network'),
	(5, 'verify_begin', '{"network":"n5"}', 60, '10 minutes', 'questions about receipts from a network')) as l(at, function, input, most, span, what);
create function pg_temp.limit_of(function text, input jsonb, most integer, span interval) returns text language plpgsql as $$
declare
	first integer;
	early integer;
begin
	delete from dais.attempt;
	first := pg_temp.asks(function, input, most + 3);
	update dais.attempt set at = now() - span + interval '1 second';
	early := pg_temp.asks(function, input, 1);
	update dais.attempt set at = now() - span;
	return first || ' ' || early || ' ' || pg_temp.asks(function, input, 1);
end $$;
select is(pg_temp.limit_of(function, input, most, span), most || ' 0 1', format('%s %s, then none for %s', most, what, span)) from rate order by at;
delete from attempt;
update session set last_seen = now() - interval '3 hours' where token_hash = pg_temp.session_of('chair');
select is(pg_temp.asks('draft_keep', '{"page":"/en/p","form":{},"network":"n6"}', 63, 'chair'), 60, '60 forms kept in an hour');
update session set last_seen = now() where token_hash = pg_temp.session_of('chair');
delete from attempt;
insert into attempt (kind, subject) values ('sign-in device', api.attempt_subject('another device')), ('sign-in here', api.attempt_subject('another place'));
update credential set last_used = null;
select is(pg_temp.asks('sign_in_lookup', '{"email":"staff@example.org","network":"n7"}', 9), 9, 'nine wrong tries');
select matches(pg_temp.ask('', 'session_begin', '{"email":"staff@example.org","key":"0a0b","token_hash":"aa06","network":"n7"}') ->> 'location', '/code$', 'and the right one');
select is(pg_temp.asks('sign_in_lookup', '{"email":"staff@example.org","network":"n7"}', 12), 10, 'after which they no longer count');

select is((select string_agg(kind, ' ' order by kind) from attempt where subject in (api.attempt_subject('another device'), api.attempt_subject('another place'))), 'sign-in device sign-in here',
	'those of others do');
select is((select string_agg(kind || ' ' || (person = pg_temp.id('staff')), ', ') from credential where last_used is not null), 'password true', 'her password has been used, and nothing else');
create function pg_temp.minted(who text) returns bytea language plpgsql as $$
begin
	perform admin.link_mint(who || '@example.org', encode(api.token_hash('minted ' || who), 'hex'));
	perform pg_temp.ask('', 'link_use', jsonb_build_object('link', 'minted ' || who, 'token_hash', encode(sha256('of a link'), 'hex')));
	return sha256('of a link');
end $$;
select is((select bool_and(actor = subject) from event where kind = 'session begun'), true, 'a session is begun by who is in it');
create temporary table minted as select pg_temp.minted('chair') as hash;
select is((select idle || ' ' || (expires - created) from session join minted on token_hash = hash), '00:30:00 12:00:00', 'that of an office lasts 30 minutes idle and 12 hours');

-- links: how long, and which of them end
create function pg_temp.link_for(purpose text, slot text default null) returns text language sql as $$
	select split_part(api.link_make(pg_temp.id('contact'), purpose, pg_temp.id('meeting'), pg_temp.id(slot)), '/', 4)
$$;
create temporary table whole as select pg_temp.link_for('invitation') as whole, api.link_make(pg_temp.id('contact'), 'sign-in', pg_temp.id('other meeting'), null) as elsewhere,
	api.link_make(pg_temp.id('other focal point'), 'sign-in', pg_temp.id('meeting'), null) as hers;
create temporary table several as select pg_temp.link_for('invitation', 'slot CIM') as cim, pg_temp.link_for('invitation', 'slot IIN') as iin, pg_temp.link_for('sign-in') as came;
select is((select string_agg(purpose || ' ' || (expires - now()), ', ' order by purpose) from link, several where token_hash in (api.token_hash(cim), api.token_hash(came))),
	'invitation 14 days, sign-in 00:10:00', 'how long a link lasts');
select is((select string_agg(pg_temp.ask('', 'link_show', jsonb_build_object('link', link)) ->> 'state', ' ') from unnest(array[cim, iin, came]) as l(link)), 'valid valid valid',
	'one for another slot or purpose ends none') from several;
select is((select string_agg(pg_temp.ask('', 'link_show', jsonb_build_object('link', split_part('/' || link, '/', cardinality(string_to_array('/' || link, '/'))))) ->> 'state', ' ')
	from whole, unnest(array[whole, elsewhere, hers]) as l(link)), 'valid valid valid', 'nor does one for another meeting, or of somebody else');
select is(pg_temp.ask('', 'link_use', jsonb_build_object('link', iin, 'token_hash', 'bb20')) ->> 'location',
	'/en/my/slots/' || pg_temp.id('slot IIN') || '?done=signed-in', 'and it leads to its own slot') from several;
select is(admin.link_mint('chair@example.org', 'bb21') ->> 'language', 'en', 'the command line makes one also for a chair');
select is((select expires - now() || ' ' || minted from link where token_hash = '\xbb21'), '1 day true', 'which lasts a day');

-- where somebody begins
select is(api.home_of(pg_temp.id(who), 'es'), home, 'home of ' || who) from (values ('staff', '/es/desk/test-2004'), ('staff elsewhere', '/es/desk/test-2005'),
	('admin', '/es/desk/test-2005'), ('chair', '/es/my'), ('focal point', '/es/delegation'), ('contact', '/es/my'), ('stranger', '/es')) as h(who, home);

select is(api.last_meeting(pg_temp.id(who)), pg_temp.id(meeting), 'a mail to ' || who || ' is about the ' || meeting)
	from (values ('contact', 'meeting'), ('staff elsewhere', 'other meeting'), ('stranger', 'other meeting')) as m(who, meeting);

-- a browser that two people use is known for the one who came in last
insert into credential (person, kind, secret) values (pg_temp.id('chair'), 'password', 'argon2id:3:67108864:00:' || encode(sha256('\x0a0d'), 'hex'));
select matches(pg_temp.ask('', 'session_begin', jsonb_build_object('email', who || '@example.org', 'key', key, 'token_hash', token, 'device', 'dd02')) ->> 'location', '/en/(sign-in/code|account/factor)$', who)
	from (values ('staff', '0a0b', 'aa07'), ('chair', '0a0d', 'aa08')) as w(who, key, token);
select is((select string_agg(person.name, ',') from device join person on person.id = device.person where token_hash = '\xdd02'), 'Chair', 'is known for one');

-- whom one may let in, and take away again: the functions alone
insert into session (token_hash, person, strength, idle, expires) values (pg_temp.session_of('staff'), pg_temp.id('staff'), 'second factor', '30 minutes', now() + interval '1 hour');
create function pg_temp.admits(who text, role text, slot text, meeting text default 'meeting') returns text language plpgsql as $$
begin
	perform set_config('dais.session', encode(sha256(who::bytea), 'hex'), true);
	perform api.person_admit(pg_temp.id(meeting), pg_temp.id(slot), 'New', 'new@example.net', 'en', role, null);
	return 'admitted';
exception when sqlstate 'DA404' then
	return 'refused';
end $$;
select is(pg_temp.admits(who, role, slot, meeting), expected, format('%s lets a %s in for %s of the %s', who, role, slot, meeting)) from (values
	('staff', 'panelist', 'slot CIM', 'meeting', 'admitted'), ('staff', 'staff', null, 'meeting', 'refused'), ('staff', 'admin', null, 'meeting', 'refused'),
	('staff', 'chair', null, 'meeting', 'refused'), ('contact', 'panelist', 'slot IIN', 'meeting', 'admitted'), ('contact', 'panelist', 'slot IIN', 'other meeting', 'refused'),
	('contact', 'panelist', 'slot CIM', 'meeting', 'refused'), ('contact', 'focal point', 'slot IIN', 'meeting', 'refused'),
	('chair', 'panelist', 'slot CIM', 'meeting', 'refused'), ('staff', 'panelist', 'slot CIM', 'other meeting', 'refused')) as a(who, role, slot, meeting, expected);
insert into session (token_hash, person, strength, idle, expires) values (sha256('new'), (select id from person where email = 'new@example.net'), 'link', '1 hour', now() + interval '1 hour');
create function pg_temp.dismisses(who text, role text, meeting text default 'meeting') returns text language plpgsql as $$
begin
	perform set_config('dais.session', encode(sha256(who::bytea), 'hex'), true);
	return api.person_dismiss((select id from dais.person where email = 'new@example.net'), pg_temp.id(meeting), role, null);
exception when sqlstate 'DA404' then
	return 'refused';
end $$;
select is(pg_temp.dismisses(who, role, meeting), 'refused', format('%s takes no role %s away in the %s', who, role, meeting)) from (values ('contact', 'panelist', 'meeting'),
	('chair', 'panelist', 'meeting'), ('staff', 'staff', 'meeting'), ('staff', 'panelist', 'other meeting')) as d(who, role, meeting);
insert into slot_person (meeting, slot, name, person, state) select pg_temp.id('meeting'), pg_temp.id('slot CIM'), 'New', id, 'confirmed' from person where email = 'new@example.net';
select is(pg_temp.dismisses('staff', 'panelist'), 'false', 'nor staff, while a slot is left');
select is(pg_temp.seen('new') <> 'nobody', true, 'whose session stays');
update slot_person set state = 'taken off' where name = 'New';
select is(pg_temp.dismisses('staff', 'panelist'), 'true', 'but without one they do');
select is(pg_temp.seen('new'), 'nobody', 'and the session ends');
select is(pg_temp.events(), 'link minted 2, password accepted 14, session begun 5', 'every session and every link of the command line left its event');

select finish();
rollback;
