-- Sign-in by password and by link: who gets in, how often, and that nobody learns who has an account.
begin;
\ir world.psql
select plan(35);

update person set password = 'argon2id:3:67108864:00112233445566778899aabbccddeeff:' || encode(sha256('\x0a0b'), 'hex')
	where id = pg_temp.id('staff');

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
	'{"location":"/en/desk/test-2004?done=signed-in"}', 'the right key opens the desk');
select is((select idle || ' ' || (expires - created) from session where token_hash = '\xaa01'), '00:30:00 12:00:00',
	'a staff session lasts 30 minutes idle and 12 hours');
select is(pg_temp.ask('', 'session_begin',
	'{"email":"staff@example.org","key":"0a0b","token_hash":"aa02","next":"/en/desk/test-2004/items/III"}') ->> 'location',
	'/en/desk/test-2004/items/III', 'back to the page that asked for it');
select is(pg_temp.ask('', 'session_begin',
	jsonb_build_object('email', 'staff@example.org', 'key', '0a0b', 'token_hash', 'aa1' || n, 'next', next)) ->> 'location',
	'/en/desk/test-2004?done=signed-in', 'but never to ' || next)
	from unnest('{//evil.example,/\\\\evil.example,https://evil.example,/en//evil.example,/en/../x}'::text[]) with ordinality as nexts(next, n);
do $$ begin
	for i in 1 .. 20 loop
		perform pg_temp.ask('', 'sign_in_lookup', '{"email":"chair@example.org","network":"192.0.2.1"}');
	end loop;
end $$;
select is(pg_temp.ask('', 'sign_in_lookup', '{"email":"chair@example.org","network":"192.0.2.1"}'),
	'{"refused":"DA429"}', 'too many tries from one place end');
select ok(pg_temp.ask('', 'sign_in_lookup', '{"email":"chair@example.org","network":"192.0.2.2"}') ? 'recipe',
	'but do not lock the account from another');
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
select is(pg_temp.ask('', 'link_show', jsonb_build_object('link', link)) ->> 'state', 'ready', 'opening it shows what it is') from mailed;
select is(pg_temp.ask('', 'link_show', jsonb_build_object('link', link)) ->> 'state', 'ready', 'as often as one likes') from mailed;
select is(pg_temp.ask('', 'link_use', jsonb_build_object('link', link, 'token_hash', 'bb01')) ->> 'location',
	'/en/my?done=signed-in', 'using it signs in') from mailed;
select is((select idle || ' ' || (expires - created) from session where token_hash = '\xbb01'), '02:00:00 7 days',
	'for two hours idle and seven days');
select is(pg_temp.ask('', 'link_use', jsonb_build_object('link', link, 'token_hash', 'bb02')), '{"refused":"DA410"}', 'once') from mailed;
select is(pg_temp.ask('', 'link_show', jsonb_build_object('link', link)) - 'expires' - 'meeting' - 'slot' - 'party' - 'link',
	'{"purpose":"sign-in","state":"used","name":null}', 'afterwards it names nobody') from mailed;
select is(pg_temp.ask('', 'link_show', '{"link":"forged"}'), null, 'a forged link does not exist');
select is(pg_temp.ask('', 'link_use', '{"link":"forged","token_hash":"bb03"}'), '{"refused":"DA404"}', 'nor can it be used');
update link set expires = now() where token_hash = (select api.token_hash(link) from mailed);
select is(pg_temp.ask('', 'link_renew', jsonb_build_object('link', link)) ->> 'location', '/en/sign-in?done=link-sent',
	'a fresh one is mailed to the same address') from mailed;
select isnt(split_part(pg_temp.mail('panelist@example.org') ->> 'link', '/', 4), (select link from mailed), 'with another token');

-- staff by mail: an invitation from the time before she became staff
select isnt(pg_temp.ask_as('panelist', 'select api.me()'), null, 'a session that may have begun by mail');
insert into role_grant (person, meeting, role) values (pg_temp.id('panelist'), pg_temp.id('meeting'), 'staff');
select is(pg_temp.ask_as('panelist', 'select api.me()'), null, 'ends when she becomes staff, by whatever way');
select is((pg_temp.ask('', 'link_show', jsonb_build_object('link', link)) ->> 'state') ||
	(pg_temp.ask('', 'link_use', jsonb_build_object('link', link, 'token_hash', 'bb04')) ->> 'refused'), 'barredDA410',
	'a mailed link never opens a staff session')
	from (select split_part(pg_temp.mail('panelist@example.org') ->> 'link', '/', 4) as link) as fresh;

select finish();
rollback;
