"""Petr's app: what it shows at a time."""

from datetime import datetime, timedelta

import pyotp

from browser import EMAIL, hire
from house import Running
from newcomers import operator
from samovar.domain.people.second_factor import new_secret


def shown(secret: str, at: Running, later: float = 0.0) -> str:
    """The code of now, by the house's clock, or of so many seconds later."""
    moment: datetime = at.clock() + timedelta(seconds=later)
    return pyotp.TOTP(secret).at(moment)


async def with_app(at: Running) -> tuple[str, list[str]]:
    """Petr has a second factor: its secret, and the codes on his paper. The code of now is used."""
    await hire(at)
    secret, who = new_secret(), await operator(at, EMAIL)
    paper = await at.house.services.second_factor.switch_on(who.id, secret, shown(secret, at))
    at.clock.ahead += timedelta(seconds=60)
    return secret, paper
