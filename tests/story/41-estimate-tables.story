# Tables that come to an estimate: what is read, and what is refused with its place.
$ cat > people.csv <<END
> name,church,press,court
> Asel,1,0,0
> "Bek, a baker",1,1,0
> Cholpon,0,0,1
> END
$ recount estimate people.csv
recount: people.csv: line 2, column "name": "Asel" is neither 0 nor 1; if it is no list, say which columns are
? 2
$ recount estimate people.csv --lists church,press,court 2>/dev/null | sed -n 2,5p
  Documented: 3 people.
  No estimate can be said.
  Why: Fewer than 10 people are documented: single people could be recognised.
  What would help: Put strata together.

# Of so few people not even the overlaps are said, nor a digest: trying all tables of three people would find theirs.
$ recount estimate people.csv --lists church,press,court 2>/dev/null | tail -n +6
$ recount estimate people.csv --lists church,press,court --json 2>/dev/null > reply; grep -c -e digest -e patterns -e overlaps reply
0
? 1

$ printf 'A,B,C,count\n1,0,0,5\n0,0,0,9\n' > t.csv; recount estimate t.csv
recount: t.csv: line 3: this is the pattern of people on no list; their number is what is to be estimated, so leave the row out
? 2
$ printf 'A,B,C,count\n1,0,0,5\n0,1,0,-9\n' > t.csv; recount estimate t.csv
recount: t.csv: line 3, column "count": -9 people is less than none
? 2
$ printf 'A,B,C,count\n1,0,0,5\n0,1,0,2.5\n' > t.csv; recount estimate t.csv
recount: t.csv: line 3, column "count": "2.5" is not a whole number of people
? 2
$ printf 'A,B,C,count\n1,0,0,NaN\n' > t.csv; recount estimate t.csv
recount: t.csv: line 2, column "count": "NaN" is not a whole number of people
? 2
$ printf 'A,B,A\n1,0,0\n' > t.csv; recount estimate t.csv
recount: t.csv: line 1: columns 1 and 3 are both called "A"
? 2
$ printf '' > t.csv; recount estimate t.csv
recount: t.csv: the table is empty; its first row names the columns
? 2
$ (seq -s, 65; seq 65 | sed 's/.*/1/' | paste -sd,) > t.csv; recount estimate t.csv
recount: t.csv: 65 columns are lists; between 1 and 64 can be worked on (columns that are no lists are told apart by naming the lists)
? 2
$ recount estimate nowhere.csv
recount: cannot open nowhere.csv: No such file or directory
? 4

# One list is a table, but nothing can be estimated from it.
$ printf 'A,count\n1,500\n' | recount estimate - --fast 2>/dev/null | sed -n 4p
  Why: 1 list holds people; with fewer than 3 nothing shows how lists depend on each other.

# A list without people is told and left out; patterns that are there twice are added up, and that is said.
$ printf 'A,B,C,D,count\n1,0,0,0,40\n0,1,0,0,50\n0,0,1,0,60\n1,1,0,0,9\n1,0,1,0,8\n0,1,1,0,7\n0,1,1,0,5\n1,1,1,0,3\n' > t.csv
$ recount estimate t.csv --fast | sed -n '3p;/Lists:/p;/repeat/p'
  Estimated: … people, listed or not (95 % interval … to …).
  Lists: A 60, B 74, C 83, D 0.
  1 row repeats a pattern of its stratum; such rows were added up.

# Lists can be left out by naming the others; who is on none of these falls out, and that is said.
$ recount estimate "$RECOUNT_TEST_DATA/mse/artificial_3.csv" --lists A,B --odds-ratio 1:2 | sed -n '2,3p;/named/p'
  Documented: 76 people.
  Estimated: … to … people, listed or not, over the range that was declared.
  20 people are on none of the lists that are named, and left out.

# Counts of a million million are worked with all their digits.
$ sed '2,$s/$/0000000000/' "$RECOUNT_TEST_DATA/mse/kosovo_4.csv" | recount estimate - --fast 2>/dev/null | sed -n '2p;/nhoi   /p'
  Documented: 44,000,000,000,000 people.
    nhoi       169,418,804,25…

# A report never goes over the table that it is made from, by whatever name.
$ cp "$RECOUNT_TEST_DATA/mse/kosovo_4.csv" k.csv; ln k.csv other.csv; recount estimate k.csv --fast --report other.csv
recount: other.csv is read; write to another file
? 2
$ cmp k.csv "$RECOUNT_TEST_DATA/mse/kosovo_4.csv"

# A lower bound answers nothing, nor does a method that is left out.
$ recount estimate k.csv --fast --method chao
recount: chao is a lower bound and no estimate; it is shown beside the method that answers
? 1
$ recount estimate k.csv --fast --method latent
recount: --fast leaves out the method latent that is asked for
? 1
