-- The functions alone, past routes and row policies (as a role that bypasses them): each decides by itself who may.
begin;
\ir world.psql
insert into delegation (id, meeting, party) values (pg_temp.id('delegation'), pg_temp.id('meeting'), pg_temp.id('CRI'));
insert into delegation_member (id, meeting, party, delegation, position, name, function)
	values (pg_temp.id('member'), pg_temp.id('meeting'), pg_temp.id('CRI'), pg_temp.id('delegation'), 1, 'Member', 'adviser');
insert into floor_request (id, meeting, item, party, speaker)
	values (pg_temp.id('request'), pg_temp.id('meeting'), pg_temp.id('III'), pg_temp.id('CRI'), 'Speaker');
insert into floor_request (id, meeting, item, party, speaker, state, ended_at)
	values (pg_temp.id('withdrawn'), pg_temp.id('meeting'), pg_temp.id('III'), pg_temp.id('CRI'), 'Speaker', 'withdrawn', now());
insert into submission (id, meeting, slot, original_language, title, person)
	values (pg_temp.id('paper'), pg_temp.id('meeting'), pg_temp.id('slot CIM'), 'en', '{"en":"Title"}', pg_temp.id('panelist'));
insert into upload (id, person, file_name, size, received, sha256, expires)
	select pg_temp.id('upload' || n), pg_temp.id('panelist'), 'f', 1, 1, 'x', now() + interval '1 day' from generate_series(0, 3) as n;
insert into filing (id, meeting, submission, person, received_at, punctuality, receipt, key_id, receipt_text, idempotency_key)
	values (pg_temp.id('filing'), pg_temp.id('meeting'), pg_temp.id('paper'), pg_temp.id('panelist'), now(), 'in time', 'R', 'k', 't', 'i');
insert into file (id, meeting, submission, filing, language, number, upload, file_name, media_type, size, sha256, state, refusal)
	select pg_temp.id(state), pg_temp.id('meeting'), pg_temp.id('paper'), pg_temp.id('filing'), 'en', n, pg_temp.id('upload' || n), 'f', 'application/pdf', 1,
		'x', state, refusal
	from (values (1, 'received', null), (2, 'returned', 'PDF_PAGE_UNREADABLE'), (3, 'cleared', null)) as f(n, state, refusal);
insert into theme (id, meeting, slug, position, name) values (pg_temp.id('theme'), pg_temp.id('meeting'), 't', 1, '{"en":"Theme"}');
insert into section (id, meeting, position) values (pg_temp.id('section'), pg_temp.id('meeting'), 1);
insert into proposal (id, meeting, kind, addressee, aim, text, original_language, slot, person)
	values (pg_temp.id('proposal'), pg_temp.id('meeting'), 'objective', 'organization', 'promotion', '{"en":"X"}', 'en', pg_temp.id('slot CIM'), pg_temp.id('panelist'));
insert into conclusion (id, meeting, addressee, position, text, original_language)
	values (pg_temp.id('conclusion'), pg_temp.id('meeting'), 'organization', 1, '{"en":"X"}', 'en');
insert into reservation (id, meeting, party, kind, text) values (pg_temp.id('reservation'), pg_temp.id('meeting'), pg_temp.id('CRI'), 'dissent', '{"en":"X"}');
insert into follow_up (id, meeting, conclusion) values (pg_temp.id('follow-up'), pg_temp.id('meeting'), pg_temp.id('conclusion'));
insert into report_section (id, meeting, kind) values (pg_temp.id('report section'), pg_temp.id('meeting'), 'mandate');
insert into report_draft (id, meeting, data, closes) values (pg_temp.id('draft'), pg_temp.id('meeting'), jsonb_build_object('content', jsonb_build_array(jsonb_build_object('id', pg_temp.id('report section')))), now() + interval '1 day');
insert into report_comment (id, meeting, draft, section, party, person, text)
	values (pg_temp.id('comment'), pg_temp.id('meeting'), pg_temp.id('draft'), pg_temp.id('report section'), pg_temp.id('CRI'), pg_temp.id('focal point'), 'X');
