/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Models as text: docs/formats/align.md. */
#include "match/align_model.h"
#include "text/point.h"

#include <math.h>

/* Probabilities are whole numbers of this share; a model is written a little short of all, for what rounding adds. */
enum { SHARES = 1000000000, SHARES_WRITTEN = SHARES - SHARES / 1000000 };

static const char header[] = "recount-align 1";
static const char *const scripts[] = {"latin", "cyrillic", "arabic", "hebrew"};

struct reader {
	struct align_model *m;
	bool has_scripts;
	int64_t total; /* of the steps, in shares */
	struct err *e;
};

/* Takes the next word, up to a space, off *rest. */
static struct bytes next_word(struct bytes *rest)
{
	const char *space = rest->len > 0 ? memchr(rest->s, ' ', rest->len) : NULL;
	struct bytes word = {rest->s, space ? (size_t)(space - rest->s) : rest->len};
	size_t taken = word.len + (space ? 1 : 0);
	*rest = (struct bytes){rest->s + taken, rest->len - taken};
	return word;
}

static bool find_script(struct bytes name, enum match_script *script)
{
	for (size_t i = 0; i < ARRAY_COUNT(scripts); i++) {
		if (bytes_is(name, scripts[i])) {
			*script = (enum match_script)i;
			return true;
		}
	}
	return false;
}

static int read_scripts(struct reader *r, struct bytes rest)
{
	enum match_script left;
	enum match_script right;
	if (r->has_scripts) {
		return err_set(r->e, ERR_INPUT, "the scripts are given twice.");
	}
	if (!find_script(next_word(&rest), &left) || !find_script(next_word(&rest), &right) || rest.len > 0) {
		return err_set(r->e, ERR_INPUT, "scripts are two of latin, cyrillic, arabic and hebrew.");
	}
	align_model_init(r->m, left, right);
	r->has_scripts = true;
	return 0;
}

static int read_share(struct reader *r, struct bytes word, int64_t least, int64_t *shares)
{
	if (!bytes_int64(word, shares) || *shares < least || *shares >= SHARES) {
		return err_set(
			r->e, ERR_INPUT, "a share is a whole number from %d to %d.", (int)least, SHARES - 1);
	}
	return 0;
}

/* The chunk of a column: letters of the side's script, ^ for the beginning, $ for the end; - alone is nothing. */
static int read_chunk(struct reader *r, struct align_side *side, struct bytes word, uint16_t *chunk)
{
	uint8_t codes[ALIGN_LEFT_MAX];
	size_t count = 0;
	if (bytes_is(word, "-")) {
		*chunk = ALIGN_EMPTY;
		return 0;
	}
	for (size_t at = 0; at < word.len;) {
		uint32_t c = point_next(word, &at);
		uint8_t code = c == '^' ? ALIGN_BEGIN : c == '$' ? ALIGN_END : ALIGN_UNKNOWN;
		if (code == ALIGN_UNKNOWN && match_script_of_letter(c) == side->script) {
			code = align_code_add(side, c);
		}
		if (code == ALIGN_UNKNOWN || count == side->chunk_max) {
			return err_set(r->e, ERR_INPUT,
				"a chunk is one to %u letters of its script, with ^ and $ for beginning and "
				"end.",
				side->chunk_max);
		}
		codes[count++] = code;
	}
	*chunk = count > 0 ? align_chunk_add(side, codes, count) : ALIGN_NO_CHUNK;
	return *chunk != ALIGN_NO_CHUNK ? 0 : err_set(r->e, ERR_INPUT, "there is no chunk, or one too many.");
}

static int read_step(struct reader *r, struct bytes first, struct bytes rest)
{
	struct align_side *left = &r->m->side[ALIGN_LEFT];
	struct align_side *right = r->m->is_symmetric ? left : &r->m->side[ALIGN_RIGHT];
	uint16_t x;
	uint16_t y;
	int64_t shares;
	if (!r->has_scripts) {
		return err_set(r->e, ERR_INPUT, "the scripts come before the steps.");
	}
	int status = read_chunk(r, left, first, &x);
	status = status != 0 ? status : read_chunk(r, right, next_word(&rest), &y);
	status = status != 0 ? status : read_share(r, rest, 1, &shares);
	if (status != 0) {
		return status;
	}
	if (!align_is_step(align_chunk_len(left, x), align_chunk_len(right, y))) {
		return err_set(
			r->e, ERR_INPUT, "a step with nothing on one side has one letter on the other.");
	}
	uint32_t key = align_key(x, y);
	if (r->m->op[align_op_at(r->m, key)].key == key) {
		return err_set(r->e, ERR_INPUT, "the step is given twice.");
	}
	r->total += shares;
	if (r->total > SHARES || r->m->op_count >= ALIGN_OPS_MAX) {
		return err_set(r->e, ERR_INPUT, "the steps add up to more than %d.", SHARES);
	}
	align_op_add(r->m, key, (float)((double)shares / SHARES));
	return 0;
}

