/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* read accept, edit, reject, undo: decisions on the proposals of a preserved document. */
#include "ops/handlers.h"
#include "ops/read.h"
#include "ops/say.h"

/* The numbers that a person counts from 1, as indices; each once. */
static int take_numbers(
	const struct op_call *call, const struct docket *d, size_t **indices, size_t *count, struct err *e)
{
	const char **words;
	size_t proposals = d->reading.proposal_count;
	*count = op_texts(call, "number", &words);
	*indices = arena_calloc(call->arena, *count, sizeof(**indices));
	for (size_t i = 0; i < *count; i++) {
		int64_t number;
		if (!bytes_int64(bytes_of(words[i]), &number) || number < 1) {
			return err_set(e, ERR_USAGE, "\"%s\" is no number of a proposal", words[i]);
		}
		if ((uint64_t)number > proposals) {
			return err_set(e, ERR_NOT_FOUND, "there is no proposal %lld; the document has %zu",
				(long long)number, proposals);
		}
		(*indices)[i] = (size_t)number - 1;
		for (size_t k = 0; k < i; k++) {
			if ((*indices)[k] == (*indices)[i]) {
				return err_set(
					e, ERR_USAGE, "proposal %lld is named twice", (long long)number);
			}
		}
	}
	return 0;
}

static void put_entry(struct json_writer *j, const char *decision, const struct docket_entry *entry, size_t i)
{
	jw_object_begin(j);
	jw_put_int(j, "number", (int64_t)i + 1);
	jw_put_string(j, "decision", bytes_of(decision));
	jw_put_string(j, "id", bytes_of(entry->id));
	jw_put_int(j, "entry", entry->seq);
	jw_object_end(j);
}

/* One decision on each proposal that is named: all of them or none. */
static int decide(struct op_call *call, const char *decision,
	int (*function)(struct docket *d, size_t i, const struct docket_act *act, struct docket_entry *entry,
		struct err *e),
	const struct docket_act *act, struct err *e)
{
	struct read_setup setup;
	struct docket d = {0};
	struct docket_entry entry;
	size_t *indices;
	size_t count;
	int rc = read_setup_open(call, &setup, e);
	if (rc != 0) {
		return rc;
	}
	rc = read_open_docket(call, &setup, &d, e);
	rc = rc == 0 ? take_numbers(call, &d, &indices, &count, e) : rc;
	rc = rc == 0 ? vault_begin(call->vault, e) : rc;
	if (rc == 0) {
		jw_object_begin(call->reply);
		jw_key(call->reply, "decisions");
		jw_array_begin(call->reply);
		for (size_t i = 0; i < count && rc == 0; i++) {
			rc = function(&d, indices[i], act, &entry, e);
			if (rc == 0) {
				put_entry(call->reply, decision, &entry, indices[i]);
			} else if (count > 1) {
				err_context(e, "proposal %zu", indices[i] + 1);
			}
		}
		jw_array_end(call->reply);
		jw_object_end(call->reply);
		if (rc == 0) {
			rc = vault_commit(call->vault, e);
		} else {
			vault_rollback(call->vault);
		}
	}
	docket_done(&d);
	read_setup_done(&setup);
	return rc;
}

static struct docket_act act_of(const struct op_call *call)
{
	return (struct docket_act){
		.researcher = op_text(call, "researcher"),
		.now = call->now,
		.about = op_text(call, "about"),
		.reason = op_text(call, "why"),
	};
}

int op_read_accept(struct op_call *call, struct err *e)
{
	struct docket_act act = act_of(call);
	return decide(call, "accepted", docket_accept, &act, e);
}

int op_read_edit(struct op_call *call, struct err *e)
{
	const char **words;
	size_t count = op_texts(call, "field=value", &words);
	struct claim_edit *edits = arena_calloc(call->arena, count, sizeof(*edits));
	struct docket_act act = act_of(call);
	for (size_t i = 0; i < count; i++) {
		const char *equals = strchr(words[i], '=');
		if (!equals || equals == words[i]) {
			return err_set(
				e, ERR_USAGE, "\"%s\": expected field=value, as in measure=killed", words[i]);
		}
		edits[i].field =
			arena_text(call->arena, (struct bytes){words[i], (size_t)(equals - words[i])});
		edits[i].value = equals + 1;
	}
	act.edits = edits;
	act.edit_count = count;
	return decide(call, "edited", docket_accept, &act, e);
}

int op_read_reject(struct op_call *call, struct err *e)
{
	struct docket_act act = act_of(call);
	if (!act.reason || bytes_trim(bytes_of(act.reason)).len == 0) {
		return err_set(e, ERR_USAGE, "--why is missing: a rejection needs a reason");
	}
	return decide(call, "rejected", docket_reject, &act, e);
}

static int take_back_last(struct op_call *call, const struct docket_act *act, struct err *e)
{
	struct docket_last last;
	struct docket_entry entry;
	int rc = docket_find_last(call->vault, &last, e);
	if (rc == 0) {
		rc = docket_take_back(call->vault, last.id, last.is_claim, act, &entry, e);
	}
	if (rc == 0) {
		jw_object_begin(call->reply);
		jw_key(call->reply, "decisions");
		jw_array_begin(call->reply);
		jw_object_begin(call->reply);
		jw_put_string(call->reply, "decision", BYTES("taken back"));
		jw_put_string(call->reply, "id", bytes_of(entry.id));
		jw_put_string(call->reply, "of", bytes_of(last.id));
		jw_put_int(call->reply, "entry", entry.seq);
		jw_object_end(call->reply);
		jw_array_end(call->reply);
		jw_object_end(call->reply);
	}
	return rc;
}

int op_read_undo(struct op_call *call, struct err *e)
{
	struct docket_act act = act_of(call);
	act.reason = act.reason ? act.reason : "Taken back.";
	if (!op_has(call, "document")) {
		return take_back_last(call, &act, e);
	}
	return op_has(call, "number")
		? decide(call, "taken back", docket_reopen, &act, e)
		: err_set(e, ERR_USAGE, "say which proposals of the document, or name none at all");
}

static void print_decisions(const json_t *reply, struct buf *out)
{
	const json_t *decisions = json_object_get(reply, "decisions");
	for (size_t i = 0; i < json_array_size(decisions); i++) {
		const json_t *row = json_array_get(decisions, i);
		if (json_object_get(row, "number")) {
			buf_printf(out, "Proposal %lld ", (long long)say_int(row, "number"));
		} else {
			say_safe(out, say_text(row, "of"));
			buf_add_text(out, " is ");
		}
		buf_printf(out, "%.*s: %.*s (entry %lld).\n", BYTES_ARG(say_text(row, "decision")),
			BYTES_ARG(say_text(row, "id")), (long long)say_int(row, "entry"));
	}
}

void op_read_accept_print(const json_t *reply, struct buf *out)
{
	print_decisions(reply, out);
}

void op_read_edit_print(const json_t *reply, struct buf *out)
{
	print_decisions(reply, out);
}

void op_read_reject_print(const json_t *reply, struct buf *out)
{
	print_decisions(reply, out);
}

void op_read_undo_print(const json_t *reply, struct buf *out)
{
	print_decisions(reply, out);
}
