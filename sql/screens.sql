-- The room screen of a working group: the one paragraph that is under discussion, large, with its amendment as it is typed; without one
-- what the meeting deals with now. Its address has a random key and needs no signing in, so that any machine in the room shows it;
-- a new key makes the old one as if it had never been. Nothing but the paragraph that was put on the screen is told.

set local role dais_identity;

-- What stands on the screen that this key opens; null: no such screen.
create function api.screen_told(key uuid, lang text) returns jsonb
	language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select jsonb_build_object('slug', m.slug, 'group', api.floor_item(g.item, lang), 'paragraph', case when p.id is not null then api.paragraph_told(p, m.zone, lang) end)
	from dais.working_group as g join dais.meeting as m on m.id = g.meeting left join dais.proposal as p on p.id = g.on_screen
		and p.meeting = g.meeting and api.works_on(g, p.addressee) and api.is_paragraph(p)
	where g.screen = screen_told.key
$$;

reset role;
set local role dais_owner;

create function api.screen_show(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	it jsonb := api.screen_told(api.id_of(input ->> 'screen'), lang);
begin
	return case when it is not null then it || jsonb_build_object('now', case when it -> 'paragraph' = 'null' then
		(api.now_show(lang, jsonb_build_object('meeting', it -> 'slug'))::jsonb) end) end;
end $$;

-- ---------------------------------------------------------------- the desk

-- The group on whose screen a paragraph is shown: that of its addressee, else the plenary; null: none works on it.
create function api.group_of(it dais.proposal) returns dais.working_group language sql stable as $$
	select g from dais.working_group as g where g.meeting = it.meeting and api.works_on(g, it.addressee)
	order by g.addressee is null, g.id limit 1
$$;

-- Puts a paragraph on the screen of its group, in place of what is there, or (FLAG off) takes it off.
create function api.screen_put(lang text, input jsonb) returns json language plpgsql as $$
declare
	it dais.proposal := api.proposal_decided(input);
	here dais.working_group := api.group_of(it);
begin
	if input ? 'off' then
		update dais.working_group set on_screen = null where on_screen = it.id;
	elsif here.id is null then
		perform api.conflict('screen', 'no-group');
	elsif not api.is_paragraph(it) then
		perform api.conflict('screen', 'proposal-decided');
	else
		update dais.working_group set on_screen = it.id where id = here.id;
	end if;
	perform api.event_append(it.meeting, case when input ? 'off' then 'screen cleared' else 'screen filled' end, it.id);
	return api.to_decision(lang, input, it, null);
end $$;

-- Gives the screen of a group another address.
create function api.screen_renew(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.working_group := api.group_edited(input);
begin
	update dais.working_group set screen = gen_random_uuid() where id = here.id;
	perform api.event_append(here.meeting, 'screen renewed', here.item);
	return json_build_object('location', '/' || lang || '/desk/' || (input ->> 'meeting') || '/decisions?done=screen-renewed');
end $$;

reset role;
