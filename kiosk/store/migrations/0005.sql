-- How many databases of this terminal were set aside before this one. Its numbers begin at number * 1000 + 1, so that
-- none is given twice even if nothing of those before could be read (docs/decisions/0010-damaged-files.md).
CREATE TABLE generation (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  number INTEGER NOT NULL CHECK (number >= 0)
) STRICT;
INSERT INTO generation VALUES (1, 0);
