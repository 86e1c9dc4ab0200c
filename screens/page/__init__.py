"""What stands around every screen: header, tools, steps, notices, foot."""
