/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/person_matcher.h"

#include "base/mem.h"

#include <math.h>

/* Evidence in nats; docs/methods/matching-full-names.md#evidence says how each was set. */
static const double BASE = -3.2;
static const double BASE_OF_ONE = -2.4; /* when both names are one word */
static const double RARE = 3.9;         /* a token agrees */
static const double COMMON = 2.7;       /* a common one does */
static const double BRIEF = 0.8;        /* of a word of one or two sounds, times this */
static const double CLASH = 5.6;
static const double ALONE = -0.5;
static const double ALONE_INITIAL = -0.25;
static const double ALONE_KUNYA = -0.1;
static const double ONE_OF_MANY = -1.0;  /* a name of one word against a longer one */
static const double TURNED = -0.3;       /* the family first */
static const double TURNED_GIVEN = -1.6; /* two given names changed places */
static const double MIXED = -2;          /* any other order */
static const double MIXED_FIRST = -5;    /* one in which another name comes first */
static const double FIRST_ALONE = -3.3;  /* a given name without partner */
static const double LAST_BY_GENDER = 2;  /* an ending of a or none, behind the given name */
static const double FURTHER = 0.2;       /* a third token that agrees, and further ones, times this */
static const double GENERATIONS = -6;
static const double GENERATION_UNSAID = -0.4;
static const double JOINED_MIN = 0.9; /* how alike two joined words and one must be */
static const double DIAGONAL = 0.02;  /* of two equally good pairings, the one in order */

enum { BRIEF_SOUNDS = 2, LATIN_TEXT_BYTES = 16 * 1024 };

static const char *const how_names[PERSON_HOW_COUNT] = {
	"same", "form", "near", "short", "initial", "gender", "clash"};

const char *person_how_name(enum person_how how)
{
	return how_names[how];
}

struct person_matcher *person_matcher_open(
	const struct person_words *words, const struct match_aligner *aligner)
{
	struct person_matcher *m = mem_calloc(1, sizeof(*m));
	m->words = words;
	m->aligner = aligner;
	m->latin = latin_open();
	sound_costs_init(&m->costs);
	char *room = buf_room(&m->latin_text, LATIN_TEXT_BYTES);
	BUG_IF(!room);
	return m;
}

void person_matcher_close(struct person_matcher **m)
{
	if (*m) {
		latin_close(&(*m)->latin);
		buf_done(&(*m)->latin_text);
		buf_done(&(*m)->folded);
	}
	free(*m);
	*m = NULL;
}

/* Whether tokens [at, at + count) of a name, joined, are one token of another, better than any of them alone. */
static bool is_split(const struct person_matcher *m, const struct person_name *name, size_t at, size_t count,
	const struct person_name *other)
{
	struct sounds joined = name->tokens[at].whole;
	double best_alone = 0;
	double best_joined = 0;
	for (size_t i = at + 1; i < at + count; i++) {
		sound_join(&joined, &name->tokens[i].whole);
	}
	for (size_t j = 0; j < other->count; j++) {
		const struct person_token *t = &other->tokens[j];
		const struct sounds *whole = &t->whole;
		if (t->is_initial || whole->count + 4 < joined.count || joined.count + 4 < whole->count) {
			continue;
		}
		bool is_vague = name->tokens[at].is_vague;
		double alike = person_alike(m, &joined, is_vague, whole, t->is_vague);
		best_joined = alike > best_joined ? alike : best_joined;
		for (size_t i = at; i < at + count && best_joined >= JOINED_MIN; i++) {
			double alone = person_alike(m, &name->tokens[i].bare, is_vague, whole, t->is_vague);
			best_alone = alone > best_alone ? alone : best_alone;
		}
	}
	return best_joined >= JOINED_MIN && best_joined > best_alone + 0.05;
}

static void join(const struct person_matcher *m, struct person_name *name, size_t at, size_t count)
{
	struct person_token *token = &name->tokens[at];
	for (size_t i = at + 1; i < at + count; i++) {
		const struct person_token *next = &name->tokens[i];
		const char *end = next->raw.s + next->raw.len;
		sound_join(&token->whole, &next->whole);
		if (end > token->raw.s) {
			token->raw.len = (size_t)(end - token->raw.s);
		}
	}
	token->bare = token->whole;
	token->has_particle = false;
	token->is_initial = false;
	token->is_kunya = false;
	token->folded_len = 0;
	token->known = person_word_sounding(m->words, &token->whole);
	memmove(token + 1, token + count, (name->count - at - count) * sizeof(*token));
	name->count = (uint8_t)(name->count - (count - 1));
}

