# The weights of one match used again: what is of this month's list is weighed like what was of last month's. The people are invented.
$ cat > people.awk <<'END'
> function name(n) { return part[n % 7] part[int(n / 7) % 7] part[int(n / 49) % 7] }
> BEGIN {
>   split("mi ro sa lu ne ka ti", part); part[0] = "do"
>   print "No,Given name,Family name,Born"
>   for (i = from; i < to; i++) {
>     printf "%d,%s%s,%s,%d-%02d-%02d\n", i, name(i * 37), error && i % error == 0 ? "x" : "", name(i * 101),
>       1950 + i % 40, 1 + i % 12, 1 + i % 28
>   }
> }
> END
$ awk -v from=1 -v to=160 -f people.awk > morgue.csv; awk -v from=90 -v to=250 -v error=7 -f people.awk > may.csv
$ awk -v from=120 -v to=300 -v error=5 -f people.awk > june.csv
$ recount match morgue.csv may.csv -o may > said
$ recount match morgue.csv june.csv -o june --model may/model.json | grep -F -e persons -e note
339 rows are 299 persons: 80 of the rows share theirs with another row.
…
  note: the weights are those of may/model.json; how many pairs are one person was found anew

# The same weights, to the last digit, and a prior of these lists.
$ for month in may june; do sed 's/.*"comparisons"//' $month/model.json > $month.weights; sed 's/"comparisons".*//' $month/model.json > $month.prior; done
$ cmp may.weights june.weights; cmp -s may.prior june.prior
? 1

# Used on its own lists it says what was said.
$ recount match morgue.csv may.csv -o again --model may/model.json > said; cmp may/clusters.csv again/clusters.csv; cmp may/overlap.csv again/overlap.csv

# Shards take it too, and parts by other weights are told.
$ for i in 1 2; do recount match morgue.csv june.csv -o parts --model may/model.json --shard $i/2 > said; done
$ recount match merge morgue.csv june.csv -o parts --model may/model.json > said; cmp june/pairs.csv parts/pairs.csv; cmp june/model.json parts/model.json
$ recount match merge morgue.csv june.csv -o parts
recount: parts/part-0001-of-0002.match: it was made from another model; merge takes the lists and options that the shards had
? 2

# A model that does not fit the lists, or is none.
$ cut -d , -f 1-3 june.csv > names.csv; cut -d , -f 1-3 morgue.csv > names2.csv
$ recount match names.csv names2.csv -o none --model may/model.json
recount: the model has weights of birth_date, for which no list has a column: learn a new model
? 2
$ sed '1s/$/,Sex/; 2,$s/$/,f/' june.csv > sex.csv; recount match sex.csv morgue.csv -o none --model may/model.json
recount: the model has no weights of sex, for which a list has a column: leave it out of the column map, or learn a new model
? 2
$ sed 's/"levels":[0-9]*/"levels":2/' may/model.json > broken.json; recount match morgue.csv june.csv -o none --model broken.json
recount: broken.json: Comparison 1: …
? 2
$ head -c 500 may/model.json > broken.json; recount match morgue.csv june.csv -o none --model broken.json
recount: broken.json: …
? 2
$ recount match morgue.csv june.csv -o none --model nowhere.json
recount: … nowhere.json: No such file or directory
? 4
