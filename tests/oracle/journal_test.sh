#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# Lets programs that share no code with ours check what the journal writes: openssl the signature of a checkpoint, Go's
# sumdb/note and sumdb/tlog the proofs. Prints TAP. A missing checker is a failure where CI=true or RECOUNT_STRICT=1,
# and is skipped elsewhere.
#
#     journal_test.sh WRITE-LOG-PROGRAM
set -u

here=$(dirname "$0")
write_log=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0

report() { # report STATUS NAME
	number=$((number + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $number - $2"
	else
		echo "not ok $number - $2"
	fi
}

missing() { # missing NAME PROGRAM
	number=$((number + 1))
	if [ "${CI:-}" = true ] || [ "${RECOUNT_STRICT:-}" = 1 ]; then
		echo "not ok $number - $1: $2 is missing"
	else
		echo "ok $number - $1 # SKIP $2 is missing"
	fi
}

# flip FILE BYTE: writes FILE.bad, FILE with the lowest bit of one byte changed.
flip() {
	cp "$1" "$1.bad"
	byte=$(od -An -tu1 -j "$2" -N 1 "$1" | tr -d ' ')
	printf "\\$(printf %03o $((byte ^ 1)))" | dd of="$1.bad" bs=1 seek="$2" conv=notrunc 2>/dev/null
	! cmp -s "$1" "$1.bad"
}

refused() { # refused COMMAND...: succeeds when the command fails
	! "$@" >/dev/null 2>&1
}

"$write_log" "$work" 70
report $? "a log of 70 entries is written"

if command -v openssl >/dev/null; then
	"$here/check_note.sh" "$work/log.vkey" "$work/checkpoint" >/dev/null
	report $? "openssl verifies the checkpoint"
	flip "$work/checkpoint" 21 && refused "$here/check_note.sh" "$work/log.vkey" "$work/checkpoint.bad"
	report $? "openssl refuses the checkpoint with one bit changed"
else
	missing "openssl verifies the checkpoint" openssl
fi

# Debian's compiler and library; GOPATH mode takes the library from where the package put it.
GOPATH=/usr/share/gocode
GO111MODULE=off
GOCACHE=$work/cache
GOFLAGS=
export GOPATH GO111MODULE GOCACHE GOFLAGS
go=/usr/bin/go
if [ -x "$go" ] && [ -d "$GOPATH/src/golang.org/x/mod/sumdb/tlog" ]; then
	check=$work/check_proof
	"$go" build -o "$check" "$here/check_proof.go"
	report $? "the Go checker is built"
	status=0
	for i in $(seq 0 69); do
		"$check" "$work/log.vkey" "$work/$i.tlog-proof" "$work/$i.leaf" >/dev/null || status=1
	done
	report $status "Go finds every entry proved"
	flip "$work/31.leaf" 100 && refused "$check" "$work/log.vkey" "$work/31.tlog-proof" "$work/31.leaf.bad"
	report $? "Go refuses an entry with one bit changed"
	# Byte 40 lies in the first hash, which follows two lines of 23 and 9 bytes.
	flip "$work/31.tlog-proof" 40 && refused "$check" "$work/log.vkey" "$work/31.tlog-proof.bad" "$work/31.leaf"
	report $? "Go refuses a proof with one bit changed"
	refused "$check" "$work/log.vkey" "$work/31.tlog-proof" "$work/32.leaf"
	report $? "Go refuses another entry"
else
	missing "Go finds every entry proved" "golang-go with golang-golang-x-mod-dev"
fi
echo "1..$number"
