# Estimating: how many people are on no list, from how the lists overlap. No vault is needed.
$ cp "$RECOUNT_TEST_DATA"/mse/*.csv .

# First in words: what is documented, what is estimated, on which assumption. Then how far the methods differ, and what
# one person or one list changes. A later near-census of the same killings found about 10,401.
$ recount estimate kosovo_4.csv
kosovo_4.csv
  Documented: 4,400 people.
  Estimated: 12,595 people, listed or not (95 % interval 9,827 to 16,544).
  So 27 % to 45 % of them are documented. This is a model's result, not a count.
  It assumes: Lists that are not joined in one of the decomposable graphs are independent given the others; which graph, is averaged over.

  method            people  interval                model
  > dga              12,595  9,827 to 16,544
    latent           10,4…  9,0… to 1…
    bic              10,357  8,994 to 12,110         [123,14,34]
    stepwise         14,342  12,525 to 16,543        [12,13,14,23,34]
    nhoi             16,942  9,360 to 36,115
    aic              12,741  10,184 to 16,703        [123,134]
    chao              8,591  8,211 to 9,010
  In models: 1 EXH, 2 ABA, 3 OSCE, 4 HRW.
  The largest is 1.6 times the smallest (aic and chao are not counted).

  If what all lists have in common multiplies the odds by xi, nhoi gives
    xi 0.5   29,484
    xi 0.667 23,213
    xi 1     16,942
    xi 1.5   12,761
    xi 2     10,671

  With one person more or fewer on a single pair of lists, bic gives 10,279 (one more on ABA and HRW) to 18,581 (one fewer on ABA and HRW).
  Without a list bic gives 11,862 without EXH, 7,129 without ABA, 10,696 without OSCE, 22,301 without HRW.
  Of 4 lists whose size is known, the others find 2.

  Lists: EXH 1,910, ABA 1,528, OSCE 1,786, HRW 685.
  15 of 15 patterns occur; 3,218 people are on one list only; 0 of 6 pairs of lists share nobody; 4 triples overlap.

# Where methods contradict each other nothing is said, unless somebody stands by the assumption of one.
$ recount estimate netherlands_5.csv --fast 2>/dev/null | head -5
netherlands_5.csv
  Documented: 8,234 people.
  No estimate can be said.
  Why: Methods differ by a factor of 2.9, from 50,460 to 148,789.
  What would help: Name the method whose assumption you can defend: --method.
$ recount estimate netherlands_5.csv --fast > shown; echo $?
recount: no number can be said; the reasons follow
2
$ recount estimate netherlands_5.csv --fast --method bic --interactions 2 | head -3
netherlands_5.csv
  Documented: 8,234 people.
  Estimated: 48,013 people, listed or not (95 % interval 42,185 to 55,075).

# Other tables of which something can be said.
$ for t in madigan_york_3_spina_bifida madigan_york_5_congenital new_orleans_5; do recount estimate $t.csv --fast | sed -n 3p; done
  Estimated: 731 people, listed or not (95 % interval 694 to 787).
  Estimated: 618 people, listed or not (95 % interval 590 to 656).
  Estimated: 869 people, listed or not (95 % interval 511 to 1,762).

# A method may be refused where others are not; the reason stands in its place.
$ recount estimate gaza_2024_3.csv --fast | sed -n '3p;/dga   /p;/chao  /p'
  Estimated: 64,696 people, listed or not (95 % interval 58,212 to 72,335).
    dga          refused: 76 % of the weight, more than 10 %, lies on the graph that joins all lists, which says nothing of who is missing.
    chao         refused: Two lists clearly avoid each other, so that it is no lower bound.
$ recount estimate gaza_2024_3.csv --fast --method dga > shown; code=$?; sed -n 3,4p shown; exit $code
recount: no number can be said; the reasons follow
  No estimate can be said.
  Why: 76 % of the weight, more than 10 %, lies on the graph that joins all lists, which says nothing of who is missing.
? 2

# Two lists show nothing of their dependence. With a range for it, the answer is a range.
$ recount estimate us_police_2003_2011_2.csv 2>/dev/null | sed -n 3,5p
  No estimate can be said.
  Why: 2 lists hold people; with fewer than 3 nothing shows how lists depend on each other.
  What would help: Find another list, or say in which range the dependence of the two lies: --odds-ratio 1:3.
$ recount estimate us_police_2003_2011_2.csv --odds-ratio 1:3 | sed -n 3,5p
  Estimated: 7,137 to 11,716 people, listed or not, over the range that was declared.
  So 45 % to 75 % of them are documented. This is a model's result, not a count.
  It assumes: Being on one list multiplies the odds of being on the other by 1 to 3.

# A list that shares nobody with the others says nothing of whom it misses.
$ recount estimate artificial_3.csv 2>/dev/null | sed -n 4p
  Why: Nobody on C is on any other list, so nothing shows how many people it misses.

# The whole as one JSON document; the number of threads changes no digit.
$ recount estimate kosovo_4.csv --fast --json --threads 1 > one; recount estimate kosovo_4.csv --fast --json --threads 3 | cmp - one && cat one
{"files":["kosovo_4.csv"],"columns":[],"level":0.95,"seed":1,"rows":15,"repeated":0,"left_out":0,"settings":"--fast","strata":[{"values":[],"runs":[{"documented":4400,"may_be_said":true,"answer":{"method":"dga","total":12595.0,"low":9827.0,"high":16544.0,…

$ recount estimate kosovo_4.csv --method guess
recount: there is no method "guess"; there are dga, latent, bic, stepwise, nhoi, two-lists, aic, chao
? 1
$ recount estimate kosovo_4.csv --odds-ratio 3:1
recount: --odds-ratio takes two numbers above 0, the lower one first, as 1:3; not "3:1"
? 1
