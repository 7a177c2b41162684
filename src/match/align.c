/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/align.h"

#include "base/mem.h"
#include "match/align_model.h"

#include <math.h>

struct match_aligner {
	struct align_model *model; /* for two scripts, by place_of(); one that is not there is zeroed */
};

enum { MODEL_PLACES = MATCH_SCRIPT_OTHER * MATCH_SCRIPT_OTHER };

static size_t place_of(enum match_script left, enum match_script right)
{
	return (size_t)left * MATCH_SCRIPT_OTHER + (size_t)right;
}

int match_aligner_open(const struct bytes *texts, size_t count, struct match_aligner **out, struct err *e)
{
	struct err own = {0};
	int status = 0;
	*out = mem_calloc(1, sizeof(**out));
	(*out)->model = mem_calloc(MODEL_PLACES, sizeof(*(*out)->model));
	e = e ? e : &own;
	for (size_t i = 0; status == 0 && i < count; i++) {
		struct align_model m = {0};
		status = align_text_read(texts[i], &m, e);
		if (status != 0) {
			align_model_done(&m);
			status = err_context(e, "model %zu", i + 1);
			break;
		}
		struct align_model *place =
			&(*out)->model[place_of(m.side[ALIGN_LEFT].script, m.side[ALIGN_RIGHT].script)];
		align_model_done(place);
		*place = m;
	}
	if (status != 0) {
		match_aligner_close(out);
	}
	return status;
}

void match_aligner_close(struct match_aligner **aligner)
{
	if (*aligner) {
		for (size_t i = 0; i < MODEL_PLACES; i++) {
			align_model_done(&(*aligner)->model[i]);
		}
		free((*aligner)->model);
		free(*aligner);
		*aligner = NULL;
	}
}

/* The model for two scripts, and the side of the first; NULL when there is none. */
static const struct align_model *find(const struct match_aligner *aligner, enum match_script a,
	enum match_script b, enum align_which *which)
{
	if (a == MATCH_SCRIPT_OTHER || b == MATCH_SCRIPT_OTHER) {
		return NULL;
	}
	const struct align_model *forth = &aligner->model[place_of(a, b)];
	const struct align_model *back = &aligner->model[place_of(b, a)];
	*which = forth->op ? ALIGN_LEFT : ALIGN_RIGHT;
	return forth->op ? forth : back->op ? back : NULL;
}

bool match_align_word(const struct match_aligner *aligner, struct bytes token, enum match_script other,
	struct match_align_word *out)
{
	enum match_script script = match_script_of(token);
	enum align_which which;
	const struct align_model *m = find(aligner, script, other, &which);
	*out = (struct match_align_word){0};
	if (m) {
		align_word_set(m, which, token, out);
		out->script = (uint8_t)script;
		out->other_script = (uint8_t)other;
	}
	return m != NULL;
}

/* Of one script either word can be the left one: the order is settled, so that sums round alike. */
static bool is_turned(
	const struct align_model *m, const struct match_align_word *a, const struct match_align_word *b)
{
	if (!m->is_symmetric) {
		return a->side == ALIGN_RIGHT;
	}
	return a->len != b->len ? a->len > b->len : memcmp(a->chunk, b->chunk, sizeof(a->chunk)) > 0;
}

double match_align_words_log(const struct match_aligner *aligner, const struct match_align_word *a,
	const struct match_align_word *b)
{
	enum align_which which;
	if (a->len == 0 || b->len == 0 || a->other_script != b->script || b->other_script != a->script) {
		return NAN;
	}
	const struct align_model *m =
		find(aligner, (enum match_script)a->script, (enum match_script)b->script, &which);
	align_cells cells;
	const struct match_align_word *left = is_turned(m, a, b) ? b : a;
	const struct match_align_word *right = left == a ? b : a;
	return align_ratio_log(m, left, right, align_forward(m, left, right, cells));
}

double match_align_log(const struct match_aligner *aligner, struct bytes a, struct bytes b)
{
	struct match_align_word x;
	struct match_align_word y;
	if (!match_align_word(aligner, a, match_script_of(b), &x) ||
		!match_align_word(aligner, b, match_script_of(a), &y)) {
		return NAN;
	}
	return match_align_words_log(aligner, &x, &y);
}
