/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Asking a language model what a document claims: the ways to reach one. What it answers is not believed here or
 * elsewhere; reading/gate.h holds it to the document.
 *
 * Off unless a person names a settings file. Nothing leaves the machine unless that file says so in words.
 *
 *     [model]
 *     adapter = http | command
 *     address = http://127.0.0.1:8080       http: /v1/chat/completions is put behind it
 *     command = /usr/local/bin/claims -q    command: program and arguments, no shell
 *     name = qwen2.5-7b-instruct
 *     seed = 1
 *     max_tokens = 4096
 *     timeout = 120                         seconds for one document
 *     reply_bytes = 1048576                 a longer reply is cut off and refused
 *     text_bytes = 200000                   a longer document is not sent
 *     keep = replies                        folder of exchanges, beside this file
 *     remote = documents may leave this machine
 *
 * Every exchange is kept: what was asked, of which model, and the raw reply. The same question is not asked twice, so
 * that what was proposed once is proposed again.
 */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "crypto/hash.h"

enum model_adapter { MODEL_HTTP, MODEL_COMMAND };

struct model_settings {
	enum model_adapter adapter;
	const char *address;
	const char *command;
	const char *name;
	const char *keep; /* path of the folder */
	int64_t seed;
	int64_t max_tokens;
	int64_t timeout_s;
	int64_t reply_bytes;
	int64_t text_bytes;
	bool may_leave_machine;
};

/*
 * Reads a settings file.
 *
 * a         owns the texts
 * returns   0; ERR_NOT_FOUND; ERR_INPUT with the key that is wrong, and for an address elsewhere without permission
 */
int model_settings_read(
	const char *path, struct arena *a, struct model_settings *out, struct err *e) MUST_USE;

/* One question: a document and what may be answered. */
struct model_question {
	struct bytes text;
	const char *language;        /* NULL: unknown */
	const char *const *measures; /* NULL behind the last */
};

/* Texts are owned by the arena. */
struct model_answer {
	struct bytes reply;                     /* the claims, as the gate takes them; raw */
	const char *model;                      /* as the server reports it; NULL: it does not */
	const char *digest;                     /* the same */
	char prompt_sha256[HASH_HEX_CHARS + 1]; /* of the question as sent */
	char reply_sha256[HASH_HEX_CHARS + 1];
	bool is_kept; /* it was asked before */
};

/*
 * Asks, or finds what was answered.
 *
 * returns   0 and *out, whatever the reply holds; ERR_IO when there is no reply (refused, closed, too slow);
 *           ERR_LIMIT when it or the document is too long; ERR_INPUT when the server's envelope is not of its form
 *
 * ^ A server that sends without end is cut off at reply_bytes.
 * ^ A server that is slow is given up after timeout.
 * ^ Only the loopback addresses are connected to, unless the settings let documents leave the machine.
 */
int model_ask(const struct model_settings *settings, const struct model_question *question, struct arena *a,
	struct model_answer *out, struct err *e) MUST_USE;

#endif
