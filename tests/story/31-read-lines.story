# Many documents, one a line: each is answered by one line, in the same order.
$ cat > documents.jsonl <<'END'
> {"id":"a","text":"At least 16 people were killed in the town, police said.","date":"2011-12-17","lang":"en"}
> 
> this is no JSON
> {"id":"b","text":"The market opens at dawn."}
> {"id":7,"text":"Погибли 12 человек.","lang":"ru"}
> {"id":"c","text":"x","date":"someday"}
> {"id":"d","text":"x","text":"y"}
> {"id":{},"text":"x"}
> {"id":"e"}
> [1]
> END
$ recount read --jsonl --totals < documents.jsonl
{"id":"a","language":"en","proposals":[{"measure":"killed","low":16,"high":null,"qualifier":"at_least","as_stated":"At least 16",…,"modality":"…","background":false,"relation":null,"quote":"At least 16 people were killed in the town","byte_start":0,"byte_end":42,"rule":"killed.passive",…}],"totals":{"killed":{"low":16,"high":null,"proposals":[0]},"injured":null,"arrested":null}}
{"id":null,"line":3,"error":"INPUT","reason":"not valid JSON at …"}
{"id":"b","language":"en","proposals":[],"totals":{"killed":null,"injured":null,"arrested":null}}
{"id":7,"language":"ru","proposals":[…],"totals":{…}}
{"id":"c","line":6,"error":"INPUT","reason":"the date \"someday\" is not YYYY, YYYY-MM or YYYY-MM-DD"}
{"id":null,"line":7,"error":"INPUT","reason":"…duplicate…"}
{"id":null,"line":8,"error":"INPUT","reason":"\"id\" is no text or number"}
{"id":"e","line":9,"error":"INPUT","reason":"there is no \"text\""}
{"id":null,"line":10,"error":"INPUT","reason":"the line is no object {\"id\": …, \"text\": …}"}
recount: 6 of 9 lines were refused; the answer to each says why
? 2
$ echo '{"id":1,"text":"Dieciséis muertos.","lang":"es"}' | recount read --jsonl
{"id":1,"line":1,"error":"INPUT","reason":"there are no tables for the language \"es\"; there are en, ru"}
recount: 1 of 1 lines were refused; the answer to each says why
? 2

# The number of threads changes nothing.
$ for i in 1 2 3 4 5 6 7; do sed -n 1p documents.jsonl; sed -n 5p documents.jsonl; done > many.jsonl
$ recount read --jsonl --threads 1 < many.jsonl > one; recount read --jsonl --threads 4 < many.jsonl > four; cmp one four; wc -l < one
14

# Each line is answered when it comes, and not at the end.
$ mkfifo in out; recount read --jsonl < in > out & exec 3> in; exec 4< out; sed -n 4p documents.jsonl >&3; head -1 <&4; exec 3>&-; wait
{"id":"b","language":"en","proposals":[]}
