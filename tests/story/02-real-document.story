# A real document: a page of GlobalSecurity about Zhanaozen, and the claims that were coded on it.
@ needs data
$ echo 'the market opens at dawn' > pass
$ recount init --quick-key --passphrase-fd 3 3<pass --quiet
$ recount add "$RECOUNT_SHARED_DATA/zhanaozen/globalsecurity.txt"
…/zhanaozen/globalsecurity.txt: preserved (entry 1)
  evidence      …
  type          text/plain
  bytes         7,527
  characters    7,519

$ recount import "$RECOUNT_TEST_DATA/globalsecurity.jsonl"
…/globalsecurity.jsonl: 43 rows, 43 added

$ recount cite globalsecurity.txt --quote 'at least 17 people dead'
recount: exact: the words stand 2 times in this text; say byte_start, or a prefix or suffix
? 2

$ recount figure mangistau-2011 --all-rules
mangistau-2011, killed: 2 of 3 claims …
…
  rule                 low      best     high     state         witnesses
  range-by-source      17       –        70       provisional   1
  ucdp                 17       –        70       provisional   1
  acled                –        17       –        provisional   1
  gtd                  –        17       –        provisional   1
  two-source           –        –        –        provisional   1
  majority             –        17       –        provisional   1
  priority:official    –        –        –        provisional   1
  pending              –        –        –        pending       1
    media              17       –        –
    unattributed       –        –        70
…

$ recount figure mangistau-2011 --explain
mangistau-2011, killed: 2 of 3 claims …
At least 17 people were killed; some accounts say as many as 70. …
…
Used
  gs-c01-killed-high (entry 15)  as_many_as  low –  high 70  as of –
      unattributed, …
      "some estimates go as high as 70"
      bytes 249 to 280 of evidence/… (source gs-src)
  gs-c01-killed-low (entry 14)  at_least  low 17  high –  as of –
      media, originator gs-globalsecurity. Used. …
      "left at least 17 people dead"
      bytes 219 to 247 of evidence/… (source gs-src)
Set aside
  gs-c03-killed-again (entry 17)  at_least  low 17  high –  as of –
      media, originator gs-globalsecurity. Set aside: …gs-c01-killed-low…
      "leaving at least 17 people dead"
      bytes 728 to 759 of evidence/… (source gs-src)

$ recount check
Journal: 47 entries, 252 disclosures, each found in its leaf.
  0 signed heads: sign one with "recount checkpoint".
  Entries 0 to 46 came after the last signed head.
  root          …
Register: byte-identical to what the journal gives.
Evidence: 1 file and 1 text, … MB at … MB/s, every SHA-256 equal; 33 quotes stand at its bytes.
All good.

# The same file again: nothing is new.
$ recount import "$RECOUNT_TEST_DATA/globalsecurity.jsonl"
…/globalsecurity.jsonl: 43 rows, 0 added, 43 unchanged
