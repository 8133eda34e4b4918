"""An answer to a letter becomes its author's message in the talk, once."""

import hashlib

from samovar.domain.conversation.desk import Desk
from samovar.domain.conversation.rules import fits
from samovar.domain.conversation.verbs import Say
from samovar.model.errors import NotFound
from samovar.model.letters import cut
from samovar.model.people import Visitor
from samovar.model.text import plain
from samovar.storage.engine.database import Database
from samovar.storage.queries import conversations, letters

LONGEST = 5_000
"""Characters of a message: what is longer is cut, for its author is not there to shorten it."""


async def take_reply(desk: Desk, database: Database, conversation: str, sender: str, text: str, message_id: str) -> str:
    """Whoever brings it has seen that it answers a letter of ours to this talk's visitor, whatever `sender` says of
    itself. Gives the conversation that it stands in: where that one ended long ago a new one begins, as in the window.
    Raises Refused."""
    talk = (await database.read(conversations.load, [conversation])).get(conversation)
    if talk is None:
        raise NotFound
    body = fits(cut(plain(text).strip(), LONGEST), LONGEST)
    await desk.plainly(lambda session: letters.confirm_address(session, talk.visitor_id, sender, desk.clock()))
    guest = Visitor(talk.visitor_id, talk.site_id)
    say = Say(by=guest, cid=_cid(message_id), body=body, data={"by": "mail"})
    return (await desk.carry_out(say, conversation)).talk.id


def _cid(message_id: str) -> str:
    """The same letter, however often it is brought, is the same message."""
    return "mail-" + hashlib.sha256(message_id.strip().encode()).hexdigest()[:40]
