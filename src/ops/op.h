/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Operations: one row of the table (ops/table.c) is one thing that a user can do. From the rows come the command
 * line, its help, the man page and the completion; later the HTTP API.
 *
 * A handler gets its arguments by name and writes one JSON reply of the shape that its row states. What a person reads
 * on a terminal is made from that reply by the row's `print`, so that both always say the same.
 */
#ifndef OPS_OP_H
#define OPS_OP_H

#include "base/json.h"
#include "base/mem.h"
#include "crypto/secret.h"
#include "record/rebuild.h"

struct op_call;

enum op_arg_flags {
	OP_REQUIRED = 1,
	OP_MANY = 2,          /* positional: takes all that are left; option: may be repeated */
	OP_POSITIONAL = 4,    /* by its place, not as --name */
	OP_SWITCH = 8,        /* an option without value */
	OP_LETTER = 16,       /* also as -x, x being the first letter of its name */
	OP_NEEDS_WRITER = 32, /* when it is given, the vault is needed for writing */
};

struct op_arg {
	const char *name;  /* "measure" is --measure; a positional is known by it too */
	const char *value; /* how the value is called in help: "FILE" */
	unsigned flags;
	const char *help;
};

enum op_flags {
	OP_READS = 0,
	OP_WRITES = 1,   /* needs the vault for writing */
	OP_NO_VAULT = 2, /* opens no vault, or makes its own; an option may still need one for writing */
	OP_REBUILDS = 4, /* the register may be missing */
	OP_TO_STDOUT =
		8, /* without --output the content itself goes to standard output, and no reply is printed */
	OP_VAULT_IF_ANY = 16, /* does without a vault where there is none, even with OP_WRITES */
};

struct op {
	const char *name;          /* "claim add": the words of the command */
	const char *summary;       /* one line */
	const char *about;         /* a paragraph for help; may be NULL */
	const struct op_arg *args; /* ends with a NULL name */
	unsigned flags;
	int (*run)(struct op_call *call, struct err *e);
	void (*print)(const json_t *reply, struct buf *out);
	const char *shape;           /* of the reply: ops/shape.h */
	const char *const *examples; /* ends with NULL */
};

/* The table; ends with a NULL name. */
extern const struct op op_table[];

/* Finds an operation by its words; `used` is set to how many. NULL when there is none. */
const struct op *op_find(const char *const *words, size_t count, size_t *used);

/* One value given for an argument. */
struct op_value {
	const struct op_arg *arg;
	const char *text; /* valid UTF-8; NULL for a switch */
};

/*
 * A terminal for work that goes key by key. Everything but open() is called between open() and close().
 *
 * open      ERR_INPUT when there is no terminal
 * size      columns and rows, at least 20 and 5
 * show      replaces the whole screen; lines end with LF
 * key       the next key: its character; OP_KEY_REDRAW when the size changed; OP_KEY_END when the terminal is gone or
 *           somebody ended the program
 * line      asks for a line of text; false when it was given up
 */
enum { OP_KEY_END = -1, OP_KEY_REDRAW = -2 };
struct op_terminal {
	int (*open)(void *context, struct err *e);
	void (*close)(void *context);
	void (*size)(void *context, size_t *columns, size_t *rows);
	void (*show)(void *context, struct bytes screen);
	int (*key)(void *context);
	bool (*line)(void *context, const char *prompt, struct buf *line);
	void *context;
};

/* One call. Everything in it is the caller's. */
struct op_call {
	const struct op *op;
	const struct op_value *values;
	size_t value_count;
	const char *vault_path; /* where the vault is, or is to be */
	struct vault *vault; /* open as the row's flags ask; NULL with OP_NO_VAULT, or where there is none */
	struct arena *arena; /* for the time of the call */
	struct json_writer *reply;
	struct record_progress progress;
	void (*say)(void *context, const char *doing); /* names the work that the next progress is of */
	const char *now;                               /* YYYY-MM-DDThh:mm:ssZ; "" when the clock is wrong */
	const char *version;                           /* of the program */
	bool wants_json;                               /* for a handler that answers while it works */
	bool is_quiet;                                 /* likewise: only errors are shown, and JSON */
	const struct op_terminal *terminal;            /* of the person; NULL: there is none */
	bool is_answered_on_stdout;                    /* set by a handler that wrote its content there */
	const char *notice; /* set by such a handler: what is to be said beside the content; in the arena */
	bool has_reply_despite_error; /* set by a handler whose reply explains the error */
	int (*ask)(void *context, bool is_new, struct secret *passphrase,
		struct err *e); /* is_new: chosen now */
	void *context;          /* of say and ask */
};

/* Value of an argument, NULL when it was not given. */
const char *op_text(const struct op_call *call, const char *name);
bool op_has(const struct op_call *call, const char *name);

/* Values of a repeatable argument, in the arena. */
size_t op_texts(const struct op_call *call, const char *name, const char ***values);

/* A whole number in [min, max]; `otherwise` when it was not given. ERR_USAGE when it is none. */
int op_int(const struct op_call *call, const char *name, int64_t min, int64_t max, int64_t otherwise,
	int64_t *out, struct err *e) MUST_USE;

/*
 * Checks where output is to go: a new file or a regular one, and not in the vault. NULL passes.
 *
 * returns   0 or ERR_INPUT
 */
int op_check_output(const struct op_call *call, const char *path, struct err *e) MUST_USE;

/*
 * Checks that output does not go over what is read. output: NULL passes.
 *
 * returns   0 or ERR_INPUT: both are one file, by whatever names
 */
int op_check_apart(const char *output, const char *input, struct err *e) MUST_USE;

/*
 * Writes a time as it is recorded: YYYY-MM-DDThh:mm:ssZ.
 *
 * unix_seconds   what the machine's clock says, since 1970
 * returns        0; ERR_INPUT, and out is "", when the year is not in 2000 … 9999: then the clock is wrong
 */
enum { OP_TIME_BYTES = 21 };
int op_time_text(int64_t unix_seconds, char out[OP_TIME_BYTES], struct err *e) MUST_USE;

/* Path of a file in the vault, in the arena. */
char *op_vault_file(const struct op_call *call, const char *name);

#endif
