"""One client's life, for both sides."""
