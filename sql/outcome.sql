-- The outcome of a meeting, for everybody: the documents that have come out besides its program.

set local role dais_owner;

create function api.outcome_show(lang text, input jsonb) returns json language plpgsql stable as $$
declare
	here dais.meeting := (select m from dais.meeting as m where m.slug = input ->> 'meeting'
		and exists (select from dais.edition as e where e.meeting = m.id and e.audience = 'public' and e.published_at <= now()));
	issued jsonb := (select jsonb_agg(jsonb_build_object('word', d.kind, 'address', case d.kind when 'final report' then 'report' else replace(d.kind, ' ', '-') end,
			'symbol', api.symbol_at(y.text, e.number), 'number', e.number, 'published_on', (e.published_at at time zone here.zone)::date) order by array_position('{working document,conclusions,final report}'::text[], d.kind))
		from dais.document as d left join dais.symbol as y on y.id = d.symbol cross join lateral (
			select e.* from dais.edition as e where e.document = d.id and e.audience = 'public' and e.published_at <= now() order by e.number desc limit 1) as e
		where d.meeting = here.id and d.kind in ('working document', 'conclusions', 'final report'));
begin
	return case when here.id is not null then json_build_object('meeting', api.meeting_frame(here.id, lang), 'issued', coalesce(issued, '[]'), 'none', issued is null) end;
end $$;

reset role;
