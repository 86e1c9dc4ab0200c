-- Order per resident without knowing her (lane: 16 bits, gone with the receipt), age by two clocks, and what keeps the
-- whole sender waiting: a line that is down, or a backend that asked for a pause.
ALTER TABLE outbox ADD COLUMN lane INTEGER CHECK (lane BETWEEN 0 AND 65535);
ALTER TABLE outbox ADD COLUMN boot_id TEXT NOT NULL DEFAULT '';  -- of the boot in which it was taken in
ALTER TABLE outbox ADD COLUMN mono REAL NOT NULL DEFAULT 0;      -- and its monotonic seconds then
ALTER TABLE outbox ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;    -- the larger, the later it was tried last; no clock in it
CREATE INDEX outbox_lane ON outbox (lane, id) WHERE state = 'waiting' AND lane IS NOT NULL;
CREATE INDEX outbox_refused ON outbox (id) WHERE state = 'refused';

CREATE TABLE pause (
  kind  TEXT PRIMARY KEY CHECK (kind IN ('line', 'asked')),
  tries INTEGER NOT NULL,                          -- how often the line failed since it worked last
  cause TEXT NOT NULL,
  until TEXT NOT NULL
) STRICT;
