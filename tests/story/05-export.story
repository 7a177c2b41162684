# Export, and import of the export: nothing changes.
$ echo 'the market opens at dawn' > pass
$ recount init --quick-key --passphrase-fd 3 3<pass --quiet
$ recount add --quiet "$RECOUNT_TEST_DATA/incidents/rabaa.txt"
$ recount import "$RECOUNT_TEST_DATA/incidents/rabaa.jsonl"
…/incidents/rabaa.jsonl: 29 rows, 29 added

$ recount export > one.jsonl; wc -l < one.jsonl
33

$ recount import one.jsonl
one.jsonl: 33 rows, 0 added, 33 unchanged

$ recount export --output two.jsonl
33 records written to two.jsonl.

$ cmp one.jsonl two.jsonl

# The same by CSV, one type a file. Nested fields are columns with dots.
$ recount export --type claim -o claims.csv; recount import claims.csv
13 records written to claims.csv.
claims.csv: 13 rows, 0 added, 13 unchanged

$ head -1 claims.csv | cut -d , -f 1-10
type,id,about,property,measure,as_stated,value.text,value.ref,value.term,value.months

$ recount export --type claim --format csv > again.csv; cmp claims.csv again.csv

$ for type in publication source place incident decision; do recount export --quiet --type $type --output $type.csv && recount import $type.csv; done
publication.csv: 4 rows, 0 added, 4 unchanged
source.csv: 4 rows, 0 added, 4 unchanged
place.csv: 4 rows, 0 added, 4 unchanged
incident.csv: 1 row, 0 added, 1 unchanged
decision.csv: 3 rows, 0 added, 3 unchanged

# With a byte order mark, for a spreadsheet; it is read over on import.
$ recount export --type place --bom -o bom.csv; head -c 3 bom.csv | od -An -tx1
4 records written to bom.csv.
 ef bb bf

$ recount import bom.csv
bom.csv: 4 rows, 0 added, 4 unchanged

# A cell that a spreadsheet would take for a formula is disarmed, and read back as it was.
$ recount record add place id=formula 'label==HYPERLINK("http://example.org")'
Added place formula (entry 33).
$ recount export --quiet --type place -o places.csv; grep formula places.csv
place,formula,"'=HYPERLINK(""http://example.org"")",,,,,,,,,,,,,…,

$ recount import places.csv
places.csv: 5 rows, 0 added, 5 unchanged

# The export into another vault: the evidence is not there yet, so the quotes cannot be checked and nothing is taken.
$ recount --vault other.vault init --quick-key --quiet --passphrase-fd 3 3<pass
$ recount --vault other.vault import one.jsonl
…
*evidence: no evidence has the id "…"; it must come first
…
? 2

# With the document it is. What the program writes itself is skipped when its bytes are not here, and compared when they are.
$ recount --vault other.vault add --quiet "$RECOUNT_TEST_DATA/incidents/rabaa.txt"
$ grep -v -e '"type":"key"' -e '"type":"evidence"' -e '"type":"text"' -e '"type":"custody"' one.jsonl > records.jsonl
$ recount --vault other.vault import records.jsonl
records.jsonl: 29 rows, 29 added

# What export refuses.
$ recount export --format csv
recount: a CSV file holds one type; say which with --type claim, --type source …
? 1

$ recount export --type nothing
recount: there is no type "nothing"; "recount fields" lists them
? 2

$ recount export --output /nowhere/file.jsonl
recount: cannot write to /nowhere/file.jsonl: No such file or directory
? 10
