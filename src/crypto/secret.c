/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/secret.h"

#include "base/bytes.h"
#include "base/file.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

void secret_init(struct secret *s, size_t len)
{
	s->b = sodium_malloc(len);
	if (!s->b) {
		mem_exhausted();
	}
	s->len = len;
}

void secret_done(struct secret *s)
{
	sodium_free(s->b);
	*s = (struct secret){0};
}

bool secret_equal(const struct secret *a, const struct secret *b)
{
	return a->len == b->len && (a->len == 0 || sodium_memcmp(a->b, b->b, a->len) == 0);
}

/* Byte by byte, so that nothing after the line is taken from a pipe that somebody else goes on reading. */
static int read_line(int fd, struct secret *line, size_t *len, struct err *e)
{
	*len = 0;
	for (;;) {
		unsigned char c;
		ssize_t got = read(fd, &c, 1);
		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got < 0) {
			return err_errno(e, ERR_IO, "The passphrase cannot be read");
		}
		if (got == 0 || c == '\n') {
			break;
		}
		if (*len == line->len) {
			return err_set(
				e, ERR_INPUT, "The passphrase is longer than %d bytes.", SECRET_LINE_BYTES);
		}
		line->b[(*len)++] = c;
	}
	if (*len > 0 && line->b[*len - 1] == '\r') {
		(*len)--;
	}
	if (*len == 0) {
		return err_set(e, ERR_INPUT, "The passphrase is empty.");
	}
	return 0;
}

int secret_read(int fd, struct secret *s, struct err *e)
{
	struct secret line;
	size_t len;
	secret_init(&line, SECRET_LINE_BYTES);
	int rc = read_line(fd, &line, &len, e);
	if (rc == 0) {
		secret_init(s, len);
		memcpy(s->b, line.b, len);
	}
	secret_done(&line);
	return rc;
}

/* Waits for a line, or for a signal that is kept pending until the terminal is restored. */
static int wait_for_line(int terminal, const sigset_t *signals, struct err *e)
{
	int fd = signalfd(-1, signals, SFD_CLOEXEC);
	if (fd < 0) {
		return err_errno(e, ERR_IO, "Signals cannot be watched");
	}
	struct pollfd watched[2] = {{.fd = terminal, .events = POLLIN}, {.fd = fd, .events = POLLIN}};
	int ready;
	do {
		ready = poll(watched, ARRAY_COUNT(watched), -1);
	} while (ready < 0 && errno == EINTR);
	close(fd);
	if (ready < 0 || watched[1].revents != 0) {
		return err_set(e, ERR_INPUT, "The question for the passphrase was interrupted.");
	}
	return 0;
}

int secret_ask(const char *prompt, struct secret *s, struct err *e)
{
	int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	struct termios shown;
	if (terminal < 0 || tcgetattr(terminal, &shown) != 0) {
		err_set(e, ERR_IO, "There is no terminal to ask for the passphrase.");
		if (terminal >= 0) {
			close(terminal);
		}
		return -ERR_IO;
	}
	sigset_t held;
	sigset_t before;
	sigemptyset(&held);
	sigaddset(&held, SIGINT);
	sigaddset(&held, SIGTERM);
	sigaddset(&held, SIGQUIT);
	sigaddset(&held, SIGHUP);
	sigaddset(&held, SIGTSTP);
	pthread_sigmask(SIG_BLOCK, &held, &before);
	struct termios hidden = shown;
	hidden.c_lflag &= (tcflag_t)~ECHO;
	tcsetattr(terminal, TCSAFLUSH, &hidden);
	int rc = file_write_all(terminal, bytes_of(prompt), e);
	if (rc == 0) {
		rc = wait_for_line(terminal, &held, e);
	}
	if (rc == 0) {
		rc = secret_read(terminal, s, e);
	}
	tcsetattr(terminal, TCSAFLUSH, &shown);
	int rc_line = file_write_all(terminal, BYTES("\n"), NULL);
	(void)rc_line;
	close(terminal);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc;
}
