/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Asking models, against a stub server on loopback in this program, and against programs of a line of shell. */
#include "test.h"

#include "base/file.h"
#include "base/json.h"
#include "model/model.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* ------- the stub ------- */

enum stub_way {
	STUB_ANSWER,      /* head and body */
	STUB_CLOSE,       /* closes without a word */
	STUB_CUT,         /* announces more than it sends */
	STUB_ENDLESS,     /* sends until nobody listens */
	STUB_SLOW,        /* says nothing */
	STUB_DRIP,        /* sends a byte now and then */
	STUB_LONG_HEADER, /* headers without end */
};

/* One exchange: what is to be answered, and what was asked. */
struct stub {
	enum stub_way way;
	const char *status; /* "200 OK" */
	const char *more;   /* further header lines */
	const char *body;
	int listener;
	uint16_t port;
	pthread_t thread;
	char asked[65536];
	size_t asked_len;
};

static bool send_all(int s, const char *p, size_t len)
{
	while (len > 0) {
		ssize_t n = send(s, p, len, MSG_NOSIGNAL);
		if (n <= 0) {
			return false;
		}
		p += n;
		len -= (size_t)n;
	}
	return true;
}

static void pause_ms(long ms)
{
	struct timespec t = {ms / 1000, ms % 1000 * 1000000};
	nanosleep(&t, NULL);
}

/* Reads the request: its head, and as many bytes of body as that says. */
static void receive(struct stub *stub, int s)
{
	size_t wanted = SIZE_MAX;
	while (stub->asked_len < sizeof(stub->asked) - 1 && stub->asked_len < wanted) {
		ssize_t n =
			recv(s, stub->asked + stub->asked_len, sizeof(stub->asked) - 1 - stub->asked_len, 0);
		if (n <= 0) {
			return;
		}
		stub->asked_len += (size_t)n;
		stub->asked[stub->asked_len] = '\0';
		const char *head_end = strstr(stub->asked, "\r\n\r\n");
		const char *length = strstr(stub->asked, "Content-Length: ");
		if (head_end && length) {
			wanted = (size_t)(head_end - stub->asked) + 4 + strtoul(length + 16, NULL, 10);
		}
	}
}

static void answer(const struct stub *stub, int s)
{
	static const char many[1 << 16];
	struct buf head = {0};
	bool is_longer = stub->way == STUB_CUT || stub->way == STUB_ENDLESS || stub->way == STUB_DRIP;
	buf_printf(&head, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n%s",
		stub->status, is_longer ? (size_t)100 << 20 : strlen(stub->body), stub->more);
	switch (stub->way) {
	case STUB_ANSWER:
	case STUB_CUT:
		buf_printf(&head, "\r\n%s", stub->body);
		(void)send_all(s, head.s, head.len);
		break;
	case STUB_ENDLESS:
		buf_add_text(&head, "\r\n");
		(void)send_all(s, head.s, head.len);
		while (send_all(s, many, sizeof(many))) {
		}
		break;
	case STUB_LONG_HEADER:
		(void)send_all(s, head.s, head.len);
		while (send_all(s, "X-More: of the same, of the same, of the same\r\n", 47)) {
		}
		break;
	case STUB_DRIP:
		buf_add_text(&head, "\r\n");
		(void)send_all(s, head.s, head.len);
		for (int i = 0; i < 40 && send_all(s, "x", 1); i++) {
			pause_ms(100);
		}
		break;
	case STUB_SLOW:
		pause_ms(2500);
		break;
	case STUB_CLOSE:
		break;
	}
	buf_done(&head);
}

static void *serve(void *context)
{
	struct stub *stub = context;
	int s = accept(stub->listener, NULL, NULL);
	if (s >= 0) {
		if (stub->way != STUB_CLOSE) {
			receive(stub, s);
			answer(stub, s);
		}
		close(s);
	}
	return NULL;
}

