-- What strangers may call things: the names of files, and the addresses that a row takes (as base/mail_address.h).
begin;
select plan(19);

select is(api.file_name_clean(given), wanted, left(given, 40)) from (values
	('paper.pdf', 'paper.pdf'), ('C:\Documents\paper.pdf', 'paper.pdf'), ('/home/me/paper.pdf', 'paper.pdf'), ('', 'file'), ('  ', 'file'),
	(repeat('م', 300) || '.docx', repeat('م', 195) || '.docx'), (repeat('a', 199) || ' b.pdf', repeat('a', 196) || '.pdf'),
	(repeat('a', 300), repeat('a', 200)), ('a.' || repeat('b', 300), left('a.' || repeat('b', 300), 200)), ('.pdf', '.pdf')) as f(given, wanted);

select lives_ok(format('select %L::dais.mail_address', it), it)
	from unnest('{a@b.org,"A.B+c-d_e''f@sub.Example-1.org",x@xn--bcher-kva.example}'::text[]) as it;
select throws_ok(format('select %L::dais.mail_address', it), '23514', null, 'not ' || it)
	from unnest('{a@b..c,a..b@c.org,a@-b.org,a@b,a@1.2.3.4,a b@c.org}'::text[]) as it;

select finish();
rollback;
