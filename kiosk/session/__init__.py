"""The state of one visit as values, tables and one pure function. Reads no clock, opens nothing."""
