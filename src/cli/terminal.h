/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The terminal as a screen with single keys, by termios and the sequences that every terminal of today knows.
 *
 * What the terminal was set to is restored by close, and when the program is ended by a signal or a fault.
 */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include "ops/op.h"

#include <signal.h>

/* Zeroed is valid to terminal_for_op(). */
struct terminal {
	bool is_open;
	int signals; /* signalfd of what ends or resizes */
	sigset_t mask_before;
};

/* The functions that an operation calls; terminal is their context. */
struct op_terminal terminal_for_op(struct terminal *terminal);

#endif
