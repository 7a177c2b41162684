/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The files that explain a matching run: its model, its reply, and the page. */
#include "match/model_text.h"
#include "ops/match.h"
#include "view/match.h"

static int write_file(const struct match_work *w, const char *name, const struct buf *content, struct err *e)
{
	return file_replace(
		arena_printf(w->call->arena, "%s/%s", w->folder, name), buf_bytes(content), 0644, e);
}

static int write_model(const struct match_work *w, struct err *e)
{
	struct buf text = {0};
	match_model_write(match_run_model(w->run), &text);
	int rc = write_file(w, MATCH_MODEL_FILE, &text, e);
	buf_done(&text);
	return rc;
}

/* The page is made from the reply, so that both say the same. */
static int write_page(struct match_work *w, const json_t *reply, struct err *e)
{
	const struct op_call *call = w->call;
	struct buf text = {0};
	struct buf page = {0};
	struct json_writer j;
	json_t *details = NULL;
	jw_init(&j, &text);
	match_put_details(w, &j);
	int rc = json_parse(buf_bytes(&text), &details, e);
	if (rc == 0) {
		match_page_write(reply, details,
			bytes_of(arena_printf(call->arena, "recount %s", call->version)),
			call->now[0] ? bytes_of(call->now) : BYTES("at an unknown time"), &page);
		rc = write_file(w, "report.html", &page, e);
	}
	json_decref(details);
	buf_done(&page);
	buf_done(&text);
	return rc;
}

int match_write_report(struct match_work *w, struct err *e)
{
	struct buf text = {0};
	struct json_writer j;
	json_t *reply = NULL;
	jw_init(&j, &text);
	match_put_reply(w, &j);
	int rc = json_parse(buf_bytes(&text), &reply, e);
	if (rc == 0) {
		rc = write_page(w, reply, e);
	}
	buf_add_char(&text, '\n');
	if (rc == 0) {
		rc = write_file(w, MATCH_REPLY_FILE, &text, e);
	}
	json_decref(reply);
	buf_done(&text);
	return rc == 0 ? write_model(w, e) : rc;
}