insert into sitting (id, meeting, day, held_on, position) values (pg_temp.id('sitting'), pg_temp.id('meeting'), 1, '2030-01-01', 1);
insert into schedule_entry (id, meeting, item, sitting) values (pg_temp.id('entry'), pg_temp.id('meeting'), pg_temp.id('III'), pg_temp.id('sitting'));
insert into agenda_text (id, meeting, person, source) values (pg_temp.id('text'), pg_temp.id('meeting'), pg_temp.id('staff'), 'Agenda');
insert into packet (id, meeting, item, language, sha256) values (pg_temp.id('packet'), pg_temp.id('meeting'), pg_temp.id('III'), 'en', 'x');
insert into outbox (id, meeting, person, address, language, template, data)
	values (pg_temp.id('mail'), pg_temp.id('meeting'), pg_temp.id('panelist'), 'panelist@example.org', 'es', 'receipt', '{"title":"x"}');
insert into letter (id, meeting, audience, subject, body) values (pg_temp.id('letter'), pg_temp.id('meeting'), 'all', '{"en":"S"}', '{"en":"B"}');

create temporary table forbidden as
	select function, who, form from (values
		('{desk_show,desk_item,desk_slot,slot_add,slot_edit,slot_change,invitation_create,slot_without_paper,slot_extend,slot_extension_end,slot_remove,delegation_list,
			delegation_desk,focal_point_create}',
			'{"",stranger,panelist,focal point,chair,staff elsewhere}', jsonb_build_object('slot', pg_temp.id('slot CIM'), 'label', '{"en":"X"}'::jsonb, 'revision', '1')),
		('{agenda_show,item_new,item_create,item_edit,item_change,item_move,item_put,item_withdraw,item_delete,change_list,change_undo}',
			'{"",stranger,panelist,focal point,chair,staff elsewhere}', jsonb_build_object('item', pg_temp.id('III'), 'up', pg_temp.id('III'),
				'kind', 'panel', 'long_title', '{"en":"X"}'::jsonb, 'revision', '1', 'act', (select act from change where kind = 'item' order by id desc limit 1))),
		('{schedule_show,sitting_new,sitting_create,sitting_edit,sitting_change,sitting_delete,entry_create,entry_edit,entry_change,entry_delete,
			warning_list,title_list,title_save,preview_of,preview_show,preview_item,preview_documents}',
			'{"",stranger,panelist,focal point,chair,staff elsewhere}', jsonb_build_object('sitting', pg_temp.id('sitting'), 'entry', pg_temp.id('entry'),
				'item', pg_temp.id('III'), 'held_on', '2030-01-01', 'revision', '1')),
		('{agenda_text_new,agenda_text_create,agenda_text_show,agenda_text_change,agenda_text_save}', '{"",stranger,panelist,focal point,chair,staff elsewhere}',
			jsonb_build_object('text', pg_temp.id('text'), 'source', 'Agenda', 'data', '{}'::jsonb)),
		('{agenda_text_show,agenda_text_change,agenda_text_save}', '{admin}', jsonb_build_object('text', pg_temp.id('text'))),
		('{theme_list,theme_new,theme_create,theme_edit,theme_change,theme_move,theme_delete}', '{"",stranger,panelist,focal point,chair,staff elsewhere}',
			jsonb_build_object('kind', 'theme', 'theme', pg_temp.id('theme'), 'text', '{"en":"X"}'::jsonb, 'revision', '1')),
		('{passage_list,head_change,passage_new,passage_create,passage_edit,passage_change,passage_move,passage_delete}', '{"",stranger,panelist,focal point,chair,staff elsewhere}',
			jsonb_build_object('kind', 'section', 'passage', pg_temp.id('section'), 'title', '{"en":"X"}'::jsonb, 'revision', '1')),
		('{working_desk,working_issue}', '{"",stranger,panelist,focal point,chair,staff elsewhere}', '{"number":"1","audience":"public"}'),
		('{group_list,group_form,group_change,group_place_add}', '{"",stranger,panelist,focal point,chair,staff elsewhere}',
			jsonb_build_object('item', pg_temp.id('III'), 'role', 'rapporteur', 'revision', '1')),
		('{decision_list,decision_show,decision_take,decision_reopen,screen_put}', '{"",stranger,panelist,focal point,staff elsewhere}',
			jsonb_build_object('proposal', pg_temp.id('proposal'), 'revision', '1', 'text', '{"en":"X"}'::jsonb)),
		('{decision_take,decision_reopen,screen_put,screen_renew}', '{chair}', jsonb_build_object('proposal', pg_temp.id('proposal'), 'revision', '1', 'text', '{"en":"X"}'::jsonb)),
		('{screen_renew}', '{"",stranger,panelist,focal point,staff elsewhere}', '{}'),
		('{now_desk,now_advance,now_return,now_take}', '{"",stranger,panelist,focal point,staff elsewhere}', jsonb_build_object('entry', pg_temp.id('entry'), 'seen', '-0')),
		('{proposal_list}', '{"",stranger,panelist,focal point,staff elsewhere}', '{}'),
		('{entering_close,proposal_new,proposal_add,proposal_desk,proposal_correct,proposal_move,proposal_merge,proposal_set_aside,proposal_restore}',
			'{"",stranger,panelist,focal point,chair,staff elsewhere}', jsonb_build_object('proposal', pg_temp.id('proposal'), 'into', pg_temp.id('proposal'))),
		('{proposal_enter,proposal_show,proposal_change,proposal_withdraw}', '{"",stranger,contact,focal point,chair,staff,admin}',
			jsonb_build_object('slot', pg_temp.id('slot CIM'), 'proposal', pg_temp.id('proposal'))),
		('{report_desk,report_refresh,report_section_edit,report_section_change,report_section_take,report_send,report_issue,report_answer}', '{"",stranger,panelist,focal point,chair,staff elsewhere}',
			jsonb_build_object('section', pg_temp.id('report section'), 'comment', pg_temp.id('comment'), 'text', '{"en":"X"}'::jsonb, 'answer', 'X', 'revision', '1', 'closes', '2099-01-01T10:00', 'number', '1')),
		('{volume_compile}', '{"",stranger,panelist,focal point,chair,staff elsewhere}', '{}'),
		('{volume_show}', '{"",stranger,panelist,focal point,staff elsewhere}', '{}'),
		('{report_preview}', '{"",stranger,panelist,focal point,staff elsewhere}', '{}'),
		('{report_draft_show}', '{"",stranger,panelist,contact,staff elsewhere}', '{}'),
		('{report_comment}', '{"",stranger,panelist,chair,staff,admin}', jsonb_build_object('section', pg_temp.id('report section'), 'text', 'X')),
		('{conclusion_list,conclusion_read,conclusion_adopt,follow_up_list,follow_up_file}', '{"",stranger,panelist,focal point,staff elsewhere}', '{"seen":"x"}'),
		('{conclusion_create,conclusion_draw,conclusion_edit,conclusion_change,conclusion_move,conclusion_remove,reservation_new,reservation_create,reservation_edit,
			reservation_change,reservation_remove,follow_up_edit,follow_up_change}', '{"",stranger,panelist,focal point,chair,staff elsewhere}',
			jsonb_build_object('conclusion', pg_temp.id('conclusion'), 'reservation', pg_temp.id('reservation'), 'follow_up', pg_temp.id('follow-up'), 'kind', 'dissent',
				'addressee', 'organization', 'text', '{"en":"X"}'::jsonb, 'status', 'open', 'revision', '1')),
		('{invitation_resend,invitation_cancel,invitation_restore}', '{"",stranger,panelist,focal point,chair,staff elsewhere}',
			jsonb_build_object('slot', pg_temp.id('slot CIM'), 'slot_person', pg_temp.id('panelist in the slot'))),
		('{person_show,person_correct,person_list,person_sheet,person_retire,merge_show,person_merge}', '{"",stranger,panelist,focal point,chair,staff elsewhere}',
			jsonb_build_object('person', pg_temp.id('panelist'), 'other', pg_temp.id('contact'), 'stays', pg_temp.id('contact'))),
		('{mail_list,mail_resend,mail_discard,reminders_switch}', '{"",stranger,panelist,focal point,chair,staff elsewhere}', jsonb_build_object('mail', pg_temp.id('mail'))),
		('{letter_list,letter_new,letter_create,letter_show,letter_change,letter_preview,letter_release,letter_hold,letter_discard}',
			'{"",stranger,panelist,focal point,chair,staff elsewhere}', jsonb_build_object('letter', pg_temp.id('letter'), 'to', 'all',
				'subject', '{"en":"S"}'::jsonb, 'body', '{"en":"B"}'::jsonb, 'revision', '1')),
		('{symbol_list,symbol_series_create,symbol_give}', '{"",stranger,panelist,focal point,chair,staff elsewhere}',
			'{"pattern":"X-{number}","document":"program","symbol":"next-x"}'),
		('{my_reminders}', '{""}', '{}'),
		('{meeting_settings,meeting_change}', '{"",stranger,panelist,focal point,chair,staff elsewhere}', '{"paper_size":"a4","revision":"1","name":{"en":"X"},"starts_on":"2030-01-01","ends_on":"2030-01-02","zone":"UTC","original_language":"en","agenda_state":"draft"}'),
		('{office_holder_show,office_holder_correct,office_new,office_grant,office_revoke,office_holder_reset}',
			'{"",stranger,panelist,focal point,chair,staff,staff elsewhere}', jsonb_build_object('person', pg_temp.id('chair'), 'role', 'staff',
				'office', (select id from role_grant where person = pg_temp.id('chair')))),
		('{office_holder_show,office_holder_correct,office_revoke,office_holder_reset}', '{admin}', jsonb_build_object('person', pg_temp.id('panelist'))),
		('{focal_point_remove,focal_point_restore}', '{"",stranger,panelist,focal point,chair,staff elsewhere}',
			jsonb_build_object('person', pg_temp.id('focal point'))),
		('{member_desk,member_confirm,member_return,member_correct}', '{"",stranger,panelist,focal point,chair,staff elsewhere}',
			jsonb_build_object('member', pg_temp.id('member'))),
		('{edition_publish,edition_cancel,publish_show,packet_compile,submission_release}', '{"",stranger,panelist,focal point,chair,staff elsewhere}',
			jsonb_build_object('number', '1', 'submission', pg_temp.id('paper'))),
		('{packet_file,packet_manifest,packet_show}', '{"",stranger,panelist,contact,staff elsewhere}', jsonb_build_object('packet', pg_temp.id('packet'))),
		('{packet_list}', '{"",stranger,panelist,contact,staff elsewhere}', '{}'),
		('{file_retry}', '{"",stranger,panelist,focal point,chair,staff elsewhere}', jsonb_build_object('file', pg_temp.id('received'))),
		('{file_salvage}', '{"",stranger,contact,focal point,chair,staff,admin}', jsonb_build_object('slot', pg_temp.id('slot CIM'),
			'file', pg_temp.id('returned'))),
		('{file_original,file_renew}', '{"",stranger,contact,focal point,chair,staff elsewhere}', jsonb_build_object('file', pg_temp.id('cleared'))),
		('{receipt_show}', '{"",stranger,contact,focal point,chair,staff elsewhere}', '{"receipt":"R"}'),
		('{submission_create}', '{"",stranger,contact,focal point,chair,staff,admin}', jsonb_build_object('slot', pg_temp.id('slot CIM'),
			'upload', pg_temp.id('upload0'))),
		('{upload_state,upload_delete,upload_discard}', '{"",stranger,contact,focal point,chair,staff,admin}', jsonb_build_object('upload', pg_temp.id('upload0'))),
		('{upload_create}', '{stranger,chair}', '{"size":1}'),
		('{party_list,party_new,party_create,party_edit,party_change}', '{"",stranger,panelist,focal point,chair,staff,staff elsewhere}',
			'{"code":"T-NEW","kind":"state","revision":"1"}'),
		('{sheet_file,sheet_keep,sheet_show,sheet_save}', '{"",stranger,panelist,focal point,chair,staff elsewhere}', '{"table":{},"seen":"x"}'),
		('{participation_list,participation_add,participation_remove}', '{"",stranger,panelist,focal point,chair,staff elsewhere}',
			'{"parties":["T-CRI"]}'),
		('{admin_show,event_list,body_list,body_create,body_edit,body_change,meeting_new,meeting_create}', '{"",stranger,panelist,focal point,chair,staff,staff elsewhere}',
			'{"name":{"en":"X"},"slug":"x","starts_on":"2030-01-01","ends_on":"2030-01-02","zone":"UTC","original_language":"en"}'),
		('{speaker_list,speaker_index}', '{"",stranger,panelist,focal point,staff elsewhere}', '{}'),
		('{floor_desk_restore}', '{"",stranger,panelist,focal point,chair,staff elsewhere}', jsonb_build_object('request', pg_temp.id('withdrawn'))),
		('{floor_restore}', '{"",stranger,panelist,chair,staff,admin,other focal point}', jsonb_build_object('request', pg_temp.id('withdrawn'))),
		('{my_slot,my_confirm,my_decline,my_designate,my_without_paper}', '{"",stranger,contact,focal point,chair,staff,admin}',
			jsonb_build_object('slot', pg_temp.id('slot CIM'))),
		('{my_designate}', '{panelist}', jsonb_build_object('slot', pg_temp.id('slot CIM'))),
		('{delegation_show,member_create,member_show,member_change,member_remove,member_restore,delegation_note,proposal_propose,floor_request,floor_join,floor_withdraw}',
			'{"",stranger,panelist,chair,staff,admin,other focal point}', jsonb_build_object('member', pg_temp.id('member'),
				'request', pg_temp.id('request'), 'function', 'adviser')))
		as f(functions, people, form), unnest(functions::text[]) as function, unnest(people::text[]) as who;
