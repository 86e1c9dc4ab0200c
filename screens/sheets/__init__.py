"""What lies over a screen: time, leaving, faults, help."""
