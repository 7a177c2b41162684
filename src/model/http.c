/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One POST, with strict limits. Nothing of the environment (proxies, .netrc) is looked at, no redirect is followed. */
#include "model/exchange.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/* Headers of an honest server take a few hundred bytes; connecting to one on this machine takes no time. */
enum { HEADER_BYTES_MAX = 65536, CONNECT_MS_MAX = 10000 };

struct post {
	const struct model_settings *settings;
	struct buf *reply;
	size_t reply_from;
	size_t header_bytes;
	bool is_too_long;
	bool is_elsewhere;
};

static size_t take_body(char *part, size_t size, size_t count, void *context)
{
	struct post *p = context;
	size_t len = size * count;
	if (p->reply->len - p->reply_from + len > (size_t)p->settings->reply_bytes) {
		p->is_too_long = true;
		return 0;
	}
	buf_add(p->reply, part, len);
	return len;
}

static size_t take_header(char *part, size_t size, size_t count, void *context)
{
	(void)part;
	struct post *p = context;
	p->header_bytes += size * count;
	p->is_too_long = p->header_bytes > HEADER_BYTES_MAX;
	return p->is_too_long ? 0 : size * count;
}

static bool is_loopback(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET) {
		struct sockaddr_in in;
		memcpy(&in, address, sizeof(in));
		return ntohl(in.sin_addr.s_addr) >> 24 == 127;
	}
	if (address->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;
		memcpy(&in6, address, sizeof(in6));
		return IN6_IS_ADDR_LOOPBACK(&in6.sin6_addr);
	}
	return false;
}

/* The address that a name led to is looked at, not the name. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	(void)purpose;
	struct post *p = context;
	if (!p->settings->may_leave_machine && !is_loopback(&address->addr)) {
		p->is_elsewhere = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static void set_options(
	CURL *c, struct post *p, const char *url, struct curl_slist *headers, struct bytes body)
{
	long timeout_ms = (long)(p->settings->timeout_s * 1000);
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, timeout_ms);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS,
		timeout_ms < CONNECT_MS_MAX ? timeout_ms : (long)CONNECT_MS_MAX);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(c, CURLOPT_POSTFIELDS, body.s);
	curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.len);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, p);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, p);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, p);
}

static int outcome(CURL *c, CURLcode code, const struct post *p, struct err *e)
{
	const struct model_settings *s = p->settings;
	long status = 0;
	if (p->is_too_long) {
		return err_set(e, ERR_LIMIT, "the model's reply is longer than %lld bytes",
			(long long)s->reply_bytes);
	}
	if (p->is_elsewhere) {
		return err_set(e, ERR_FORBIDDEN,
			"%s is not on this machine, and the settings do not say that documents may leave it",
			s->address);
	}
	if (code == CURLE_OPERATION_TIMEDOUT) {
		return err_set(e, ERR_IO, "the model at %s did not answer within %lld seconds", s->address,
			(long long)s->timeout_s);
	}
	if (code != CURLE_OK) {
		return err_set(
			e, ERR_IO, "the model at %s gave no reply: %s", s->address, curl_easy_strerror(code));
	}
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	return status == 200
		? 0
		: err_set(e, ERR_IO, "the model at %s answered with status %ld", s->address, status);
}

int http_post(const struct model_settings *settings, struct bytes body, struct buf *reply, struct err *e)
{
	struct post p = {.settings = settings, .reply = reply, .reply_from = reply->len};
	struct buf url = {0};
	size_t len = strlen(settings->address);
	while (len > 0 && settings->address[len - 1] == '/') {
		len--;
	}
	buf_printf(&url, "%.*s/v1/chat/completions", (int)len, settings->address);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0) {
		mem_exhausted();
	}
	CURL *c = curl_easy_init();
	struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
	if (!c || !headers) {
		mem_exhausted();
	}
	set_options(c, &p, url.s, headers, body);
	int rc = outcome(c, curl_easy_perform(c), &p, e);
	curl_slist_free_all(headers);
	curl_easy_cleanup(c);
	curl_global_cleanup();
	buf_done(&url);
	return rc;
}
