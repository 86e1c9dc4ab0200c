"""The journal: what kinds of row there are, the chain, half a year kept, signed exports, reading beside a keeper."""
