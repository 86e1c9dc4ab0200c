"""Nothing lost, nothing twice, nothing left behind: harnesses that do to a terminal what the field does to it, and count.

`python -m tests.faults NAME` runs one and prints its figure, `make faults` runs all at full length and writes
docs/promises.md. The short forms are the tests beside them.
"""
