# Wrong words on the command line, and what is said to them.
$ recount figur event
recount: there is no command "figur"; did you mean "figure"?
? 1

$ recount frobnicate
recount: there is no command "frobnicate"; "recount help" lists them
? 1

$ recount claim
recount: "claim" needs a second word, as in "recount claim add"
? 1

$ recount figure
recount: INCIDENT is missing (id of the incident); see "recount help figure"
? 1

$ recount figure one two
recount: "two" is one word too many; see "recount help figure"
? 1

$ recount figure event --colour red
recount: there is no option --colour here; --help shows the options
? 1

$ recount figure event --rule
recount: --rule needs a value
? 1

$ recount --vault
recount: --vault needs a value
? 1

$ recount help frobnicate
recount: there is no command "frobnicate"; "recount help" lists them
? 1

# What takes one value takes it once.
$ recount figure event --rule gtd --rule ucdp
recount: --rule is given twice; it takes one value
? 1

# A program that asked for JSON gets its errors as JSON, wherever it asked.
$ recount --json figur
{"error":"USAGE","text":"there is no command \"figur\"; did you mean \"figure\"?"}
recount: there is no command "figur"; did you mean "figure"?
? 1

$ recount figure --json
{"error":"USAGE","text":"INCIDENT is missing (id of the incident); see \"recount help figure\""}
recount: INCIDENT is missing (id of the incident); see "recount help figure"
? 1

$ recount help frobnicate --json
{"error":"USAGE","text":"--json: there is only text of this; leave --json out"}
recount: --json: there is only text of this; leave --json out
? 1

$ recount show "$(printf 'a\377')"
recount: argument 2 is not valid UTF-8; rename the file, or set a UTF-8 locale
? 1

# There is no vault here.
$ recount log
recount: there is no vault at my.vault; make one with "recount init my.vault", or name another with --vault
? 4

$ recount --vault nowhere/at/all check
recount: there is no vault at nowhere/at/all; make one with "recount init nowhere/at/all", or name another with --vault
? 4

$ ln -s loop loop; recount --vault loop log
recount: cannot look into the vault loop: Too many levels of symbolic links
? 10

$ recount --json log
{"error":"NOT_FOUND","text":"there is no vault at my.vault; make one with \"recount init my.vault\", or name another with --vault"}
recount: there is no vault at my.vault; make one with "recount init my.vault", or name another with --vault
? 4

$ mkdir my.vault; recount log
recount: there is no vault at my.vault; make one with "recount init my.vault", or name another with --vault
? 4

$ echo text > my.vault/vault.db; recount log
recount: the database is damaged (file is not a database, while running a statement); restore it from a backup
? 6

# Nor can one be made over something, or where nothing is.
$ echo 'the market opens at dawn' > pass
$ recount init my.vault --quick-key --passphrase-fd 3 3<pass
recount: my.vault is there already and not empty; choose another name for the vault
? 5

$ recount init no/such/folder --quick-key --passphrase-fd 3 3<pass
recount: cannot make the folder no/such/folder: No such file or directory
? 10

# No passphrase, and a file descriptor that is not open.
$ recount init new.vault --quick-key --passphrase-fd 3 3</dev/null
recount: The passphrase is empty.
? 2

$ recount init new.vault --quick-key --passphrase-fd 9
recount: The passphrase cannot be read: Bad file descriptor
? 10

$ test -e new.vault
? 1

# Names that are not known to a vault.
$ recount init new.vault --quick-key --quiet --passphrase-fd 3 3<pass
$ export RECOUNT_VAULT=new.vault; recount show nobody; recount figure nobody; recount list nothing; recount show 99; recount cite nobody --quote x; recount report nobody
recount: there is no record or evidence "nobody"
recount: there is no record with the id "nobody"
recount: there is no type "nothing"; "recount fields" lists them
recount: the journal has no entry 99
recount: there is no evidence "nobody"; "recount list evidence" shows what is there
recount: there is no record with the id "nobody"
? 4

$ export RECOUNT_VAULT=new.vault; recount record add place id=p label=L; recount figure p
Added place p (entry 1).
recount: "p" is no incident (type place)
? 4

$ export RECOUNT_VAULT=new.vault; recount record add incident id=i label=L target.victim_class=any; recount figure i --measure ghosts; recount figure i --rule best; recount figure i --rule gtd --all-rules
Added incident i (entry 2).
recount: there is no measure "ghosts"; there are killed, injured, missing, …
recount: there is no rule "best"
recount: give either --rule or --all-rules
? 1

$ export RECOUNT_VAULT=new.vault; recount record add place label; recount record add place colour=red; recount record add place id=p label=L; recount record add nothing id=p; recount record add place label=L label=M
recount: "label": expected field=value, as in measure=killed
recount: there is no column "colour"
recount: the id "p" is taken (type place); to correct that record, give a new id and say "replaces"
recount: there is no type "nothing"; "recount fields" lists them
recount: the field label is given twice
? 1

$ export RECOUNT_VAULT=new.vault; recount claim add about=i property=name --bytes 5; recount claim add about=i property=name --bytes -1:4; recount claim add about=i property=name --bytes 4:4; recount claim add about=i property=name citations=[] --source s
recount: --bytes: "5" is not START:END, as in 219:302
recount: --bytes: "-1:4" is not START:END, as in 219:302
recount: --bytes: "4:4" is not START:END, as in 219:302
recount: give either --source, --evidence and --quote, or citations=…, not both
? 1

$ export RECOUNT_VAULT=new.vault; recount log --limit many
recount: --limit: "many" is not a whole number from 1 to 1000000
? 1

$ export RECOUNT_VAULT=new.vault; recount log --json --limit 0
{"error":"USAGE","text":"--limit: \"0\" is not a whole number from 1 to 1000000"}
recount: --limit: "0" is not a whole number from 1 to 1000000
? 1

$ export RECOUNT_VAULT=new.vault; recount import --threads 99 x.jsonl
recount: --threads: "99" is not a whole number from 0 to 64
? 1
