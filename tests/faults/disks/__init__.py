"""Disks that a harness makes, fills, cuts off and traces."""
