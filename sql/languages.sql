-- The languages that dais speaks. A language is a row here and its texts in web/po/CODE.po: the build makes C's table of the
-- same rows (fcgi/base/languages.h), the web server's pages offer it, and a deploy lets the database take it.
--
-- code: ISO 639-1; name: what the language calls itself; zero_is_one: "0 document" is a singular, as Plural-Forms of the .po
-- says; first: what follows the number of the first day of a month. Then how dates stand in running text, as patterns of ICU,
-- where the documents of the OAS and the United Nations differ from ICU's own style, which null stands for: moment, a day
-- with its time; time; of a range of days within a month first_day and last_day, within a year no_year and whole, otherwise
-- whole twice. both joins two days that follow each other, through others; null is a dash.
--
-- The first language is that of the templates, and what readers see of a text that their own .po does not have.
create function api.languages() returns table (code text, name text, zero_is_one boolean, first text, moment text, "time" text, whole text,
	no_year text, first_day text, last_day text, "both" text, through text) language sql immutable as $$ values
	('en', 'English', false, null, null, null, 'MMMM d, y', 'MMMM d', 'MMMM d', 'd, y', '–', '–'),
	('es', 'Español', false, null, null, null, 'd ''de'' MMMM ''de'' y', 'd ''de'' MMMM', 'd', 'd ''de'' MMMM ''de'' y', ' y ', ' al '),
	('fr', 'Français', true, 'er', E'd MMMM y ''à'' H\u00a0''h''\u00a0mm', E'H\u00a0''h''\u00a0mm', 'd MMMM y', 'd MMMM', 'd', 'd MMMM y', ' et ', ' au '),
	('pt', 'Português', true, null, 'd ''de'' MMMM ''de'' y ''às'' H''h''mm', 'H''h''mm', 'd ''de'' MMMM ''de'' y', 'd ''de'' MMMM', 'd', 'd ''de'' MMMM ''de'' y', ' e ', ' a ')
$$;

-- Their codes, as a constant that the plans of queries take in; and the only values of dais.language.
do $$
declare
	codes constant text[] := array(select code from api.languages() with ordinality order by ordinality);
begin
	execute format('create function api.language_codes() returns text[] language sql immutable as %L', format('select %L::text[]', codes));
	alter domain dais.language drop constraint if exists known;
	execute format('alter domain dais.language add constraint known check (value = any (%L))', codes);
end $$;
