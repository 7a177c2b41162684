/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Shapes of replies, so that every --json output is documented and a test can hold it to its word.
 *
 *     text  int  number  bool  any       a value; "| null" behind it allows null
 *     [shape]                            a list
 *     {key: shape, key?: shape}          an object with these members and no others; ? may be absent
 */
#ifndef OPS_SHAPE_H
#define OPS_SHAPE_H

#include "base/err.h"
#include "base/json.h"

/*
 * Compares a value with a shape.
 *
 * returns   0, or ERR_INPUT with the path of what differs
 * ^ A member that the shape does not name, and one that it names and that is missing, are found.
 */
int shape_check(const char *shape, const json_t *value, struct err *e) MUST_USE;

#endif
