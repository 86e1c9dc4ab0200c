"""The booked time, first and large."""
