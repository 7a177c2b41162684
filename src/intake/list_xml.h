/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* XML as a stream of elements, for documents from strangers: no document type, no entities of its own, no network. */
#ifndef INTAKE_LIST_XML_H
#define INTAKE_LIST_XML_H

#include "base/bytes.h"
#include "base/err.h"

/* The attributes of an element that begins. */
struct list_xml_element {
	const char *name; /* without prefix */
	const void *attributes;
	int count;
};

/* The value of an attribute by its name without prefix; absent when it is not there. */
struct bytes list_xml_attribute(const struct list_xml_element *element, const char *name);

/* What is done with a document; each may fail, which ends the reading. */
struct list_xml_handler {
	int (*begin)(void *context, const struct list_xml_element *element, struct err *e);
	int (*end)(void *context, const char *name, struct err *e);
	void (*text)(void *context, struct bytes text);
};

/*
 * Reads a document.
 *
 * returns   0; ERR_INPUT: no valid XML, or a document type; what a handler returned
 *
 * ^ A document with a document type is refused, so that no entity can be defined in it.
 */
int list_xml_read(
	struct bytes xml, const struct list_xml_handler *handler, void *context, struct err *e) MUST_USE;

#endif