/* Joins words that the other name has as one. */
static void join_split(
	const struct person_matcher *m, struct person_name *name, const struct person_name *other)
{
	for (size_t count = 3; count >= 2; count--) {
		for (size_t at = 0; at + count <= name->count; at++) {
			if (is_split(m, name, at, count, other)) {
				join(m, name, at, count);
			}
		}
	}
}

static double weight_of(const struct person_token *token)
{
	bool is_common = token->known &&
		(token->known->name_count > 0 || (token->known->classes & PERSON_WORD_COMMON));
	double weight = is_common ? COMMON : RARE;
	return token->bare.count <= BRIEF_SOUNDS ? BRIEF * weight : weight;
}

static double weigh(double grade, const struct person_token *a, const struct person_token *b)
{
	return grade >= 0 ? grade * 0.5 * (weight_of(a) + weight_of(b)) : grade * CLASH;
}

/* All grades of a pair of names, and what they weigh. a has no more tokens than b. */
struct board {
	const struct person_name *a, *b;
	struct person_grade grade[PERSON_TOKEN_MAX][PERSON_TOKEN_MAX];
	double weight[PERSON_TOKEN_MAX][PERSON_TOKEN_MAX];
};

static void fill_board(const struct person_matcher *m, struct board *board)
{
	for (size_t i = 0; i < board->a->count; i++) {
		for (size_t j = 0; j < board->b->count; j++) {
			const struct person_token *x = &board->a->tokens[i];
			const struct person_token *y = &board->b->tokens[j];
			board->grade[i][j] = person_grade_tokens(m, x, y);
			board->weight[i][j] = weigh(board->grade[i][j].grade, x, y);
		}
	}
}

static double alone_weight(const struct person_token *token)
{
	return token->is_kunya ? ALONE_KUNYA : token->is_initial ? ALONE_INITIAL : ALONE;
}

/* Gives each token of a its own of b so that the sum of weights is greatest: partner[i] for i < a->count. */
static void pair_tokens(const struct board *board, uint8_t partner[PERSON_TOKEN_MAX])
{
	size_t n = board->a->count;
	size_t sets = (size_t)1 << board->b->count;
	double best[PERSON_TOKEN_MAX + 1][1 << PERSON_TOKEN_MAX];
	uint8_t choice[PERSON_TOKEN_MAX][1 << PERSON_TOKEN_MAX];
	for (size_t set = 0; set < sets; set++) {
		best[0][set] = set == 0 ? 0 : -INFINITY;
	}
	for (size_t i = 0; i < n; i++) {
		for (size_t set = 0; set < sets; set++) {
			best[i + 1][set] = -INFINITY;
			for (size_t j = 0; j < board->b->count; j++) {
				size_t bit = (size_t)1 << j;
				if (!(set & bit)) {
					continue;
				}
				size_t apart = i > j ? i - j : j - i;
				double sum =
					best[i][set ^ bit] + board->weight[i][j] - DIAGONAL * (double)apart;
				if (sum > best[i + 1][set]) {
					best[i + 1][set] = sum;
					choice[i][set] = (uint8_t)j;
				}
			}
		}
	}
	size_t top = 0;
	double top_sum = -INFINITY;
	for (size_t set = 0; set < sets; set++) {
		double sum = best[n][set];
		for (size_t j = 0; j < board->b->count; j++) {
			sum += set >> j & 1 ? 0 : alone_weight(&board->b->tokens[j]);
		}
		if (sum > top_sum) {
			top_sum = sum;
			top = set;
		}
	}
	for (size_t i = n; i-- > 0;) {
		partner[i] = choice[i][top];
		top ^= (size_t)1 << partner[i];
	}
}

/* What the order of the partners says. Order may turn (family first) and may leave tokens out. */
static double order_weight(const struct board *board, const uint8_t partner[PERSON_TOKEN_MAX])
{
	size_t n = board->a->count;
	size_t falls = 0;
	for (size_t i = 0; i + 1 < n; i++) {
		falls += partner[i] > partner[i + 1];
	}
	if (falls == 0 || n < 2) {
		return 0;
	}
	bool is_turn = falls == 1 && partner[n - 1] < partner[0];
	if (!is_turn) {
		return partner[0] == 0 ? MIXED : MIXED_FIRST;
	}
	bool is_said = board->a->is_order_known || board->b->is_order_known;
	bool is_given = true;
	for (size_t i = 0; i < n; i++) {
		const struct person_word *known = board->a->tokens[i].known;
		is_given = is_given && known && known->name_count > 0;
	}
	return is_said ? 0 : is_given ? TURNED_GIVEN : TURNED;
}

