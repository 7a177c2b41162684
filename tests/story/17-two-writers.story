# Two at once: one writes, the other is told to wait; those who read are not held up.
$ echo 'the market opens at dawn' > pass
$ recount init --quick-key --passphrase-fd 3 3<pass --quiet
$ mkfifo slow; (recount import --quiet slow.jsonl - < slow; echo "import ended with $?") > import.out 2>&1 & echo '{"type":"place","id":"first","label":"First"}' > slow.jsonl; exec 5>slow; sleep 0.3; recount record add place id=p label=L; echo "code $?"; recount list place; echo '{"type":"place","id":"last","label":"Last"}' >&5; exec 5>&-; wait; cat import.out; recount list place
recount: another recount is writing to my.vault; wait until it has finished
code 7
first                         First
1 record.
import ended with 0
first                         First
last                          Last
2 records.
