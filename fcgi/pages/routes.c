/* Every address that dais answers. */
#include "pages/routes.h"

#include "pages/pages.h"

/* Fields that many rows have. */
#define DONE "done", WORD, 40, OPTIONAL
#define NAME "name", LINE, 200, REQUIRED
#define ADDRESS "email", EMAIL, 254, REQUIRED
#define TONGUE "language", LANGUAGE, 2, REQUIRED
#define PARTY "party", WORD, 40
#define SLOT_PERSON "slot_person", ID, 36, REQUIRED
#define KNOWN "known", WORD, 10, OPTIONAL
#define LETTER                                                                                     \
	{ "subject", TITLE, 200, REQUIRED },                                                       \
	{                                                                                          \
		"body", ANNOTATION, 8000, REQUIRED                                                 \
	}
#define REGISTRATION                                                                               \
	{ NAME }, { "title", LINE, 200, OPTIONAL }, { "function", WORD, 20, REQUIRED },            \
		{ "item", ID, 36, OPTIONAL },                                                      \
	{                                                                                          \
		"email", EMAIL, 254, OPTIONAL                                                      \
	}
#define MEETING                                                                                    \
	{ "name", TITLE, 300, REQUIRED }, { "starts_on", DATE, 10, REQUIRED },                     \
		{ "ends_on", DATE, 10, REQUIRED }, { "zone", LINE, 64, REQUIRED },                 \
		{ "venue", TITLE, 300, OPTIONAL }, { "original_language", LANGUAGE, 2, REQUIRED }, \
		{ "contact_name", TITLE, 200, OPTIONAL },                                          \
	{                                                                                          \
		"contact_email", EMAIL, 254, OPTIONAL                                              \
	}
#define ITEM                                                                                       \
	{ "kind", WORD, 12, REQUIRED }, { "parent", ID, 36, OPTIONAL },                            \
		{ "day", NUMBER, 3, OPTIONAL }, { "long_title", TITLE, 500, REQUIRED },            \
		{ "short_title", TITLE, 300, OPTIONAL }, { "subtitle", TITLE, 500, OPTIONAL },     \
		{ "line_label", TITLE, 80, OPTIONAL },                                             \
		{ "line_text", ANNOTATION, 2000, OPTIONAL },                                       \
		{ "annotation", ANNOTATION, 8000, OPTIONAL },                                      \
		{ "deadline", LOCAL_TIME, 16, OPTIONAL },                                          \
	{                                                                                          \
		"annotation_after_children", FLAG, 1, OPTIONAL                                     \
	}
#define PARTY_TEXTS                                                                                \
	{ "kind", LINE, 40, REQUIRED }, { "iso", WORD, 2, OPTIONAL },                              \
		{ "name", TITLE, 300, REQUIRED }, { "acronym", TITLE, 40, OPTIONAL },              \
		{ "sort_key", TITLE, 300, OPTIONAL }, { "valid_from", DATE, 10, OPTIONAL },        \
	{                                                                                          \
		"valid_until", DATE, 10, OPTIONAL                                                  \
	}
#define SITTING                                                                                    \
	{ "held_on", DATE, 10, REQUIRED }, { "starts", HOUR, 5, OPTIONAL },                        \
		{ "ends", HOUR, 5, OPTIONAL }, { "name", TITLE, 200, OPTIONAL },                   \
		{ "room", TITLE, 200, OPTIONAL }, { "heading", TITLE, 200, OPTIONAL },             \
	{                                                                                          \
		"annotated_heading", TITLE, 200, OPTIONAL                                          \
	}
#define ENTRY                                                                                      \
	{ "item", ID, 36, REQUIRED }, { "sitting", ID, 36, REQUIRED },                             \
		{ "starts", HOUR, 5, OPTIONAL }, { "ends", HOUR, 5, OPTIONAL },                    \
	{                                                                                          \
		"room", TITLE, 200, OPTIONAL                                                       \
	}

/* What a line of an agenda's text is said to be. */
static const struct field reading_cells[] = { { "kind", WORD, 20, OPTIONAL }, { NULL } };
#define READINGS                                                                                   \
	{                                                                                          \
		"lines", ROWS, 2000, OPTIONAL, reading_cells                                       \
	}
#define THEME                                                                                      \
	{ "text", ANNOTATION, 2000, REQUIRED }, { "asked_by", ID, 36, OPTIONAL },                  \
		{ "objective", ID, 36, OPTIONAL },                                                 \
	{                                                                                          \
		"addressee", WORD, 20, OPTIONAL                                                    \
	}
#define HEAD_OF_AGENDA                                                                             \
	{ "part_short", LINE, 40, OPTIONAL }, { "part_annotated", LINE, 40, OPTIONAL },            \
		{ "heading_short", ANNOTATION, 500, OPTIONAL },                                    \
		{ "heading_annotated", ANNOTATION, 500, OPTIONAL },                                \
		{ "printed_title", ANNOTATION, 1000, OPTIONAL }, { "quoted", FLAG, 1, OPTIONAL },  \
		{ "dates_text", ANNOTATION, 300, OPTIONAL },                                       \
	{                                                                                          \
		"title_note", ANNOTATION, 500, OPTIONAL                                            \
	}
#define PASSAGE                                                                                    \
	{ "section", ID, 36, OPTIONAL }, { "number", LINE, 12, OPTIONAL },                         \
		{ "title", ANNOTATION, 500, OPTIONAL }, { "style", WORD, 12, OPTIONAL },           \
		{ "mark", LINE, 12, OPTIONAL }, { "stands_at", WORD, 36, OPTIONAL },               \
	{                                                                                          \
		"text", ANNOTATION, 8000, OPTIONAL                                                 \
	}

/* What is proposed, and under which category; once for all rows of a form that enters several. */
#define PROPOSED                                                                                   \
	{ "objective", ID, 36, OPTIONAL }, { "addressee", WORD, 20, OPTIONAL },                    \
		{ "aim", WORD, 20, OPTIONAL }, { "theme", WORD, 64, OPTIONAL },                    \
	{                                                                                          \
		"theme_words", LINE, 200, OPTIONAL                                                 \
	}
static const struct field proposal_cells[] = { { "kind", WORD, 20, OPTIONAL },
	{ "text", LINES, 2000, OPTIONAL }, { "page", NUMBER, 4, OPTIONAL }, { NULL } };
#define PROPOSALS                                                                                  \
	{ "written_in", LANGUAGE, 2, REQUIRED }, PROPOSED,                                         \
	{                                                                                          \
		"rows", ROWS, 12, OPTIONAL, proposal_cells                                         \
	}
#define PROPOSAL                                                                                   \
	{ "kind", WORD, 20, REQUIRED }, { "text", ANNOTATION, 2000, REQUIRED },                    \
		{ "page", NUMBER, 4, OPTIONAL }, PROPOSED,                                         \
	{                                                                                          \
		"revision", REVISION, 9, REQUIRED                                                  \
	}

/* A paragraph of the conclusions; what a party puts on record against it. */
#define CONCLUSION                                                                                 \
	{ "addressee", WORD, 20, REQUIRED },                                                       \
	{                                                                                          \
		"text", ANNOTATION, 4000, REQUIRED                                                 \
	}
#define RESERVATION                                                                                \
	{ PARTY, REQUIRED }, { "kind", WORD, 12, REQUIRED }, { "conclusion", ID, 36, OPTIONAL },   \
	{                                                                                          \
		"text", ANNOTATION, 4000, REQUIRED                                                 \
	}

static const struct field title_cells[] = { { "item", ID, 36, OPTIONAL },
	{ "long", LINES, 500, OPTIONAL }, { "was_long", LINES, 500, OPTIONAL },
	{ "short", LINES, 300, OPTIONAL }, { "was_short", LINES, 300, OPTIONAL }, { NULL } };

