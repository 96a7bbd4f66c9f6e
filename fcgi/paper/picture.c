/*
 * The page is sent in a PDF of its own, with what it needs, its visible box and its layers as they
 * are, but without its annotations, which are carried apart.
 */
#include "paper/picture.h"

#include "paper/aside.h"
#include "paper/drawing.h"
#include "paper/snapshot.h"
#include "paper/values.h"

enum { MOST_PICTURE = 64 << 20 };

int picture_open(void)
{
	static const struct jail_limits limits = {
		.memory = 1024UL << 20, .file_size = 64UL << 20, .seconds = 60
	};

	return aside_open(snapshot_draw, &limits);
}

static void set_box(qpdf_data pdf, qpdf_oh page, const struct segment_page *seen)
{
	const double sides[] = { seen->left, seen->bottom, seen->right, seen->top };
	qpdf_oh box = qpdf_oh_new_array(pdf);

	for (int i = 0; i < 4; i++)
		qpdf_oh_append_item(pdf, box, qpdf_oh_new_real_from_double(pdf, sides[i], 5));
	qpdf_oh_replace_key(pdf, page, "/MediaBox", box);
	qpdf_oh_replace_key(pdf, page, "/CropBox", box);
}

/* A reader of the copy must know which layers are off. */
static void copy_layers(struct intake *in, qpdf_data to)
{
	qpdf_oh layers = key_of(in, qpdf_get_root(in->pdf), "/OCProperties");

	if (!qpdf_oh_is_dictionary(in->pdf, layers))
		return;
	if (!qpdf_oh_is_indirect(in->pdf, layers))
		layers = qpdf_make_indirect_object(in->pdf, layers);
	qpdf_oh_replace_key(to, qpdf_get_root(to), "/OCProperties",
		qpdf_oh_copy_foreign_object(to, in->pdf, layers));
}

/* The bytes are the copy's own. Empty when they cannot be written. */
static struct text write_alone(
	struct intake *in, qpdf_oh page, const struct segment_page *seen, qpdf_data alone)
{
	static const char *const apart[] = { "/Annots", "/AA", "/B", "/UserUnit" };

	for (size_t i = 0; i < sizeof apart / sizeof *apart; i++)
		qpdf_oh_remove_key(in->pdf, page, apart[i]); /* the page's turn is over */
	if (qpdf_empty_pdf(alone) & QPDF_ERRORS ||
		qpdf_add_page(alone, in->pdf, page, QPDF_TRUE) & QPDF_ERRORS)
		return TEXT("");
	set_box(alone, qpdf_get_page_n(alone, 0), seen);
	copy_layers(in, alone);
	qpdf_init_write_memory(alone);
	qpdf_set_stream_data_mode(alone, qpdf_s_preserve);
	if (qpdf_write(alone) & QPDF_ERRORS)
		return TEXT("");
	return (struct text){ (char *)qpdf_get_buffer(alone), qpdf_get_buffer_length(alone) };
}

/* From the picture's upright page to the visible box of a page that is turned. */
static const char *matrix_of(struct intake *in, const struct segment_page *seen, qpdf_data drawn)
{
	double wide = seen->right - seen->left, high = seen->top - seen->bottom, box[4];
	struct intake of = { .pdf = drawn };

	if (!numbers_of(
		    &of, qpdf_oh_get_key(drawn, qpdf_get_page_n(drawn, 0), "/MediaBox"), box, 4))
		return NULL;
	double x = (seen->rotation % 180 ? high : wide) / (box[2] - box[0]);
	double y = (seen->rotation % 180 ? wide : high) / (box[3] - box[1]);
	const double turns[4][6] = { { x, 0, 0, y, seen->left, seen->bottom },
		{ 0, x, -y, 0, seen->right, seen->bottom },
		{ -x, 0, 0, -y, seen->right, seen->top }, { 0, -x, y, 0, seen->left, seen->top } };
	const double *turn = turns[seen->rotation / 90];
	return arena_printf(&in->passing, "/Matrix[%.6f %.6f %.6f %.6f %.4f %.4f]", turn[0],
		turn[1], turn[2], turn[3], turn[4], turn[5]);
}

uint32_t picture_carry(struct intake *in, qpdf_oh page, const struct segment_page *seen)
{
	qpdf_data alone = qpdf_init(), drawn = qpdf_init();
	uint32_t local = INTAKE_NOTHING;
	struct buffer pdf;

	qpdf_silence_errors(alone);
	qpdf_silence_errors(drawn);
	buffer_init(&pdf, in->arena, MOST_PICTURE);
	struct text question = write_alone(in, page, seen, alone);
	if (question.size > 0 && aside_ask(in->picture, question, &pdf) == ASIDE_DONE &&
		pdf.size > 0 &&
		!(qpdf_read_memory(drawn, "picture", pdf.data, pdf.size, NULL) & QPDF_ERRORS)) {
		const char *matrix = matrix_of(in, seen, drawn);
		local = segment_reserve(&in->writer);
		in->fault |= !matrix || !drawing_adopt(in, local, drawn, 0, matrix);
	}
	qpdf_cleanup(&alone);
	qpdf_cleanup(&drawn);
	intake_note_page(in, local == INTAKE_NOTHING ? NOTE_BLANK : NOTE_PICTURES);
	return local;
}
