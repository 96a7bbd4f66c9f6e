-- What the operator's monitor asks through /readyz: the functions are deployed and the tables can be read.
set local role dais_owner;
create function api.ready_show(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('ready', true) where (select count(*) from dais.body) >= 0
$$;
grant select on dais.body to dais_web, dais_clerk;
create policy everybody on dais.body for select to dais_web, dais_clerk using (true);
reset role;
