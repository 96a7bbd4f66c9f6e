-- Document symbols: the series of each body and year, and what was given out of them. Only staff see them: how many numbers
-- were given says how many documents there are, also those that nobody else has seen yet.

grant select on dais.symbol_series, dais.symbol to dais_web;
create policy read on dais.symbol_series for select to dais_web
	using (exists (select from dais.meeting where meeting.body = symbol_series.body
		and meeting.id = any ((select api.meetings_as('{staff}'))::uuid[])));
create policy read on dais.symbol for select to dais_web using (meeting = any ((select api.meetings_as('{staff}'))::uuid[]));
