/*
 * Values as readers draw them (ISO 32000-1, 12.7): texts in the font, size and colour of /DA,
 * choices by the name that is shown for them, buttons by their mark.
 */
#include "paper/fields.h"

#include "paper/operators.h"
#include "paper/rich.h"
#include "paper/values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 32, MOST_TEXT = 1 << 20, MOST_CHOICES = 1000, MOST_COMB = 500 };
enum {
	FLAG_MULTILINE = 1 << 12,
	FLAG_PASSWORD = 1 << 13,
	FLAG_RADIO = 1 << 15,
	FLAG_PUSHBUTTON = 1 << 16,
	FLAG_COMBO = 1 << 17,
	FLAG_COMB = 1 << 24
};

/* A key of the widget or of the fields above it; last of the form itself. */
static qpdf_oh inherited(struct intake *in, qpdf_oh widget, const char *key)
{
	qpdf_oh node = widget, value = key_of(in, node, key);

	for (int i = 0; i < DEEPEST && qpdf_oh_is_null(in->pdf, value); i++) {
		node = key_of(in, node, "/Parent");
		value = key_of(in, node, key);
	}
	return value;
}

static qpdf_oh form_of(struct intake *in)
{
	return key_of(in, qpdf_get_root(in->pdf), "/AcroForm");
}

static long long flags_of(struct intake *in, qpdf_oh widget)
{
	long long flags = 0;

	qpdf_oh_get_value_as_longlong(in->pdf, inherited(in, widget, "/Ff"), &flags);
	return flags;
}

static bool is_type(struct intake *in, qpdf_oh widget, const char *type)
{
	return is_name(in, inherited(in, widget, "/FT"), type);
}

/* ---------------------------------------------------------------- values */

static void add_utf8(struct intake *in, struct buffer *text, qpdf_oh value)
{
	unsigned char *data = NULL;
	size_t size = 0;

	if (qpdf_oh_is_string(in->pdf, value))
		buffer_append(text, text_of(qpdf_oh_get_utf8_value(in->pdf, value)));
	else if (qpdf_oh_is_name(in->pdf, value))
		buffer_append(text, text_of(qpdf_oh_get_name(in->pdf, value) + 1));
	else if (qpdf_oh_is_stream(in->pdf, value) &&
		 !(qpdf_oh_get_stream_data(
			   in->pdf, value, qpdf_dl_generalized, NULL, &data, &size) &
			 QPDF_ERRORS))
		buffer_append(text, (struct text){ (char *)data, size });
	free(data);
}

static bool same_string(struct intake *in, qpdf_oh one, qpdf_oh other)
{
	if (!qpdf_oh_is_string(in->pdf, one) || !qpdf_oh_is_string(in->pdf, other))
		return false;
	char *first = arena_copy(&in->passing, text_of(qpdf_oh_get_utf8_value(in->pdf, one)));
	return strcmp(first, qpdf_oh_get_utf8_value(in->pdf, other)) == 0;
}

/* An option is a value, or a pair of the value (0) and what is shown for it (1). */
static qpdf_oh option_part(struct intake *in, qpdf_oh option, int part)
{
	return items_of(in, option) == 2 ? qpdf_oh_get_array_item(in->pdf, option, part) : option;
}

/* A line with what is shown for a chosen value: that of its option, else itself. */
static void add_choice(struct intake *in, struct buffer *text, qpdf_oh options, qpdf_oh chosen)
{
	qpdf_oh shown = chosen;

	for (int i = 0; i < items_of(in, options) && i < MOST_CHOICES; i++) {
		qpdf_oh option = qpdf_oh_get_array_item(in->pdf, options, i);
		if (same_string(in, option_part(in, option, 0), chosen)) {
			shown = option_part(in, option, 1);
			break;
		}
	}
	if (text->size > 0)
		buffer_append(text, TEXT("\n"));
	add_utf8(in, text, shown);
}

static bool is_chosen(struct intake *in, qpdf_oh values, qpdf_oh value)
{
	for (int i = 0; i < items_of(in, values) && i < MOST_CHOICES; i++)
		if (same_string(in, qpdf_oh_get_array_item(in->pdf, values, i), value))
			return true;
	return same_string(in, values, value);
}

/* A list may name what was chosen by its places among the options (/I) alone. */
static bool is_indexed(struct intake *in, qpdf_oh widget, int option)
{
	qpdf_oh places = inherited(in, widget, "/I");
	bool found = false;

	if (!qpdf_oh_is_null(in->pdf, inherited(in, widget, "/V")))
		return false;
	for (int i = 0; i < items_of(in, places) && i < MOST_CHOICES && !found; i++) {
		long long place = -1;
		qpdf_oh item = qpdf_oh_get_array_item(in->pdf, places, i);
		qpdf_oh_get_value_as_longlong(in->pdf, item, &place);
		found = place == option;
	}
	return found;
}

