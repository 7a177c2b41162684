# Every command replies with one JSON document; the shape of each is in its help, and the runner of these stories compares the two.
$ echo 'the market opens at dawn' > pass
$ recount init --json --quick-key --passphrase-fd 3 3<pass
{"vault":"my.vault","origin":"….log.invalid","verifier":"….log.invalid+…"}

$ echo 'At least 16 people were killed.' > note.txt
$ recount add --json note.txt
{"files":[{"file":"note.txt","evidence":"…","is_new":true,"size":32,"entry":1,"media_type":"text/plain","text":"…","characters":32}],"is_complete":true}

$ recount add --json note.txt
{"files":[{"file":"note.txt","evidence":"…","is_new":false,"size":32,"entry":1}],"is_complete":true}

$ recount record add --json publication id=herald name=Herald kind=media
{"type":"publication","id":"herald","entry":4}

$ recount record add --quiet source id=s title=T seen=seen publication=herald
$ recount record add --quiet incident id=event label='The event' target.victim_class=any
$ recount claim add --json id=c about=event property=count measure=killed quantity.qualifier=at_least quantity.low=16 --source s --evidence note.txt --quote 'At least 16 people'
{"type":"claim","id":"c","entry":7}

$ recount cite --json note.txt --bytes 0:8
{"evidence":"…","byte_start":0,"byte_end":8,"char_start":0,"char_end":8,"text":"…","exact":"At least","suffix":" 16 people were killed.\n"}

$ echo '{"type":"place","id":"p","label":"L"}' > places.jsonl; recount import --json places.jsonl
{"files":[{"file":"places.jsonl","rows":1,"added":1,"unchanged":0,"skipped":0,"refused":0,"is_taken":true,"problems":[]}],"is_complete":true}

$ recount export --json --output all.jsonl
{"file":"all.jsonl","records":9}

$ recount show --json c
{"entry":7,"leaf_hash":"…","sealed_groups":0,"record":{"type":"claim","id":"c","about":"event","property":"count","measure":"killed","quantity":{"qualifier":"at_least","low":16},"citations":[{"source":"s","exact":"At least 16 people","evidence":"…","byte_start":0,"byte_end":18,"char_start":0,"char_end":18,"text":"…","suffix":" were killed.\n"}],"recorded_at":"…"}}

$ recount show --json note.txt
{"entry":1,"leaf_hash":"…","sealed_groups":0,"record":{"type":"evidence","id":"…","size":32,"media_type":"text/plain","role":"evidentiary","file_name":"note.txt","recorded_at":"…"},"path":"evidence/…","text_path":"evidence/…","custody":[{"action":"received","at":"…","result":"bytes preserved, SHA-256 taken","entry":2}]}

$ recount list --json place
{"type":"place","total":1,"records":[{"entry":8,"id":"p","label":"L","is_replaced":false}]}

$ recount figure --json event
{"figures":[{"incident":"event","measure":"killed","rule":"range-by-source",*"low":{"n":16,"claims":["c"]},*}]}

$ recount figure --json event --explain
{"figures":[{"incident":"event",*"items":[{"claim":"c",*"exact":"At least 16 people","byte_start":0,"byte_end":18}]}]}]}

$ recount figure --json event --all-rules
{"figures":[*"rule":"range-by-source",*"rule":"gtd",*"rule":"pending",*]}

$ recount report --json event -o page.html
{"file":"page.html","bytes":*,"measures":1,"claims":1,"withheld":0}

$ recount codebook show --json
{"is_built_in":true,"text":"[codebook]\nversion = 1\n*"}

$ recount codebook show > codebook.ini; recount codebook set --json codebook.ini
{"version":"1","entry":9,"is_new":true}

$ recount codebook show --json
{"is_built_in":false,"entry":9,"text":"*[codebook]\nversion = 1\n*"}

$ recount rules --json
{"rules":[{"rule":"range-by-source","text":"range-by-source*"},*{"rule":"pending","text":"*"}]}

$ recount fields --json
{"types":[{"type":"publication","help":"who publishes: a medium, an office, an organisation"},*]}
$ recount fields --json place
{"types":[{"type":"place","help":"a place that claims can name","fields":[{"name":"id","kind":"id of our choosing","is_required":true,"help":"id; never sealed"},*]}]}

$ recount log --json --limit 1
{"entries":10,"signed_entries":0,"log":[{"entry":9,"type":"codebook","id":"codebook-…","is_signed":false}]}

$ recount checkpoint --json --output head.note --passphrase-fd 3 3<pass
{"entries":10,"checkpoint":"*.log.invalid\n10\n*=\n\n— *.log.invalid *=\n","file":"head.note"}

$ recount prove --json c
{"entry":7,"signed_entries":10,"proof":"entry-7.tlog-proof","leaf":"entry-7.tlog-proof.leaf","verifier":"entry-7.tlog-proof.vkey"}

$ recount verify --json entry-7.tlog-proof
{"is_included":true,"entry":7,"signed_entries":10,"origin":"….log.invalid"}

$ recount check --json
{"journal":{"entries":10,"disclosures":36,"sealed":0,"heads":1,"signed_entries":10,"unsigned_entries":0,"root":"…"},"is_register_equal":true,"evidence":{"files":1,"texts":1,"bytes":64,"bytes_per_second":…,"quotes":1}}

$ recount check --json --only register
{"is_register_equal":true}

$ recount rebuild --json
{"entries":10*}

$ recount backup --json copy.vault
{"backup":"copy.vault","entries":10,"signed_entries":10,"files":1}

$ recount --vault back.vault restore --json copy.vault --head head.note
{"vault":"back.vault","entries":10,"files":1,"is_new_log":false,"origin":"….log.invalid"}

$ recount --vault new.vault restore --json copy.vault --quick-key --passphrase-fd 3 3<pass
{"vault":"new.vault","entries":11,"files":1,"is_new_log":true,"origin":"….log.invalid"}

# Errors too.
$ recount show --json nobody
{"error":"NOT_FOUND","text":"there is no record or evidence \"nobody\""}
recount: there is no record or evidence "nobody"
? 4

$ recount checkpoint --json --passphrase-fd 3 3<note.txt
{"error":"FORBIDDEN","text":"The passphrase for the log key is wrong."}
recount: The passphrase for the log key is wrong.
? 3
