-- The word 已办结 done with its result; `accepted` means 已受理 alone, so what was taken in says so. A CHECK cannot be
-- altered: the table is made anew (https://www.sqlite.org/lang_altertable.html, section 7).
CREATE TABLE application_new (
  id             TEXT PRIMARY KEY,
  matter         TEXT NOT NULL,
  slip_number    TEXT NOT NULL UNIQUE,
  body_sha256    TEXT NOT NULL,
  taken_in_at    TEXT NOT NULL,
  word           TEXT CHECK (word IN ('kept', 'received', 'accepted', 'done')),
  number         TEXT,
  promised_on    TEXT,
  concluded_at   TEXT,
  receipt_state  TEXT CHECK (receipt_state IN ('received', 'accepted', 'done')),
  receipt_number TEXT,
  receipt_promised_on TEXT,
  receipt_at     TEXT,
  result_name    TEXT,              -- of an instant matter, as its receipt says
  result_number  TEXT,
  result_valid_until TEXT,
  refusal_code   TEXT,
  refusal_sentence TEXT,
  CHECK ((word IS NULL) = (number IS NULL)),
  CHECK (word IS NULL OR word = 'kept' OR receipt_state IS NOT NULL),
  CHECK (word IS NOT 'done' OR receipt_state IS 'done'),
  CHECK ((receipt_state IS NULL) = (receipt_number IS NULL)),
  CHECK ((receipt_state IS 'done') = (result_number IS NOT NULL)),
  CHECK ((result_number IS NULL) = (result_name IS NULL))
) STRICT;

INSERT INTO application_new (
  id, matter, slip_number, body_sha256, taken_in_at, word, number, promised_on, concluded_at,
  receipt_state, receipt_number, receipt_promised_on, receipt_at, refusal_code, refusal_sentence
) SELECT
  id, matter, slip_number, body_sha256, accepted_at, word, number, promised_on, concluded_at,
  receipt_state, receipt_number, receipt_promised_on, receipt_at, refusal_code, refusal_sentence
FROM application;

DROP TABLE application;
ALTER TABLE application_new RENAME TO application;

-- What the slip said is never changed afterwards; nor the receipt that it was said from.
CREATE TRIGGER word_stands BEFORE UPDATE OF word, number, promised_on ON application
WHEN OLD.word IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'the word stands'); END;

CREATE TRIGGER receipt_stands
BEFORE UPDATE OF receipt_state, receipt_number, result_name, result_number, result_valid_until ON application
WHEN OLD.receipt_number IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'the receipt stands'); END;
