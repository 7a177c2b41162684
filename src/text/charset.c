/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "text/charset.h"

#include "base/mem.h"
#include "text/utf8.h"

#include <strings.h>
#include <unicode/uclean.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ucsdet.h>

/* The labels that documents of our field carry; each line is one encoding. */
static const struct {
	const char *label;
	const char *charset;
} labels[] = {
	{"utf-8", "UTF-8"},
	{"utf8", "UTF-8"},
	{"unicode-1-1-utf-8", "UTF-8"},
	/* A page whose label can be read as ASCII is not UTF-16. */
	{"utf-16", "UTF-8"},
	{"utf-16le", "UTF-8"},
	{"utf-16be", "UTF-8"},
	{"windows-1250", "windows-1250"},
	{"cp1250", "windows-1250"},
	{"windows-1251", "windows-1251"},
	{"cp1251", "windows-1251"},
	{"x-cp1251", "windows-1251"},
	{"windows-1252", "windows-1252"},
	{"cp1252", "windows-1252"},
	{"iso-8859-1", "windows-1252"},
	{"iso8859-1", "windows-1252"},
	{"latin1", "windows-1252"},
	{"us-ascii", "windows-1252"},
	{"ascii", "windows-1252"},
	{"windows-1253", "windows-1253"},
	{"windows-1254", "windows-1254"},
	{"iso-8859-9", "windows-1254"},
	{"windows-1255", "windows-1255"},
	{"windows-1256", "windows-1256"},
	{"cp1256", "windows-1256"},
	{"windows-1257", "windows-1257"},
	{"windows-1258", "windows-1258"},
	{"windows-874", "windows-874"},
	{"tis-620", "windows-874"},
	{"iso-8859-2", "ISO-8859-2"},
	{"iso-8859-3", "ISO-8859-3"},
	{"iso-8859-4", "ISO-8859-4"},
	{"iso-8859-5", "ISO-8859-5"},
	{"iso-8859-6", "ISO-8859-6"},
	{"iso-8859-7", "ISO-8859-7"},
	{"iso-8859-8", "ISO-8859-8"},
	{"iso-8859-13", "ISO-8859-13"},
	{"iso-8859-15", "ISO-8859-15"},
	{"koi8-r", "KOI8-R"},
	{"koi8-u", "KOI8-U"},
	{"ibm866", "IBM866"},
	{"cp866", "IBM866"},
	{"macintosh", "macintosh"},
	{"x-mac-cyrillic", "x-mac-cyrillic"},
	{"gb2312", "GBK"},
	{"gbk", "GBK"},
	{"gb18030", "gb18030"},
	{"big5", "Big5"},
	{"euc-jp", "EUC-JP"},
	{"shift_jis", "Shift_JIS"},
	{"euc-kr", "windows-949"},
	{"ks_c_5601-1987", "windows-949"},
};

const char *charset_of_label(struct bytes label)
{
	label = bytes_trim(label);
	for (size_t i = 0; i < ARRAY_COUNT(labels); i++) {
		if (strlen(labels[i].label) == label.len &&
			strncasecmp(labels[i].label, label.s, label.len) == 0) {
			return labels[i].charset;
		}
	}
	return NULL;
}

const char *charset_of_mark(struct bytes b, size_t *mark_len)
{
	static const struct {
		struct bytes mark;
		const char *charset;
	} marks[] = {
		{{"\xEF\xBB\xBF", 3}, "UTF-8"},
		{{"\xFF\xFE", 2}, "UTF-16LE"},
		{{"\xFE\xFF", 2}, "UTF-16BE"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(marks); i++) {
		if (bytes_starts(b, marks[i].mark.s)) {
			*mark_len = marks[i].mark.len;
			return marks[i].charset;
		}
	}
	*mark_len = 0;
	return NULL;
}

static void *icu_alloc(const void *context, size_t len)
{
	(void)context;
	return mem_alloc(len);
}

static void *icu_realloc(const void *context, void *p, size_t len)
{
	(void)context;
	return mem_realloc(p, 1, len);
}

static void icu_free(const void *context, void *p)
{
	(void)context;
	free(p);
}

void charset_prepare(void)
{
	UErrorCode status = U_ZERO_ERROR;
	/* Without this an ICU that found no memory would look like one that is broken. */
	u_setMemoryFunctions(NULL, icu_alloc, icu_realloc, icu_free, &status);
	u_init(&status);
	BUG_IF(U_FAILURE(status));
}

/* ICU's own way gives U+001A for some single bytes. */
static void write_replacement(const void *context, UConverterToUnicodeArgs *args, const char *units,
	int32_t len, UConverterCallbackReason reason, UErrorCode *status)
{
	static const UChar replacement = 0xFFFD;
	(void)context;
	(void)units;
	(void)len;
	if (reason <= UCNV_IRREGULAR) {
		*status = U_ZERO_ERROR;
		ucnv_cbToUWriteUChars(args, &replacement, 1, 0, status);
	}
}

int charset_convert(struct bytes text, const char *charset, struct buf *out, struct err *e)
{
	enum { PIVOT_UNITS = 4096, ROOM_BYTES = 1 << 16 };
	UErrorCode status = U_ZERO_ERROR;
	UConverter *from = ucnv_open(charset, &status);
	UConverter *to = ucnv_open("UTF-8", &status);
	if (U_SUCCESS(status)) {
		ucnv_setToUCallBack(from, write_replacement, NULL, NULL, NULL, &status);
	}
	if (U_FAILURE(status)) {
		ucnv_close(from);
		ucnv_close(to);
		return err_set(e, ERR_UNSUPPORTED, "The encoding %s is not in this build of ICU.", charset);
	}
	UChar pivot[PIVOT_UNITS];
	UChar *pivot_from = pivot;
	UChar *pivot_to = pivot;
	const char *source = text.s;
	UBool reset = true;
	do {
		char *start = buf_room(out, ROOM_BYTES);
		char *target = start;
		status = U_ZERO_ERROR;
		ucnv_convertEx(to, from, &target, start + ROOM_BYTES, &source, text.s + text.len, pivot,
			&pivot_from, &pivot_to, pivot + PIVOT_UNITS, reset, true, &status);
		reset = false;
		out->len += (size_t)(target - start);
		out->s[out->len] = '\0';
	} while (status == U_BUFFER_OVERFLOW_ERROR);
	ucnv_close(from);
	ucnv_close(to);
	BUG_IF(U_FAILURE(status));
	return 0;
}

int charset_guess(struct bytes text, char name[CHARSET_NAME_BYTES])
{
	enum { SAMPLE_BYTES = 1 << 16 };
	name[0] = '\0';
	int32_t confidence = 0;
	UErrorCode status = U_ZERO_ERROR;
	UCharsetDetector *detector = ucsdet_open(&status);
	ucsdet_setText(
		detector, text.s, (int32_t)(text.len < SAMPLE_BYTES ? text.len : SAMPLE_BYTES), &status);
	const UCharsetMatch *match = ucsdet_detect(detector, &status);
	if (U_SUCCESS(status) && match) {
		confidence = ucsdet_getConfidence(match, &status);
		snprintf(name, CHARSET_NAME_BYTES, "%s", ucsdet_getName(match, &status));
	}
	ucsdet_close(detector);
	return confidence;
}
