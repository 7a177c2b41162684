# From lists to an estimate: who is on which list, drawn several times, so that what is uncertain of it is in the interval. The people
# are invented: 700 of them, three lists, and every ninth name on the second list is written otherwise.
$ cat > people.awk <<'END'
> function name(n) { return part[n % 7] part[int(n / 7) % 7] part[int(n / 49) % 7] }
> function next_random() { state = (state * 16807) % 2147483647; return state / 2147483647 }
> BEGIN {
>   split("mi ro sa lu ne ka ti", part); part[0] = "do"
>   state = 4711 * list
>   print "No,Given name,Family name,Born,Sex,Died"
>   for (i = 1; i <= 700; i++) {
>     if (next_random() < (i % 2 ? 0.5 : 0.4)) {
>       printf "%d,%s%s,%s,%d-%02d-%02d,%s,%d-05-%02d\n", i, name(i * 37), list == 2 && i % 9 == 0 ? "x" : "", name(i * 101),
>         1950 + i % 40, 1 + i % 12, 1 + i % 28, i % 11 ? (i % 2 ? "f" : "m") : "", 2014 + i % 2, 1 + i % 28
>     }
>   }
> }
> END
$ for list in 1 2 3; do awk -v list=$list -f people.awk > list$list.csv; done
$ recount match list1.csv list2.csv list3.csv -o matched --replicates 5 > said
$ ls matched
clusters.csv
model.json
overlap-001.csv
overlap-002.csv
overlap-003.csv
overlap-004.csv
overlap-005.csv
overlap.csv
pairs.csv
reply.json
report.html
run.json

$ recount estimate --from matched --fast | sed -n '1,5p;$p'
matched/overlap.csv
  Documented: 5* people.
  Estimated: * people, listed or not (95 % interval * to *).
  So * of them are documented. This is a model's result, not a count.
  From 6 replicates by Rubin's rules.
  Counted in the most probable partition of the lists into persons and in 5 drawn ones: how uncertain it is who is the same person is in the interval.

# It is what the tables give that are named one by one.
$ recount estimate --from matched --fast --json > from; recount estimate matched/overlap.csv $(printf ' --replicate %s' matched/overlap-00*.csv) --fast --json > named
$ sed 's/.*"strata":/"strata":/' from > a; sed 's/.*"strata":/"strata":/' named > b; cmp a b
$ grep -o '"linkage":{[^}]*}' from
"linkage":{"partitions":5,"words":"Counted in …"}
$ grep -c linkage named
0
? 1
$ recount estimate --from matched --fast --report page.html > said; grep -c 'Who is the same person' page.html
1
$ for i in 1 2; do recount estimate --from matched --fast --shard $i/2 --json > part$i; done; recount estimate merge part1 part2 --json | cmp - from

# A match without drawn partitions: the reply says what the interval leaves out. Tables that an earlier run drew are gone.
$ recount match list1.csv list2.csv list3.csv -o matched > said; ls matched | grep -c overlap-
0
? 1
$ recount estimate --from matched --fast | tail -1
  Who is the same person was taken for certain: how uncertain that is, is not in the interval. "recount match --replicates 20" draws partitions for that.

# Strata: what most rows of a person say.
$ recount match list1.csv list2.csv list3.csv -o matched --replicates 3 --strata sex > said; cut -d , -f 1 matched/overlap.csv | uniq
stratum
not known
f
m
$ cut -d , -f 1 matched/overlap.csv | uniq > names
$ for i in 1 2 3; do cut -d , -f 1 matched/overlap-00$i.csv | uniq | cmp - names; done
$ recount estimate --from matched --strata stratum --fast | grep -A 2 -e ^stratum -e ^All
stratum not known
  Documented: * people.
  Estimated: …
--
stratum f
  Documented: * people.
  Estimated: …
--
stratum m
  Documented: * people.
  …
--
All strata
  Documented: 5* people.
  Estimated: …

# Without --strata everybody is one stratum.
$ recount estimate --from matched --fast | sed -n 1,3p
matched/overlap.csv
  Documented: 5* people.
  Estimated: * people, listed or not (95 % interval * to *).
$ recount match list1.csv list2.csv list3.csv -o matched --strata death_date:year > said; cut -d , -f 1 matched/overlap.csv | uniq
stratum
2014
2015
$ recount match list1.csv list2.csv list3.csv -o matched --strata birth_date:month > said; cut -d , -f 1 matched/overlap.csv | uniq | sed -n 3p
1950-*

# Recorded and replayed: the tables are kept with the entry.
$ echo 'the market opens at dawn' > pass; recount init --quick-key --passphrase-fd 3 3<pass --quiet
$ recount match list1.csv list2.csv list3.csv -o matched --replicates 3 --strata sex > said
$ recount estimate --from matched --strata stratum --fast --record | tail -1
  Recorded as estimate-… (entry 1).
$ rm -r matched; recount estimate replay 1 | tail -1
The replay gives the same, to the last digit.

# What cannot be.
$ mkdir empty; recount estimate --from empty
recount: empty holds no overlap.csv; "recount match" writes one into its folder
? 4
$ recount estimate --from empty list1.csv
recount: --from takes all tables of its folder: no TABLE and no --replicate goes with it
? 1
$ recount estimate
recount: TABLE is missing (a CSV file, or --from FOLDER); see "recount help estimate"
? 1
$ recount match list1.csv list2.csv -o matched --strata colour
recount: --strata: "colour" is no role (docs/formats/column-map.md)
? 1
$ recount match list1.csv list2.csv -o matched --strata death_place
recount: --strata: no list has a column for death_place
? 2
$ recount match list1.csv list2.csv -o matched --strata sex:year
recount: --strata takes a role, as sex or death_place; of a date its :year or :month, of an age bands as age:15; not "sex:year"
? 1
$ cp list1.csv stratum.csv; recount match stratum.csv list2.csv -o matched --strata sex
recount: with --strata no list can be called "stratum": so is the column of the strata
? 1
