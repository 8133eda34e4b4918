"""Topics and their listeners, in memory. Publishing cannot wait and cannot fail.

A listener is anything with `on_event`; it must return at once (a connection puts what it hears into its own
bounded queue) and must not raise.
"""

import logging
from collections import defaultdict
from typing import Any, Protocol

log = logging.getLogger(__name__)


class Listener(Protocol):
    """Hears what is published on the topics it subscribes to."""

    def on_event(self, topic: str, item: Any) -> None:
        """Take one item; returns at once."""


class Hub:
    """Who listens to what."""

    def __init__(self) -> None:
        self._topics: defaultdict[str, dict[Listener, None]] = defaultdict(dict)
        self._listening: dict[str, tuple[Listener, ...]] = {}
        """The same as tuples, where published to since the last change."""

    def subscribe(self, topic: str, listener: Listener) -> None:
        """Begin to hear a topic; a second time changes nothing."""
        self._topics[topic][listener] = None
        self._listening.pop(topic, None)

    def unsubscribe(self, topic: str, listener: Listener) -> None:
        """Stop hearing a topic; an unknown one is fine."""
        listeners = self._topics.get(topic)
        if listeners is None:
            return
        listeners.pop(listener, None)
        self._listening.pop(topic, None)
        if not listeners:
            del self._topics[topic]

    def publish(self, topic: str, item: Any) -> None:
        """Hand an item to all listeners of a topic, in the order they came."""
        listening = self._listening.get(topic)
        if listening is None:
            if topic not in self._topics:
                return
            listening = self._listening[topic] = tuple(self._topics[topic])
        for listener in listening:
            try:
                listener.on_event(topic, item)
            except Exception:
                log.exception("a listener of %s failed", topic)

    @property
    def topics(self) -> int:
        """How many topics somebody listens to."""
        return len(self._topics)

    def listeners(self, topic: str) -> int:
        """How many listen to a topic."""
        return len(self._topics.get(topic, ()))
