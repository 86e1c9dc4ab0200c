"""How fields are filled: keypad, keyboard with pinyin, signature pad."""
