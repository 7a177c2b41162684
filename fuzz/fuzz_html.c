/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Web pages, parsed as in the jailed child: the text is valid UTF-8 and the same every time. */
#include "fuzz.h"

#include "intake/html.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes html = {(const char *)data, size};
	struct html_charset charset = html_sniff(html);
	struct buf once = {0};
	struct buf twice = {0};
	BUG_IF(html_parse(html, charset.name, &once, NULL) != 0);
	BUG_IF(html_parse(html, charset.name, &twice, NULL) != 0);
	BUG_IF(!bytes_equal(buf_bytes(&once), buf_bytes(&twice)));
	BUG_IF(!utf8_is_valid(buf_bytes(&once)));
	buf_done(&once);
	buf_done(&twice);
	return 0;
}
