# The register is made from the journal, and can be made again.
$ echo 'the market opens at dawn' > pass
$ recount init --quick-key --passphrase-fd 3 3<pass --quiet
$ recount add --quiet "$RECOUNT_TEST_DATA/incidents/marikana.txt"; recount import --quiet "$RECOUNT_TEST_DATA/incidents/marikana.jsonl"
$ recount rebuild --json > before; recount figure marikana-2012 --all-rules --json > figure-before
$ recount rebuild
Made the register again from 29 entries.
…

$ recount rebuild --json > after; cmp before after
$ recount figure marikana-2012 --all-rules --json > figure-after; cmp figure-before figure-after
$ recount check --only register
Register: byte-identical to what the journal gives.
All good.
