# Read behind the build's Makefile by tests/run: links each tests/fuzz/NAME.c with all of our libraries.
FUZZ = $(patsubst $(srcdir)/tests/fuzz/%.c,fuzz-%,$(wildcard $(srcdir)/tests/fuzz/*.c))
fuzz: $(FUZZ)
fuzz-%: $(srcdir)/tests/fuzz/%.c $(noinst_LIBRARIES)
	$(CC) -I. $(AM_CPPFLAGS) $(BASE_CFLAGS) $(FCGI_CFLAGS) $(PAPER_CFLAGS) -std=c17 -g -O1 -fsanitize=fuzzer $(SANITIZE) \
		-o $@ $< -Wl,--start-group $(noinst_LIBRARIES) -Wl,--end-group $(BASE_LIBS) $(FCGI_LIBS) $(ACCOUNTS_LIBS) $(CLERK_LIBS) $(PAPER_LIBS)
.PHONY: fuzz
