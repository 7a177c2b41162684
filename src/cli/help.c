/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/help.h"

#include "cli/options.h"
#include "ops/say.h"

/* The commands by what a person wants to do; the completeness is tested. */
static const struct {
	const char *heading;
	const char *names[9];
} groups[] = {
	{"Start", {"init", "add", "import"}},
	{"Record", {"claim add", "record add", "cite", "fields", "export"}},
	{"Look", {"show", "list", "log"}},
	{"Read", {"read", "read accept", "read edit", "read reject", "read undo"}},
	{"Figures", {"figure", "report", "rules", "codebook set", "codebook show"}},
	{"Estimates", {"estimate", "estimate merge", "estimate replay"}},
	{"Lists", {"list add", "list ls", "list show", "list rows", "list diff"}},
	{"Match",
		{"match", "match merge", "match explain", "match replay", "match review", "match undo",
			"match sample", "match calibrate", "names"}},
	{"Prove", {"checkpoint", "prove", "verify", "check"}},
	{"Keep", {"backup", "restore", "rebuild"}},
};

static const char intro[] = "recount - from contested reports to figures that can be checked\n"
			    "\n"
			    "Nothing about the world is stored except as a claim: what one source said, with "
			    "its exact words. A figure (low,\n"
			    "best, high) is computed from claims by a named rule, and every number walks "
			    "back to bytes in a preserved file.\n"
			    "\n"
			    "Use: recount [--vault DIR] COMMAND …\n";

static const char first_steps[] =
	"First steps:\n"
	"  recount init my.vault                          a new vault; then work in its folder, or give "
	"--vault\n"
	"  recount --vault my.vault add article.html      preserve a document\n"
	"  recount --vault my.vault import claims.jsonl   import what was coded\n"
	"  recount --vault my.vault figure INCIDENT       the figure, with its reasons\n"
	"\n"
	"\"recount help COMMAND\" tells more; so do --help, \"recount fields\" and \"recount rules\". "
	"Others: \"recount man\" and\n"
	"\"recount completion\" print the man page and a completion script for bash; \"recount version\".\n";

static const struct op *find(const char *name)
{
	for (const struct op *op = op_table; op->name; op++) {
		if (strcmp(op->name, name) == 0) {
			return op;
		}
	}
	BUG_IF(true);
}

void help_overview(struct buf *out)
{
	buf_add_text(out, intro);
	for (size_t g = 0; g < ARRAY_COUNT(groups); g++) {
		buf_printf(out, "\n%s\n", groups[g].heading);
		for (size_t i = 0; i < ARRAY_COUNT(groups[g].names) && groups[g].names[i]; i++) {
			const struct op *op = find(groups[g].names[i]);
			buf_printf(out, "  %-15s %s\n", op->name, op->summary);
		}
	}
	buf_printf(out, "\n%s", first_steps);
}

static void add_use(const struct op *op, struct buf *out)
{
	buf_printf(out, "recount %s", op->name);
	bool has_options = false;
	for (const struct op_arg *arg = op->args; arg->name; arg++) {
		has_options = has_options || !(arg->flags & OP_POSITIONAL);
	}
	buf_add_text(out, has_options ? " [OPTIONS]" : "");
	for (const struct op_arg *arg = op->args; arg->name; arg++) {
		if (arg->flags & OP_POSITIONAL) {
			const char *dots = arg->flags & OP_MANY ? "…" : "";
			buf_printf(out, arg->flags & OP_REQUIRED ? " %s%s" : " [%s%s]", arg->value, dots);
		}
	}
	buf_add_char(out, '\n');
}

/* Text in lines of at most 96 characters; our own texts have no longer words. */
static void add_wrapped(struct buf *out, const char *text)
{
	enum { WIDTH = 96 };
	size_t column = 0;
	while (*text) {
		size_t len = strcspn(text, " ");
		if (column > 0 && column + 1 + len > WIDTH) {
			buf_add_char(out, '\n');
			column = 0;
		} else if (column > 0) {
			buf_add_char(out, ' ');
			column++;
		}
		buf_add(out, text, len);
		column += len;
		text += len + (text[len] == ' ');
	}
	buf_add_char(out, '\n');
}

static void add_arg(const struct op_arg *arg, struct buf *out)
{
	size_t from = out->len;
	if (arg->flags & OP_POSITIONAL) {
		buf_printf(out, "  %s", arg->value);
	} else {
		if (arg->flags & OP_LETTER) {
			buf_printf(out, "  -%c, --%s", arg->name[0], arg->name);
		} else {
			buf_printf(out, "  --%s", arg->name);
		}
		if (arg->value) {
			buf_printf(out, " %s", arg->value);
		}
	}
	say_pad(out, from, 28);
	buf_printf(out, " %s\n", arg->help);
}

void help_command(const struct op *op, struct buf *out)
{
	buf_printf(out, "%s\n\nUse: ", op->summary);
	add_use(op, out);
	if (op->about) {
		buf_add_char(out, '\n');
		add_wrapped(out, op->about);
	}
	if (op->args[0].name) {
		buf_add_text(out, "\nArguments\n");
	}
	for (const struct op_arg *arg = op->args; arg->name; arg++) {
		add_arg(arg, out);
	}
	buf_add_text(out, "\nFor every command\n");
	for (const struct op_arg *arg = options_global; arg->name; arg++) {
		add_arg(arg, out);
	}
	buf_add_text(out, "\nExamples\n");
	for (const char *const *example = op->examples; *example; example++) {
		buf_printf(out, "  %s\n", *example);
	}
	buf_add_text(out, "\nReply with --json\n  ");
	add_wrapped(out, op->shape);
}

