# Backup, and what to do after a loss.
$ echo 'the market opens at dawn' > pass
$ recount init --quick-key --passphrase-fd 3 3<pass --quiet
$ echo 'At least 16 people were killed.' > note.txt
$ recount add --quiet note.txt; recount record add --quiet incident id=event label='The event'
$ recount checkpoint --quiet --output head.note --passphrase-fd 3 3<pass
$ recount backup copy.vault
Backup written to copy.vault and read back: 5 entries, 1 file.
It holds the sealed keys too; whoever has it and the passphrase has everything.

$ recount backup copy.vault
recount: copy.vault is there already; choose another name
? 5

# A backup that was killed has left its folder.
$ mkdir other.vault.incomplete; recount backup other.vault
recount: other.vault.incomplete is there already, left by a copy that was cut off, unless one is running: remove it and try again
? 5

$ rmdir other.vault.incomplete; recount backup --quiet other.vault

# The copy is a vault.
$ recount --vault copy.vault check --quiet; recount --vault copy.vault show event | head -2
  type          incident
  id            event

# Life goes on, a newer head is given away, and then the vault is lost.
$ recount record add --quiet place id=later label=Later; recount checkpoint --quiet --output newer.note --passphrase-fd 3 3<pass
$ mv my.vault lost.vault

# Nobody remembers what was signed last: the log goes on under a new key.
$ recount restore copy.vault --quick-key --passphrase-fd 3 3<pass
Restored to my.vault: 6 entries, 1 file.
  log           ….log.invalid
The log goes on under a new key, because a backup cannot know whether newer heads were signed.
Give the new verifier key (keys/log.vkey) to those who check your work.

$ recount check
Journal: 6 entries, 20 disclosures, each found in its leaf.
  1 signed head, every signature good and every root equal.
  Entries 5 to 5 came after the last signed head.
  root          …
Register: byte-identical to what the journal gives.
Evidence: 1 file and 1 text, … MB at … MB/s, every SHA-256 equal; 0 quotes stand at its bytes.
All good.

$ recount record add place id=anew label=Anew; recount checkpoint --quiet --passphrase-fd 3 3<pass; recount check --quiet
Added place anew (entry 6).

$ recount restore copy.vault --quick-key --passphrase-fd 3 3<pass
recount: my.vault is there already; name a new vault with --vault
? 5

# With the newest head from somebody else it is known whether the backup has everything.
$ recount --vault back.vault restore copy.vault --head head.note
Restored to back.vault: 5 entries, 1 file.
  log           ….log.invalid

$ recount --vault back.vault check --quiet

$ recount --vault late.vault restore copy.vault --head newer.note
recount: the backup does not continue what was signed, or is damaged; find a newer one, or go on under a new log key without --head: a head over 6 entries was signed, and the journal has only 5: entries were removed
? 6

$ recount --vault wrong.vault restore copy.vault --quick-key --passphrase-fd 3 3<note.txt
recount: The passphrase for the log key is wrong.
? 3

# A backup that was damaged is not restored.
$ file=$(find copy.vault/evidence -type f); chmod u+w $file; echo changed > $file
$ recount --vault bad.vault restore copy.vault --head head.note
recount: not restored (what was copied is in bad.vault.incomplete; remove it before trying again): the bytes of copy.vault/evidence/… are not those that were preserved
? 6

$ recount --vault none.vault restore nothing.vault
recount: there is no vault at nothing.vault; make one with "recount init nothing.vault", or name another with --vault
? 4
