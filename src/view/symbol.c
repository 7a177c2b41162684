/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "view/symbol.h"

/* Filled where somebody speaks for an institution, open where nobody does. Drawn in a square from -7 to 7. */
static const struct {
	const char *path;
	bool is_open;
} shapes[RECORD_CLASS_COUNT] = {
	[RECORD_CLASS_OFFICIAL] = {"M-5-5H5V5H-5Z", false},
	[RECORD_CLASS_FOREIGN_GOVERNMENT] = {"M-5-5H5V5H-5ZM-5 5L5-5", true},
	[RECORD_CLASS_IGO] = {"M-3-5.5H3L6 0L3 5.5H-3L-6 0Z", false},
	[RECORD_CLASS_NGO] = {"M0-5.5A5.5 5.5 0 1 1 0 5.5A5.5 5.5 0 1 1 0-5.5Z", false},
	[RECORD_CLASS_COURT] = {"M-6-4H6L3 5H-3Z", false},
	[RECORD_CLASS_HOSPITAL] = {"M-2-6H2V-2H6V2H2V6H-2V2H-6V-2H-2Z", false},
	[RECORD_CLASS_MEDIA] = {"M0-6.5L6.5 0L0 6.5L-6.5 0Z", false},
	[RECORD_CLASS_RESIDENTS] = {"M0-6L6 5H-6Z", false},
	[RECORD_CLASS_PARTY] = {"M-6-5H6L0 6Z", false},
	[RECORD_CLASS_UNATTRIBUTED] = {"M0-5A5 5 0 1 1 0 5A5 5 0 1 1 0-5Z", true},
};

void symbol_add(struct buf *out, enum record_class class)
{
	buf_printf(out,
		"<svg class=\"symbol%s\" viewBox=\"-8 -8 16 16\" width=\"14\" height=\"14\" "
		"aria-hidden=\"true\" focusable=\"false\"><path d=\"%s\"/></svg>",
		shapes[class].is_open ? " open" : "", shapes[class].path);
}