/* Text for roff: backslashes, and dots and apostrophes at the beginning of a line, are escaped. */
static void add_roff(struct buf *out, const char *text)
{
	bool is_line_start = true;
	for (; *text; text++) {
		if (is_line_start && (*text == '.' || *text == '\'')) {
			buf_add_text(out, "\\&");
		}
		is_line_start = *text == '\n';
		if (*text == '\\') {
			buf_add_text(out, "\\e");
		} else if (*text == '-') {
			buf_add_text(out, "\\-");
		} else {
			buf_add_char(out, *text);
		}
	}
}

static void add_roff_args(struct buf *out, const struct op_arg *args)
{
	for (; args->name; args++) {
		buf_add_text(out, ".TP\n.B ");
		add_roff(out, args->flags & OP_POSITIONAL ? "" : "--");
		add_roff(out, args->flags & OP_POSITIONAL ? args->value : args->name);
		if (args->value && !(args->flags & OP_POSITIONAL)) {
			buf_add_char(out, ' ');
			add_roff(out, args->value);
		}
		buf_add_char(out, '\n');
		add_roff(out, args->help);
		buf_add_char(out, '\n');
	}
}

static const char *const man_codes[] = {"0 done", "1 the command was not understood",
	"2 the input is not valid", "3 not allowed, or a wrong passphrase", "4 there is no such thing",
	"5 it is there already, with other content", "6 what is stored does not verify",
	"7 another process is writing", "8 a limit was reached", "9 this kind of file is not supported",
	"10 reading or writing failed", "70 out of memory"};

void help_man(struct buf *out, const char *version)
{
	buf_printf(out, ".TH RECOUNT 1 \"\" \"recount %s\" \"User Commands\"\n.SH NAME\n", version);
	add_roff(out, "recount - from contested reports to figures that can be checked\n");
	buf_add_text(out, ".SH SYNOPSIS\n.B recount\n[\\-\\-vault DIR] COMMAND …\n.SH DESCRIPTION\n");
	add_roff(out, strchr(intro, '\n') + 2);
	buf_add_text(out, ".SH OPTIONS\n");
	add_roff_args(out, options_global);
	buf_add_text(out, ".SH COMMANDS\n");
	for (const struct op *op = op_table; op->name; op++) {
		buf_printf(out, ".SS %s\n", op->name);
		add_roff(out, op->summary);
		buf_add_text(out, "\n.PP\n.B ");
		struct buf use = {0};
		add_use(op, &use);
		add_roff(out, use.s);
		buf_done(&use);
		if (op->about) {
			buf_add_text(out, ".PP\n");
			add_roff(out, op->about);
			buf_add_char(out, '\n');
		}
		add_roff_args(out, op->args);
		buf_add_text(out, ".PP\nExamples:\n.nf\n");
		for (const char *const *example = op->examples; *example; example++) {
			add_roff(out, *example);
			buf_add_char(out, '\n');
		}
		buf_add_text(out, ".fi\n");
	}
	buf_add_text(out,
		".SH ENVIRONMENT\n.TP\n.B RECOUNT_VAULT\nthe vault, when \\-\\-vault is not given\n.SH EXIT "
		"STATUS\n");
	for (size_t i = 0; i < ARRAY_COUNT(man_codes); i++) {
		const char *space = strchr(man_codes[i], ' ');
		buf_printf(out, ".TP\n.B %.*s\n%s\n", (int)(space - man_codes[i]), man_codes[i], space + 1);
	}
	buf_add_text(out, ".SH SEE ALSO\nsha256sum(1), openssl(1); docs/walk.md in the sources\n");
}

static void add_completion_options(struct buf *out, const struct op_arg *args)
{
	for (; args->name; args++) {
		if (!(args->flags & OP_POSITIONAL)) {
			buf_printf(out, " --%s", args->name);
		}
	}
}

static void add_completion_commands(struct buf *out, bool has_two_words)
{
	for (const struct op *op = op_table; op->name; op++) {
		if ((strchr(op->name, ' ') != NULL) != has_two_words) {
			continue;
		}
		buf_printf(out, "\t*\" %s \"*) words=\"", op->name);
		for (const struct op *sub = op_table; sub->name && !has_two_words; sub++) {
			size_t len = strlen(op->name);
			if (strncmp(sub->name, op->name, len) == 0 && sub->name[len] == ' ') {
				buf_printf(out, "%s ", sub->name + len + 1);
			}
		}
		add_completion_options(out, options_global);
		add_completion_options(out, op->args);
		buf_add_text(out, "\" ;;\n");
	}
}

void help_completion(struct buf *out)
{
	buf_add_text(out,
		"# bash completion for recount: source this file\n"
		"_recount() {\n"
		"\tlocal word=\"${COMP_WORDS[COMP_CWORD]}\" line=\" ${COMP_WORDS[*]:1:COMP_CWORD-1} \" "
		"words=\"\"\n"
		"\tcase \"$line\" in\n");
	/* The first that fits is taken: "read accept" comes before "read". */
	add_completion_commands(out, true);
	add_completion_commands(out, false);
	buf_add_text(out,
		"\t*\" claim \"*|*\" record \"*) words=\"add\" ;;\n\t*\" codebook \"*) words=\"set show\" "
		";;\n\t*) words=\"help version");
	for (const struct op *op = op_table; op->name; op++) {
		buf_printf(out, " %.*s", (int)strcspn(op->name, " "), op->name);
	}
	add_completion_options(out, options_global);
	buf_add_text(out,
		"\" ;;\n\tesac\n"
		"\tCOMPREPLY=($(compgen -W \"$words\" -- \"$word\") $(compgen -f -- \"$word\"))\n"
		"}\n"
		"complete -o filenames -F _recount recount\n");
}
