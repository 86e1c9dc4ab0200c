-- Times are UTC text of one width (2026-11-22T08:30:00.000000Z), so that they sort as text.

CREATE TABLE counter (
  series        TEXT NOT NULL,      -- slip, or ticket-<letter>
  business_date TEXT NOT NULL,
  last          INTEGER NOT NULL CHECK (last > 0),
  PRIMARY KEY (series, business_date)
) STRICT, WITHOUT ROWID;

-- Stays after the receipt: ids, numbers, times and a hash. Never a word of what was applied for by whom.
CREATE TABLE application (
  id             TEXT PRIMARY KEY,
  matter         TEXT NOT NULL,
  slip_number    TEXT NOT NULL UNIQUE,
  body_sha256    TEXT NOT NULL,
  accepted_at    TEXT NOT NULL,
  word           TEXT CHECK (word IN ('kept', 'received', 'accepted')),
  number         TEXT,
  promised_on    TEXT,
  concluded_at   TEXT,
  receipt_state  TEXT CHECK (receipt_state IN ('received', 'accepted')),
  receipt_number TEXT,
  receipt_promised_on TEXT,
  receipt_at     TEXT,
  refusal_code   TEXT,
  refusal_sentence TEXT,
  CHECK ((word IS NULL) = (number IS NULL)),
  CHECK ((receipt_state IS NULL) = (receipt_number IS NULL))
) STRICT;

-- What the slip said is never changed afterwards.
CREATE TRIGGER word_stands BEFORE UPDATE OF word, number, promised_on ON application
WHEN OLD.word IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'the word stands'); END;

-- Sealed; both are deleted when the receipt is stored.
CREATE TABLE body (
  application_id TEXT PRIMARY KEY REFERENCES application (id),
  sealed         BLOB NOT NULL
) STRICT;

CREATE TABLE attachment (
  application_id TEXT NOT NULL REFERENCES application (id),
  sha256         TEXT NOT NULL,
  sealed         BLOB NOT NULL,
  PRIMARY KEY (application_id, sha256)
) STRICT;

CREATE TABLE outbox (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  kind        TEXT NOT NULL CHECK (kind IN ('application', 'rating')),
  subject     TEXT NOT NULL,                       -- application id or rating id
  state       TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'refused')),
  payload     BLOB,                                -- a rating's JSON; an application's lies in body and attachment
  tries       INTEGER NOT NULL DEFAULT 0,
  next_try_at TEXT NOT NULL,
  cause       TEXT,                                -- an error's key: why the last try failed
  made_at     TEXT NOT NULL,
  ended_at    TEXT,
  UNIQUE (kind, subject)
) STRICT;
CREATE INDEX outbox_waiting ON outbox (next_try_at) WHERE state = 'waiting';

-- One row while the backend does not take our token.
CREATE TABLE hold (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  cause TEXT NOT NULL,
  since TEXT NOT NULL
) STRICT;

CREATE TABLE print (
  id       TEXT PRIMARY KEY,                       -- one id through all tries
  kind     TEXT NOT NULL,                          -- slip, ticket, test
  subject  TEXT NOT NULL,                          -- application id, request id, device
  state    TEXT NOT NULL CHECK (state IN ('intent', 'sent', 'confirmed', 'unknown', 'nothing', 'abandoned')),
  papers   INTEGER NOT NULL DEFAULT 0,             -- how many may lie in somebody's hand
  cause    TEXT,
  made_at  TEXT NOT NULL,
  sent_at  TEXT,
  ended_at TEXT
) STRICT;
CREATE INDEX print_open ON print (state) WHERE state IN ('intent', 'sent');

CREATE TABLE ticket (
  request_id    TEXT PRIMARY KEY,
  series        TEXT NOT NULL,                     -- the window group
  number        TEXT NOT NULL,
  business_date TEXT NOT NULL,
  source        TEXT NOT NULL CHECK (source IN ('hall', 'own')),
  made_at       TEXT NOT NULL,
  UNIQUE (business_date, number)
) STRICT;

CREATE TABLE pin_gate (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  tries    INTEGER NOT NULL,
  tried_at TEXT
) STRICT;
INSERT INTO pin_gate VALUES (1, 0, NULL);

CREATE TABLE journal (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  at_utc  TEXT NOT NULL,
  mono    REAL NOT NULL,
  boot_id TEXT NOT NULL,
  kind    TEXT NOT NULL,
  outcome TEXT NOT NULL,
  subject TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
