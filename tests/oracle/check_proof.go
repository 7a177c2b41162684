// SPDX-License-Identifier: AGPL-3.0-or-later

// check_proof verifies an entry's proof with Go's own implementation of notes and transparency logs, which shares
// no code with ours.
//
//	check_proof VKEY-FILE PROOF-FILE LEAF-FILE
//
// It exits with 0 when the leaf is in the log whose key is given, and with 1 and a sentence when not.
package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func fail(format string, args ...interface{}) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}

func read(path string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		fail("%v", err)
	}
	return string(b)
}

func hash(text string) tlog.Hash {
	var h tlog.Hash
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(b) != tlog.HashSize {
		fail("not a hash: %q", text)
	}
	copy(h[:], b)
	return h
}

// proof takes a tlog-proof apart into index, hashes and checkpoint.
func proof(text string) (int64, tlog.RecordProof, string) {
	head, checkpoint, ok := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	if !ok || lines[0] != "c2sp.org/tlog-proof@v1" {
		fail("not a tlog-proof")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		fail("the proof has no index")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "index "), 10, 64)
	if err != nil {
		fail("%v", err)
	}
	var path tlog.RecordProof
	for _, line := range lines[1:] {
		path = append(path, hash(line))
	}
	return index, path, checkpoint
}

func main() {
	if len(os.Args) != 4 {
		fail("usage: check_proof VKEY-FILE PROOF-FILE LEAF-FILE")
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(read(os.Args[1])))
	if err != nil {
		fail("%v", err)
	}
	index, path, checkpoint := proof(read(os.Args[2]))
	opened, err := note.Open([]byte(checkpoint), note.VerifierList(verifier))
	if err != nil {
		fail("%v", err)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		fail("not a checkpoint of %s", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		fail("%v", err)
	}
	leaf := tlog.RecordHash([]byte(read(os.Args[3])))
	if err := tlog.CheckRecord(path, size, hash(lines[2]), index, leaf); err != nil {
		fail("%v", err)
	}
	fmt.Printf("entry %d of %d is in %s\n", index, size, verifier.Name())
}