select plan((2 + (select count(*) from forbidden))::int);

select ok(coalesce(answer, '{"refused":"DA404"}') = '{"refused":"DA404"}', function || ' for ' || who)
	from forbidden, lateral (select pg_temp.ask(who, function, '{"meeting":"test-2004","item":"III","party":"T-CRI","name":"X",
		"email":"x@example.com","language":"en","reason":"r","speaker":"X"}' || form, 'en', 'dais_admin') as answer) as a;

-- A function that stands in neither list was forgotten here.
select set_eq($$select proname::text from pg_proc where pronamespace = 'api'::regnamespace and oidvectortypes(proargtypes) = 'text, jsonb'$$,
	$$select function from forbidden union select unnest('{
		now_show,screen_show,symbol_find,edition_feed,
		sign_in_show,sign_in_lookup,session_begin,session_end,link_request,link_show,link_use,link_renew,reminder_show,reminder_stop,draft_keep,draft_take,my_show,
		upload_permitted,upload_filing,passkey_challenge,passkey_offer,passkey_add,passkey_remove,passkey_lookup,passkey_use,second_step_show,second_step_take,factor_show,factor_keep,recovery_codes_renew,password_words,
		password_set,password_change,password_forgotten,account_show,session_end_other,verify_show,verify_begin,receipt_matches,meeting_list,edition_found,edition_show,edition_list,edition_changes,conclusions_show,report_show,item_show,
		document_list,working_show,working_compare,working_changes,file_show,packet_rebuild,volume_file,volume_renew,error_frame,ready_show}'::text[])$$, 'every other function is there for everybody');
select pg_temp.ask(who, 'packet_rebuild', jsonb_build_object('packet', pg_temp.id('packet')), 'en', 'dais_admin')
	from unnest('{"",stranger,panelist,contact,staff elsewhere}'::text[]) as p(who) \g /dev/null
select is((select count(*)::int from job), 0, 'none of these has a packet made again');

select finish();
rollback;
