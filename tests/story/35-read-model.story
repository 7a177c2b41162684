# A language model may be asked too. It is off, its replies are held to the document, and it never decides.
$ echo 'the market opens at dawn' > pass
$ recount init --quick-key --passphrase-fd 3 3<pass --quiet
$ cat > note.txt <<END
> At least 16 people were killed in the town. The clinic took in 64 injured; it had counted 9 dead by noon.
> END
$ cat > model.ini <<END
> [model]
> adapter = command
> command = /bin/sh claims.sh
> name = tagger-1
> END

# A model of one line: a claim that our rules have, one that is not in the document, and one that our rules read for
# another measure. Of the last one a suggestion is left, without a number.
$ cat > claims.sh <<'END'
> read -r line
> printf '%s\n' "$line" >> asked
> echo '{"model":"tagger-1.2","digest":"d9","claims":[{"quote":"At least 16 people were killed","measure":"killed","low":16},{"quote":"17 people were killed","measure":"killed","low":17},{"quote":"took in 64 injured","measure":"missing","low":64}]}'
> END
$ recount read --model model.ini note.txt > shown; head -3 shown; tail -3 shown
note.txt: 4 proposals
  model         tagger-1: 1 proposal of its own
  refused       claim 2 of its reply: the quote does not stand in the document
  4  missing: no number…
     "took in 64 injured"  bytes … to …
     why      model.suggestion: a model proposed it, but our rules read its number for another measure (tagger-1, reply …)

$ recount read --model model.ini note.txt --json
{"documents":[{"id":"note.txt",…"model":{"name":"tagger-1","reported":"tagger-1.2","digest":"d9","prompt":"…","reply":"…","is_kept":true,"proposals":…,"refused":[{"row":1,"reason":"the quote does not stand in the document"}]},…"proposals":[…]}]}

# What was asked and answered is kept; the same is not asked twice.
$ wc -l < asked; ls replies | wc -l; grep -o '"adapter":"command","asked_of":"/bin/sh claims.sh","name":"tagger-1","model":"tagger-1.2","digest":"d9","temperature":0,"seed":1' replies/*.json
1
1
"adapter":"command","asked_of":"/bin/sh claims.sh","name":"tagger-1","model":"tagger-1.2","digest":"d9","temperature":0,"seed":1

# A person may accept it; the claim says by which reply it came.
$ recount add --quiet note.txt; recount record add --quiet source id=s title=T seen=seen; recount record add --quiet incident id=event label=E
$ recount read edit note.txt 4 measure=patients quantity.qualifier=exact quantity.low=64 quantity.high=64 --model model.ini --source s
Proposal 4 edited: claim-… (entry …).
$ recount export --type claim --format jsonl | grep -o '"coded":.*"}\]'
"coded":[{"vocabulary":"proposal","code":"missing model.suggestion ","note":"edited: measure was missing; quantity.qualifier was some; quantity.low was absent; quantity.high was absent; a model proposed it, but our rules read its number for another measure (tagger-1, reply …)"}]
$ recount read note.txt | head -1
note.txt: 3 proposals

# When the model fails, our own reading stands.
$ echo 'cat >/dev/null; echo "Sure! I found no claims."' > claims.sh; rm -r replies; recount read --model model.ini note.txt | head -3
note.txt: … proposals
  model         tagger-1: 0 proposals of its own
  trouble       the reply is not valid JSON at …
$ echo 'exit 1' > claims.sh; rm -r replies; recount read --model model.ini note.txt | sed -n 3p
  trouble       the command /bin/sh claims.sh ended without a reply

# Nothing leaves the machine unless the settings say so in words.
$ printf '[model]\nadapter = http\naddress = https://models.example\nname = m\n' > far.ini; recount read --model far.ini note.txt
recount: far.ini: address: https://models.example is not on this machine; to send documents there, write "remote = documents may leave this machine"
? 2

# Documents a line are asked about one after another.
$ cat > claims.sh <<'END'
> read -r line
> echo '{"claims":[{"quote":"took in 64 injured","measure":"missing"}]}'
> END
$ cat > documents.jsonl <<'END'
> {"id":1,"text":"The clinic took in 64 injured."}
> {"id":2,"text":"The market opens at dawn."}
> END
$ recount read --jsonl --model model.ini < documents.jsonl
{"id":1,"model":{"name":"tagger-1",…"proposals":1,"refused":[]},…"rule":"model.suggestion",…}]}
{"id":2,"model":{"name":"tagger-1",…"proposals":0,"refused":[{"row":0,"reason":"the quote does not stand in the document"}]},"language":"en","proposals":[]}
