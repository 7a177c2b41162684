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

$ recount check --only nothing
recount: --only: journal, evidence or register, not "nothing"
? 1
