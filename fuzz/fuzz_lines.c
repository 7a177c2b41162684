/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Documents a line: whatever the lines, each that is not empty is answered by one line of JSON, an answer or an error. */
#include "fuzz.h"

#include "proposal/lines.h"

#include <unistd.h>

static int file_with(struct bytes content)
{
	struct err e;
	FILE *f = tmpfile();
	BUG_IF(!f);
	int fd = dup(fileno(f));
	fclose(f);
	BUG_IF(fd < 0 || file_write_all(fd, content, &e) != 0 || lseek(fd, 0, SEEK_SET) != 0);
	return fd;
}

static void check_answers(struct bytes answers, const struct lines_result *result)
{
	struct bytes line;
	size_t count = 0;
	size_t refused = 0;
	while (bytes_next_line(&answers, &line)) {
		json_t *answer;
		struct err e;
		BUG_IF(json_parse(line, &answer, &e) != 0);
		bool is_error = json_object_get(answer, "error") != NULL;
		BUG_IF(is_error == json_is_array(json_object_get(answer, "proposals")));
		BUG_IF(is_error && !json_get_view(answer, "reason").s);
		json_decref(answer);
		refused += is_error;
		count++;
	}
	BUG_IF(count != result->count || refused != result->refused);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct reader reader; /* lint: mutable: opened once, for speed */
	struct err e = {0};
	struct buf answers = {0};
	struct lines_result result;
	BUG_IF(!reader.tables && reader_open(&reader, &(struct reader_sources){0}, &e) != 0);
	struct lines_settings settings = {.reader = &reader, .has_totals = true, .threads = 1};
	int in = file_with((struct bytes){(const char *)data, size});
	int out = file_with(BYTES(""));
	BUG_IF(lines_read(in, out, &settings, &result, &e) != 0 || lseek(out, 0, SEEK_SET) != 0);
	for (;;) {
		enum { PART_BYTES = 1 << 16 };
		ssize_t got = read(out, buf_room(&answers, PART_BYTES), PART_BYTES);
		BUG_IF(got < 0);
		if (got == 0) {
			break;
		}
		answers.len += (size_t)got;
	}
	check_answers(buf_bytes(&answers), &result);
	close(in);
	close(out);
	buf_done(&answers);
	return 0;
}
