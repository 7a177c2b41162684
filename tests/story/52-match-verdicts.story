# What a person says of two rows outranks the model. The people are invented.
$ "$RECOUNT_SOURCE/tests/story/two_lists"
$ recount match ministry.csv press.csv --map lists.map -o out --quiet
$ grep -e '^ministry,m1,press,1,' -e '^ministry,m1,press,113,' out/pairs.csv | cut -d, -f1-4,7
ministry,m1,press,1,same
ministry,m1,press,113,unrelated
$ cut -d, -f1-3 out/clusters.csv | grep ',2$'
ministry,m1,2
press,1,2

# Said of pairs in a table; what stands in other columns is passed over, and so is a row without a verdict.
$ cat > said.csv <<END
> list_a,row_a,list_b,row_b,verdict,by
> ministry,m1,press,113,same,aya
> press,1,ministry,m1,kin,aya
> ministry,m3,press,4,,
> END
$ recount match ministry.csv press.csv --map lists.map -o out --verdicts said.csv | sed -n '4,5p'
2 verdicts of persons were taken into account.

$ grep ',2,[01]\.' out/clusters.csv
ministry,m1,2,1.0000
press,113,2,1.0000

# What is said later of the same two rows holds, and "open" takes back.
$ printf 'ministry,m1,press,113,different,aya\nministry,m1,press,1,open,aya\n' >> said.csv
$ recount match ministry.csv press.csv --map lists.map -o out --verdicts said.csv | grep verdict
1 verdict of a person was taken into account.
$ cut -d, -f1-3 out/clusters.csv | grep ',2$'
ministry,m1,2
press,1,2

# Verdicts that contradict each other, or what the map says, are told in words; the model decides there.
$ printf 'list_a,row_a,list_b,row_b,verdict\nministry,m1,press,113,same\nministry,m4,press,113,same\n' > said.csv
$ recount match ministry.csv press.csv --map lists.map -o out --verdicts said.csv --death-days -1 | grep contradiction
  contradiction: verdicts make ministry m1 and ministry m4 one person, and both are on one list that holds each person once; until that is resolved the model decides on these rows
$ recount match ministry.csv press.csv --map lists.map -o out --verdicts said.csv --death-days -1 --json
{…"verdicts":2,"contradictions":[{"a":"ministry m1","b":"ministry m4","why":"both are on one list that holds each person once"}]…

# A row without an id of its own, or whose id others have too, is called by its number.
$ printf 'who,given,family\n1,Aya,Nasser\n1,Aya,Naser\n,Omar,Ali\n2,Omar,Aly\n' > twice.csv
$ printf '[columns]\nid = who\ngiven = given\nfamily = family\n' > twice.map
$ printf 'list_a,row_a,list_b,row_b,verdict\ntwice,#1,twice,#2,same\ntwice,3,twice,2,different\n' > said.csv
$ recount match twice.csv --map twice.map -o out --verdicts said.csv --quiet; cut -d, -f1-3 out/clusters.csv
list,row,cluster
twice,1,1
twice,1,1
twice,3,2
twice,2,3
$ printf 'list_a,row_a,list_b,row_b,verdict\ntwice,1,twice,2,same\n' > said.csv
$ recount match twice.csv --map twice.map -o out --verdicts said.csv
recount: said.csv, line 2: 2 rows of twice have the id "1"; write #N for the N-th row of the list
? 2

# Wrong tables are told by their lines.
$ for row in 'min,1,twice,2,same' 'twice,9,twice,2,same' 'twice,#9,twice,2,same' 'twice,2,twice,2,same' 'twice,2,twice,3,perhaps'; do printf 'list_a,row_a,list_b,row_b,verdict\n%s\n' "$row" > said.csv; recount match twice.csv --map twice.map -o out --verdicts said.csv; done
recount: said.csv, line 2: "min" is none of the lists that are matched
recount: said.csv, line 2: twice has no row "9"
recount: said.csv, line 2: twice has no row "#9"
recount: said.csv, line 2: a verdict is on two rows, and both are one here
recount: said.csv, line 2: a verdict is same, different, kin, unsure, or open for one that is taken back; "perhaps" is none
? 2
$ printf 'list_a,row_a\n' > said.csv; recount match twice.csv --map twice.map -o out --verdicts said.csv
recount: said.csv has no column "list_b"
? 2

# A list that came later costs the pairs with its rows.
$ head -101 press.csv > may.csv; printf '[list may]\nid = no\ngiven = first name\nfamily = last name\nbirth_date = birth\ndeath_date = death\ndeath_place = where\n' >> lists.map
$ recount match ministry.csv press.csv may.csv --map lists.map -o out --only may --quiet
$ tail -n +2 out/pairs.csv | grep -v -c may
0
? 1
$ recount match ministry.csv press.csv --map lists.map -o out --only may
recount: "may" is none of the lists that are matched
? 1
