/* Limits, Landlock, seccomp: in this order, each without undoing the one before. */
#include "config.h"

#include "paper/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define COUNT(list) (sizeof list / sizeof *list)

static const char *const font_paths[] = { "/usr/share/fonts", "/usr/local/share/fonts",
	"/etc/fonts", "/usr/share/fontconfig", "/usr/share/poppler", "/var/cache/fontconfig",
	"/usr/share/xml/fontconfig", "/usr/lib", "/lib", "/etc/ld.so.cache", "/usr/share/locale" };

static bool limit(int what, uint64_t most)
{
	struct rlimit both = { .rlim_cur = most, .rlim_max = most };

	return setrlimit((__rlimit_resource_t)what, &both) == 0;
}

static bool set_limits(enum jail_kind kind, const struct jail_limits *limits)
{
	/* at the soft limit SIGXCPU's handler can report it; at the hard one SIGKILL ends the
	 * process */
	struct rlimit time = { .rlim_cur = limits->seconds, .rlim_max = limits->seconds + 2 };
	bool good = limit(RLIMIT_CORE, 0) && setrlimit(RLIMIT_CPU, &time) == 0 &&
		    limit(RLIMIT_FSIZE, limits->file_size);

	if (kind == JAIL_CLOSED)
		good = good && limit(RLIMIT_NPROC, 0);
#ifndef SANITIZED
	good = good && limit(RLIMIT_AS, limits->memory);
#endif
	return good;
}

static bool allow_path(int rules, const char *path)
{
	struct landlock_path_beneath_attr beneath = {
		.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE,
		.parent_fd = open(path, O_PATH | O_CLOEXEC | O_DIRECTORY),
	};
	bool good;

	if (beneath.parent_fd >= 0)
		beneath.allowed_access |= LANDLOCK_ACCESS_FS_READ_DIR;
	else
		beneath.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (beneath.parent_fd < 0)
		return errno == ENOENT; /* not on this machine */
	good = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) == 0;
	close(beneath.parent_fd);
	return good;
}

/* Every right that the kernel's version knows is taken; an old kernel without Landlock is no error.
 */
static bool close_files(enum jail_kind kind)
{
	long version =
		syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	struct landlock_ruleset_attr all = { .handled_access_fs = (1ULL << 13) - 1 };
	bool good = true;

	if (version < 1)
		return true;
#ifdef LANDLOCK_ACCESS_FS_REFER
	if (version >= 2)
		all.handled_access_fs |= LANDLOCK_ACCESS_FS_REFER;
#endif
	int rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
	if (rules < 0)
		return false;
	for (size_t i = 0; kind == JAIL_FONTS && i < COUNT(font_paths); i++)
		good = good && allow_path(rules, font_paths[i]);
	good = good && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
	close(rules);
	return good;
}

#ifdef SANITIZED
const char *__asan_default_options(void);

/* The check for leaks at exit reads /proc, which is closed by then. */
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

static bool close_calls(enum jail_kind kind)
{
	(void)kind;
	return true;
}
#else
/* What work on open files and memory needs; abort() needs tgkill, so that a bug looks like one. */
static const int allowed[] = { SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(readv), SCMP_SYS(write),
	SCMP_SYS(pwrite64), SCMP_SYS(writev), SCMP_SYS(lseek), SCMP_SYS(fstat),
	SCMP_SYS(newfstatat), SCMP_SYS(close), SCMP_SYS(fcntl), SCMP_SYS(ftruncate),
	SCMP_SYS(copy_file_range), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
	SCMP_SYS(brk), SCMP_SYS(futex), SCMP_SYS(getrandom), SCMP_SYS(clock_gettime),
	SCMP_SYS(gettimeofday), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(tgkill),
	SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(exit),
	SCMP_SYS(exit_group), SCMP_SYS(sysinfo), SCMP_SYS(sched_yield), SCMP_SYS(restart_syscall) };

/*
 * What looking for fonts needs besides: reading below Landlock's paths, Pango's one thread, and a
 * timer for what is drawn.
 */
static const int for_fonts[] = { SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(access),
	SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx),
	SCMP_SYS(statfs), SCMP_SYS(fstatfs), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
	SCMP_SYS(getdents64), SCMP_SYS(getcwd), SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
	SCMP_SYS(sched_getaffinity), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid),
	SCMP_SYS(getegid), SCMP_SYS(prlimit64), SCMP_SYS(uname), SCMP_SYS(prctl),
	SCMP_SYS(timer_create), SCMP_SYS(timer_settime), SCMP_SYS(timer_delete) };

static bool allow(scmp_filter_ctx filter, const int calls[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (calls[i] >= 0 && seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0) != 0)
			return false;
	return true;
}

/* Memory may be mapped, but never as executable. */
static bool allow_memory(scmp_filter_ctx filter)
{
	struct scmp_arg_cmp no_exec = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);

	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, no_exec) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, no_exec) == 0;
}

/*
 * Threads, but no namespaces. clone3 hides its flags in memory, where a filter cannot look: it is
 * not there, and glibc then takes clone.
 */
static bool allow_threads(scmp_filter_ctx filter)
{
	static const uint64_t apart = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
				      CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;
	struct scmp_arg_cmp together = SCMP_A0(SCMP_CMP_MASKED_EQ, apart, 0);

	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, together) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
}

/* Libraries ask for files that they can do without, and whether output is a terminal. */
static bool refuse_politely(scmp_filter_ctx filter)
{
	static const int opening[] = { SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(access),
		SCMP_SYS(readlink), SCMP_SYS(ioctl), SCMP_SYS(prlimit64) };

	for (size_t i = 0; i < COUNT(opening); i++)
		if (opening[i] >= 0 &&
			seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), opening[i], 0) != 0)
			return false;
	return true;
}

static bool close_calls(enum jail_kind kind)
{
	scmp_filter_ctx filter =
		seccomp_init(kind == JAIL_CLOSED ? SCMP_ACT_KILL_PROCESS : SCMP_ACT_ERRNO(EPERM));
	bool good = filter && allow(filter, allowed, COUNT(allowed)) && allow_memory(filter);

	if (kind == JAIL_CLOSED)
		good = good && refuse_politely(filter);
	else
		good = good && allow(filter, for_fonts, COUNT(for_fonts)) && allow_threads(filter);
	good = good && seccomp_load(filter) == 0;
	if (filter)
		seccomp_release(filter);
	return good;
}
#endif

bool jail_enter(enum jail_kind kind, const struct jail_limits *limits)
{
	return set_limits(kind, limits) && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       close_files(kind) && close_calls(kind);
}
