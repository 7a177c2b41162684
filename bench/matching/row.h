/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A row of a list: what the list says of a victim, with its errors. */
#ifndef BENCH_MATCHING_ROW_H
#define BENCH_MATCHING_ROW_H

#include "model.h"
#include "people.h"
#include "sheet.h"

#include "base/date.h"

/* Streams of random numbers that are drawn for one victim on one list. */
enum row_stream {
	STREAM_REACHED = 2000,
	STREAM_EDITION,
	STREAM_TWICE,
	STREAM_AGAIN,
	STREAM_ROW,
	STREAM_RESPELLED,
	STREAM_CHANGED
};

struct random row_stream(uint64_t seed, enum row_stream what, uint64_t list, uint64_t person, uint32_t copy);

enum row_part { PART_GIVEN, PART_FATHER, PART_GRANDFATHER, PART_FAMILY, PART_COUNT };

/* Zeroed is valid and empty. */
struct row {
	struct buf part[PART_COUNT]; /* as the list writes them; empty where it does not say */
	struct buf place;
	struct buf name;   /* the whole one */
	struct date birth; /* absent where it does not say */
	struct date death;
	unsigned age;
};

/* Which row is made. */
struct row_place {
	const struct model *model;
	const struct model *base; /* of which it is an edition, or the same */
	uint64_t seed;
	uint64_t base_number;
	uint64_t number;
	unsigned copy; /* 0: the first row of the victim */
};

/* Makes the row anew in *row. The same place and victim give the same row. */
void row_make(struct row *row, const struct culture *c, const struct victim *v, const struct row_place *at);

void row_write(const struct row *row, const struct model *m, struct sheet *s, uint64_t number,
	const struct victim *v);

void row_done(struct row *row);

#endif
