/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Verifying the journal: every kind of tampering with it is found. */
#include "fixture.h"
#include "raw.h"
#include "test.h"

#include "record/check.h"

#define NO_TRIGGERS \
	"DROP TRIGGER entry_is_never_changed; DROP TRIGGER entry_is_never_deleted; DROP TRIGGER " \
	"entry_has_no_gap;" \
	"DROP TRIGGER checkpoint_is_never_changed; DROP TRIGGER checkpoint_is_never_deleted;"

/* A vault with one sealed entry, whose head is signed twice and whose triggers are gone. */
static const char *signed_vault(void)
{
	static const char *first;
	if (!first) {
		struct err e = {0};
		const char *path = fixture_vault();
		struct vault *v = fixture_open(path, true);
		BUG_IF(fixture_add(v,
			       "{\"type\":\"source\",\"id\":\"sealed\",\"title\":\"T\",\"author\":\"Secret\","
			       "\"seen\":\"seen\","
			       "\"seal\":[\"said\"]}",
			       &e) != 0);
		fixture_sign(v);
		fixture_fill(v);
		fixture_sign(v);
		vault_close(&v);
		raw_change(path, NO_TRIGGERS);
		first = path;
	}
	return fixture_copy(first);
}

static int check(const char *path, bool with_key, struct check_result *result, struct err *e)
{
	struct vault *v = fixture_open(path, false);
	struct fixture_opener o;
	fixture_opener_init(&o, v);
	int rc = check_journal(v, with_key ? &o.opener : NULL, &fixture_progress, result, e);
	fixture_opener_done(&o);
	vault_close(&v);
	return rc;
}

TEST(a_whole_journal_verifies)
{
	struct check_result r;
	struct err e = {0};
	CHECK_OK(check(signed_vault(), false, &r, &e), e);
	CHECK_INT(r.entry_count, 21);
	CHECK_INT(r.signed_size, 21);
	CHECK_INT(r.checkpoint_count, 2);
	CHECK_INT(r.sealed_count, 2);
	int64_t disclosures = r.disclosure_count;
	CHECK_OK(check(signed_vault(), true, &r, &e), e);
	CHECK_INT(r.sealed_count, 0);
	CHECK_INT(r.disclosure_count, disclosures + 2);
}

/* Puts text back into an entry, as a blob of text. */
static void set_text(sqlite3 *raw, const char *column, int seq, struct bytes text)
{
	sqlite3_stmt *s;
	char sql[128];
	snprintf(sql, sizeof(sql), "UPDATE entry SET %s = CAST(? AS TEXT) WHERE seq = %d", column, seq);
	BUG_IF(sqlite3_prepare_v2(raw, sql, -1, &s, NULL) != SQLITE_OK);
	sqlite3_bind_blob(s, 1, text.s, (int)text.len, SQLITE_STATIC);
	BUG_IF(sqlite3_step(s) != SQLITE_DONE);
	sqlite3_finalize(s);
}

static struct buf get_text(sqlite3 *raw, const char *column, int seq)
{
	sqlite3_stmt *s;
	char sql[128];
	struct buf out = {0};
	snprintf(sql, sizeof(sql), "SELECT CAST(%s AS BLOB) FROM entry WHERE seq = %d", column, seq);
	BUG_IF(sqlite3_prepare_v2(raw, sql, -1, &s, NULL) != SQLITE_OK || sqlite3_step(s) != SQLITE_ROW);
	buf_add(&out, sqlite3_column_blob(s, 0), (size_t)sqlite3_column_bytes(s, 0));
	sqlite3_finalize(s);
	return out;
}

