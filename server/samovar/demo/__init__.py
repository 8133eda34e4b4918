"""The demonstration: a kitchen maker with its shop, people and past talks, in a data folder of its own."""

from samovar.demo.run import run

__all__ = ["run"]