static bool stub_open(struct stub *stub)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(address);
	stub->status = stub->status ? stub->status : "200 OK";
	stub->more = stub->more ? stub->more : "";
	stub->body = stub->body ? stub->body : "";
	stub->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (stub->listener < 0 || bind(stub->listener, (struct sockaddr *)&address, len) != 0 ||
		listen(stub->listener, 1) != 0 ||
		getsockname(stub->listener, (struct sockaddr *)&address, &len) != 0) {
		return false;
	}
	stub->port = ntohs(address.sin_port);
	return pthread_create(&stub->thread, NULL, serve, stub) == 0;
}

/* Also when nobody came. */
static void stub_close(struct stub *stub)
{
	shutdown(stub->listener, SHUT_RDWR);
	pthread_join(stub->thread, NULL);
	close(stub->listener);
}

/* ------- asking it ------- */

static const char *const measures[] = {"killed", "injured", NULL};
static const struct model_question question = {{"Two miners were killed.", 23}, "en", measures};

static struct model_settings settings_of(const char *keep)
{
	return (struct model_settings){.adapter = MODEL_HTTP,
		.name = "stub-1",
		.keep = keep,
		.seed = 7,
		.max_tokens = 100,
		.timeout_s = 1,
		.reply_bytes = 1 << 20,
		.text_bytes = 1000};
}

static int ask(struct stub *stub, struct arena *a, struct model_answer *out, struct err *e)
{
	char address[64];
	struct model_settings settings = settings_of(arena_printf(a, "%s/replies", test_folder()));
	if (!stub_open(stub)) {
		return err_set(e, ERR_IO, "the stub could not be made");
	}
	snprintf(address, sizeof(address), "http://127.0.0.1:%u/", stub->port);
	settings.address = address;
	int rc = model_ask(&settings, &question, a, out, e);
	stub_close(stub);
	return rc;
}

#define COMPLETION(content) \
	"{\"id\":\"x\",\"model\":\"stub-1-q4\",\"system_fingerprint\":\"fp-9\",\"choices\":[{\"index\":0," \
	"\"message\":" \
	"{\"role\":\"assistant\",\"content\":\"" content "\"},\"finish_reason\":\"stop\"}]}"

TEST(model_is_asked_as_documented)
{
	struct arena a = {0};
	struct err e = {0};
	struct model_answer answer;
	static struct stub stub = {.body = COMPLETION("{\\\"claims\\\":[]}")};
	CHECK_OK(ask(&stub, &a, &answer, &e), e);
	CHECK_TEXT(answer.reply, BYTES("{\"claims\":[]}"));
	CHECK_TEXT(bytes_of(answer.model), BYTES("stub-1-q4"));
	CHECK_TEXT(bytes_of(answer.digest), BYTES("fp-9"));
	CHECK(!answer.is_kept);
	CHECK(bytes_starts(bytes_of(stub.asked), "POST /v1/chat/completions HTTP/1.1\r\n"));
	json_t *body;
	CHECK_OK(json_parse(bytes_of(strstr(stub.asked, "\r\n\r\n") + 4), &body, &e), e);
	CHECK_INT(json_integer_value(json_object_get(body, "temperature")), 0);
	CHECK_INT(json_integer_value(json_object_get(body, "seed")), 7);
	CHECK_INT(json_integer_value(json_object_get(body, "max_tokens")), 100);
	CHECK(json_is_false(json_object_get(body, "stream")));
	const json_t *format = json_object_get(body, "response_format");
	CHECK_TEXT(json_get_view(format, "type"), BYTES("json_schema"));
	const json_t *schema = json_object_get(json_object_get(format, "json_schema"), "schema");
	CHECK(json_is_false(json_object_get(schema, "additionalProperties")));
	const json_t *messages = json_object_get(body, "messages");
	struct bytes system = json_get_view(json_array_get(messages, 0), "content");
	struct bytes user = json_get_view(json_array_get(messages, 1), "content");
	CHECK(bytes_find(system, BYTES("\"additionalProperties\":false"), 0) != SIZE_MAX);
	CHECK(bytes_ends(user, "Two miners were killed."));
	json_decref(body);
	arena_done(&a);
}

