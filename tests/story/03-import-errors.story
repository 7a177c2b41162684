# What import refuses. One bad row takes the whole file back: after all of this the vault holds what it held before.
$ echo 'the market opens at dawn' > pass
$ recount init --quick-key --passphrase-fd 3 3<pass --quiet
$ echo 'At least 16 people were killed. People were hurt.' > note.txt
$ recount add --quiet note.txt
$ cat > base.jsonl <<END
> {"type":"source","id":"s","title":"T","seen":"seen"}
> {"type":"incident","id":"event","label":"The event"}
> END
$ recount import --quiet base.jsonl

# From here on each file has a good row first, and a row that is not good.
$ cat > claim.sh <<'END'
> # usage: claim.sh 'more members' > file: a good place, and a claim with these members
> hash=$(sha256sum note.txt | cut -c1-64)
> echo '{"type":"place","id":"good","label":"Good"}'
> echo '{"type":"claim","id":"c","about":"event","property":"count","measure":"killed","citations":[{"source":"s","evidence":"'$hash'"'"$2"'}],'"$1"'}'
> END

# an id that is not there
$ sh claim.sh '"places":["atlantis"],"quantity":{"qualifier":"at_least","low":16}' ',"exact":"killed"' > a.jsonl; recount import a.jsonl
a.jsonl: 2 rows, not taken: 1 good, 1 refused
  line 2: places: no place has the id "atlantis"; it must come first
recount: nothing of a.jsonl was taken; mend the rows, or take the good ones with --partial
? 2

# a field that does not exist
$ sh claim.sh '"colour":"red","quantity":{"qualifier":"at_least","low":16}' ',"exact":"killed"' > a.jsonl; recount import a.jsonl
a.jsonl: 2 rows, not taken: 1 good, 1 refused
  line 2: there is no field "colour" here
recount: nothing of a.jsonl was taken; mend the rows, or take the good ones with --partial
? 2

# words that are not in the text, words that stand elsewhere, words that stand twice
$ sh claim.sh '"quantity":{"qualifier":"at_least","low":16}' ',"exact":"were wounded"' > a.jsonl; recount import a.jsonl
a.jsonl: 2 rows, not taken: 1 good, 1 refused
  line 2: citations 1: exact: "were wounded" does not stand in the text of this evidence
recount: nothing of a.jsonl was taken; mend the rows, or take the good ones with --partial
? 2

$ sh claim.sh '"quantity":{"qualifier":"at_least","low":16}' ',"exact":"killed","byte_start":3' > a.jsonl; recount import a.jsonl
a.jsonl: 2 rows, not taken: 1 good, 1 refused
  line 2: citations 1: exact: at bytes 3 to 9 stands "least ", not these words
recount: nothing of a.jsonl was taken; mend the rows, or take the good ones with --partial
? 2

$ sh claim.sh '"quantity":{"qualifier":"at_least","low":16}' ',"exact":"were"' > a.jsonl; recount import a.jsonl
a.jsonl: 2 rows, not taken: 1 good, 1 refused
  line 2: citations 1: exact: the words stand 2 times in this text; say byte_start, or a prefix or suffix
recount: nothing of a.jsonl was taken; mend the rows, or take the good ones with --partial
? 2

# low above high
$ sh claim.sh '"quantity":{"qualifier":"between","low":16,"high":3}' ',"exact":"killed"' > a.jsonl; recount import a.jsonl
a.jsonl: 2 rows, not taken: 1 good, 1 refused
  line 2: quantity: low 16 is above high 3
recount: nothing of a.jsonl was taken; mend the rows, or take the good ones with --partial
? 2

# a date that no calendar has
$ sh claim.sh '"as_of":"2011-02-30","quantity":{"qualifier":"at_least","low":16}' ',"exact":"killed"' > a.jsonl; recount import a.jsonl
a.jsonl: 2 rows, not taken: 1 good, 1 refused
  line 2: as_of: "2011-02-30" is not a date or {"from": date, "to": date} in that order
recount: nothing of a.jsonl was taken; mend the rows, or take the good ones with --partial
? 2

