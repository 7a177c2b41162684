/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "test.h"

#include "evidence/blob.h"

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char vault[256];

static const char *in_vault(const char *name)
{
	static char path[512];
	snprintf(path, sizeof(path), "%s/%s", vault, name);
	return path;
}

static void new_vault(void)
{
	snprintf(vault, sizeof(vault), "%s", test_folder());
	BUG_IF(mkdir(in_vault("evidence"), 0700) != 0);
}

/* Files under a folder, at any depth, temporary ones too. */
static size_t count_files(const char *folder)
{
	size_t count = 0;
	DIR *dir = opendir(folder);
	const struct dirent *item;
	while (dir && (item = readdir(dir)) != NULL) {
		char path[1024];
		struct stat s;
		snprintf(path, sizeof(path), "%s/%s", folder, item->d_name);
		if (strcmp(item->d_name, ".") == 0 || strcmp(item->d_name, "..") == 0 ||
			lstat(path, &s) != 0) {
			continue;
		}
		count += S_ISDIR(s.st_mode) ? count_files(path) : 1;
	}
	if (dir) {
		closedir(dir);
	}
	return count;
}

static size_t blob_count(void)
{
	return count_files(in_vault("evidence"));
}

static const char *write_source(struct bytes content)
{
	static char path[512];
	struct err e = {0};
	snprintf(path, sizeof(path), "%s/source.bin", vault);
	BUG_IF(file_replace(path, content, 0600, &e) != 0);
	return path;
}