/* Flips bits of a column of an entry, one at a time; returns how many were not found. */
static size_t count_missed_flips(const char *column, int seq, size_t step, bool with_key, size_t *tried)
{
	const char *path = signed_vault();
	sqlite3 *raw = raw_open(path);
	struct buf text = get_text(raw, column, seq);
	struct vault *v = fixture_open(path, false);
	struct fixture_opener o;
	size_t missed = 0;
	fixture_opener_init(&o, v);
	for (size_t bit = 0; bit < text.len * 8; bit += step) {
		struct check_result r;
		struct err e = {0};
		text.s[bit / 8] = (char)(text.s[bit / 8] ^ (1 << (bit % 8)));
		set_text(raw, column, seq, buf_bytes(&text));
		if (check_journal(v, with_key ? &o.opener : NULL, &fixture_progress, &r, &e) == 0) {
			test_note("%s of entry %d, bit %zu", column, seq, bit);
			missed++;
		}
		text.s[bit / 8] = (char)(text.s[bit / 8] ^ (1 << (bit % 8)));
		(*tried)++;
	}
	set_text(raw, column, seq, buf_bytes(&text));
	struct check_result r;
	struct err e = {0};
	missed += check_journal(v, &o.opener, &fixture_progress, &r, &e) != 0; /* all is as it was */
	fixture_opener_done(&o);
	vault_close(&v);
	sqlite3_close(raw);
	buf_done(&text);
	return missed;
}

TEST(any_bit_of_a_leaf_is_found)
{
	GUARANTEE("check.h: Any bit changed in a leaf that a signed head covers is found.");
	size_t tried = 0;
	size_t missed = count_missed_flips("leaf", 3, 3, false, &tried) +
		count_missed_flips("leaf", 17, 11, false, &tried) +
		count_missed_flips("leaf", 0, 11, false, &tried);
	test_note("%zu bits", tried);
	CHECK(tried > 1000);
	CHECK_INT((int64_t)missed, 0);
}

TEST(any_bit_of_a_disclosure_is_found)
{
	GUARANTEE("check.h: Any bit changed in a disclosure is found.");
	size_t tried = 0;
	size_t missed = count_missed_flips("disclosures", 3, 3, false, &tried) +
		count_missed_flips("disclosures", 0, 11, false, &tried) +
		count_missed_flips("disclosures", 13, 13, false, &tried);
	test_note("%zu bits", tried);
	CHECK(tried > 800);
	CHECK_INT((int64_t)missed, 0);
}

TEST(any_bit_of_a_sealed_disclosure_is_found_with_the_key)
{
	GUARANTEE("check.h: Any bit changed in a disclosure is found.");
	size_t tried = 0;
	size_t missed = count_missed_flips("disclosures", 1, 5, true, &tried);
	CHECK(tried > 300);
	CHECK_INT((int64_t)missed, 0);
}

/* A part of the sentence that has to be said after each change. */
static const struct {
	const char *sql;
	const char *said;
} changes[] = {
	{"DELETE FROM entry WHERE seq = 20", "entries were removed"},
	{"DELETE FROM entry WHERE seq > 2", "entries were removed"},
	{"DELETE FROM entry WHERE seq = 5", "entry 5 is missing"},
	{"DELETE FROM entry WHERE seq = 20; INSERT INTO entry SELECT 20, leaf, disclosures FROM entry WHERE "
	 "seq = 17",
		"do not give the root that was signed"},
	{"UPDATE entry SET seq = 99 WHERE seq = 4; UPDATE entry SET seq = 4 WHERE seq = 5; UPDATE entry SET "
	 "seq = 5 WHERE"
	 " seq = 99",
		"do not give the root that was signed"},
	{"UPDATE entry SET disclosures = (SELECT disclosures FROM entry WHERE seq = 4) WHERE seq = 3",
		"entry 3"},
	{"UPDATE entry SET disclosures = disclosures || char(10) || disclosures WHERE seq = 3", "entry 3"},
	{"UPDATE entry SET disclosures = disclosures || char(10) || 'x' WHERE seq = 3", "entry 3"},
	{"UPDATE entry SET disclosures = '' WHERE seq = 3", "nothing stands for 8 of its digests"},
	{"UPDATE entry SET disclosures = disclosures || substr(disclosures, -35) WHERE seq = 3",
		"entry 3: Decoy"},
	{"UPDATE entry SET disclosures = substr(disclosures, 1, length(disclosures) - 34) || substr((SELECT "
	 "disclosures FROM entry WHERE seq = 4), -34) WHERE seq = 3",
		"entry 3: Decoy"},
	{"UPDATE entry SET leaf = leaf || ' ' WHERE seq = 3", "entry 3"},
	{"UPDATE checkpoint SET size = 3 WHERE size = 2", "filed under another size"},
	{"UPDATE checkpoint SET size = 99 WHERE size = 21", "entries were removed"},
	{"INSERT INTO checkpoint SELECT 0, note FROM checkpoint WHERE size = 2", "signed at 0 entries"},
	{"UPDATE checkpoint SET note = replace(note, char(10) || '21' || char(10), char(10) || '20' || "
	 "char(10)) WHERE"
	 " size = 21",
		"signed at 21 entries"},
	{"UPDATE checkpoint SET note = '' WHERE size = 2", "signed at 2 entries"},
};

