"""The bench panel: a window beside the kiosk, for who shows it, teaches it or tries it out with a mouse."""
