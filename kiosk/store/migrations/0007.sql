-- The journal as a chain: each row carries SHA-256(hash of the row before ‖ its own canonical bytes), written by
-- kiosk.store.journal.chain. Times since boot become whole milliseconds, so that every language writes them alike.
-- Rows of before are kept as they are, without a hash; the chain begins behind them.
DROP TRIGGER journal_no_update;
DROP TRIGGER journal_no_delete;
ALTER TABLE journal RENAME TO old_journal;
CREATE TABLE journal (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  at_utc  TEXT NOT NULL,
  mono_ms INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  kind    TEXT NOT NULL,
  outcome TEXT NOT NULL,
  subject TEXT NOT NULL DEFAULT '',
  hash    BLOB NOT NULL
) STRICT;
INSERT INTO journal SELECT seq, at_utc, CAST(mono * 1000 AS INTEGER), boot_id, kind, outcome, subject, zeroblob(32)
  FROM old_journal ORDER BY seq;

-- Behind which row the chain is proven from: what lay before has left, or is older than the chain.
CREATE TABLE journal_anchor (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  seq    INTEGER NOT NULL,
  hash   BLOB NOT NULL CHECK (length(hash) = 32),
  set_at TEXT NOT NULL
) STRICT;
INSERT INTO journal_anchor SELECT 1, coalesce(max(seq), 0), zeroblob(32), strftime('%Y-%m-%dT%H:%M:%fZ') FROM old_journal;
DROP TABLE old_journal;

-- The last row that was there when the hall and this machine's clock first agreed on a day.
CREATE TABLE journal_day (
  day TEXT PRIMARY KEY,
  seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal WHEN OLD.seq > (SELECT seq FROM journal_anchor)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_anchor_goes_forward BEFORE UPDATE ON journal_anchor
WHEN NEW.seq < OLD.seq OR NEW.hash IS NOT (SELECT hash FROM journal WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'the anchor is a row of the journal, and only goes forward'); END;
CREATE TRIGGER journal_anchor_stays BEFORE DELETE ON journal_anchor
BEGIN SELECT RAISE(ABORT, 'the anchor stays'); END;
