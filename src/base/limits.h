/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every limit of the program in one place, each with its reason. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

enum {
	/* C2SP tlog-tiles writes entry lengths in 16 bits. */
	LIMIT_LEAF_BYTES = 65535,
	/* Digests in a leaf, one a group of fields; the same for every type so that absence looks like presence. */
	LIMIT_GROUP_COUNT = 8,
	/* One record as JSON, as it comes in: a thousand citations fit; longer text belongs in a file. */
	LIMIT_RECORD_BYTES = 1 << 20,
	/* One line of an exchange file, or one CSV row. */
	LIMIT_LINE_BYTES = 4 << 20,
	/* One document as a line of JSON: 10 MB of Cyrillic with every letter escaped fits. */
	LIMIT_DOCUMENT_LINE_BYTES = 64 << 20,
	/* Columns of a CSV file: spreadsheets end at 16,384, records have fewer than 100 fields. */
	LIMIT_COLUMN_COUNT = 1024,
	/* Ids are typed, spoken and printed. */
	LIMIT_ID_BYTES = 64,
	/* A frozen text: it is mapped and searched whole, and a thousand books fit. The file itself may be larger. */
	LIMIT_TEXT_BYTES = 256 << 20,
	/* Nesting of JSON in a record. */
	LIMIT_JSON_DEPTH = 32,
	/* Counts of people: more than live on the Earth is a mistake of typing, and sums of a million stay exact. */
	LIMIT_COUNT = 999999999,
	/* Characters of context kept on each side of a quote (W3C Web Annotation leaves it open). */
	LIMIT_CONTEXT_CHARS = 32,
	/* A victim list that has to be converted or unpacked, as text: 10 million rows. What is read as it is has no limit. */
	LIMIT_LIST_BYTES = 1 << 30,
	/* Keys of an INI file: a vocabulary has hundreds, and looking for repeated ones takes the square of this. */
	LIMIT_INI_ROWS = 8192,
	/* Errors printed for one file before the rest are only counted. */
	LIMIT_ERRORS_SHOWN = 20,
};

#endif
