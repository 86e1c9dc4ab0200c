"""Text as shapes: widths on paper, line breaking, fonts and their build, text drawn as bits."""
