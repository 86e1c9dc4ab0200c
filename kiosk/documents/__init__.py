"""What leaves a visit: the application as it travels, the papers that are printed, the codes on them."""
