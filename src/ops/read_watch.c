/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* read --watch: files of a folder are read as they come. */
#include "ops/read.h"

#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder is looked at this often; a file that changed since the last look is still being written. */
enum { LOOK_EVERY_MS = 1000 };

/* One file of the folder. */
struct seen {
	char *name;
	struct timespec changed;
	off_t size;
	bool is_read; /* as it is now */
};

struct watch {
	struct op_call *call;
	const struct read_setup *setup;
	const char *folder;
	struct seen *files;
	size_t count;
	size_t cap;
};

static struct seen *find(struct watch *w, const char *name)
{
	for (size_t i = 0; i < w->count; i++) {
		if (strcmp(w->files[i].name, name) == 0) {
			return &w->files[i];
		}
	}
	if (w->count == w->cap) {
		w->cap = w->cap > 0 ? w->cap * 2 : 64;
		w->files = mem_realloc(w->files, w->cap, sizeof(*w->files));
	}
	struct seen *file = &w->files[w->count++];
	*file = (struct seen){.name = strdup(name), .size = -1};
	if (!file->name) {
		mem_exhausted();
	}
	return file;
}

static int answer(struct watch *w, const char *path, struct err *e)
{
	struct document document;
	struct buf shown = {0};
	struct json_writer writer = {0};
	struct json_writer *j = w->call->wants_json ? &writer : NULL;
	struct err why = {0};
	jw_init(&writer, &shown);
	int rc = document_open_file(path, &document, &why);
	if (rc == 0) {
		rc = read_show_file(path, &document, w->setup, op_has(w->call, "totals"), j, &shown, e);
		document_done(&document);
	} else {
		read_show_error(path, rc, &why, j, &shown);
		rc = 0;
	}
	buf_add_text(&shown, j ? "\n" : "");
	rc = rc == 0 ? file_write_all(STDOUT_FILENO, buf_bytes(&shown), e) : rc;
	buf_done(&shown);
	return rc;
}

/* Whether a file is as it was at the last look and was not read so. */
static bool is_due(struct watch *w, const char *name, const char *path, struct seen **file)
{
	struct stat s;
	if (name[0] == '.' || stat(path, &s) != 0 || !S_ISREG(s.st_mode)) {
		return false;
	}
	*file = find(w, name);
	struct seen *f = *file;
	bool is_same = f->size == s.st_size && f->changed.tv_sec == s.st_mtim.tv_sec &&
		f->changed.tv_nsec == s.st_mtim.tv_nsec;
	f->is_read = f->is_read && is_same;
	f->size = s.st_size;
	f->changed = s.st_mtim;
	return is_same && !f->is_read;
}

/* Waits for a signal that ends the watch; it is used up, so that it ends nothing else. */
static bool is_stopped(int signals, int wait_ms)
{
	struct pollfd p = {.fd = signals, .events = POLLIN};
	struct signalfd_siginfo info;
	return poll(&p, 1, wait_ms) == 1 && read(signals, &info, sizeof(info)) == (ssize_t)sizeof(info);
}

/* Looks once at the folder. is_ended: somebody stopped it between two files. */
static int look(struct watch *w, int signals, bool *is_ended, struct err *e)
{
	struct dirent **names;
	int count = scandir(w->folder, &names, NULL, alphasort);
	int rc = count < 0 ? err_errno(e, ERR_NOT_FOUND, "the folder %s cannot be read", w->folder) : 0;
	for (int i = 0; i < count; i++) {
		struct seen *file;
		struct buf path = {0};
		buf_printf(&path, "%s/%s", w->folder, names[i]->d_name);
		if (rc == 0 && !*is_ended && is_due(w, names[i]->d_name, path.s, &file)) {
			rc = answer(w, path.s, e);
			file->is_read = true;
			w->call->progress.step(w->call->progress.context, i + 1, count);
			*is_ended = is_stopped(signals, 0);
		}
		buf_done(&path);
		free(names[i]);
	}
	if (count >= 0) {
		free(names);
	}
	return rc;
}

int read_watch(struct op_call *call, const struct read_setup *setup, const char *folder, struct err *e)
{
	struct watch w = {.call = call, .setup = setup, .folder = folder};
	sigset_t stopping;
	sigset_t before;
	bool is_ended = false;
	/* Nothing of the vault is needed, and a look at it that lasts for days would keep its log from being folded in. */
	vault_close(&call->vault);
	sigemptyset(&stopping);
	sigaddset(&stopping, SIGINT);
	sigaddset(&stopping, SIGTERM);
	sigprocmask(SIG_BLOCK, &stopping, &before);
	int signals = signalfd(-1, &stopping, SFD_CLOEXEC);
	if (signals < 0) {
		return err_errno(e, ERR_IO, "signals cannot be waited for");
	}
	call->is_answered_on_stdout = true;
	call->say(call->context, "Reading");
	int rc = 0;
	while (rc == 0 && !is_ended) {
		rc = look(&w, signals, &is_ended, e);
		is_ended = is_ended || is_stopped(signals, LOOK_EVERY_MS);
	}
	close(signals);
	sigprocmask(SIG_SETMASK, &before, NULL);
	for (size_t i = 0; i < w.count; i++) {
		free(w.files[i].name);
	}
	free(w.files);
	return rc;
}
