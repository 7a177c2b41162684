/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The handlers and printers that the rows of ops/table.c name; one file op_*.c a family. What each does, takes and
 * replies is said in its row.
 */
#ifndef OPS_HANDLERS_H
#define OPS_HANDLERS_H

#include "ops/op.h"

int op_init(struct op_call *call, struct err *e);
int op_backup(struct op_call *call, struct err *e);
int op_restore(struct op_call *call, struct err *e);
int op_check(struct op_call *call, struct err *e);
int op_rebuild(struct op_call *call, struct err *e);
int op_add(struct op_call *call, struct err *e);
int op_show(struct op_call *call, struct err *e);
int op_log(struct op_call *call, struct err *e);
int op_list(struct op_call *call, struct err *e);
int op_list_add(struct op_call *call, struct err *e);
int op_list_ls(struct op_call *call, struct err *e);
int op_list_show(struct op_call *call, struct err *e);
int op_list_rows(struct op_call *call, struct err *e);
int op_list_diff(struct op_call *call, struct err *e);
int op_record_add(struct op_call *call, struct err *e);
int op_claim_add(struct op_call *call, struct err *e);
int op_cite(struct op_call *call, struct err *e);
int op_import(struct op_call *call, struct err *e);
int op_export(struct op_call *call, struct err *e);
int op_codebook_set(struct op_call *call, struct err *e);
int op_codebook_show(struct op_call *call, struct err *e);
int op_checkpoint(struct op_call *call, struct err *e);
int op_prove(struct op_call *call, struct err *e);
int op_verify(struct op_call *call, struct err *e);
int op_figure(struct op_call *call, struct err *e);
int op_rules(struct op_call *call, struct err *e);
int op_estimate(struct op_call *call, struct err *e);
int op_estimate_merge(struct op_call *call, struct err *e);
int op_estimate_replay(struct op_call *call, struct err *e);
int op_report(struct op_call *call, struct err *e);
int op_fields(struct op_call *call, struct err *e);
int op_match(struct op_call *call, struct err *e);
int op_match_merge(struct op_call *call, struct err *e);
int op_match_explain(struct op_call *call, struct err *e);
int op_match_replay(struct op_call *call, struct err *e);
int op_match_review(struct op_call *call, struct err *e);
int op_match_sample(struct op_call *call, struct err *e);
int op_match_calibrate(struct op_call *call, struct err *e);
int op_match_undo(struct op_call *call, struct err *e);
int op_names(struct op_call *call, struct err *e);
int op_read(struct op_call *call, struct err *e);
int op_read_accept(struct op_call *call, struct err *e);
int op_read_edit(struct op_call *call, struct err *e);
int op_read_reject(struct op_call *call, struct err *e);
int op_read_undo(struct op_call *call, struct err *e);

void op_init_print(const json_t *reply, struct buf *out);
void op_backup_print(const json_t *reply, struct buf *out);
void op_restore_print(const json_t *reply, struct buf *out);
void op_check_print(const json_t *reply, struct buf *out);
void op_rebuild_print(const json_t *reply, struct buf *out);
void op_add_print(const json_t *reply, struct buf *out);
void op_show_print(const json_t *reply, struct buf *out);
void op_log_print(const json_t *reply, struct buf *out);
void op_list_print(const json_t *reply, struct buf *out);
void op_list_add_print(const json_t *reply, struct buf *out);
void op_list_ls_print(const json_t *reply, struct buf *out);
void op_list_show_print(const json_t *reply, struct buf *out);
void op_list_rows_print(const json_t *reply, struct buf *out);
void op_list_diff_print(const json_t *reply, struct buf *out);
void op_record_add_print(const json_t *reply, struct buf *out);
void op_claim_add_print(const json_t *reply, struct buf *out);
void op_cite_print(const json_t *reply, struct buf *out);
void op_import_print(const json_t *reply, struct buf *out);
void op_export_print(const json_t *reply, struct buf *out);
void op_codebook_set_print(const json_t *reply, struct buf *out);
void op_codebook_show_print(const json_t *reply, struct buf *out);
void op_match_print(const json_t *reply, struct buf *out);
void op_match_explain_print(const json_t *reply, struct buf *out);
void op_match_replay_print(const json_t *reply, struct buf *out);
void op_match_review_print(const json_t *reply, struct buf *out);
void op_match_sample_print(const json_t *reply, struct buf *out);
void op_match_calibrate_print(const json_t *reply, struct buf *out);
void op_match_undo_print(const json_t *reply, struct buf *out);
void op_names_print(const json_t *reply, struct buf *out);
void op_checkpoint_print(const json_t *reply, struct buf *out);
void op_prove_print(const json_t *reply, struct buf *out);
void op_verify_print(const json_t *reply, struct buf *out);
void op_figure_print(const json_t *reply, struct buf *out);
void op_rules_print(const json_t *reply, struct buf *out);
void op_estimate_print(const json_t *reply, struct buf *out);
void op_estimate_replay_print(const json_t *reply, struct buf *out);
void op_report_print(const json_t *reply, struct buf *out);
void op_fields_print(const json_t *reply, struct buf *out);
void op_read_print(const json_t *reply, struct buf *out);
void op_read_accept_print(const json_t *reply, struct buf *out);
void op_read_edit_print(const json_t *reply, struct buf *out);
void op_read_reject_print(const json_t *reply, struct buf *out);
void op_read_undo_print(const json_t *reply, struct buf *out);

#endif