TEST(a_blob_lies_under_its_hash)
{
	struct hash digest = hash_sha256(BYTES("abc"));
	char path[BLOB_PATH_BYTES];
	blob_path(&digest, path);
	CHECK_TEXT(bytes_of(path),
		BYTES("evidence/ba/7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
	CHECK(strlen(path) < BLOB_PATH_BYTES);
}

TEST(bytes_are_kept_as_they_are)
{
	new_vault();
	struct err e = {0};
	struct hash digest;
	uint64_t size;
	bool is_new;
	struct file_map map = {0};
	CHECK_OK(blob_put_file(vault, write_source(BYTES("a\0b\r\n\xff")), NULL, &digest, &size, &is_new, &e),
		e);
	CHECK(is_new);
	CHECK_INT((int64_t)size, 6);
	struct hash expected = hash_sha256(BYTES("a\0b\r\n\xff"));
	CHECK(hash_equal(&digest, &expected));
	CHECK_OK(blob_map(vault, &digest, &map, &e), e);
	CHECK_TEXT(map.bytes, BYTES("a\0b\r\n\xff"));
	file_unmap(&map);
	CHECK_OK(blob_check(vault, &digest, &size, &e), e);
	CHECK_INT((int64_t)size, 6);
	struct stat s;
	char path[BLOB_PATH_BYTES];
	blob_path(&digest, path);
	CHECK(stat(in_vault(path), &s) == 0);
	CHECK_INT(s.st_mode & 0777, 0400); /* never written again, and nobody else reads it */
}

TEST(the_same_bytes_are_kept_once)
{
	new_vault();
	struct err e = {0};
	struct hash digest;
	uint64_t size;
	bool is_new = true;
	CHECK_OK(blob_put_bytes(vault, BYTES("text"), &digest, &is_new, &e), e);
	CHECK(is_new);
	CHECK_OK(blob_put_bytes(vault, BYTES("text"), &digest, &is_new, &e), e);
	CHECK(!is_new);
	CHECK_OK(blob_put_file(vault, write_source(BYTES("text")), NULL, &digest, &size, &is_new, &e), e);
	CHECK(!is_new);
	CHECK_INT((int64_t)blob_count(), 1);
	CHECK_OK(blob_put_bytes(vault, BYTES(""), &digest, &is_new, &e), e); /* an empty file is a file */
	CHECK(is_new);
	CHECK_INT((int64_t)blob_count(), 2);
}

struct progress_seen {
	uint64_t done;
	unsigned steps;
};

static void see_progress(void *context, uint64_t done_bytes, uint64_t total_bytes)
{
	struct progress_seen *seen = context;
	BUG_IF(done_bytes <= seen->done || done_bytes > total_bytes);
	seen->done = done_bytes;
	seen->steps++;
}

TEST(progress_goes_to_the_end)
{
	new_vault();
	struct err e = {0};
	struct hash digest;
	uint64_t size;
	bool is_new;
	size_t len = 1000000;
	char *content = calloc(1, len);
	BUG_IF(!content);
	struct progress_seen seen = {0};
	struct blob_progress progress = {see_progress, &seen};
	const char *source = write_source((struct bytes){content, len});
	free(content);
	CHECK_OK(blob_put_file(vault, source, &progress, &digest, &size, &is_new, &e), e);
	CHECK_INT((int64_t)seen.done, (int64_t)len);
	CHECK(seen.steps > 1);
}

/* Tries to preserve a file in every way that fails; nothing may stay. */
TEST(a_failure_keeps_nothing)
{
	GUARANTEE("blob.h: After any failure no temporary file stays and no blob is half written.");
	new_vault();
	struct err e = {0};
	struct hash digest;
	uint64_t size;
	bool is_new;
	CHECK_INT(
		blob_put_file(vault, in_vault("nothing"), NULL, &digest, &size, &is_new, &e), -ERR_NOT_FOUND);
	CHECK_INT(blob_put_file(vault, vault, NULL, &digest, &size, &is_new, &e), -ERR_INPUT);
	CHECK(bytes_find(bytes_of(e.text), bytes_of(vault), 0) != SIZE_MAX);
	CHECK_INT((int64_t)blob_count(), 0);

	/* the disk is full: the limit on file sizes stands for it */
	struct rlimit old;
	struct rlimit small;
	char *content = calloc(1, 500000);
	BUG_IF(!content || getrlimit(RLIMIT_FSIZE, &old) != 0);
	const char *source = write_source((struct bytes){content, 500000});
	void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
	small = (struct rlimit){300000, old.rlim_max};
	BUG_IF(setrlimit(RLIMIT_FSIZE, &small) != 0);
	int from_file = blob_put_file(vault, source, NULL, &digest, &size, &is_new, &e);
	int from_bytes = blob_put_bytes(vault, (struct bytes){content, 500000}, &digest, &is_new, &e);
	BUG_IF(setrlimit(RLIMIT_FSIZE, &old) != 0);
	signal(SIGXFSZ, handler);
	free(content);
	CHECK_INT(from_file, -ERR_IO);
	CHECK_INT(from_bytes, -ERR_IO);
	CHECK_INT((int64_t)blob_count(), 0);

	/* something else stands where the folder has to be */
	BUG_IF(file_replace(in_vault("evidence/98"), BYTES("in the way"), 0600, &e) != 0); /* 98…: "text" */
	CHECK_INT(blob_put_file(vault, write_source(BYTES("text")), NULL, &digest, &size, &is_new, &e),
		-ERR_IO);
	CHECK_INT(blob_put_bytes(vault, BYTES("text"), &digest, &is_new, &e), -ERR_IO);
	CHECK_INT((int64_t)blob_count(), 1);

	/* there is no folder for evidence at all */
	BUG_IF(unlink(in_vault("evidence/98")) != 0 || rmdir(in_vault("evidence")) != 0);
	CHECK_INT(blob_put_bytes(vault, BYTES("text"), &digest, &is_new, &e), -ERR_IO);
	CHECK_INT(blob_put_file(vault, write_source(BYTES("text")), NULL, &digest, &size, &is_new, &e),
		-ERR_IO);
	CHECK_INT((int64_t)count_files(vault), 1); /* the source */
}

TEST(missing_and_changed_blobs_are_damage)
{
	new_vault();
	struct err e = {0};
	struct hash digest;
	struct file_map map = {0};
	char path[BLOB_PATH_BYTES];
	uint64_t size;
	bool is_new;
	CHECK_OK(blob_put_bytes(vault, BYTES("the words"), &digest, &is_new, &e), e);
	blob_path(&digest, path);
	CHECK(unlink(in_vault(path)) == 0);
	CHECK_INT(blob_check(vault, &digest, &size, &e), -ERR_DAMAGED);
	CHECK_INT(blob_map(vault, &digest, &map, &e), -ERR_DAMAGED);
	CHECK_OK(file_replace(in_vault(path), BYTES("the sword"), 0400, &e), e);
	CHECK_INT(blob_check(vault, &digest, &size, &e), -ERR_DAMAGED);
	CHECK(bytes_find(bytes_of(e.text), BYTES("restore it from a backup"), 0) != SIZE_MAX);
}

TEST(a_damaged_blob_is_mended_by_its_bytes)
{
	GUARANTEE("blob.h: A blob whose bytes were damaged is whole again after the same bytes were put.");
	struct err e = {0};
	struct hash digest;
	char path[BLOB_PATH_BYTES];
	uint64_t size;
	bool is_new;
	for (int from_file = 0; from_file < 2; from_file++) {
		new_vault();
		CHECK_OK(blob_put_bytes(vault, BYTES("the words"), &digest, &is_new, &e), e);
		blob_path(&digest, path);
		CHECK_OK(file_replace(in_vault(path), BYTES("the sword"), 0400, &e), e);
		CHECK_INT(blob_check(vault, &digest, &size, &e), -ERR_DAMAGED);
		if (from_file) {
			const char *source = write_source(BYTES("the words"));
			CHECK_OK(blob_put_file(vault, source, NULL, &digest, &size, &is_new, &e), e);
		} else {
			CHECK_OK(blob_put_bytes(vault, BYTES("the words"), &digest, &is_new, &e), e);
		}
		CHECK(!is_new);
		CHECK_OK(blob_check(vault, &digest, &size, &e), e);
		CHECK_INT((int64_t)blob_count(), 1);
	}
}
