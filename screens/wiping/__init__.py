"""The farewell."""
