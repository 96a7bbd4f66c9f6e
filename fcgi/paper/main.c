/*
 * dais-paper: everything that looks into a paper, and everything that makes a document. Run by the
 * clerk, one short-lived child a step; each step opens its files, locks itself in, then works.
 *
 *   dais-paper intake PAPER.pdf PAPER.segment [PAGES]
 *       takes a paper of at most PAGES (500) pages apart and cleans it. Prints one line, status 0:
 *         {"pages":12,"notes":[{"code":"PDF_SCRIPTS_REMOVED","count":3}]}
 *       with what was changed (the codes are those of intake_note_code),
 *       or, when the paper cannot be taken:
 *         {"code":"PDF_PAGE_UNREADABLE","page":7}     page only where it is about one page; codes:
 *         PDF_PASSWORD PDF_DAMAGED PDF_EMPTY PDF_XFA PDF_PORTFOLIO PDF_PAGE_UNREADABLE
 *         TOO_MANY_PAGES TOO_COMPLEX TYPE_MISMATCH
 *
 *   dais-paper salvage PAPER.pdf PAPER.segment
 *       the same, but a page that cannot be read is no reason to refuse the paper: a picture of
 *       what could be read of it takes its place. Its number then stands in a note, as that of
 *       every page that was read in part, and of every one that is blank because nothing could be
 *       read:
 *         {"code":"PDF_PAGES_PICTURED","count":2,"pages":"3, 7"}
 *
 *   dais-paper sheets SHEETS.pdf SHEETS.segment [PAGES]
 *       intake of the sheets that `front` has drawn; the heads of their tables say whether they
 *       stand over a column or before a row.
 *
 *   dais-paper clean PAPER.segment OUT.pdf
 *       the cleaned copy that others may open. {"pages":12,"size":345678}
 *
 *   dais-paper office PAPER MEDIA_TYPE
 *       looks into an Office file: {} when it may be passed on, or {"code":…} (office.h)
 *
 *   dais-paper text FILE MEDIA_TYPE
 *       takes the plain text of an agenda out of a PDF or DOCX (plain.h). {"text":"…"}, or a code:
 *         PDF_DAMAGED OFFICE_DAMAGED NO_TEXT TEXT_TOO_LARGE TOO_COMPLEX
 *
 *   dais-paper proof CLEAN.pdf
 *       draws every page of it once, and reads it: {"pages":2,"texts":["page 1","page 2"]}, or the
 *       code TOO_COMPLEX with the page whose drawing takes more than it may.
 *
 *   dais-paper front SHEETS.pdf < markup > plan
 *       draws the sheets of a packet (front.h).
 *
 *   dais-paper assemble OUT.pdf SHEETS.segment PAPER.segment … < plan
 *       puts a packet together (assembly.h). {"pages":1195,"size":23456789}
 *
 *   dais-paper check OUT.pdf PAGES
 *       reads the finished document once more, by other means (check.h).
 *
 * Any other exit status, or a signal, is a fault; one line on standard error says what it was. What
 * is in an output file is then worth nothing.
 */
#include "paper/assembly.h"
#include "paper/check.h"
#include "paper/front.h"
#include "paper/intake.h"
#include "paper/jail.h"
#include "paper/lettering.h"
#include "paper/office.h"
#include "paper/picture.h"
#include "paper/plain.h"
#include "paper/proof.h"

#include "base/json.h"
#include "base/log.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { GOOD = 0, FAULT = 1, MISUSE = 2 };

static const uint64_t MEGABYTE = 1 << 20;

/* An intake that aborts with less address space left than this has run out of memory. */
enum { SCARCE = 512 << 20 };

static int fault(const char *why)
{
	log_line(LOG_LEVEL_ERROR, "dais-paper: %s", why);
	return FAULT;
}

/* What runs out of time, memory or room while it is taken apart is too complex. */
static void give_up(int signal_number)
{
	static const char answer[] = "{\"code\":\"TOO_COMPLEX\"}\n";

	(void)signal_number;
	_exit(write(STDOUT_FILENO, answer, sizeof answer - 1) == sizeof answer - 1 ? GOOD : FAULT);
}

