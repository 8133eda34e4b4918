"""All that an installation holds, as one file that any other can take in, whichever database it has.

A zip: `samovar.json` says what is in it, `tables/NAME.jsonl` has the rows, one on a line, as arrays in the order of
the columns. Each table comes with the number and the sum of its rows; who takes them in counts and sums what is then
in its own database, and compares.
"""
