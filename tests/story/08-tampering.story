# What check finds after somebody was at the files.
$ echo 'the market opens at dawn' > pass
$ recount init --quick-key --passphrase-fd 3 3<pass --quiet
$ echo 'At least 16 people were killed.' > note.txt
$ recount add --quiet note.txt
$ recount checkpoint --quiet --passphrase-fd 3 3<pass
$ recount check --quiet

# A preserved document was changed.
$ file=$(find my.vault/evidence -type f); chmod u+w $file; sed -i 's/16/61/' $file; recount check
recount: the bytes of my.vault/evidence/… are not those that were preserved; restore it from a backup
? 6

# The journal is whole all the same.
$ recount check --only journal
Journal: 4 entries, 14 disclosures, each found in its leaf.
  1 signed head, every signature good and every root equal.
  root          …
All good.

$ file=$(find my.vault/evidence -type f); sed -i 's/61/16/' $file; recount check --quiet

# It is gone.
$ file=$(find my.vault/evidence -type f); mv $file kept; recount check --only evidence
recount: the preserved file my.vault/evidence/… is missing; restore it from a backup
? 6

$ mv kept my.vault/evidence/$(sha256sum kept | cut -c1-2)/$(sha256sum kept | cut -c3-64); recount check --quiet

# Pipes in the place of files are not waited for.
$ file=$(find my.vault/evidence -type f); mv $file kept; mkfifo $file; recount check --only evidence; code=$?; rm $file; mv kept $file; exit $code
recount: in place of the preserved file my.vault/evidence/… is something else; restore it from a backup
? 6

$ mv my.vault/keys/log.key kept; mkfifo my.vault/keys/log.key; recount checkpoint --passphrase-fd 3 3<pass; code=$?; mv kept my.vault/keys/log.key; exit $code
recount: my.vault/keys/log.key is a pipe or a device; save its content to a file first
? 2

$ mv my.vault/vault.db kept; mkfifo my.vault/vault.db; recount log; code=$?; mv kept my.vault/vault.db; exit $code
recount: my.vault/vault.db is no ordinary file; restore it from a backup
? 6

# Somebody put something of their own into the database.
$ sqlite3 my.vault/vault.db "CREATE TRIGGER shadow AFTER INSERT ON entry BEGIN DELETE FROM checkpoint; END"; recount check
recount: vault.db has the trigger "shadow", which the program did not make; nothing is written to it: restore it from a backup
? 6

$ recount add note.txt
recount: my.vault: vault.db has the trigger "shadow", which the program did not make; nothing is written to it: restore it from a backup
? 6

$ sqlite3 my.vault/vault.db "DROP TRIGGER shadow; ALTER TABLE claim ADD COLUMN mood TEXT"; recount log
recount: my.vault: the register is of another version of the program (table claim); "recount rebuild" makes it again from the journal
? 6

$ recount rebuild --quiet; recount check --quiet

# What nobody signed may hold anything: text that is none, a number that no one counts to.
$ recount record add --quiet place id=town label=Town; sqlite3 my.vault/vault.db "UPDATE place SET label = CAST(x'ff' AS TEXT)"; recount list place; recount list place --json; recount rebuild --quiet; recount list place
recount: the vault holds text that is no text (not valid UTF-8, or with NUL); "recount rebuild" makes its register again
{"error":"DAMAGED","text":"the vault holds text that is no text (not valid UTF-8, or with NUL); \"recount rebuild\" makes its register again"}
recount: the vault holds text that is no text (not valid UTF-8, or with NUL); "recount rebuild" makes its register again
town                          Town
1 record.

# A quote is checked with all that was recorded of it.
$ recount record add --quiet source id=s title=T seen=seen; recount record add --quiet incident id=event label=E; recount claim add --quiet id=c about=event property=count measure=killed quantity.qualifier=at_least quantity.low=16 --source s --evidence note.txt --quote 'At least 16'
$ recount check --only evidence --quiet
$ for change in "char_start = 1" "char_end = 9" "suffix = 'x'" "prefix = 'x'" "byte_end = 12" "byte_start = -1" "exact = 'At least 61'"; do sqlite3 my.vault/vault.db "UPDATE citation SET $change"; recount check --only evidence; recount rebuild --quiet; done; true
recount: the quote of claim "c" is not what stands in the text: char_start: 1 is given, and it is 0
recount: the quote of claim "c" is not what stands in the text: char_end: 9 is given, and it is 11
recount: the quote of claim "c" is not what stands in the text: suffix: other words stand after byte 11
recount: the quote of claim "c" is not what stands in the text: prefix: other words stand before byte 0
recount: the quote of claim "c" is not what stands in the text: exact: at bytes 0 to 12 stands "At least 16 ", not these words
recount: the quote of claim "c" is not what stands in the text: byte_end: * does not lie in the text, which has 32 bytes
recount: the quote of claim "c" is not what stands in the text: exact: at bytes 0 to 11 stands "At least 16", not these words

$ recount check --only nothing
recount: --only: journal, evidence or register, not "nothing"
? 1
