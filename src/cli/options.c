/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/options.h"

#include "text/utf8.h"

#include <getopt.h>

const struct op_arg options_global[] = {
	{"vault", "DIR", 0, "the vault (default: RECOUNT_VAULT, else the folder you are in)"},
	{"json", NULL, OP_SWITCH, "reply as one JSON document"},
	{"passphrase-fd", "N", 0, "read the passphrase from this file descriptor (for scripts)"},
	{"quiet", NULL, OP_SWITCH | OP_LETTER, "no progress, and nothing but errors"},
	{"help", NULL, OP_SWITCH | OP_LETTER, "help on the command"},
	{"version", NULL, OP_SWITCH, "the version of the program"},
	{0},
};

/* Where the words of the command begin: behind the options that stand before them. */
static int first_word(int argc, char **argv)
{
	int i = 1;
	while (i < argc && argv[i][0] == '-' && argv[i][1] != '\0') {
		bool takes_value = strcmp(argv[i], "--vault") == 0 || strcmp(argv[i], "--passphrase-fd") == 0;
		i += takes_value ? 2 : 1;
	}
	return i < argc ? i : argc;
}

/* Number of single-character changes between two words; long words count as far apart. */
static size_t distance(const char *a, const char *b)
{
	enum { WORD_MAX = 32 };
	size_t row[WORD_MAX + 1];
	size_t len = strlen(b);
	if (strlen(a) > WORD_MAX || len > WORD_MAX) {
		return SIZE_MAX;
	}
	for (size_t k = 0; k <= len; k++) {
		row[k] = k;
	}
	for (size_t i = 0; a[i]; i++) {
		size_t diagonal = row[0];
		row[0] = i + 1;
		for (size_t k = 1; k <= len; k++) {
			size_t above = row[k];
			size_t best = diagonal + (a[i] != b[k - 1]);
			best = above + 1 < best ? above + 1 : best;
			best = row[k - 1] + 1 < best ? row[k - 1] + 1 : best;
			row[k] = best;
			diagonal = above;
		}
	}
	return row[len];
}

static int unknown_command(const char *word, struct err *e)
{
	const char *nearest = NULL;
	size_t least = 3;
	for (const struct op *op = op_table; op->name; op++) {
		size_t d = distance(word, op->name);
		if (d < least) {
			least = d;
			nearest = op->name;
		}
		if (strncmp(op->name, word, strlen(word)) == 0 && op->name[strlen(word)] == ' ') {
			return err_set(e, ERR_USAGE, "\"%s\" needs a second word, as in \"recount %s\"", word,
				op->name);
		}
	}
	return nearest
		? err_set(e, ERR_USAGE, "there is no command \"%s\"; did you mean \"%s\"?", word, nearest)
		: err_set(e, ERR_USAGE, "there is no command \"%s\"; \"recount help\" lists them", word);
}

static bool is_own_word(const char *word)
{
	static const char *const own[] = {"help", "version", "man", "completion"};
	for (size_t i = 0; i < ARRAY_COUNT(own); i++) {
		if (strcmp(own[i], word) == 0) {
			return true;
		}
	}
	return false;
}

/* getopt's tables, made of the global options and those of the command. */
struct getopt_tables {
	struct option *longs;
	const struct op_arg **args;
	char letters[64];
	size_t count;
};

static void add_args(struct getopt_tables *t, const struct op_arg *args)
{
	for (; args && args->name; args++) {
		if (args->flags & OP_POSITIONAL) {
			continue;
		}
		bool is_switch = (args->flags & OP_SWITCH) != 0;
		t->longs[t->count] =
			(struct option){args->name, is_switch ? no_argument : required_argument, NULL, 0};
		t->args[t->count++] = args;
		size_t len = strlen(t->letters);
		if ((args->flags & OP_LETTER) && len + 3 < sizeof(t->letters)) {
			snprintf(t->letters + len, sizeof(t->letters) - len, "%c%s", args->name[0],
				is_switch ? "" : ":");
		}
	}
}

static size_t arg_count(const struct op_arg *args)
{
	size_t count = 0;
	for (; args && args->name; args++) {
		count++;
	}
	return count;
}

static const struct op_arg *arg_of_letter(const struct getopt_tables *t, int letter)
{
	for (size_t i = 0; i < t->count; i++) {
		if ((t->args[i]->flags & OP_LETTER) && t->args[i]->name[0] == letter) {
			return t->args[i];
		}
	}
	return NULL;
}

static int given_twice(const struct op_arg *arg, struct err *e)
{
	return err_set(e, ERR_USAGE, "--%s is given twice; it takes one value", arg->name);
}

static int take_global(const struct op_arg *arg, const char *value, struct options *out, struct err *e)
{
	bool is_vault = strcmp(arg->name, "vault") == 0;
	if (value && (is_vault ? out->vault != NULL : out->passphrase_fd >= 0)) {
		return given_twice(arg, e);
	}
	if (is_vault) {
		out->vault = value;
	} else if (strcmp(arg->name, "json") == 0) {
		out->is_json = true;
	} else if (strcmp(arg->name, "quiet") == 0) {
		out->is_quiet = true;
	} else if (strcmp(arg->name, "help") == 0) {
		out->wants_help = true;
	} else if (strcmp(arg->name, "version") == 0) {
		out->wants_version = true;
	} else {
		int64_t fd;
		if (!bytes_int64(bytes_of(value), &fd) || fd < 0 || fd > 1 << 20) {
			return err_set(e, ERR_USAGE, "--passphrase-fd: \"%s\" is no file descriptor", value);
		}
		out->passphrase_fd = (int)fd;
	}
	return 0;
}

