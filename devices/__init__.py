"""The outside world: one folder per device family, each with codec, driver and simulator."""
