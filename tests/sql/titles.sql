-- All titles of an agenda in one language: saved together, undone together, and nobody's work overwritten unseen.
begin;
\ir world.psql
select plan(14);

create function pg_temp.save(rows jsonb, language text default 'fr', who text default 'staff') returns jsonb language plpgsql as $$
begin
	perform set_config('dais.act', '', true);
	return pg_temp.ask(who, 'title_save', jsonb_build_object('meeting', 'test-2004', 'language', language, 'rows', rows), 'en');
end $$;
create function pg_temp.line(item text, long text, was text default null, more jsonb default '{}') returns jsonb language sql as $$
	select jsonb_strip_nulls(jsonb_build_object('row', 0, 'item', pg_temp.id(line.item), 'long', long, 'was_long', was)) || more
$$;
create function pg_temp.title(item text) returns jsonb language sql as $$ select long_title::jsonb from item where id = pg_temp.id(title.item) $$;
create function pg_temp.list(language text default 'fr') returns jsonb language sql as $$
	select pg_temp.ask('staff', 'title_list', jsonb_build_object('meeting', 'test-2004', 'language', language), 'en')
$$;

select is(pg_temp.list() ->> 'into', 'fr', 'the language that was asked for');
select is((pg_temp.list() ->> 'missing')::int, (select count(*)::int from item where meeting = pg_temp.id('meeting') and long_title ->> 'fr' is null), 'how many are missing');
select is(pg_temp.list() #>> '{form,rows,0,original}', pg_temp.title('I') ->> 'en', 'each beside the original');
select alike(pg_temp.save(jsonb_build_array(pg_temp.line('I', 'Ouverture'), pg_temp.line('III', 'Organes', null, '{"row":1}'))) ->> 'location', '%titles?done=saved&language=fr', 'several are saved at once');
select is(pg_temp.title('I'), (select long_title::jsonb from item where id = pg_temp.id('I')) || '{"fr":"Ouverture"}', 'beside the other languages');
select is((select count(distinct act) from change where kind = 'item' and after -> 'long_title' ->> 'fr' in ('Ouverture', 'Organes')), 1::bigint, 'and are one act, to be undone together');
select is(pg_temp.save(jsonb_build_array(pg_temp.line('I', 'Séance d’ouverture', 'Ouverture'))) ? 'location', true, 'a title is changed');
select is(pg_temp.save(jsonb_build_array(pg_temp.line('I', 'Mine', 'Ouverture'))), '{"refused":"DA409"}'::jsonb, 'who saw an earlier one is shown both');
select is(pg_temp.title('I') ->> 'fr', 'Séance d’ouverture', 'and nothing was overwritten');
select is(pg_temp.save(jsonb_build_array(pg_temp.line('I', 'Ouverture', 'Ouverture'))) ? 'location', true, 'who changed nothing takes nothing back');
select is(pg_temp.title('I') ->> 'fr', 'Séance d’ouverture', 'of what another wrote');
select is(pg_temp.save(jsonb_build_array(pg_temp.line('I', null, 'Séance d’ouverture'))) ? 'location', true, 'a translation may be taken out');
select is(pg_temp.title('I') ? 'fr', false, 'and then is missing again');
update item set long_title = '{"en":"Only"}' where id = pg_temp.id('II');
select is(pg_temp.save(jsonb_build_array(pg_temp.line('II', null, 'Only')), 'en') #>> '{errors,0,code}', 'required', 'but not the only text');

select finish();
rollback;
