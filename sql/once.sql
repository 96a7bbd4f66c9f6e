-- Once: whatever a form asks for is done once, however often the form arrives: sent again after a lost answer, by a second
-- click or by going back. Every form carries an idempotency key (web/token.mustache), which the form layer passes here.
-- The same key with other contents is another form.

grant select, insert (person, key, digest, answer) on dais.answered_form to dais_web;
create policy read on dais.answered_form for select to dais_web using (person = (select api.me()));
create policy keep on dais.answered_form for insert to dais_web with check (person = (select api.me()));
grant delete, select on dais.answered_form to dais_clerk;
create policy clerk_read on dais.answered_form for select to dais_clerk using (true);
create policy clerk_sweep on dais.answered_form for delete to dais_clerk using (true);

-- api.<function>(lang, input), or what it answered to this person when the form came before. Of two that come at the
-- same time the second waits for the first one's commit. Nothing is kept of a form that was refused, or that came without a session.
create function api.once(lang text, input jsonb, function text, key text) returns json language plpgsql as $$
declare
	asking uuid := api.me();
	asked bytea := sha256(convert_to(concat_ws(' ', function, lang, input), 'UTF8'));
	answer json;
begin
	if asking is not null then
		perform pg_advisory_xact_lock(hashtextextended(concat(asking, key), 2));
		answer := (select before.answer from dais.answered_form as before
			where before.person = asking and before.key = once.key and before.digest = asked);
	end if;
	if answer is null then
		execute format('select api.%I($1, $2)', function) into answer using lang, input;
		insert into dais.answered_form (person, key, digest, answer) select asking, once.key, asked, answer
			where asking is not null and answer is not null;
	end if;
	return answer;
end $$;
