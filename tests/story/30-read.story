# Reading: the program proposes the claims of a document, and records nothing.
$ cat > note.txt <<END
> At least 16 people were killed in the town on Friday, police said.
> 
> Doctors counted 64 injured. Earlier this year, 3 miners were killed in another accident.
> END

$ recount read note.txt
note.txt: 3 proposals
  1  killed: at least 16…
     "At least 16 people were killed in the town on Friday…"  bytes 0 to …
…
     said by  police (official, states)
     why      killed.passive: …
  2  injured: 64…
     "…64 injured"  bytes …
     said by  Doctors (hospital, states)
     why      injured…
  3  killed: 3…
     "…3 miners were killed…"  bytes …
…

# The document's own answer for each measure.
$ recount read --totals note.txt | sed -n '/in all/,$p'
What the text says in all
  killed        at least 16  from 1
  injured       64  from 2
  arrested      the text does not say

# Not all documents can be read; the others are.
$ recount read nowhere.txt note.txt > shown; code=$?; head -3 shown; exit $code
recount: 1 of 2 documents could not be read
nowhere.txt: cannot open nowhere.txt: No such file or directory

note.txt: 3 proposals
? 2
$ recount read nowhere.txt
recount: …nowhere.txt…
? 4

# Bytes that are no text in any known encoding say what to do.
$ printf 'At least 16 killed \377\376\200\n' > broken.txt; recount read broken.txt
broken.txt: 0 proposals
  notice        The text is not UTF-8 (byte 19). Convert a copy …

# A web page: the bytes are those of the text that was taken out of it.
$ printf '<html><body><p>At least 16 people were killed, police said.</p></body></html>' > page.html
$ recount read page.html | head -3
page.html: 1 proposal; bytes are those of the text taken out of it
  1  killed: at least 16…
     "At least 16 people were killed"  bytes …

# Standard input, the date that "yesterday" counts from, and the whole as one JSON document.
$ echo 'Two officers were injured yesterday.' | recount read --date 2011-12-17 --json -
{"documents":[{"id":"-","text":"…","is_extracted":false,"language":"en","proposals":[{"measure":"injured","low":2,"high":2,"qualifier":"exact","as_stated":"Two",…,"quote":"Two officers were injured…","byte_start":0,…}]}]}

# Who did it, by which organisation, and how sure it is.
$ echo 'Three miners were killed in the valley. The Ardan Front claimed responsibility for the attack.' | recount read --json -
{…,"by":"Ardan Front",…,"by_organisation":"Ardan Front","responsibility":"claimed"}]}]}
$ echo 'Three miners were killed, and the army accused the Ardan Liberation Front [ALF] of the attack.' | recount read - | grep '^     by'
     by       Ardan Liberation Front [ALF] (accused by authorities)
$ echo 'Three miners were killed in the valley.' | recount read --json - | grep -c responsibility
0
? 1

$ recount read
recount: DOC is missing (a file or a preserved document); see "recount help read"
? 1
$ recount read --jsonl note.txt
recount: with --jsonl no DOC is named
? 1
$ recount read --date someday note.txt
recount: the date "someday" is not YYYY, YYYY-MM or YYYY-MM-DD
? 2
$ recount read --language xx note.txt
recount: there are no tables for the language "xx"; there are en, ru
? 2

# Tables of a group's own are added to the built-in ones; a wrong one is named with its line.
$ mkdir -p tables/en; printf '[nonsense\n' > tables/en/act.txt; recount read --tables tables note.txt
recount: en/act.txt…
? 2
$ recount read --tables nowhere note.txt
recount: the folder of tables nowhere cannot be read: No such file or directory
? 4

# Places of a group's own stand before those that are built in: a camp that no list has, and a village of the same name
# as a large town. A wrong line is named.
$ printf '# ours\n0\tcountry\tKZ\t0\t51.18010\t71.44598\tKazakhstan\t\n' > places.tsv
$ printf '1\ttown\tKZ\t40\t43.10000\t52.20000\tCamp Otrar-9\tCamp Nine\n2\ttown\tKZ\t300\t44.00000\t53.00000\tLower Aktau\tAktau\n' >> places.tsv
$ echo 'Two men were killed in Camp Nine. Three women were killed in Aktau. Four boys were killed in Almaty.' > camp.txt
$ recount read --gazetteer places.tsv camp.txt | grep where
     where    Camp Nine = Camp Otrar-9 (KZ)
     where    Aktau = Lower Aktau (KZ)
     where    Almaty (KZ)
$ recount read --gazetteer places.tsv --no-gazetteer camp.txt | grep where
     where    Camp Nine = Camp Otrar-9 (KZ)
     where    Aktau = Lower Aktau (KZ)
$ printf '3\ttown\tKZ\tfew\t44.00000\t53.00000\tShetpe\t\n' >> places.tsv; recount read --gazetteer places.tsv camp.txt
recount: places.tsv: line 5: the population is no number.
? 2
$ recount read --gazetteer nowhere.tsv camp.txt
recount: cannot open nowhere.tsv: No such file or directory
? 4

# A heading, an item or a cell of a web page is a sentence of its own, without a full stop; preserved it reads the same.
$ printf '<!DOCTYPE html><h1>Three miners killed in Astana</h1><p>Police arrested two men</p><ul><li>Two wounded</li><li>four missing</li></ul>' > page.html
$ recount read page.html | grep -e '^  [0-9]' -e '"'
  1  killed: 3, civilians
     "Three miners killed in Astana"  bytes 0 to 29
     why      killed.reduced: "killed"
  2  arrested: 2
     "Police arrested two men"  bytes 30 to 53
     why      arrested.object: "arrested"
  3  injured: 2
     "Two wounded"  bytes 54 to 65
     why      injured.reduced: "wounded"
  4  missing: 4
     "four missing"  bytes 66 to 78
     why      missing.state: "missing"
$ recount read page.html | grep '"' > before.txt; echo a long sentence for nobody > pass
$ recount init --quick-key --passphrase-fd 3 3<pass --quiet; recount add --quiet page.html
$ recount read page.html | grep '"' | diff before.txt -
