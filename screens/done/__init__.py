"""The outcome first."""
