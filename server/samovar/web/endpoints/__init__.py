"""What is asked by address, without a person behind it."""
