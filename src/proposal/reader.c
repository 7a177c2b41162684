/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "proposal/reader.h"

#include "reading/gazetteer_write.h"
#include "text/utf8.h"

#include <dirent.h>

/* A table is edited by hand; more languages and tables than this are a wrong folder. */
enum { TABLE_COUNT_MAX = 1024, TABLE_BYTES_MAX = 16 << 20 };
/* Ten times the places of the world that are built in. */
enum { GAZETTEER_BYTES_MAX = 256 << 20 };

struct table_list {
	struct reading_table *rows;
	size_t count;
	size_t cap;
	struct arena *arena;
};

static void set_table(struct table_list *list, const char *language, const char *name, struct bytes text)
{
	for (size_t i = 0; i < list->count; i++) {
		struct reading_table *row = &list->rows[i];
		if (strcmp(row->language, language) == 0 && strcmp(row->name, name) == 0) {
			row->text = text;
			return;
		}
	}
	list->rows[list->count++] = (struct reading_table){language, name, text};
}

static int take_table(
	struct table_list *list, const char *folder, const char *language, const char *name, struct err *e)
{
	struct buf text = {0};
	const char *path = arena_printf(list->arena, "%s/%s/%s", folder, language, name);
	if (list->count == list->cap) {
		return err_set(e, ERR_LIMIT, "%s holds more than %d tables", folder, TABLE_COUNT_MAX);
	}
	int rc = file_read(path, TABLE_BYTES_MAX, &text, e);
	if (rc == 0 && !utf8_is_valid(buf_bytes(&text))) {
		rc = err_set(e, ERR_INPUT, "%s is not UTF-8", path);
	}
	if (rc == 0) {
		set_table(list, arena_text(list->arena, bytes_of(language)),
			arena_text(list->arena, bytes_of(name)), arena_copy(list->arena, buf_bytes(&text)));
	}
	buf_done(&text);
	return rc;
}

static int is_table(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && bytes_ends(bytes_of(entry->d_name), ".txt");
}

static int is_language(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && strspn(entry->d_name, "abcdefghijklmnopqrstuvwxyz") >= 2;
}

/* Names in a folder in the order of their bytes, so that the same tables always come in the same order. */
static int list_folder(const char *path, int (*is_wanted)(const struct dirent *), struct dirent ***names,
	int *count, struct err *e)
{
	*count = scandir(path, names, is_wanted, NULL);
	if (*count < 0) {
		return err_errno(e, ERR_NOT_FOUND, "the folder of tables %s cannot be read", path);
	}
	for (int i = 1; i < *count; i++) {
		for (int k = i; k > 0 && strcmp((*names)[k - 1]->d_name, (*names)[k]->d_name) > 0; k--) {
			struct dirent *swap = (*names)[k];
			(*names)[k] = (*names)[k - 1];
			(*names)[k - 1] = swap;
		}
	}
	return 0;
}

static void free_names(struct dirent **names, int count)
{
	for (int i = 0; i < count; i++) {
		free(names[i]);
	}
	free(names);
}

static int take_language(struct table_list *list, const char *folder, const char *language, struct err *e)
{
	struct dirent **names;
	int count;
	const char *path = arena_printf(list->arena, "%s/%s", folder, language);
	int rc = list_folder(path, is_table, &names, &count, e);
	if (rc != 0) {
		return rc;
	}
	for (int i = 0; i < count && rc == 0; i++) {
		rc = take_table(list, folder, language, names[i]->d_name, e);
	}
	free_names(names, count);
	return rc;
}

static int take_folder(struct table_list *list, const char *folder, struct err *e)
{
	struct dirent **names;
	int count;
	int rc = list_folder(folder, is_language, &names, &count, e);
	if (rc != 0) {
		return rc;
	}
	if (count == 0) {
		rc = err_set(e, ERR_INPUT, "%s holds no tables; expected LANGUAGE/NAME.txt in it", folder);
	}
	for (int i = 0; i < count && rc == 0; i++) {
		rc = take_language(list, folder, names[i]->d_name, e);
	}
	free_names(names, count);
	return rc;
}

