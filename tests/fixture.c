/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fixture.h"

#include "base/file.h"
#include "crypto/crypto.h"
#include "test.h"

#include <sys/stat.h>

const char *const fixture_records[] = {
	"{\"type\":\"publication\",\"id\":\"hrw\",\"name\":\"Human Rights "
	"Watch\",\"kind\":\"ngo\",\"country\":\"US\","
	"\"reliability\":{\"grade\":\"B\",\"note\":\"names its methods\"}}",
	"{\"type\":\"publication\",\"id\":\"paper\",\"name\":\"Вечерняя газета\",\"kind\":\"media\"}",
	"{\"type\":\"source\",\"id\":\"s-hrw\",\"title\":\"World "
	"Report\",\"kind\":\"report\",\"language\":\"en\","
	"\"author\":\"A. "
	"Author\",\"publication\":\"hrw\",\"url\":\"https://example.org/a\",\"published\":\"2013-01\","
	"\"seen\":\"seen\"}",
	"{\"type\":\"source\",\"id\":\"s-paper\",\"title\":\"Town counts its "
	"dead\",\"publication\":\"paper\","
	"\"published\":{\"from\":\"2011-12-17\",\"to\":\"2011-12-18\"},\"seen\":\"cited_only\","
	"\"derived_from\":[{\"source\":\"s-hrw\",\"kind\":\"quotes\",\"note\":\"by its words\"}]}",
	"{\"type\":\"evidence\",\"id\":\"" FIXTURE_EVIDENCE "\",\"size\":60,\"media_type\":\"text/plain\","
	"\"role\":\"working\",\"file_name\":\"note.txt\",\"collector\":\"B. Collector\","
	"\"collected_from\":\"an archive\",\"collected_at\":\"2020-01-01T00:00:00Z\"}",
	"{\"type\":\"text\",\"id\":\"text-1\",\"evidence\":\"" FIXTURE_EVIDENCE
	"\",\"digest\":\"" FIXTURE_TEXT "\",\"size\":60,\"characters\":60,\"tool\":\"none\"}",
	"{\"type\":\"custody\",\"id\":\"custody-1\",\"evidence\":\"" FIXTURE_EVIDENCE
	"\",\"action\":\"received\","
	"\"from\":\"C. Giver\",\"at\":\"2020-01-01T00:00:00Z\"}",
	"{\"type\":\"place\",\"id\":\"oblast\",\"label\":\"Oblast\",\"kind\":\"province\"}",
	"{\"type\":\"place\",\"id\":\"town\",\"label\":\"Town\",\"names\":[{\"name\":\"Қала\",\"language\":"
	"\"kk\"}],"
	"\"kind\":\"town\",\"within\":\"oblast\",\"coordinates\":{\"lat\":43.34,\"lon\":52.86}}",
	"{\"type\":\"incident\",\"id\":\"event\",\"label\":\"The "
	"event\",\"target\":{\"victim_class\":\"any\","
	"\"places\":[\"town\"],\"window\":{\"from\":\"2011-12-16\",\"to\":\"2011-12-17\"}}}",
	"{\"type\":\"incident\",\"id\":\"event-square\",\"label\":\"On the square\",\"parent\":\"event\"}",
	"{\"type\":\"claim\",\"id\":\"c1\",\"about\":\"event\",\"property\":\"count\",\"measure\":\"killed\","
	"\"as_stated\":\"at least "
	"16\",\"quantity\":{\"qualifier\":\"at_least\",\"low\":16},\"places\":[\"town\"],"
	"\"window\":\"2011-12-16\",\"as_of\":\"2013\",\"attribution\":[{\"originator\":\"office\","
	"\"class\":\"official\",\"verb\":\"states\"}],\"mode\":\"reported\",\"credibility\":{\"grade\":2},"
	"\"citations\":[{\"source\":\"s-hrw\",\"evidence\":\"" FIXTURE_EVIDENCE
	"\",\"exact\":\"at least 16\","
	"\"byte_start\":3,\"byte_end\":14,\"char_start\":3,\"char_end\":14}]}",
	"{\"type\":\"claim\",\"id\":\"c2\",\"about\":\"event\",\"property\":\"count\",\"measure\":\"killed\","
	"\"quantity\":{\"qualifier\":\"exact\",\"low\":17,\"high\":17},\"citations\":[{\"source\":\"s-"
	"paper\","
	"\"evidence\":\"" FIXTURE_EVIDENCE
	"\",\"locator\":{\"kind\":\"page\",\"value\":\"2\"}}],\"note\":\"public\"}",
	"{\"type\":\"claim\",\"id\":\"c3\",\"about\":\"event-square\",\"property\":\"name\","
	"\"value\":{\"text\":\"the December "
	"events\"},\"citations\":[{\"source\":\"s-paper\",\"evidence\":\"" FIXTURE_EVIDENCE
	"\",\"locator\":{\"kind\":\"line\",\"value\":\"4\"}}]}",
	"{\"type\":\"decision\",\"id\":\"d1\",\"kind\":\"exclude\",\"about\":\"event\",\"claims\":[\"c2\"],"
	"\"rule\":\"ucdp\",\"reason\":\"hearsay\",\"decided_at\":\"2021-05\"}",
	"{\"type\":\"codebook\",\"id\":\"codebook-1\",\"version\":\"7\",\"text\":\"[codebook]\\nversion = "
	"7\\n\"}",
	"{\"type\":\"estimate\",\"id\":\"e1\",\"results\":[{\"stratum\":\"age "
	"young\",\"replicate\":1,\"documented\":40,\"method\":\"bic\",\"total\":70.5,\"low\":50.25,\"high\":"
	"90.0,"
	"\"assumption\":\"Lists are independent.\"},{\"stratum\":\"age "
	"old\",\"replicate\":1,\"documented\":7,\"refused\":\"few_people\",\"why\":\"Too few.\"}],"
	"\"all\":{\"documented\":47,\"estimated_strata\":1,\"documented_only\":7,\"total\":77.5},"
	"\"reply_digest\":\"" FIXTURE_TEXT "\",\"inputs\":[{\"file\":\"t.csv\",\"table\":"
	"\"age,A,B,count\\nyoung,1,0,40\\nold,1,0,0\\n\"}],\"strata_columns\":1,\"left_out\":0,"
	"\"level\":95,\"seed\":1,\"fast\":true,\"program\":\"0\"}",
	"{\"type\":\"list\",\"id\":\"l1\",\"name\":\"morgue\",\"rows\":3,\"rows_digest\":\"" FIXTURE_TEXT
	"\",\"evidence\":\"" FIXTURE_EVIDENCE "\",\"map\":\"[columns]\\nname = Name\\n\"}",
	"{\"type\":\"match\",\"id\":\"m1\",\"records\":3,\"compared\":2,\"kept\":1,\"clusters\":2,"
	"\"outputs\":[{"
	"\"file\":\"clusters.csv\",\"digest\":\"" FIXTURE_TEXT
	"\"}],\"model\":\"m\",\"lists\":[{\"name\":\"morgue\",\"list\":\"l1\",\"rows\":3}],"
	"\"verdicts\":\"1 1 1 2 same\\n\",\"rules\":\"given + family\\n\",\"only\":\"morgue\",\"strata\":"
	"\"sex\",\"seed\":1,\"death_days\":31,\"replicates\":0,\"program\":\"0\"}",
	NULL,
};

