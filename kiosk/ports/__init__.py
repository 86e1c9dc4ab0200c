"""What the core asks of the outside: one Protocol a file, and the values that cross."""
