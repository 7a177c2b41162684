# Taking the good rows of a file, and then the rest.
$ echo 'the market opens at dawn' > pass
$ recount init --quick-key --passphrase-fd 3 3<pass --quiet
$ cat > places.csv <<END
> type,id,label,within,coordinates.lat,coordinates.lon
> place,oblast,Oblast,,,
> place,town,Town,oblast,43.34,52.86
> place,village,Village,oblast,north,52
> place,hamlet,Hamlet,village,,
> END

# First look, and keep nothing.
$ recount import --dry-run places.csv
places.csv: 4 rows, not taken: 2 good, 2 refused
  line 4: lat: the cell is not a number
  line 5: within: no place has the id "village"; it must come first
recount: nothing of places.csv was taken; mend the rows, or take the good ones with --partial
? 2

# Then take what is good. A row that rests on a refused one is refused too.
$ recount import --partial places.csv
places.csv: 4 rows, 2 added, 2 refused
  line 4: lat: the cell is not a number
  line 5: within: no place has the id "village"; it must come first

$ recount list place
oblast                        Oblast
town                          Town
2 records.

# When no row is good, nothing is taken.
$ sed -n '1p;4p' places.csv > bad.csv; recount import --partial bad.csv
bad.csv: 1 row, not taken: 0 good, 1 refused
  line 2: lat: the cell is not a number

# Mend the row, and import the whole file again: what is there already is left alone.
$ sed -i 's/north/43.8/' places.csv; recount import places.csv
places.csv: 4 rows, 2 added, 2 unchanged

$ recount log --limit 2
       3  place         village   (after the last signed head)
       4  place         hamlet   (after the last signed head)
5 entries, of which 0 are under a signed head.

# From standard input, too.
$ printf 'type,id,label\nplace,site,Site\n' | recount import --format csv -
-: 1 row, 1 added
