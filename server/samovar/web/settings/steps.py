"""What a new house still needs before it can answer: judged by what is there, not by what was clicked."""

from dataclasses import dataclass

from samovar.web.services import Services


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the guide. `key`: its words; `path`: where it is taken."""

    key: str
    path: str
    done: bool


def steps(services: Services) -> list[Step]:
    """All five, in their order."""
    directory = services.directory
    sites, channels = directory.sites(), [each for each in directory.channels() if each.closed_at is None]
    return [
        Step("site", "/settings/site", any(site.origins for site in sites)),
        Step("city", "/settings/channels", bool(channels)),
        Step("hours", "/settings/hours", any(channel.hours_id for channel in channels)),
        Step("people", "/settings/people", len(directory.operators()) > 1),
        Step("tag", "/settings/site#code", any(services.tags.seen(site) for site in sites)),
    ]
