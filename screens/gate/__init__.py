"""The PIN of staff and technicians."""