static void ignore_step(void *context, int64_t done, int64_t total)
{
	(void)context;
	(void)done;
	(void)total;
}

const struct record_progress fixture_progress = {ignore_step, NULL};

static void must(int rc, const struct err *e)
{
	if (rc != 0) {
		fprintf(stderr, "fixture: %s\n", e->text);
		exit(1);
	}
}

/* Paths live as long as the program. */
static char *join(const char *folder, const char *name)
{
	static struct arena paths;
	return arena_printf(&paths, "%s/%s", folder, name);
}

void fixture_passphrase(struct secret *passphrase)
{
	secret_init(passphrase, sizeof(FIXTURE_PASSPHRASE) - 1);
	memcpy(passphrase->b, FIXTURE_PASSPHRASE, sizeof(FIXTURE_PASSPHRASE) - 1);
}

const char *fixture_copy(const char *path)
{
	struct buf command = {0};
	char *copy = join(test_folder(), "vault");
	buf_printf(&command, "cp -a '%s' '%s'", path, copy);
	BUG_IF(system(command.s) != 0);
	buf_done(&command);
	return copy;
}

const char *fixture_vault(void)
{
	static const char *first;
	struct err e = {0};
	if (!first) {
		struct secret passphrase = {0};
		struct keyfile_settings settings = keyfile_lowest_settings();
		must(crypto_init(&e), &e);
		fixture_passphrase(&passphrase);
		char *path = join(test_folder(), "vault");
		must(vault_create(path, &passphrase, &settings, &e), &e);
		secret_done(&passphrase);
		first = path;
	}
	return fixture_copy(first);
}

