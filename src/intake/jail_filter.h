/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the jail's child may ask of the kernel: the seccomp filter and the Landlock ruleset. Made in the
 * parent, put in force in the child. Only for jail.c.
 */
#ifndef INTAKE_JAIL_FILTER_H
#define INTAKE_JAIL_FILTER_H

#include "base/err.h"

#include <seccomp.h>

struct jail_filter {
	scmp_filter_ctx seccomp;
	int landlock_fd; /* -1: the kernel has no Landlock */
};

/*
 * program   path of the program to be executed, NULL for a function. The filter allows execve() with this
 *           very pointer only
 * returns   0; ERR_UNSUPPORTED
 */
int jail_filter_init(struct jail_filter *f, const char *program, struct err *e) MUST_USE;
void jail_filter_done(struct jail_filter *f);

/* Puts both in force for the calling process. returns 0 or an errno value. */
int jail_filter_enforce(const struct jail_filter *f) MUST_USE;

#endif
