-- Accounts of who holds an office: no way in by mail or by password alone, the second factor and its recovery codes, forgotten
-- passwords, sessions, and who gives and takes offices.
begin;
\ir world.psql
select plan(111);

-- the code itself: RFC 6238, appendix B, whose last six digits are the code
select is(api.totp('12345678901234567890', step), code, 'RFC 6238 at step ' || step)
	from (values (1, '287082'), (37037036, '081804'), (37037037, '050471'), (41152263, '005924'), (66666666, '279037'), (666666666, '353130')) as t(step, code);
select is(api.base32(bytes), text, 'base 32 of ' || text) from (values ('12345678901234567890'::bytea, 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'), ('\xffffffffff', '77777777')) as b(bytes, text);
select is((select count(*)::int from generate_series(-3, 3) as away where api.totp_step('key', api.totp('key', now_step + away), 0) = now_step + away), 3,
	'the code of now and of one step before and after is taken') from (select floor(extract(epoch from clock_timestamp()) / 30)::bigint) as n(now_step);

-- the way in: password, then the code
insert into credential (person, kind, secret) select pg_temp.id(who), 'password', 'argon2id:3:67108864:00:' || encode(sha256(convert_to(who, 'UTF8')), 'hex')
	from unnest('{staff,chair,admin,panelist}'::text[]) as who;
create function pg_temp.comes(who text, token text) returns jsonb language sql as $$
	select pg_temp.ask('', 'session_begin', jsonb_build_object('email', who || '@example.org', 'key', encode(who::bytea, 'hex'), 'token_hash', encode(sha256(token::bytea), 'hex')))
$$;
create function pg_temp.seen(token text) returns text language sql as $$
	select coalesce((select name from dais.person where id::text = pg_temp.ask_as(token, 'select api.me()')), 'nobody')
$$;
create function pg_temp.with(token text, function text, code text, next text default null) returns jsonb language sql as $$
	select pg_temp.ask(token, function, jsonb_build_object('code', code, 'token_hash', encode(sha256(coalesce(next, token || ' on')::bytea), 'hex')))
$$;
create function pg_temp.offered(token text, away integer default 0) returns text language sql as $$
	select api.totp((select offer from dais.session where token_hash = sha256(token::bytea)), floor(extract(epoch from clock_timestamp()) / 30)::bigint + away)
$$;
-- The code that an authenticator shows some steps from now.
create function pg_temp.code(who text, away integer default 0) returns text language sql as $$
	select api.totp(decode(secret, 'hex'), floor(extract(epoch from clock_timestamp()) / 30)::bigint + away) from dais.credential
	where person = pg_temp.id(who) and kind = 'totp'
$$;
select is(pg_temp.comes('panelist', 'p'), '{"location":"/en/my?done=signed-in"}', 'who holds no office is in by password');
select is(pg_temp.comes('staff', 's'), '{"location":"/en/account/factor"}', 'who holds one is asked to set a second factor');
select is(pg_temp.seen('s'), 'nobody', 'and is nobody so far');
select is(pg_temp.ask('s', 'desk_show', '{"meeting":"test-2004"}'), null, 'who sees no desk');
select is(pg_temp.ask('s', 'account_show'), '{"refused":"DA401"}', 'nor an account');
select is((select expires - created from session where token_hash = sha256('s')), interval '15 minutes', 'for a quarter of an hour');
select is(pg_temp.ask('', 'factor_show'), '{"refused":"DA401"}', 'the secret of a factor is shown to nobody else');
select is(pg_temp.ask('p', 'factor_show') ->> 'email', 'panelist@example.org', 'but to who is in');
select matches(pg_temp.ask('s', 'factor_show') ->> 'secret', '^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$', 'it has 160 bits');
select is(pg_temp.with('s', 'factor_keep', '000000') -> 'refused' -> 0 ->> 'code', 'wrong-code', 'a wrong code sets nothing');
select is(pg_temp.with('s', 'factor_keep', pg_temp.offered('chair')) -> 'refused' -> 0 ->> 'code', 'wrong-code', 'nor does the code of another secret');
create temporary table kept as select pg_temp.with('s', 'factor_keep', pg_temp.offered('s', -1), 's2') as answer;
select is(answer ->> 'next', 'en/desk/test-2004', 'the right one does') from kept;
select is((select count(distinct c)::int from kept, jsonb_array_elements_text(answer -> 'codes') as c where c ~ '^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$'), 10, 'and gives ten recovery codes');
select is(pg_temp.seen('s2') || ', ' || pg_temp.seen('s') || ', ' || pg_temp.seen('staff'), 'Staff, nobody, nobody', 'under a new session; every other one ends');
select is((select strength from session where token_hash = sha256('s2')), 'second factor', 'which knows how it began');
select is((select count(*)::int from credential, kept, jsonb_array_elements_text(answer -> 'codes') as c where position(c in secret) > 0 or position(replace(c, '-', '') in secret) > 0), 0,
	'no code is stored as it is');

select is(pg_temp.comes('staff', 's3'), '{"location":"/en/sign-in/code"}', 'from now on the password leads to the code');
select is(pg_temp.seen('s3'), 'nobody', 'and is not enough');
select is(pg_temp.ask('s3', 'factor_show'), '{"refused":"DA401"}', 'nor does it show or set another secret');
select is(pg_temp.with('s3', 'factor_keep', pg_temp.offered('s3')), '{"refused":"DA401"}', 'whose code is refused');
select is(pg_temp.with('s3', 'second_step_take', pg_temp.code('staff', -1)) -> 'refused' -> 0 ->> 'code', 'wrong-code', 'the code that was used is refused');
select is(pg_temp.with('s3', 'second_step_take', pg_temp.code('staff', 5)) -> 'refused' -> 0 ->> 'code', 'wrong-code', 'and one of later');
select is(pg_temp.with('s3', 'second_step_take', pg_temp.code('staff'), 's4'), '{"location":"/en/desk/test-2004?done=signed-in"}', 'the code of now lets in');
select is(pg_temp.seen('s4') || ', ' || pg_temp.seen('s3'), 'Staff, nobody', 'under a new session, the one before ends');
select is(pg_temp.comes('staff', 's5') ->> 'location' || pg_temp.with('s5', 'second_step_take', pg_temp.code('staff'), 's6'),
	'/en/sign-in/code{"refused": [{"code": "wrong-code", "field": "code"}]}', 'and once only');
select is(pg_temp.with('s4', 'second_step_take', '') ->> 'refused' is not null, true, 'no code at all is none');
select is(pg_temp.with('', 'second_step_take', pg_temp.code('staff', 1)), '{"refused":"DA401"}', 'a code without a password is nothing');
select is(pg_temp.with('chair', 'second_step_take', pg_temp.code('staff', 1)) -> 'refused' -> 0 ->> 'code', 'wrong-code', 'nor is that of somebody else');

-- recovery codes
delete from attempt;
select is(pg_temp.with('s5', 'second_step_take', lower(replace(answer -> 'codes' ->> 0, '-', ' ')), 's7') ->> 'location', '/en/desk/test-2004?done=signed-in', 'a recovery code, however it is written') from kept;
select is(pg_temp.mail('staff@example.org') ->> 'what' || (pg_temp.mail('staff@example.org') ->> 'left'), 'recovery-code-used9', 'which its owner is told of');
select is(pg_temp.comes('staff', 's8') is not null and pg_temp.with('s8', 'second_step_take', answer -> 'codes' ->> 0) ? 'refused', true, 'works once') from kept;
select is(pg_temp.with('chair', 'second_step_take', answer -> 'codes' ->> 1) ? 'refused', true, 'and not for another') from kept;
create temporary table renewed as select pg_temp.with('s7', 'recovery_codes_renew', '') as answer;
select is((select count(*)::int from credential where kind = 'recovery code'), 10, 'new ones');
select is(pg_temp.with('s8', 'second_step_take', answer -> 'codes' ->> 2) ? 'refused', true, 'end those before') from kept;

-- guessing
delete from attempt;
select is((select string_agg(coalesce(pg_temp.with('s8', 'second_step_take', 'wrong') #>> '{refused,0,code}', 'not heard'), ' ') from generate_series(1, 12)),
	repeat('wrong-code ', 10) || 'not heard not heard', 'after ten wrong codes in a quarter of an hour');
select is(pg_temp.with('s8', 'second_step_take', pg_temp.code('staff', 1)), '{"refused":"DA429"}', 'not even the right one is heard');
update attempt set at = now() - interval '16 minutes';
select is((select count(*)::int from attempt where kind = 'code of a day' and subject = api.attempt_subject(pg_temp.id('staff')::text)), 10, 'until a quarter of an hour has passed');
insert into attempt (kind, subject) select 'code of a day', api.attempt_subject(pg_temp.id('staff')::text) from generate_series(1, 41);
select is(pg_temp.with('s8', 'second_step_take', pg_temp.code('staff', 1)), '{"refused":"DA429"}', 'nor the fifty-first of a day');
delete from attempt;

-- forgotten passwords
select is(pg_temp.ask('', 'password_forgotten', '{"email":"panelist@example.org"}'), pg_temp.ask('', 'password_forgotten', '{"email":"nobody@example.org"}'), 'a forgotten password is answered alike for all');
select is(pg_temp.mail('panelist@example.org'), null, 'who holds no office gets no link');
select matches(pg_temp.ask('', 'password_forgotten', '{"email":"staff@example.org"}') ->> 'location', 'password-link-sent$', 'who holds one');
create temporary table links as select split_part(pg_temp.mail('staff@example.org') ->> 'link', '/', 4) as link;
select is((select expires - created from link join links on token_hash = api.token_hash(links.link)), interval '1 hour', 'gets one of an hour');
select is((pg_temp.ask('', 'link_show', jsonb_build_object('link', link)) - 'expires' - 'meeting' - 'slot' - 'party' - 'link')::text,
	'{"name": "Staff", "state": "valid", "purpose": "password", "password": true}', 'who holds one is shown where to choose') from links;
select is(pg_temp.ask('', 'link_use', jsonb_build_object('link', link, 'token_hash', 'aa')), '{"refused":"DA410"}', 'it signs nobody in') from links;
select is((select string_agg(w, ' ' order by w) from links, jsonb_array_elements_text(pg_temp.ask('', 'password_words', jsonb_build_object('link', link)) -> 'words') as w),
	'2004 dais example meeting org special staff test', 'what the password had better not be made of');
create function pg_temp.chooses(link text, token text) returns jsonb language sql as $$
	select pg_temp.ask('', 'password_set', jsonb_build_object('link', link, 'stored', 'argon2id:3:67108864:00:' || encode(sha256('new'), 'hex'), 'token_hash', encode(sha256(token::bytea), 'hex')))
$$;
select is(pg_temp.chooses(link, 's9'), '{"location":"/en/sign-in/code"}', 'the second factor stays, and is asked for') from links;
select is(pg_temp.seen('s9') || ' ' || pg_temp.seen('s7'), 'nobody nobody', 'nobody is in, also who was');
select is(pg_temp.comes('staff', 'sa') ->> 'refused', 'DA422', 'the old password is none');
select is(pg_temp.mail('staff@example.org') ->> 'what', 'password-set', 'its owner is told');
select is(pg_temp.chooses(link, 's9'), '{"refused":"DA410"}', 'the link works once') from links;
select is(pg_temp.ask('', 'password_words', jsonb_build_object('link', link)), '{"refused":"DA410"}', 'and tells nothing any more') from links;
select is(pg_temp.chooses(split_part(pg_temp.mail('contact@example.org') ->> 'link', '/', 4), 'sb') ->> 'refused', 'DA410', 'an invitation''s link chooses no password')
	from (select api.mail_queue(pg_temp.id('meeting'), pg_temp.id('contact'), 'sign-in', jsonb_build_object('link', api.link_make(pg_temp.id('contact'), 'sign-in', null, null)))) as m;

-- passkeys: what the worker has verified, the database takes with a challenge of its own, once
create function pg_temp.adds(who text, challenge text, id text default 'aa11') returns jsonb language sql as $$
	select pg_temp.ask(who, 'passkey_add', jsonb_build_object('name', 'Key', 'passkey', id, 'key', 'bb', 'kind', '-7', 'counter', '5', 'challenge', challenge,
		'token_hash', encode(sha256((who || ' on')::bytea), 'hex')))
$$;
create function pg_temp.asked_for() returns text language sql as $$
	select pg_temp.ask('', 'passkey_challenge', '{"network":"p"}') ->> 'challenge'
$$;
create function pg_temp.uses(counter text, challenge text, id text default 'aa11') returns text language sql as $$
	select coalesce(a ->> 'location', a #>> '{refused,0,code}') from pg_temp.ask('', 'passkey_use',
		jsonb_build_object('passkey', id, 'counter', counter, 'challenge', challenge, 'token_hash', encode(sha256(('by passkey ' || counter)::bytea), 'hex'))) as a
$$;
create temporary table asked as select pg_temp.ask('contact', 'passkey_offer') ->> 'challenge' as challenge, pg_temp.asked_for() as of_nobody;
select is(pg_temp.adds('other focal point', challenge) ? 'refused' and pg_temp.adds('contact', of_nobody) ? 'refused', true, 'another''s challenge adds no passkey') from asked;
select is(pg_temp.adds('contact', challenge), '{"location":"/en/account?done=passkey-added"}', 'one''s own does, also of a panelist') from asked;
select is(pg_temp.adds('contact on', challenge, 'aa12') ? 'refused', true, 'once') from asked;
select is(pg_temp.seen('contact') || ' ' || pg_temp.seen('contact on') || ' ' || (select strength from session where person = pg_temp.id('contact')), 'nobody Contact passkey', 'under a new session');
select is(pg_temp.uses('5', pg_temp.asked_for()), 'passkey-refused', 'a counter that does not rise is a copy''s');
select is(pg_temp.uses('6', pg_temp.asked_for()) || ' ' || pg_temp.seen('by passkey 6'), '/en/my?done=signed-in Contact', 'one that does lets in');
select is(pg_temp.uses('7', of_nobody) || ' ' || pg_temp.uses('8', of_nobody), '/en/my?done=signed-in passkey-refused', 'with a challenge once') from asked;
create temporary table late as select pg_temp.asked_for() as challenge;
update challenge set created = now() - interval '5 minutes 1 second';
select is(pg_temp.uses('9', challenge), 'passkey-refused', 'and not after five minutes') from late;
select is(pg_temp.uses('9', pg_temp.asked_for(), 'aa99'), 'passkey-refused', 'nor by one that is not known');

-- one's sessions
insert into session (token_hash, person, strength, idle, expires) select sha256(('chair ' || n)::bytea), pg_temp.id('chair'), 'minted', '1 hour', now() + interval '1 hour' from generate_series(1, 3) as n;
select is(jsonb_array_length(pg_temp.ask('chair', 'account_show') -> 'sessions'), 4, 'one sees one''s sessions');
select is(pg_temp.ask('chair', 'session_end_other', jsonb_build_object('session', (select id from session where person = pg_temp.id('admin') limit 1))), '{"refused":"DA404"}', 'and ends no other''s');
select is(pg_temp.ask('chair', 'session_end_other', jsonb_build_object('session', (select id from session where token_hash = sha256('chair 1')))) ->> 'location', '/en/account?done=sessions-ended', 'but one of one''s own');
select is(pg_temp.seen('chair 1') || pg_temp.seen('chair 2'), 'nobodyChair', 'which ends');
select is(pg_temp.ask('chair', 'session_end_other') ->> 'location', '/en/account?done=sessions-ended', 'and all others');
select is(pg_temp.seen('chair') || pg_temp.seen('chair 2') || pg_temp.seen('admin'), 'ChairnobodyAdmin', 'of one''s own');

-- offices
create function pg_temp.grants(who text, email text, role text, meeting text) returns jsonb language sql as $$
	select pg_temp.ask(who, 'office_grant', jsonb_strip_nulls(jsonb_build_object('name', 'Colleague', 'email', email, 'language', 'fr', 'role', role, 'meeting', meeting)))
$$;
select is(pg_temp.grants(who, 'new@example.net', role, meeting) ->> 'refused', 'DA404', who || ' makes nobody ' || role) from (values
	('staff', 'staff', 'test-2004'), ('chair', 'chair', 'test-2004'), ('staff elsewhere', 'admin', null), ('', 'admin', null)) as g(who, role, meeting);
select is((select string_agg(m ->> 'slug', ',') from jsonb_array_elements(pg_temp.ask('admin', 'office_new', '{"form":{"meeting":"test-2004"}}') -> 'meetings') as m
	where (m ->> 'chosen')::boolean), 'test-2004', 'a form that waited for a second factor is still for its meeting, not for all');
select matches(pg_temp.grants('admin', 'new@example.net', 'staff', 'test-2004') ->> 'location', '^/en/admin/people/[0-9a-f-]{36}\?done=office-granted$', 'an administrator does');
select is(pg_temp.grants('admin', 'new@example.net', 'panelist', 'test-2004') -> 'errors' -> 0 ->> 'field', 'role', 'what is no office is not given here');
select is(pg_temp.grants('admin', 'new@example.net', 'staff', 'test-2004') -> 'errors' -> 0 ->> 'code', 'held-already', 'nor twice the same');
select is(pg_temp.grants('admin', 'new@example.net', 'staff', 'no-such') -> 'errors' -> 0 ->> 'field', 'meeting', 'nor in a meeting that is not there');
select is((pg_temp.mail('new@example.net') - 'link' - 'meeting')::text, '{"by": "Admin", "news": "granted", "role": "staff", "language": "fr", "template": "office"}', 'a mail with a link');
select is(pg_temp.chooses(split_part(pg_temp.mail('new@example.net') ->> 'link', '/', 4), 'n1'), '{"location":"/en/account/factor"}', 'by which a password is chosen, then a second factor');
update session set created = now() - interval '10 minutes 1 second' where token_hash = sha256('admin');
select is(pg_temp.grants('admin', 'other@example.net', 'staff', 'test-2004') ->> 'refused', 'DA428', 'after ten minutes an administrator proves anew who it is');
select is((select string_agg(pg_temp.ask('admin', f, jsonb_build_object('person', pg_temp.id('chair'), 'office', gen_random_uuid(), 'name', 'X', 'email', 'x@example.org', 'language', 'en', 'code', '1')) ->> 'refused', ' ')
	from unnest('{office_revoke,office_holder_reset,office_holder_correct,factor_show,factor_keep,password_words,password_change}'::text[]) as f),
	'DA428 DA428 DA428 DA428 DA428 DA428 DA428', 'for each of these');
update session set created = now() where token_hash = sha256('admin');
create function pg_temp.revokes(who text, whose text) returns jsonb language sql as $$
	select pg_temp.ask(who, 'office_revoke', jsonb_build_object('person', pg_temp.id(whose), 'office', (select id from dais.role_grant where person = pg_temp.id(whose) limit 1)))
$$;
select is(pg_temp.revokes('admin', 'panelist'), '{"refused":"DA404"}', 'a panelist''s part is no office');
select is(pg_temp.revokes('admin', 'chair') ->> 'location', '/en/admin?done=office-revoked', 'an office is revoked');
select is(pg_temp.seen('chair') || (select count(*) from credential where person = pg_temp.id('chair')), 'nobody0', 'and with it session and password end');
select is(pg_temp.revokes('admin', 'admin') ->> 'refused', 'DA409', 'the last administrator stays');
select is(pg_temp.ask('admin', 'office_holder_reset', jsonb_build_object('person', pg_temp.id('admin'))) ->> 'refused', 'DA409', 'and does not begin anew by themselves');
select is(pg_temp.ask('admin', 'office_holder_reset', jsonb_build_object('person', pg_temp.id('staff'))) ->> 'location', '/en/admin/people/' || pg_temp.id('staff') || '?done=sign-in-reset', 'another does');
select is((select count(*)::int from credential where person = pg_temp.id('staff')), 0, 'whose password and factors end');
select is((pg_temp.mail('staff@example.org') ->> 'news') || ' ' || (pg_temp.mail('admin@example.org') ->> 'what'), 'reset sign-in-reset', 'both are told');

select is(pg_temp.events(), 'code refused 20, office granted 1, office revoked 1, passkey added 1, password accepted 6, password set 2, recovery codes made 1, second factor set 1, session begun 7, '
	|| 'sessions ended 2, sign-in reset 1', 'each of it is in the log');

-- the page of the log: names as of now, by meeting and person, fifty at a time
create function pg_temp.page(input jsonb) returns jsonb language sql as $$
	select pg_temp.ask('admin', 'event_list', input)
$$;
select is((select string_agg(concat_ws(' ', e ->> 'kind', e ->> 'who', e ->> 'whom', e ->> 'role', e ->> 'slug'), ', ') from jsonb_array_elements(pg_temp.page('{"person":"CHAIR@"}') -> 'events') as e),
	'office-revoked Admin Chair chair test-2004, sessions-ended Chair, sessions-ended Chair, code-refused Chair, code-refused Chair', 'what somebody did, and what was done with them');
select is((select string_agg(distinct e ->> 'slug', ' ') from jsonb_array_elements(pg_temp.page('{"meeting":"test-2004"}') -> 'events') as e), 'test-2004', 'of one meeting');
select is(pg_temp.page('{"person":"nobody at all"}') ->> 'has_events', 'false', 'or of nobody');
select api.event_append(pg_temp.id('other meeting'), 'item added', null) from generate_series(1, 120) \g /dev/null
create temporary table pages as with recursive pages (n, page) as (
	select 1, pg_temp.page('{"meeting":"test-2005"}') union all
	select n + 1, pg_temp.page(jsonb_build_object('meeting', 'test-2005', 'before', page ->> 'more')) from pages where page ->> 'more' is not null and n < 9)
	select * from pages;
select is((select string_agg(jsonb_array_length(page -> 'events')::text, ' ' order by n) from pages), '50 50 20', 'a long log comes in pages, each event once');
-- what a mailed link alone has set lets nobody into an office, and no mailbox alone sets a factor for who holds one
select is((select count(*)::int from credential where person = pg_temp.id('contact')), 1, 'a panelist has a passkey');
select pg_temp.grants('admin', 'contact@example.org', 'staff', 'test-2004') \g /dev/null
select is((select count(*)::int from credential where person = pg_temp.id('contact')), 0, 'which ends with the first office');
select is(concat_ws(' ', m ->> 'ended', m ? 'link'), 'true t', 'of which the mail tells, with a link to begin') from pg_temp.mail('contact@example.org') as m;
insert into credential (person, kind, secret) values (pg_temp.id('contact'), 'password', 'x');
select pg_temp.grants('admin', 'contact@example.org', 'chair', 'test-2004') \g /dev/null
select is((select count(*)::int from credential where person = pg_temp.id('contact')), 1, 'not with a second one');
delete from attempt;
select pg_temp.ask('', 'password_forgotten', '{"email":"contact@example.org"}') \g /dev/null
select is(pg_temp.mail('contact@example.org') ->> 'template', 'office', 'who has no second factor is mailed no link to a password');
create temporary table office_link as select split_part(api.link_make(pg_temp.id('contact'), 'office', null, null), '/', 4) as link;
update link set expires = now() where token_hash = (select api.token_hash(link) from office_link);
select is(pg_temp.ask('', 'link_show', jsonb_build_object('link', link)) ->> 'state', 'ended', 'nor a fresh one of an office, which its page says') from office_link;
insert into credential (person, kind, name, secret, passkey_id, counter) values (pg_temp.id('contact'), 'passkey', 'Key', '-7:bb', '\xcc01', 0);
insert into session (token_hash, person, strength, idle, expires) values (sha256('contact again'), pg_temp.id('contact'), 'minted', '1 hour', now() + interval '1 hour');
create function pg_temp.removes() returns text language sql as $$
	select coalesce(a ->> 'refused', a ->> 'location') from pg_temp.ask('contact again', 'passkey_remove', jsonb_build_object('passkey', (select id from dais.credential where kind = 'passkey'))) as a
$$;
select is(pg_temp.removes(), 'DA409', 'the last factor of who holds an office stays');
insert into credential (person, kind, secret) values (pg_temp.id('contact'), 'totp', 'aa');
select is(pg_temp.removes(), '/en/account?done=passkey-removed', 'one of two does not');
select pg_temp.ask('', 'password_forgotten', '{"email":"contact@example.org"}') \g /dev/null
select is(pg_temp.mail('contact@example.org') ->> 'template', 'password', 'with a factor a password is forgotten as before');
select finish();
rollback;
