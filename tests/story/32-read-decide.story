# A person decides on each proposal of a preserved document: accept, edit, reject, and take back.
$ echo 'the market opens at dawn' > pass
$ recount init --quick-key --passphrase-fd 3 3<pass --quiet
$ cat > note.txt <<END
> At least 16 people were killed in Shetpe, police said. Doctors counted 64 injured in the town.
> 
> Three miners were arrested. Officials said 5 soldiers were killed.
> END

# A document that is not preserved can be read, but nothing can be decided on it.
$ recount read note.txt | head -1
note.txt: 4 proposals
$ recount read accept note.txt 1
recount: note.txt is not preserved in this vault; "recount add" it first
? 4

$ recount add --quiet note.txt
$ recount record add --quiet place id=shetpe label=Shetpe
$ recount record add --quiet source id=herald-1 title='Sixteen killed' published=2011-12-17 seen=seen

# What a claim needs and nothing tells is asked for.
$ recount read accept note.txt 1
recount: no claim tells of which source this document is; say it with --source
? 2
$ recount read accept note.txt 1 --source herald-1
recount: the vault has no incident; say with --about what the claim is about
? 2
$ recount record add --quiet incident id=event label='The event' target.window=2011-12-16/2011-12-17

$ recount read accept note.txt 1 2 --source herald-1 --researcher ana --json
{"decisions":[{"number":1,"decision":"accepted","id":"claim-…","entry":…},{"number":2,"decision":"accepted","id":"claim-…","entry":…}]}

# The claim cites the exact bytes and says what is ours and what is the document's. From now on the source is known.
$ recount export --type claim --format jsonl | head -1
{"type":"claim","id":"claim-…","about":"event","property":"count","measure":"killed","as_stated":"At least 16","quantity":{"qualifier":"at_least","low":16},"places":["shetpe"],…"attribution":[{"class":"official","originator":"police","verb":"…","as_stated":"police"}],…"citations":[{"source":"herald-1",…"exact":"At least 16 people were killed in Shetpe","byte_start":0,"byte_end":40,…}],"coded":[{"vocabulary":"proposal","code":"killed killed.passive At least 16"}],"inferred":[{"field":"places","note":"by its name, from the words \"Shetpe…\""},{"field":"attribution","note":"the id police is made from the words of the document"}],"researcher":"ana",…}
$ recount read note.txt | grep taken
  1  killed: at least 16 (…) - taken: claim-…
  2  injured: 64… - taken: claim-…
$ recount read accept note.txt 3 1
recount: proposal 1: proposal 1 is taken already (claim-…); "recount read undo" takes that back
? 5

# All of a command or nothing: the third was not taken.
$ recount read note.txt | grep -c taken
2

# Edited: what was changed stands in the claim.
$ recount read edit note.txt 3 quantity.low=4 quantity.high=4 by=police --json
{"decisions":[{"number":3,"decision":"edited","id":"claim-…","entry":…}]}
$ recount export --type claim --format jsonl | tail -1
{"type":"claim",…"measure":"arrested","as_stated":"Three",…"low":4,"high":4…"by":"police",…"note":"edited: quantity.low was 3; quantity.high was 3; by was absent"}…
$ recount read edit note.txt 4 colour=red
recount: there is no column "colour"
? 4
$ recount read edit note.txt 4 nothing
recount: "nothing": expected field=value, as in measure=killed
? 1

# Rejected: it does not return, whoever reads the document.
$ recount read reject note.txt 4
recount: --why is missing: a rejection needs a reason
? 1
$ recount read reject note.txt 4 --why 'the same 16, wrongly told' --json
{"decisions":[{"number":4,"decision":"rejected","id":"decision-…","entry":…}]}
$ recount read note.txt | tail -1
  4  killed: 5… - rejected: decision-…, the same 16, wrongly told

# Taken back, the newest first; nothing is deleted.
$ recount read undo
decision-… is taken back: decision-… (entry …).
$ recount read undo note.txt 3 --why 'three it is' --json
{"decisions":[{"number":3,"decision":"taken back","id":"claim-…","entry":…}]}
$ recount read note.txt | grep -c -e taken -e rejected
2
$ recount read undo --quiet; recount read undo --quiet; recount read undo
recount: no decision on a proposal is left to take back
? 4
$ recount read undo note.txt 1
recount: nothing was decided on proposal 1
? 4
$ recount read undo note.txt
recount: say which proposals of the document, or name none at all
? 1
$ recount list claim | tail -1
6 records.

# Numbers that are none, documents by the beginning of their SHA-256 and by their source.
$ recount read reject note.txt 0 --why x
recount: "0" is no number of a proposal
? 1
$ recount read reject note.txt 9 --why x
recount: there is no proposal 9; the document has 4
? 4
$ recount read reject note.txt 4 4 --why x
recount: proposal 4 is named twice
? 1
$ recount read $(sha256sum note.txt | cut -c1-12) | head -1
…: 4 proposals
$ recount read herald-1 | head -1
herald-1: 4 proposals
$ recount read accept herald-1 4 --quiet

# The whole holds together.
$ recount check --quiet; recount rebuild --quiet; recount check --quiet
$ recount figure event --measure killed | head -1
event, killed: …
