-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The enduring tables of a vault. Everything else in vault.db is derived from `entry` and can be made again
-- (recount rebuild). The format is described in docs/formats/vault.md and docs/formats/journal.md.

PRAGMA application_id = 1380271956; -- "RECT"
PRAGMA user_version = 1;

CREATE TABLE vault( -- what the vault says of itself
  name TEXT PRIMARY KEY, -- format; key_entry: the entry of the key in force
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE entry( -- the journal: append only
  seq INTEGER PRIMARY KEY, -- index in the log, from 0, without gaps
  leaf TEXT NOT NULL, -- what the Merkle tree is built over: SD-JWT payload with eight digests, no content
  disclosures TEXT NOT NULL -- lines: [salt,name,value] of each group, {"sealed":…}, or {"decoy":…} for an absent one
) STRICT;

CREATE TABLE checkpoint( -- every head ever signed
  size INTEGER PRIMARY KEY, -- entries that it covers
  note TEXT NOT NULL -- C2SP checkpoint with its signatures
) STRICT;

CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry BEGIN
  SELECT RAISE(ABORT, 'entries are never changed');
END;
CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry BEGIN
  SELECT RAISE(ABORT, 'entries are never deleted');
END;
CREATE TRIGGER entry_has_no_gap BEFORE INSERT ON entry
WHEN NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM entry) BEGIN
  SELECT RAISE(ABORT, 'entries follow one another without gaps');
END;
CREATE TRIGGER checkpoint_is_never_changed BEFORE UPDATE ON checkpoint BEGIN
  SELECT RAISE(ABORT, 'checkpoints are never changed');
END;
CREATE TRIGGER checkpoint_is_never_deleted BEFORE DELETE ON checkpoint BEGIN
  SELECT RAISE(ABORT, 'checkpoints are never deleted');
END;
