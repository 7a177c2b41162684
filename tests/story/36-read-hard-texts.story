# Texts that are hard to read: bounded, never a crash, and a word about what could not be read.

# All in capitals: capitals tell nothing then, and nothing depends on them.
$ echo 'AT LEAST 16 PEOPLE WERE KILLED IN BOGOTA ON FRIDAY, POLICE SAID.' > capitals.txt
$ recount read --date 2011-12-17 capitals.txt
capitals.txt: 1 proposal
  1  killed: at least 16 (reported)
     "AT LEAST 16 PEOPLE WERE KILLED IN BOGOTA…"  bytes 0 to …
     where    BOGOTA = Bogotá (CO)
     when     2011-12-16
     said by  POLICE (official, states)
     why      killed.passive: "WERE KILLED"

# Without marks and capitals.
$ echo 'at least 16 people were killed in the town police said' | recount read - | head -2
-: 1 proposal
  1  killed: at least 16 …

# Bytes of Latin-1 are no text here; the message says where, and what to do.
$ printf 'At least 16 people were killed near Orl\351ans, police said.\n' > latin1.txt; recount read latin1.txt
latin1.txt: 0 proposals
  notice        The text is not UTF-8 (byte 39). Convert a copy with `iconv -f ENCODING -t UTF-8` …
$ iconv -f ISO-8859-1 -t UTF-8 latin1.txt > converted.txt; recount read converted.txt | sed -n '1,2p;/where/p'
converted.txt: 1 proposal
  1  killed: at least 16 (reported)
     where    Orléans (FR)

# A text that was converted once too often is text: its words are read, what became of a name is not guessed.
$ printf 'At least 16 people were killed near Orl\303\203\302\251ans, police said.\n' | recount read - | head -2
-: 1 proposal
  1  killed: at least 16 (reported)

# Cut in the middle of a character.
$ printf 'At least 16 people were killed near Orl\303' | recount read -
-: 0 proposals
  notice        The text is not UTF-8 (byte 39). …
$ printf '{"id":1,"text":"16 killed \303"}\n{"id":2,"text":"At least 16 people were killed."}\n' | recount read --jsonl
{"id":null,"line":1,"error":"INPUT","reason":"…"}
{"id":2,…"low":16,…}
recount: 1 of 2 lines were refused; the answer to each says why
? 2

# Digits of other scripts are digits.
$ echo 'At least ١٦ people were killed and ६४ were injured.' | recount read --totals - | sed -n '/in all/,$p'
What the text says in all
  killed        at least 16  from 1
  injured       64  from 2
  arrested      the text does not say

# No tables for Arabic or Hebrew; what is in English between it is quoted at its bytes.
$ echo 'قُتل 16 شخصاً وأصيب 64 آخرون في المدينة.' | recount read -
-: 0 proposals
  notice        No tables know any word of the text.
$ echo 'קרית שמונה: at least 16 people were killed.' | recount read -
-: 1 proposal
  1  killed: at least 16
     "…at least 16 people were killed"  bytes …
     why      killed.passive: "were killed"

# Nothing in it.
$ : > empty.txt; printf ' \n\n' > blank.txt; echo '12 34 56' > numbers.txt; recount read empty.txt blank.txt numbers.txt
empty.txt: 0 proposals
  notice        The file is empty.

blank.txt: 0 proposals
  notice        The text has no words.

numbers.txt: 0 proposals
  notice        The text has no words.
$ recount read - < /dev/null
-: 0 proposals
  notice        The file is empty.

# No text.
$ printf '\177ELF\002\001\001\0\0\0\0\0\0\0\0\0\003\0>\0At least 16 people were killed' > program; recount read program
program: 0 proposals
  notice        No text is extracted from application/….
$ printf '\0\0\0At least 16 people were killed\0' > zeros; recount read zeros
zeros: 0 proposals
  notice        No text is extracted from application/octet-stream.

# A line of 10 MB, of one sentence, one word, one letter: each is answered in seconds.
$ awk 'BEGIN { for (i = 0; i < 70000; i++) printf "at least 16 people were killed in the town and police said that then more of a crowd had come and gone, and nobody in it knew what they wanted " }' > line.txt
$ (ulimit -t 120; recount read --json line.txt | wc -c) | awk '{ print ($1 > 1000000) }'
1
$ awk 'BEGIN { for (i = 0; i < 10000000; i++) printf "a" }' > word.txt; (ulimit -t 120; recount read word.txt)
word.txt: 0 proposals
  notice        No tables know any word of the text.
$ awk 'BEGIN { for (i = 0; i < 1500000; i++) printf "killed " }' > again.txt; (ulimit -t 120; recount read again.txt | head -1)
again.txt: …
$ awk 'BEGIN { for (i = 0; i < 2000000; i++) printf "(“[" }' > marks.txt; (ulimit -t 120; recount read marks.txt)
marks.txt: 0 proposals
  notice        The text has no words.
