# A vault that may not be written to: looking works, writing says why not.
@ needs user
$ echo 'the market opens at dawn' > pass
$ recount init --quick-key --passphrase-fd 3 3<pass --quiet
$ recount record add --quiet incident id=event label='The event'
$ chmod a-w my.vault/vault.db my.vault/lock my.vault/evidence
$ recount show event | head -2
  type          incident
  id            event
$ recount record add place id=p label=L
recount: cannot open my.vault/lock: Permission denied
? 10
# The whole folder, as on a read-only disk.
$ chmod a-w my.vault; recount show event | head -2; chmod u+w my.vault
  type          incident
  id            event
$ chmod u+w my.vault/lock; recount record add place id=p label=L
recount: *
? 10
$ chmod u+w my.vault/vault.db; recount add pass
recount: *cannot make a file in my.vault/evidence: Permission denied
? 10
$ recount check --quiet
# A vault that may not even be looked into is not said to be absent.
$ chmod a-x my.vault; recount log; code=$?; chmod u+x my.vault; exit $code
recount: cannot look into the vault my.vault: Permission denied
? 10
