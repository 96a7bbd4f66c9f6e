-- Decisions: what the room makes of a proposal, paragraph by paragraph: adopted, adopted as orally amended, deferred, withdrawn.
-- What is adopted cannot be edited, by whatever door; it is taken up again with a reason, which everybody reads.

set local role dais_owner;

grant update (decision, amendment, amended_by, decided_at, reopened) on dais.proposal to dais_web;

create trigger decided_now before update on dais.proposal for each row when (current_user = 'dais_web')
	execute function api.time_is_now('decided_at');

create function api.is_adopted(it dais.proposal) returns boolean language sql immutable as $$
	select coalesce(it.decision in ('adopted', 'adopted as orally amended'), false)
$$;

-- Whether a change is one that the room made: it is not taken back, but taken up again.
create function api.is_of_the_room(change dais.change) returns boolean language sql immutable as $$
	select coalesce(change.kind = 'proposal' and change.before is not null and change.after ?| '{decision,amendment,amended_by}', false)
$$;

-- Who decides on it: staff of its meeting.
create function api.may_decide(it dais.proposal) returns boolean language plpgsql stable as $$
begin
	return api.is_staff(it.meeting);
end $$;

-- The last door, whichever was tried first. What is adopted keeps its words, its category and its sources; only its place in the list
-- and which person entered it (when two records of one become one) may change. To take it up again takes a reason, and no undoing.
create function api.adopted_guard() returns trigger language plpgsql as $$
declare
	undoing constant boolean := coalesce(current_setting('dais.undoes', true), '') <> '';
	free text[] := '{revision,position,person}';
begin
	if tg_op = 'DELETE' then
		if api.is_adopted(old) then
			perform api.conflict(case when undoing then 'undo' else 'proposal' end, 'proposal-adopted');
		end if;
		return old;
	end if;
	if current_user = 'dais_web' and (new.decision, new.amendment, new.amended_by, new.reopened)
			is distinct from (old.decision, old.amendment, old.amended_by, old.reopened) and not api.may_decide(old) then
		raise insufficient_privilege using message = 'who may not decide on it';
	end if;
	if undoing and new.decision is distinct from old.decision then
		perform api.conflict('undo', 'proposal-adopted');
	end if;
	if new.state in ('proposed', 'in the working document') then
		free := free || 'state'::text;
	end if;
	if new.decision is null and new.reopened is not null then
		free := free || '{decision,decided_at,reopened}';
	end if;
	if api.is_adopted(old) and to_jsonb(new) - free <> to_jsonb(old) - free then
		perform api.conflict(case when undoing then 'undo' else 'proposal' end, 'proposal-adopted');
	end if;
	return new;
end $$;
create trigger adopted before update or delete on dais.proposal for each row execute function api.adopted_guard();

reset role;
