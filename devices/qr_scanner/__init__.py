"""Code scanners: a serial engine, and a camera that reads codes."""
