"""The core of the terminal: no Kivy, no serial port, no device library (docs/architecture.md)."""
