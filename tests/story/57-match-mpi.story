# A match divided by mpirun, as on a cluster: the processes share a folder. One that is killed is run again.
@ needs mpi
$ cat > people.awk <<'END'
> function name(n) { return part[n % 7] part[int(n / 7) % 7] part[int(n / 49) % 7] }
> BEGIN {
>   split("mi ro sa lu ne ka ti", part); part[0] = "do"
>   print "No,Given name,Family name,Born"
>   for (i = list == 1 ? 1 : 90; i <= (list == 1 ? 160 : 250); i++) {
>     printf "%d,%s,%s,%d-%02d-%02d\n", i, name(i * 37), name(i * 101), 1950 + i % 40, 1 + i % 12, 1 + i % 28
>   }
> }
> END
$ awk -v list=1 -f people.awk > morgue.csv; awk -v list=2 -f people.awk > press.csv
$ recount match morgue.csv press.csv -o whole > said
$ export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
> for n in 2 4; do
>   mpirun --oversubscribe --mca plm isolated -n $n recount match morgue.csv press.csv -o in-$n --threads 1 --shard auto --quiet
>   recount match merge morgue.csv press.csv -o in-$n > said
>   for file in clusters.csv pairs.csv overlap.csv; do cmp whole/$file in-$n/$file; done; ls in-$n | grep -c part
> done
2
4

# The second of four is killed before it is done.
$ cat > part.sh <<'END'
> if [ "$OMPI_COMM_WORLD_RANK" = 1 ] && [ ! -e was-killed ]; then
>   touch was-killed; recount match morgue.csv press.csv -o again --threads 1 --shard auto --quiet & kill -KILL $!; wait; exit 0
> fi
> recount match morgue.csv press.csv -o again --threads 1 --shard auto --quiet
> END
$ export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
> mpirun --oversubscribe --mca plm isolated -n 4 sh part.sh 2> said
$ recount match merge morgue.csv press.csv -o again
recount: again holds 3 of 4 parts: run it again with --shard 2/4
? 2
$ recount match morgue.csv press.csv -o again --shard 2/4 > said; recount match merge morgue.csv press.csv -o again > said
$ for file in clusters.csv pairs.csv overlap.csv; do cmp whole/$file again/$file; done
