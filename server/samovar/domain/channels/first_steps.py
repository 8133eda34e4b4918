"""What a new house needs before it can answer: judged by what is there, not by what was clicked."""

from samovar.domain.channels.directory import Directory
from samovar.domain.channels.tags import Tags


def first_steps(directory: Directory, tags: Tags) -> dict[str, bool]:
    """Each step in its order, and whether it is done."""
    sites, channels = directory.sites(), [each for each in directory.channels() if each.closed_at is None]
    return {
        "site": any(site.origins for site in sites),
        "city": bool(channels),
        "hours": any(channel.hours_id for channel in channels),
        "people": len(directory.operators()) > 1,
        "tag": any(tags.seen(site) for site in sites),
    }
