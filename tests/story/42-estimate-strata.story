# Strata and replicates.
$ cp "$RECOUNT_TEST_DATA"/mse/gaza_2024_3_by_age_sex.csv deaths.csv

# Each stratum is answered or refused for itself; the refused ones stay in the total as documented.
$ recount estimate deaths.csv --strata age,sex --fast > shown; head -5 shown; tail -7 shown
age 0-14, sex female
  Documented: …
  Estimated: 4,921 people, listed or not (95 % interval 4,560 to 5,449).
…
All strata
  Documented: 29,271 people.
  Estimated: … people, listed or not (95 % interval … to …).
  So … of them are documented. This is a model's result, not a count.
  4 of 18 strata are estimated; 15,205 people of the others count as documented only, so that the whole is too low.
  Adding up bounds, as is sometimes published, would say … to …: wider than its level, and not used.
  The rule published for Gaza (averages by AIC, bounds added up) would say 40,479 (36,282 to 48,438).

$ recount estimate deaths.csv --strata age,year
recount: deaths.csv: there is no column "year"; there are "age", "sex", "HOSPITAL", "SURVEY", "SOCIAL", "count"
? 2

# The same as a page that needs no network.
$ recount estimate deaths.csv --strata age,sex --fast --report deaths.html | tail -1 && grep -c '<section' deaths.html
  The rule published for Gaza …
19
$ ! grep -e "src=" -e "href=.http" deaths.html

# Replicates of one table: put together by Rubin's rules, with the other rules beside it in JSON.
$ cp "$RECOUNT_TEST_DATA"/mse/kosovo_4.csv 1.csv; sed s/1131/1190/ 1.csv > 2.csv; sed s/,27/,31/ 1.csv > 3.csv
$ recount estimate 1.csv --replicate 2.csv --replicate 3.csv --fast | sed -n 1,6p
1.csv
  Documented: 4,400 people.
  Estimated: … people, listed or not (95 % interval … to …).
  So … of them are documented. This is a model's result, not a count.
  From 3 replicates by Rubin's rules.
  It assumes: …
$ recount estimate 1.csv --replicate 2.csv --replicate 3.csv --fast --json
{…"combined":{"estimate":{"total":…,"low":…,"high":…},"by_verdata_rule":{…},"pooled":{…}}…}
$ sed 's/EXH/XXX/' 1.csv > 4.csv; recount estimate 1.csv --replicate 4.csv
recount: the lists of 4.csv are not those of 1.csv, in that order
? 2
