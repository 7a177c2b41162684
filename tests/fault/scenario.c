/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "scenario.h"

#include "base/file.h"

const struct scenario scenarios[] = {
	{"add", {"add", "@a", "@b"}, "a0 a1", true},
	{"add a page", {"add", "@h"}, "", true},
	{"import", {"import", "--threads", "1", "@i"}, "i2", true},
	{"checkpoint", {"checkpoint", "--passphrase-fd", "0"}, "", true},
	{"rebuild", {"rebuild"}, "", true},
	{"check", {"check"}, "", false},
	{"export", {"export", "-o", "@o"}, "", false},
	{"figure", {"figure", "event", "--explain"}, "", false},
	{"report", {"report", "event", "-o", "@o"}, "", false},
};
const size_t scenario_count = ARRAY_COUNT(scenarios);

static const char page[] =
	"<!DOCTYPE html><html><head><meta charset=utf-8><title>A page</title></head><body><h1>Seventeen</h1>"
	"<p>Officials said that <b>17</b> people were killed &amp; many were hurt.</p>"
	"<table><tr><td>killed</td><td>17</td></tr></table></body></html>\n";

static void name_of(const struct rig *r, char letter, char out[SHIM_PATH_BYTES + 16])
{
	snprintf(out, SHIM_PATH_BYTES + 16, "%s/%c.%s", r->work, letter,
		letter == 'h'           ? "html"
			: letter == 'i' ? "jsonl"
					: "txt");
}

static void write_file(const struct rig *r, char letter, struct bytes content)
{
	char path[SHIM_PATH_BYTES + 16];
	struct err e = {0};
	name_of(r, letter, path);
	BUG_IF(file_replace(path, content, 0600, &e) != 0);
}

void scenario_prepare(struct rig *r)
{
	struct buf content = {0};
	work_file(0, 0, &content);
	write_file(r, 'a', buf_bytes(&content));
	buf_clear(&content);
	work_file(0, 1, &content);
	write_file(r, 'b', buf_bytes(&content));
	buf_clear(&content);
	work_rows(0, 2, &content);
	write_file(r, 'i', buf_bytes(&content));
	write_file(r, 'h', bytes_of(page));
	buf_done(&content);
}

/* What must be in the vault now: all that the program says it did. */
static void take_acks(struct rig *r, const char *text)
{
	struct rig_acks *acks = &r->cycles[0];
	*acks = (struct rig_acks){0};
	r->cycle_count = 1;
	for (; *text; text += text[2] ? 3 : 2) {
		acks->kinds[acks->count] = text[0];
		acks->numbers[acks->count++] = (unsigned)(text[1] - '0');
	}
}

struct rig_end scenario_run(struct rig *r, const struct scenario *s)
{
	const char *argv[16] = {rig_program("recount"), "--vault", r->vault};
	char paths[ARRAY_COUNT(s->arguments)][SHIM_PATH_BYTES + 16];
	size_t count = 3;
	for (size_t i = 0; s->arguments[i]; i++) {
		argv[count] = s->arguments[i];
		if (s->arguments[i][0] == '@') {
			name_of(r, s->arguments[i][1], paths[i]);
			argv[count] = paths[i];
		}
		count++;
	}
	if (s->writes) {
		rig_new_vault(r);
	}
	struct rig_end end = rig_run(r, argv, 0, NULL);
	take_acks(r, end.exit_code == 0 ? s->acks : "");
	return end;
}
