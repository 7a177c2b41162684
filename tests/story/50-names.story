# How well two full names agree. No vault is needed.
$ printf 'Mikhail Sorokin\tСорокин Михаил Аркадьевич\nOksana Halushko\tOlena Halushko\n' > pairs.tsv
$ recount names --score < pairs.tsv
Mikhail Sorokin	Сорокин Михаил Аркадьевич	0.9…
Oksana Halushko	Olena Halushko	0.0…

# Only those that are rather one person's; further columns stay.
$ printf 'J. K. Harwell\tHarwell, John\tseen twice\nJ. K. Harwell\tJohn M. Harwell\t\n' | recount names --score --threshold 0.5
J. K. Harwell	Harwell, John	seen twice	0.…

# CSV, and a last line without an end.
$ printf '"Harwell, John",John Harwell' | recount names --score --format csv
"Harwell, John",John Harwell,0.9…

# With its parts.
$ printf 'Dr. Bob Pickford\tRobert Pickford\n' | recount names --score --json
{"line":1,"a":"Dr. Bob Pickford","b":"Robert Pickford","score":0.9…,"base":-3.2,"alone":0…,"order":0…,"generation":0…,"parts":[{"a":"Bob","b":"Robert","how":"short","weight":…},{"a":"Pickford","b":"Pickford","how":"same","weight":3.9}]}

# A name that has no letters agrees with nothing.
$ printf '\tSorokin\n...\t...\n' | recount names --score
	Sorokin	0.0000
...	...	0.0000

# What is wrong with the input.
$ printf 'a b\tc d\nonly one\n' | recount names --score
a b	c d	0.…
recount: line 2 has no second column: there is no tab in it
? 2
$ printf 'Harwell,John\n' | recount names --score
recount: line 1 has no second column: there is no tab in it; are they separated by commas? --format csv
? 2
$ printf 'one\n' | recount names --score --format csv
recount: line 1 has no second column: there is no comma in it
? 2
$ printf '"one,two\n' | recount names --score --format csv
recount: line 1 is not CSV: a quote is not closed, or stands inside a cell
? 2
$ printf 'a\377\tb\n' | recount names --score
recount: line 1 is not valid UTF-8 text
? 2
$ head -c 70000 /dev/zero | tr '\0' a | recount names --score
recount: line 1 is longer than 65536 bytes
? 8
$ recount names < pairs.tsv
recount: say what to do with the names: --score
? 1
$ recount names --score --format xml < pairs.tsv
recount: --format: tsv or csv, not "xml"
? 1
$ recount names --score --threshold 2 < pairs.tsv
recount: --threshold: a number from 0 to 1, not "2"
? 1

# Each line is answered when it comes, and not at the end.
$ mkfifo in out; recount names --score < in > out & exec 3> in; exec 4< out; printf 'Ann Lee Hart\tAnn Hart\n' >&3; head -1 <&4; exec 3>&-; wait
Ann Lee Hart	Ann Hart	0.…
