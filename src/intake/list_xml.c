/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/list_xml.h"

#include "base/mem.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

struct reading {
	const struct list_xml_handler *handler;
	void *context;
	xmlParserCtxtPtr parser;
	int rc;
	struct err *e;
};

/* libxml2 gives five pointers an attribute: name, prefix, namespace, and the two ends of its value. */
enum { ATTRIBUTE_NAME = 0, ATTRIBUTE_FROM = 3, ATTRIBUTE_TO = 4, ATTRIBUTE_POINTERS = 5 };

struct bytes list_xml_attribute(const struct list_xml_element *element, const char *name)
{
	const xmlChar *const *a = element->attributes;
	for (int i = 0; i < element->count; i++, a += ATTRIBUTE_POINTERS) {
		if (strcmp((const char *)a[ATTRIBUTE_NAME], name) == 0) {
			return (struct bytes){(const char *)a[ATTRIBUTE_FROM],
				(size_t)(a[ATTRIBUTE_TO] - a[ATTRIBUTE_FROM])};
		}
	}
	return BYTES_NONE;
}

static void settle(struct reading *r, int rc)
{
	r->rc = rc;
	if (rc != 0) {
		xmlStopParser(r->parser);
	}
}

static void on_begin(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
	int namespaces, const xmlChar **declared, int count, int defaulted, const xmlChar **attributes)
{
	struct reading *r = context;
	struct list_xml_element element = {(const char *)name, attributes, count};
	(void)prefix;
	(void)uri;
	(void)namespaces;
	(void)declared;
	(void)defaulted;
	if (r->rc == 0) {
		settle(r, r->handler->begin(r->context, &element, r->e));
	}
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct reading *r = context;
	(void)prefix;
	(void)uri;
	if (r->rc == 0) {
		settle(r, r->handler->end(r->context, (const char *)name, r->e));
	}
}

static void on_text(void *context, const xmlChar *s, int len)
{
	struct reading *r = context;
	if (r->rc == 0) {
		r->handler->text(r->context, (struct bytes){(const char *)s, (size_t)len});
	}
}

static void on_document_type(
	void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
	struct reading *r = context;
	(void)name;
	(void)external;
	(void)system;
	if (r->rc == 0) {
		settle(r, err_set(r->e, ERR_INPUT, "the XML has a document type, which no workbook needs"));
	}
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

int list_xml_read(struct bytes xml, const struct list_xml_handler *handler, void *context, struct err *e)
{
	/* With libxml2's own way a failed allocation can end the text early and silently. */
	xmlMemSetup(free, mem_alloc, grow_or_exit, copy_or_exit);
	if (xml.len > INT32_MAX) {
		return err_set(e, ERR_LIMIT, "the XML is too long");
	}
	struct reading r = {.handler = handler, .context = context, .parser = xmlNewParserCtxt(), .e = e};
	BUG_IF(!r.parser);
	*r.parser->sax = (xmlSAXHandler){
		.initialized = XML_SAX2_MAGIC,
		.startElementNs = on_begin,
		.endElementNs = on_end,
		.characters = on_text,
		.ignorableWhitespace = on_text,
		.cdataBlock = on_text,
		.internalSubset = on_document_type,
	};
	r.parser->userData = &r;
	const int options = XML_PARSE_NOENT | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
	xmlDocPtr document =
		xmlCtxtReadMemory(r.parser, xml.s ? xml.s : "", (int)xml.len, NULL, NULL, options);
	bool is_valid = r.parser->wellFormed;
	xmlFreeDoc(document);
	xmlFreeParserCtxt(r.parser);
	if (r.rc == 0 && !is_valid) {
		return err_set(e, ERR_INPUT, "a part of the workbook is not valid XML");
	}
	return r.rc;
}
