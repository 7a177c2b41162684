/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The models that are built into the program. The names stand in meson.build, too. */
#include "match/align.h"

#define MODELS(X) \
	X(latin_latin) \
	X(latin_cyrillic) \
	X(latin_arabic) \
	X(latin_hebrew) \
	X(cyrillic_cyrillic) \
	X(cyrillic_arabic) \
	X(cyrillic_hebrew) \
	X(arabic_arabic) \
	X(arabic_hebrew) \
	X(hebrew_hebrew)

#define DECLARE(name) \
	extern const char match_align_##name[]; \
	extern const char match_align_##name##_end[];
MODELS(DECLARE)

struct match_aligner *match_aligner_builtin(void)
{
#define TEXT(name) {match_align_##name, (size_t)(match_align_##name##_end - match_align_##name)},
	const struct bytes texts[] = {MODELS(TEXT)};
	struct match_aligner *aligner;
	struct err e;
	BUG_IF(match_aligner_open(texts, ARRAY_COUNT(texts), &aligner, &e) != 0);
	return aligner;
}
