"""The demonstration: a kitchen maker with its shop, people and past talks, in a data folder of its own."""
