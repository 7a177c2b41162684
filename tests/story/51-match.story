# Who is on more than one list. The people are invented: tests/story/two_lists writes 200 rows each of 300 people.
$ "$RECOUNT_SOURCE/tests/story/two_lists"
$ recount match ministry.csv press.csv --map lists.map -o out
400 rows are 300 persons: 200 of the rows share theirs with another row.
  ministry  200 rows, each person once
  press  200 rows, each person once

Pairs compared, by the rule that made them:
  given + family *
…
Written to out:
  clusters.csv
  pairs.csv
  overlap.csv
…

# Which rows are one person. Row m1 of the ministry is row 1 of the press, with a slip and without a birth date.
$ head -4 out/clusters.csv
list,row,cluster,probability
ministry,m0,1,1.0000
ministry,m1,2,0.*
ministry,m3,3,1.0000

$ grep ',2,0\.' out/clusters.csv
ministry,m1,2,0.*
press,1,2,0.*

# Each pair that may be, with its weight and how each column agrees.
$ head -2 out/pairs.csv
list_a,row_a,list_b,row_b,weight,probability,class,veto,given,family,birth_date,death_date,death_place
ministry,m1,press,1,*,0.*,same,,*,same1,missing,same1,same1

# How many are on which lists: 100 on the first alone, 100 on the second, 100 on both.
$ cat out/overlap.csv
ministry,press,count
1,0,100
0,1,100
1,1,100

$ recount estimate out/overlap.csv 2>&1 | grep -e Documented -e Why
  Documented: 300 people.
  Why: 2 lists hold people; with fewer than 3 nothing shows how lists depend on each other.

# Against a known truth. The column that holds it is compared with nothing.
$ for list in ministry press; do awk -F, 'NR == 1 { print $0 ",name" } NR > 1 { sub("m", "", $1); print $0 ",person " $1 }' OFS=, $list.csv > $list.new; mv $list.new $list.csv; done
$ sed '/^id/d' lists.map > by-number.map
$ recount match ministry.csv press.csv --map by-number.map --truth name -o out | sed -n '/^Against/,/^$/p'
Against the truth:
  pairs, at probability 0.5          precision 1.0000 recall 1.0000 F1 1.0000
  pairs, at the best threshold       precision 1.0000 recall 1.0000 F1 1.0000
    which is 0.*
  of the true pairs 1.0000 were compared
  pairs of the clusters              precision 1.0000 recall 1.0000 F1 1.0000
  whole clusters                     precision 1.0000 recall 1.0000 F1 1.0000
  B-cubed                            precision 1.0000 recall 1.0000 F1 1.0000

$ recount match ministry.csv press.csv --map lists.map --truth name -o out --json
{"folder":"out","records":400,"keyless":0,"compared":*,"lists":[{"name":"ministry","rows":200,"is_unique":true},…],…,"truth":{…},…}

# The result is the same for any number of threads, and in every locale.
$ mkdir a b; recount match ministry.csv press.csv --map lists.map -o a --threads 3 --replicates 2 --quiet
$ LC_ALL=tr_TR.UTF-8 recount match ministry.csv press.csv --map lists.map -o b --threads 1 --replicates 2 --quiet
$ for file in clusters pairs overlap overlap-001 overlap-002; do cmp a/$file.csv b/$file.csv; done

# Rules of one's own; what is wrong in them is said with the line.
$ printf '# two rules\ngiven:3 + family:3\nbirth_date + death_date\n' > own.rules
$ recount match ministry.csv press.csv --map lists.map --rules own.rules -o out | sed -n '/^Pairs/,/^$/p'
Pairs compared, by the rule that made them:
  given:3 + family:3 *
  birth_date + death_date *

$ printf 'given + family\n\nsurname\n' > wrong.rules; recount match ministry.csv press.csv --map lists.map --rules wrong.rules -o out
recount: wrong.rules, line 3: "surname" is no role that a column can have; write for example "given + birth_date"
? 2

$ printf 'birth_date:3\n' > wrong.rules; recount match ministry.csv press.csv --map lists.map --rules wrong.rules -o out
recount: wrong.rules, line 1: "3" can't be taken of birth_date; names take a number of letters, sound or word, dates year, month or month_day
? 2

$ printf 'postcode\n' > wrong.rules; recount match ministry.csv press.csv --map lists.map --rules wrong.rules -o out
recount: the rule "postcode" needs a column that no list has
? 2

