# A proof that an entry is in the journal, for somebody who has nothing but a checkpoint's key.
$ echo 'the market opens at dawn' > pass
$ recount init --quick-key --passphrase-fd 3 3<pass --quiet
$ recount record add incident id=event label='The event'
Added incident event (entry 1).
$ recount prove event
recount: entry 1 is not under a signed head yet; run "recount checkpoint" first
? 2

$ recount checkpoint --output head.note --quiet --passphrase-fd 3 3<pass
$ recount prove event
Entry 1 is under the signed head over 2 entries.
  proof         entry-1.tlog-proof
  leaf          entry-1.tlog-proof.leaf
  verifier key  entry-1.tlog-proof.vkey
Give all three away; they name nothing of the entry. To check them: recount verify entry-1.tlog-proof

$ recount verify entry-1.tlog-proof
Good: the leaf is entry 1 of the log under the head over 2 entries, signed by its key.
  log           ….log.invalid

# The verifier key from where one trusts it.
$ recount verify entry-1.tlog-proof --verifier my.vault/keys/log.vkey --quiet

# Nothing of the content is in what is given away.
$ grep -c 'The event' entry-1.tlog-proof entry-1.tlog-proof.leaf entry-1.tlog-proof.vkey
entry-1.tlog-proof:0
entry-1.tlog-proof.leaf:0
entry-1.tlog-proof.vkey:0
? 1

# Another leaf, a flipped byte, another key: refused.
$ recount prove 0 -o zero.proof --quiet
$ recount verify entry-1.tlog-proof --leaf zero.proof.leaf
recount: The inclusion proof does not lead from the entry to the head.
? 6

$ sed 's/"type":"incident"/"type":"incidenu"/' entry-1.tlog-proof.leaf > bad.leaf; recount verify entry-1.tlog-proof --leaf bad.leaf
recount: The inclusion proof does not lead from the entry to the head.
? 6

$ sed '2s/[A-Za-z]/0/' entry-1.tlog-proof > bad.proof; recount verify bad.proof --leaf entry-1.tlog-proof.leaf --verifier entry-1.tlog-proof.vkey
recount: This is not a proof in the form of c2sp.org/tlog-proof@v1.
? 2

$ recount --vault other.vault init --quick-key --quiet --passphrase-fd 3 3<pass
$ recount verify entry-1.tlog-proof --verifier other.vault/keys/log.vkey
recount: None of the signatures is by a known key.
? 6

$ recount verify nothing.proof
recount: cannot open nothing.proof: No such file or directory
? 4

$ recount prove 99
recount: the journal has no entry 99
? 4

$ recount prove nobody
recount: there is no record or evidence "nobody"
? 4

# An entry that came after the head is not proven yet.
$ recount record add place id=later label=L --quiet; recount prove later
recount: entry 2 is not under a signed head yet; run "recount checkpoint" first
? 2

# A wrong passphrase signs nothing.
$ echo wrong > wrong; recount checkpoint --passphrase-fd 3 3<wrong
recount: The passphrase for the log key is wrong.
? 3