static int read_line(struct reader *r, struct bytes line)
{
	struct bytes rest = line;
	struct bytes first = next_word(&rest);
	int64_t shares;
	if (bytes_is(first, "scripts")) {
		return read_scripts(r, rest);
	}
	if (bytes_is(first, "unseen") || bytes_is(first, "apart")) {
		bool is_unseen = bytes_is(first, "unseen");
		int status = read_share(r, rest, is_unseen ? 1 : 0, &shares);
		*(is_unseen ? &r->m->unseen_p : &r->m->apart_p) = status == 0 ? (double)shares / SHARES : 0;
		return status;
	}
	return read_step(r, first, rest);
}

/* Of one script, a step and its reverse are as likely. */
static bool is_balanced(const struct align_model *m)
{
	for (size_t i = 0; m->is_symmetric && i < m->op_room; i++) {
		uint32_t key = m->op[i].key;
		if (key != 0 && m->op[align_op_at(m, key << 16 | key >> 16)].p != m->op[i].p) {
			return false;
		}
	}
	return true;
}

int align_text_read(struct bytes text, struct align_model *m, struct err *e)
{
	struct err own;
	struct reader r = {m, false, 0, e ? e : &own};
	struct bytes rest = text;
	struct bytes line;
	size_t number = 1;
	if (!bytes_next_line(&rest, &line) || !bytes_is(line, header)) {
		return err_set(e, ERR_INPUT, "line 1: the first line is not \"%s\".", header);
	}
	while (bytes_next_line(&rest, &line)) {
		number++;
		if (line.len > 0 && line.s[0] != '#' && read_line(&r, line) != 0) {
			return err_context(r.e, "line %zu", number);
		}
	}
	if (!r.has_scripts || m->op_count == 0 || m->unseen_p <= 0) {
		return err_set(e, ERR_INPUT, "line %zu: scripts, unseen or every step is missing.", number);
	}
	if (!is_balanced(m)) {
		return err_set(e, ERR_INPUT,
			"line %zu: a step between letters of one script lacks its reverse.", number);
	}
	align_model_sum(m);
	return 0;
}

static void write_chunk(const struct align_side *side, uint16_t chunk, struct buf *out)
{
	size_t len = align_chunk_len(side, chunk);
	if (len == 0) {
		buf_add_char(out, '-');
	}
	while (len-- > 0) {
		unsigned code = side->letters[chunk] >> 8 * len & 0xFF;
		char s[POINT_BYTES_MAX];
		uint32_t letter = code == ALIGN_BEGIN ? '^' : code == ALIGN_END ? '$' : side->letter[code];
		buf_add(out, s, point_write(letter, s));
	}
}

struct row {
	int64_t shares;
	uint32_t key;
};

/* The likeliest first; equals in the order of their chunks, which is that of the training. */
static int by_share(const void *a, const void *b)
{
	const struct row *x = a;
	const struct row *y = b;
	int by_key = (x->key > y->key) - (x->key < y->key);
	return x->shares != y->shares ? (x->shares < y->shares ? 1 : -1) : by_key;
}

void align_text_write(const struct align_model *m, struct buf *out)
{
	const struct align_side *left = align_side(m, ALIGN_LEFT);
	const struct align_side *right = align_side(m, ALIGN_RIGHT);
	struct row *rows = mem_calloc(m->op_count + 1, sizeof(*rows));
	size_t count = 0;
	for (size_t i = 0; i < m->op_room; i++) {
		int64_t shares = (int64_t)floor((double)m->op[i].p * SHARES_WRITTEN);
		if (m->op[i].key != 0 && shares > 0) {
			rows[count++] = (struct row){shares, m->op[i].key};
		}
	}
	qsort(rows, count, sizeof(*rows), by_share);
	buf_printf(out, "%s\nscripts %s %s\n", header, scripts[left->script],
		scripts[m->side[ALIGN_RIGHT].script]);
	buf_printf(out, "unseen %.0f\napart %.0f\n", m->unseen_p * SHARES, m->apart_p * SHARES);
	for (size_t i = 0; i < count; i++) {
		write_chunk(left, (uint16_t)(rows[i].key >> 16), out);
		buf_add_char(out, ' ');
		write_chunk(right, (uint16_t)(rows[i].key & 0xFFFF), out);
		buf_printf(out, " %lld\n", (long long)rows[i].shares);
	}
	free(rows);
}
