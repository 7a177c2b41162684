# What may go out: reports and public exports show nothing that is not public, nor what rests on it.
$ echo 'the market opens at dawn' > pass
$ recount init --quick-key --passphrase-fd 3 3<pass --quiet
$ echo 'At least 16 people were killed in the square. Much later, when it had become quiet, 71 people were found.' > note.txt; recount add --quiet note.txt
$ recount record add --quiet incident id=event label='The event' target.victim_class=any
$ recount record add --quiet source id=s title='An open account' seen=seen
$ recount claim add --quiet id=c about=event property=count measure=killed quantity.qualifier=exact quantity.low=16 quantity.high=16 --source s --evidence note.txt --quote '16 people'
$ recount claim add --quiet id=d about=event property=count measure=killed quantity.qualifier=exact quantity.low=71 quantity.high=71 --source s --evidence note.txt --quote '71 people'
$ recount report event -o page.html
Report written to page.html: 2 claims, 1 measure. …

# A correction that is restricted takes the claim that it corrects with it: the old number does not come back.
$ recount claim add --quiet id=d-new about=event property=count measure=killed quantity.qualifier=exact quantity.low=72 quantity.high=72 replaces=d visibility.level=restricted --source s --evidence note.txt --quote '71 people'
$ recount report event -o page.html
Report written to page.html: 1 claim, 1 measure; 2 records are withheld. …
$ grep -c -e '71 people' -e '>7[12]<' page.html
0
? 1
$ grep -c '16 people' page.html
…

# The same over two steps, the newest and the oldest of which are public.
$ recount claim add --quiet id=e1 about=event property=count measure=killed quantity.qualifier=exact quantity.low=801 quantity.high=801 --source s --evidence note.txt --quote '16 people'
$ recount claim add --quiet id=e2 about=event property=count measure=killed quantity.qualifier=exact quantity.low=802 quantity.high=802 replaces=e1 visibility.level=sealed --source s --evidence note.txt --quote '16 people'
$ recount claim add --quiet id=e3 about=event property=count measure=killed quantity.qualifier=exact quantity.low=803 quantity.high=803 replaces=e2 --source s --evidence note.txt --quote '16 people'
$ recount report event -o page.html
Report written to page.html: 1 claim, 1 measure; 5 records are withheld. …
$ grep -c -e '>80[123]<' page.html
0
? 1

# A source whose newer version is sealed: neither version, nor what was taken from it.
$ recount record add --quiet source id=t title='Another account' seen=seen
$ recount claim add --quiet id=f about=event property=count measure=killed quantity.qualifier=exact quantity.low=33 quantity.high=33 --source t --evidence note.txt --quote 'were killed'
$ recount record add --quiet source id=t-new title='The account of Secretname' seen=seen replaces=t visibility.level=sealed
$ recount report event -o page.html
Report written to page.html: 1 claim, 1 measure; 8 records are withheld. …
$ grep -c -e Secretname -e 'Another account' -e '>33<' page.html
0
? 1

# The same of a place, and of a publication; and what is about a hidden part of the incident, restates or is part of a hidden claim.
$ recount record add --quiet place id=house label='A house'
$ recount claim add --quiet id=g1 about=event property=count measure=killed places=house quantity.qualifier=exact quantity.low=901 quantity.high=901 --source s --evidence note.txt --quote '16 people'
$ recount record add --quiet place id=house-new label='House of Secretname' replaces=house visibility.level=restricted
$ recount record add --quiet publication id=paper name='Paper of Secretname' visibility.level=restricted
$ recount record add --quiet source id=u title='In the paper' seen=seen publication=paper
$ recount claim add --quiet id=g2 about=event property=count measure=killed quantity.qualifier=exact quantity.low=902 quantity.high=902 --source u --evidence note.txt --quote '16 people'
$ recount record add --quiet incident id=part label='Secretname alone' parent=event visibility.level=restricted
$ recount claim add --quiet id=g3 about=part property=count measure=killed quantity.qualifier=exact quantity.low=903 quantity.high=903 --source s --evidence note.txt --quote '16 people'
$ recount claim add --quiet id=g4 about=event property=count measure=killed quantity.qualifier=exact quantity.low=904 quantity.high=904 restates=f --source s --evidence note.txt --quote '16 people'
$ recount claim add --quiet id=g5 about=event property=count measure=killed quantity.qualifier=exact quantity.low=905 quantity.high=905 quantity.of_claim=g4 --source s --evidence note.txt --quote '16 people'
$ recount claim add --quiet id=g6 about=event property=count measure=killed quantity.qualifier=exact quantity.low=906 quantity.high=906 seal=coding note='Secretname said so' --source s --evidence note.txt --quote '16 people'
$ recount record add --quiet decision id=on-hidden kind=exclude about=event claims=c,g2 reason='Secretname was wrong'
$ recount record add --quiet decision id=on-part kind=pending about=part reason='Secretname is asked'
$ recount report event -o page.html
Report written to page.html: 1 claim, 1 measure; 21 records are withheld. …
$ grep -c -e Secretname -e '>90[1-6]<' -e 'A house' -e 'In the paper' page.html
0
? 1

