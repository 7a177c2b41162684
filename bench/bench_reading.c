/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Speed and memory of reading on one core: bench_reading [FILE…]
 *
 * English text (the files one after another, repeated; without files, invented notes), texts made to be hard, and short
 * documents one by one. Every step runs in a process of its own, so that its largest resident memory is its own.
 */
#include "base/file.h"
#include "reading/reading.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MIB = 1 << 20, SAMPLE_BYTES_MAX = 10 * MIB, NOTE_COUNT = 20000 };

static const char *const notes[] = {
	"On 3 May 2011, police shot dead at least four miners in the town of Low, residents said.\n",
	"A hospital reported 17 wounded and two dead after the strike; officials denied it.\n",
	"According to the Interior Ministry, over 100 protesters were detained and six charged with "
	"rioting.\n",
	"The court sentenced Ana Bell, head of the union, to seven years in prison. Three others were "
	"acquitted.\n",
	"Between 20 and 30 families fled the village. Nobody was killed, the mayor told reporters on "
	"Sunday.\n",
	"The company has 1,200 workers in five regions and paid $3 million in wages over the last two "
	"years.\n",
};

struct step {
	const char *name;
	void (*make)(struct buf *text, size_t len, struct bytes sample);
	size_t len;
};

static void fail(const struct err *e)
{
	fprintf(stderr, "bench_reading: %s\n", e->text);
	exit(1);
}

/* Of this process: what runs beside it does not count. */
static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Repeats sample up to len bytes, cut between characters. */
static void make_repeated(struct buf *text, size_t len, struct bytes sample)
{
	while (text->len < len) {
		size_t part = len - text->len < sample.len ? len - text->len : sample.len;
		while (part < sample.len && part > 0 && ((unsigned char)sample.s[part] & 0xc0) == 0x80) {
			part--;
		}
		if (part == 0) {
			break;
		}
		buf_add(text, sample.s, part);
	}
}

static void make_one_line(struct buf *text, size_t len, struct bytes sample)
{
	make_repeated(text, len, sample);
	for (size_t i = 0; i < text->len; i++) {
		text->s[i] = text->s[i] == '\n' || text->s[i] == '\r' || text->s[i] == '.' ? ' ' : text->s[i];
	}
}

static void make_unspaced(struct buf *text, size_t len, struct bytes sample)
{
	(void)sample;
	make_repeated(text, len, BYTES("killedinjured17"));
}

static void make_marks(struct buf *text, size_t len, struct bytes sample)
{
	(void)sample;
	make_repeated(text, len, BYTES("([{\"'.,;:!?-/)"));
}

static void make_numbers(struct buf *text, size_t len, struct bytes sample)
{
	(void)sample;
	make_repeated(text, len, BYTES("17 to 18 or 19 and 20, "));
}

static void make_digits(struct buf *text, size_t len, struct bytes sample)
{
	(void)sample;
	make_repeated(text, len, BYTES("1234567890"));
}

static void make_killed(struct buf *text, size_t len, struct bytes sample)
{
	(void)sample;
	make_repeated(text, len, BYTES("killed three people and "));
}

static void load(struct arena *a, struct reading_tables **tables, struct gazetteer **gazetteer)
{
	struct err e = {0};
	const struct reading_table *list;
	struct gazetteer_words *words;
	size_t count = reading_builtin(a, &list);
	if (reading_load(list, count, a, tables, &e) != 0 ||
		gazetteer_words_builtin(NULL, 0, a, &words, &e) != 0 ||
		gazetteer_builtin(words, a, gazetteer, &e) != 0) {
		fail(&e);
	}
}

static size_t resident_kib(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return (size_t)usage.ru_maxrss;
}

