/* Dark modules that stand side by side become one rectangle of height one. */
#include "pages/qr.h"

#include "base/buffer.h"

#include <qrencode.h>

enum { QUIET = 4, PATH = 64 * 1024 };

static bool dark(const QRcode *code, int x, int y)
{
	return x < code->width && (code->data[y * code->width + x] & 1);
}

static void draw_row(struct buffer *path, const QRcode *code, int y)
{
	for (int x = 0; x < code->width; x++) {
		int from = x;
		while (dark(code, x, y))
			x++;
		if (x > from)
			buffer_printf(path, "M%d %dh%dv1h-%dz", from + QUIET, y + QUIET, x - from,
				x - from);
	}
}

const char *qr_path(struct arena *arena, const char *text, int *size)
{
	QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
	struct buffer path;

	if (!code)
		return NULL;
	buffer_init(&path, arena, PATH);
	for (int y = 0; y < code->width; y++)
		draw_row(&path, code, y);
	*size = code->width + 2 * QUIET;
	QRcode_free(code);
	return path.full ? NULL : buffer_text(&path).data;
}
