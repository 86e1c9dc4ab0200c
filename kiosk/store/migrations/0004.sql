-- Two doors, each with tries of its own: whoever guesses at the pad that residents see shuts no staff out. And which PINs
-- were guessed at: new ones, which only somebody at the terminal's console can set, free the tries.
ALTER TABLE pin_gate RENAME TO old_pin_gate;
CREATE TABLE pin_gate (
  door     TEXT PRIMARY KEY CHECK (door IN ('entrance', 'comparison')),
  tries    INTEGER NOT NULL,
  tried_at TEXT,
  pins     TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO pin_gate (door, tries, tried_at) SELECT 'entrance', tries, tried_at FROM old_pin_gate;
INSERT INTO pin_gate (door, tries) VALUES ('comparison', 0);
DROP TABLE old_pin_gate;
