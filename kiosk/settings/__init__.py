"""config/ as frozen types: read once, checked whole, refused with every fault in one message."""
