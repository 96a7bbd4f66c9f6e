/* With an import, and after a migration: the public pages of the newest editions are rendered where
 * they are not. */
#include "command/command.h"

#include "pages/edition_pages.h"
#include "pages/routes.h"
#include "serve/view.h"

#include <string.h>

enum { EDITIONS = 10000 };

struct edition_list {
	struct arena *arena;
	size_t count;
	char *edition[EDITIONS];
};

static bool add_edition(void *context, struct text edition)
{
	struct edition_list *list = context;

	if (list->count == EDITIONS)
		return false;
	list->edition[list->count++] = arena_copy(list->arena, edition);
	return true;
}

static bool render(
	struct command *command, const struct view *view, const char *meeting, const char *number)
{
	const struct server server = { .db = command->db, .view = view, .routes = routes };

	return edition_pages_store(&server, meeting, number);
}

/* edition: "meeting number". */
static bool store(struct command *command, const struct view *view, char *edition)
{
	const struct db_asker nobody = { 0 };
	char *number = strchr(edition, ' ');

	*number++ = '\0';
	if (db_begin(command->db, command->arena, &nobody).status != 200)
		return false;
	if (render(command, view, edition, number))
		return db_commit(command->db, command->arena).status == 200;
	db_rollback(command->db);
	return false;
}

static int store_all(struct command *command, const struct view *view)
{
	struct edition_list *list = arena_alloc(command->arena, sizeof *list);
	const struct db_value version[] = { DB_TEXT(view_version(view)) };
	size_t made = 0;

	list->arena = command->arena;
	if (db_each(command->db, "select admin.editions_unstored($1)", 1, version, add_edition,
		    list) != 200)
		return command_fail("the editions could not be read");
	for (size_t i = 0; i < list->count; i++)
		made += store(command, view, list->edition[i]);
	if (made < list->count)
		return command_fail(
			"the pages of %zu editions could not be rendered", list->count - made);
	return COMMAND_DONE;
}

static int store_of(struct command *command, const struct view *view, const char *meeting)
{
	const struct db_value values[] = { DB_TEXT(view_version(view)), DB_TEXT(meeting) };
	struct db_row row = db_run(command->db, command->arena,
		"select max(split_part(edition, ' ', 2)) from admin.editions_unstored($1) as "
		"edition "
		"where split_part(edition, ' ', 1) = $2",
		false, 2, values);

	if (row.status != 200)
		return command_fail_database(command);
	return !row.column[0].data || render(command, view, meeting, row.column[0].data)
		       ? COMMAND_DONE
		       : command_fail("the pages of the meeting cannot be made");
}

/* NULL: told. */
static struct view *load(struct command *command)
{
	char error[256];
	struct view *view = view_load(command->config->share, error);

	if (!view)
		command_fail("%s", error);
	return view;
}

int command_pages(struct command *command)
{
	struct view *view = load(command);
	int status = view ? store_all(command, view) : COMMAND_TROUBLE;

	if (view)
		view_free(view);
	return status;
}

int command_pages_of(struct command *command, const char *meeting)
{
	struct view *view = load(command);
	int status = view ? store_of(command, view, meeting) : COMMAND_TROUBLE;

	if (view)
		view_free(view);
	return status;
}