TEST(every_kind_of_tampering_is_found)
{
	GUARANTEE("check.h: A journal cut short behind a signed head is found.");
	for (size_t i = 0; i < ARRAY_COUNT(changes); i++) {
		struct check_result r;
		struct err e = {0};
		const char *path = signed_vault();
		raw_change(path, changes[i].sql);
		int rc = check(path, false, &r, &e);
		bool is_told = rc != 0 && strstr(e.text, changes[i].said);
		if (!is_told) {
			test_note("%s: %d %s", changes[i].sql, rc, e.text);
		}
		CHECK(is_told);
	}
}

/* Every line of an entry taken out, one at a time; returns how many removals were not found. */
static size_t count_missed_removals(int seq, bool with_key, size_t *tried)
{
	const char *path = signed_vault();
	sqlite3 *raw = raw_open(path);
	struct buf text = get_text(raw, "disclosures", seq);
	struct vault *v = fixture_open(path, false);
	struct fixture_opener o;
	size_t missed = 0;
	bool is_last = false;
	fixture_opener_init(&o, v);
	for (size_t from = 0; !is_last; (*tried)++) {
		struct check_result r;
		struct err e = {0};
		struct buf rest = {0};
		size_t end = bytes_find(buf_bytes(&text), BYTES("\n"), from);
		is_last = end == SIZE_MAX;
		buf_add(&rest, text.s, is_last ? from - 1 : from);
		if (!is_last) {
			buf_add(&rest, text.s + end + 1, text.len - end - 1);
		}
		set_text(raw, "disclosures", seq, buf_bytes(&rest));
		if (check_journal(v, with_key ? &o.opener : NULL, &fixture_progress, &r, &e) == 0) {
			test_note("entry %d without the line at %zu", seq, from);
			missed++;
		}
		from = end + 1;
		buf_done(&rest);
	}
	fixture_opener_done(&o);
	vault_close(&v);
	sqlite3_close(raw);
	buf_done(&text);
	return missed;
}

TEST(any_line_removed_is_found)
{
	GUARANTEE("check.h: Any line removed from an entry is found; a sealed one beside another sealed one "
		  "perhaps only with the key.");
	size_t tried = 0;
	size_t missed = 0;
	for (int seq = 0; seq < 21; seq++) {
		/* Entry 1 has a sealed group and in it a sealed author: one of the two may be missing unseen. */
		missed += count_missed_removals(seq, seq == 1, &tried);
	}
	test_note("%zu lines", tried);
	CHECK(tried >= 21 * 8);
	CHECK_INT((int64_t)missed, 0);
	missed = count_missed_removals(1, false, &tried);
	CHECK_INT((int64_t)missed, 2);
}

