# SPDX-License-Identifier: AGPL-3.0-or-later
# A thin front: meson builds (in build/), tools/check checks (in build-check/).

BUILD = build

.PHONY: all test check asan fuzz bench doc clean help

all: $(BUILD)/build.ninja
	@ninja -C $(BUILD)

$(BUILD)/build.ninja:
	@meson setup $(BUILD)

test:
	@./run test

check:
	@tools/check

asan:
	@tools/check asan

fuzz:
	@tools/check fuzz

bench: all
	@for b in $(basename $(notdir $(wildcard bench/bench_*.c))); do \
		ninja -C $(BUILD) --quiet bench/$$b && echo "==> $$b" && $(BUILD)/bench/$$b || exit 1; done

doc:
	@tools/check doc

clean:
	rm -rf $(BUILD) build-check

help:
	@echo 'make all     build; the program is build/recount'
	@echo 'make test    build and run every test; ends with "N passed, N failed"'
	@echo 'make check   gcc and clang with warnings as errors, tests, sanitizers, layers, lint, links, format, cppcheck,'
	@echo '             each fuzzer for FUZZ_SECONDS (20); a few minutes on 2 cores'
	@echo 'make asan    the tests under the address and undefined-behaviour sanitizers'
	@echo 'make fuzz    each fuzzer for FUZZ_SECONDS (20)'
	@echo 'make bench   the benchmarks'
	@echo 'make doc     checks the links of the documentation'
	@echo 'make clean   removes build/ and build-check/'
	@echo 'A single check: tools/check NAME, see its first lines.'
