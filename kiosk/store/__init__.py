"""The terminal's one local database: what was taken in, what is still to be sent, what was printed."""
