-- Revisions and changes. A row that two people can edit carries a revision, which every update advances; what was changed,
-- by whom, is kept as a row of dais.change. Both are done by triggers, so that no function can forget them.
--
-- A form carries the revision that it was filled in against. api.merged() then tells what to save: who saves second loses
-- nothing and destroys nothing, and decides only where both have changed the same.

set local role dais_owner;

grant select on dais.change to dais_web;
create policy read on dais.change for select to dais_web
	using (meeting = any ((select api.meetings_as('{staff}'))::uuid[])
		or (meeting is null and (select api.has_role(null, '{admin}'))) or party = any (api.my_parties(meeting)));
grant insert on dais.change to dais_record;
create policy record on dais.change for insert to dais_record with check (true);

create function api.revision_advance() returns trigger language plpgsql as $$
begin
	new.revision := old.revision + case when new is distinct from old then 1 else 0 end;
	return new;
end $$;

set local role dais_record;

-- What is one act: all that one transaction changes.
create function api.change_act() returns uuid language plpgsql as $$
declare
	act uuid := nullif(current_setting('dais.act', true), '');
begin
	if act is null then
		act := gen_random_uuid();
		perform set_config('dais.act', act::text, true);
	end if;
	return act;
end $$;
revoke execute on function api.change_act() from dais_web, dais_clerk;

-- Of an update only the columns that differ are kept. A delegation's rows name their party: its focal points may read them.
create function api.change_record() returns trigger
	language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	was jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - 'revision' end;
	is_now jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - 'revision' end;
	subject jsonb := coalesce(is_now, was);
begin
	if was = is_now then
		return null;
	end if;
	if tg_op = 'UPDATE' then
		select jsonb_object_agg(key, value), jsonb_object_agg(key, is_now -> key) into was, is_now
			from jsonb_each(was) where value is distinct from is_now -> key;
	end if;
	insert into dais.change (act, meeting, party, person, kind, subject, revision, before, after)
		values (api.change_act(),
			case tg_table_name when 'meeting' then subject ->> 'id' else subject ->> 'meeting' end::uuid,
			case tg_table_name when 'delegation_member' then subject ->> 'party' end::uuid, api.me(), tg_table_name,
			(subject ->> 'id')::uuid, case when tg_op = 'DELETE' then old.revision else new.revision end, was, is_now);
	return null;
end $$;

set local role dais_owner;

do $$
declare
	it text;
begin
	foreach it in array '{meeting,sitting,item,schedule_entry,party,slot,delegation_member,speaker_list,proposal}'::text[] loop
		execute format('create trigger revision_advance before update on dais.%I
			for each row execute function api.revision_advance()', it);
		execute format('create trigger change_record after insert or update or delete on dais.%I
			for each row execute function api.change_record()', it);
	end loop;
end $$;

-- What to save of a form: mine, by columns, filled in when the row stood at the revision seen; current is the row now. What
-- only others have changed since stays theirs; of a text in several languages each is looked at for itself. Where both have
-- changed the same, refuses with DA409 and, for each, {field, code "changed", theirs (a text) or at (a time)}; shown says,
-- by column, what the form calls it and how theirs is told, where that is not the column's own name and text.
create function api.merged(kind text, current jsonb, seen integer, mine jsonb, shown jsonb default '{}') returns jsonb
	language plpgsql stable as $$
declare
	result jsonb := mine;
	clashes jsonb := '[]';
	base jsonb; -- as it was when the form was filled in
	path text[];
begin
	for path in select array_remove(array[col, lang], null) from jsonb_object_keys(mine) as c(col) left join lateral
			jsonb_object_keys(api.texts_or_none(current -> col) || api.texts_or_none(mine -> col)) as l(lang) on true order by 1 loop
		base := coalesce((select c.before -> path[1] from dais.change as c where c.kind = merged.kind
				and c.subject = (current ->> 'id')::uuid and c.revision > seen and c.before ? path[1]
				and not exists (select from dais.change as anew -- a row that was removed and put back counts from one again
					where anew.kind = c.kind and anew.subject = c.subject and anew.before is null and anew.id > c.id)
				order by c.id limit 1),
			current -> path[1]) #> path[2:];
		if mine #> path is not distinct from base then
			result := case when current #> path is null then result #- path else jsonb_set(result, path, current #> path) end;
		elsif current #> path is distinct from base and current #> path is distinct from mine #> path then
			clashes := clashes || (jsonb_build_object('code', 'changed', 'theirs', current #>> path, 'at', null)
				|| coalesce(shown -> path[1], '{}')
				|| jsonb_build_object('field', array_to_string(coalesce(shown #>> array[path[1], 'field'], path[1]) || path[2:], '.')));
		end if;
	end loop;
	if clashes <> '[]' then
		raise sqlstate 'DA409' using message = 'changed meanwhile', detail = clashes::text;
	end if;
	return result;
end $$;

create function api.texts_or_none(value jsonb) returns jsonb language sql immutable as $$
	select case when jsonb_typeof(value) = 'object' then value else '{}' end
$$;

reset role;