/* All options of a list, those that were chosen marked; empty for other fields. */
static struct text list_text(struct intake *in, qpdf_oh widget)
{
	qpdf_oh options = inherited(in, widget, "/Opt"), values = inherited(in, widget, "/V");
	struct buffer text;

	buffer_init(&text, &in->passing, MOST_TEXT);
	if (!is_type(in, widget, "/Ch") || flags_of(in, widget) & FLAG_COMBO)
		return TEXT("");
	for (int i = 0; i < items_of(in, options) && i < MOST_CHOICES; i++) {
		qpdf_oh option = qpdf_oh_get_array_item(in->pdf, options, i);
		if (i > 0)
			buffer_append(&text, TEXT("\n"));
		if (is_chosen(in, values, option_part(in, option, 0)) || is_indexed(in, widget, i))
			buffer_printf(&text, "%c", LETTERING_CHOSEN);
		add_utf8(in, &text, option_part(in, option, 1));
	}
	return buffer_text(&text);
}

static void add_choices(struct intake *in, struct buffer *text, qpdf_oh widget, qpdf_oh value)
{
	qpdf_oh options = inherited(in, widget, "/Opt");

	for (int i = 0; i < items_of(in, value) && i < MOST_CHOICES; i++)
		add_choice(in, text, options, qpdf_oh_get_array_item(in->pdf, value, i));
	for (int i = 0; i < items_of(in, options) && i < MOST_CHOICES; i++)
		if (is_indexed(in, widget, i))
			add_choice(in, text, options,
				option_part(in, qpdf_oh_get_array_item(in->pdf, options, i), 0));
	if (!qpdf_oh_is_array(in->pdf, value) && !qpdf_oh_is_null(in->pdf, value))
		add_choice(in, text, options, value);
}

/* What was entered or chosen, as UTF-8; the asterisks of a password. */
static struct text value_text(struct intake *in, qpdf_oh widget)
{
	qpdf_oh value = inherited(in, widget, "/V");
	struct buffer text;

	buffer_init(&text, &in->passing, MOST_TEXT);
	if (is_type(in, widget, "/Ch")) {
		add_choices(in, &text, widget, value);
	} else if (is_type(in, widget, "/Tx")) {
		add_utf8(in, &text, value);
		if (text.size == 0)
			buffer_append(&text, rich_text(in, inherited(in, widget, "/RV")));
		if (text.size > 0 && flags_of(in, widget) & FLAG_PASSWORD)
			memset(text.data, '*', text.size);
	}
	if (text.full)
		intake_refuse(in, "TOO_COMPLEX");
	return buffer_text(&text);
}

/* ---------------------------------------------------------------- which appearance */

static bool is_listed(struct intake *in, qpdf_oh states, qpdf_oh name)
{
	return qpdf_oh_is_name(in->pdf, name) &&
	       qpdf_oh_is_stream(in->pdf, key_of(in, states, qpdf_oh_get_name(in->pdf, name)));
}

static bool needs_appearances(struct intake *in)
{
	QPDF_BOOL needed = QPDF_FALSE;

	qpdf_oh_get_value_as_bool(in->pdf, key_of(in, form_of(in), "/NeedAppearances"), &needed);
	return needed;
}

/* The state of a button: /AS; without it, or where the file says not to trust it, by its value. */
static qpdf_oh state_of(struct intake *in, qpdf_oh widget, qpdf_oh states)
{
	qpdf_oh state = key_of(in, widget, "/AS"), value = inherited(in, widget, "/V");

	if (qpdf_oh_is_name(in->pdf, state) && !needs_appearances(in))
		return state;
	if (is_listed(in, states, value))
		return value;
	return qpdf_oh_is_name(in->pdf, state) && qpdf_oh_is_null(in->pdf, value)
		       ? state
		       : qpdf_oh_new_name(in->pdf, "/Off");
}

static bool can_be_trusted(struct intake *in, qpdf_oh widget, qpdf_oh stream)
{
	if (!is_type(in, widget, "/Tx") && !is_type(in, widget, "/Ch"))
		return true;
	if (value_text(in, widget).size == 0)
		return !needs_appearances(in) || !stream_does(in, stream, operators_letter);
	return !needs_appearances(in) && stream_does(in, stream, operators_letter);
}