# a reference to something of another kind
$ sh claim.sh '"restates":"s","quantity":{"qualifier":"at_least","low":16}' ',"exact":"killed"' > a.jsonl; recount import a.jsonl
a.jsonl: 2 rows, not taken: 1 good, 1 refused
  line 2: restates: "s" is of type source, and type claim is needed
recount: nothing of a.jsonl was taken; mend the rows, or take the good ones with --partial
? 2

# a value of the wrong kind
$ sh claim.sh '"quantity":{"qualifier":"at_least","low":"sixteen"}' ',"exact":"killed"' > a.jsonl; recount import a.jsonl
a.jsonl: 2 rows, not taken: 1 good, 1 refused
  line 2: quantity: low: "sixteen" is not a whole number from 0 to 999999999
recount: nothing of a.jsonl was taken; mend the rows, or take the good ones with --partial
? 2

# a type that does not exist, and no JSON at all
$ printf '{"type":"ufo","id":"x"}\nnot json\n' > a.jsonl; recount import a.jsonl
a.jsonl: 2 rows, not taken: 0 good, 2 refused
  line 1: type: there is no type "ufo"
  line 2: not valid JSON at line 1, byte 3: invalid token
recount: nothing of a.jsonl was taken; mend the rows, or take the good ones with --partial
? 2

# something that is there already with other content
$ echo '{"type":"incident","id":"event","label":"Another label"}' > a.jsonl; recount import a.jsonl
a.jsonl: 1 row, not taken: 0 good, 1 refused
  line 1: id: it is there already, with other content (type incident); to correct that record, give a new id and say "replaces"
recount: nothing of a.jsonl was taken; mend the rows, or take the good ones with --partial
? 2

# CSV that is no CSV
$ printf 'type,id,label\nplace,good,Good\nplace,bad,"an open quote\n' > a.csv; recount import a.csv
a.csv: 2 rows, not taken: 1 good, 1 refused
  line 3: column 3: the quote that opens here is not closed
recount: nothing of a.csv was taken; mend the rows, or take the good ones with --partial
? 2

# a column that stands twice, and no column type
$ printf 'type,id,label,id\nplace,a,b,c\n' > a.csv; recount import a.csv
recount: line 1: the column "id" stands twice
? 2

$ printf 'id,label\na,b\n' > a.csv; recount import a.csv
recount: line 1: a column "type" is needed (claim, source, place, …)
? 2

# a file that is not there, and a format that is not known
$ recount import nothing.jsonl
recount: cannot open nothing.jsonl: No such file or directory
? 4

$ recount import --format xml a.jsonl
recount: --format: jsonl or csv, not "xml"
? 1

# Of several files those before the bad one are taken, and those after it are not read.
$ echo '{"type":"place","id":"first","label":"First"}' > first.jsonl
$ echo '{"type":"place","id":"last","label":"Last"}' > last.jsonl
$ recount import first.jsonl a.jsonl last.jsonl
first.jsonl: 1 row, 1 added
a.jsonl: 1 row, not taken: 0 good, 1 refused
  line 1: id: it is there already, with other content (type incident); to correct that record, give a new id and say "replaces"
recount: nothing of a.jsonl was taken and the files after it were not read; mend the rows, or take the good ones with --partial
? 2

$ recount list place
first                         First
1 record.

# The words of a problem in JSON, for other programs.
$ recount import --json a.jsonl
{"files":[{"file":"a.jsonl","rows":1,"added":0,"unchanged":0,"skipped":0,"refused":1,"is_taken":false,"problems":[{"line":1,"text":"id: it is there already, with other content (type incident); to correct that record, give a new id and say \"replaces\""}]}],"is_complete":false}
recount: nothing of a.jsonl was taken; mend the rows, or take the good ones with --partial
? 2

# A byte order mark before the first row.
$ printf '\357\273\277{"type":"place","id":"marked","label":"M"}\n' > marked.jsonl; recount import marked.jsonl
marked.jsonl: 1 row, 1 added

# Standard input that is closed is no empty file, and no other file either.
$ recount import - <&-
recount: cannot read -: Bad file descriptor
? 10
