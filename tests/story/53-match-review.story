# A person judges pairs of rows, one a screen, by single keys. The people are invented.
$ "$RECOUNT_SOURCE/tests/story/two_lists"
$ recount match ministry.csv press.csv --map lists.map -o out --quiet

$ recount match review out --verdicts said.csv < lists.map
recount: this needs a terminal: standard input and output are none
? 2
$ recount match review out
recount: ministry is a file and no list of a vault: say with --verdicts FILE where the verdicts go
? 1
$ recount match review lists.map --verdicts said.csv
recount: lists.map is no folder of a matching run: it has no run.json
? 4

# Both rows side by side, the fields aligned, and nothing of what the model thinks.
$ "$RECOUNT_SOURCE/tests/story/keys" 80x24 q -- recount match review out --verdicts said.csv --count 3
One person?  1 of 3

              ministry, row …│…press, row …
given       … │ …
family      … │ …
birth_date  … │ …
death_date  … │ …
death_place … │ …
…
s same  d different  k kin  ? unsure  u undo  b back  h help  q quit
--
0 verdicts (0 same, 0 different, 0 kin, 0 unsure) in said.csv; 3 of the pairs still open.
ended with 0; settings as before

# That is told once the pair is judged.
$ "$RECOUNT_SOURCE/tests/story/keys" 80x24 s -- recount match review out --verdicts said.csv --count 3 | grep -e ^One -e model
One person?  2 of 3
1: same. The model gives 0.… for one person.

# Undo takes back; quitting keeps what was said. Pairs that were judged are not asked about again.
$ "$RECOUNT_SOURCE/tests/story/keys" 80x24 d k u '?' s q -- recount match review out --verdicts said.csv --count 3 | grep verdicts
3 verdicts (1 same, 1 different, 0 kin, 1 unsure) in said.csv; 0 of the pairs still open.
$ cut -d, -f1,3,5 said.csv
list_a,list_b,verdict
ministry,press,same
ministry,press,different
ministry,press,kin
ministry,press,open
ministry,press,unsure
ministry,press,same
$ recount match ministry.csv press.csv --map lists.map -o out --verdicts said.csv | grep verdict
4 verdicts of persons were taken into account.
$ recount match undo --verdicts said.csv
Taken back: the verdict on ministry … and press ….
$ recount match undo --verdicts said.csv --json
{"list_a":"ministry","row_a":"…","list_b":"press","row_b":"…"}
$ recount match undo --verdicts said.csv --quiet; recount match undo --verdicts said.csv --quiet; recount match undo --verdicts said.csv
recount: said.csv has no verdict that could be taken back
? 4

# Narrow: the rows stand below each other. The overlaps can be what matters most.
$ "$RECOUNT_SOURCE/tests/story/keys" 40x14 q -- recount match review out --verdicts other.csv --count 1 --overlaps
One person?  1 of 1


  1 ministry, row …
  2 press, row …
given …
  1 …
  2 …
family …
  1 …
  2 …
…

s d k ? u b h q
--
…
ended with 0; settings as before

# A table that others made keeps its columns and their order; its pairs are asked about in theirs.
$ printf 'verdict,list_b,row_b,list_a,row_a,room\n,press,1,ministry,m1,4\nkin,press,4,ministry,m4,4\n,press,113,ministry,m1,4' > mine.csv
$ "$RECOUNT_SOURCE/tests/story/keys" 80x24 s k q -- recount match review out --sample mine.csv --verdicts mine.csv --json | tail -2
{"written_to":"mine.csv","asked":2,"same":1,"different":0,"kin":1,"unsure":0,"open":0}
ended with 0; settings as before
$ cat mine.csv
verdict,list_b,row_b,list_a,row_a,room
,press,1,ministry,m1,4
kin,press,4,ministry,m4,4
,press,113,ministry,m1,4
same,press,1,ministry,m1,
kin,press,113,ministry,m1,
$ recount match review out --sample mine.csv --verdicts mine.csv
recount: no pair is left to ask about
? 4

# Any script, and nothing that a terminal would obey.
$ printf 'who,given,family\n1,\331\205\330\255\331\205\330\257,\330\271\331\204\331\212\n2,\331\205\331\217\330\255\331\205\330\257,\330\271\331\204\331\211\n3,\346\235\216,\345\250\234\033[2J\n' > scripts.csv
$ printf 'list_a,row_a,list_b,row_b,verdict\nscripts,1,scripts,2,\nscripts,1,scripts,3,\n' > mine.csv
$ recount match scripts.csv -o out --quiet
$ "$RECOUNT_SOURCE/tests/story/keys" 80x24 s -- recount match review out --sample mine.csv --verdicts mine.csv | grep -e ^given -e ^family
given       ≠ محمد                           ‎ │ ‎李
family      ≠ علي                            ‎ │ ‎娜…[2J

# Another file than the one that was matched.
$ echo x >> scripts.csv; recount match review out --verdicts mine.csv
recount: scripts.csv is another file than the one that was matched; match again
? 5
$ rm scripts.csv; recount match review out --verdicts mine.csv
recount: there is no file scripts.csv here; go to the folder where the lists were matched
? 4