qpdf_oh fields_appearance(struct intake *in, qpdf_oh widget)
{
	qpdf_oh normal = key_of(in, key_of(in, widget, "/AP"), "/N");

	if (qpdf_oh_is_dictionary(in->pdf, normal)) {
		qpdf_oh state = state_of(in, widget, normal);
		qpdf_oh shown = key_of(in, normal, qpdf_oh_get_name(in->pdf, state));
		bool stub = !is_name(in, state, "/Off") && qpdf_oh_is_stream(in->pdf, shown) &&
			    !stream_does(in, shown, operators_paint);
		return stub ? qpdf_oh_new_null(in->pdf) : shown;
	}
	if (!qpdf_oh_is_stream(in->pdf, normal) || !can_be_trusted(in, widget, normal))
		return qpdf_oh_new_null(in->pdf);
	return normal;
}

/* ---------------------------------------------------------------- drawing */

/* The width of a border: /BS before /Border; 1 unless it is told (ISO 32000-1, 12.5.4). */
static double border_width(struct intake *in, qpdf_oh widget)
{
	double width = 1;

	qpdf_oh_get_value_as_number(in->pdf, key_of(in, key_of(in, widget, "/BS"), "/W"), &width);
	return width >= 0 && width < 100 ? width : 1;
}

static void draw_frame(
	struct drawing *drawing, qpdf_oh widget, const double rect[static 4], bool round)
{
	struct intake *in = drawing->in;
	qpdf_oh look = key_of(in, widget, "/MK");
	double width = border_width(in, widget), half = width / 2;

	if (round) {
		drawing_disc(
			drawing, key_of(in, look, "/BG"), key_of(in, look, "/BC"), rect, width);
		return;
	}
	if (drawing_colour(drawing, key_of(in, look, "/BG"), false))
		buffer_printf(&drawing->operators, "%.3f %.3f %.3f %.3f re f\n", rect[0], rect[1],
			rect[2] - rect[0], rect[3] - rect[1]);
	if (width == 0 || !drawing_colour(drawing, key_of(in, look, "/BC"), true))
		return;
	buffer_printf(&drawing->operators, "%.3f w %.3f %.3f %.3f %.3f re S\n", width,
		rect[0] + half, rect[1] + half, rect[2] - rect[0] - width,
		rect[3] - rect[1] - width);
}

/* The marks of check boxes, by the letter that ZapfDingbats has for each: corners in a unit square.
 */
static void draw_mark(struct drawing *drawing, char letter, const double rect[static 4])
{
	static const struct {
		char letter;
		const char *operators;
	} marks[] = {
		{ '4', "0.1 w 1 J 1 j 0.2 0.5 m 0.42 0.25 l 0.8 0.8 l S" },
		{ '8', "0.12 w 1 J 0.22 0.22 m 0.78 0.78 l 0.22 0.78 m 0.78 0.22 l S" },
		{ 'u', "0.5 0.15 m 0.85 0.5 l 0.5 0.85 l 0.15 0.5 l f" },
		{ 'n', "0.2 0.2 0.6 0.6 re f" },
		{ 'H', "0.5 0.9 m 0.74 0.16 l 0.11 0.62 l 0.89 0.62 l 0.26 0.16 l f" },
		{ 'l', "0.5 0.75 m 0.64 0.75 0.75 0.64 0.75 0.5 c 0.75 0.36 0.64 0.25 0.5 0.25 c "
		       "0.36 0.25 0.25 0.36 0.25 0.5 c 0.25 0.64 0.36 0.75 0.5 0.75 c f" },
	};
	double width = rect[2] - rect[0], height = rect[3] - rect[1], side = fmin(width, height);

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (marks[i].letter == letter)
			buffer_printf(&drawing->operators, "q %.3f 0 0 %.3f %.3f %.3f cm %s Q\n",
				side, side, rect[0] + (width - side) / 2,
				rect[1] + (height - side) / 2, marks[i].operators);
}

static void draw_button(struct drawing *drawing, qpdf_oh widget, const double rect[static 4])
{
	struct intake *in = drawing->in;
	bool radio = flags_of(in, widget) & FLAG_RADIO;
	qpdf_oh caption = key_of(in, key_of(in, widget, "/MK"), "/CA");
	qpdf_oh states = key_of(in, key_of(in, widget, "/AP"), "/N");
	qpdf_oh state = state_of(in, widget, states), value = inherited(in, widget, "/V");
	char letter = radio ? 'l' : '4';

	/* By /AS where it stands. Else a check box is on when its field has a value; of radio
	 * buttons the value is the name of one, which only the appearances tell (they are named
	 * alike). */
	bool on = qpdf_oh_is_name(in->pdf, key_of(in, widget, "/AS"))
			  ? !is_name(in, key_of(in, widget, "/AS"), "/Off")
			  : qpdf_oh_is_name(in->pdf, value) && !is_name(in, value, "/Off") &&
				    (!radio || is_listed(in, states, value));
	bool unnamed = radio && !qpdf_oh_is_dictionary(in->pdf, states) &&
		       qpdf_oh_is_null(in->pdf, key_of(in, widget, "/AS")) &&
		       qpdf_oh_is_name(in->pdf, value) && !is_name(in, value, "/Off");
	if (unnamed)
		intake_note(in, NOTE_UNNAMED);
	if (!on || (qpdf_oh_is_dictionary(in->pdf, states) && is_name(in, state, "/Off")))
		return;
	if (qpdf_oh_is_string(in->pdf, caption)) {
		const char *text = qpdf_oh_get_utf8_value(in->pdf, caption);
		letter = *text && strchr("48unHl", *text) ? *text : letter;
	}
	buffer_append(&drawing->operators, TEXT("0 g 0 G\n"));
	draw_mark(drawing, letter, rect);
	intake_note(in, NOTE_VALUES);
}

