/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to src/model/: the parts of an exchange. */
#ifndef MODEL_EXCHANGE_H
#define MODEL_EXCHANGE_H

#include "base/json.h"
#include "model/model.h"

/* prompt.c: the body of a request to /v1/chat/completions, or the line for a command. */
void prompt_http(
	const struct model_settings *settings, const struct model_question *question, struct buf *out);
void prompt_command(
	const struct model_settings *settings, const struct model_question *question, struct buf *out);

/* http.c: posts a body and appends the raw reply. */
int http_post(
	const struct model_settings *settings, struct bytes body, struct buf *reply, struct err *e) MUST_USE;

/* command.c: starts the program, gives it a line, and appends the line that it answers. */
int command_run(
	const struct model_settings *settings, struct bytes line, struct buf *reply, struct err *e) MUST_USE;

/*
 * keep.c: the raw reply to a question that was asked before, and keeping one. asked: the prompt; model and digest: as
 * reported, NULL where they are not. -ERR_NOT_FOUND, and no sentence, when there is none.
 */
int keep_find(const struct model_settings *settings, const char *prompt_sha256, struct buf *reply,
	struct err *e) MUST_USE;
int keep_put(const struct model_settings *settings, struct bytes asked, struct bytes reply,
	const struct model_answer *answer, struct err *e) MUST_USE;

#endif