/* Takes the tables of the gazetteer out of the list: those named place.txt. Returns how many. */
static size_t take_place_words(struct table_list *list, struct lexicon_table **words)
{
	size_t count = 0;
	size_t kept = 0;
	*words = arena_alloc(list->arena, list->count * sizeof(**words));
	for (size_t i = 0; i < list->count; i++) {
		const struct reading_table *row = &list->rows[i];
		if (strcmp(row->name, "place.txt") == 0) {
			const char *name = arena_printf(list->arena, "%s/%s", row->language, row->name);
			(*words)[count++] = (struct lexicon_table){name, row->text};
		} else {
			list->rows[kept++] = *row;
		}
	}
	list->count = kept;
	return count;
}

/* Reads a group's own gazetteer, and puts it before what the reader has. */
static int put_own_gazetteer(
	struct reader *r, const char *path, const struct gazetteer_words *words, struct err *e)
{
	struct buf source = {0};
	struct gazetteer *own = NULL;
	int rc = file_read(path, GAZETTEER_BYTES_MAX, &source, e);
	if (rc == 0) {
		rc = gazetteer_write(buf_bytes(&source), words, &r->own_places, e);
		rc = rc == 0 ? 0 : err_context(e, "%s", path);
	}
	if (rc == 0) {
		rc = gazetteer_open(buf_bytes(&r->own_places), words, &r->arena, &own, e);
	}
	if (rc == 0) {
		gazetteer_put_before(own, r->gazetteer);
		r->gazetteer = own;
	}
	buf_done(&source);
	return rc;
}

static int open_gazetteers(struct reader *r, const struct lexicon_table *word_tables, size_t count,
	const struct reader_sources *sources, struct err *e)
{
	struct gazetteer_words *words;
	int rc = gazetteer_words_builtin(word_tables, count, &r->arena, &words, e);
	if (rc == 0 && sources->has_builtin_gazetteer) {
		rc = gazetteer_builtin(words, &r->arena, &r->gazetteer, e);
	}
	if (rc == 0 && sources->gazetteer) {
		rc = put_own_gazetteer(r, sources->gazetteer, words, e);
	}
	return rc;
}

int reader_open(struct reader *r, const struct reader_sources *sources, struct err *e)
{
	*r = (struct reader){0};
	const struct reading_table *builtin;
	size_t count = reading_builtin(&r->arena, &builtin);
	struct table_list list = {.arena = &r->arena, .cap = TABLE_COUNT_MAX};
	list.rows = arena_calloc(&r->arena, list.cap, sizeof(*list.rows));
	for (size_t i = 0; i < count; i++) {
		set_table(&list, builtin[i].language, builtin[i].name, builtin[i].text);
	}
	int rc = sources->folder ? take_folder(&list, sources->folder, e) : 0;
	struct lexicon_table *words = NULL;
	size_t word_tables = rc == 0 ? take_place_words(&list, &words) : 0;
	if (rc == 0) {
		rc = reading_load(list.rows, list.count, &r->arena, &r->tables, e);
	}
	if (rc == 0) {
		rc = open_gazetteers(r, words, word_tables, sources, e);
	}
	if (rc != 0) {
		reader_done(r);
	}
	return rc;
}

void reader_done(struct reader *r)
{
	buf_done(&r->own_places);
	arena_done(&r->arena);
	*r = (struct reader){0};
}

int reader_hints_set(struct reader_hints *hints, const char *date, const char *language, const char *country,
	struct err *e)
{
	enum { DAY_CHARS = 10 };
	struct bytes day = bytes_of(date);
	if (day.len > DAY_CHARS && (day.s[DAY_CHARS] == 'T' || day.s[DAY_CHARS] == ' ')) {
		day.len = DAY_CHARS;
	}
	if (day.len > 0 && !date_parse(day, &hints->published)) {
		return err_set(e, ERR_INPUT, "the date \"%.40s\" is not YYYY, YYYY-MM or YYYY-MM-DD", date);
	}
	hints->language = language ? language : hints->language;
	hints->country = country ? country : hints->country;
	return 0;
}

void reader_read(const struct reader *r, struct bytes text, const struct reader_hints *hints, struct arena *a,
	struct reading *out)
{
	struct reading_document document = {
		.text = text,
		.published = hints->published,
		.language = hints->language,
		.country = hints->country,
		.has_whole_lines = hints->has_whole_lines,
	};
	reading_read(r->tables, r->gazetteer, &document, a, out);
}
