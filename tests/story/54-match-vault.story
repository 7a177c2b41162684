# Matching lists of a vault: verdicts are decisions of the journal, and a run can be recorded and worked again. The
# people are invented.
$ echo 'the market opens at dawn' > pass
$ recount init --quick-key --quiet --passphrase-fd 3 3<pass
$ "$RECOUNT_SOURCE/tests/story/two_lists"
$ recount list add ministry.csv --map lists.map --quiet; recount list add press.csv --map lists.map --quiet
$ mkdir files; mv ministry.csv press.csv files
$ recount match ministry press -o out --quiet; cut -d, -f1-3 out/clusters.csv | grep ',2$'
ministry,m1,2
press,1,2

# What is judged is in the journal at once, and the next run heeds it.
$ printf 'list_a,row_a,list_b,row_b,verdict\nministry,m1,press,1,\nministry,m1,press,113,\nministry,m4,press,4,\n' > ask.csv
$ "$RECOUNT_SOURCE/tests/story/keys" 80x24 k s k u q -- recount match review out --sample ask.csv --researcher aya | tail -2
2 verdicts (1 same, 0 different, 1 kin, 0 unsure) in the journal; 1 of the pairs still open.
ended with 0; settings as before
$ recount export --type decision --format jsonl | grep -o -e '"kind":"[a-z]*"' -e '"row_.":[0-9]*' -e '"verdict":"[a-z]*"' -e '"researcher":"[a-z]*"' | tr '\n' ' '
"kind":"match" "row_a":2 "row_b":1 "verdict":"kin" "researcher":"aya" "kind":"match" "row_a":2 "row_b":76 "verdict":"same" "researcher":"aya" "kind":"match" "row_a":4 "row_b":3 "verdict":"kin" "researcher":"aya" "kind":"revoke" "researcher":"aya" 
$ recount match ministry press -o out | grep verdict
2 verdicts of persons were taken into account.
$ cut -d, -f1-3 out/clusters.csv | grep ',2$'
ministry,m1,2
press,113,2

# A new edition of a list keeps the verdicts on rows that are as they were.
$ (head -1 files/press.csv; tail -n +3 files/press.csv; echo '999,Aya,Nasser,,2014-01-01,Marsh') > press.csv
$ recount list add press.csv --edition-of press --quiet; mv press.csv files
$ recount match ministry press -o out | grep -i verdict
  note: verdicts of the journal on rows that these editions of the lists do not have: 1
1 verdict of a person was taken into account.
$ cut -d, -f1-3 out/clusters.csv | grep ',2$'
ministry,m1,2
press,113,2

# Undo: the last verdict, or one that is named.
$ recount match undo --researcher aya
Taken back: the verdict decision-….
$ recount match ministry press -o out | grep -i verdict
  note: verdicts of the journal on rows that these editions of the lists do not have: 1
$ recount match undo --json
{"decision":"decision-…"}
$ recount match undo
recount: no verdict on two rows is left to take back
? 4
$ recount check --quiet

# A run as an entry: anyone who has the vault can work it again. What was judged by then is part of it.
$ sed -i '/press,1,/d' ask.csv
$ "$RECOUNT_SOURCE/tests/story/keys" 80x24 s k q -- recount match review out --sample ask.csv | tail -1
ended with 0; settings as before
$ recount match ministry press -o out --record --replicates 2 | grep Recorded
Recorded as match-… (entry 21).
$ recount list match
match-…  400 rows  … persons
1 record.
$ recount match undo --quiet
$ recount match replay 21
Match match-… (entry 21), recorded by version …, replayed by version ….
The replay gives the same, to the last byte.
$ recount match replay 21 --threads 3 --json
{"id":"match-…","entry":21,"recorded_at":"…","recorded_by":"…","replayed_by":"…","differences":[],"is_same":true}
$ ls -d my.vault/replay-*
? 2
ls: cannot access 'my.vault/replay-*': No such file or directory

# The files, made again from the entry.
$ recount match replay 21 -o again | tail -1
Written to again.
$ for f in clusters.csv pairs.csv overlap.csv overlap-001.csv overlap-002.csv; do cmp out/$f again/$f; done

# A recorded run can be reviewed, and sampled.
$ recount match sample 21 -o sample.csv --count 80 --quiet; head -1 sample.csv | cut -d, -f1-7
list_a,row_a,list_b,row_b,verdict,by,at
$ "$RECOUNT_SOURCE/tests/story/keys" 80x24 s q -- recount match review 21 --count 1 | tail -2
1 verdict (1 same, 0 different, 0 kin, 0 unsure) in the journal; 0 of the pairs still open.
ended with 0; settings as before

# Rules, a model, one list alone.
$ printf 'family + given\nfamily + death_date\n' > rules.txt
$ recount match ministry press -o few --record --rules rules.txt --model out/model.json --only press --death-days -1 --seed 7 | grep -c Recorded
1
$ rm rules.txt; recount match replay 24 | tail -1
The replay gives the same, to the last byte.

# Only what is in the vault can be worked again.
$ recount match files/ministry.csv press -o out --map lists.map --record
recount: files/ministry.csv is a file: add it with "recount list add", and match the list, so that the run can be worked again
? 2
$ recount match replay 1
recount: entry 1 is of type …, and not a matching run
? 2
$ recount rebuild --quiet; recount check --quiet
