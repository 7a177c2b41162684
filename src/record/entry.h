/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Between a record and its journal entry.
 *
 * The fields of a record go into the disclosure of their group; fields marked FIELD_APART into a nested disclosure of
 * their own. Groups named in `seal` are encrypted to the vault's public key: they are in the entry, but not in what
 * entry_read() gives without a key, and so never in a derived table, an index or an error text.
 */
#ifndef RECORD_ENTRY_H
#define RECORD_ENTRY_H

#include "journal/leaf.h"
#include "record/type.h"

/* An entry as stored, with the memory that composing needs: one that is used again costs no allocation. Zeroed is valid. */
struct entry {
	struct buf leaf;
	struct buf disclosures;
	struct buf value;  /* of the group at work */
	struct buf texts;  /* disclosure texts of the groups, one behind the other */
	struct buf nested; /* disclosure texts of fields apart, as lines */
};

/*
 * Makes the entry of a record that passed its checks.
 *
 * fields    record_all_fields() of the type
 * record    without "type"; passed entry_check_seal()
 * box       the vault's public key; read only when something is sealed
 * out       emptied first; the caller's, to be given to entry_done()
 * returns   0; ERR_INPUT when the vault's key cannot be sealed to
 *
 * ^ entry_read() of what entry_compose() made is the record, when nothing is sealed.
 * ^ Text of a sealed group stands nowhere in the entry.
 */
int entry_compose(const struct record_type *type, const struct field *fields, const json_t *record,
	const struct seal_public *box, struct entry *out, struct err *e) MUST_USE;
void entry_done(struct entry *entry);

/*
 * Checks that `seal` names groups that can be sealed; *made* cannot when the record replaces another, which
 * would seem to hold still. returns 0 or ERR_INPUT.
 */
int entry_check_seal(const json_t *record, struct err *e) MUST_USE;

/* Rule of a type whose group *what* the program itself reads: it cannot be sealed. returns 0 or ERR_INPUT. */
int entry_check_what_is_open(const json_t *record, struct err *e) MUST_USE;

/*
 * Reads a record back. The digests are not checked here; see leaf_check().
 *
 * opener    NULL leaves sealed groups out
 * a         for working memory
 * type      set to the type
 * record    set to the record without "type", the caller's
 * unopened  set to the number of sealed disclosures that were left out
 * returns   0, ERR_DAMAGED, or the opener's failure
 *
 * ^ What entry_read() gives has fields of its type only, each of its kind and in its range.
 */
int entry_read(struct bytes leaf, struct bytes disclosures, const struct leaf_opener *opener, struct arena *a,
	const struct record_type **type, json_t **record, size_t *unopened, struct err *e) MUST_USE;

/*
 * Checks, beside leaf_check(), that sealed disclosures which were not opened stand for no more groups than the entry
 * names in `seal`.
 *
 * returns   0 or ERR_DAMAGED
 */
int entry_check_unopened(const struct leaf_parts *parts, struct err *e) MUST_USE;

/* Whether the record names the group in `seal`. */
bool entry_is_sealed(const json_t *record, enum field_group group) MUST_USE;

/*
 * Whether a record that names groups in `seal` has nothing in them, as an export leaves it.
 */
bool entry_is_stripped(const struct field *fields, const json_t *record) MUST_USE;

/*
 * Takes what a refused field holds out of the sentence that refuses it, when its group is to be sealed. A sentence begins
 * with the name of its field.
 */
void entry_hide_sealed(const struct field *fields, const json_t *record, struct err *e);

/*
 * The record as the register sees it: without what is sealed.
 *
 * returns   a new reference: the record itself, or a copy without the fields of sealed groups
 */
json_t *entry_unsealed_part(const struct field *fields, json_t *record) MUST_USE;

#endif
