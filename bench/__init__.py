"""Figures of Samovar beside their peers, measured on this machine: `make bench`."""
