-- What the operator's monitor asks through /readyz: the functions are deployed and the tables can be read.
set local role dais_owner;
create function api.ready_show(lang text, input jsonb) returns json language sql stable as $$
	select json_build_object('ready', true) where (select count(*) from dais.body) >= 0
$$;
reset role;
