/* Streams are not decoded: they were copied byte for byte, and that would take longer than the
 * assembly.
 */
#include "paper/check.h"

#include <qpdf/qpdf-c.h>

/* A page must have its content and its resources; what they refer to must be there. */
static bool page_is_whole(qpdf_data pdf, size_t number)
{
	qpdf_oh page = qpdf_get_page_n(pdf, number);
	qpdf_oh content = qpdf_oh_get_key(pdf, page, "/Contents");
	qpdf_oh resources = qpdf_oh_get_key(pdf, page, "/Resources");
	bool whole = qpdf_oh_is_stream(pdf, content) && qpdf_oh_is_dictionary(pdf, resources);

	qpdf_oh_release_all(pdf);
	return whole;
}

static const char *look(struct arena *arena, qpdf_data pdf, struct text file, unsigned pages)
{
	int status = qpdf_read_memory(pdf, "document", file.data, file.size, NULL);

	if (status & QPDF_ERRORS)
		return arena_printf(arena, "it cannot be read: %s",
			qpdf_get_error_message_detail(pdf, qpdf_get_error(pdf)));
	if (qpdf_get_num_pages(pdf) != (int)pages)
		return arena_printf(
			arena, "it has %d pages instead of %u", qpdf_get_num_pages(pdf), pages);
	for (unsigned i = 0; i < pages; i++)
		if (!page_is_whole(pdf, i))
			return arena_printf(arena, "page %u is not whole", i + 1);
	if (qpdf_more_warnings(pdf))
		return arena_printf(arena, "it is not clean: %s",
			qpdf_get_error_message_detail(pdf, qpdf_next_warning(pdf)));
	return NULL;
}

const char *check_document(struct arena *arena, struct text file, unsigned pages)
{
	qpdf_data pdf = qpdf_init();

	qpdf_silence_errors(pdf);
	qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
	qpdf_set_attempt_recovery(pdf, QPDF_FALSE);
	const char *wrong = look(arena, pdf, file, pages);
	qpdf_cleanup(&pdf);
	return wrong;
}
