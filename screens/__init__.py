"""Everything that is drawn and touched: the only room that knows Kivy."""
