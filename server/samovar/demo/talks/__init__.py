"""Five weeks of talks, by what they were about."""

from samovar.demo.script import Talk
from samovar.demo.talks import delivery, kazan, materials, measuring, now, prices, unanswered

STORY: tuple[Talk, ...] = (
    *prices.TALKS, *measuring.TALKS, *materials.TALKS, *delivery.TALKS, *unanswered.TALKS, *kazan.TALKS, *now.TALKS,
)  # fmt: skip
