-- The key of one application's boxes, in a box that only the sender opens. It goes with the receipt: what may be left of the
-- boxes anywhere opens for nobody then. An application of an older version has no row here: its boxes need none.
CREATE TABLE record_key (
  application_id TEXT PRIMARY KEY REFERENCES application (id),
  sealed         BLOB NOT NULL
) STRICT;
