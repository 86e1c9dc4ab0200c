"""What is in and what is missing."""
