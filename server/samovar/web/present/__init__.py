"""Data of the trade, written down as frames, pages and refusals."""
