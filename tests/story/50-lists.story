# A list of victims comes in: its file is preserved, and how its rows are read is an entry. The people are invented.
$ echo 'the market opens at dawn' > pass
$ recount init my.vault --quick-key --quiet --passphrase-fd 3 3<pass
$ printf 'No;Name;Died\n1;Aya Nasser;3/4/2009\n2;Omar Ali;30/4/2009\n3;Li Na;12/4/2009\n' > morgue.csv

# Without a column map the usual headers are known, and what was guessed is said.
$ recount list add morgue.csv
morgue.csv: added as a list (entry 4)
  list          list-…
  name          morgue
  format        delimited text
  rows          3
  note          death_date is taken from the column "Died"
  note          name is taken from the column "Name"
  note          id is taken from the column "No"
  note          columns are divided by semicolons
  note          dates are written with the day first

# The same bytes again are no second list.
$ recount list add morgue.csv | head -1
morgue.csv: this list is here already; nothing was changed (entry 4)

$ recount list rows morgue --limit 2
row 1, id 1: given Aya, family Nasser, death_date 3/4/2009, name Aya Nasser
row 2, id 2: given Omar, family Ali, death_date 30/4/2009, name Omar Ali
2 of 3 rows; --limit N shows more.

# The id of a row is the list, its number, and the SHA-256 of its bytes.
$ recount list rows morgue --row 2 --json
{"list":"list-…","total":3,"rows":[{"row":2,"line":3,"digest":"…","id":"2","cells":[…]}]}

$ recount list rows morgue --row 2 --json | grep -c "$(printf '2;Omar Ali;30/4/2009' | sha256sum | cut -c 1-64)"
1

# A map corrects how they are read.
$ printf '[columns]\nid = No\ngiven = Name\ndeath_date = Died\n[list]\nunique = yes\n' > given.ini
$ recount list add morgue.csv --map given.ini | head -1
morgue.csv: added as a list (entry 5)

$ recount list show morgue
  list          list-…
  name          morgue
  evidence      …
  format        delimited text
  rows          3
  each person   once
  given         Name
  death_date    Died
  id            No

$ recount list show morgue --json
{"entry":5,"list":"list-…","name":"morgue",…,"map":"[columns]\ngiven = Name\ndeath_date = Died\nid = No\n[list]\nunique = yes\ndate_order = dmy\ndelimiter = ;\n"}

# The next edition is read by the same map. Who is gone from it is news.
$ printf 'No;Name;Died\n1;Aya Nasser;4/4/2009\n4;Sam Okoye;\n3;Li Na;12/4/2009\n' > march.csv
$ recount list add march.csv --edition-of morgue --date 2026-03-01
march.csv: added as a list (entry 9)
  list          list-…
  name          morgue
  format        delimited text
  rows          3
  against the edition before: 1 added, 1 changed, 1 removed
  removed  row 2, id 2: given Omar Ali, death_date 30/4/2009

$ recount list ls
morgue                  list-…  3 rows
morgue                  list-…  3 rows, of 2026-03-01, 1 removed since the edition before
2 lists.

$ recount list ls --json
{"lists":[{"entry":5,"list":"list-…","name":"morgue","rows":3},{"entry":9,…,"date":"2026-03-01","rows":3,"edition_of":"list-…","removed":1}]}

$ recount list diff $(recount list ls | head -1 | grep -o 'list-[a-z0-9]*') morgue
removed  row 2, id 2: given Omar Ali, death_date 30/4/2009
changed  row 1 is now row 1
added    row 2, id 4: given Sam Okoye
1 added, 1 changed, 1 removed; rows are known by their own id.

$ recount list diff morgue morgue --json
{"before":"list-…","after":"list-…","is_by_id":true,"added":0,"changed":0,"removed":0,"removed_rows":[],"changed_rows":[],"added_rows":[]}

# Lists without ids are compared by what stands in them.
$ printf '[{"name": "Aya Nasser"}, {"name": "Omar Ali"}]' > web.json
$ printf '{"name": "Omar Ali"}\n{"name": "Omar Ali"}\n' > web2.jsonl
$ recount list add web.json --quiet; recount list add web2.jsonl --edition-of web --json
{"file":"web2.jsonl","list":"list-…","name":"web","is_new":true,"entry":17,…,"format":"JSON Lines","rows":2,"notes":[],"edition":{"of":"list-…","is_by_id":false,"added":1,"changed":0,"removed":1,"removed_rows":[{"row":1,"line":1,"digest":"…","cells":[…]}]}}

# A workbook has sheets.
$ recount list add "$RECOUNT_TEST_DATA/intake/list.xlsx"
recount: …/list.xlsx: there are several sheets: Victims & missing, Notes; say which with sheet = NAME
? 2

$ recount list add "$RECOUNT_TEST_DATA/intake/list.xlsx" --sheet 'Victims & missing' --name hospital | tail -4
  note          given is taken from the column "First name"
  note          family is taken from the column "Surname"
  note          age is taken from the column "Age"
  note          death_date is taken from the column "Date of death"

$ recount list rows hospital
row 1: given Aya, family NASSER, age 31, death_date 2008-12-31
row 2: given Omar, "Abu Ali"

# What is wrong is said before anything is preserved, with the line and never with what stands in the row.
$ printf 'given,family\nAya\n' > short.csv; recount list add short.csv
recount: short.csv: line 2 has 1 column, and the header has 2
? 2

$ printf 'colour,size\nred,2\n' > other.csv; recount list add other.csv
recount: other.csv: no column is known by its header to name people; say in a column map which does (--map FILE)
? 2

$ printf '[columns]\ngiven = Nane\n' > wrong.ini; recount list add morgue.csv --map wrong.ini
recount: morgue.csv: there is no column "Nane" for given; did you mean "Name"?
? 2

$ printf '[columns]\nforename = Name\n' > wrong.ini; recount list add morgue.csv --map wrong.ini
recount: wrong.ini: line 2: "forename" is nothing that a column can be; there are given, father, *
? 2

$ recount list show prison
recount: there is no list "prison"; "recount list ls" shows what is there
? 4

$ recount list rows morgue --row 9
recount: the list has 3 rows
? 4

$ recount list evidence | tail -1
5 records.

$ recount check
…
Register: byte-identical to what the journal gives.
Evidence: 5 files and 4 texts, …
All good.
