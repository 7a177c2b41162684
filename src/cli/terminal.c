/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/terminal.h"

#include "base/file.h"
#include "text/utf8.h"

#include <errno.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

static const char enter[] = "\033[?1049h\033[?25l";
static const char leave[] = "\033[?25h\033[?1049l";

enum {
	KEY_CTRL_C = 3,
	KEY_CTRL_D = 4,
	KEY_BACKSPACE = 8,
	KEY_ESCAPE = 27,
	KEY_DELETE = 127,
	LINE_BYTES_MAX = 2000
};

/* A fault ends the program from within a handler, which gets no context. */
static struct termios settings_before; /* lint: mutable, a signal handler must restore the terminal */

static void write_text(const char *text)
{
	struct err ignored;
	(void)!file_write_all(STDOUT_FILENO, bytes_of(text), &ignored);
}

static void restore_after_fault(int number)
{
	(void)tcsetattr(STDIN_FILENO, TCSANOW, &settings_before);
	(void)!write(STDOUT_FILENO, leave, sizeof(leave) - 1);
	(void)raise(number); /* SA_RESETHAND: ends the program as if nobody had looked */
}

static void set_fault_handlers(void (*handler)(int))
{
	static const int faults[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
	for (size_t i = 0; i < ARRAY_COUNT(faults); i++) {
		struct sigaction action = {.sa_handler = handler, .sa_flags = (int)SA_RESETHAND};
		(void)sigaction(faults[i], &action, NULL);
	}
}

static int open_terminal(void *context, struct err *e)
{
	struct terminal *t = context;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) ||
		tcgetattr(STDIN_FILENO, &settings_before) != 0) {
		return err_set(e, ERR_INPUT, "this needs a terminal: standard input and output are none");
	}
	sigset_t wanted;
	sigemptyset(&wanted);
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH};
	for (size_t i = 0; i < ARRAY_COUNT(numbers); i++) {
		sigaddset(&wanted, numbers[i]);
	}
	sigprocmask(SIG_BLOCK, &wanted, &t->mask_before);
	t->signals = signalfd(-1, &wanted, SFD_CLOEXEC);
	if (t->signals < 0) {
		sigprocmask(SIG_SETMASK, &t->mask_before, NULL);
		return err_errno(e, ERR_IO, "signals cannot be waited for");
	}
	set_fault_handlers(restore_after_fault);
	struct termios raw = settings_before;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
	raw.c_iflag &= ~(tcflag_t)(IXON | ICRNL);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	(void)tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	write_text(enter);
	t->is_open = true;
	return 0;
}

static void close_terminal(void *context)
{
	struct terminal *t = context;
	if (!t->is_open) {
		return;
	}
	write_text(leave);
	(void)tcsetattr(STDIN_FILENO, TCSANOW, &settings_before);
	set_fault_handlers(SIG_DFL);
	close(t->signals);
	sigprocmask(SIG_SETMASK, &t->mask_before, NULL);
	t->is_open = false;
}

static void size_of_terminal(void *context, size_t *columns, size_t *rows)
{
	(void)context;
	struct winsize size = {0};
	bool is_known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0;
	*columns = is_known ? size.ws_col : 80;
	*rows = is_known ? size.ws_row : 24;
	*columns = *columns < 20 ? 20 : *columns;
	*rows = *rows < 5 ? 5 : *rows;
}

static void show(void *context, struct bytes screen)
{
	(void)context;
	struct buf out = {0};
	struct err ignored;
	buf_add_text(&out, "\033[H\033[2J");
	buf_add_bytes(&out, screen);
	(void)!file_write_all(STDOUT_FILENO, buf_bytes(&out), &ignored);
	buf_done(&out);
}

/* One byte of input, OP_KEY_REDRAW or OP_KEY_END. */
static int next_byte(struct terminal *t)
{
	struct pollfd fds[] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = t->signals, .events = POLLIN}};
	while (poll(fds, ARRAY_COUNT(fds), -1) < 0) {
		if (errno != EINTR) {
			return OP_KEY_END;
		}
	}
	if (fds[1].revents != 0) {
		struct signalfd_siginfo info;
		ssize_t got = read(t->signals, &info, sizeof(info));
		return got == (ssize_t)sizeof(info) && info.ssi_signo == SIGWINCH ? OP_KEY_REDRAW
										  : OP_KEY_END;
	}
	unsigned char c;
	ssize_t got = read(STDIN_FILENO, &c, 1);
	return got == 1 ? c : OP_KEY_END;
}

/* What follows an escape at once belongs to one key (an arrow), which means nothing here. */
static void skip_sequence(void)
{
	char rest[16];
	struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
	if (poll(&p, 1, 20) == 1) {
		(void)!read(STDIN_FILENO, rest, sizeof(rest));
	}
}

static int key(void *context)
{
	int c = next_byte(context);
	if (c == KEY_ESCAPE) {
		skip_sequence();
	}
	return c == KEY_CTRL_C || c == KEY_CTRL_D ? OP_KEY_END : c;
}

static void drop_last_character(struct buf *line)
{
	size_t len = line->len;
	while (len > 0 && ((unsigned char)line->s[--len] & 0xC0) == 0x80) {
	}
	line->len = len;
}

/* A line at the bottom of the screen, with only its end shown when it is longer than that. */
static void show_line(const char *prompt, const struct buf *line)
{
	size_t columns;
	size_t rows;
	size_of_terminal(NULL, &columns, &rows);
	struct bytes text = buf_bytes(line);
	size_t room = columns - 2 > strlen(prompt) ? columns - 2 - strlen(prompt) : 1;
	struct buf out = {0};
	struct err ignored;
	/* While a character is being typed, its first bytes alone are not shown. */
	struct bytes whole = {
		text.s ? text.s : "", utf8_invalid_at(text) == SIZE_MAX ? text.len : utf8_invalid_at(text)};
	size_t from = utf8_before(whole, whole.len, room);
	buf_printf(&out, "\033[%zu;1H\033[K%s%.*s\033[?25h", rows, prompt, (int)(whole.len - from),
		whole.s + from);
	(void)!file_write_all(STDOUT_FILENO, buf_bytes(&out), &ignored);
	buf_done(&out);
}

static bool line_of_text(void *context, const char *prompt, struct buf *line)
{
	bool is_taken = false;
	for (;;) {
		show_line(prompt, line);
		int c = next_byte(context);
		if (c == '\r' || c == '\n') {
			is_taken = utf8_is_valid(buf_bytes(line));
			break;
		}
		if (c == OP_KEY_END || c == KEY_CTRL_C || c == KEY_CTRL_D || c == KEY_ESCAPE) {
			break;
		}
		if (c == KEY_DELETE || c == KEY_BACKSPACE) {
			drop_last_character(line);
		} else if (c >= ' ' && line->len < LINE_BYTES_MAX) {
			buf_add_char(line, (char)c);
		}
	}
	write_text("\033[?25l");
	return is_taken;
}

struct op_terminal terminal_for_op(struct terminal *terminal)
{
	return (struct op_terminal){
		open_terminal, close_terminal, size_of_terminal, show, key, line_of_text, terminal};
}
