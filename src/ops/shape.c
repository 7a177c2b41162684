/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ops/shape.h"

/* Shapes are constants of ours: a broken one is our mistake. */

static void skip_space(const char **at)
{
	while (**at == ' ' || **at == '\n' || **at == '\t') {
		(*at)++;
	}
}

static bool take(const char **at, char c)
{
	skip_space(at);
	if (**at != c) {
		return false;
	}
	(*at)++;
	return true;
}

static size_t word(const char **at, char out[64])
{
	size_t len = 0;
	skip_space(at);
	while ((**at >= 'a' && **at <= 'z') || (**at >= '0' && **at <= '9') || **at == '_') {
		BUG_IF(len + 1 >= 64);
		out[len++] = *(*at)++;
	}
	out[len] = '\0';
	return len;
}

/* Checks v (NULL: only walks over the shape) and leaves *at behind the shape. */
static int check(const char **at, const json_t *v, struct err *e);

static int check_list(const char **at, const json_t *v, struct err *e)
{
	const char *inner = *at;
	int rc = check(at, NULL, e);
	BUG_IF(!take(at, ']'));
	if (v && !json_is_array(v)) {
		return err_set(e, ERR_INPUT, "is no list");
	}
	for (size_t i = 0; rc == 0 && i < json_array_size(v); i++) {
		const char *from = inner;
		if (check(&from, json_array_get(v, i), e) != 0) {
			rc = err_context(e, "[%zu]", i);
		}
	}
	return rc;
}

static int check_object(const char **at, const json_t *v, struct err *e)
{
	size_t known = 0;
	int rc = 0;
	if (v && !json_is_object(v)) {
		return err_set(e, ERR_INPUT, "is no object");
	}
	while (!take(at, '}')) {
		char key[64];
		BUG_IF(word(at, key) == 0);
		bool may_lack = take(at, '?');
		BUG_IF(!take(at, ':'));
		const json_t *member = json_object_get(v, key);
		known += member != NULL;
		if (v && rc == 0 && !member && !may_lack) {
			rc = err_set(e, ERR_INPUT, "%s is missing", key);
		}
		struct err inner = {0};
		if (check(at, rc == 0 ? member : NULL, &inner) != 0 && rc == 0) {
			rc = err_set(e, ERR_INPUT, "%s: %.400s", key, inner.text);
		}
		(void)take(at, ',');
	}
	if (rc == 0 && v && known != json_object_size(v)) {
		rc = err_set(e, ERR_INPUT, "has members that the shape does not name");
	}
	return rc;
}

static int check_scalar(const char **at, const json_t *v, struct err *e)
{
	char name[64];
	BUG_IF(word(at, name) == 0);
	bool is_ok = strcmp(name, "any") == 0 || (strcmp(name, "text") == 0 && json_is_string(v)) ||
		(strcmp(name, "int") == 0 && json_is_integer(v)) ||
		(strcmp(name, "number") == 0 && json_is_number(v)) ||
		(strcmp(name, "bool") == 0 && json_is_boolean(v));
	return !v || is_ok ? 0 : err_set(e, ERR_INPUT, "is no %s", name);
}

static int check(const char **at, const json_t *v, struct err *e)
{
	bool is_null = json_is_null(v);
	const json_t *inner = is_null ? NULL : v;
	int rc;
	if (take(at, '[')) {
		rc = check_list(at, inner, e);
	} else if (take(at, '{')) {
		rc = check_object(at, inner, e);
	} else {
		rc = check_scalar(at, inner, e);
	}
	bool may_be_null = take(at, '|');
	if (may_be_null) {
		char name[64];
		BUG_IF(word(at, name) == 0 || strcmp(name, "null") != 0);
	}
	return rc == 0 && is_null && !may_be_null ? err_set(e, ERR_INPUT, "is null") : rc;
}

int shape_check(const char *shape, const json_t *value, struct err *e)
{
	const char *at = shape;
	int rc = check(&at, value, e);
	skip_space(&at);
	BUG_IF(*at != '\0' && rc == 0);
	return rc;
}
