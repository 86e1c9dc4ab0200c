"""What stands in our own QR codes. The head tells them from every other code that a scanner may meet."""

SLIP, TICKET, BOOKING = "KS1", "KT1", "KB1"


def slip_code(number: str) -> str:
    """The code on a slip: our head and the number by which the case is found; nothing personal."""
    return f"{SLIP}/{number}"


def ticket_code(number: str, business_date: str) -> str:
    """The code on a ticket: the number is only unique on its day (ISO date)."""
    return f"{TICKET}/{business_date}/{number}"


def booking_code(number: str, day: str) -> str:
    """The code on a booking's paper: the number is only unique on its day (ISO date)."""
    return f"{BOOKING}/{day}/{number}"
