/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/pdf.h"

#include "base/file.h"
#include "text/normalize.h"
#include "text/utf8.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

/* The document in an unnamed file that nobody can change, at its beginning. */
static int sealed_copy(struct bytes pdf, int *fd, struct err *e)
{
	*fd = memfd_create("document", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (*fd < 0) {
		return err_errno(e, ERR_IO, "No memory file for a document could be made");
	}
	int rc = file_write_all(*fd, pdf, e);
	if (rc == 0 &&
		(fcntl(*fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0 ||
			lseek(*fd, 0, SEEK_SET) != 0)) {
		rc = err_errno(e, ERR_IO, "The memory file for a document could not be sealed");
	}
	if (rc != 0) {
		close(*fd);
		*fd = -1;
	}
	return rc;
}

/* Appends text without U+202A-202E (E2 80 AA-AE). */
static void add_without_embeddings(struct bytes text, struct buf *out)
{
	size_t from = 0;
	for (size_t i = 0; i + 2 < text.len; i++) {
		const unsigned char *c = (const unsigned char *)text.s + i;
		if (c[0] == 0xE2 && c[1] == 0x80 && c[2] >= 0xAA && c[2] <= 0xAE) {
			buf_add(out, text.s + from, i - from);
			from = i + 3;
			i += 2;
		}
	}
	buf_add(out, text.s + from, text.len - from);
}

int pdf_text(struct bytes pdf, const struct jail_limits *limits, struct buf *text, struct jail_result *result,
	struct err *e)
{
	static const char *const argv[] = {"pdftotext", "-enc", "UTF-8", "-eol", "unix", "-", "-", NULL};
	int fd;
	int rc = sealed_copy(pdf, &fd, e);
	if (rc != 0) {
		return rc;
	}
	struct buf raw = {0};
	rc = jail_program(argv, fd, limits, &raw, result, e);
	close(fd);
	if (rc == -ERR_NOT_FOUND) {
		rc = err_set(e, ERR_NOT_FOUND,
			"pdftotext is not installed, so the PDF is kept without text (Debian package: "
			"poppler-utils).");
	}
	if (rc == 0 && result->end == JAIL_END_OK) {
		/* A damaged font can make pdftotext write surrogates. */
		struct buf valid = {0};
		struct buf plain = {0};
		utf8_repair(&valid, buf_bytes(&raw));
		add_without_embeddings(buf_bytes(&valid), &plain);
		normalize_add(text, buf_bytes(&plain));
		buf_done(&valid);
		buf_done(&plain);
	}
	buf_done(&raw);
	return rc;
}

void pdf_tool_version(char *version, size_t cap)
{
	static const char *const argv[] = {"pdftotext", "-v", NULL};
	static const char words[] = "pdftotext version ";
	snprintf(version, cap, "unknown");
	struct bytes nothing = {"", 0};
	struct buf out = {0};
	struct jail_result result;
	struct err e;
	int fd;
	if (sealed_copy(nothing, &fd, &e) != 0) {
		return;
	}
	if (jail_program(argv, fd, &JAIL_LIMITS_DOCUMENT, &out, &result, &e) == 0) {
		struct bytes rest = {result.errors, result.errors_len};
		struct bytes line;
		if (bytes_next_line(&rest, &line) && bytes_starts(line, words)) {
			size_t from = sizeof(words) - 1;
			snprintf(version, cap, "%.*s", (int)(line.len - from), line.s + from);
		}
	}
	close(fd);
	buf_done(&out);
}
