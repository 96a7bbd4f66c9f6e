-- Meetings, their bodies and what every page of a meeting shows around itself.
--
-- The public knows a meeting from its first edition on; who takes part knows it before. The live tables of a
-- meeting (items, sittings, parties) are for those who take part: the public reads editions (editions.sql).

grant select on dais.meeting, dais.party, dais.participation, dais.theme, dais.objective, dais.category
	to dais_web, dais_clerk;
create policy read on dais.party for select to dais_web, dais_clerk using (true);
create policy read on dais.participation for select to dais_web, dais_clerk using (true);
create policy read on dais.theme for select to dais_web, dais_clerk using (true);
create policy read on dais.objective for select to dais_web, dais_clerk using (true);
create policy read on dais.category for select to dais_web, dais_clerk using (true);
create policy read_published on dais.meeting for select to dais_web
	using (exists (select from dais.edition where edition.meeting = meeting.id));
create policy read_own on dais.meeting for select to dais_web
	using (id = any ((select api.meetings_as('{staff,chair,panelist,focal point}'))::uuid[]));

-- What the layout shows of a meeting: put it into a page's JSON as "meeting". organization is the body at the
-- root of the tree, committee the one between it and the meeting's own.
create function api.meeting_frame(meeting uuid, lang text) returns jsonb language plpgsql stable as $$
#variable_conflict use_column
begin
	return (with recursive line as (
			select body.*, 1 as height from dais.meeting as m join dais.body on body.id = m.body where m.id = meeting_frame.meeting
			union all
			select body.*, line.height + 1 from line join dais.body on body.id = line.parent
		)
		select jsonb_build_object('slug', m.slug, 'name', api.text_in(m.name, lang),
			'organization', (select api.text_in(name, lang) from line order by height desc limit 1),
			'committee', (select api.text_in(name, lang) from line where parent is not null order by height desc limit 1),
			'body', (select api.text_in(name, lang) from line where height = 1),
			'venue', api.text_in(m.venue, lang), 'starts_on', m.starts_on, 'ends_on', m.ends_on, 'zone', m.zone, 'example_times', m.example_times,
			'original_language', m.original_language, 'unofficial', lang = any (m.unofficial_languages),
			'contact_name', api.text_in(m.contact_name, lang), 'contact_email', m.contact_email)
		from dais.meeting as m where m.id = meeting_frame.meeting);
end $$;

-- The meeting that an address belongs to, as far as the reader may know of it: for pages that say what went wrong.
create function api.error_frame(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	parts text[] := string_to_array(input ->> 'path', '/');
	here uuid := (select id from dais.meeting where slug = any (parts) limit 1);
begin
	here := coalesce(here, (select meeting from dais.slot where id = api.id_of(parts[array_position(parts, 'slots') + 1])));
	return json_build_object('meeting', api.meeting_frame(here, lang));
end $$;

-- The public list: meetings that have an edition, the next ones first, then the past ones, newest first.
create function api.meeting_list(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('meetings', coalesce(json_agg(api.meeting_frame(meeting.id, lang) || jsonb_build_object('edition', number,
			'published_on', (published_at at time zone zone)::date)
		order by ends_on < current_date, abs(starts_on - current_date)), '[]'))
	from dais.meeting
	join dais.document as program on program.meeting = meeting.id and program.kind = 'program'
	join lateral (select number, published_at from dais.edition where edition.document = program.id
		order by number desc limit 1) as newest on true
$$;
