"""The terminal's side of the wire to its backend: HTTP ends here. Nothing here knows the database."""
