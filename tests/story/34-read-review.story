# The review: one proposal a screen, decided on by single keys.
$ echo 'the market opens at dawn' > pass
$ recount init --quick-key --passphrase-fd 3 3<pass --quiet
$ cat > note.txt <<END
> At least 16 people were killed in Shetpe, police said. Doctors counted 64 injured in the town.
> 
> Three miners were arrested. Officials said 5 soldiers were killed.
> END
$ recount add --quiet note.txt
$ recount record add --quiet source id=herald-1 title='Sixteen killed' published=2011-12-17 seen=seen
$ recount record add --quiet incident id=event label='The event'
$ recount record add --quiet incident id=other label='Another event'

$ recount read --review note.txt < pass
recount: this needs a terminal: standard input and output are none
? 2

# The first screen: the sentence with what stands around it, and what was read in it.
$ "$RECOUNT_SOURCE/tests/story/keys" 80x24 q -- recount read --review note.txt
note.txt  1 of 4

At least 16 people were killed in Shetpe, police said. Doctors counted 64
injured in the town.

  1  killed: at least 16…
…
a accept  e edit  r reject  s skip  b back  u undo  ? help  q quit
--
0 claims accepted, 0 proposals rejected; 4 still open.
ended with 0; settings as before

# Narrow, and too low for everything.
$ "$RECOUNT_SOURCE/tests/story/keys" 30x9 q -- recount read --review note.txt
note.txt  1 of 4

At least 16 people were killed
in Shetpe, police said.
Doctors counted 64 injured in
the town.
…

a e r s b u ? q
--
…
ended with 0; settings as before

# Accepting asks once for what nothing tells; then edit, reject, and skip; help is there.
$ "$RECOUNT_SOURCE/tests/story/keys" 80x24 a 'herald-1\r' 'event\r' e 'by=police\r' '\r' r 'told twice\r' s q -- recount read --review note.txt
note.txt  4 of 4

That was the last proposal. b goes back, q ends the review.
…
a accept  e edit  r reject  s skip  b back  u undo  ? help  q quit
--
2 claims accepted, 1 proposal rejected; 1 still open.
ended with 0; settings as before
$ recount export --type claim --format jsonl | grep -o -e '"about":"[a-z]*"' -e 'edited: by was absent'
"about":"event"
"about":"event"
edited: by was absent
$ recount read note.txt | grep -c -e taken -e rejected
3

# Undo takes back the last decision made here, or the one that is shown; back goes back.
$ "$RECOUNT_SOURCE/tests/story/keys" 80x24 a 'event\r' u b b u q -- recount read --review note.txt
note.txt  2 of 4
…
Taken back.
…
--
0 claims accepted, 0 proposals rejected; 2 still open.
ended with 0; settings as before

# An answer that is given up, a reason that is not given, an id that is none: nothing is recorded.
$ "$RECOUNT_SOURCE/tests/story/keys" 80x24 a '\e' r '\r' e '\e' a 'nowhere\r' -- recount read --review note.txt | tail -5
about: no record has the id "nowhere"; it must come first
a accept  e edit  r reject  s skip  b back  u undo  ? help  q quit
--
(nothing)
ended with -9; settings changed
$ recount read note.txt | grep -c -e taken -e rejected
2

# However it is ended, the terminal is as it was.
$ for key in SIGTERM SIGHUP SIGINT SIGSEGV SIGABRT; do "$RECOUNT_SOURCE/tests/story/keys" 80x24 $key -- recount read --review note.txt | tail -1; done
ended with 0; settings as before
ended with 0; settings as before
ended with 0; settings as before
ended with -11; settings as before
ended with -6; settings as before
$ recount check --quiet
