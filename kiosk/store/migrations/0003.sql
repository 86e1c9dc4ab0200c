-- Half days at the window: written down with their paper's intent before it is printed. Nothing of who comes.
CREATE TABLE booking (
  booking_id TEXT PRIMARY KEY,
  matter     TEXT NOT NULL,
  number     TEXT NOT NULL,                        -- the hall's, unique there on its day
  day        TEXT NOT NULL,
  half       TEXT NOT NULL CHECK (half IN ('morning', 'afternoon')),
  made_at    TEXT NOT NULL
) STRICT;
