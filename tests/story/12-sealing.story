# Sealing: who said it stays with those who have the passphrase.
$ echo 'the market opens at dawn' > pass
$ recount init --quick-key --passphrase-fd 3 3<pass --quiet
$ echo 'At least 16 people were killed.' > note.txt; recount add --quiet note.txt
$ recount record add incident id=event label='The event' target.victim_class=any
Added incident event (entry 4).
$ recount record add source id=s title='An account' seen=seen author='Aigul Sealedname' seal=said
Added source s (entry 5).

$ recount show s
  type          source
  id            s
  title         An account
  seen          seen
  seal          said
  recorded_at   …
  entry         5
  leaf hash     …
  sealed        part of this record is sealed; --unseal opens it with the passphrase

$ recount show s --unseal --passphrase-fd 3 3<pass
  type          source
  id            s
  title         An account
  author        Aigul Sealedname
  seen          seen
  seal          said
  recorded_at   …
  entry         5
  leaf hash     …

$ echo wrong > wrong; recount show s --unseal --passphrase-fd 3 3<wrong
recount: The passphrase for the vault key is wrong.
? 3

# The name is nowhere in the files of the vault, not in an export, not in a reply.
$ grep -r -c Sealedname my.vault | grep -v ':0$'
? 1
$ recount export | grep -c Sealedname
0
? 1
$ recount show s --json | grep -c Sealedname
0
? 1

# Not in what is refused either.
$ recount record add source id=t title=T seen=seen publication=sealedpaper seal=said
recount: publication: refused; what stands there is not shown, because it is to be sealed
? 2

$ recount record add place id=p label=L kind=sealedkind seal=what
recount: kind: refused; what stands there is not shown, because it is to be sealed
? 2

# Everything can be checked with the passphrase, and everything but the sealed parts without it.
$ recount check --only journal
Journal: 6 entries, 22 disclosures, each found in its leaf.
  2 sealed disclosures were not opened (--unseal opens and checks them).
  0 signed heads: sign one with "recount checkpoint".
  Entries 0 to 5 came after the last signed head.
  root          …
All good.

$ recount check --only journal --unseal --passphrase-fd 3 3<pass
Journal: 6 entries, 24 disclosures, each found in its leaf.
  0 signed heads: sign one with "recount checkpoint".
  Entries 0 to 5 came after the last signed head.
  root          …
All good.

# A claim whose number is public and whose source's words are not.
$ recount claim add id=c about=event property=count measure=killed quantity.qualifier=at_least quantity.low=16 seal=cited,said 'attribution=[{"originator":"office","class":"official"}]' --source s --evidence note.txt --quote 'At least 16 people'
Added claim c (entry 6).
$ recount show c
  type          claim
  id            c
  about         event
  property      count
  measure       killed
  quantity      qualifier at_least, low 16
  seal          cited; said
  recorded_at   …
  entry         6
  leaf hash     …
  sealed        part of this record is sealed; --unseal opens it with the passphrase

# It cannot be weighed, so no figure rests on it.
$ recount figure event
event, killed: 0 of 1 …
…
*sealed*
…

# Export and import change nothing, though the export lacks what is sealed.
$ recount export --quiet -o all.jsonl; recount import all.jsonl
all.jsonl: 7 rows, 0 added, 7 unchanged

# Withholding: a restricted source keeps its claims out of the report, and out of its numbers; a claim with a sealed part is not in it either.
$ recount record add source id=open title='Open account' seen=seen
Added source open (entry 7).
$ recount record add source id=closed title='Witness Restrictedname' seen=seen visibility.level=restricted visibility.reason='in danger'
Added source closed (entry 8).
$ recount claim add --quiet id=c-open about=event property=count measure=killed quantity.qualifier=exact quantity.low=16 quantity.high=16 --source open --evidence note.txt --quote '16 people'
$ recount claim add --quiet id=c-closed about=event property=count measure=killed quantity.qualifier=exact quantity.low=99 quantity.high=99 --source closed --evidence note.txt --quote 'people were killed'
$ recount report event -o page.html
Report written to page.html: 1 claim, 1 measure; 3 records are withheld. …

$ grep -c -e Restrictedname -e '>99<' -e c-closed page.html
0
? 1
$ grep -c 'Open account' page.html
…
