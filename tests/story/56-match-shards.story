# Matching on several machines: each compares a share of the pairs, one of them goes on with all. The people are invented.
$ cat > people.awk <<'END'
> # list 1 has persons 1 to 160, list 2 has 90 to 250 with every seventh given name written otherwise
> function name(n) { return part[n % 7] part[int(n / 7) % 7] part[int(n / 49) % 7] }
> BEGIN {
>   split("mi ro sa lu ne ka ti", part); part[0] = "do"
>   print "No,Given name,Family name,Born,Sex"
>   for (i = list == 1 ? 1 : 90; i <= (list == 1 ? 160 : 250); i++) {
>     printf "%d,%s%s,%s,%d-%02d-%02d,%s\n", i, name(i * 37), list == 2 && i % 7 == 0 ? "x" : "", name(i * 101),
>       1950 + i % 40, 1 + i % 12, 1 + i % 28, i % 2 ? "f" : "m"
>   }
> }
> END
$ awk -v list=1 -f people.awk > morgue.csv; awk -v list=2 -f people.awk > press.csv
$ printf '[columns]\nid = No\ngiven = Given name\nfamily = Family name\nbirth_date = Born\nsex = Sex\n[list]\nunique = yes\n' > lists.ini
$ recount match morgue.csv press.csv --map lists.ini -o whole --replicates 2 | head -1
321 rows are 250 persons: 142 of the rows share theirs with another row.

# However many parts: what they are put together to has the bytes of the undivided run.
$ cat > same.sh <<'END'
> for file in clusters.csv pairs.csv model.json overlap.csv overlap-001.csv overlap-002.csv; do cmp whole/$file $1/$file || echo "$1: $file differs"; done
> END
$ for n in 1 2 4 7; do
>   for i in $(seq $n); do recount match morgue.csv press.csv --map lists.ini -o in-$n --shard $i/$n > said; done
>   recount match merge morgue.csv press.csv --map lists.ini -o in-$n --replicates 2 | head -1
>   sh same.sh in-$n
> done
321 rows are 250 persons: 142 of the rows share theirs with another row.
321 rows are 250 persons: 142 of the rows share theirs with another row.
321 rows are 250 persons: 142 of the rows share theirs with another row.
321 rows are 250 persons: 142 of the rows share theirs with another row.

# However many threads, too.
$ for n in 1 2 3; do recount match morgue.csv press.csv --map lists.ini -o threads-$n --replicates 2 --threads $n > said; sh same.sh threads-$n; done

# What a part says of itself, and what is written of it.
$ recount match morgue.csv press.csv --map lists.ini -o parts --shard 1/3
Part 1 of 3: * pairs compared. "recount match merge" puts the parts together.
…
Written to parts:
  part-0001-of-0003.match
$ recount match morgue.csv press.csv --map lists.ini -o parts --shard 2/3 --json
{"shard":{"index":2,"of":3},"folder":"parts",…,"files":["part-0002-of-0003.match"]}
$ head -1 parts/part-0002-of-0003.match
{"format":"recount match part","version":1,"shard":2,"of":3,"made_from":[["version of the program","*"],["list \"morgue\"","*"],["list \"press\"","*"],["list for --only",""],["set of rules","*"],["seed","1"],["model","*"]]}

# A part that is missing is named, and how it is made.
$ recount match merge morgue.csv press.csv --map lists.ini -o parts
recount: parts holds 2 of 3 parts: run it again with --shard 3/3
? 2
$ mkdir empty; recount match merge morgue.csv press.csv --map lists.ini -o empty
recount: there are no parts in empty; "recount match" with --shard I/N makes them
? 4

# A shard that was killed leaves nothing that looks whole.
$ recount match morgue.csv press.csv --map lists.ini -o parts --shard 3/3 > said; mv parts/part-0003-of-0003.match third
$ head -c 300 third > parts/.part-0003-of-0003.match.tmp-killed
$ recount match merge morgue.csv press.csv --map lists.ini -o parts
recount: parts holds 2 of 3 parts: run it again with --shard 3/3
? 2
$ head -c 300 third > parts/part-0003-of-0003.match; recount match merge morgue.csv press.csv --map lists.ini -o parts
recount: parts/part-0003-of-0003.match: it is damaged: run it again with --shard 3/3
? 6
$ cp parts/part-0002-of-0003.match parts/part-0003-of-0003.match; recount match merge morgue.csv press.csv --map lists.ini -o parts
recount: parts/part-0003-of-0003.match: it is a copy of part 2 of 3: run it again with --shard 3/3
? 2
$ cp third parts/part-0003-of-0003.match; recount match merge morgue.csv press.csv --map lists.ini -o parts --replicates 2 --json
{"folder":"parts","records":321,…}
$ sh same.sh parts

# Parts of other lists, another map, other rules or another seed are not taken for parts of this run.
$ sed 's/^100,/100,X/' press.csv > other.csv; mkdir other; cp other.csv other/press.csv
$ recount match merge morgue.csv other/press.csv --map lists.ini -o parts
recount: parts/part-0001-of-0003.match: it was made from another list "press"; merge takes the lists and options that the shards had
? 2
$ recount match merge press.csv morgue.csv --map lists.ini -o parts
recount: parts/part-0001-of-0003.match: it was made from another list "morgue"; merge takes the lists and options that the shards had
? 2
$ sed 's/^sex.*//' lists.ini > no-sex.ini; recount match merge morgue.csv press.csv --map no-sex.ini -o parts
recount: parts/part-0001-of-0003.match: it was made from another list "morgue"; merge takes the lists and options that the shards had
? 2
$ echo 'given + family' > rules; recount match merge morgue.csv press.csv --map lists.ini -o parts --rules rules
recount: parts/part-0001-of-0003.match: it was made from another set of rules; merge takes the lists and options that the shards had
? 2
$ recount match merge morgue.csv press.csv --map lists.ini -o parts --seed 2
recount: parts/part-0001-of-0003.match: it was made from another seed; merge takes the lists and options that the shards had
? 2
$ recount match merge morgue.csv press.csv --map lists.ini -o parts --only press
recount: parts/part-0001-of-0003.match: it was made from another list for --only; merge takes the lists and options that the shards had
? 2
$ recount match morgue.csv press.csv --map lists.ini -o parts --shard 1/4 > said; recount match merge morgue.csv press.csv --map lists.ini -o parts
recount: parts holds parts of a run in 3 shards and of one in 4; take away those of the run that you do not want
? 2

# Which part: from the command line, or from what a scheduler says of the process.
$ recount match morgue.csv press.csv --map lists.ini -o slurm --shard auto
recount: --shard auto finds no scheduler here: neither Open MPI, Slurm nor an indexed job
? 1
$ for i in 0 1; do SLURM_PROCID=$i SLURM_NTASKS=2 recount match morgue.csv press.csv --map lists.ini -o slurm --shard auto > said; done
$ recount match merge morgue.csv press.csv --map lists.ini -o slurm --replicates 2 > said; sh same.sh slurm
$ for i in 0 1; do JOB_COMPLETION_INDEX=$i JOB_COMPLETIONS=2 recount match morgue.csv press.csv --map lists.ini -o pods --shard auto > said; done
$ recount match merge morgue.csv press.csv --map lists.ini -o pods --replicates 2 > said; sh same.sh pods
$ recount match morgue.csv press.csv --map lists.ini -o parts --shard 4/3
recount: --shard takes I/N, with I from 1 to N, or auto; not "4/3"
? 1
