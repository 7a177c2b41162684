/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/cli.h"

#include "base/file.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "crypto/crypto.h"
#include "ops/say.h"
#include "text/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

struct cli {
	struct options options;
	struct progress progress;
	bool has_replied; /* what went wrong stands in the reply */
};

static void say_doing(void *context, const char *doing)
{
	struct cli *s = context;
	progress_begin(&s->progress, doing);
}

static void step(void *context, int64_t done, int64_t total)
{
	struct cli *s = context;
	progress_step(&s->progress, done, total);
}

static int ask_passphrase(void *context, bool is_new, struct secret *passphrase, struct err *e)
{
	struct cli *s = context;
	struct secret again = {0};
	progress_end(&s->progress);
	if (s->options.passphrase_fd >= 0) {
		return secret_read(s->options.passphrase_fd, passphrase, e);
	}
	int rc = secret_ask(is_new ? "New passphrase: " : "Passphrase: ", passphrase, e);
	if (rc == 0 && is_new) {
		rc = secret_ask("The same again: ", &again, e);
		if (rc == 0 && !secret_equal(passphrase, &again)) {
			rc = err_set(e, ERR_INPUT, "the two passphrases differ");
		}
	}
	secret_done(&again);
	if (rc != 0) {
		secret_done(passphrase);
	}
	return rc;
}

static const char *find_vault(const struct options *o)
{
	for (size_t i = 0; i < o->value_count; i++) {
		if (strcmp(o->values[i].arg->name, "vault") == 0) {
			return o->values[i].text;
		}
	}
	const char *from_environment = getenv("RECOUNT_VAULT");
	return o->vault ? o->vault : from_environment && from_environment[0] ? from_environment : ".";
}

static int print(struct bytes text, struct err *e)
{
	return file_write_all(STDOUT_FILENO, text, e) == 0 ? 0 : err_context(e, "standard output");
}

static int print_reply(const struct cli *s, const struct op_call *call, struct bytes reply, struct err *e)
{
	struct buf out = {0};
	json_t *value = NULL;
	bool is_shown = !s->options.is_json && !s->options.is_quiet;
	/* The register is signed by nobody: what was read of it may hold anything. */
	if (!utf8_is_valid(reply) || (is_shown && json_parse(reply, &value, NULL) != 0)) {
		return err_set(e, ERR_DAMAGED,
			"the vault holds text that is no text (not valid UTF-8, or with NUL); \"recount "
			"rebuild\" makes its register again");
	}
	if (s->options.is_json) {
		buf_add_bytes(&out, reply);
		buf_add_char(&out, '\n');
	} else if (is_shown) {
		call->op->print(value, &out);
	}
	json_decref(value);
	int rc = print(buf_bytes(&out), e);
	buf_done(&out);
	return rc;
}

static bool needs_writer_by_option(const struct op_call *call)
{
	bool needs = false;
	for (size_t i = 0; i < call->value_count; i++) {
		needs = needs || (call->values[i].arg->flags & OP_NEEDS_WRITER);
	}
	return needs;
}

static bool needs_writer(const struct op_call *call)
{
	return (call->op->flags & OP_WRITES) || needs_writer_by_option(call);
}

static int open_and_run(struct op_call *call, bool is_vault_named, struct err *e)
{
	const struct op *op = call->op;
	bool is_writer = needs_writer(call);
	if (!(op->flags & OP_NO_VAULT) || is_writer) {
		struct vault_settings settings = {
			.is_writer = is_writer, .without_register = (op->flags & OP_REBUILDS) != 0};
		int rc = vault_open(call->vault_path, settings, &call->vault, e);
		bool may_lack =
			(op->flags & OP_VAULT_IF_ANY) && !is_vault_named && !needs_writer_by_option(call);
		if (rc != 0 && !(rc == -ERR_NOT_FOUND && may_lack)) {
			return rc;
		}
	}
	/* A reader sees one state of the vault from its first look to its last, whatever others write meanwhile. */
	bool is_reader = call->vault && !is_writer;
	int rc = is_reader ? db_run(call->vault->db, "BEGIN", e) : 0;
	if (rc == 0) {
		rc = op->run(call, e);
	}
	vault_close(&call->vault);
	return rc;
}

