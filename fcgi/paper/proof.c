/* Poppler draws, at a point a pixel; a timer of the process's own time watches each page. */
#include "paper/proof.h"

#include "paper/plain.h"

#include <math.h>
#include <poppler.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const double MOST_PIXELS = 2000; /* of a side */

/* The page's number comes with the signal: nothing else is shared with the handler. */
static void give_up(int signal_number, siginfo_t *info, void *context)
{
	static const char begin[] = "{\"code\":\"TOO_COMPLEX\",\"page\":";
	char digits[16] = "}\n";
	size_t at = sizeof digits - 3;

	(void)signal_number;
	(void)context;
	digits[at + 1] = '}';
	digits[at + 2] = '\n';
	for (int left = info->si_value.sival_int; left > 0 && at > 0; left /= 10)
		digits[at--] = (char)('0' + left % 10);
	bool told = write(STDOUT_FILENO, begin, sizeof begin - 1) > 0 &&
		    write(STDOUT_FILENO, digits + at + 1, sizeof digits - at - 1) > 0;
	_exit(told ? 0 : 1);
}

static bool start_timer(timer_t *timer, int page)
{
	struct sigevent event = {
		.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGPROF, .sigev_value.sival_int = page
	};
	struct itimerspec limit = { .it_value.tv_sec = PROOF_PAGE_SECONDS };

	return timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, timer) == 0 &&
	       timer_settime(*timer, 0, &limit, NULL) == 0;
}

static void draw_page(PopplerPage *page)
{
	double width, height;

	poppler_page_get_size(page, &width, &height);
	double scale = fmin(1, MOST_PIXELS / fmax(fmax(width, height), 1));
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32,
		(int)fmax(1, ceil(width * scale)), (int)fmax(1, ceil(height * scale)));
	cairo_t *cr = cairo_create(surface);
	cairo_scale(cr, scale, scale);
	poppler_page_render(page, cr);
	cairo_destroy(cr);
	cairo_surface_destroy(surface);
}

/* Appends what the page says, or nothing when it would be more than is left of *room. */
static void read_page(PopplerPage *page, cJSON *texts, size_t *room)
{
	char *text = page ? poppler_page_get_text(page) : NULL;
	size_t size = text ? strlen(text) : 0;
	bool fits = text && size <= *room && plain_make_readable(text, size);

	cJSON_AddItemToArray(texts, cJSON_CreateString(fits ? text : ""));
	*room -= fits ? size : 0;
	g_free(text);
}

int proof_draw(struct text pdf, cJSON *texts)
{
	struct sigaction action = { .sa_sigaction = give_up, .sa_flags = SA_SIGINFO };
	GBytes *bytes = g_bytes_new_static(pdf.data, pdf.size);
	PopplerDocument *document = poppler_document_new_from_bytes(bytes, NULL, NULL);
	int pages = document ? poppler_document_get_n_pages(document) : -1;
	size_t room = PROOF_TEXT_SIZE;
	timer_t timer;

	sigaction(SIGPROF, &action, NULL);
	for (int i = 0; i < pages; i++) {
		PopplerPage *page = poppler_document_get_page(document, i);
		if (!start_timer(&timer, i + 1))
			return -1;
		if (page)
			draw_page(page);
		read_page(page, texts, &room);
		g_clear_object(&page);
		timer_delete(timer);
	}
	g_bytes_unref(bytes);
	return pages;
}
