"""The words of the trade as plain data: no input, no output."""
