# A folder is watched: files are read as they come, and when they change.
$ mkdir incoming; echo 'Two miners were killed.' > incoming/first.txt
$ (sleep 2.5; echo 'Five officers were injured.' > incoming/second.txt; sleep 2.5; echo 'Six miners were killed.' > incoming/first.txt) & timeout --preserve-status --signal INT 8 recount read --watch incoming --json > lines; echo "ended with $?"; cut -d, -f1-2,5-6 lines | cut -c1-70; wait
ended with 0
{"id":"incoming/first.txt","text":"…
{"id":"incoming/second.txt","text":"…
{"id":"incoming/first.txt","text":"…
$ grep -o '"low":[0-9]*' lines
"low":2
"low":5
"low":6

$ recount read --watch nowhere
recount: the folder nowhere cannot be read: No such file or directory
? 4
