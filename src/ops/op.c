/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ops/op.h"

#include "base/date.h"
#include "base/file.h"

#include <limits.h>
#include <sys/stat.h>

const char *op_text(const struct op_call *call, const char *name)
{
	for (size_t i = 0; i < call->value_count; i++) {
		if (strcmp(call->values[i].arg->name, name) == 0) {
			return call->values[i].text;
		}
	}
	return NULL;
}

bool op_has(const struct op_call *call, const char *name)
{
	for (size_t i = 0; i < call->value_count; i++) {
		if (strcmp(call->values[i].arg->name, name) == 0) {
			return true;
		}
	}
	return false;
}

size_t op_texts(const struct op_call *call, const char *name, const char ***values)
{
	size_t count = 0;
	*values = arena_calloc(call->arena, call->value_count, sizeof(**values));
	for (size_t i = 0; i < call->value_count; i++) {
		if (strcmp(call->values[i].arg->name, name) == 0) {
			(*values)[count++] = call->values[i].text;
		}
	}
	return count;
}

int op_int(const struct op_call *call, const char *name, int64_t min, int64_t max, int64_t otherwise,
	int64_t *out, struct err *e)
{
	const char *text = op_text(call, name);
	*out = otherwise;
	if (text && (!bytes_int64(bytes_of(text), out) || *out < min || *out > max)) {
		return err_set(e, ERR_USAGE, "--%s: \"%s\" is not a whole number from %lld to %lld", name,
			text, (long long)min, (long long)max);
	}
	return 0;
}

/* Whether the folder of path is the vault or lies in it. */
static bool is_in_vault(const char *vault_path, const char *path)
{
	char folder[PATH_MAX];
	char real_folder[PATH_MAX];
	char real_vault[PATH_MAX];
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) + 1 : 1;
	if (len >= sizeof(folder)) {
		return false;
	}
	memcpy(folder, slash ? path : ".", len);
	folder[len] = '\0';
	if (!realpath(folder, real_folder) || !realpath(vault_path, real_vault)) {
		return false;
	}
	size_t vault_len = strlen(real_vault);
	return strncmp(real_folder, real_vault, vault_len) == 0 &&
		(real_folder[vault_len] == '/' || real_folder[vault_len] == '\0');
}

int op_check_output(const struct op_call *call, const char *path, struct err *e)
{
	struct stat s;
	if (!path) {
		return 0;
	}
	if (lstat(path, &s) == 0 && !S_ISREG(s.st_mode)) {
		return err_set(e, ERR_INPUT, "%s is there and is no ordinary file; name another", path);
	}
	bool is_vault = call->vault || file_exists(op_vault_file(call, "vault.db"));
	if (is_vault && is_in_vault(call->vault_path, path)) {
		return err_set(e, ERR_INPUT, "%s lies in the vault; write it elsewhere", path);
	}
	return 0;
}

int op_check_apart(const char *output, const char *input, struct err *e)
{
	struct stat to;
	struct stat from;
	bool are_there = output && stat(output, &to) == 0 && stat(input, &from) == 0;
	if (are_there && to.st_dev == from.st_dev && to.st_ino == from.st_ino) {
		return err_set(e, ERR_INPUT, "%s is read; write to another file", output);
	}
	return 0;
}

int op_time_text(int64_t unix_seconds, char out[OP_TIME_BYTES], struct err *e)
{
	static const int64_t first = INT64_C(946684800);   /* 2000-01-01T00:00:00Z */
	static const int64_t last = INT64_C(253402300799); /* 9999-12-31T23:59:59Z */
	char day[DATE_TEXT_BYTES];
	out[0] = '\0';
	if (unix_seconds < first || unix_seconds > last) {
		return err_set(e, ERR_INPUT,
			"the clock of this machine is wrong: its year is not in 2000 to 9999; set it first, "
			"because what is recorded bears its time");
	}
	int64_t second = unix_seconds % 86400;
	date_text(date_of_day((int32_t)(unix_seconds / 86400)), day);
	snprintf(out, OP_TIME_BYTES, "%sT%02d:%02d:%02dZ", day, (int)(second / 3600), (int)(second / 60 % 60),
		(int)(second % 60));
	return 0;
}

char *op_vault_file(const struct op_call *call, const char *name)
{
	return arena_printf(call->arena, "%s/%s", call->vault_path, name);
}

static size_t word_count(const char *name)
{
	size_t count = 1;
	for (; *name; name++) {
		count += *name == ' ';
	}
	return count;
}

static bool words_are(const char *name, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(words[i]);
		if (strncmp(name, words[i], len) != 0 || (name[len] != ' ' && name[len] != '\0')) {
			return false;
		}
		name += len + (name[len] == ' ');
	}
	return *name == '\0';
}

const struct op *op_find(const char *const *words, size_t count, size_t *used)
{
	const struct op *best = NULL;
	*used = 0;
	for (const struct op *op = op_table; op->name; op++) {
		size_t n = word_count(op->name);
		if (n <= count && n > *used && words_are(op->name, words, n)) {
			best = op;
			*used = n;
		}
	}
	return best;
}
