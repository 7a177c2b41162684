/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/html.h"

#include "base/file.h"
#include "base/mem.h"
#include "text/charset.h"
#include "text/utf8.h"

#include <libxml/HTMLparser.h>
#include <libxml/xmlversion.h>
#include <unistd.h>

/* libxml2 counts in int, and its buffers need room to grow. */
enum { DECODED_BYTES_MAX = 1 << 30 };

enum element_kind { ELEMENT_INLINE, ELEMENT_BLOCK, ELEMENT_HIDDEN, ELEMENT_CELL, ELEMENT_PRE, ELEMENT_ROW };

static const struct {
	const char *name;
	enum element_kind kind;
} elements[] = {
	{"address", ELEMENT_BLOCK},
	{"article", ELEMENT_BLOCK},
	{"aside", ELEMENT_BLOCK},
	{"blockquote", ELEMENT_BLOCK},
	{"body", ELEMENT_BLOCK},
	{"br", ELEMENT_BLOCK},
	{"caption", ELEMENT_BLOCK},
	{"center", ELEMENT_BLOCK},
	{"dd", ELEMENT_BLOCK},
	{"details", ELEMENT_BLOCK},
	{"dialog", ELEMENT_BLOCK},
	{"dir", ELEMENT_BLOCK},
	{"div", ELEMENT_BLOCK},
	{"dl", ELEMENT_BLOCK},
	{"dt", ELEMENT_BLOCK},
	{"fieldset", ELEMENT_BLOCK},
	{"figcaption", ELEMENT_BLOCK},
	{"figure", ELEMENT_BLOCK},
	{"footer", ELEMENT_BLOCK},
	{"form", ELEMENT_BLOCK},
	{"h1", ELEMENT_BLOCK},
	{"h2", ELEMENT_BLOCK},
	{"h3", ELEMENT_BLOCK},
	{"h4", ELEMENT_BLOCK},
	{"h5", ELEMENT_BLOCK},
	{"h6", ELEMENT_BLOCK},
	{"head", ELEMENT_BLOCK},
	{"header", ELEMENT_BLOCK},
	{"hgroup", ELEMENT_BLOCK},
	{"hr", ELEMENT_BLOCK},
	{"html", ELEMENT_BLOCK},
	{"iframe", ELEMENT_HIDDEN},
	{"legend", ELEMENT_BLOCK},
	{"li", ELEMENT_BLOCK},
	{"listing", ELEMENT_PRE},
	{"main", ELEMENT_BLOCK},
	{"menu", ELEMENT_BLOCK},
	{"nav", ELEMENT_BLOCK},
	{"noframes", ELEMENT_HIDDEN},
	{"noscript", ELEMENT_HIDDEN},
	{"object", ELEMENT_HIDDEN},
	{"ol", ELEMENT_BLOCK},
	{"optgroup", ELEMENT_BLOCK},
	{"option", ELEMENT_BLOCK},
	{"p", ELEMENT_BLOCK},
	{"plaintext", ELEMENT_PRE},
	{"pre", ELEMENT_PRE},
	{"script", ELEMENT_HIDDEN},
	{"search", ELEMENT_BLOCK},
	{"section", ELEMENT_BLOCK},
	{"style", ELEMENT_HIDDEN},
	{"summary", ELEMENT_BLOCK},
	{"svg", ELEMENT_HIDDEN},
	{"table", ELEMENT_ROW},
	{"tbody", ELEMENT_ROW},
	{"td", ELEMENT_CELL},
	{"template", ELEMENT_HIDDEN},
	{"textarea", ELEMENT_PRE},
	{"tfoot", ELEMENT_ROW},
	{"th", ELEMENT_CELL},
	{"thead", ELEMENT_ROW},
	{"title", ELEMENT_BLOCK},
	{"tr", ELEMENT_ROW},
	{"ul", ELEMENT_BLOCK},
	{"xmp", ELEMENT_PRE},
};

static int compare_element(const void *name, const void *row)
{
	return strcmp(name, *(const char *const *)row);
}

static enum element_kind kind_of(const xmlChar *name)
{
	const void *row =
		bsearch(name, elements, ARRAY_COUNT(elements), sizeof(elements[0]), compare_element);
	return row
		? elements[((const char *)row - (const char *)elements) / (ptrdiff_t)sizeof(elements[0])].kind
		: ELEMENT_INLINE;
}