$ printf '# none\n' > wrong.rules; recount match ministry.csv press.csv --map lists.map --rules wrong.rules -o out
recount: wrong.rules has no rule; write one a line, for example given + family
? 2

$ yes given | head -33 > wrong.rules; recount match ministry.csv press.csv --map lists.map --rules wrong.rules -o out
recount: wrong.rules has more than the 32 rules that one run takes
? 8

# What the lists do not hold is said. This one is declared to hold each person once.
$ printf 'no,given,family,born\n1,Aya,Ali,1990-05-12\n1,Omar,Odeh,1985-01-01\n,,,x\n4,Aya,Ali,1990-05-12\n' > morgue.csv
$ printf 'given,family,born\nSam,Okoye,1970-01-01\n' > other.csv
$ printf '[columns]\nid = no\ngiven = given\nfamily = family\nbirth_date = born\n[list]\nunique = yes\n' > morgue.map
$ recount match morgue.csv --map morgue.map -o out
recount: there are no two rows that can be one person: one list alone, which holds each person once
? 2

$ recount match morgue.csv other.csv --map morgue.map -o out | grep note
  note: the list other has no column "no" for id
  note: morgue: 1 date cannot be read and counts as unknown, the first in line 4
  note: morgue: the map says that it holds each person once, but in all columns of the map 1 row equals an earlier one. Rows of it are never matched with each other; leave unique = yes out if they should be
  note: morgue: 1 row has an id that an earlier row has, so the results do not tell them apart; leave the column of ids out of the map, then rows have their numbers
  note: 1 row says too little to be compared with any other: each rule needs a column that is empty there
  note: No blocking rule made pairs to learn from, so the default weights are used.

# Thousands of rows that are all alike are not compared with each other, and that is said.
$ (echo 'given,family,born'; yes 'unknown,unknown,1990' | head -5000) > unknown.csv
$ recount match unknown.csv -o out | grep -e persons -e 'eft out'
5,000 rows are 5,000 persons: 0 of the rows share theirs with another row.
  given + family *; left out: 12,497,500
…
  Left out: thousands of rows agree on everything that could tell them apart, and were not compared by
…

# Nothing in a cell can become a formula of a spreadsheet.
$ printf 'id,given,family,born\n"=cmd()",Aya,Ali,1990-05-12\n"a,""b",Aya,Ali,1990-05-12\n' > '=list.csv'
$ recount match '=list.csv' -o out --quiet; tail -n +2 out/clusters.csv
'=list,'=cmd(),1,1.0000
'=list,"a,""b",*,*

# What cannot be done is said with what to do.
$ recount match ministry.csv press.csv
recount: say with --output FOLDER where the results are to go
? 1

$ recount match -o out
recount: LIST is missing (a file, or a list of the vault); see "recount help match"
? 1

$ recount match ministry.csv ministry.csv --map lists.map -o out
recount: two lists are called "ministry" (a file is called by its name without folder and extension); leave one out, or rename it if it is another list
? 1

$ recount match nowhere.csv -o out
recount: cannot open nowhere.csv: No such file or directory
? 4

$ recount match ministry.csv press.csv --map lists.map -o press.csv
recount: press.csv is a file; the results need a folder
? 10

$ recount match ministry.csv press.csv --map lists.map -o nowhere/out
recount: the folder nowhere/out cannot be made: No such file or directory
? 10

$ recount match ministry.csv press.csv --map lists.map -o out --threads 0
recount: --threads: "0" is not a whole number from 1 to 1024
? 1

$ head -2 ministry.csv > one.csv; recount match one.csv --map lists.map -o out
recount: the lists have only one row together: there is nothing to match it with
? 2

$ head -1 ministry.csv > none.csv; recount match none.csv press.csv --map lists.map -o out
recount: none.csv: the list has a header and no rows
? 2

$ recount match ministry.csv press.csv -o out --truth nobody
recount: in no list: there is no column "nobody" for truth; the list has 7 columns
? 2

$ printf 'sex,age\nf,31\nm,25\n' > nameless.csv; printf '[columns]\nsex = sex\nage = age\n' > nameless.map
$ recount match nameless.csv --map nameless.map -o out
recount: nameless.map: *
? 2

$ for i in $(seq 65); do cp one.csv list$i.csv; done; recount match list*.csv --map lists.map -o out
recount: 65 lists are more than the 64 that are matched at once; join some
? 1
