# The codebook turns words into numbers; changing it changes figures, and the change is in the journal.
$ echo 'the market opens at dawn' > pass
$ recount init --quick-key --passphrase-fd 3 3<pass --quiet
$ echo 'Dozens of people were killed.' > note.txt; recount add --quiet note.txt
$ recount record add --quiet publication id=herald name=Herald kind=media
$ recount record add --quiet source id=s title=T seen=seen publication=herald
$ recount record add --quiet incident id=event label='The event' target.victim_class=any
$ recount claim add --quiet id=c about=event property=count measure=killed quantity.qualifier=some quantity.vague=dozens --source s --evidence note.txt --quote 'Dozens of people'
$ recount figure event | grep -A 1 ' rule '
  rule                 low      best     high     state         witnesses
  range-by-source      24       –        –        provisional   1

$ recount codebook show > codebook.ini; sed -i -e 's/^version = .*/version = 2/' -e '0,/^dozens = .*/s//dozens = 36/' codebook.ini
$ recount codebook set codebook.ini --reason 'three dozen, as the others of our field count'
Codebook version 2 is in force (entry 8).

$ recount figure event | grep -A 1 ' rule '
  rule                 low      best     high     state         witnesses
  range-by-source      36       –        –        provisional   1

$ recount codebook set codebook.ini
Codebook version 2 was in force already (entry 8).

$ recount list codebook
codebook-…        version 2
1 record.

$ recount codebook show | grep '^dozens' | head -1
dozens = 36

# What is no codebook is refused, and the one in force stays.
$ printf '[codebook]\nversion = 3\n[confirm]\noriginators = many\n' > bad.ini; recount codebook set bad.ini
recount: bad.ini: line 4: originators is "many", expected a whole number from 1
? 2

$ printf '[figures]\n' > bad.ini; recount codebook set bad.ini
recount: bad.ini: the codebook has no version: add it to section [codebook]
? 2

$ recount codebook set nothing.ini
recount: cannot open nothing.ini: No such file or directory
? 4

$ cmp codebook.ini my.vault/codebook.ini
