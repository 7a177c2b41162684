# A first vault, by hand: one document, one source, one claim, one figure.
#
# The passphrase is read from file descriptor 3, so that the story needs no terminal. --quick-key is for tests: it
# stretches the passphrase only briefly.
$ echo 'the market opens at dawn' > pass

$ recount init my.vault --quick-key --passphrase-fd 3 3<pass
Made the vault my.vault.
  log           ….log.invalid
  verifier key  ….log.invalid+…
Keep the passphrase: without it nothing can be signed or unsealed, and nobody can recover it.
Give the verifier key to those who are to check your work (it is also in keys/log.vkey).

# A document is preserved as it is. Its text can be quoted from now on.
$ echo 'The office said that at least 16 people were killed in the town on 16 December.' > note.txt

$ recount add note.txt --collector 'A. Researcher'
note.txt: preserved (entry 1)
  evidence      …
  type          text/plain
  bytes         80
  characters    80

# Who said it, where it happened, what it is about.
$ recount record add publication id=herald name='The Herald' kind=media country=KZ
Added publication herald (entry 4).

$ recount record add source id=herald-1 title='Sixteen killed' publication=herald published=2011-12-17 seen=seen
Added source herald-1 (entry 5).

$ recount record add place id=town label='The town' kind=town
Added place town (entry 6).

$ recount record add incident id=event label='The event' target.victim_class=any target.places=town target.window=2011-12-16
Added incident event (entry 7).

# Where do the words stand?
$ recount cite note.txt --quote 'at least 16 people were killed'
  before        The office said that
  exact         at least 16 people were killed
  after          in the town on 16 December.
  bytes         21 to 51
  characters    21 to 51
  evidence      …
  text          …

# The claim: what the source says, by whose word, with its exact words.
$ recount claim add id=c1 about=event property=count measure=killed as_stated='at least 16 people' quantity.qualifier=at_least quantity.low=16 places=town window=2011-12-16 'attribution=[{"originator":"office","class":"official","verb":"states"}]' --source herald-1 --evidence note.txt --quote 'at least 16 people were killed'
Added claim c1 (entry 8).

$ recount show c1
  type          claim
  id            c1
  about         event
  property      count
  measure       killed
  as_stated     at least 16 people
  quantity      qualifier at_least, low 16
  places        town
  window        2011-12-16
  attribution   originator office, class official, verb states
  citations     source herald-1, exact at least 16 people were killed, evidence …, byte_start 21, byte_end 51, char_start 21, char_end 51, text …, prefix The office said that , suffix  in the town on 16 December.
  recorded_at   …
  entry         8
  leaf hash     …

# The figure. One witness is not two, so it is provisional.
$ recount figure event
event, killed: 1 of 1 claim competes.
At least 16 people were killed. Provisional: one independent source.
  rule                 low      best     high     state         witnesses
  range-by-source      16       –        –        provisional   1
    official           16       –        –
…

# Every number walks back to the bytes of the document.
$ recount figure event --rule acled --explain
event, killed: 1 of 1 claim competes.
…
  rule                 low      best     high     state         witnesses
  acled                –        16       –        provisional   1
…
Used
  c1 (entry 8)  at_least  low 16  high –  as of 2011-12-17
      official, originator office. Used. …
      "at least 16 people were killed"
      bytes 21 to 51 of evidence/… (source herald-1)

# A second account, by hand.
$ recount record add publication id=hrw name='Human Rights Watch' kind=ngo
Added publication hrw (entry 9).
$ recount record add source id=hrw-1 title='World Report' publication=hrw published=2013-01 seen=seen
Added source hrw-1 (entry 10).
$ echo 'We counted sixteen dead.' > hrw.txt
$ recount add --quiet hrw.txt
$ recount claim add id=c2 about=event property=count measure=killed quantity.qualifier=exact quantity.low=16 quantity.high=16 --source hrw-1 --evidence hrw.txt --quote 'sixteen dead'
Added claim c2 (entry 14).
$ recount figure event --all-rules
event, killed: 2 of 2 claims …
…
  rule                 low      best     high     state         witnesses
  range-by-source      16       –        16       confirmed     2
  ucdp                 16       –        16       confirmed     2
  acled                –        16       –        confirmed     2
  gtd                  –        16       –        confirmed     2
  two-source           16       –        16       confirmed     2
  majority             –        16       –        confirmed     2
  priority:official    16       –        –        confirmed     2
  pending              –        –        –        pending       2
    official           16       –        –
    ngo                16       16       16
…

# Sign the head of the journal, and verify everything.
$ recount checkpoint --passphrase-fd 3 3<pass
Signed the head over 15 entries:
….log.invalid
15
…
— …

$ recount check
Journal: 15 entries, 63 disclosures, each found in its leaf.
  1 signed head, every signature good and every root equal.
  root          …
Register: byte-identical to what the journal gives.
Evidence: 2 files and 2 texts, … MB at … MB/s, every SHA-256 equal; 2 quotes stand at its bytes.
All good.

$ recount log --limit 3
      12  custody       custody-…
      13  text          text-…
      14  claim         c2
15 entries, of which 15 are under a signed head.

$ recount list claim
c1                            event  count  killed  at_least  16
c2                            event  count  killed  exact  16
2 records.

$ recount list claim --limit 1
c1                            event  count  killed  at_least  16
1 of 2 records; --limit N shows more.

$ recount report event
Report written to event.html: 2 claims, 1 measure. …