static bool is_global(const struct op_arg *arg)
{
	return arg >= options_global && arg < options_global + ARRAY_COUNT(options_global);
}

static bool has_value(const struct options *o, const struct op_arg *arg)
{
	for (size_t i = 0; i < o->value_count; i++) {
		if (o->values[i].arg == arg) {
			return true;
		}
	}
	return false;
}

static int take_options(
	int argc, char **argv, const struct getopt_tables *t, struct options *out, struct err *e)
{
	int index;
	int letter;
	optind = 0;
	opterr = 0;
	while ((letter = getopt_long(argc, argv, t->letters, t->longs, &index)) != -1) {
		const struct op_arg *arg = letter == 0 ? t->args[index] : arg_of_letter(t, letter);
		if (letter == ':') {
			return err_set(e, ERR_USAGE, "%s needs a value", argv[optind - 1]);
		}
		if (letter == '?' || !arg) {
			return err_set(e, ERR_USAGE, "there is no option %s here; --help shows the options",
				argv[optind - 1]);
		}
		if (is_global(arg)) {
			int rc = take_global(arg, optarg, out, e);
			if (rc != 0) {
				return rc;
			}
			continue;
		}
		if (!(arg->flags & (OP_MANY | OP_SWITCH)) && has_value(out, arg)) {
			return given_twice(arg, e);
		}
		out->values[out->value_count++] = (struct op_value){arg, optarg};
	}
	return 0;
}

static int take_positionals(int argc, char **argv, const struct op *op, struct options *out, struct err *e)
{
	int i = optind;
	for (const struct op_arg *arg = op->args; arg->name; arg++) {
		if (!(arg->flags & OP_POSITIONAL)) {
			continue;
		}
		if (i >= argc && (arg->flags & OP_REQUIRED) && !out->wants_help) {
			return err_set(e, ERR_USAGE, "%s is missing (%s); see \"recount help %s\"",
				arg->value, arg->help, op->name);
		}
		for (int first = i; i < argc && (i == first || (arg->flags & OP_MANY)); i++) {
			out->values[out->value_count++] = (struct op_value){arg, argv[i]};
		}
	}
	return i < argc ? err_set(e, ERR_USAGE, "\"%s\" is one word too many; see \"recount help %s\"",
				  argv[i], op->name)
			: 0;
}

static int check_text(int argc, char **argv, struct err *e)
{
	for (int i = 1; i < argc; i++) {
		if (!utf8_is_valid(bytes_of(argv[i]))) {
			return err_set(e, ERR_USAGE,
				"argument %d is not valid UTF-8; rename the file, or set a UTF-8 locale", i);
		}
	}
	return 0;
}

static int parse(int argc, char **argv, struct arena *a, struct options *out, struct err *e)
{
	size_t used = 0;
	int rc = check_text(argc, argv, e);
	if (rc != 0) {
		return rc;
	}
	int word = first_word(argc, argv);
	if (word < argc && is_own_word(argv[word])) {
		out->own_word = argv[word];
		used = 1;
	} else if (word < argc) {
		out->op = op_find((const char *const *)(argv + word), (size_t)(argc - word), &used);
		if (!out->op) {
			return unknown_command(argv[word], e);
		}
	}
	const struct op_arg *args = out->op ? out->op->args : NULL;
	size_t count = arg_count(args) + arg_count(options_global);
	struct getopt_tables tables = {.longs = arena_calloc(a, count + 1, sizeof(struct option)),
		.args = arena_calloc(a, count, sizeof(struct op_arg *)),
		.letters = ":"};
	add_args(&tables, options_global);
	add_args(&tables, args);
	out->values = arena_calloc(a, (size_t)argc, sizeof(*out->values));

	/* The words of the command are taken out, so that getopt sees only options and what they leave. */
	char **rest = arena_calloc(a, (size_t)argc + 1, sizeof(*rest));
	int rest_count = 0;
	for (int i = 0; i < argc; i++) {
		if (i < word || i >= word + (int)used) {
			rest[rest_count++] = argv[i];
		}
	}
	rc = take_options(rest_count, rest, &tables, out, e);
	if (rc == 0 && out->op) {
		return take_positionals(rest_count, rest, out->op, out, e);
	}
	out->words = (const char *const *)(rest + optind);
	out->word_count = rc == 0 ? (size_t)(rest_count - optind) : 0;
	return rc;
}

int options_parse(int argc, char **argv, struct arena *a, struct options *out, struct err *e)
{
	*out = (struct options){.passphrase_fd = -1};
	int rc = parse(argc, argv, a, out, e);
	for (int i = 1; i < argc && rc != 0; i++) {
		out->is_json = out->is_json || strcmp(argv[i], "--json") == 0;
	}
	return rc;
}
