-- Receipts: what the sender holds, and the public question whether a receipt belongs to a file. The answer to that
-- is yes or no and nothing else; whoever asks must bring both the number and the SHA-256.

set local role dais_owner;
grant select (receipt, sha256, receipt_text) on dais.version to dais_record;
create policy record on dais.version for select to dais_record using (true);

-- {receipt}: for the sender, the people of the slot and the staff.
create function api.receipt_show(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('receipt', v.receipt, 'text', v.receipt_text, 'key_id', v.key_id,
		'meeting', api.meeting_frame(m.id, lang), 'item', api.item_head(slot.item, lang),
		'slot', case when s.slot = any (api.my_slots()) then s.slot end,
		'label', api.text_in(slot.label, lang),
		'title', s.title, 'sender', p.name, 'version', v.id, 'file_name', v.file_name, 'media_type', v.media_type,
		'size', v.size, 'sha256', encode(v.sha256, 'hex'),
		'sha256_parts', (select json_agg(substr(encode(v.sha256, 'hex'), 1 + 8 * n, 8) order by n)
			from generate_series(0, 7) as n),
		'received', api.time_in(v.received_at, m.zone), 'received_utc', api.time_in(v.received_at, 'UTC'),
		'zone', m.zone, 'deadline', api.time_in(v.deadline, m.zone), 'punctuality', v.punctuality,
		'state', v.state, 'refusal', v.refusal, 'pages', v.pages, 'number', v.number, 'language', v.language,
		'replaced_by', (select json_build_object('receipt', w.receipt, 'number', w.number)
			from dais.version as w where w.submission = v.submission and w.position = v.position
				and w.language = v.language and w.number > v.number order by w.number desc limit 1),
		'themes', (select json_agg(api.text_in(theme.name, lang) order by theme.position)
			from dais.submission_theme as st join dais.theme on theme.id = st.theme where st.submission = s.id),
		'other_theme', s.other_theme)
	from dais.version as v join dais.submission as s on s.id = v.submission join dais.meeting as m on m.id = v.meeting
		join dais.slot on slot.id = s.slot
		left join dais.person as p on p.id = v.person
	where v.receipt = upper(input ->> 'receipt')
		and (s.slot = any (api.my_slots()) or v.person = api.me() or api.is_staff(v.meeting))
$$;

-- The empty page of the public question.
create function api.verify_show(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('form', json_build_object('receipt', coalesce(input ->> 'receipt', '')))
$$;

-- Counts the question against the network that asks; at most 60 in ten minutes.
create function api.verify_begin(lang text, input jsonb) returns json language plpgsql as $$
begin
	perform api.limit_rate('verify', input ->> 'network', 60, '10 minutes');
	return '{}';
end $$;

reset role;
set local role dais_record;

-- {receipt, sha256, text}: whether they belong together. text, when the whole receipt was given, must be the one we
-- issued, word for word; where its lines end is the mail's.
create function api.receipt_matches(lang text, input jsonb) returns json
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select json_build_object('match', exists (select from dais.version
		where receipt = input ->> 'receipt' and encode(sha256, 'hex') = input ->> 'sha256'
			and (input ->> 'text' is null
				or regexp_replace(input ->> 'text', '\s', '', 'g') = regexp_replace(receipt_text, '\s', '', 'g'))))
$$;

reset role;
