"""A database that was hurt: set aside, read for what it still gives, and the WAL that tells of a gap."""
