# SPDX-License-Identifier: AGPL-3.0-or-later
# A thin front: meson builds (in build/), tools/check checks (in build-check/).

BUILD = build

# What the benchmarks of estimation run on; another folder: make bench-estimate MSE=FOLDER
MSE = tests/data/mse
LATENT_TABLES = kosovo_4 gaza_2024_3 uk_modern_slavery_5 scotland_pwid_2006_4 new_orleans_8 hiv_rome_4 \
	korea_palembang_3 madigan_york_3_spina_bifida
TABLES = $(LATENT_TABLES) western_us_5 uk_modern_slavery_6 netherlands_5 netherlands_6

# The Python that has bench/peers/splink-requirements.txt: make bench-matching SPLINK=FOLDER/bin/python
SPLINK =

.PHONY: all test check asan fuzz bench bench-estimate bench-matching bench-matching-24m doc clean help

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

bench: all bench-estimate
	@for b in $(basename $(notdir $(wildcard bench/bench_*.c))); do \
		ninja -C $(BUILD) --quiet bench/$$b && echo "==> $$b" && $(BUILD)/bench/$$b || exit 1; done

bench-estimate: all
	@for b in "dga $(TABLES)" "loglinear $(TABLES)" "latent $(LATENT_TABLES)" strata; do \
		set -- $$b; name=bench/estimate/bench_$$1; shift; \
		ninja -C $(BUILD) --quiet $$name && echo "==> $$name" && \
		$(BUILD)/$$name $$(printf '$(MSE)/%s.csv ' $$@ | sed 's|^$(MSE)/.csv ||') || exit 1; done

bench-matching:
	@BUILD=$(BUILD) SPLINK=$(SPLINK) bench/matching/run --keep

bench-matching-24m:
	@BUILD=$(BUILD) bench/matching/run --keep 24000000

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
	@echo 'make bench   the benchmarks; make bench-estimate only those of estimation, about two minutes'
	@echo 'make bench-matching      a million records, here and by Splink where SPLINK is its Python'
	@echo 'make bench-matching-24m  24 million records: 1.4 GB of disk, some minutes'
	@echo 'make doc     checks the links of the documentation'
	@echo 'make clean   removes build/ and build-check/'
	@echo 'A single check: tools/check NAME, see its first lines.'
