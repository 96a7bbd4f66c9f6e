-- Proposals: what panelists, delegations and staff propose for the working document. Whoever entered one, and the focal
-- points of the party it is for, read it; its author changes it until it has been put in order; staff and chair see all.

grant select on dais.proposal to dais_web;
grant insert (meeting, kind, serves, addressee, aim, theme, other_theme, text, original_language, submission, page, floor_request, item,
		said_by, party, person),
	update (kind, serves, addressee, aim, theme, other_theme, text, original_language, submission, page, floor_request, item,
		said_by, state, merged_into, position, reason) on dais.proposal to dais_web;

create policy read on dais.proposal for select to dais_web
	using (meeting = any ((select api.meetings_as('{staff,chair}'))::uuid[]) or person = (select api.me())
		or party = any (api.my_parties(meeting)));
create policy enter on dais.proposal for insert to dais_web
	with check (person = (select api.me()) and (meeting = any ((select api.meetings_as('{staff}'))::uuid[])
		or meeting = any ((select api.meetings_as('{panelist,focal point}'))::uuid[])
			and (party is null or party = any (api.my_parties(meeting)))));
create policy change on dais.proposal for update to dais_web
	using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]))
	with check (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));
create policy change_own on dais.proposal for update to dais_web
	using (person = (select api.me()) and state = 'proposed' and position is null)
	with check (person = (select api.me()) and state = 'proposed' and position is null);