const struct route routes[] = {
	/* the operator */
	{ GET, "/healthz", VISITOR, .handler = health_show },
	{ GET, "/readyz", VISITOR, .handler = ready_show },

	/* meetings */
	{ GET, "/", VISITOR, .handler = home_show },

	/* signing in and out */
	{ GET, "/{lang}/sign-in", VISITOR, "sign_in_show", "sign-in",
		{ { "next", LINE, 500, OPTIONAL }, { DONE } } },
	{ POST, "/{lang}/sign-in", VISITOR, "session_begin", "sign-in",
		{ { "email", EMAIL, 254, REQUIRED }, { "password", SECRET, 200, REQUIRED },
			{ "next", LINE, 500, OPTIONAL } },
		.again = "sign_in_show", .handler = session_begin },
	{ POST, "/{lang}/sign-in/link", VISITOR, "link_request", "sign-in",
		{ { "email", EMAIL, 254, REQUIRED }, { "next", LINE, 500, OPTIONAL } },
		.again = "sign_in_show" },
	{ POST, "/{lang}/sign-in/forgotten", VISITOR, "password_forgotten", "sign-in",
		{ { "email", EMAIL, 254, REQUIRED } }, .again = "sign_in_show" },
	{ POST, "/{lang}/sign-in/passkey/challenge", VISITOR, "passkey_challenge" },
	{ POST, "/{lang}/sign-in/passkey", VISITOR, "passkey_use", "sign-in",
		{ { "passkey", LINE, 1400, REQUIRED }, { "client_data", LINE, 2000, REQUIRED },
			{ "authenticator", LINE, 2000, REQUIRED },
			{ "signature", LINE, 1400, REQUIRED }, { "next", LINE, 500, OPTIONAL } },
		.again = "sign_in_show", .handler = passkey_use },
	{ GET, "/{lang}/sign-in/code", VISITOR, "second_step_show", "second-step",
		{ { "next", LINE, 500, OPTIONAL } } },
	{ POST, "/{lang}/sign-in/code", VISITOR, "second_step_take", "second-step",
		{ { "code", SECRET, 40, REQUIRED }, { "next", LINE, 500, OPTIONAL } },
		.again = "second_step_show", .handler = second_step_take },
	{ POST, "/{lang}/sign-out", SIGNED_IN, "session_end", .handler = session_end },
	{ GET, "/{lang}/link/{link}", VISITOR, "link_show", "link" },
	{ POST, "/{lang}/link/{link}", VISITOR, "link_use", "link", .again = "link_show",
		.handler = link_use },
	{ POST, "/{lang}/link/{link}/renew", VISITOR, "link_renew", "link", .again = "link_show" },
	{ POST, "/{lang}/link/{link}/password", VISITOR, "password_set", "link",
		{ { "password", SECRET, 200, REQUIRED } }, .again = "link_show",
		.handler = password_choose },

	/* one's own account */
	{ GET, "/{lang}/account", SIGNED_IN, "account_show", "account", { { DONE } } },
	{ POST, "/{lang}/account/password", SIGNED_IN, "password_change", "account",
		{ { "password", SECRET, 200, REQUIRED } }, .again = "account_show",
		.handler = password_choose },
	{ GET, "/{lang}/account/factor", VISITOR, "factor_show", "factor",
		{ { "next", LINE, 500, OPTIONAL } }, .handler = factor_show },
	{ POST, "/{lang}/account/factor", VISITOR, "factor_keep", "factor",
		{ { "code", SECRET, 40, REQUIRED }, { "next", LINE, 500, OPTIONAL } },
		.again = "factor_show", .handler = factor_keep },
	{ POST, "/{lang}/account/recovery-codes", SIGNED_IN, "recovery_codes_renew", "account",
		.again = "account_show", .handler = recovery_codes_renew },
	{ POST, "/{lang}/account/passkeys/challenge", VISITOR, "passkey_offer" },
	{ POST, "/{lang}/account/passkeys", VISITOR, "passkey_add", "account",
		{ { "name", LINE, 80, REQUIRED }, { "client_data", LINE, 2000, REQUIRED },
			{ "authenticator", LINE, 4000, REQUIRED },
			{ "next", LINE, 500, OPTIONAL } },
		.again = "account_show", .handler = passkey_add },
	{ POST, "/{lang}/account/passkeys/{passkey}/remove", SIGNED_IN, "passkey_remove", "account",
		.again = "account_show" },
	{ POST, "/{lang}/account/sessions/{session}/end", SIGNED_IN, "session_end_other", "account",
		.again = "account_show" },
	{ POST, "/{lang}/account/sessions/end-others", SIGNED_IN, "session_end_other", "account",
		.again = "account_show" },

	/* filing: uploads (tus), the form that files them, receipts */
	{ OPTIONS, "/uploads", VISITOR, .handler = upload_options },
	{ POST, "/uploads", SIGNED_IN, "upload_create", .handler = upload_create },
	{ OPTIONS, "/uploads/{upload}", VISITOR, .handler = upload_options },
	{ HEAD, "/uploads/{upload}", SIGNED_IN, "upload_state", .handler = upload_head },
	{ PATCH, "/uploads/{upload}", SIGNED_IN, "upload_open", .handler = upload_append },
	{ DELETE, "/uploads/{upload}", SIGNED_IN, "upload_delete", .handler = upload_delete },
	{ POST, "/{lang}/my/slots/{slot}/papers", SIGNED_IN, "submission_create", "my-slot",
		{ { "upload", ID, 36, OPTIONAL }, { "title", LINE, 300, OPTIONAL },
			{ "language", LANGUAGE, 2, REQUIRED }, { "themes", LIST, 40, OPTIONAL },
			{ "other_theme", LINE, 200, OPTIONAL },
			{ "objectives", LIST, 10, OPTIONAL }, { "key", ID, 36, REQUIRED } },
		.again = "my_slot", .handler = submission_create },
	{ GET, "/{lang}/receipts/{receipt}", SIGNED_IN, "receipt_show", "receipt", { { DONE } },
		.handler = receipt_show },
	{ GET, "/receipts/key.pem", PUBLIC, .handler = receipt_key_show },
	{ GET, "/verify", VISITOR, .handler = home_show },
	{ GET, "/{lang}/verify", VISITOR, "verify_show", "verify",
		{ { "receipt", WORD, 40, OPTIONAL } } },
	{ POST, "/{lang}/verify", VISITOR, "receipt_matches", "verify",
		{ { "receipt", LINES, 4096, REQUIRED }, { "sha256", LINE, 200, OPTIONAL } },
		.again = "verify_show", .handler = verify_check },

	/* files for readers */
	{ GET, "/{lang}/papers/{file}", VISITOR, "file_show", .handler = file_show },
	{ GET, "/{lang}/papers/{file}/original", SIGNED_IN, "file_original",
		.handler = file_original },
	{ POST, "/{lang}/my/slots/{slot}/uploads/{upload}/discard", SIGNED_IN, "upload_discard",
		"my-slot", .again = "my_slot" },
	{ POST, "/{lang}/my/slots/{slot}/papers/{file}/salvage", SIGNED_IN, "file_salvage",
		"my-slot", .again = "my_slot" },
	{ POST, "/{lang}/desk/{meeting}/papers/{submission}/release", STAFF, "submission_release" },
	{ POST, "/{lang}/desk/{meeting}/files/{file}/retry", STAFF, "file_retry" },

	/* whoever answers for a slot */
	{ GET, "/{lang}/my", SIGNED_IN, "my_show", "my", { { DONE } } },
	{ POST, "/{lang}/my/reminders", SIGNED_IN, "my_reminders", "my",
		{ { "reminders", FLAG, 1, OPTIONAL } }, .again = "my_show" },
	{ GET, "/{lang}/reminders/{key}", VISITOR, "reminder_show", "reminders" },
	{ POST, "/{lang}/reminders/{key}", VISITOR, "reminder_stop", "reminders",
		.handler = reminder_stop },
	{ GET, "/{lang}/my/slots/{slot}", SIGNED_IN, "my_slot", "my-slot", { { DONE } } },
	{ POST, "/{lang}/my/slots/{slot}/confirm", SIGNED_IN, "my_confirm", "my-slot",
		.again = "my_slot" },
	{ POST, "/{lang}/my/slots/{slot}/decline", SIGNED_IN, "my_decline", "my-slot",
		{ { "reason", LINES, 500, OPTIONAL } }, .again = "my_slot" },
	{ POST, "/{lang}/my/slots/{slot}/designate", SIGNED_IN, "my_designate", "my-slot",
		{ { NAME }, { ADDRESS }, { TONGUE } }, .again = "my_slot" },
	{ POST, "/{lang}/my/slots/{slot}/without-paper", SIGNED_IN, "my_without_paper", "my-slot",
		{ { "withdraw", FLAG, 1, OPTIONAL } }, .again = "my_slot" },

	/* proposals, by whoever answers for a slot or registers a delegation */
	{ POST, "/{lang}/my/slots/{slot}/proposals", SIGNED_IN, "proposal_enter", "my-slot",
		{ PROPOSALS }, .again = "my_slot" },
	{ POST, "/{lang}/delegation/{meeting}/proposals", FOCAL_POINT, "proposal_propose",
		"delegation", { { PARTY, OPTIONAL }, PROPOSALS }, .again = "delegation_show" },
	{ GET, "/{lang}/my/proposals/{proposal}", SIGNED_IN, "proposal_show", "proposal" },
	{ POST, "/{lang}/my/proposals/{proposal}", SIGNED_IN, "proposal_change", "proposal",
		{ PROPOSAL }, .again = "proposal_show" },
	{ POST, "/{lang}/my/proposals/{proposal}/withdraw", SIGNED_IN, "proposal_withdraw",
		"proposal", { { "restore", FLAG, 1, OPTIONAL } }, .again = "proposal_show" },

	/* the secretariat: the meeting itself */
	{ GET, "/{lang}/desk/{meeting}/settings", STAFF, "meeting_settings", "meeting",
		{ { DONE } } },
	{ POST, "/{lang}/desk/{meeting}/settings", STAFF, "meeting_change", "meeting",
		{ MEETING, { "along", FLAG, 1, OPTIONAL }, { "unofficial", LIST, 10, OPTIONAL },
			{ "wanted", LIST, 10, OPTIONAL }, { "agenda_state", WORD, 30, REQUIRED },
			{ "deadline", LOCAL_TIME, 16, OPTIONAL },
			{ "closes", LOCAL_TIME, 16, OPTIONAL }, { "grace", NUMBER, 5, OPTIONAL },
			{ "example_times", FLAG, 1, OPTIONAL },
			{ "paper_size", WORD, 10, REQUIRED }, { "two_sided", FLAG, 1, OPTIONAL },
			{ "revision", REVISION, 9, REQUIRED } },
		.again = "meeting_settings" },

	/* document symbols */
	{ GET, "/{lang}/desk/{meeting}/symbols", STAFF, "symbol_list", "symbols", { { DONE } } },
	{ POST, "/{lang}/desk/{meeting}/symbols", STAFF, "symbol_give", "symbols",
		{ { "document", WORD, 36, REQUIRED }, { "symbol", WORD, 41, REQUIRED } },
		.again = "symbol_list" },
	{ POST, "/{lang}/desk/{meeting}/symbols/series", STAFF, "symbol_series_create", "symbols",
		{ { "pattern", LINE, 60, REQUIRED }, { "first", NUMBER, 7, OPTIONAL } },
		.again = "symbol_list" },
	{ GET, "/documents/{symbol+}", VISITOR, "symbol_find", .handler = symbol_show },

	/* the secretariat: slots */
	{ GET, "/{lang}/desk/{meeting}", STAFF, "desk_show", "desk", { { DONE } } },
	{ GET, "/{lang}/desk/{meeting}/items/{item}", STAFF, "desk_item", "desk-item",
		{ { DONE } } },
	{ POST, "/{lang}/desk/{meeting}/items/{item}/slots", STAFF, "slot_add", "desk-item",
		{ { "from", ID, 36, OPTIONAL }, { "party", WORD, 40, OPTIONAL },
			{ "label", LINE, 200, OPTIONAL }, { "role", WORD, 20, OPTIONAL } },
		.again = "desk_item" },
	{ GET, "/{lang}/desk/{meeting}/slots/{slot}", STAFF, "desk_slot", "desk-slot",
		{ { DONE } } },
	{ POST, "/{lang}/desk/{meeting}/slots/{slot}/invite", STAFF, "invitation_create",
		"desk-slot",
		{ { NAME }, { ADDRESS }, { TONGUE }, { "contact", FLAG, 1, OPTIONAL }, { KNOWN } },
		.again = "desk_slot" },
	{ POST, "/{lang}/desk/{meeting}/slots/{slot}/resend", STAFF, "invitation_resend",
		"desk-slot", { { SLOT_PERSON } }, .again = "desk_slot" },
	{ POST, "/{lang}/desk/{meeting}/slots/{slot}/cancel", STAFF, "invitation_cancel",
		"desk-slot", { { SLOT_PERSON } }, .again = "desk_slot" },
	{ POST, "/{lang}/desk/{meeting}/slots/{slot}/restore", STAFF, "invitation_restore",
		"desk-slot", { { SLOT_PERSON } }, .again = "desk_slot" },
	{ POST, "/{lang}/desk/{meeting}/slots/{slot}/without-paper", STAFF, "slot_without_paper",
		"desk-slot", { { "withdraw", FLAG, 1, OPTIONAL } }, .again = "desk_slot" },
	{ POST, "/{lang}/desk/{meeting}/slots/{slot}/extend", STAFF, "slot_extend", "desk-slot",
		{ { "revision", REVISION, 9, REQUIRED }, { "until", LOCAL_TIME, 16, REQUIRED },
			{ "reason", LINES, 500, OPTIONAL }, { "beyond", FLAG, 1, OPTIONAL } },
		.again = "desk_slot" },
	{ POST, "/{lang}/desk/{meeting}/slots/{slot}/extend/end", STAFF, "slot_extension_end",
		"desk-slot", .again = "desk_slot" },
	{ GET, "/{lang}/desk/{meeting}/slots/{slot}/edit", STAFF, "slot_edit", "desk-agenda-slot" },
	{ POST, "/{lang}/desk/{meeting}/slots/{slot}/edit", STAFF, "slot_change",
		"desk-agenda-slot",
		{ { "label", TITLE, 200, REQUIRED }, { "role", WORD, 20, REQUIRED },
			{ "held_by", WORD, 20, REQUIRED }, { PARTY, OPTIONAL },
			{ "is_open", FLAG, 1, OPTIONAL }, { "expects_paper", FLAG, 1, OPTIONAL },
			{ "place", NUMBER, 4, OPTIONAL }, { "revision", REVISION, 9, REQUIRED } },
		.again = "slot_edit" },
	{ POST, "/{lang}/desk/{meeting}/slots/{slot}/remove", STAFF, "slot_remove", "desk-slot",
		.again = "desk_slot" },

	/* people, as staff see them */
	{ GET, "/{lang}/desk/{meeting}/people", STAFF, "person_list", "people",
		{ { DONE }, { "words", LINE, 200, OPTIONAL }, { "role", LINE, 20, OPTIONAL },
			{ "from", NUMBER, 6, OPTIONAL } } },
	{ GET, "/{lang}/desk/{meeting}/people/file", STAFF, "person_sheet", .handler = sheet_file },
	{ POST, "/{lang}/desk/{meeting}/people/{person}/retire", STAFF, "person_retire", "person",
		{ { "restore", FLAG, 1, OPTIONAL } }, .again = "person_show" },
	{ GET, "/{lang}/desk/{meeting}/people/{person}/merge", STAFF, "merge_show", "merge",
		{ { "other", ID, 36, OPTIONAL }, { "words", LINE, 200, OPTIONAL } } },
	{ POST, "/{lang}/desk/{meeting}/people/{person}/merge", STAFF, "person_merge", "merge",
		{ { "other", ID, 36, REQUIRED }, { "stays", ID, 36, REQUIRED } },
		.again = "merge_show" },
	{ GET, "/{lang}/desk/{meeting}/people/{person}", STAFF, "person_show", "person",
		{ { DONE } } },
	{ POST, "/{lang}/desk/{meeting}/people/{person}", STAFF, "person_correct", "person",
		{ { NAME }, { ADDRESS }, { TONGUE } }, .again = "person_show" },

	/* mail that goes out */
	{ GET, "/{lang}/desk/{meeting}/outbox", STAFF, "mail_list", "outbox",
		{ { DONE }, { "state", WORD, 12, OPTIONAL }, { "words", LINE, 200, OPTIONAL },
			{ "slot", ID, 36, OPTIONAL }, { "person", ID, 36, OPTIONAL },
			{ "letter", ID, 36, OPTIONAL }, { "before", ID, 36, OPTIONAL } } },
	{ POST, "/{lang}/desk/{meeting}/outbox/reminders", STAFF, "reminders_switch", "outbox",
		{ { "reminders", FLAG, 1, OPTIONAL } }, .again = "mail_list" },
	{ POST, "/{lang}/desk/{meeting}/outbox/{mail}/resend", STAFF, "mail_resend", "outbox",
		.again = "mail_list" },
	{ POST, "/{lang}/desk/{meeting}/outbox/{mail}/discard", STAFF, "mail_discard", "outbox",
		.again = "mail_list" },
	{ GET, "/{lang}/desk/{meeting}/letters", STAFF, "letter_list", "letters" },
	{ GET, "/{lang}/desk/{meeting}/letters/new", STAFF, "letter_new", "letter",
		{ { "to", WORD, 40, OPTIONAL } }, .handler = letter_new },
	{ POST, "/{lang}/desk/{meeting}/letters/new", STAFF, "letter_create", "letter",
		{ { "to", WORD, 40, OPTIONAL }, LETTER }, .again = "letter_new" },
	{ GET, "/{lang}/desk/{meeting}/letters/{letter}", STAFF, "letter_show", "letter",
		{ { DONE } } },
	{ POST, "/{lang}/desk/{meeting}/letters/{letter}", STAFF, "letter_change", "letter",
		{ LETTER, { "revision", REVISION, 9, REQUIRED } }, .again = "letter_show" },
	{ GET, "/{lang}/desk/{meeting}/letters/{letter}/preview", STAFF, "letter_preview",
		"letter-preview", { { DONE }, { "from", NUMBER, 4, OPTIONAL } },
		.handler = letter_preview },
	{ POST, "/{lang}/desk/{meeting}/letters/{letter}/release", STAFF, "letter_release",
		"letter", { { "send_at", LOCAL_TIME, 16, OPTIONAL } }, .again = "letter_show" },
	{ POST, "/{lang}/desk/{meeting}/letters/{letter}/hold", STAFF, "letter_hold", "letter",
		.again = "letter_show" },
	{ POST, "/{lang}/desk/{meeting}/letters/{letter}/discard", STAFF, "letter_discard",
		"letter", .again = "letter_show" },

	/* packets */
	{ GET, "/{lang}/desk/{meeting}/packets", READER, "packet_list", "packets" },
	{ GET, "/{lang}/desk/{meeting}/packets/{item}", BUREAU, "packet_show", "packet" },
	{ POST, "/{lang}/desk/{meeting}/packets/{item}", STAFF, "packet_compile", "packet",
		{ { "two_sided", FLAG, 1, OPTIONAL } }, .again = "packet_show" },
	{ GET, "/{lang}/packets/{packet}", READER, "packet_file", .handler = packet_file },
	{ GET, "/{lang}/packets/{packet}/manifest", READER, "packet_manifest", "packet-manifest" },

	/* parties as a table for spreadsheets: the installation's first, because a meeting's
	   address has all that theirs has */
	{ GET, "/{lang}/admin/parties/file", ADMIN, "sheet_file", .handler = sheet_file },
	{ POST, "/{lang}/admin/parties/file", ADMIN, "sheet_keep", "parties", .again = "party_list",
		.handler = sheet_read },
	{ GET, "/{lang}/admin/parties/file/{sheet}", ADMIN, "sheet_show", "party-sheet" },
	{ POST, "/{lang}/admin/parties/file/{sheet}", ADMIN, "sheet_save", "party-sheet",
		{ { "seen", WORD, 64, REQUIRED } }, .again = "sheet_show" },
	{ GET, "/{lang}/desk/{meeting}/parties/file", STAFF, "sheet_file", .handler = sheet_file },
	{ POST, "/{lang}/desk/{meeting}/parties/file", STAFF, "sheet_keep", "desk-parties",
		.again = "participation_list", .handler = sheet_read },
	{ GET, "/{lang}/desk/{meeting}/parties/file/{sheet}", STAFF, "sheet_show", "party-sheet" },
	{ POST, "/{lang}/desk/{meeting}/parties/file/{sheet}", STAFF, "sheet_save", "party-sheet",
		{ { "seen", WORD, 64, REQUIRED } }, .again = "sheet_show" },

	/* the secretariat: who takes part */
	{ GET, "/{lang}/desk/{meeting}/parties", STAFF, "participation_list", "desk-parties",
		{ { DONE } } },
	{ POST, "/{lang}/desk/{meeting}/parties", STAFF, "participation_add", "desk-parties",
		{ { "parties", LIST, 300, REQUIRED } }, .again = "participation_list" },
	{ POST, "/{lang}/desk/{meeting}/parties/remove", STAFF, "participation_remove",
		"desk-parties", { { PARTY, REQUIRED } }, .again = "participation_list" },

	/* the secretariat: delegations and lists of speakers */
	{ GET, "/{lang}/desk/{meeting}/delegations", STAFF, "delegation_list", "desk-delegations",
		{ { DONE } } },
	{ POST, "/{lang}/desk/{meeting}/delegations", STAFF, "focal_point_create",
		"desk-delegations",
		{ { PARTY, REQUIRED }, { NAME }, { ADDRESS }, { TONGUE }, { KNOWN } },
		.again = "delegation_list" },
	{ GET, "/{lang}/desk/{meeting}/delegations/{party}", STAFF, "delegation_desk",
		"desk-delegation", { { DONE } } },
	{ POST, "/{lang}/desk/{meeting}/delegations/{party}/focal-points/{person}/remove", STAFF,
		"focal_point_remove", "desk-delegation", .again = "delegation_desk" },
	{ POST, "/{lang}/desk/{meeting}/delegations/{party}/focal-points/{person}/restore", STAFF,
		"focal_point_restore", "desk-delegation", .again = "delegation_desk" },
	{ GET, "/{lang}/desk/{meeting}/delegations/{party}/members/{member}", STAFF, "member_desk",
		"member" },
	{ POST, "/{lang}/desk/{meeting}/delegations/{party}/members/{member}", STAFF,
		"member_correct", "member", { REGISTRATION, { "revision", REVISION, 9, REQUIRED } },
		.again = "member_desk" },
	{ POST, "/{lang}/desk/{meeting}/delegations/{party}/members/{member}/confirm", STAFF,
		"member_confirm", "desk-delegation", { { KNOWN } }, .again = "delegation_desk" },
	{ POST, "/{lang}/desk/{meeting}/delegations/{party}/members/{member}/return", STAFF,
		"member_return", "desk-delegation", { { "reason", LINES, 500, OPTIONAL } },
		.again = "delegation_desk" },
	{ GET, "/{lang}/desk/{meeting}/speakers", BUREAU, "speaker_index", "speaker-lists" },
	{ GET, "/{lang}/desk/{meeting}/speakers/{item}", BUREAU, "speaker_list", "speakers",
		{ { DONE } } },
	{ POST, "/{lang}/desk/{meeting}/speakers/{item}/requests/{request}/restore", STAFF,
		"floor_desk_restore", "speakers", .again = "speaker_list" },

	/* a mission and its delegation */
	{ GET, "/{lang}/delegation", FOCAL_POINT, "delegation_show", "delegation",
		{ { DONE }, { PARTY, OPTIONAL } } },
	{ GET, "/{lang}/delegation/{meeting}", FOCAL_POINT, "delegation_show", "delegation",
		{ { DONE }, { PARTY, OPTIONAL } } },
	{ POST, "/{lang}/delegation/{meeting}/members", FOCAL_POINT, "member_create", "delegation",
		{ { PARTY, OPTIONAL }, REGISTRATION }, .again = "delegation_show" },
	{ GET, "/{lang}/delegation/{meeting}/members/{member}", FOCAL_POINT, "member_show",
		"member", { { PARTY, OPTIONAL } } },
	{ POST, "/{lang}/delegation/{meeting}/members/{member}", FOCAL_POINT, "member_change",
		"member",
		{ { PARTY, OPTIONAL }, REGISTRATION, { "revision", REVISION, 9, REQUIRED } },
		.again = "member_show" },
	{ POST, "/{lang}/delegation/{meeting}/members/{member}/restore", FOCAL_POINT,
		"member_restore", "delegation", { { PARTY, OPTIONAL } },
		.again = "delegation_show" },
	{ POST, "/{lang}/delegation/{meeting}/members/{member}/remove", FOCAL_POINT,
		"member_remove", "delegation", .again = "delegation_show" },
	{ POST, "/{lang}/delegation/{meeting}/note", FOCAL_POINT, "delegation_note", "delegation",
		{ { PARTY, OPTIONAL }, { "note", LINE, 200, OPTIONAL } },
		.again = "delegation_show" },
	{ POST, "/{lang}/delegation/{meeting}/floor", FOCAL_POINT, "floor_request", "delegation",
		{ { PARTY, OPTIONAL }, { "item", ID, 36, REQUIRED },
			{ "speaker", LINE, 200, REQUIRED }, { "others", LIST, 60, OPTIONAL } },
		.again = "delegation_show" },
	{ POST, "/{lang}/delegation/{meeting}/floor/{request}/join", FOCAL_POINT, "floor_join",
		"delegation", { { PARTY, OPTIONAL }, { "withdraw", FLAG, 1, OPTIONAL } },
		.again = "delegation_show" },
	{ POST, "/{lang}/delegation/{meeting}/floor/{request}/withdraw", FOCAL_POINT,
		"floor_withdraw", "delegation", .again = "delegation_show" },
	{ POST, "/{lang}/delegation/{meeting}/floor/{request}/restore", FOCAL_POINT,
		"floor_restore", "delegation", .again = "delegation_show" },

	/* the installation */
	{ GET, "/{lang}/admin", ADMIN, "admin_show", "admin" },
	{ GET, "/{lang}/admin/bodies", ADMIN, "body_list", "bodies", { { DONE } } },
	{ POST, "/{lang}/admin/bodies", ADMIN, "body_create", "bodies",
		{ { "parent", ID, 36, OPTIONAL }, { "name", TITLE, 300, REQUIRED },
			{ "acronym", TITLE, 40, OPTIONAL } },
		.again = "body_list" },
	{ GET, "/{lang}/admin/bodies/{body}", ADMIN, "body_edit", "body" },
	{ POST, "/{lang}/admin/bodies/{body}", ADMIN, "body_change", "body",
		{ { "parent", ID, 36, OPTIONAL }, { "name", TITLE, 300, REQUIRED },
			{ "acronym", TITLE, 40, OPTIONAL }, { "revision", REVISION, 9, REQUIRED } },
		.again = "body_edit" },
	{ GET, "/{lang}/admin/parties", ADMIN, "party_list", "parties",
		{ { DONE }, { "kind", LINE, 40, OPTIONAL }, { "words", LINE, 200, OPTIONAL } } },
	{ GET, "/{lang}/admin/parties/new", ADMIN, "party_new", "party" },
	{ POST, "/{lang}/admin/parties/new", ADMIN, "party_create", "party",
		{ { "code", WORD, 40, REQUIRED }, PARTY_TEXTS }, .again = "party_new" },
	{ GET, "/{lang}/admin/parties/{party}", ADMIN, "party_edit", "party", { { DONE } } },
	{ POST, "/{lang}/admin/parties/{party}", ADMIN, "party_change", "party",
		{ PARTY_TEXTS, { "revision", REVISION, 9, REQUIRED } }, .again = "party_edit" },
	{ GET, "/{lang}/admin/meetings/new", ADMIN, "meeting_new", "meeting-new",
		{ { "copy", WORD, 64, OPTIONAL } } },
	{ POST, "/{lang}/admin/meetings/new", ADMIN, "meeting_create", "meeting-new",
		{ { "copy", WORD, 64, OPTIONAL }, { "body", ID, 36, REQUIRED },
			{ "slug", WORD, 64, REQUIRED }, MEETING,
			{ "from_text", FLAG, 1, OPTIONAL } },
		.again = "meeting_new" },
	{ GET, "/{lang}/admin/events", ADMIN, "event_list", "events",
		{ { "meeting", WORD, 64, OPTIONAL }, { "person", LINE, 200, OPTIONAL },
			{ "before", NUMBER, 18, OPTIONAL } } },
	{ GET, "/{lang}/admin/people/new", ADMIN, "office_new", "office-new",
		{ { "person", ID, 36, OPTIONAL }, { "meeting", WORD, 64, OPTIONAL } } },
	{ POST, "/{lang}/admin/people/new", ADMIN, "office_grant", "office-new",
		{ { NAME }, { ADDRESS }, { TONGUE }, { "role", WORD, 10, REQUIRED },
			{ "meeting", WORD, 64, OPTIONAL } },
		.again = "office_new" },
	{ GET, "/{lang}/admin/people/{person}", ADMIN, "office_holder_show", "person",
		{ { DONE } } },
	{ POST, "/{lang}/admin/people/{person}", ADMIN, "office_holder_correct", "person",
		{ { NAME }, { ADDRESS }, { TONGUE } }, .again = "office_holder_show" },
	{ POST, "/{lang}/admin/people/{person}/reset", ADMIN, "office_holder_reset", "person",
		.again = "office_holder_show" },
	{ POST, "/{lang}/admin/people/{person}/offices/{office}/revoke", ADMIN, "office_revoke",
		"person", .again = "office_holder_show" },

	/* the secretariat: the agenda as it is being prepared */
	{ GET, "/{lang}/desk/{meeting}/agenda", STAFF, "agenda_show", "desk-agenda", { { DONE } } },
	{ POST, "/{lang}/desk/{meeting}/agenda/move", STAFF, "item_move", "desk-agenda",
		{ { "up", ID, 36, OPTIONAL }, { "down", ID, 36, OPTIONAL },
			{ "in", ID, 36, OPTIONAL }, { "out", ID, 36, OPTIONAL } },
		.again = "agenda_show" },
	{ GET, "/{lang}/desk/{meeting}/agenda/new", STAFF, "item_new", "desk-agenda-item",
		{ { "after", ID, 36, OPTIONAL }, { "parent", ID, 36, OPTIONAL } } },
	{ POST, "/{lang}/desk/{meeting}/agenda/new", STAFF, "item_create", "desk-agenda-item",
		{ ITEM, { "after", ID, 36, OPTIONAL } }, .again = "item_new" },
	{ GET, "/{lang}/desk/{meeting}/agenda/text", STAFF, "agenda_text_new", "desk-agenda-text",
		{ { DONE } } },
	{ POST, "/{lang}/desk/{meeting}/agenda/text", STAFF, "agenda_text_create",
		"desk-agenda-text",
		{ { "text", LINES, 256 * 1024, OPTIONAL }, { "language", LANGUAGE, 2, OPTIONAL } },
		.again = "agenda_text_new", .handler = agenda_text_create },
	{ GET, "/{lang}/desk/{meeting}/agenda/text/{text}", STAFF, "agenda_text_show",
		"desk-agenda-readings", { { DONE } }, .handler = agenda_text_show },
	{ POST, "/{lang}/desk/{meeting}/agenda/text/{text}", STAFF, "agenda_text_change",
		"desk-agenda-readings", { READINGS }, .again = "agenda_text_show",
		.handler = agenda_text_change },
	{ POST, "/{lang}/desk/{meeting}/agenda/text/{text}/save", STAFF, "agenda_text_save",
		"desk-agenda-readings", { READINGS }, .again = "agenda_text_show",
		.handler = agenda_text_save },
	{ GET, "/{lang}/desk/{meeting}/agenda/titles", STAFF, "title_list", "desk-titles",
		{ { DONE }, { "language", WORD, 2, OPTIONAL } } },
	{ POST, "/{lang}/desk/{meeting}/agenda/titles", STAFF, "title_save", "desk-titles",
		{ { "language", LANGUAGE, 2, REQUIRED },
			{ "rows", ROWS, 500, OPTIONAL, title_cells } },
		.again = "title_list" },
	{ GET, "/{lang}/desk/{meeting}/agenda/document", STAFF, "passage_list", "desk-passages",
		{ { DONE } } },
	{ POST, "/{lang}/desk/{meeting}/agenda/document", STAFF, "head_change", "desk-passages",
		{ HEAD_OF_AGENDA, { "revision", REVISION, 9, REQUIRED } },
		.again = "passage_list" },
	{ GET, "/{lang}/desk/{meeting}/agenda/document/{kind}/new", STAFF, "passage_new",
		"desk-passage", { { "section", ID, 36, OPTIONAL } } },
	{ POST, "/{lang}/desk/{meeting}/agenda/document/{kind}/new", STAFF, "passage_create",
		"desk-passage", { PASSAGE }, .again = "passage_new" },
	{ GET, "/{lang}/desk/{meeting}/agenda/document/{kind}/{passage}", STAFF, "passage_edit",
		"desk-passage" },
	{ POST, "/{lang}/desk/{meeting}/agenda/document/{kind}/{passage}", STAFF, "passage_change",
		"desk-passage", { PASSAGE, { "revision", REVISION, 9, REQUIRED } },
		.again = "passage_edit" },
	{ POST, "/{lang}/desk/{meeting}/agenda/document/{kind}/{passage}/move", STAFF,
		"passage_move", "desk-passage", { { "up", FLAG, 1, OPTIONAL } },
		.again = "passage_edit" },
	{ POST, "/{lang}/desk/{meeting}/agenda/document/{kind}/{passage}/delete", STAFF,
		"passage_delete", "desk-passage", .again = "passage_edit" },
	{ GET, "/{lang}/desk/{meeting}/agenda/{item}", STAFF, "item_edit", "desk-agenda-item",
		{ { DONE } } },
	{ POST, "/{lang}/desk/{meeting}/agenda/{item}", STAFF, "item_change", "desk-agenda-item",
		{ ITEM, { "revision", REVISION, 9, REQUIRED } }, .again = "item_edit" },
	{ POST, "/{lang}/desk/{meeting}/agenda/{item}/put", STAFF, "item_put", "desk-agenda",
		{ { "after", ID, 36, OPTIONAL }, { "parent", ID, 36, OPTIONAL } },
		.again = "agenda_show" },
	{ POST, "/{lang}/desk/{meeting}/agenda/{item}/withdraw", STAFF, "item_withdraw",
		"desk-agenda-item", { { "restore", FLAG, 1, OPTIONAL } }, .again = "item_edit" },
	{ POST, "/{lang}/desk/{meeting}/agenda/{item}/delete", STAFF, "item_delete",
		"desk-agenda-item", .again = "item_edit" },

	/* the secretariat: sittings, and what is taken up when */
	{ GET, "/{lang}/desk/{meeting}/schedule", STAFF, "schedule_show", "desk-schedule",
		{ { DONE }, { "sitting", ID, 36, OPTIONAL }, { "item", ID, 36, OPTIONAL } } },
	{ POST, "/{lang}/desk/{meeting}/schedule", STAFF, "entry_create", "desk-schedule",
		{ ENTRY }, .again = "schedule_show" },
	{ GET, "/{lang}/desk/{meeting}/schedule/sittings/new", STAFF, "sitting_new",
		"desk-sitting" },
	{ POST, "/{lang}/desk/{meeting}/schedule/sittings/new", STAFF, "sitting_create",
		"desk-sitting", { SITTING }, .again = "sitting_new" },
	{ GET, "/{lang}/desk/{meeting}/schedule/sittings/{sitting}", STAFF, "sitting_edit",
		"desk-sitting" },
	{ POST, "/{lang}/desk/{meeting}/schedule/sittings/{sitting}", STAFF, "sitting_change",
		"desk-sitting", { SITTING, { "revision", REVISION, 9, REQUIRED } },
		.again = "sitting_edit" },
	{ POST, "/{lang}/desk/{meeting}/schedule/sittings/{sitting}/delete", STAFF,
		"sitting_delete", "desk-sitting", .again = "sitting_edit" },
	{ GET, "/{lang}/desk/{meeting}/schedule/entries/{entry}", STAFF, "entry_edit",
		"desk-entry" },
	{ POST, "/{lang}/desk/{meeting}/schedule/entries/{entry}", STAFF, "entry_change",
		"desk-entry",
		{ ENTRY, { "along", FLAG, 1, OPTIONAL }, { "revision", REVISION, 9, REQUIRED } },
		.again = "entry_edit" },
	{ POST, "/{lang}/desk/{meeting}/schedule/entries/{entry}/delete", STAFF, "entry_delete",
		"desk-entry", .again = "entry_edit" },

	/* the secretariat: themes, objectives and categories (kind says which) */
	{ GET, "/{lang}/desk/{meeting}/themes", STAFF, "theme_list", "desk-themes", { { DONE } } },
	{ GET, "/{lang}/desk/{meeting}/themes/{kind}/new", STAFF, "theme_new", "desk-theme",
		{ { "objective", ID, 36, OPTIONAL } } },
	{ POST, "/{lang}/desk/{meeting}/themes/{kind}/new", STAFF, "theme_create", "desk-theme",
		{ THEME }, .again = "theme_new" },
	{ GET, "/{lang}/desk/{meeting}/themes/{kind}/{theme}", STAFF, "theme_edit", "desk-theme" },
	{ POST, "/{lang}/desk/{meeting}/themes/{kind}/{theme}", STAFF, "theme_change", "desk-theme",
		{ THEME, { "revision", REVISION, 9, REQUIRED } }, .again = "theme_edit" },
	{ POST, "/{lang}/desk/{meeting}/themes/{kind}/{theme}/move", STAFF, "theme_move",
		"desk-theme", { { "up", FLAG, 1, OPTIONAL } }, .again = "theme_edit" },
	{ POST, "/{lang}/desk/{meeting}/themes/{kind}/{theme}/delete", STAFF, "theme_delete",
		"desk-theme", .again = "theme_edit" },

	/* the secretariat, rapporteurs: proposals by category */
	{ GET, "/{lang}/desk/{meeting}/proposals", RAPPORTEUR, "proposal_list", "desk-proposals",
		{ { DONE } } },
	{ GET, "/{lang}/desk/{meeting}/proposals/new", RAPPORTEUR, "proposal_new", "proposal-new",
		{ { "slot", ID, 36, OPTIONAL }, { "paper", ID, 36, OPTIONAL },
			{ "item", ID, 36, OPTIONAL } } },
	{ POST, "/{lang}/desk/{meeting}/proposals/new", RAPPORTEUR, "proposal_add", "proposal-new",
		{ { "slot", ID, 36, OPTIONAL }, { "paper", ID, 36, OPTIONAL },
			{ "item", ID, 36, OPTIONAL }, { "said_by", LINE, 200, OPTIONAL },
			PROPOSALS },
		.again = "proposal_new" },
	{ POST, "/{lang}/desk/{meeting}/proposals/close", STAFF, "entering_close", "desk-proposals",
		{ { "reopen", FLAG, 1, OPTIONAL } }, .again = "proposal_list" },
	{ GET, "/{lang}/desk/{meeting}/proposals/{proposal}", RAPPORTEUR, "proposal_desk",
		"proposal" },
	{ POST, "/{lang}/desk/{meeting}/proposals/{proposal}", RAPPORTEUR, "proposal_correct",
		"proposal",
		{ PROPOSAL, { "item", ID, 36, OPTIONAL }, { "said_by", LINE, 200, OPTIONAL } },
		.again = "proposal_desk" },
	{ POST, "/{lang}/desk/{meeting}/proposals/{proposal}/move", RAPPORTEUR, "proposal_move",
		"proposal", { { "up", FLAG, 1, OPTIONAL } }, .again = "proposal_desk" },
	{ POST, "/{lang}/desk/{meeting}/proposals/{proposal}/merge", RAPPORTEUR, "proposal_merge",
		"proposal", { { "into", ID, 36, REQUIRED }, { "revision", REVISION, 9, REQUIRED } },
		.again = "proposal_desk" },
	{ POST, "/{lang}/desk/{meeting}/proposals/{proposal}/set-aside", RAPPORTEUR,
		"proposal_set_aside", "proposal",
		{ { "reason", LINES, 500, REQUIRED }, { "revision", REVISION, 9, REQUIRED } },
		.again = "proposal_desk" },
	{ POST, "/{lang}/desk/{meeting}/proposals/{proposal}/restore", RAPPORTEUR,
		"proposal_restore", "proposal", .again = "proposal_desk" },

	/* the secretariat, rapporteurs: paragraph by paragraph in the room, and its screens */
	{ GET, "/{lang}/screens/{screen}", PUBLIC, "screen_show", "screen", .handler = live_show },
	{ GET, "/{lang}/desk/{meeting}/decisions", RAPPORTEUR, "decision_list", "decisions",
		{ { DONE } } },
	{ GET, "/{lang}/desk/{meeting}/decisions/{proposal}", RAPPORTEUR, "decision_show",
		"decision", { { DONE } } },
	{ POST, "/{lang}/desk/{meeting}/decisions/{proposal}", RAPPORTEUR, "decision_take",
		"decision",
		{ { "text", ANNOTATION, 2000, REQUIRED }, { "amended_by", LINE, 200, OPTIONAL },
			{ "decision", WORD, 30, OPTIONAL }, { "drop", FLAG, 1, OPTIONAL },
			{ "revision", REVISION, 9, REQUIRED } },
		.again = "decision_show" },
	{ POST, "/{lang}/desk/{meeting}/decisions/{proposal}/reopen", RAPPORTEUR, "decision_reopen",
		"decision",
		{ { "reason", LINES, 500, REQUIRED }, { "revision", REVISION, 9, REQUIRED } },
		.again = "decision_show" },
	{ POST, "/{lang}/desk/{meeting}/decisions/{proposal}/screen", RAPPORTEUR, "screen_put",
		"decision", { { "off", FLAG, 1, OPTIONAL } }, .again = "decision_show" },
	{ POST, "/{lang}/desk/{meeting}/screens/{item}/renew", STAFF, "screen_renew", "decisions",
		.again = "decision_list" },

	/* the secretariat and the Chair: what is being dealt with */
	{ GET, "/{lang}/desk/{meeting}/now", BUREAU, "now_desk", "desk-now" },
	{ POST, "/{lang}/desk/{meeting}/now/next", BUREAU, "now_advance", "desk-now",
		{ { "seen", LINE, 500, REQUIRED } }, .again = "now_desk" },
	{ POST, "/{lang}/desk/{meeting}/now/back", BUREAU, "now_return", "desk-now",
		{ { "seen", LINE, 500, REQUIRED } }, .again = "now_desk" },
	{ POST, "/{lang}/desk/{meeting}/now/{entry}", BUREAU, "now_take", "desk-now",
		{ { "seen", LINE, 500, REQUIRED }, { "also", FLAG, 1, OPTIONAL },
			{ "end", FLAG, 1, OPTIONAL } },
		.again = "now_desk" },

	/* the secretariat: the working groups */
	{ GET, "/{lang}/desk/{meeting}/groups", STAFF, "group_list", "desk-groups", { { DONE } } },
	{ POST, "/{lang}/desk/{meeting}/groups", STAFF, "group_form", "desk-groups",
		{ { "item", ID, 36, REQUIRED }, { "plenary", FLAG, 1, OPTIONAL } },
		.again = "group_list" },
	{ POST, "/{lang}/desk/{meeting}/groups/{item}", STAFF, "group_change", "desk-groups",
		{ { "addressee", WORD, 20, OPTIONAL }, { "end", FLAG, 1, OPTIONAL },
			{ "revision", REVISION, 9, REQUIRED } },
		.again = "group_list" },
	{ POST, "/{lang}/desk/{meeting}/groups/{item}/places", STAFF, "group_place_add",
		"desk-groups", { { "role", WORD, 12, REQUIRED } }, .again = "group_list" },

	/* the secretariat: the working document */
	{ GET, "/{lang}/desk/{meeting}/working-document", STAFF, "working_desk",
		"desk-working-document", { { DONE } } },
	{ POST, "/{lang}/desk/{meeting}/working-document", STAFF, "working_issue",
		"desk-working-document",
		{ { "number", NUMBER, 6, REQUIRED }, { "audience", WORD, 20, REQUIRED },
			{ "note", ANNOTATION, 2000, OPTIONAL } },
		.again = "working_desk" },

	/* conclusions, until they are adopted; what becomes of them afterwards */
	{ GET, "/{lang}/desk/{meeting}/conclusions", RAPPORTEUR, "conclusion_list",
		"desk-conclusions", { { DONE } } },
	{ POST, "/{lang}/desk/{meeting}/conclusions", RAPPORTEUR, "conclusion_create",
		"desk-conclusions", { CONCLUSION }, .again = "conclusion_list" },
	{ POST, "/{lang}/desk/{meeting}/conclusions/draw", RAPPORTEUR, "conclusion_draw",
		"desk-conclusions", .again = "conclusion_list" },
	{ GET, "/{lang}/desk/{meeting}/conclusions/read", BUREAU, "conclusion_read",
		"conclusions-read", { { "at", NUMBER, 4, OPTIONAL } } },
	{ POST, "/{lang}/desk/{meeting}/conclusions/adopt", BUREAU, "conclusion_adopt",
		"conclusions-read",
		{ { "seen", WORD, 64, REQUIRED }, { "at", NUMBER, 4, OPTIONAL } },
		.again = "conclusion_read" },
	{ GET, "/{lang}/desk/{meeting}/conclusions/reservations/new", STAFF, "reservation_new",
		"reservation", { { "conclusion", ID, 36, OPTIONAL } } },
	{ POST, "/{lang}/desk/{meeting}/conclusions/reservations/new", STAFF, "reservation_create",
		"reservation", { RESERVATION }, .again = "reservation_new" },
	{ GET, "/{lang}/desk/{meeting}/conclusions/reservations/{reservation}", STAFF,
		"reservation_edit", "reservation" },
	{ POST, "/{lang}/desk/{meeting}/conclusions/reservations/{reservation}", STAFF,
		"reservation_change", "reservation",
		{ RESERVATION, { "revision", REVISION, 9, REQUIRED } },
		.again = "reservation_edit" },
	{ POST, "/{lang}/desk/{meeting}/conclusions/reservations/{reservation}/remove", STAFF,
		"reservation_remove", "reservation", .again = "reservation_edit" },
	{ GET, "/{lang}/desk/{meeting}/conclusions/{conclusion}", RAPPORTEUR, "conclusion_edit",
		"conclusion" },
	{ POST, "/{lang}/desk/{meeting}/conclusions/{conclusion}", RAPPORTEUR, "conclusion_change",
		"conclusion", { CONCLUSION, { "revision", REVISION, 9, REQUIRED } },
		.again = "conclusion_edit" },
	{ POST, "/{lang}/desk/{meeting}/conclusions/{conclusion}/move", RAPPORTEUR,
		"conclusion_move", "conclusion", { { "up", FLAG, 1, OPTIONAL } },
		.again = "conclusion_edit" },
	{ POST, "/{lang}/desk/{meeting}/conclusions/{conclusion}/remove", RAPPORTEUR,
		"conclusion_remove", "conclusion", .again = "conclusion_edit" },
	{ GET, "/{lang}/desk/{meeting}/follow-up", BUREAU, "follow_up_list", "desk-follow-up",
		{ { DONE } } },
	{ GET, "/{lang}/desk/{meeting}/follow-up/file", BUREAU, "follow_up_file",
		.handler = sheet_file },
	{ GET, "/{lang}/desk/{meeting}/follow-up/{follow_up}", STAFF, "follow_up_edit",
		"follow-up" },
	{ POST, "/{lang}/desk/{meeting}/follow-up/{follow_up}", STAFF, "follow_up_change",
		"follow-up",
		{ { "actor", LINE, 300, OPTIONAL }, { "deadline", DATE, 10, OPTIONAL },
			{ "status", WORD, 20, REQUIRED }, { "note", LINES, 2000, OPTIONAL },
			{ "revision", REVISION, 9, REQUIRED } },
		.again = "follow_up_edit" },

	/* the final report, its draft for comments */
	{ GET, "/{lang}/desk/{meeting}/report", RAPPORTEUR, "report_desk", "desk-report",
		{ { DONE } } },
	{ POST, "/{lang}/desk/{meeting}/report/refresh", STAFF, "report_refresh", "desk-report",
		{ { "section", ID, 36, OPTIONAL } }, .again = "report_desk" },
	{ GET, "/{lang}/desk/{meeting}/report/preview", RAPPORTEUR, "report_preview", "report" },
	{ POST, "/{lang}/desk/{meeting}/report/draft", STAFF, "report_send", "desk-report",
		{ { "closes", LOCAL_TIME, 16, REQUIRED } }, .again = "report_desk" },
	{ POST, "/{lang}/desk/{meeting}/report/issue", STAFF, "report_issue", "desk-report",
		{ { "number", NUMBER, 6, REQUIRED }, { "note", ANNOTATION, 2000, OPTIONAL } },
		.again = "report_desk" },
	{ GET, "/{lang}/desk/{meeting}/report/volume", BUREAU, "volume_show", "volume" },
	{ POST, "/{lang}/desk/{meeting}/report/volume", STAFF, "volume_compile", "volume",
		{ { "two_sided", FLAG, 1, OPTIONAL } }, .again = "volume_show" },
	{ GET, "/{lang}/desk/{meeting}/report/{section}", RAPPORTEUR, "report_section_edit",
		"report-section", { { DONE } } },
	{ POST, "/{lang}/desk/{meeting}/report/{section}", RAPPORTEUR, "report_section_change",
		"report-section",
		{ { "text", ANNOTATION, 20000, OPTIONAL }, { "revision", REVISION, 9, REQUIRED } },
		.again = "report_section_edit" },
	{ POST, "/{lang}/desk/{meeting}/report/{section}/take", RAPPORTEUR, "report_section_take",
		"report-section", .again = "report_section_edit" },
	{ POST, "/{lang}/desk/{meeting}/report/{section}/comments/{comment}", STAFF,
		"report_answer", "report-section",
		{ { "answer", LINES, 4000, REQUIRED }, { "revision", REVISION, 9, REQUIRED } },
		.again = "report_section_edit" },
	{ GET, "/{lang}/{meeting}/report/draft", READER, "report_draft_show", "report-draft",
		{ { DONE }, { PARTY, OPTIONAL } } },
	{ POST, "/{lang}/{meeting}/report/draft", FOCAL_POINT, "report_comment", "report-draft",
		{ { PARTY, OPTIONAL }, { "section", ID, 36, REQUIRED },
			{ "text", LINES, 4000, REQUIRED } },
		.again = "report_draft_show" },

	/* the secretariat, rapporteurs: what was changed */
	{ GET, "/{lang}/desk/{meeting}/changes", RAPPORTEUR, "change_list", "desk-changes",
		{ { DONE }, { "before", NUMBER, 18, OPTIONAL } } },
	{ POST, "/{lang}/desk/{meeting}/changes/{act}/undo", RAPPORTEUR, "change_undo",
		"desk-changes", { { "next", WORD, 20, OPTIONAL } }, .again = "change_list" },

	/* publishing the program; how its pages would read */
	{ GET, "/{lang}/desk/{meeting}/warnings", STAFF, "warning_list", "desk-warnings" },
	{ GET, "/{lang}/desk/{meeting}/preview", STAFF, "preview_show", "program" },
	{ GET, "/{lang}/desk/{meeting}/preview/agenda", STAFF, "preview_show", "agenda" },
	{ GET, "/{lang}/desk/{meeting}/preview/annotated-agenda", STAFF, "preview_show",
		"annotated-agenda" },
	{ GET, "/{lang}/desk/{meeting}/preview/documents", STAFF, "preview_documents",
		"documents" },
	{ GET, "/{lang}/desk/{meeting}/preview/items/{item}", STAFF, "preview_item", "item" },
	{ GET, "/{lang}/desk/{meeting}/publish", STAFF, "publish_show", "publish", { { DONE } } },
	{ POST, "/{lang}/desk/{meeting}/publish", STAFF, "edition_publish", "publish",
		{ { "number", NUMBER, 6, REQUIRED }, { "note", ANNOTATION, 2000, OPTIONAL },
			{ "publish_at", LOCAL_TIME, 16, OPTIONAL }, { "tell", FLAG, 1, OPTIONAL } },
		.again = "publish_show", .handler = edition_publish },
	{ POST, "/{lang}/desk/{meeting}/publish/cancel", STAFF, "edition_cancel", "publish",
		{ { "waiting", LINE, 30, REQUIRED } }, .again = "publish_show" },

	/* the program; last, because a meeting's name may stand where other rows have a word */
	{ GET, "/{lang}", PUBLIC, "meeting_list", "meetings", { { DONE } } },
	{ GET, "/{lang}/{meeting}", PUBLIC, "edition_show", "program",
		.handler = edition_page_show },
	{ GET, "/{lang}/{meeting}/agenda", PUBLIC, "edition_show", "agenda",
		.handler = edition_page_show },
	{ GET, "/{lang}/{meeting}/annotated-agenda", PUBLIC, "edition_show", "annotated-agenda",
		.handler = edition_page_show },
	{ GET, "/{lang}/{meeting}/items/{item}", PUBLIC, "item_show", "item",
		.handler = edition_page_show },
	{ GET, "/{lang}/{meeting}/documents", PUBLIC, "document_list", "documents",
		.handler = edition_page_show },
	{ GET, "/{lang}/{meeting}/conclusions", PUBLIC, "conclusions_show", "conclusions" },
	{ GET, "/{lang}/{meeting}/conclusions/editions/{number}", PUBLIC, "conclusions_show",
		"conclusions" },
	{ GET, "/{lang}/{meeting}/now", PUBLIC, "now_show", "now", .handler = live_show },
	{ GET, "/{lang}/{meeting}/report/volume", VISITOR, "volume_file", .handler = volume_file },
	{ GET, "/{lang}/{meeting}/report", PUBLIC, "report_show", "report" },
	{ GET, "/{lang}/{meeting}/report/editions/{number}", PUBLIC, "report_show", "report" },
	{ GET, "/{lang}/{meeting}/editions", PUBLIC, "edition_list", "editions" },
	{ GET, "/{lang}/{meeting}/editions.atom", PUBLIC, "edition_feed", "editions-feed",
		.handler = edition_feed_show },
	{ GET, "/{lang}/{meeting}/editions/{number}", PUBLIC, "edition_show", "program" },
	{ GET, "/{lang}/{meeting}/editions/{number}/agenda", PUBLIC, "edition_show", "agenda" },
	{ GET, "/{lang}/{meeting}/editions/{number}/annotated-agenda", PUBLIC, "edition_show",
		"annotated-agenda" },
	{ GET, "/{lang}/{meeting}/editions/{number}/items/{item}", PUBLIC, "item_show", "item" },
	{ GET, "/{lang}/{meeting}/editions/{number}/changes", PUBLIC, "edition_changes", "changes",
		{ { DONE } } },

	/* the working document, for who may read it */
	{ GET, "/{lang}/{meeting}/working-document", PUBLIC, "working_show", "working-document",
		.handler = live_show },
	{ GET, "/{lang}/{meeting}/working-document/compare", PUBLIC, "working_compare",
		"working-compare",
		{ { "from", NUMBER, 6, OPTIONAL }, { "to", NUMBER, 6, OPTIONAL } },
		.handler = comparison_show },
	{ GET, "/{lang}/{meeting}/working-document/editions/{number}", PUBLIC, "working_show",
		"working-document", .handler = live_show },
	{ GET, "/{lang}/{meeting}/working-document/editions/{number}/changes", PUBLIC,
		"working_changes", "working-changes" },

	{ METHOD_NONE },
};
