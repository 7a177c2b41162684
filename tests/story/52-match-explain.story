# Two lists and who is on both; the people are invented. Omar and Nadia are sister and brother, Li Wei died on two days.
$ printf 'id,given,father,family,birth_date,death_date\n1,Martha,Yosef,Adler,1950-03-04,2011-05-06\n2,Omar,Saleh,Haddad,1972-01-30,2011-05-06\n3,Nadia,Saleh,Haddad,1975-11-02,2011-05-06\n4,Li,Wei,Zhang,1988-07-07,2011-05-09\n5,Anton,Petrov,Orlov,1941-12-12,2011-05-10\n' > morgue.csv
$ printf 'id,given,father,family,birth_date,death_date\nm1,Marhta,Yosef,Adler,1950-03-04,2011-05-06\nm2,Omar,Saleh,Hadad,1972-01-30,2011-05-06\nm3,Nadia,Saleh,Haddad,1975-11-02,2011-05-06\nm4,Li,Wei,Zhang,1988-07-07,2011-12-24\n"<b>\033[31m&5",Sam,Obi,Okoye,1990-02-03,2011-05-12\n' > ministry.csv
$ printf '[columns]\nid = id\ngiven = given\nfather = father\nfamily = family\nbirth_date = birth_date\ndeath_date = death_date\n[list]\nunique = yes\n' > lists.map
$ recount match morgue.csv ministry.csv --map lists.map -o matched | tail -8
Written to matched:
  clusters.csv
  pairs.csv
  overlap.csv
  report.html
  reply.json
  model.json
  run.json

# The page loads nothing, and holds no name unless it is asked for. reply.json is the reply.
$ grep -c '<script\|src=\|href="http' matched/report.html
0
? 1

$ grep -i -c 'martha\|adler' matched/report.html matched/reply.json matched/model.json
matched/report.html:0
matched/reply.json:0
matched/model.json:0
? 1

$ recount match morgue.csv ministry.csv --map lists.map -o named --show-names --json
{"folder":"named","records":10,…"death_days":31,…,"files":["clusters.csv","pairs.csv","overlap.csv","report.html","reply.json","model.json","run.json"]}

$ grep -q '<bdi>\(martha\|omar\|nadia\|li\)</bdi>' named/report.html && echo shown
shown

# Why two rows are one person. The folder is enough.
$ recount match explain matched morgue:1 ministry:m1
morgue:1 and ministry:m1: one person with a chance of …, alike strangers …, unrelated ….

      -…  before anything is compared: one person is … of all pairs
      +…  given all but the same: … times more often among the same person
      +…  father the same, very frequent; family the same, very frequent: … times more often among the same person
      +…  birth_date the same day, which is very frequent: … times more often among the same person
      +…  death_date the same day, which is very frequent: … times more often among the same person
      +…  in all. +1 doubles the odds, -1 halves them

Both are in cluster 1, of 2 rows:
  the two alone are more likely one person than not

# The lists are read again when their values are to be shown, as they are compared.
$ recount match explain matched morgue:1 ministry:m1 --show-names | grep 'given all\|family the\|Rules'
      +…  given all but the same (martha, marhta): … times more often among the same person
      +…  father the same, very frequent (yosef); family the same, very frequent (adler): …
Rules of blocking that bring them together: …

$ recount match explain matched morgue:1 ministry:m1 --json
{"folder":"matched","a":{"list":"morgue","row":"1","cluster":1,"cluster_rows":2,"probability":…},"b":{"list":"ministry","row":"m1",…},"is_kept":true,"account":{"prior":-…,"steps":[{"fields":[{"name":"given","level":"near","words":"all but the same"}],"weight":…},…],"rivals":…,"weight":…,"probability":0.9…,"class":"same","chances":{…}},"is_together":true,"reasons":["the two alone are more likely one person than not"]}

# And why two are not. A veto stands above any weight.
$ recount match explain matched ministry:m4 morgue:4 | tail -2
They are in two clusters, 6 and 4:
  their known days of death are more than 31 days apart

$ recount match explain matched morgue:2 morgue:3 | tail -3
They are in two clusters, 2 and 3:
  both are on one list that holds each person once
  they were not compared, or looked less likely one person than 1 in 1,000

# What a source wrote can't do anything to a terminal.
$ recount match explain matched morgue:1 "$(printf 'ministry:<b>\033[31m&5')"
morgue:1 and ministry:<b>…[31m&5 were not compared, or looked less likely one person than 1 in 1,000.
With --show-names the lists are read again, and they are compared now.

They are in two clusters, 1 and …:
  the list ministry holds each person once: its row m1 is in one cluster and its row … in the other
  they were not compared, or looked less likely one person than 1 in 1,000

# A person's word stands above it, too.
$ printf 'list_a,row_a,list_b,row_b,verdict\nministry,m3,morgue,3,different\nministry,m4,morgue,4,kin\n' > said.csv
$ recount match morgue.csv ministry.csv --map lists.map -o said --verdicts said.csv --quiet
$ recount match explain said morgue:3 ministry:m3 | tail -2
They are in two clusters, 3 and …:
  a person said that they are two

$ recount match explain said ministry:m4 morgue:4 --show-names --json
{"folder":"said",…,"rules":[…],"account":{…"a":"li",…},"said":"kin","is_together":false,"reasons":["a person said that they are two","their known days of death are more than 31 days apart"]}

# What can't be answered is said.
$ recount match explain matched morgue:1
recount: LIST:ROW is missing (the other row); see "recount help match explain"
? 1

$ recount match explain matched morgue:1 hospital:1
recount: "hospital:1" is no row of a list that was matched; write LIST:ROW, like morgue:1
? 4

$ recount match explain matched morgue:1 morgue:77
recount: the list morgue has no row "77"
? 4

$ recount match explain matched morgue:1 morgue:1
recount: both are the row morgue:1
? 1

$ mkdir empty; recount match explain empty morgue:1 ministry:m1
recount: …empty/reply.json…
? 4

$ sed 's/,near,/,nearly,/' matched/pairs.csv > p; cp p matched/pairs.csv; recount match explain matched morgue:1 ministry:m1
recount: matched/pairs.csv is not what recount match writes; match the lists again
? 2

# A file that can't be written is an error.
$ mkdir -p stopped/report.html/x; recount match morgue.csv ministry.csv --map lists.map -o stopped --quiet
recount: …stopped/report.html…
? 10
