#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# Keeps a page of the documentation true: makes the vault of the demonstration anew, runs the page's ```sh blocks in one
# shell, in order, and compares what each prints with the ```text block that follows it; `…` there stands for any
# characters. Prints TAP, one point a block. A missing tool is a failure where CI=true or RECOUNT_STRICT=1, and is skipped
# elsewhere.
#
#     walk_test.sh RECOUNT-PROGRAM SOURCE-FOLDER PAGE
set -u

recount=$(realpath "$1")
source=$(realpath "$2")
page=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

for tool in openssl sqlite3 python3; do
	if ! command -v $tool >/dev/null; then
		if [ "${CI:-}" = true ] || [ "${RECOUNT_STRICT:-}" = 1 ]; then
			printf 'not ok 1 - %s is missing\n1..1\n' $tool
		else
			printf 'ok 1 # SKIP %s is missing\n1..1\n' $tool
		fi
		exit 0
	fi
done

# The same commands as demo_commands in `run`, up to the signed head.
make_vault() {
	vault=demo/zhanaozen.vault
	from=$source/examples/zhanaozen
	mkdir -p build demo && ln -s "$recount" build/recount &&
		echo walk | "$recount" --vault $vault init --quick-key --passphrase-fd 0 &&
		"$recount" --vault $vault add --role working "$from"/notes/*.txt &&
		"$recount" --vault $vault import "$from/publications.jsonl" "$from/places.jsonl" "$from/incidents.jsonl" \
			"$from/sources.jsonl" "$from/claims.jsonl" "$from/decisions.jsonl" &&
		"$recount" --vault $vault codebook set "$from/codebook.ini" &&
		echo walk | "$recount" --vault $vault checkpoint --passphrase-fd 0
}

if make_vault >log 2>&1; then
	echo "ok 1 - the vault of the demonstration is made"
else
	sed 's/^/# /' log
	printf 'not ok 1 - the vault of the demonstration is made\n1..1\n'
	exit 0
fi

echo 0 >count
# Cuts the page into 1.sh, 1.text, 2.sh, …; a block of text belongs to the block of commands before it.
awk '
	/^```sh$/ { number++; out = number ".sh"; printf "" >out; next }
	/^```text$/ { out = number ".text"; printf "" >out; next }
	/^```/ { out = ""; next }
	out != "" { print >out }
	END { print number + 0 >"count" }
' "$source/$page"

# matches FILE PATTERNS: line by line, … standing for anything.
matches() {
	[ "$(wc -l <"$1")" -eq "$(wc -l <"$2")" ] || return 1
	awk '
		function escaped(s) { gsub(/[][\\^$.|?*+(){}]/, "\\\\&", s); return s }
		NR == FNR { line[FNR] = $0; next }
		{
			pattern = escaped($0)
			gsub(/…/, ".*", pattern)
			if (line[FNR] !~ ("^" pattern "$")) { exit 1 }
		}
	' "$1" "$2"
}

# The page promises a shell that a reader has; dash is the strictest of them.
total=$(cat count)
if [ "${total:-0}" -eq 0 ]; then
	printf 'not ok 2 - %s has commands\n1..2\n' "$page"
	exit 0
fi
i=1
: >all.sh
while [ $i -le "$total" ]; do
	printf '. ./%d.sh >%d.out 2>&1\n' $i $i >>all.sh
	i=$((i + 1))
done
sh all.sh

i=1
while [ $i -le "$total" ]; do
	[ -f $i.text ] || : >$i.text
	first=$(head -n 1 $i.sh)
	if [ -f $i.out ] && matches $i.out $i.text; then
		printf 'ok %d - block %d: %s\n' $((i + 1)) $i "$first"
	else
		printf 'not ok %d - block %d: %s\n' $((i + 1)) $i "$first"
		echo "# the page says:"
		sed 's/^/#   /' $i.text
		echo "# it prints:"
		sed 's/^/#   /' $i.out 2>/dev/null
	fi
	i=$((i + 1))
done
echo "1..$((total + 1))"
