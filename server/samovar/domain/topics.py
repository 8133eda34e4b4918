"""What the hub tells about, by name: who subscribes to one hears all that is published on it."""

PEOPLE = "people"
"""Colleagues or channels have changed, or somebody came or went."""


def conversation_topic(conv: str) -> str:
    """Changes of one conversation."""
    return f"conversation:{conv}"


def visitor_topic(visitor: str) -> str:
    """Changes of all conversations of one visitor."""
    return f"visitor:{visitor}"


def inbox_topic(channel: str) -> str:
    """Changes of all conversations of one channel."""
    return f"inbox:{channel}"


def operator_topic(operator: str) -> str:
    """Changes of all conversations an operator holds or is offered."""
    return f"operator:{operator}"


def operator_topics(*operators: str | None) -> list[str]:
    """The same of several, each once; nobody has none."""
    return [operator_topic(each) for each in {*operators} if each]


def presence_topic(operator: str) -> str:
    """One operator came or went; for the visitors who talk with them."""
    return f"presence:{operator}"


def team_topic(channel: str) -> str:
    """Who of a channel is online has changed; for the windows that show it."""
    return f"team:{channel}"


def site_topic(site: str) -> str:
    """A site's settings have changed; for the windows on its pages."""
    return f"site:{site}"


def session_topic(key: str) -> str:
    """A session has ended: its sockets close."""
    return f"session:{key}"
