/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/cli.h"

#include "base/file.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "crypto/crypto.h"
#include "ops/say.h"
#include "text/utf8.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

struct cli {
	struct options options;
	struct progress progress;
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
	int rc = 0;
	if (s->options.is_json) {
		buf_add_bytes(&out, reply);
		buf_add_char(&out, '\n');
	} else if (!s->options.is_quiet) {
		rc = json_parse(reply, &value, e);
		BUG_IF(rc != 0);
		call->op->print(value, &out);
		json_decref(value);
	}
	rc = print(buf_bytes(&out), e);
	buf_done(&out);
	return rc;
}

static int open_and_run(struct op_call *call, struct err *e)
{
	const struct op *op = call->op;
	if (!(op->flags & OP_NO_VAULT)) {
		struct vault_settings settings = {.is_writer = (op->flags & OP_WRITES) != 0,
			.without_register = (op->flags & OP_REBUILDS) != 0};
		int rc = vault_open(call->vault_path, settings, &call->vault, e);
		if (rc != 0) {
			return rc;
		}
	}
	/* A reader sees one state of the vault from its first look to its last, whatever others write meanwhile. */
	bool is_reader = call->vault && !(op->flags & OP_WRITES);
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
	char now[32];
	struct tm utc;
	time_t t = time(NULL);
	strftime(now, sizeof(now), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&t, &utc));
	jw_init(&writer, &reply);
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
		.context = s,
	};
	int rc = utf8_is_valid(bytes_of(call.vault_path))
		? open_and_run(&call, e)
		: err_set(e, ERR_USAGE, "the path of the vault is not valid UTF-8; rename the folder");
	progress_end(&s->progress);
	if ((rc == 0 && !call.is_answered_on_stdout) || call.has_reply_despite_error) {
		struct err failed = {0};
		int printed = print_reply(s, &call, buf_bytes(&reply), &failed);
		if (rc == 0 && printed != 0) {
			*e = failed;
			rc = printed;
		}
	}
	bool has_reply = call.has_reply_despite_error;
	buf_done(&reply);
	if (rc != 0 && s->options.is_json && !has_reply) {
		struct buf out = {0};
		jw_init(&writer, &out);
		jw_object_begin(&writer);
		jw_put_string(&writer, "error", bytes_of(err_name(rc)));
		jw_put_string(&writer, "text", bytes_of(e->text));
		jw_object_end(&writer);
		buf_add_char(&out, '\n');
		struct err ignored;
		(void)!print(buf_bytes(&out), &ignored);
		buf_done(&out);
	}
	return rc;
}

static int help(const struct options *o, struct buf *out, struct err *e)
{
	size_t used;
	if (o->op) {
		help_command(o->op, out);
		return 0;
	}
	if (o->word_count < 2) {
		help_overview(out);
		return 0;
	}
	const struct op *op = op_find(o->words + 1, o->word_count - 1, &used);
	if (!op) {
		return err_set(
			e, ERR_USAGE, "there is no command \"%s\"; \"recount help\" lists them", o->words[1]);
	}
	help_command(op, out);
	return 0;
}

/* The words that are of the command line itself. */
static int run_own(const struct options *o, struct err *e)
{
	struct buf out = {0};
	int rc = 0;
	const char *word = o->word_count > 0 ? o->words[0] : "help";
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

/* Sentences begin with a capital letter when they stand alone. */
static void print_error(const struct err *e)
{
	struct buf out = {0};
	say_safe(&out, bytes_of(e->text));
	fprintf(stderr, "recount: %s\n", out.s);
	buf_done(&out);
}

int cli_main(int argc, char **argv)
{
	struct cli s;
	struct arena a = {0};
	struct err e = {0};
	signal(SIGPIPE, SIG_IGN);
	/* What is unsealed in memory must not end up in a core file. */
	(void)setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
	int rc = crypto_init(&e);
	if (rc == 0) {
		rc = options_parse(argc, argv, &a, &s.options, &e);
	}
	if (rc == 0) {
		progress_init(&s.progress, s.options.is_quiet);
		bool is_own = s.options.wants_help || s.options.wants_version || !s.options.op;
		rc = is_own ? run_own(&s.options, &e) : run_operation(&s, &a, &e);
	}
	if (rc != 0) {
		print_error(&e);
	}
	arena_done(&a);
	return err_exit_code(rc);
}
