-- Drafts: unfinished applications that residents wanted kept here. Each lies in a box that only its card opens, found by a
-- tag that only its card gives. `age` is what has passed since it was made, in seconds, counted by draft_clock.
CREATE TABLE draft (
  tag     BLOB PRIMARY KEY CHECK (length(tag) = 16),
  matter  TEXT NOT NULL,
  sealed  BLOB NOT NULL,
  age     REAL NOT NULL DEFAULT 0 CHECK (age >= 0),
  made_at TEXT NOT NULL                            -- by the wall clock of then; nothing is decided by it
) STRICT;

-- Up to when the ages are counted: by the monotonic clock within one boot, by the wall clock across a restart.
CREATE TABLE draft_clock (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  at_utc  TEXT NOT NULL,
  mono    REAL NOT NULL,
  boot_id TEXT NOT NULL
) STRICT;

-- This terminal's own: a tag or a key that was made elsewhere from the same card is another one here.
CREATE TABLE draft_salt (
  id   INTEGER PRIMARY KEY CHECK (id = 1),
  salt BLOB NOT NULL CHECK (length(salt) = 32)
) STRICT;
