/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writes a C file that holds files byte for byte: embed OUT.c NAME FILE [NAME FILE …] gives NAME[] and NAME_end[]. */
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	FILE *out = argc >= 4 && argc % 2 == 0 ? fopen(argv[1], "w") : NULL;
	if (!out) {
		fprintf(stderr, "usage: embed OUT.c NAME FILE [NAME FILE …]\n");
		return 1;
	}
	for (int i = 2; i + 1 < argc; i += 2) {
		fprintf(out,
			"__asm__(\".section .rodata\\n\"\n"
			"\t\".global %s\\n\\t.balign 16\\n%s:\\n\\t.incbin \\\"%s\\\"\\n\"\n"
			"\t\".global %s_end\\n%s_end:\\n\\t.byte 0\\n\"\n"
			"\t\".previous\\n\");\n",
			argv[i], argv[i], argv[i + 1], argv[i], argv[i]);
	}
	return fclose(out) == 0 ? 0 : 1;
}