# Of an incident that is hidden there is no report.
$ recount report part
recount: the incident "part" is not public, or it belongs to or names something that is not; there is no report of it
? 3
$ test -e part.html
? 1

# An export is complete, and says so; a public one has what a report may have.
$ recount export -o all.jsonl
28 records written to all.jsonl. 21 of these records are not public; --public leaves them out.
$ recount export --public -o public.jsonl
7 records written to public.jsonl. 21 records that are not public were left out.
$ grep -c Secretname all.jsonl
6
$ grep -c Secretname public.jsonl
0
? 1
$ recount export --json -o all.jsonl
{"file":"all.jsonl","records":28,"not_public":21}
$ recount export --type claim --public -o claims.csv
1 record written to claims.csv. 12 records that are not public were left out.
$ recount export 2> said | wc -l; cat said
28
recount: 21 of these records are not public; --public leaves them out.
$ recount export --quiet 2>&1 > quiet.jsonl | wc -l; cmp quiet.jsonl all.jsonl
0

$ recount export --public 2>&1 | cmp - public.jsonl

# Nothing in it names what was left out, so that it can be imported where the bytes are.
$ recount --vault other.vault init --quick-key --quiet --passphrase-fd 3 3<pass
$ recount --vault other.vault add --quiet note.txt
$ grep -v -e '"type":"key"' -e '"type":"evidence"' -e '"type":"text"' -e '"type":"custody"' public.jsonl > records.jsonl
$ recount --vault other.vault import records.jsonl
records.jsonl: 3 rows, 3 added

# A decision that is taken back by one that is hidden is not shown as if it held.
$ recount record add --quiet decision id=out kind=exclude about=event claims=c reason='Counts another town'
$ recount record add --quiet decision id=in kind=revoke about=event revokes=out reason='It does not, says Secretname' visibility.level=restricted
$ recount report event -o page.html
Report written to page.html: 1 claim, 1 measure; 23 records are withheld. …
$ grep -c 'Counts another town' page.html
0
? 1

# The page of one incident has its own decisions and those that name what is on it, not those of others; what was taken back is marked.
$ recount record add --quiet incident id=elsewhere label='Another event' target.victim_class=any
$ recount claim add --quiet id=h about=elsewhere property=count measure=killed quantity.qualifier=exact quantity.low=5 quantity.high=5 --source s --evidence note.txt --quote '16 people'
$ recount record add --quiet decision id=e-pending kind=pending about=elsewhere reason='Of elsewhere only'
$ recount record add --quiet decision id=e-claim kind=exclude claims=h reason='Of a claim of elsewhere'
$ recount record add --quiet decision id=e-office kind=accused originators=office reason='Of an office of elsewhere'
$ recount record add --quiet decision id=own kind=pending about=event reason='Of the event itself'
$ recount record add --quiet decision id=own-claim kind=exclude claims=c reason='Of a claim of the event'
$ recount record add --quiet decision id=own-back kind=revoke revokes=own-claim reason='It was right after all'
$ recount report event -o page.html --quiet; grep -c -e 'elsewhere' page.html
0
? 1
$ grep -o -e 'Of the event itself' -e 'Of a claim of the event' -e 'It was right after all' -e 'Taken back by <a href="#decision-own-back">' page.html
Of the event itself
Of a claim of the event
Taken back by <a href="#decision-own-back">
It was right after all
$ recount report elsewhere -o page.html --quiet; grep -o -e 'Of [a-z ]* elsewhere' -e 'Of elsewhere only' -e 'Of the event' -e 'Of a claim of the event' page.html
Of a claim of elsewhere
Of elsewhere only

# A level encrypts nothing; --seal does, in the records of the file and of who gave it.
$ echo one > one.txt; recount add --quiet --visibility sealed --collector 'Ann Openname' one.txt
$ recount show one.txt | grep collector
  collector     Ann Openname
$ echo two > two.txt; recount add --quiet --seal said --seal made --seal where --collector 'Ann Hiddenname' --from 'Hiddenname street' --received-from 'Bo Hiddenname' --researcher hiddenname two.txt
$ grep -r -i -l hiddenname my.vault
? 1
$ recount show $(sha256sum two.txt | cut -c 1-64) | grep -c -i hiddenname
0
? 1
$ recount show $(sha256sum two.txt | cut -c 1-64) --unseal --passphrase-fd 3 3<pass | grep -e collect -e researcher
  collector     Ann Hiddenname
  collected_from*Hiddenname street
  researcher    hiddenname
$ recount add --seal what pass
recount: seal: "what" cannot be sealed in evidence: the program needs its size and type
? 2
$ recount add --seal who pass
recount: pass: seal: "who" cannot be sealed; *
? 2
$ recount check
…
All good.
