"""The privacy notice before the first personal fact."""