/*
 * Libraries abort for want of memory, and so do arenas. But so does a bug of ours, which must not
 * be blamed on the paper: with room left, the signal takes its course.
 */
static void give_up_if_full(int signal_number)
{
	if (mmap(NULL, SCARCE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
		give_up(signal_number);
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

static struct text map_file(const char *path)
{
	struct stat status;
	struct text bytes = { NULL, 0 };
	int file = open(path, O_RDONLY | O_CLOEXEC);

	if (file < 0)
		return bytes;
	if (fstat(file, &status) == 0 && S_ISREG(status.st_mode)) {
		bytes.size = (size_t)status.st_size;
		bytes.data =
			bytes.size ? mmap(NULL, bytes.size, PROT_READ, MAP_PRIVATE, file, 0) : "";
		if (bytes.data == MAP_FAILED)
			bytes.data = NULL;
	}
	close(file);
	return bytes;
}

/* As people read them: "3, 7" */
static void print_pages(const struct buffer *pages)
{
	const uint32_t *page = (const uint32_t *)pages->data;

	printf(",\"pages\":\"");
	for (size_t i = 0; i < pages->size / sizeof *page; i++)
		printf("%s%u", i ? ", " : "", page[i]);
	putchar('"');
}

static int print_report(const struct intake *in)
{
	const char *separator = "";

	if (in->refusal && in->page)
		printf("{\"code\":\"%s\",\"page\":%u}\n", in->refusal, in->page);
	else if (in->refusal)
		printf("{\"code\":\"%s\"}\n", in->refusal);
	if (in->refusal)
		return fflush(stdout) ? FAULT : GOOD;
	printf("{\"pages\":%u,\"notes\":[", in->pages);
	for (enum intake_note kind = 0; kind < NOTE_KINDS; kind++) {
		if (in->notes[kind] == 0)
			continue;
		printf("%s{\"code\":\"%s\",\"count\":%u", separator, intake_note_code(kind),
			in->notes[kind]);
		if (in->noted[kind].size > 0)
			print_pages(&in->noted[kind]);
		putchar('}');
		separator = ",";
	}
	puts("]}");
	return fflush(stdout) ? FAULT : GOOD;
}

static int take_apart(int count, char **path, bool own, bool as_readable)
{
	struct intake in = { .file = map_file(path[0]),
		.most_pages = PAPER_MAX_PAGES,
		.own = own,
		.as_readable = as_readable,
		.lettering = lettering_open(),
		.picture = as_readable ? picture_open() : 0 };
	long long pages;
	struct arena arena;
	FILE *out = fopen(path[1], "w+e");
	struct jail_limits limits = {
		.memory = 1024 * MEGABYTE + 2 * in.file.size,
		.file_size = 64 * MEGABYTE + 4 * in.file.size,
		.seconds = 20,
	};

	if (count > 2 && (!text_number(text_of(path[2]), &pages) || pages > INT32_MAX))
		return MISUSE;
	if (count > 2)
		in.most_pages = (uint32_t)pages;
	if (!in.file.data || !out || in.lettering < 0 || in.picture < 0)
		return fault("the files cannot be opened");
	signal(SIGXCPU, give_up);
	signal(SIGXFSZ, give_up);
	signal(SIGABRT, give_up_if_full);
	if (!jail_enter(JAIL_CLOSED, &limits))
		return fault("the jail does not close");
	arena_init(&arena, 768 * MEGABYTE);
	in.arena = &arena;
	in.pdf = qpdf_init();
	segment_writer_init(&in.writer, out, &arena);
	if (!intake_paper(&in))
		return fault("the lexer and libqpdf disagree about this file");
	return print_report(&in);
}

static int run_intake(int count, char **path)
{
	return take_apart(count, path, false, false);
}

static int run_sheets(int count, char **path)
{
	return take_apart(count, path, true, false);
}

static int run_salvage(int count, char **path)
{
	return take_apart(count, path, false, true);
}

static int finish_link(const struct plan *plan, enum jail_kind jail, int out, struct arena *arena)
{
	struct jail_limits limits = {
		.memory = 4096 * MEGABYTE, .file_size = 65536 * MEGABYTE, .seconds = 300
	};
	struct assembly_result result;

	if (!jail_enter(jail, &limits))
		return fault("the jail does not close");
	const char *wrong = assemble(plan, out, arena, &result);
	if (wrong)
		return fault(wrong);
	printf("{\"pages\":%u,\"size\":%llu}\n", result.pages, (unsigned long long)result.size);
	return fflush(stdout) ? FAULT : GOOD;
}

static int run_proof(int count, char **path)
{
	struct text file = map_file(path[0]);
	struct jail_limits limits = {
		.memory = 1024 * MEGABYTE + 2 * file.size, .file_size = MEGABYTE, .seconds = 120
	};
	struct arena arena;

	(void)count;
	if (!file.data)
		return fault("the document cannot be opened");
	signal(SIGXCPU, give_up);
	signal(SIGABRT, give_up_if_full);
	if (!jail_enter(JAIL_FONTS, &limits))
		return fault("the jail does not close");
	arena_init(&arena, 64 * MEGABYTE);
	json_use_arena(&arena);
	cJSON *report = cJSON_CreateObject(), *texts = cJSON_CreateArray();
	int pages = proof_draw(file, texts);
	if (pages < 0)
		return fault("the cleaned copy cannot be drawn");
	cJSON_AddNumberToObject(report, "pages", pages);
	cJSON_AddItemToObject(report, "texts", texts);
	puts(json_print(report));
	return fflush(stdout) ? FAULT : GOOD;
}

static int create(const char *path)
{
	return open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
}

static int run_clean(int count, char **path)
{
	struct plan plan;
	struct arena arena;
	int segment = open(path[0], O_RDONLY | O_CLOEXEC), out = create(path[1]);

	(void)count;
	if (segment < 0 || out < 0)
		return fault("the files cannot be opened");
	arena_init(&arena, 512 * MEGABYTE);
	const char *wrong = plan_of_one(&plan, &arena, segment);
	return wrong ? fault(wrong) : finish_link(&plan, JAIL_CLOSED, out, &arena);
}

static int run_office(int count, char **argument)
{
	struct text file = map_file(argument[0]);
	struct jail_limits limits = {
		.memory = 512 * MEGABYTE + file.size, .file_size = 0, .seconds = 20
	};

	(void)count;
	if (!file.data)
		return fault("the file cannot be opened");
	signal(SIGXCPU, give_up);
	signal(SIGABRT, give_up_if_full);
	if (!jail_enter(JAIL_CLOSED, &limits))
		return fault("the jail does not close");
	const char *refusal = office_refusal(file, text_of(argument[1]));
	if (refusal)
		printf("{\"code\":\"%s\"}\n", refusal);
	else
		puts("{}");
	return fflush(stdout) ? FAULT : GOOD;
}

static int run_text(int count, char **argument)
{
	enum { MOST_TEXT = 256 * 1024 };
	struct text file = map_file(argument[0]);
	bool pdf = strcmp(argument[1], "application/pdf") == 0;
	struct jail_limits limits = {
		.memory = 512 * MEGABYTE + 2 * file.size, .file_size = 0, .seconds = 20
	};
	struct arena arena;
	struct buffer text;

	(void)count;
	if (!file.data)
		return fault("the file cannot be opened");
	signal(SIGXCPU, give_up);
	signal(SIGABRT, give_up_if_full);
	if (!jail_enter(pdf ? JAIL_FONTS : JAIL_CLOSED, &limits))
		return fault("the jail does not close");
	arena_init(&arena, 64 * MEGABYTE);
	json_use_arena(&arena);
	buffer_init(&text, &arena, MOST_TEXT);
	bool sound = pdf ? plain_of_pdf(file, &text) : plain_of_docx(&arena, file, &text);
	const char *code = !sound      ? pdf ? "PDF_DAMAGED" : "OFFICE_DAMAGED"
			   : text.full ? "TEXT_TOO_LARGE"
			   : !plain_make_readable(text.data, text.size) ? "NO_TEXT"
									: NULL;
	cJSON *report = cJSON_CreateObject();
	cJSON_AddStringToObject(report, code ? "code" : "text", code ? code : text.data);
	puts(json_print(report));
	return fflush(stdout) ? FAULT : GOOD;
}

/* All of standard input, up to 16 MiB. */
static struct text read_input(struct arena *arena)
{
	struct buffer all;
	char piece[4096];
	size_t size;

	buffer_init(&all, arena, 16 << 20);
	while ((size = fread(piece, 1, sizeof piece, stdin)) > 0)
		buffer_append(&all, (struct text){ piece, size });
	return all.full ? TEXT("") : buffer_text(&all);
}

static int run_assembly(int count, char **path)
{
	struct plan plan;
	struct arena arena;
	int out = create(path[0]);
	size_t segments = (size_t)count - 1;

	arena_init(&arena, 512 * MEGABYTE);
	json_use_arena(&arena);
	int *files = arena_alloc(&arena, segments * sizeof *files);
	for (size_t i = 0; i < segments; i++) {
		files[i] = open(path[1 + i], O_RDONLY | O_CLOEXEC);
		if (files[i] < 0)
			return fault("a segment cannot be opened");
	}
	if (out < 0)
		return fault("the document cannot be created");
	const char *wrong = plan_read(&plan, &arena, read_input(&arena), files, segments);
	return wrong ? fault(wrong) : finish_link(&plan, JAIL_FONTS, out, &arena);
}

static int run_front(int count, char **path)
{
	struct jail_limits limits = {
		.memory = 2048 * MEGABYTE, .file_size = 64 * MEGABYTE, .seconds = 20
	};
	struct arena arena;
	char error[256] = "";
	FILE *out = fopen(path[0], "we");

	(void)count;
	if (!out)
		return fault("the sheets cannot be created");
	arena_init(&arena, 256 * MEGABYTE);
	struct text markup = read_input(&arena);
	if (!jail_enter(JAIL_FONTS, &limits))
		return fault("the jail does not close");
	const char *plan = front_draw(&arena, markup, out, error);
	if (!plan)
		return fault(error);
	puts(plan);
	return fflush(stdout) ? FAULT : GOOD;
}

static int run_check(int count, char **path)
{
	struct text file = map_file(path[0]);
	struct jail_limits limits = {
		.memory = 1024 * MEGABYTE + 2 * file.size, .file_size = 0, .seconds = 120
	};
	struct arena arena;
	long long pages;

	(void)count;
	if (!file.data || !text_number(text_of(path[1]), &pages))
		return fault("the document cannot be opened");
	if (!jail_enter(JAIL_CLOSED, &limits))
		return fault("the jail does not close");
	arena_init(&arena, 64 * MEGABYTE);
	const char *wrong = check_document(&arena, file, (unsigned)pages);
	return wrong ? fault(wrong) : GOOD;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int least, most; /* paths */
		int (*run)(int count, char **path);
	} steps[] = {
		{ "intake", 2, 3, run_intake },
		{ "salvage", 2, 2, run_salvage },
		{ "sheets", 2, 3, run_sheets },
		{ "clean", 2, 2, run_clean },
		{ "office", 2, 2, run_office },
		{ "text", 2, 2, run_text },
		{ "proof", 1, 1, run_proof },
		{ "front", 1, 1, run_front },
		{ "assemble", 2, 4096, run_assembly },
		{ "check", 2, 2, run_check },
	};

	for (size_t i = 0; argc > 1 && i < sizeof steps / sizeof *steps; i++)
		if (strcmp(argv[1], steps[i].name) == 0 && argc - 2 >= steps[i].least &&
			argc - 2 <= steps[i].most)
			return steps[i].run(argc - 2, argv + 2);
	fputs("usage: dais-paper intake PAPER.pdf PAPER.segment [PAGES]\n"
	      "       dais-paper salvage PAPER.pdf PAPER.segment\n"
	      "       dais-paper sheets SHEETS.pdf SHEETS.segment [PAGES]\n"
	      "       dais-paper clean PAPER.segment OUT.pdf\n"
	      "       dais-paper office PAPER MEDIA_TYPE\n"
	      "       dais-paper text FILE MEDIA_TYPE\n"
	      "       dais-paper proof CLEAN.pdf\n"
	      "       dais-paper front SHEETS.pdf < markup > plan\n"
	      "       dais-paper assemble OUT.pdf SHEETS.segment PAPER.segment ... < plan\n"
	      "       dais-paper check OUT.pdf PAGES\n",
		stderr);
	return MISUSE;
}