/*
 * One gendered pair of a family name is the way of a language, and behind the given name an ending says little; two pairs, or
 * one of given names, are a man and a woman.
 */
static void judge_gender(struct person_score *out)
{
	size_t count = 0;
	for (size_t i = 0; i < out->count; i++) {
		count += out->pairs[i].how == PERSON_GENDER;
	}
	for (size_t i = 0; i < out->count; i++) {
		struct person_pair *pair = &out->pairs[i];
		if (pair->how == PERSON_GENDER && count > 1) {
			pair->weight_log = -CLASH;
		} else if (pair->how == PERSON_GENDER && pair->weight_log < 0 && pair->a > 0 && pair->b > 0) {
			pair->weight_log = LAST_BY_GENDER;
		}
	}
}

/* The tokens of a name say less together than each alone: relatives share most of theirs. The two strongest count in full. */
static void temper(struct person_score *out)
{
	size_t first = 0;
	size_t second = PERSON_TOKEN_MAX;
	for (size_t i = 1; i < out->count; i++) {
		double weight = out->pairs[i].weight_log;
		if (weight > out->pairs[first].weight_log) {
			second = first;
			first = i;
		} else if (second == PERSON_TOKEN_MAX || weight > out->pairs[second].weight_log) {
			second = i;
		}
	}
	for (size_t i = 0; i < out->count; i++) {
		double *weight = &out->pairs[i].weight_log;
		*weight *= i != first && i != second && *weight > 0 ? FURTHER : 1;
	}
}

static double generation_weight(unsigned a, unsigned b)
{
	return a == b ? 0 : a && b ? GENERATIONS : GENERATION_UNSAID;
}

static void score_in_order(const struct person_matcher *m, struct person_score *out, bool is_swapped)
{
	struct board board = {.a = is_swapped ? &out->b : &out->a, .b = is_swapped ? &out->a : &out->b};
	uint8_t partner[PERSON_TOKEN_MAX];
	fill_board(m, &board);
	pair_tokens(&board, partner);
	size_t n = board.a->count;
	unsigned paired = 0;
	for (size_t i = 0; i < n; i++) {
		uint8_t j = partner[i];
		paired |= 1u << j;
		out->pairs[i] = (struct person_pair){.a = is_swapped ? j : (uint8_t)i,
			.b = is_swapped ? (uint8_t)i : j,
			.how = board.grade[i][j].how,
			.weight_log = board.weight[i][j]};
	}
	out->count = (uint8_t)n;
	judge_gender(out);
	temper(out);
	bool is_first_alone =
		n > 1 && !(paired & 1u) && !board.b->tokens[0].is_kunya && !board.b->is_order_known;
	out->alone_log += is_first_alone ? FIRST_ALONE : 0;
	for (size_t j = 0; j < board.b->count; j++) {
		out->alone_log += paired >> j & 1 ? 0 : alone_weight(&board.b->tokens[j]);
	}
	out->order_log = order_weight(&board, partner);
	if (n == 1 && board.b->count > 1) {
		out->alone_log += ONE_OF_MANY;
	}
	out->base_log = board.b->count == 1 ? BASE_OF_ONE : BASE;
}

/* An order of names of equal length, so that of two equally good pairings always the same one is taken. */
static bool comes_after(const struct person_name *a, const struct person_name *b)
{
	int order = 0;
	for (size_t i = 0; i < a->count && order == 0; i++) {
		order = memcmp(a->tokens[i].whole.at, b->tokens[i].whole.at, SOUND_MAX);
	}
	return order > 0;
}

double person_name_score(const struct person_matcher *m, const struct person_name *a,
	const struct person_name *b, struct person_score *out)
{
	*out = (struct person_score){.a = *a, .b = *b};
	if (a->count == 0 || b->count == 0) {
		return 0;
	}
	join_split(m, &out->a, b);
	join_split(m, &out->b, a);
	out->generation_log = generation_weight(a->generation, b->generation);
	bool is_swapped =
		out->a.count != out->b.count ? out->a.count > out->b.count : comes_after(&out->a, &out->b);
	score_in_order(m, out, is_swapped);
	double sum = out->base_log + out->alone_log + out->order_log + out->generation_log;
	for (size_t i = 0; i < out->count; i++) {
		sum += out->pairs[i].weight_log;
	}
	out->p = 1 / (1 + exp(-sum));
	return out->p;
}
