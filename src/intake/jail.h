/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The jail: a child process in which a hostile format is read, so that a fault in its parser costs one file
 * its text and nothing else.
 *
 * The child has a clean environment, no open files but its input and two pipes, a limited address space, CPU
 * time, wall-clock time and output, and may start no process. Landlock (where the kernel has it) takes the
 * file system away; seccomp allows a short list of system calls. All others fail with EPERM, and do not
 * kill: a library that probes for a locale file goes on without it, and an attacker gains nothing from an
 * error number. Without seccomp nothing is started; without Landlock the jail says so in its result.
 *
 * Two kinds of child:
 *   - a program (pdftotext): it is started afresh, may read /usr and the linker's and fonts' files in /etc,
 *     may write no file and has no sockets;
 *   - a function of ours (libxml2's parsers, libarchive, libmagic, conversion to UTF-8): the process forks and does
 *     not exec, because a library cannot know the path of a program to exec. The child may open no file at
 *     all and map no new code. In a process with threads this is sound on two conditions: only glibc's
 *     malloc is used of what takes locks (glibc makes it usable after fork), and the libraries that are used
 *     in the child are not used by other threads of the parent, so that none of their locks can be held at
 *     the fork. The intake folder is the only home of libxml2, libarchive and libmagic and the only caller of ICU's
 *     converters, and uses them in children alone, after initialising them in the parent.
 *
 * Source: seccomp(2), landlock(7), setrlimit(2); OpenSSH's sandbox-seccomp-filter.c for the shape of the
 * list.
 */
#ifndef INTAKE_JAIL_H
#define INTAKE_JAIL_H

#include "base/buf.h"
#include "base/err.h"

struct jail_limits {
	unsigned wall_ms;    /* > 0; the child is killed after this */
	unsigned cpu_s;      /* > 0; counted by the kernel, also kills */
	size_t memory_bytes; /* address space; of a function: beyond what the parent has */
	size_t output_bytes; /* ceiling of what is taken from standard output */
};

/*
 * Whether this is a sanitizer build. Its shadow memory is terabytes of address space, so that memory_bytes
 * is not in force; and its allocator, unlike glibc's, may hang in a function's child when other threads
 * allocate at the fork.
 */
bool jail_has_sanitizer(void);

/* For one document: 60 s, 30 s of CPU, 1 GiB, and 200 MiB of output. */
extern const struct jail_limits JAIL_LIMITS_DOCUMENT;

enum jail_end {
	JAIL_END_OK,      /* exit status 0 */
	JAIL_END_STATUS,  /* another exit status */
	JAIL_END_SIGNAL,  /* a fault, or the CPU limit */
	JAIL_END_TIMEOUT, /* killed after wall_ms */
	JAIL_END_OUTPUT,  /* killed for output over the ceiling */
	JAIL_END_COUNT
};

enum { JAIL_ERRORS_BYTES = 4096 };

struct jail_result {
	enum jail_end end;
	int number;        /* the exit status or the signal */
	bool has_landlock; /* false: the kernel lacks it, and seccomp stood alone */
	size_t errors_len;
	char errors[JAIL_ERRORS_BYTES]; /* the beginning of standard error; any bytes */
};

/*
 * Runs a program in the jail and waits for its end.
 *
 * argv      argv[0] is a bare name, looked for in /usr/bin, /bin and /usr/local/bin; NULL at the end
 * input_fd  becomes standard input; stays the caller's
 * out       standard output is appended; after an end other than OK what is there is not to be used
 * returns   0 when the child has run, whatever its end; ERR_NOT_FOUND without the program; ERR_UNSUPPORTED
 *           when this system cannot make the jail; ERR_IO
 *
 * ^ The program cannot write a file or open a socket.
 * ^ The program is killed at the limit of time.
 * ^ Output never exceeds the ceiling.
 */
int jail_program(const char *const *argv, int input_fd, const struct jail_limits *limits, struct buf *out,
	struct jail_result *result, struct err *e) MUST_USE;

/*
 * Runs a function in a forked child in the jail and waits for its end.
 *
 * run       gets context, appends to out, and returns the exit status in [0, 255]
 * out       what `run` appended is appended
 * returns   as jail_program()
 *
 * ^ The function can open no file and no socket, start no program, and make no memory executable.
 */
int jail_function(int (*run)(const void *context, struct buf *out), const void *context,
	const struct jail_limits *limits, struct buf *out, struct jail_result *result,
	struct err *e) MUST_USE;

/*
 * Appends a sentence that says how the child ended, to be read after its name: "took more than 60 seconds".
 * It quotes the first line of the child's errors in a form that is safe to show.
 */
void jail_describe(const struct jail_result *result, const struct jail_limits *limits, struct buf *out);

#endif
