# An estimate divided by mpirun, as on a cluster: whatever the number of processes, the parts give the undivided bytes.
@ needs mpi
$ cp "$RECOUNT_TEST_DATA"/mse/gaza_2024_3_by_age_sex.csv deaths.csv; sed s/2754/2790/ deaths.csv > copy.csv
$ cat > part.sh <<'END'
> recount estimate deaths.csv --replicate copy.csv --strata age,sex --fast --threads 1 --shard auto --json > "$1.$OMPI_COMM_WORLD_RANK"
> END
$ recount estimate deaths.csv --replicate copy.csv --strata age,sex --fast --json > whole
$ export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
> for n in 2 4; do
>   mpirun --oversubscribe --mca plm isolated -n $n sh part.sh $n && recount estimate merge $n.* --json | cmp - whole && ls $n.* | wc -l
> done
2
4
$ grep -c -F '"shard":{"index":3,"of":4}' 4.2
1
