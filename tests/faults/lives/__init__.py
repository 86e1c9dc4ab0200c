"""The lives of a terminal: forked from a warm server, killed, begun anew; the town around it and what its books say."""
