-- Exporting: a meeting as the file that an import reads (imports.sql; tests/data/README.md describes it). Imported into an empty
-- installation it gives the same public pages, byte for byte. What belongs to the installation stays here: addresses of people,
-- papers, proposals, given symbols, editions (also one that waits: of a published meeting the import issues what stands now). A meeting that is not published yet is a draft there too.

create function admin.meeting_export(slug text) returns jsonb language sql stable as $$
	select api.front_matter(m) || jsonb_strip_nulls(jsonb_build_object('slug', m.slug, 'zone', m.zone, 'starts_on', m.starts_on,
		'ends_on', m.ends_on, 'original_language', m.original_language, 'unofficial_translations', to_jsonb(m.unofficial_languages),
		'languages', to_jsonb(m.languages), 'reminders', m.reminders, 'body', admin.body_export(m.body), 'name', m.name, 'venue', m.venue, 'agenda_state', m.agenda_state,
		'staff_contact', jsonb_build_object('name', m.contact_name, 'email', m.contact_email), 'paper_size', m.paper_size, 'two_sided', m.two_sided,
		'deadline', admin.local_time(m.deadline, m.zone), 'closes', admin.local_time(m.closes, m.zone), 'grace_minutes', (extract(epoch from m.grace) / 60)::int,
		'example_times', m.example_times, 'precedence_seed', m.precedence_seed, 'precedence_language', m.precedence_language,
		'draft', case when api.program_of(m.id) is null or (api.edition_latest(api.program_of(m.id))).number is null then true end,
		'prepared_by', (select jsonb_build_object('slug', p.slug, 'held_on', p.starts_on, 'name', p.name) from dais.meeting as p where p.prepares = m.id limit 1),
		'themes', (select coalesce(jsonb_agg(jsonb_build_object('slug', t.slug, 'name', t.name, 'asked_by', coalesce(asking.slug, '')) order by t.position), '[]') from dais.theme as t
			left join dais.meeting as asking on asking.id = t.asked_by where t.meeting = m.id),
		'objectives', admin.objectives_export(m.id), 'days', admin.days_export(m.id), 'sittings', (select coalesce(jsonb_agg(jsonb_build_object(
				'ordinal', s.position, 'day', s.day, 'name', s.name, 'room', s.room, 'starts', admin.local_hour(s.starts, m.zone),
				'ends', admin.local_hour(s.ends, m.zone)) order by s.position), '[]') from dais.sitting as s where s.meeting = m.id),
		'parties', admin.parties_export(m.id), 'items', admin.items_export(m, null)))
	from dais.meeting as m where m.slug = meeting_export.slug
$$;

create function admin.local_time(at timestamptz, zone text) returns text language sql stable as $$
	select to_char(at at time zone zone, 'YYYY-MM-DD"T"HH24:MI:SS')
$$;

create function admin.local_hour(at timestamptz, zone text) returns text language sql stable as $$
	select to_char(at at time zone zone, 'HH24:MI:SS')
$$;

-- A body with those above it.
create function admin.body_export(body uuid) returns jsonb language plpgsql stable as $$
begin
	return (select jsonb_build_object('slug', b.slug, 'names', b.name, 'acronyms', b.acronym,
			'parent', case when b.parent is not null then admin.body_export(b.parent) end)
		from dais.body as b where b.id = body_export.body);
end $$;

create function admin.objectives_export(meeting uuid) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('label', o.label, 'text', o.text, 'categories', (
			select coalesce(jsonb_agg(jsonb_build_object('addressee', c.addressee, 'text', c.text) order by c.position), '[]')
			from dais.category as c where c.objective = o.id)) order by o.position), '[]')
	from dais.objective as o where o.meeting = objectives_export.meeting
$$;

create function admin.days_export(meeting uuid) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('ordinal', day, 'date', held_on, 'label', jsonb_build_object('short', short, 'annotated', annotated)) order by day), '[]')
	from (select day, min(held_on) as held_on, (array_agg(heading order by position) filter (where heading is not null))[1] as short,
			(array_agg(annotated_heading order by position) filter (where annotated_heading is not null))[1] as annotated
		from dais.sitting as s where s.meeting = days_export.meeting group by day) as days
$$;

-- Those that take part, and those that a slot or somebody in it names.
create function admin.parties_export(meeting uuid) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('code', p.code, 'kind', p.kind, 'iso', p.iso, 'names', p.name, 'acronyms', p.acronym, 'sort_key', p.sort_key,
		'valid_from', p.valid_from, 'valid_until', p.valid_until) order by p.code), '[]')
	from dais.party as p where p.id in (select party from dais.participation as t where t.meeting = parties_export.meeting
		union select party from dais.slot as s where s.meeting = parties_export.meeting
		union select party from dais.representation as r where r.meeting = parties_export.meeting)
$$;

-- The items of one level with all below them.
create function admin.items_export(source dais.meeting, above uuid) returns jsonb language plpgsql stable as $$
begin
	return (select coalesce(jsonb_agg(jsonb_build_object('kind', i.kind, 'number', i.fixed_number, 'day', i.day, 'short_title', i.short_title,
			'long_title', i.long_title, 'subtitle', i.subtitle, 'line', case when i.line_text is not null or i.line_label is not null
				then jsonb_build_array(jsonb_build_object('label', i.line_label, 'text', i.line_text)) || coalesce(i.more_lines, '[]') end,
			'annotation', i.annotation, 'annotation_open', i.annotation_open, 'annotation_close', i.annotation_close,
			'annotation_after_children', i.annotation_after_children, 'withdrawn', nullif(i.withdrawn, false), 'deadline', admin.local_time(i.deadline, source.zone),
			'schedule', (select jsonb_agg(jsonb_build_object('sitting', s.position, 'room', e.room, 'starts', admin.local_hour(e.starts, source.zone),
					'ends', admin.local_hour(e.ends, source.zone)) order by s.position, e.starts)
				from dais.schedule_entry as e join dais.sitting as s on s.id = e.sitting where e.item = i.id),
			'slots', admin.slots_export(i.id), 'children', nullif(admin.items_export(source, i.id), '[]')) order by i.position), '[]')
		from dais.item as i where i.meeting = source.id and i.parent is not distinct from above);
end $$;

-- People by name: who is confirmed is so in the file. Who has declined, or was taken off, is not in it.
create function admin.slots_export(item uuid) returns jsonb language sql stable as $$
	select jsonb_agg(jsonb_build_object('role', s.role, 'held_by', s.held_by, 'label', s.label, 'party', p.code, 'party_kind', s.party_kind, 'open', s.is_open,
		'expects_paper', s.expects_paper, 'without_paper', nullif(s.without_paper, false), 'people', (
			select jsonb_agg(jsonb_build_object('name', n.name, 'confirmed', nullif(n.state = 'confirmed', false), 'contact', nullif(n.contact, false), 'parties', (
					select jsonb_agg(q.code order by r.position) from dais.representation as r join dais.party as q on q.id = r.party where r.slot_person = n.id))
				order by n.name, n.id)
			from dais.slot_person as n where n.slot = s.id and n.state in ('named', 'invited', 'confirmed'))) order by s.position)
	from dais.slot as s left join dais.party as p on p.id = s.party where s.item = slots_export.item
$$;
