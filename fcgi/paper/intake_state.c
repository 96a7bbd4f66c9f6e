/* The first reason to refuse is the one its sender can do something about. */
#include "paper/intake_state.h"

void intake_refuse(struct intake *in, const char *code)
{
	if (!in->refusal)
		in->refusal = code;
}

void intake_note(struct intake *in, enum intake_note kind)
{
	in->notes[kind]++;
}

void intake_note_page(struct intake *in, enum intake_note kind)
{
	struct buffer *noted = &in->noted[kind];
	size_t count = noted->size / sizeof in->page;
	const uint32_t *pages = (const uint32_t *)noted->data;

	if (!noted->arena)
		buffer_init(noted, in->arena, PAPER_MAX_PAGES * sizeof in->page);
	if (count > 0 && pages[count - 1] == in->page)
		return;
	buffer_append(noted, (struct text){ (const char *)&in->page, sizeof in->page });
	intake_note(in, kind);
}

const char *intake_note_code(enum intake_note kind)
{
	static const char *const codes[NOTE_KINDS] = {
		[NOTE_REPAIRED] = "PDF_REPAIRED",
		[NOTE_DAMAGED] = "PDF_PAGES_DAMAGED",
		[NOTE_PICTURES] = "PDF_PAGES_PICTURED",
		[NOTE_BLANK] = "PDF_PAGES_BLANK",
		[NOTE_RESTRICTED] = "PDF_RESTRICTED",
		[NOTE_SIGNED] = "PDF_SIGNED",
		[NOTE_SCRIPTS] = "PDF_SCRIPTS_REMOVED",
		[NOTE_ATTACHMENTS] = "PDF_ATTACHMENTS_REMOVED",
		[NOTE_ACTIONS] = "PDF_ACTIONS_REMOVED",
		[NOTE_MEDIA] = "PDF_MEDIA_REMOVED",
		[NOTE_FIELDS] = "PDF_FIELDS_FIXED",
		[NOTE_VALUES] = "PDF_VALUES_DRAWN",
		[NOTE_UNNAMED] = "PDF_CHOICE_UNKNOWN",
		[NOTE_MARKS] = "PDF_MARKS_DRAWN",
		[NOTE_COMMENTS] = "PDF_COMMENTS_KEPT",
		[NOTE_LINKS] = "PDF_LINKS_DROPPED",
		[NOTE_LAYERS] = "PDF_LAYERS_REMOVED",
		[NOTE_STRUCTURE] = "PDF_STRUCTURE_DROPPED",
	};

	return codes[kind];
}
