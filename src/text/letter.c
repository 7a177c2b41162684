/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "text/letter.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

/* Voicing marks of kana, which make another letter. */
enum { VOICED = 0x3099, HALF_VOICED = 0x309A };

static bool is_droppable_mark(UChar32 c)
{
	UErrorCode status = U_ZERO_ERROR;
	UScriptCode script = uscript_getScript(c, &status);
	BUG_IF(U_FAILURE(status));
	return c != VOICED && c != HALF_VOICED &&
		(script == USCRIPT_INHERITED || script == USCRIPT_LATIN || script == USCRIPT_GREEK ||
			script == USCRIPT_CYRILLIC || script == USCRIPT_ARABIC || script == USCRIPT_HEBREW ||
			script == USCRIPT_SYRIAC);
}

/* Appends what c, already without case and form, is: itself, a space, or nothing. */
static size_t add(uint32_t *out, size_t count, UChar32 c)
{
	uint32_t category = U_GET_GC_MASK(c);
	if ((category & (U_GC_MN_MASK | U_GC_ME_MASK)) && is_droppable_mark(c)) {
		return count;
	}
	bool is_kept = (category & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0;
	out[count] = is_kept ? (uint32_t)c : ' ';
	return category & U_GC_CF_MASK ? count : count + 1;
}

size_t letter_fold(uint32_t c, uint32_t out[LETTER_FOLD_MAX])
{
	if (c > UCHAR_MAX_VALUE) {
		out[0] = ' ';
		return 1;
	}
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *casefold = unorm2_getNFKCCasefoldInstance(&status);
	BUG_IF(U_FAILURE(status));
	UChar units[LETTER_FOLD_MAX];
	int32_t len = unorm2_getDecomposition(casefold, (UChar32)c, units, LETTER_FOLD_MAX, &status);
	BUG_IF(U_FAILURE(status));
	if (len < 0) {
		return add(out, 0, (UChar32)c);
	}
	UChar32 parts[LETTER_FOLD_MAX];
	int32_t part_count;
	u_strToUTF32(parts, LETTER_FOLD_MAX, &part_count, units, len, &status);
	BUG_IF(U_FAILURE(status));
	size_t count = 0;
	for (int32_t i = 0; i < part_count; i++) {
		count = add(out, count, parts[i]);
	}
	return count;
}
