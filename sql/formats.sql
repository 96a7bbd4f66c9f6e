-- The formats of files: what is taken from people, and what they may send instead by mistake. A format is a row here: the
-- build makes C's table of the same rows (fcgi/base/formats.h), forms and refusals name those that are taken, and a deploy
-- lets the database keep them.
--
-- ending: of the file's name; name: for people; refusal: null for what is taken, else the code of a sentence in
-- web/error-text.mustache and web/paper-form.mustache that says what to do. Of what is taken: media_type; structure: which
-- look at the bytes must agree (fcgi/pages/file_kind.c); folder: where writers of Office Open XML keep such a file's parts.
create function api.formats() returns table (ending text, name text, refusal text, media_type text, structure text, folder text)
	language sql immutable as $$ values
	('.pdf', 'PDF', null, 'application/pdf', 'PDF', null),
	('.docx', 'DOCX', null, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'Office Open XML', 'word/'),
	('.pptx', 'PPTX', null, 'application/vnd.openxmlformats-officedocument.presentationml.presentation', 'Office Open XML', 'ppt/'),
	('.odt', 'ODT', null, 'application/vnd.oasis.opendocument.text', 'OpenDocument', null),
	('.odp', 'ODP', null, 'application/vnd.oasis.opendocument.presentation', 'OpenDocument', null),
	('.doc', 'DOC', 'old-program', null, null, null),
	('.dot', 'DOT', 'old-program', null, null, null),
	('.ppt', 'PPT', 'old-program', null, null, null),
	('.pps', 'PPS', 'old-program', null, null, null),
	('.rtf', 'RTF', 'old-program', null, null, null),
	('.wpd', 'WPD', 'old-program', null, null, null),
	('.wps', 'WPS', 'old-program', null, null, null),
	('.pages', 'Pages', 'apple-program', null, null, null),
	('.key', 'Keynote', 'apple-program', null, null, null)
$$;

-- Nothing else is kept as a file, whoever says what it is.
do $$
begin
	alter domain dais.media_type drop constraint if exists known;
	execute format('alter domain dais.media_type add constraint known check (value = any (%L))',
		array(select media_type from api.formats() where refusal is null));
end $$;
