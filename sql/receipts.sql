-- Receipts: what the sender holds, and the public question whether a receipt belongs to a file. The answer to that
-- is yes or no and nothing else; whoever asks must bring both the number and the SHA-256.

set local role dais_owner;

-- {receipt}: for the sender, the people of the slot and the staff.
create function api.receipt_show(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('receipt', filing.receipt, 'text', filing.receipt_text, 'key_id', filing.key_id,
		'meeting', api.meeting_frame(m.id, lang), 'item', api.item_head(slot.item, lang),
		'slot', case when s.slot = any (api.my_slots()) then s.slot end,
		'label', api.text_in(slot.label, lang), 'label_text', api.localized(slot.label, lang),
		'title', api.title_of(s, (select language from dais.file where file.filing = filing.id order by position limit 1)),
		'sender', p.name,
		'received', api.time_in(filing.received_at, m.zone), 'received_utc', api.time_in(filing.received_at, 'UTC'),
		'zone', m.zone, 'deadline', api.time_in(filing.deadline, m.zone), 'punctuality', filing.punctuality,
		'files', files, 'several', json_array_length(files) > 1,
		'replaced_by', (select json_build_object('receipt', newer.receipt)
			from dais.file as f join api.files as newer on newer.submission = f.submission and newer.position = f.position
				and newer.language = f.language and newer.number > f.number and newer.withdrawn_at is null
			where f.filing = filing.id order by newer.number desc limit 1),
		'themes', (select json_agg(api.text_in(theme.name, lang) order by theme.position)
			from dais.submission_theme as st join dais.theme on theme.id = st.theme where st.submission = s.id),
		'other_theme', s.other_theme)
	from dais.filing join dais.submission as s on s.id = filing.submission join dais.meeting as m on m.id = filing.meeting
		left join dais.slot on slot.id = s.slot
		left join dais.person as p on p.id = filing.person,
		api.receipt_files(filing.id) as files
	where filing.receipt = upper(input ->> 'receipt')
		and (s.slot = any (api.my_slots()) or filing.person = api.me() or api.is_staff(filing.meeting))
$$;

create function api.receipt_files(filing uuid) returns json language sql stable as $$
	select json_agg(json_build_object('file', f.id, 'file_name', f.file_name, 'media_type', f.media_type, 'size', f.size,
		'sha256', encode(f.sha256, 'hex'),
		'sha256_parts', (select json_agg(substr(encode(f.sha256, 'hex'), 1 + 8 * n, 8) order by n) from generate_series(0, 7) as n),
		'state', f.state, 'refusal', f.refusal, 'intake', api.intake_shown(f.notes), 'pages', f.pages, 'number', f.number,
		'language', f.language, 'same', api.file_same(f)) order by f.position)
	from dais.file as f where f.filing = receipt_files.filing
$$;

-- The empty page of the public question.
create function api.verify_show(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('form', json_build_object('receipt', coalesce(input ->> 'receipt', '')))
$$;

reset role;
set local role dais_registry;

-- {receipt, sha256, text}: whether they belong together: match, copy (the digest is that of the copy for readers), or
-- no-match; file: of which of the receipt's files, in their order. text, when the whole receipt was given, must be the one
-- we issued, word for word; where its lines end is the mail's.
create function api.receipt_matches(lang text, input jsonb) returns json
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select coalesce((select json_build_object('answer', answer, 'file', ordinal)
		from (select case input ->> 'sha256' when encode(file.sha256, 'hex') then 'match' when encode(file.cleaned_sha256, 'hex') then 'copy' end
				as answer, row_number() over (order by file.position) as ordinal
			from dais.filing join dais.file on file.filing = filing.id
			where receipt = input ->> 'receipt' and (input ->> 'text' is null
				or regexp_replace(input ->> 'text', '\s', '', 'g') = regexp_replace(receipt_text, '\s', '', 'g'))) as listed
		where answer is not null order by answer desc, ordinal limit 1), '{"answer":"no-match"}')
$$;

reset role;
