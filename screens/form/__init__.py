"""One page of the form."""
