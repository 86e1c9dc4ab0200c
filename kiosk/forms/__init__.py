"""Forms as data: fields, what an answer must be, what needs no question, how a value is masked."""
