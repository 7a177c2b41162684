/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A report in the form of the official tables. */
#include "score.h"

#include <math.h>

static struct muc_tally sum(struct muc_tally a, struct muc_tally b)
{
	return (struct muc_tally){a.correct + b.correct, a.partial + b.partial, a.incorrect + b.incorrect,
		a.spurious + b.spurious, a.missing + b.missing};
}

static void print_percent(int percent, FILE *out)
{
	if (percent < 0) {
		fputs(",*", out);
	} else {
		fprintf(out, ",%d", percent);
	}
}

static void print_row(const char *set, const char *system, const char *slot, struct muc_tally t, FILE *out)
{
	unsigned shared = t.correct + t.partial + t.incorrect;
	fprintf(out, "%s,%s,%s,%u,%u,%u,%u,%u,%u,%u", set, system, slot, shared + t.missing,
		shared + t.spurious, t.correct, t.partial, t.incorrect, t.spurious, t.missing);
	print_percent(muc_recall(t), out);
	print_percent(muc_precision(t), out);
	if (isnan(muc_f(t))) {
		fputs(",\n", out);
	} else {
		fprintf(out, ",%.1f\n", muc_f(t));
	}
}

void muc_report_print(const struct muc_report *report, const char *set, const char *system, FILE *out)
{
	struct muc_tally matched = {0};
	struct muc_tally missing = {0};
	struct muc_tally spurious = {0};
	fputs("set,system,slot,pos,act,cor,par,inc,spu,mis,rec,pre,f1\n", out);
	print_row(set, system, "template-id", report->templates, out);
	for (enum muc_slot s = MUC_DATE; s < MUC_SLOT_COUNT; s++) {
		print_row(set, system, muc_slot_name(s), muc_report_slot(report, s), out);
		matched = sum(matched, report->matched[s]);
		missing.missing += report->missing[s];
		spurious.spurious += report->spurious[s];
	}
	print_row(set, system, "MATCHED/MISSING", sum(matched, missing), out);
	print_row(set, system, "MATCHED/SPURIOUS", sum(matched, spurious), out);
	print_row(set, system, "MATCHED ONLY", matched, out);
	print_row(set, system, "ALL TEMPLATES", sum(matched, sum(missing, spurious)), out);
}
