"""The fault matrix: every fault × every step of a visit, what each must lead to, and the hands that try it."""
