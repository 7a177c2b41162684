# Dividing the work: strata and replicates are dealt out to shards, and put together to the same bytes.
$ cp "$RECOUNT_TEST_DATA"/mse/gaza_2024_3_by_age_sex.csv deaths.csv; sed s/2754/2790/ deaths.csv > copy.csv
$ recount estimate deaths.csv --replicate copy.csv --strata age,sex --fast --json > whole
$ for i in 1 2 3; do recount estimate deaths.csv --replicate copy.csv --strata age,sex --fast --shard $i/3 --json > part$i; done
$ recount estimate merge part3 part1 part2 --json | cmp - whole
$ recount estimate merge part1 part2 part3 | tail -7 | head -2
All strata
  Documented: 29,271 people.
$ recount estimate merge part1 part2 part3 --json
{"files":["deaths.csv","copy.csv"],"columns":["age","sex"],…}

# A scheduler says itself which part a process has.
$ for i in 0 1; do OMPI_COMM_WORLD_RANK=$i OMPI_COMM_WORLD_SIZE=2 recount estimate deaths.csv --replicate copy.csv --strata age,sex --fast --shard auto --json > auto$i; done
$ recount estimate merge auto0 auto1 --json | cmp - whole
$ recount estimate deaths.csv --shard auto --json
{"error":"USAGE","text":"--shard auto finds…"}
recount: --shard auto finds no scheduler here: neither Open MPI, Slurm nor an indexed job
? 1

# Parts that are missing, given twice, or of other settings are told.
$ recount estimate merge part1 part3
recount: a part is missing: unit 1 is in none
? 2
$ recount estimate merge part1 part1
recount: part1: unit 0 is in two parts
? 2
$ recount estimate deaths.csv --replicate copy.csv --strata age,sex --fast --seed 2 --shard 2/3 --json > other; recount estimate merge part1 other part3
recount: other: it is of other tables or settings than the first part
? 2
$ echo '{}' > no; recount estimate merge no
recount: no: this is no reply of estimate --shard
? 2
$ recount estimate deaths.csv --shard 4/3 --json
{"error":"USAGE","text":"--shard takes…"}
recount: --shard takes I/N, with I from 1 to N, or auto; not "4/3"
? 1
$ recount estimate deaths.csv --shard 1/3
recount: --shard needs --json: its reply is for "recount estimate merge"
? 1
