"""The far end of a receipt printer's wire: interprets ESC/POS and draws the paper that would come out."""

from devices.receipt_printer.simulator.printer import PrinterSimulator

__all__ = ["PrinterSimulator"]
