/* Chains and trees of actions may loop, so the number of looks is limited. */
#include "paper/actions.h"

#include "paper/destinations.h"
#include "paper/values.h"

enum { MOST_LOOKS = 1000, DEEPEST = 32 };

/* Actions by what they do (ISO 32000-1, table 198); the others stay within the paper. */
static const struct {
	const char *name;
	enum intake_note kind;
} kinds[] = {
	{ "/JavaScript", NOTE_SCRIPTS },
	{ "/Launch", NOTE_ACTIONS },
	{ "/SubmitForm", NOTE_ACTIONS },
	{ "/ImportData", NOTE_ACTIONS },
	{ "/ResetForm", NOTE_ACTIONS },
	{ "/Hide", NOTE_ACTIONS },
	{ "/SetOCGState", NOTE_ACTIONS },
	{ "/GoToE", NOTE_LINKS },
	{ "/GoToR", NOTE_LINKS },
	{ "/Thread", NOTE_LINKS },
	{ "/Rendition", NOTE_MEDIA },
	{ "/Movie", NOTE_MEDIA },
	{ "/Sound", NOTE_MEDIA },
	{ "/GoTo3DView", NOTE_MEDIA },
	{ "/RichMediaExecute", NOTE_MEDIA },
};

static void note_action(struct intake *in, qpdf_oh action, int depth, int *left)
{
	qpdf_oh name = key_of(in, action, "/S"), next = key_of(in, action, "/Next");

	if (--*left <= 0 || depth == DEEPEST)
		return;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (is_name(in, name, kinds[i].name))
			intake_note(in, kinds[i].kind);
	if (is_name(in, name, "/URI") && destination_address(in, action).size == 0)
		intake_note(in, NOTE_LINKS);
	if (qpdf_oh_is_dictionary(in->pdf, next))
		note_action(in, next, depth + 1, left);
	for (int i = 0; i < items_of(in, next); i++)
		note_action(in, qpdf_oh_get_array_item(in->pdf, next, i), depth + 1, left);
}

/* What happens when a page is opened, a field is left and so on: every key an action. */
static void note_triggers(struct intake *in, qpdf_oh triggers, int *left)
{
	static const char *const names[] = { "/E", "/X", "/D", "/U", "/Fo", "/Bl", "/PO", "/PC",
		"/PV", "/PI", "/O", "/C", "/K", "/F", "/V", "/WC", "/WS", "/DS", "/WP", "/DP" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		qpdf_oh action = key_of(in, triggers, names[i]);
		if (qpdf_oh_is_dictionary(in->pdf, action))
			note_action(in, action, 0, left);
	}
}

void actions_note(struct intake *in, qpdf_oh holder)
{
	qpdf_oh action = key_of(in, holder, "/A"), triggers = key_of(in, holder, "/AA");
	int left = MOST_LOOKS;

	if (qpdf_oh_is_dictionary(in->pdf, action))
		note_action(in, action, 0, &left);
	if (qpdf_oh_is_dictionary(in->pdf, triggers))
		note_triggers(in, triggers, &left);
}

/* How many values a name tree holds. */
static void note_tree(struct intake *in, qpdf_oh node, enum intake_note kind, int depth, int *left)
{
	qpdf_oh kids = key_of(in, node, "/Kids");

	for (int i = 1; i < items_of(in, key_of(in, node, "/Names")) && --*left > 0; i += 2)
		intake_note(in, kind);
	for (int i = 0; depth < DEEPEST && i < items_of(in, kids) && --*left > 0; i++)
		note_tree(in, qpdf_oh_get_array_item(in->pdf, kids, i), kind, depth + 1, left);
}

/* Signature fields that were signed; a field is looked into as deep as a tree of names. */
static void note_signatures(struct intake *in, qpdf_oh fields, int depth, int *left)
{
	for (int i = 0; depth < DEEPEST && i < items_of(in, fields) && --*left > 0; i++) {
		qpdf_oh field = qpdf_oh_get_array_item(in->pdf, fields, i);
		if (is_name(in, key_of(in, field, "/FT"), "/Sig") &&
			qpdf_oh_is_dictionary(in->pdf, key_of(in, field, "/V")))
			intake_note(in, NOTE_SIGNED);
		note_signatures(in, key_of(in, field, "/Kids"), depth + 1, left);
	}
}

static void note_form(struct intake *in, qpdf_oh form)
{
	long long signatures = 0;
	int left = MOST_LOOKS;

	note_signatures(in, key_of(in, form, "/Fields"), 0, &left);
	qpdf_oh_get_value_as_longlong(in->pdf, key_of(in, form, "/SigFlags"), &signatures);
	if ((signatures & 1) && in->notes[NOTE_SIGNED] == 0)
		intake_note(in, NOTE_SIGNED);
}

void actions_note_catalog(struct intake *in)
{
	qpdf_oh root = qpdf_get_root(in->pdf);
	qpdf_oh names = key_of(in, root, "/Names");
	qpdf_oh opening = key_of(in, root, "/OpenAction");
	int left = MOST_LOOKS;

	note_tree(in, key_of(in, names, "/JavaScript"), NOTE_SCRIPTS, 0, &left);
	note_tree(in, key_of(in, names, "/EmbeddedFiles"), NOTE_ATTACHMENTS, 0, &left);
	if (qpdf_oh_is_dictionary(in->pdf, opening))
		note_action(in, opening, 0, &left);
	actions_note(in, root);
	note_form(in, key_of(in, root, "/AcroForm"));
	qpdf_oh_release_all(in->pdf);
}
