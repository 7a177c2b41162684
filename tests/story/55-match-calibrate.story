# How good a run is, estimated from pairs drawn at random and judged by people. The people are invented.
$ "$RECOUNT_SOURCE/tests/story/two_lists"
$ recount match ministry.csv press.csv --map lists.map -o out --quiet

$ recount match sample out
recount: say with --output FILE where the sample is to go
? 1
$ recount match sample out -o sample.csv --count 80
sample.csv: … pairs drawn of …, in an order that says nothing.
Judge all of them: in the column verdict, or with recount match review RUN --sample FILE --verdicts FILE.
$ head -1 sample.csv
list_a,row_a,list_b,row_b,verdict,by,at,given_a,given_b,family_a,family_b,birth_date_a,birth_date_b,death_date_a,death_date_b,death_place_a,death_place_b

# The same count and seed draw the same pairs; another seed others.
$ recount match sample out -o again.csv --count 80 --quiet; cmp sample.csv again.csv
$ recount match sample out -o again.csv --count 80 --seed 2 --json
{"file":"again.csv","pairs":…,"of":…}
$ cmp -s sample.csv again.csv
? 1

$ recount match calibrate out --verdicts sample.csv --count 80
recount: none of the … pairs drawn is judged; --count and --seed must be those of recount match sample
? 2

# Who judges knows that m<i> and <i> are one; of two pairs nobody was sure, and one verdict is on a pair that was not drawn.
$ awk -F, -v OFS=, 'NR > 1 { $5 = NR < 4 ? "unsure" : $2 == "m" $4 ? "same" : "different" } { print }' sample.csv > said.csv
$ awk -F, -v OFS=, 'NR == FNR { drawn[$2, $4] = 1; next } FNR > 1 && !(($2, $4) in drawn) { print $1, $2, $3, $4, "different"; exit }' sample.csv out/pairs.csv >> said.csv
$ recount match calibrate out --verdicts said.csv --count 80
Of … pairs drawn … are judged, and of 2 nobody was sure.
Left aside, because their pairs were not drawn at random: 1 verdict.
At the own threshold, probability 0.5:
  precision 1.000 (95 % interval 0.… to 1.000),
  recall 1.000 (95 % interval … to 1.000) among the pairs that were compared.
The lowest threshold with an estimated precision of at least 0.95 is …:
  precision … (95 % interval … to …),
  recall 1.000 (95 % interval … to 1.000) among the pairs that were compared.
$ recount match calibrate out --verdicts said.csv --count 80 --json
{"drawn":…,"judged":…,"unsure":2,"beside":1,"own":{"probability":0.5,"precision":{…},"recall":{…}},"precise":{…},"thresholds":[…],"steps":[…]}

# Where everything that the model is sure of is two persons, no threshold is good enough.
$ awk -F, -v OFS=, 'NR > 1 { $5 = "kin" } { print }' sample.csv > said.csv
$ recount match calibrate out --verdicts said.csv --count 80 | tail -1
No threshold has an estimated precision of at least 0.95.
