/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A program that answers a line of JSON with a line of JSON: a group's own script, an encoder, a parser. */
#include "model/exchange.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ARGS_MAX = 64, READ_BYTES = 1 << 16 };

struct exchange {
	const struct model_settings *settings;
	struct bytes line;
	size_t sent;
	struct buf *reply;
	size_t reply_from;
	int socket;
	int64_t deadline_ms;
};

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int split_words(char *command, char *words[ARGS_MAX + 1], struct err *e)
{
	size_t count = 0;
	for (char *rest = command; *rest;) {
		size_t blank = strspn(rest, " ");
		size_t len = strcspn(rest + blank, " ");
		if (len > 0 && count == ARGS_MAX) {
			return err_set(e, ERR_INPUT, "the command has more than %d words", ARGS_MAX);
		}
		if (len > 0) {
			words[count++] = rest + blank;
		}
		rest += blank + len;
		if (*rest) {
			*rest++ = '\0';
		}
	}
	words[count] = NULL;
	return 0;
}

/* The child is the leader of a group, so that what it starts ends with it. */
static void NORETURN become(char *const *words, int socket)
{
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	(void)setpgid(0, 0);
	if (dup2(socket, STDIN_FILENO) >= 0 && dup2(socket, STDOUT_FILENO) >= 0 &&
		close_range(3, ~0U, 0) == 0) {
		execvp(words[0], words);
	}
	_exit(127);
}

static int send_some(struct exchange *x, struct err *e)
{
	ssize_t n = send(x->socket, x->line.s + x->sent, x->line.len - x->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n < 0 && errno != EAGAIN && errno != EINTR) {
		return err_set(e, ERR_IO, "the command %s ended before it had read its document",
			x->settings->command);
	}
	x->sent += n > 0 ? (size_t)n : 0;
	if (x->sent == x->line.len) {
		(void)shutdown(x->socket, SHUT_WR);
	}
	return 0;
}

/* Returns 1 when a line is complete, 0 to go on. */
static int receive_some(struct exchange *x, struct err *e)
{
	char *to = buf_room(x->reply, READ_BYTES);
	ssize_t n = recv(x->socket, to, READ_BYTES, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
		return 0;
	}
	if (n <= 0) {
		return err_set(e, ERR_IO, "the command %s ended without a reply", x->settings->command);
	}
	const char *end = memchr(to, '\n', (size_t)n);
	x->reply->len += end ? (size_t)(end - to) : (size_t)n;
	x->reply->s[x->reply->len] = '\0';
	if (x->reply->len - x->reply_from > (size_t)x->settings->reply_bytes) {
		return err_set(e, ERR_LIMIT, "the reply of the command is longer than %lld bytes",
			(long long)x->settings->reply_bytes);
	}
	return end ? 1 : 0;
}

static int talk(struct exchange *x, struct err *e)
{
	int rc = 0;
	while (rc == 0) {
		int64_t left_ms = x->deadline_ms - now_ms();
		struct pollfd p = {
			.fd = x->socket, .events = (short)(POLLIN | (x->sent < x->line.len ? POLLOUT : 0))};
		if (left_ms <= 0) {
			return err_set(e, ERR_IO, "the command %s did not answer within %lld seconds",
				x->settings->command, (long long)x->settings->timeout_s);
		}
		if (poll(&p, 1, (int)left_ms) <= 0) {
			continue;
		}
		if (p.revents & POLLOUT) {
			rc = send_some(x, e);
		}
		if (rc == 0 && (p.revents & (POLLIN | POLLHUP | POLLERR))) {
			rc = receive_some(x, e);
		}
	}
	return rc < 0 ? rc : 0;
}

int command_run(const struct model_settings *settings, struct bytes line, struct buf *reply, struct err *e)
{
	char *words[ARGS_MAX + 1];
	struct buf command = {0};
	int sockets[2];
	buf_add_text(&command, settings->command);
	int rc = split_words(command.s, words, e);
	if (rc == 0 && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) {
		rc = err_errno(e, ERR_IO, "no way to talk to the command could be made");
	}
	if (rc != 0) {
		buf_done(&command);
		return rc;
	}
	pid_t child = fork();
	if (child == 0) {
		become(words, sockets[1]);
	}
	close(sockets[1]);
	if (child < 0) {
		rc = err_errno(e, ERR_IO, "the command could not be started");
	} else {
		struct exchange x = {settings, line, 0, reply, reply->len, sockets[0],
			now_ms() + settings->timeout_s * 1000};
		rc = talk(&x, e);
		close(sockets[0]);
		(void)kill(-child, SIGKILL);
		(void)kill(child, SIGKILL);
		while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
		}
	}
	buf_done(&command);
	return rc;
}