static void run_text(const struct step *step, struct bytes sample)
{
	struct arena fixed = {0};
	struct arena a = {0};
	struct buf text = {0};
	struct reading_tables *tables;
	struct gazetteer *gazetteer;
	struct reading reading;
	load(&fixed, &tables, &gazetteer);
	step->make(&text, step->len, sample);
	size_t before = resident_kib();
	double start = seconds();
	reading_read(tables, gazetteer,
		&(struct reading_document){.text = buf_bytes(&text), .language = "en"}, &a, &reading);
	double took = seconds() - start;
	double mib = (double)text.len / MIB;
	printf("%-26s %7.1f MB  %8.3f s  %8.1f MB/s  %8zu proposals  memory %6zu MiB (%.1f x the text and "
	       "%zu MiB)\n",
		step->name, (double)text.len / 1e6, took, (double)text.len / 1e6 / took,
		reading.proposal_count, resident_kib() / 1024, (double)(resident_kib() - before) / 1024 / mib,
		before / 1024 - (size_t)mib);
	arena_done(&a);
	arena_done(&fixed);
	buf_done(&text);
}

static void run_notes(void)
{
	struct arena fixed = {0};
	struct arena a = {0};
	struct reading_tables *tables;
	struct gazetteer *gazetteer;
	struct reading reading;
	const struct reading_total *totals;
	size_t count;
	size_t bytes = 0;
	load(&fixed, &tables, &gazetteer);
	double start = seconds();
	for (size_t i = 0; i < NOTE_COUNT; i++) {
		struct bytes text = bytes_of(notes[i % ARRAY_COUNT(notes)]);
		arena_reset(&a);
		reading_read(tables, gazetteer, &(struct reading_document){.text = text}, &a, &reading);
		reading_totals(&reading, &a, &totals, &count);
		bytes += text.len;
	}
	double took = seconds() - start;
	printf("%-26s %7.1f MB  %8.3f s  %8.0f documents/s\n", "short notes with totals", (double)bytes / 1e6,
		took, NOTE_COUNT / took);
	arena_done(&a);
	arena_done(&fixed);
}

/* NULL: the short notes. */
static void run_apart(const struct step *step, struct bytes sample)
{
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		if (step != NULL) {
			run_text(step, sample);
		} else {
			run_notes();
		}
		fflush(stdout);
		_exit(0);
	}
	int status = 0;
	if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
		fprintf(stderr, "bench_reading: a step did not end well\n");
		exit(1);
	}
}

int main(int argc, char **argv)
{
	static const struct step steps[] = {
		{"English text", make_repeated, 2 * MIB},
		{"English text", make_repeated, 20 * MIB},
		{"English in one line", make_one_line, MIB},
		{"English in one line", make_one_line, 10 * MIB},
		{"English in one line", make_one_line, 40 * MIB},
		{"no spaces", make_unspaced, MIB},
		{"no spaces", make_unspaced, 10 * MIB},
		{"no spaces", make_unspaced, 40 * MIB},
		{"marks only", make_marks, MIB},
		{"marks only", make_marks, 10 * MIB},
		{"marks only", make_marks, 40 * MIB},
		{"numbers only", make_numbers, MIB},
		{"numbers only", make_numbers, 10 * MIB},
		{"numbers only", make_numbers, 40 * MIB},
		{"digits only", make_digits, MIB},
		{"digits only", make_digits, 10 * MIB},
		{"digits only", make_digits, 40 * MIB},
		{"one endless sentence", make_killed, 10 * MIB},
	};
	struct err e = {0};
	struct buf sample = {0};
	for (int i = 1; i < argc; i++) {
		if (file_read(argv[i], SAMPLE_BYTES_MAX, &sample, &e) != 0) {
			fail(&e);
		}
	}
	for (size_t i = 0; argc == 1 && i < ARRAY_COUNT(notes); i++) {
		buf_add_text(&sample, notes[i]);
	}
	run_apart(NULL, BYTES_NONE);
	for (size_t i = 0; i < ARRAY_COUNT(steps); i++) {
		run_apart(&steps[i], buf_bytes(&sample));
	}
	buf_done(&sample);
	return 0;
}