struct vault *fixture_open(const char *path, bool is_writer)
{
	struct vault *v;
	struct err e = {0};
	must(vault_open(path, (struct vault_settings){.is_writer = is_writer}, &v, &e), &e);
	return v;
}

void fixture_sign(struct vault *v)
{
	struct secret passphrase = {0};
	struct secret seed = {0};
	struct buf note = {0};
	struct err e = {0};
	fixture_passphrase(&passphrase);
	must(keys_open(v->path, "log", &passphrase, &seed, &e), &e);
	must(vault_sign(v, &seed, &note, &e), &e);
	secret_done(&passphrase);
	secret_done(&seed);
	buf_done(&note);
}

int fixture_add(struct vault *v, const char *json, struct err *e)
{
	json_t *record;
	int rc = json_parse(bytes_of(json), &record, e);
	if (rc != 0) {
		return rc;
	}
	const struct record_type *type = record_type_find(json_get_view(record, "type"));
	BUG_IF(!type);
	json_object_del(record, "type");
	rc = vault_check_record(v, type, record, e);
	if (rc == 0) {
		must(vault_begin(v, e), e);
		must(vault_append(v, type, record, NULL, e), e);
		must(vault_commit(v, e), e);
	}
	json_decref(record);
	return rc;
}

void fixture_fill(struct vault *v)
{
	struct err e = {0};
	for (const char *const *record = fixture_records; *record; record++) {
		must(fixture_add(v, *record, &e), &e);
	}
}

static int open_box(void *context, struct arena *a, struct bytes box, struct bytes *text, struct err *e)
{
	const struct fixture_opener *o = context;
	struct buf opened = {0};
	int rc = seal_open(&o->public, &o->key, box, &opened, e);
	if (rc == 0) {
		*text = arena_copy(a, buf_bytes(&opened));
	}
	buf_done(&opened);
	return rc;
}

void fixture_opener_init(struct fixture_opener *o, const struct vault *v)
{
	struct secret passphrase = {0};
	struct err e = {0};
	*o = (struct fixture_opener){.public = v->box, .opener = {open_box, o}};
	fixture_passphrase(&passphrase);
	must(keys_open(v->path, "vault", &passphrase, &o->key, &e), &e);
	secret_done(&passphrase);
}

void fixture_opener_done(struct fixture_opener *o)
{
	secret_done(&o->key);
}

const char *fixture_file(const char *folder, const char *name, struct bytes content)
{
	struct err e = {0};
	char *path = join(folder, name);
	must(file_replace(path, content, 0600, &e), &e);
	return path;
}