static int run_operation(struct cli *s, struct arena *a, struct err *e)
{
	struct buf reply = {0};
	struct json_writer writer;
	char now[OP_TIME_BYTES];
	int clock = op_time_text(time(NULL), now, e);
	jw_init(&writer, &reply);
	struct terminal screen = {0};
	struct op_terminal terminal = terminal_for_op(&screen);
	struct op_call call = {
		.op = s->options.op,
		.values = s->options.values,
		.value_count = s->options.value_count,
		.vault_path = find_vault(&s->options),
		.arena = a,
		.reply = &writer,
		.progress = {step, s},
		.say = say_doing,
		.now = now,
		.version = RECOUNT_VERSION,
		.ask = ask_passphrase,
		.wants_json = s->options.is_json,
		.is_quiet = s->options.is_quiet,
		.terminal = &terminal,
		.context = s,
	};
	if (clock != 0 && needs_writer(&call)) {
		return clock;
	}
	int rc = utf8_is_valid(bytes_of(call.vault_path))
		? open_and_run(&call, s->options.vault != NULL, e)
		: err_set(e, ERR_USAGE, "the path of the vault is not valid UTF-8; rename the folder");
	progress_end(&s->progress);
	if ((rc == 0 && !call.is_answered_on_stdout) || call.has_reply_despite_error) {
		struct err failed = {0};
		int printed = print_reply(s, &call, buf_bytes(&reply), &failed);
		s->has_replied = printed == 0;
		if (rc == 0 && printed != 0) {
			*e = failed;
			rc = printed;
		}
	}
	if (rc == 0 && call.notice && !s->options.is_quiet) {
		fprintf(stderr, "recount: %s\n", call.notice);
	}
	buf_done(&reply);
	return rc;
}

static int help(const struct options *o, struct buf *out, struct err *e)
{
	size_t used;
	if (o->op) {
		help_command(o->op, out);
		return 0;
	}
	if (o->word_count == 0) {
		help_overview(out);
		return 0;
	}
	const struct op *op = op_find(o->words, o->word_count, &used);
	if (!op) {
		return err_set(
			e, ERR_USAGE, "there is no command \"%s\"; \"recount help\" lists them", o->words[0]);
	}
	help_command(op, out);
	return 0;
}

/* The words that are of the command line itself. */
static int run_own(const struct options *o, struct err *e)
{
	struct buf out = {0};
	int rc = 0;
	const char *word = o->own_word ? o->own_word : "help";
	if (o->is_json) {
		return err_set(e, ERR_USAGE, "--json: there is only text of this; leave --json out");
	}
	if (o->wants_version || strcmp(word, "version") == 0) {
		buf_printf(&out, "recount %s\n", RECOUNT_VERSION);
	} else if (strcmp(word, "man") == 0) {
		help_man(&out, RECOUNT_VERSION);
	} else if (strcmp(word, "completion") == 0) {
		help_completion(&out);
	} else {
		rc = help(o, &out, e);
	}
	if (rc == 0) {
		rc = print(buf_bytes(&out), e);
	}
	buf_done(&out);
	return rc;
}

static void print_error(const struct cli *s, const struct err *e)
{
	struct buf safe = {0};
	struct bytes text = bytes_of(e->text);
	say_safe(&safe, text);
	if (s->options.is_json && !s->has_replied) {
		struct buf out = {0};
		struct json_writer writer;
		struct err ignored;
		jw_init(&writer, &out);
		jw_object_begin(&writer);
		jw_put_string(&writer, "error", bytes_of(err_name(e->code)));
		jw_put_string(&writer, "text", utf8_is_valid(text) ? text : buf_bytes(&safe));
		jw_object_end(&writer);
		buf_add_char(&out, '\n');
		(void)!print(buf_bytes(&out), &ignored);
		buf_done(&out);
	}
	fprintf(stderr, "recount: %s\n", safe.s);
	buf_done(&safe);
}

/*
 * A file that is opened in the place of a closed standard descriptor would be taken for input, or be written over. What
 * stands there instead fails when it is read or written.
 */
static int occupy_standard_descriptors(struct err *e)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		bool is_closed = fcntl(fd, F_GETFD) < 0 && errno == EBADF;
		if (is_closed && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0) {
			return err_errno(e, ERR_IO, "cannot open /dev/null");
		}
	}
	return 0;
}

int cli_main(int argc, char **argv)
{
	struct cli s = {0};
	struct arena a = {0};
	struct err e = {0};
	signal(SIGPIPE, SIG_IGN);
	/* What is unsealed in memory must not end up in a core file. */
	(void)setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
	int rc = occupy_standard_descriptors(&e);
	if (rc == 0) {
		rc = crypto_init(&e);
	}
	if (rc == 0) {
		rc = options_parse(argc, argv, &a, &s.options, &e);
	}
	if (rc == 0) {
		progress_init(&s.progress, s.options.is_quiet);
		bool is_own = s.options.wants_help || s.options.wants_version || !s.options.op;
		rc = is_own ? run_own(&s.options, &e) : run_operation(&s, &a, &e);
	}
	if (rc != 0) {
		print_error(&s, &e);
	}
	arena_done(&a);
	return err_exit_code(rc);
}
