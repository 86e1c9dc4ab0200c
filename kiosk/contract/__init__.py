"""What travels between a terminal and its backend, and how it is signed and sealed. Values and rules, no network."""
