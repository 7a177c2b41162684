# Help is enough to learn the program.
$ recount
recount - from contested reports to figures that can be checked
…
Start
  init            *
…

$ recount help > help; recount --help | cmp - help && recount | cmp - help

$ recount version
recount 0.1.0

$ recount --version
recount 0.1.0

# Each command has help, by either word, with its use, its arguments, examples and the shape of its reply.
$ recount help import
Import records from JSON Lines or CSV.
Use: recount import [OPTIONS] FILE…
…
Arguments
  FILE…*files; - is standard input
…
Examples
  recount import sources.jsonl claims.jsonl
…
Reply with --json
…

$ recount import --help > a; recount help import > b; cmp a b

$ recount claim add -h | head -1
Add one claim by hand, with the words on which it rests.

$ recount help | sed -n 's/^  \([a-z]* \{0,1\}[a-z]*\)  *[A-Z].*\.$/\1/p' > commands; wc -l < commands
45

$ while read -r command; do recount help $command > out && grep -q '^Use: recount '"$command" out && grep -q '^Examples' out && grep -q '^Reply with --json' out || echo "$command"; done < commands

# The fields of each type, and the rules.
$ recount fields
publication   who publishes: a medium, an office, an organisation
source        a document, recording or statement that says something
evidence      a file as received; its id is the SHA-256 of its bytes
text          the text of an evidence file, taken out once and frozen; quotes point into it
custody       one act in the chain of custody of an evidence file
place         a place that claims can name
incident      an incident of violence; only an id, a label and a scope, all else is claims
claim         what one source said
decision      a judgement of ours, with its reason; another decision can revoke it
codebook      the methodology in force: words to numbers, thresholds, default rule
key           keys of this vault; the first entry of every journal is one
estimate      how many people no list has, estimated from tables of lists; never part of a figure
list          a list of victims, one edition of it: a preserved file and how its rows are read
match         a matching run: which lists were matched, how, and what came out; it merges nothing

$ recount fields place
place         a place that claims can name
(* = required)
* id                         id of our choosing     id; never sealed
* label                      text                   our working name
  names                      list of objects        names by language and script
* names[].name               text                   the name
  names[].language           text                   BCP 47
  names[].script             text                   ISO 15924
  kind                       word                   what it is
                            = country, region, province, district, town, village, site
  within                     id of place            the smallest listed place that contains it
  near                       id of place            a place nearby
  coordinates                object                 where it is; committed apart
* coordinates.lat            number                 degrees north, WGS 84
* coordinates.lon            number                 degrees east, WGS 84
  note                       text                   our public note
  visibility                 object                 who may see it
* visibility.level           word                   public, restricted or sealed
                            = public, restricted, sealed
  visibility.reason          text                   why it is not public
  visibility.review          date                   when to look at it again
  seal                       list of ids            groups encrypted to the key of the vault
  researcher                 id of our choosing     who recorded it
  recorded_at                time                   when it was recorded
  replaces                   id of any record       an earlier record of ours of the same type that this one corrects

$ recount fields nothing
recount: there is no type "nothing"; "recount fields" lists them
? 2

$ recount rules | grep -c '^  \* '
8

# A man page and a completion script.
$ recount man | head -2
.TH RECOUNT 1 "" "recount 0.1.0" "User Commands"
.SH NAME

$ recount man | grep -c '^\.SS '
45

$ recount completion > complete.bash; bash -n complete.bash

$ bash -c '. ./complete.bash; COMP_WORDS=(recount codebook s); COMP_CWORD=2; _recount; printf "%s " "${COMPREPLY[@]}"'
set show

$ bash -c '. ./complete.bash; COMP_WORDS=(recount figure --al); COMP_CWORD=2; _recount; echo "${COMPREPLY[@]}"'
--all-rules
