# Documents of several kinds, and the same bytes twice.
$ echo 'the market opens at dawn' > pass
$ recount init --quick-key --passphrase-fd 3 3<pass --quiet
$ recount add "$RECOUNT_TEST_DATA/intake/page.html"
…/intake/page.html: preserved (entry 1)
  evidence      …
  type          text/html
  bytes         1,100
  characters    309

$ recount add "$RECOUNT_TEST_DATA/intake/two-pages.pdf"
…/intake/two-pages.pdf: preserved (entry 4)
  evidence      …
  type          application/pdf
  bytes         967
  characters    100

# A scan has no text. It is preserved, and the reason is told.
$ recount add "$RECOUNT_TEST_DATA/intake/scan.pdf"
…/intake/scan.pdf: preserved (entry 7)
  evidence      …
  type          application/pdf
  bytes         595
  notice        No page has a text layer: the pages are images and need text recognition.

# A name that says something else than the content.
$ cp "$RECOUNT_TEST_DATA/intake/page.html" odd.txt; echo >> odd.txt; recount add odd.txt
odd.txt: preserved (entry 9)
  evidence      …
  type          text/html
  bytes         1,101
  characters    309
  notice        the name says .txt, the content is text/html

# The same bytes again, under whatever name.
$ cp "$RECOUNT_TEST_DATA/intake/page.html" other.html; recount add other.html
other.html: these bytes are here already (entry 1); nothing was changed
  evidence      …

$ recount show page.html
  type          evidence
  id            …
  size          1100
  media_type    text/html
  role          evidentiary
  file_name     page.html
  recorded_at   …
  entry         1
  leaf hash     …
  file          evidence/…
  text          evidence/…
  custody       action received, at …, result bytes preserved, SHA-256 taken, entry 2

# Part of a SHA-256 is enough to name a file, and so is its name when only one has it.
$ recount show $(sha256sum < odd.txt | cut -c 1-10) | head -3
  type          evidence
  id            …
  size          1101

$ mkdir sub; echo one > sub/a.txt; echo two > a.txt; recount add --quiet a.txt sub/a.txt; recount show a.txt
recount: "a.txt" names more than one evidence file; give its SHA-256
? 2

$ recount cite a.txt --quote one
recount: "a.txt" names more than one evidence file; give its SHA-256
? 2

# What is refused: nothing, a folder, a role that does not exist.
$ recount add nothing.txt
recount: *cannot open nothing.txt: No such file or directory
? 4

$ recount add sub
recount: *sub is a folder, not a file
? 2

$ mkfifo fifo; recount add fifo; recount codebook set fifo; recount check --head fifo
recount: fifo is a pipe or a device; save its content to a file first
recount: fifo is a pipe or a device; save its content to a file first
recount: fifo is a pipe or a device; save its content to a file first
? 2

$ recount add --role best pass
recount: pass: role: "best" is not one of evidentiary, working, redacted, translation, transcript
? 2

# Two of three files were added, and the third was not: the journal says so.
$ echo 1 > 1.txt; echo 2 > 2.txt; recount add 1.txt 2.txt 3.txt
1.txt: preserved (entry *)
…
2.txt: preserved (entry *)
…
recount: 2 of 3 files were added, then: *cannot open 3.txt: No such file or directory
? 4

$ recount check --only evidence
Evidence: 8 files and 7 texts, … MB at … MB/s, every SHA-256 equal; 0 quotes stand at its bytes.
All good.

$ find my.vault/evidence -name '.*'
