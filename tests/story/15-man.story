# The man page is one that man can show.
@ needs man
$ recount man > recount.1; MANWIDTH=100 man -l recount.1 2>&1 > shown; grep -c '^COMMANDS' shown
1
