-- The functions alone, past routes and row policies (as a role that bypasses them): each decides by itself who may.
begin;
\ir world.psql
insert into delegation (id, meeting, party) values (pg_temp.id('delegation'), pg_temp.id('meeting'), pg_temp.id('CRI'));
insert into delegation_member (id, meeting, party, delegation, position, name, function)
	values (pg_temp.id('member'), pg_temp.id('meeting'), pg_temp.id('CRI'), pg_temp.id('delegation'), 1, 'Member', 'adviser');
insert into floor_request (id, meeting, item, party, speaker)
	values (pg_temp.id('request'), pg_temp.id('meeting'), pg_temp.id('III'), pg_temp.id('CRI'), 'Speaker');
insert into submission (id, meeting, slot, original_language, title, person)
	values (pg_temp.id('paper'), pg_temp.id('meeting'), pg_temp.id('slot CIM'), 'en', '{"en":"Title"}', pg_temp.id('panelist'));
insert into packet (id, meeting, item, language, sha256) values (pg_temp.id('packet'), pg_temp.id('meeting'), pg_temp.id('III'), 'en', 'x');

create temporary table forbidden as
	select function, who, form from (values
		('{desk_show,desk_item,desk_slot,slot_add,invitation_create,slot_without_paper,slot_extend,slot_remove,delegation_list,delegation_desk,focal_point_create}',
			'{"",stranger,panelist,focal point,chair,staff elsewhere}', jsonb_build_object('slot', pg_temp.id('slot CIM'))),
		('{invitation_resend,invitation_cancel,invitation_restore}', '{"",stranger,panelist,focal point,chair,staff elsewhere}',
			jsonb_build_object('slot', pg_temp.id('slot CIM'), 'slot_person', pg_temp.id('panelist in the slot'))),
		('{person_show,person_correct}', '{"",stranger,panelist,focal point,chair,staff elsewhere}',
			jsonb_build_object('person', pg_temp.id('panelist'))),
		('{focal_point_remove}', '{"",stranger,panelist,focal point,chair,staff elsewhere}',
			jsonb_build_object('person', pg_temp.id('focal point'))),
		('{member_confirm,member_return}', '{"",stranger,panelist,focal point,chair,staff elsewhere}',
			jsonb_build_object('member', pg_temp.id('member'))),
		('{edition_publish,publish_show,packet_compile,submission_release}', '{"",stranger,panelist,focal point,chair,staff elsewhere}',
			jsonb_build_object('number', '1', 'submission', pg_temp.id('paper'))),
		('{packet_file,packet_manifest,packet_show}', '{"",stranger,panelist,contact,staff elsewhere}', jsonb_build_object('packet', pg_temp.id('packet'))),
		('{speaker_list}', '{"",stranger,panelist,focal point,staff elsewhere}', '{}'),
		('{my_slot,my_confirm,my_decline,my_designate,my_without_paper}', '{"",stranger,contact,focal point,chair,staff,admin}',
			jsonb_build_object('slot', pg_temp.id('slot CIM'))),
		('{my_designate}', '{panelist}', jsonb_build_object('slot', pg_temp.id('slot CIM'))),
		('{delegation_show,member_create,member_remove,delegation_note,floor_request,floor_join,floor_withdraw}',
			'{"",stranger,panelist,chair,staff,admin,other focal point}', jsonb_build_object('member', pg_temp.id('member'),
				'request', pg_temp.id('request'), 'function', 'adviser')))
		as f(functions, people, form), unnest(functions::text[]) as function, unnest(people::text[]) as who;
select plan((select count(*) from forbidden)::int);

select ok(coalesce(answer, '{"refused":"DA404"}') = '{"refused":"DA404"}', function || ' for ' || who)
	from forbidden, lateral (select pg_temp.ask(who, function, '{"meeting":"test-2004","item":"III","party":"T-CRI","name":"X",
		"email":"x@example.com","language":"en","reason":"r","speaker":"X"}' || form, 'en', 'dais_admin') as answer) as a;

select finish();
rollback;
