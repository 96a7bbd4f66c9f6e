-- Previews: the public pages as the next edition would make them if it were published now. For staff only, at addresses of the
-- desk; nothing of them is stored.

set local role dais_owner;

-- What api.edition_show answers of an edition, of the one that there is not yet.
create function api.preview_of(lang text, input jsonb) returns jsonb language plpgsql stable as $$
declare
	here dais.meeting := api.agenda_of(input);
	shown jsonb := api.edition_by_day(api.edition_snapshot(here.id, lang));
	number integer := coalesce((api.edition_latest(api.program_of(here.id))).number, 0) + 1;
begin
	return jsonb_build_object('number', number, 'symbol', api.symbol_at(shown #>> '{document,symbol}', number), 'past', null, 'preview', true,
		'deadline', api.time_in(here.deadline, here.zone), 'published_on', (now() at time zone here.zone)::date,
		'meeting', api.meeting_frame(here.id, lang), 'state', shown ->> 'state', 'document', shown -> 'document', 'days', shown -> 'content');
end $$;

create function api.preview_show(lang text, input jsonb) returns json language plpgsql stable as $$
begin
	return api.preview_of(lang, input);
end $$;

create function api.preview_item(lang text, input jsonb) returns json language plpgsql stable as $$
begin
	return api.item_of_edition(api.preview_of(lang, input), input ->> 'item');
end $$;

create function api.preview_documents(lang text, input jsonb) returns json language plpgsql stable as $$
begin
	return (select page - '{days,document}'::text[] || jsonb_build_object('items', items, 'none', items = '[]')
		from api.preview_of(lang, input) as page, api.items_with_submissions(page -> 'days') as items);
end $$;

reset role;
