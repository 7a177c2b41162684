/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A fuzzer: one file fuzz_NAME.c with this function, a row in meson.build, and a folder corpus/NAME with a few
 * inputs. Built with -Dfuzzers=true it searches; built otherwise it runs over its corpus as an ordinary test.
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include "base/base.h"

/* Runs the code under test on one input. Anything but returning 0 is a failure. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