/* Puts a line that looks sealed in place of the line that names a group. */
static int check_replaced(int seq, const char *group, struct err *e)
{
	struct check_result r;
	const char *path = signed_vault();
	sqlite3 *raw = raw_open(path);
	struct buf text = get_text(raw, "disclosures", seq);
	struct bytes rest = buf_bytes(&text);
	struct bytes line;
	struct buf out = {0};
	bool is_replaced = false;
	while (bytes_next_line(&rest, &line)) {
		bool is_it = bytes_find(line, bytes_of(group), 0) != SIZE_MAX;
		buf_add_text(&out, out.len > 0 ? "\n" : "");
		buf_add_bytes(&out, is_it ? BYTES("{\"sealed\":\"AAAA\"}") : line);
		is_replaced = is_replaced || is_it;
	}
	BUG_IF(!is_replaced);
	set_text(raw, "disclosures", seq, buf_bytes(&out));
	sqlite3_close(raw);
	buf_done(&text);
	buf_done(&out);
	return check(path, false, &r, e);
}

TEST(sealed_lines_stand_for_sealed_groups_only)
{
	GUARANTEE("check.h: Without the key, sealed lines stand for no more groups than the entry names as "
		  "sealed.");
	struct err e = {0};
	CHECK_INT(check_replaced(1, "\",\"what\",", &e), -ERR_DAMAGED);
	CHECK(strstr(e.text, "a sealed line stands for a group that is not sealed"));
	CHECK_INT(check_replaced(1, "\",\"handling\",", &e), -ERR_DAMAGED);
	CHECK_INT(check_replaced(3, "\",\"what\",", &e), -ERR_DAMAGED);
	CHECK_INT(check_replaced(0, "{\"decoy\":", &e), -ERR_DAMAGED);
}

static void put_checkpoint(sqlite3 *raw, int64_t size, struct bytes note)
{
	sqlite3_stmt *s;
	BUG_IF(sqlite3_prepare_v2(raw, "INSERT OR REPLACE INTO checkpoint VALUES(?, ?)", -1, &s, NULL) !=
		SQLITE_OK);
	sqlite3_bind_int64(s, 1, size);
	sqlite3_bind_text(s, 2, note.s, (int)note.len, SQLITE_STATIC);
	BUG_IF(sqlite3_step(s) != SQLITE_DONE);
	sqlite3_finalize(s);
}

/* A head that says what the forger wants, signed by a key of the forger under the name of the log. */
TEST(a_forged_head_is_found)
{
	struct check_result r;
	struct err e = {0};
	const char *path = signed_vault();
	struct vault *v = fixture_open(path, false);
	struct secret seed = {0};
	struct note_key forger;
	struct buf note = {0};
	struct hash root = tree_leaf(BYTES("anything"));
	sign_keygen(&seed, &forger.public);
	CHECK_OK(note_key_init(&forger, bytes_of(v->log.name), &forger.public, &e), e);
	vault_close(&v);
	checkpoint_sign(21, &root, &forger, &seed, &note);
	sqlite3 *raw = raw_open(path);
	put_checkpoint(raw, 21, buf_bytes(&note));
	CHECK_INT(check(path, false, &r, &e), -ERR_DAMAGED);
	CHECK(strstr(e.text, "signed at 21 entries"));

	/* the same under a name that no key entry gives */
	buf_clear(&note);
	CHECK_OK(note_key_init(&forger, BYTES("forger.example"), &forger.public, &e), e);
	checkpoint_sign(21, &root, &forger, &seed, &note);
	put_checkpoint(raw, 21, buf_bytes(&note));
	CHECK_INT(check(path, false, &r, &e), -ERR_DAMAGED);
	CHECK(strstr(e.text, "no key of this journal"));
	sqlite3_close(raw);
	secret_done(&seed);
	buf_done(&note);
}

/* The true key signed a head of another history: what a thief of the key, or an old backup, would do. */
TEST(a_head_of_another_history_is_found)
{
	struct check_result r;
	struct err e = {0};
	const char *path = signed_vault();
	struct vault *v = fixture_open(path, false);
	struct secret passphrase = {0};
	struct secret seed = {0};
	struct buf note = {0};
	struct hash root = tree_leaf(BYTES("another history"));
	fixture_passphrase(&passphrase);
	CHECK_OK(keys_open(path, "log", &passphrase, &seed, &e), e);
	checkpoint_sign(10, &root, &v->log, &seed, &note);
	vault_close(&v);
	sqlite3 *raw = raw_open(path);
	put_checkpoint(raw, 10, buf_bytes(&note));
	sqlite3_close(raw);
	CHECK_INT(check(path, false, &r, &e), -ERR_DAMAGED);
	CHECK(strstr(e.text, "first 10 entries do not give the root"));
	secret_done(&passphrase);
	secret_done(&seed);
	buf_done(&note);
}

