-- The draft of the final report, for comments: frozen as it stood when it was sent, for the delegations, until a time. A delegation
-- comments on a section and sees its own comments, with what the secretariat has answered, and nobody else's. To all who are neither
-- of the bureau nor a focal point there is no draft.

set local role dais_owner;

grant select, insert (meeting, data, closes) on dais.report_draft to dais_web;
grant select, insert (meeting, draft, section, party, person, text), update (answer, answered_at) on dais.report_comment to dais_web;
create policy read on dais.report_draft for select to dais_web using (meeting = any ((select api.meetings_as('{staff,chair,focal point}'))::uuid[]));
create policy send on dais.report_draft for insert to dais_web with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]) and closes > now());
create policy read on dais.report_comment for select to dais_web using (meeting = any ((select api.meetings_as('{staff,chair}'))::uuid[])
	or meeting = any ((select api.reports_written())::uuid[]) or party = any (api.my_parties(meeting)));
create policy comment on dais.report_comment for insert to dais_web with check (party = any (api.my_parties(meeting)) and person = (select api.me())
	and exists (select from dais.report_draft as d where d.id = draft and d.meeting = report_comment.meeting and d.closes > now()));
create policy answer on dais.report_comment for update to dais_web using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]))
	with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));
create trigger now before insert or update on dais.report_comment for each row when (current_user = 'dais_web') execute function api.time_is_now('created', 'answered_at');

-- The draft that counts: the one that was sent last.
create function api.report_draft_of(meeting uuid) returns dais.report_draft language sql stable as $$
	select d from dais.report_draft as d where d.meeting = report_draft_of.meeting order by d.sent_at desc, d.id limit 1
$$;

-- What pages say of it: {closes, open}; null: none was sent that the reader may know of.
create function api.report_draft_told(here dais.meeting, lang text) returns jsonb language sql stable as $$
	select jsonb_build_object('closes', api.time_in(d.closes, here.zone), 'open', d.closes > now()) from api.report_draft_of(here.id) as d where d.id is not null
$$;

-- Sends the draft, as the report reads now, until a local time of the meeting; focal points are told.
create function api.report_send(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
	until timestamptz := api.moment_ahead(input, 'closes', here.id);
	fresh jsonb;
begin
	perform api.agenda_lock(here.id);
	fresh := api.report_snapshot(here, 'draft');
	if fresh -> 'content' = '[]' then
		perform api.refuse('closes', 'nothing-to-issue');
	end if;
	insert into dais.report_draft (meeting, data, closes) values (here.id, fresh, until);
	perform api.report_mails(here.id);
	perform api.event_append(here.id, 'report draft sent', here.id);
	return api.to_report(lang, input, 'report-sent', null);
end $$;

-- The comments on a section, of one party or (null) of all, with their answers.
create function api.report_comments(section uuid, party uuid, lang text) returns jsonb language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'party', api.text_in(p.name, lang), 'text', c.text, 'at', api.time_in(c.created, m.zone), 'answer', c.answer,
		'answered_at', api.time_in(c.answered_at, m.zone), 'revision', c.revision) order by c.created, c.id), '[]')
	from dais.report_comment as c join dais.party as p on p.id = c.party join dais.meeting as m on m.id = c.meeting
	where c.section = report_comments.section and (report_comments.party is null or c.party = report_comments.party)
$$;

-- The draft as its readers see it: a delegation with its own comments, and a form for more while it is open; the bureau with all of them.
create function api.report_draft_show(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := api.existing((select m from dais.meeting as m where m.slug = input ->> 'meeting' and api.has_role(m.id, '{staff,chair,focal point}')));
	draft dais.report_draft := api.report_draft_of(here.id);
	mine dais.party := (select p from unnest(api.my_parties(here.id)) as own(id) join dais.party as p on p.id = own.id
		where not input ? 'party' or p.code = input ->> 'party' order by p.code limit 1);
	shown jsonb := api.localized(draft.data, lang);
begin
	if draft.id is null or input ? 'party' and mine.id is null then
		return null;
	end if;
	return json_build_object('meeting', api.meeting_frame(here.id, lang), 'draft', api.report_draft_told(here, lang), 'state', 'draft', 'document', shown -> 'document',
		'party', case when mine.id is not null then json_build_object('code', mine.code, 'name', api.text_in(mine.name, lang)) end,
		'symbol', null, 'own', mine.id is not null, 'comments', mine.id is not null and draft.closes > now(), 'content', (
			select jsonb_agg(s || jsonb_build_object('said', api.report_comments((s ->> 'id')::uuid, mine.id, lang),
				'here', coalesce(input #>> '{form,section}' = s ->> 'id', false)) order by at)
			from jsonb_array_elements(shown -> 'content') with ordinality as l(s, at)));
end $$;

create function api.report_comment(lang text, input jsonb) returns json language plpgsql as $$
declare
	mine record := api.my_delegation(input);
	draft dais.report_draft := api.report_draft_of(mine.meeting);
	section uuid := (select api.id_of(s ->> 'id') from jsonb_array_elements(draft.data -> 'content') as s where s ->> 'id' = api.id_of(input ->> 'section')::text);
begin
	if section is null then
		perform api.not_found();
	elsif draft.closes <= now() then
		perform api.conflict('text', 'comments-closed');
	end if;
	insert into dais.report_comment (meeting, draft, section, party, person, text) values (mine.meeting, draft.id, section, mine.party, api.me(), input ->> 'text');
	perform api.event_append(mine.meeting, 'report comment made', section);
	return json_build_object('location', '/' || lang || '/' || (input ->> 'meeting') || '/report/draft?done=comment-made'
		|| case when input ? 'party' then '&party=' || (input ->> 'party') else '' end || '#s' || section);
end $$;

-- Staff answer a comment, or correct their answer.
create function api.report_answer(lang text, input jsonb) returns json language plpgsql as $$
declare
	here dais.meeting := api.agenda_of(input);
	it dais.report_comment;
	saved jsonb;
begin
	perform api.agenda_lock(here.id);
	it := api.existing((select c from dais.report_comment as c where c.id = api.id_of(input ->> 'comment') and c.section = api.id_of(input ->> 'section') and c.meeting = here.id));
	saved := api.merged('report_comment', to_jsonb(it), input ->> 'revision', jsonb_build_object('answer', input -> 'answer'));
	update dais.report_comment as c set answer = saved ->> 'answer', answered_at = now() where c.id = it.id;
	perform api.event_append(here.id, 'report comment answered', it.id);
	return json_build_object('location', '/' || lang || '/desk/' || here.slug || '/report/' || it.section || '?done=saved#k' || it.id);
end $$;

grant select on dais.report_draft to dais_identity;
create policy identity on dais.report_draft for select to dais_identity using (true);

reset role;
set local role dais_identity;

-- Writes to the focal points of each delegation that the draft of now is there for their comments; for staff of the meeting.
create function api.report_mails(meeting uuid) returns void
	language sql security definer set search_path = pg_catalog, pg_temp as $$
	select api.mail_queue(g.meeting, g.person, 'report-draft', api.mail_facts(g.person, g.meeting, null, g.party)
		|| jsonb_build_object('closes', api.time_in((api.report_draft_of(m.id)).closes, m.zone), 'code', p.code))
	from dais.role_grant as g join dais.meeting as m on m.id = g.meeting join dais.party as p on p.id = g.party join dais.person as q on q.id = g.person
	where g.meeting = report_mails.meeting and g.role = 'focal point' and not q.disabled and api.is_staff(g.meeting)
$$;

reset role;
