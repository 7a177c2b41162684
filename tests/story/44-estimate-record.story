# An estimate as an entry of the journal: anyone can replay it, and no figure takes notice of it.
$ echo 'the market opens at dawn' > pass
$ recount init --quick-key --passphrase-fd 3 3<pass --quiet
$ cp "$RECOUNT_TEST_DATA"/mse/kosovo_4.csv .
$ mkdir elsewhere; cp "$RECOUNT_TEST_DATA"/mse/gaza_2024_3_by_age_sex.csv elsewhere/deaths.csv

$ recount estimate kosovo_4.csv --fast --seed 7 --record | sed -n '3p;$p'
  Estimated: 12,595 people, listed or not (95 % interval 9,827 to 16,544).
  Recorded as estimate-… (entry 1).

# It says the same as without recording, and the record what was said.
$ recount estimate kosovo_4.csv --fast --seed 7 > said; recount estimate kosovo_4.csv --fast --seed 7 --record | head -n -2 | cmp - said
$ recount show 1 --json
{…"inputs":[{"file":"kosovo_4.csv","table":"EXH,ABA,OSCE,HRW,count\r\n…"}],…"level":95,"seed":7,"fast":true,…
$ recount show 1 --json | grep -o '"results":.*"low":[^,]*,"high":[^,]*'
"results":[{"replicate":1,"documented":4400,"digest":"…","method":"dga","total":12595.0,"low":9827.0,"high":16544.0
$ recount list estimate
estimate-…  kosovo_4.csv  4400 documented
estimate-…  kosovo_4.csv  4400 documented
2 records.

# The replay needs the entry alone.
$ rm kosovo_4.csv
$ recount estimate replay 1
Estimate estimate-… (entry 1), recorded by version …, replayed by version ….
The replay gives the same, to the last digit.
$ recount estimate replay 1 --threads 3 --json
{"id":"estimate-…","entry":1,"recorded_at":"…","recorded_by":"…","replayed_by":"…","results":1,"differences":[],"is_same":true}

# A figure of what is documented is what it was.
$ echo 'At least 16 people were killed.' > note.txt; recount add --quiet note.txt
$ recount record add --quiet publication id=herald name=Herald kind=media
$ recount record add --quiet source id=s title=T seen=seen publication=herald
$ recount record add --quiet incident id=event label='The event' target.victim_class=any
$ recount claim add --quiet id=c about=event property=count measure=killed quantity.qualifier=at_least quantity.low=16 --source s --evidence note.txt --quote 'At least 16'
$ recount figure event --json > before
$ printf 'A,B,C,count\n1,0,0,50\n0,1,0,40\n0,0,1,30\n1,1,0,9\n1,0,1,8\n0,1,1,7\n' > three.csv
$ recount estimate three.csv --fast --method bic --record | tail -1
  Recorded as estimate-… (entry 10).
$ recount figure event --json | cmp - before

# Strata and replicates, one of them in another order of rows; where the files lay is not kept. Of the stratum of seven
# people nothing but their number is kept.
$ (cat elsewhere/deaths.csv; printf '%s\n' 'unknown,other,1,0,0,4' 'unknown,other,0,1,1,3') > deaths.csv
$ (head -1 deaths.csv; tail -n +2 deaths.csv | tac | sed s/2754/2790/) > elsewhere/copy.csv
$ recount estimate deaths.csv --replicate "$PWD/elsewhere/copy.csv" --strata age,sex --fast --level 90 --record | tail -1
  Recorded as estimate-… (entry 11).
$ recount show 11 > shown; grep -c elsewhere shown
0
? 1
$ recount export --type estimate --output all.jsonl --quiet; tail -1 all.jsonl | grep -o '"file":"[^"]*"'
"file":"deaths.csv"
"file":"copy.csv"
$ tail -1 all.jsonl | grep -o 'unknown,other[^\\]*'
unknown,other,1,0,0,0
unknown,other,1,0,0,0
$ tail -1 all.jsonl | grep -o '"stratum":"age unknown, sex other","replicate":2[^}]*'
"stratum":"age unknown, sex other","replicate":2,"documented":7,"refused":"few_people","why":"Fewer than 10 people are documented: single people could be recognised."
$ recount estimate replay 11 | tail -1
The replay gives the same, to the last digit.

# Named methods, declared ranges, columns that are no lists and one that is called count.
$ printf 'who,A,B,C,count\n' > people.csv
$ for p in 1,0,0 0,1,0 0,0,1 1,1,0 1,0,1 0,1,1 1,1,1; do for i in 1 2 3 4 5; do echo "x,$p,1"; done; done >> people.csv
$ recount estimate people.csv --lists A,B,count --method bic --fast --record 2>/dev/null | tail -1
  Recorded as estimate-… (entry 12).
$ recount estimate people.csv --lists A,B --odds-ratio 1:2 --interactions 2 --fast --record | tail -1
  Recorded as estimate-… (entry 13).
$ for i in 12 13; do recount estimate replay $i | tail -1; done
The replay gives the same, to the last digit.
The replay gives the same, to the last digit.

# What is refused can be recorded too.
$ printf 'A,B,count\n1,0,50\n0,1,40\n1,1,9\n' > two.csv; recount estimate two.csv --fast --record > shown; code=$?; tail -1 shown; exit $code
recount: no number can be said; the reasons follow
  Recorded as estimate-… (entry 14).
? 2
$ recount estimate replay 14 | tail -1
The replay gives the same, to the last digit.

# The journal, its register and its exports know it; it is made by the program only.
$ recount check | grep -e Register -e good
Register: byte-identical to what the journal gives.
All good.
$ recount rebuild --quiet; recount estimate replay 1 | tail -1
The replay gives the same, to the last digit.
$ recount record add estimate id=x
recount: records of type estimate are made by the program: see "recount help" on add, codebook set, estimate and checkpoint
? 2
$ recount import all.jsonl
all.jsonl: 4 rows, 0 added, 4 unchanged
$ recount estimate replay 0
recount: entry 0 is of type key, and only an estimate is replayed
? 2
$ recount estimate two.csv --record --shard 1/2 --json
{"error":"USAGE",…
recount: a shard is no whole estimate: --record and --shard do not go together
? 1
$ recount --vault nowhere estimate two.csv --record
recount: there is no vault at nowhere; …
? 4
