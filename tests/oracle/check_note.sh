#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# Verifies the first signature of a checkpoint with nothing but openssl and the standard tools.
#
#     check_note.sh VKEY-FILE CHECKPOINT-FILE
#
# It exits with 0 when the signature is right. Every line can be typed by hand.
set -eu

vkey=$1
note=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The signed text ends before the last empty line.
last_empty=$(grep -n '^$' "$note" | tail -n 1 | cut -d : -f 1)
head -n $((last_empty - 1)) "$note" >"$work/text"

# Signature line: em dash, name, base64 of 4 bytes key id and 64 bytes signature.
tail -n +$((last_empty + 1)) "$note" | head -n 1 | cut -d ' ' -f 3 | base64 -d >"$work/signed"
[ "$(wc -c <"$work/signed")" -eq 68 ]
tail -c 64 "$work/signed" >"$work/signature"

# Verifier key: name+id+base64 of one byte 0x01 and 32 bytes key. The prefix makes a public key file of it (RFC 8410).
cut -d + -f 3- "$vkey" | base64 -d >"$work/typed"
[ "$(wc -c <"$work/typed")" -eq 33 ]
{
	printf '\060\052\060\005\006\003\053\145\160\003\041\000'
	tail -c 32 "$work/typed"
} >"$work/key.der"

openssl pkeyutl -verify -rawin -pubin -keyform DER -inkey "$work/key.der" -in "$work/text" -sigfile "$work/signature"
