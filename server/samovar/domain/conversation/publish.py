"""What is told of a conversation after a commit made it true, and to whom. Only the desk tells."""

from collections.abc import Sequence
from typing import Any

import msgspec

from samovar.domain.conversation.batch import Committed
from samovar.domain.topics import conversation_topic, inbox_topic, operator_topics, visitor_topic
from samovar.live.hub import Hub
from samovar.live.throttle import Throttle
from samovar.model.conversation import Conversation, Entry


class Change(msgspec.Struct):
    """What the desk tells about one conversation. `encoded` keeps the frames made of it, so that each is
    made once for all its readers."""

    talk: Conversation
    entries: Sequence[Entry]
    marked: bool = False
    """A read mark has moved."""
    plain: bool = False
    """Only messages, notes or read marks: nobody sees more or less of it than before."""
    encoded: dict[Any, bytes] = {}


class Row(msgspec.Struct):
    """How lists show a conversation from now on. `entries`: what has come to it. `encoded` as in a change."""

    talk: Conversation
    entries: Sequence[Entry]
    encoded: dict[Any, bytes] = {}


class Erased(msgspec.Struct):
    """Nothing of what was said in a conversation, or by a visitor, is left: whoever shows it lets go."""

    conv: str = ""


class Publisher:
    """Tells the hub. Cannot wait and cannot fail."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self.throttle = Throttle(self._tell_lists)
        """Rows of lively talks."""
        self.messages = 0
        """Told since the start."""

    def publish(self, done: Committed) -> None:
        """Tell everybody who follows the conversation; retries tell nobody anything."""
        if done.dup:
            return
        talk = done.talk
        for entry in done.entries:
            self.messages += entry.kind == "message"
        change = Change(talk, done.entries, done.marked, done.plain)
        self._hub.publish(conversation_topic(talk.id), change)
        self._hub.publish(visitor_topic(talk.visitor_id), change)
        if change.plain:
            if done.last:
                self.throttle.say(talk.id, done)
            return
        for topic in _concerned(done):
            self._hub.publish(topic, change)
        self.throttle.over(talk.id)
        self._tell_lists(done)

    def _tell_lists(self, done: Committed) -> None:
        """Show the row anew. In a lively talk not at every message: a row is state, and the newest is enough."""
        talk, row = done.talk, Row(done.talk, done.entries)
        self._hub.publish(visitor_topic(talk.visitor_id), row)
        for channel in {done.from_channel or talk.channel_id, talk.channel_id}:
            self._hub.publish(inbox_topic(channel), row)
        for topic in _concerned(done):
            self._hub.publish(topic, row)


def _concerned(done: Committed) -> list[str]:
    """Topics of those who held or were offered the conversation, before or now."""
    return operator_topics(*done.audience_before, done.talk.owner_id, done.talk.offered_to)