/* The text so far, and what the next visible character brings with it. */
struct page {
	struct buf *text;
	size_t from;         /* where this page begins in text */
	size_t hidden_depth; /* open elements whose content is not shown */
	size_t pre_depth;    /* open elements that keep their white space */
	size_t cell_from;  /* where the cell began in text; SIZE_MAX outside a cell or after one inside it */
	size_t tab_count;  /* cells passed since the last text of this row */
	bool has_break;    /* a line end is due */
	bool has_space;    /* a space is due */
	bool is_pre_start; /* the line end right after <pre> is not text */
};

/* The line ends here, if anything is on it. At the beginning of a cell it does not: <td><p>… is one line. */
static void end_line(struct page *p)
{
	p->has_space = false;
	if (p->text->len != p->cell_from) {
		p->has_break = true;
	}
}

static void end_row(struct page *p)
{
	p->cell_from = SIZE_MAX;
	p->tab_count = 0;
	end_line(p);
}

static void end_cell(struct page *p)
{
	bool is_one_line = p->cell_from != SIZE_MAX &&
		bytes_find(buf_bytes(p->text), BYTES("\n"), p->cell_from) == SIZE_MAX;
	p->has_space = false;
	if (!is_one_line) {
		p->has_break = true;
	} else {
		/* An empty cell leaves alone the line end that is due before its row. */
		p->has_break = p->has_break && p->text->len == p->cell_from;
		p->tab_count++;
	}
	p->cell_from = SIZE_MAX;
}

/* Writes what is due before a visible character. */
static void flush(struct page *p)
{
	bool is_at_start = p->text->len == p->from;
	bool is_cell_start = p->cell_from == p->text->len;
	if (p->has_break && !is_at_start) {
		/* What <pre> held may have ended its last line itself. */
		if (p->text->s[p->text->len - 1] != '\n') {
			buf_add_char(p->text, '\n');
		}
		is_at_start = true;
	} else if (p->has_space && !is_at_start && p->tab_count == 0) {
		buf_add_char(p->text, ' ');
	}
	for (; p->tab_count > 0; p->tab_count--) {
		buf_add_char(p->text, '\t');
	}
	p->has_break = false;
	p->has_space = false;
	if (is_cell_start) {
		p->cell_from = p->text->len;
	}
}

static void add_collapsed(struct page *p, struct bytes run)
{
	static const char no_break_space[] = "\xC2\xA0";
	static const char soft_hyphen[] = "\xC2\xAD";
	for (size_t i = 0; i < run.len; i++) {
		char c = run.s[i];
		struct bytes rest = {run.s + i, run.len - i};
		if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
			p->has_space = true;
		} else if (c == no_break_space[0] && bytes_starts(rest, no_break_space)) {
			p->has_space = true;
			i++;
		} else if (c == soft_hyphen[0] && bytes_starts(rest, soft_hyphen)) {
			i++;
		} else {
			if (p->has_break || p->has_space || p->tab_count > 0) {
				flush(p);
			}
			buf_add_char(p->text, c);
		}
	}
}

static void add_preformatted(struct page *p, struct bytes run)
{
	if (p->is_pre_start && run.s[0] == '\n') {
		run.s++;
		run.len--;
	}
	p->is_pre_start = false;
	flush(p);
	buf_add_bytes(p->text, run);
}

static void on_characters(void *context, const xmlChar *s, int len)
{
	struct page *p = context;
	struct bytes run = {(const char *)s, (size_t)len};
	if (p->hidden_depth > 0 || run.len == 0) {
		return;
	}
	if (p->pre_depth == 0) {
		add_collapsed(p, run);
	} else {
		add_preformatted(p, run);
	}
}

static void on_start(void *context, const xmlChar *name, const xmlChar **attributes)
{
	(void)attributes;
	struct page *p = context;
	switch (kind_of(name)) {
	case ELEMENT_INLINE:
		break;
	case ELEMENT_BLOCK:
		end_line(p);
		break;
	case ELEMENT_HIDDEN:
		p->hidden_depth++;
		break;
	case ELEMENT_CELL:
		p->has_space = false;
		p->cell_from = p->text->len;
		break;
	case ELEMENT_PRE:
		end_line(p);
		p->pre_depth++;
		p->is_pre_start = true;
		break;
	case ELEMENT_ROW:
		end_row(p);
		break;
	}
}

static void on_end(void *context, const xmlChar *name)
{
	struct page *p = context;
	switch (kind_of(name)) {
	case ELEMENT_INLINE:
		break;
	case ELEMENT_BLOCK:
		end_line(p);
		break;
	case ELEMENT_HIDDEN:
		p->hidden_depth -= p->hidden_depth > 0 ? 1 : 0;
		break;
	case ELEMENT_CELL:
		end_cell(p);
		break;
	case ELEMENT_PRE:
		p->pre_depth -= p->pre_depth > 0 ? 1 : 0;
		end_line(p);
		break;
	case ELEMENT_ROW:
		end_row(p);
		break;
	}
}

