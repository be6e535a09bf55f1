"""What the ports stand for on a real machine."""