TEST(model_hands_on_any_content)
{
	static const struct {
		const char *body;
		const char *reply;
	} rows[] = {
		{COMPLETION("I found none."), "I found none."},
		{COMPLETION("Sure! {\\\"claims\\\":[]}"), "Sure! {\"claims\":[]}"},
		{COMPLETION("{\\\"claims\\\":[{\\\"quo"), "{\"claims\":[{\"quo"},
		{COMPLETION(""), ""},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct arena a = {0};
		struct err e = {0};
		struct model_answer answer;
		static struct stub stub;
		stub = (struct stub){.body = rows[i].body};
		CHECK_OK(ask(&stub, &a, &answer, &e), e);
		CHECK_TEXT(answer.reply, bytes_of(rows[i].reply));
		arena_done(&a);
	}
}

TEST(model_refuses_hostile_servers)
{
	GUARANTEE("model.h: A server that sends without end is cut off at reply_bytes.");
	GUARANTEE("model.h: A server that is slow is given up after timeout.");
	static const struct {
		struct stub stub;
		int code;
		const char *words;
	} rows[] = {
		{{.way = STUB_CLOSE}, ERR_IO, "gave no reply"},
		{{.way = STUB_CUT, .body = "{\"choices\":["}, ERR_IO, "gave no reply"},
		{{.way = STUB_ENDLESS}, ERR_LIMIT, "longer than 1048576 bytes"},
		{{.way = STUB_LONG_HEADER}, ERR_LIMIT, "longer than"},
		{{.way = STUB_SLOW}, ERR_IO, "within 1 seconds"},
		{{.way = STUB_DRIP}, ERR_IO, "within 1 seconds"},
		{{.status = "500 Broken"}, ERR_IO, "status 500"},
		{{.status = "404 Not Found", .body = "{}"}, ERR_IO, "status 404"},
		{{.status = "302 Found", .more = "Location: http://127.0.0.1:1/\r\n"}, ERR_IO, "status 302"},
		{{.body = ""}, ERR_INPUT, "not valid JSON"},
		{{.body = "<html>"}, ERR_INPUT, "not valid JSON"},
		{{.body = "{}"}, ERR_INPUT, "choices"},
		{{.body = "{\"choices\":[]}"}, ERR_INPUT, "choices"},
		{{.body = "{\"choices\":[{\"message\":{\"content\":null}}]}"}, ERR_INPUT, "choices"},
		{{.body = "{\"choices\":[],\"choices\":[]}"}, ERR_INPUT, "duplicate"},
		{{.body = "\xFF\xFE"}, ERR_INPUT, "not UTF-8"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct arena a = {0};
		struct err e = {0};
		struct model_answer answer;
		static struct stub stub;
		stub = rows[i].stub;
		int rc = ask(&stub, &a, &answer, &e);
		if (rc != -rows[i].code || !strstr(e.text, rows[i].words)) {
			test_note("row %zu: %d %s", i, rc, e.text);
		}
		CHECK_INT(rc, -rows[i].code);
		CHECK(strstr(e.text, rows[i].words));
		arena_done(&a);
	}
}

TEST(model_that_is_not_there)
{
	struct arena a = {0};
	struct err e = {0};
	struct model_answer answer;
	struct model_settings settings = settings_of("replies");
	settings.address = "http://127.0.0.1:1";
	CHECK_INT(model_ask(&settings, &question, &a, &answer, &e), -ERR_IO);
	settings.text_bytes = 10;
	CHECK_INT(model_ask(&settings, &question, &a, &answer, &e), -ERR_LIMIT);
	arena_done(&a);
}

TEST(model_elsewhere_is_not_connected_to)
{
	GUARANTEE("model.h: Only the loopback addresses are connected to, unless the settings let documents "
		  "leave the machine.");
	struct arena a = {0};
	struct err e = {0};
	struct model_answer answer;
	struct model_settings settings = settings_of("replies");
	settings.address = "http://192.0.2.1:9";
	CHECK_INT(model_ask(&settings, &question, &a, &answer, &e), -ERR_FORBIDDEN);
	settings.address = "http://[2001:db8::1]:9";
	CHECK_INT(model_ask(&settings, &question, &a, &answer, &e), -ERR_FORBIDDEN);
	settings.address = "file:///etc/passwd";
	CHECK_INT(model_ask(&settings, &question, &a, &answer, &e), -ERR_IO);
	arena_done(&a);
}

TEST(model_is_not_asked_twice)
{
	struct arena a = {0};
	struct err e = {0};
	struct model_answer first;
	struct model_answer again;
	char keep[4096];
	char path[4200];
	snprintf(keep, sizeof(keep), "%s/kept", test_folder());
	struct model_settings settings = settings_of(keep);
	static struct stub stub = {.body = COMPLETION("{\\\"claims\\\":[]}")};
	CHECK(stub_open(&stub));
	settings.address = arena_printf(&a, "http://localhost:%u", stub.port);
	CHECK_OK(model_ask(&settings, &question, &a, &first, &e), e);
	stub_close(&stub);
	CHECK_OK(model_ask(&settings, &question, &a, &again, &e), e);
	CHECK(again.is_kept && !first.is_kept);
	CHECK_TEXT(again.reply, first.reply);
	CHECK_TEXT(bytes_of(again.model), BYTES("stub-1-q4"));
	CHECK_TEXT(bytes_of(again.reply_sha256), bytes_of(first.reply_sha256));
	/* What is kept says what was asked of whom; a changed reply is noticed. */
	snprintf(path, sizeof(path), "%s/%s.json", keep, first.prompt_sha256);
	struct buf kept = {0};
	CHECK_OK(file_read(path, 1 << 20, &kept, &e), e);
	CHECK(strstr(kept.s, "\"adapter\":\"http\"") && strstr(kept.s, "\"seed\":7") &&
		strstr(kept.s, "Two miners"));
	char *claims = strstr(kept.s, "claims");
	claims[0] = 'k';
	CHECK_OK(file_replace(path, buf_bytes(&kept), 0600, &e), e);
	CHECK_INT(model_ask(&settings, &question, &a, &again, &e), -ERR_DAMAGED);
	/* Another seed is another question. */
	settings.seed = 8;
	CHECK_INT(model_ask(&settings, &question, &a, &again, &e), -ERR_IO);
	buf_done(&kept);
	arena_done(&a);
}

/* ------- commands ------- */

static int run(const char *script, struct arena *a, struct model_answer *out, struct err *e)
{
	const char *path = arena_printf(a, "%s/claims.sh", test_folder());
	struct model_settings settings = settings_of(arena_printf(a, "%s/replies", test_folder()));
	settings.adapter = MODEL_COMMAND;
	settings.command = arena_printf(a, "/bin/sh  %s", path);
	settings.name = script;
	int rc = file_replace(path, bytes_of(script), 0700, e);
	return rc == 0 ? model_ask(&settings, &question, a, out, e) : rc;
}

TEST(model_command_answers_a_line_with_a_line)
{
	struct arena a = {0};
	struct err e = {0};
	struct model_answer answer;
	CHECK_OK(run("read -r line; case $line in *'Two miners'*) echo "
		     "'{\"claims\":[],\"model\":\"tagger\",\"digest\":\"d1\"}';; esac; echo more",
			 &a, &answer, &e),
		e);
	CHECK_TEXT(answer.reply, BYTES("{\"claims\":[]}"));
	CHECK_TEXT(bytes_of(answer.model), BYTES("tagger"));
	CHECK_TEXT(bytes_of(answer.digest), BYTES("d1"));
	CHECK_OK(run("echo nothing of use; cat >/dev/null", &a, &answer, &e), e);
	CHECK_TEXT(answer.reply, BYTES("nothing of use"));
	arena_done(&a);
}

TEST(model_command_that_misbehaves)
{
	static const struct {
		const char *script;
		int code;
	} rows[] = {
		{"exit 3", ERR_IO},
		{"cat >/dev/null; printf '{\"claims\":['", ERR_IO},
		{"sleep 30", ERR_IO},
		{"sleep 30 & exec sleep 30", ERR_IO},
		{"exec yes '' | tr -d '\\n' ; cat /dev/zero", ERR_LIMIT},
		{"cat /dev/zero", ERR_LIMIT},
		{"printf '\\377\\n'", ERR_INPUT},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct arena a = {0};
		struct err e = {0};
		struct model_answer answer;
		int rc = run(rows[i].script, &a, &answer, &e);
		if (rc != -rows[i].code && !(i == 4 && rc == -ERR_IO)) {
			test_note("%s: %d %s", rows[i].script, rc, e.text);
			CHECK(false);
		}
		arena_done(&a);
	}
	struct arena a = {0};
	struct err e = {0};
	struct model_answer answer;
	struct model_settings settings = settings_of("replies");
	settings.adapter = MODEL_COMMAND;
	settings.command = "/nowhere/at/all";
	CHECK_INT(model_ask(&settings, &question, &a, &answer, &e), -ERR_IO);
	arena_done(&a);
}

/* ------- settings ------- */

TEST(model_settings_are_checked)
{
	static const struct {
		const char *text;
		const char *words; /* NULL: taken */
	} rows[] = {
		{"[model]\nadapter = http\naddress = http://127.0.0.1:8080\nname = m\n", NULL},
		{"[model]\nadapter = http\naddress = http://[::1]:8080\nname = m\nseed = 0\ntimeout = 5\n",
			NULL},
		{"[model]\nadapter = command\ncommand = /usr/bin/claims\nname = m\n", NULL},
		{"[model]\nadapter = http\naddress = https://models.example\nname = m\nremote = documents "
		 "may leave this machine\n",
			NULL},
		{"[model]\nadapter = http\naddress = https://models.example\nname = m\n",
			"not on this machine"},
		{"[model]\nadapter = http\naddress = https://models.example\nname = m\nremote = yes\n",
			"to allow it, write"},
		{"[model]\nadapter = http\naddress = file:///etc/passwd\nname = m\n", "does not begin with"},
		{"[model]\nadapter = http\nname = m\n", "address is missing"},
		{"[model]\nadapter = http\naddress = http://127.0.0.1\n", "name is missing"},
		{"[model]\nadapter = command\nname = m\n", "command is missing"},
		{"[model]\nadapter = cloud\nname = m\n", "neither http nor command"},
		{"[model]\nadapter = http\naddress = http://127.0.0.1\nname = m\nseed = x\n", "seed is not"},
		{"[model]\nadapter = http\naddress = http://127.0.0.1\nname = m\nreply_bytes = 99999999\n",
			"reply_bytes"},
		{"[model]\nadapter = http\naddress = http://127.0.0.1\nname = m\ntemperature = 1\n",
			"no setting"},
		{"[other]\na = b\n", "no setting"},
		{"\xFF", "UTF-8"},
	};
	const char *path;
	struct arena a = {0};
	path = arena_printf(&a, "%s/model.ini", test_folder());
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct err e = {0};
		struct model_settings settings;
		CHECK_OK(file_replace(path, bytes_of(rows[i].text), 0600, &e), e);
		int rc = model_settings_read(path, &a, &settings, &e);
		if ((rc == 0) != !rows[i].words || (rc != 0 && !strstr(e.text, rows[i].words))) {
			test_note("%s: %s", rows[i].text, e.text);
		}
		CHECK((rc == 0) == !rows[i].words);
		CHECK(rc == 0 || strstr(e.text, rows[i].words));
		CHECK(rc != 0 || bytes_ends(bytes_of(settings.keep), "/replies"));
	}
	arena_done(&a);
}