static struct lettering_box text_box(struct intake *in, qpdf_oh widget)
{
	struct lettering_box box = { .size = 0 };
	long long align = 0, cells = 0, flags = flags_of(in, widget);
	qpdf_oh look = inherited(in, widget, "/DA"), where = inherited(in, widget, "/Q");
	qpdf_oh form = form_of(in);

	drawing_look(in, qpdf_oh_is_null(in->pdf, look) ? key_of(in, form, "/DA") : look, &box);
	qpdf_oh_get_value_as_longlong(
		in->pdf, qpdf_oh_is_null(in->pdf, where) ? key_of(in, form, "/Q") : where, &align);
	qpdf_oh_get_value_as_longlong(in->pdf, inherited(in, widget, "/MaxLen"), &cells);
	box.align = align == 1 || align == 2 ? (uint8_t)align : 0;
	if (is_type(in, widget, "/Ch"))
		box.lines = !(flags & FLAG_COMBO);
	else if (is_type(in, widget, "/Tx"))
		box.lines = (flags & FLAG_MULTILINE) != 0;
	if (is_type(in, widget, "/Tx") && flags & FLAG_COMB && cells > 0 && cells <= MOST_COMB &&
		!box.lines)
		box.comb = (uint32_t)cells;
	return box;
}

static uint32_t letters_of(struct text text)
{
	uint32_t count = 0;

	for (size_t i = 0; i < text.size; i++)
		count += ((unsigned char)text.data[i] & 0xc0) != 0x80;
	return count;
}

/* Upright in the widget's own turn (/MK /R). A list shows all of its options if it has the room. */
static void draw_text(struct intake *in, qpdf_oh widget, const double rect[static 4],
	struct text text, struct annotations *page)
{
	struct lettering_box box = text_box(in, widget);
	struct text list = list_text(in, widget);
	double width = rect[2] - rect[0], height = rect[3] - rect[1];
	double line = (box.size > 0 ? box.size : 12) * 1.25;
	long long turn = 0;

	if (list.size > 0 && items_of(in, inherited(in, widget, "/Opt")) * line < height)
		text = list;
	qpdf_oh_get_value_as_longlong(in->pdf, key_of(in, key_of(in, widget, "/MK"), "/R"), &turn);
	if (box.comb > 0 && letters_of(text) > box.comb)
		box.comb = letters_of(text); /* more than there are cells: none is left out */
	turn = turn % 90 ? 0 : (turn % 360 + 360) % 360;
	box.width = turn % 180 ? height : width;
	box.height = turn % 180 ? width : height;
	drawing_text(in, page, box, text, turn == 90 || turn == 180 ? rect[2] : rect[0],
		turn == 180 || turn == 270 ? rect[3] : rect[1], (int)turn);
}

void fields_draw(
	struct intake *in, qpdf_oh widget, const double rect[static 4], struct annotations *page)
{
	bool button = is_type(in, widget, "/Btn");
	bool pushed = button && flags_of(in, widget) & FLAG_PUSHBUTTON;
	qpdf_oh caption = key_of(in, key_of(in, widget, "/MK"), "/CA");
	qpdf_oh states = key_of(in, key_of(in, widget, "/AP"), "/N");
	struct drawing drawing;
	struct text text = pushed && qpdf_oh_is_string(in->pdf, caption)
				   ? text_of(qpdf_oh_get_utf8_value(in->pdf, caption))
				   : TEXT("");

	if (is_type(in, widget, "/Sig"))
		return; /* without an appearance it shows nothing */
	text.data = arena_copy(&in->passing, text);
	drawing_begin(&drawing, in, page);
	if (!qpdf_oh_is_dictionary(in->pdf, states))
		draw_frame(&drawing, widget, rect, button && flags_of(in, widget) & FLAG_RADIO);
	if (button && !pushed)
		draw_button(&drawing, widget, rect);
	else if (!button)
		text = value_text(in, widget);
	drawing_end(&drawing, rect);
	if (!button && text.size > 0)
		intake_note(in, NOTE_VALUES);
	draw_text(in, widget, rect, text, page);
}
