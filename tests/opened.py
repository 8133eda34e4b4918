"""Channels that keep hours, for tests."""

from typing import Any

from house import Running
from samovar.storage.engine.database import Session
from samovar.storage.tables import Channel, Hours

MOSCOW, KAZAN, SITE = "channel-moscow-0000", "channel-kazan-0000", "site-of-the-shop00"
NINE_TO_NINE = [[[540, 1260]]] * 7


async def change(at: Running, channel: str, **values: Any) -> None:
    """As the settings would."""
    services = at.house.services

    def write(session: Session) -> None:
        found = session.get(Channel, channel)
        assert found
        for name, value in values.items():
            setattr(found, name, value)

    await services.database.write(write)
    await services.directory.refresh()


async def keep(at: Running, channel: str, week: list[Any] = NINE_TO_NINE, **more: Any) -> None:
    """The channel keeps hours of its own from now on."""
    hours = Hours(id=f"hours-of-{channel}", site_id=SITE, name=channel, week=week, **more)
    await at.house.services.database.write(lambda session: session.add(hours))
    await change(at, channel, hours_id=f"hours-of-{channel}")