/* What HTML does before parsing: CR LF and CR become LF. And libxml2 stops at a NUL; browsers show U+FFFD. */
static void preprocess(struct bytes decoded, struct buf *out)
{
	size_t from = 0;
	for (size_t i = 0; i < decoded.len; i++) {
		char c = decoded.s[i];
		if (c != '\0' && c != '\r') {
			continue;
		}
		buf_add(out, decoded.s + from, i - from);
		from = i + 1;
		if (c == '\0') {
			buf_add_text(out, "\xEF\xBF\xBD");
		} else if (from == decoded.len || decoded.s[from] != '\n') {
			buf_add_char(out, '\n');
		}
	}
	buf_add(out, decoded.s + from, decoded.len - from);
}

static int decode(struct bytes html, const char *charset, struct buf *out, struct err *e)
{
	size_t mark_len;
	const char *marked = charset_of_mark(html, &mark_len);
	if (marked && strcmp(marked, charset) == 0) {
		html.s += mark_len;
		html.len -= mark_len;
	}
	struct buf decoded = {0};
	int rc = 0;
	if (strcmp(charset, "UTF-8") == 0) {
		utf8_repair(&decoded, html);
	} else {
		rc = charset_convert(html, charset, &decoded, e);
	}
	if (rc == 0) {
		preprocess(buf_bytes(&decoded), out);
	}
	buf_done(&decoded);
	if (rc == 0 && out->len >= DECODED_BYTES_MAX) {
		rc = err_set(e, ERR_LIMIT, "The page is longer than %d MiB.", DECODED_BYTES_MAX >> 20);
	}
	return rc;
}

static void *grow_or_exit(void *memory, size_t len)
{
	return mem_realloc(memory, len, 1);
}

static char *copy_or_exit(const char *s)
{
	size_t len = strlen(s) + 1;
	return memcpy(mem_alloc(len), s, len);
}

static int parse_utf8(struct bytes html, struct page *p, struct err *e)
{
	/* With libxml2's own way a failed allocation can end the text early and silently. */
	xmlMemSetup(free, mem_alloc, grow_or_exit, copy_or_exit);
	htmlParserCtxtPtr parser = htmlNewParserCtxt();
	BUG_IF(!parser);
	htmlSAXHandler handler = {
		.startElement = on_start,
		.endElement = on_end,
		.characters = on_characters,
		.ignorableWhitespace = on_characters,
		.cdataBlock = on_characters,
	};
	*parser->sax = handler;
	parser->userData = p;
	const int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
		HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC | (int)XML_PARSE_HUGE;
	htmlDocPtr document = htmlCtxtReadMemory(parser, html.s, (int)html.len, NULL, "UTF-8", options);
	bool is_whole = !parser->disableSAX && parser->input && parser->input->cur >= parser->input->end;
	xmlFreeDoc(document);
	htmlFreeParserCtxt(parser);
	return is_whole ? 0 : err_set(e, ERR_INPUT, "The page could not be read to its end.");
}

int html_parse(struct bytes html, const char *charset, struct buf *text, struct err *e)
{
	struct buf decoded = {0};
	int rc = decode(html, charset, &decoded, e);
	if (rc == 0 && decoded.len > 0) {
		struct page p = {.text = text, .from = text->len, .cell_from = SIZE_MAX};
		rc = parse_utf8(buf_bytes(&decoded), &p, e);
		if (text->len > p.from && text->s[text->len - 1] != '\n') {
			buf_add_char(text, '\n');
		}
	}
	buf_done(&decoded);
	return rc;
}

struct parse_job {
	struct bytes html;
	const char *charset;
};

static int run_parse(const void *context, struct buf *out)
{
	const struct parse_job *job = context;
	struct err e = {0};
	int rc = html_parse(job->html, job->charset, out, &e);
	if (rc != 0) {
		struct err unsaid;
		return file_write_all(STDERR_FILENO, bytes_of(e.text), &unsaid) == 0 ? 1 : 2;
	}
	return 0;
}

int html_to_text(struct bytes html, const char *charset, const struct jail_limits *limits, struct buf *text,
	struct jail_result *result, struct err *e)
{
	struct parse_job job = {html, charset};
	xmlInitParser();
	charset_prepare();
	return jail_function(run_parse, &job, limits, text, result, e);
}

const char *html_tool_version(void)
{
	return LIBXML_DOTTED_VERSION;
}