/* Heads before and after a change of the log's key verify each by its own. */
TEST(heads_of_an_older_key_verify)
{
	struct check_result r;
	struct err e = {0};
	const char *path = signed_vault();
	struct vault *v = fixture_open(path, true);
	struct secret passphrase = {0};
	struct keyfile_settings settings = keyfile_lowest_settings();
	fixture_passphrase(&passphrase);
	CHECK_OK(vault_replace_log_key(v, &passphrase, &settings, "restored", &e), e);
	fixture_sign(v);
	secret_done(&passphrase);
	vault_close(&v);
	CHECK_OK(check(path, false, &r, &e), e);
	CHECK_INT(r.checkpoint_count, 3);
	CHECK_INT(r.signed_size, 22);
}

TEST(entries_after_the_last_head_are_counted)
{
	struct check_result r;
	struct err e = {0};
	const char *path = signed_vault();
	struct vault *v = fixture_open(path, true);
	CHECK_OK(fixture_add(v, "{\"type\":\"place\",\"id\":\"later\",\"label\":\"L\"}", &e), e);
	vault_close(&v);
	CHECK_OK(check(path, false, &r, &e), e);
	CHECK_INT(r.entry_count, 22);
	CHECK_INT(r.signed_size, 21);
}

static int check_trusting(
	const char *path, const struct check_trust *trust, struct check_result *result, struct err *e)
{
	struct vault *v = fixture_open(path, false);
	int rc = check_journal_trusting(v, NULL, trust, &fixture_progress, result, e);
	vault_close(&v);
	return rc;
}

/* Two vaults: what an outsider was given of the one does not fit the other, however well that one verifies itself. */
TEST(what_an_outsider_holds_decides)
{
	GUARANTEE("check.h: A journal under another key than the trusted one is refused.");
	GUARANTEE("check.h: A journal that is no continuation of the head that was given away is refused.");
	struct check_result r;
	struct err e = {0};
	const char *path = signed_vault();
	const char *other = fixture_vault();
	struct buf head = {0};
	struct buf forged = {0};
	int64_t size;
	struct vault *v = fixture_open(other, true);
	fixture_sign(v);
	vault_close(&v);
	v = fixture_open(path, false);
	struct note_key key = v->log;
	CHECK_OK(vault_last_checkpoint(v, &size, &head, &e), e);
	vault_close(&v);

	struct check_trust by_key = {.key = &key};
	CHECK_OK(check_trusting(path, &by_key, &r, &e), e);
	CHECK_INT(r.trusted_size, 21);
	struct note_key stranger = key;
	stranger.public.b[0] ^= 1;
	CHECK_INT(check_trusting(path, &(struct check_trust){.key = &stranger}, &r, &e), -ERR_DAMAGED);
	CHECK(strstr(e.text, "not under the trusted key"));

	struct check_trust by_head = {.head = buf_bytes(&head)};
	CHECK_OK(check_trusting(path, &by_head, &r, &e), e);
	raw_change(path, "DELETE FROM checkpoint; DELETE FROM entry WHERE seq > 15");
	CHECK_OK(check(path, false, &r, &e), e); /* by itself the journal seems whole */
	CHECK_INT(check_trusting(path, &by_head, &r, &e), -ERR_DAMAGED);
	CHECK(strstr(e.text, "entries were removed"));
	buf_add_text(&forged, "no checkpoint");
	CHECK_INT(
		check_trusting(path, &(struct check_trust){.head = buf_bytes(&forged)}, &r, &e), -ERR_INPUT);
	buf_done(&head);
	buf_done(&forged);
}
