"""What several verbs do to a conversation on the way."""

from collections.abc import Mapping
from datetime import datetime

from samovar.model.conversation import PREVIEW, Conversation
from samovar.model.letters import cut
from samovar.model.people import Operator


def author(member: Operator | None) -> tuple[str, str | None]:
    """Whose entry it is; nobody's (None) is the clock's."""
    return ("operator", member.id) if member else ("system", None)


def released(
    talk: Conversation, member: Operator | None, reason: str, owner: str | None, now: datetime, rid: str | None
) -> None:
    """Nobody is called first any more."""
    data = {"reason": reason, "owner": owner}
    talk.append("released", *author(member), now, audience="operators", data=data, cid=rid)
    talk.last_owner_id = None


def message(
    talk: Conversation, side: str, who: str, body: str, cid: str, now: datetime, data: Mapping[str, str] | None = None
) -> None:
    """A message, which lists show as the last one."""
    entry = talk.append("message", side, who, now, body=body, cid=cid, data=dict(data or {}))
    talk.last_text, talk.last_side, talk.last_by, talk.last_at = cut(body, PREVIEW), side, who, now
    talk.last_message_seq = entry.seq


def nothing_asked(talk: Conversation) -> None:
    """Nobody waits for an answer."""
    talk.waiting_at, talk.question, talk.unanswered = None, "", 0


def hold(talk: Conversation, operator_id: str, how: str, rid: str | None, now: datetime) -> None:
    """It has an owner now, under a new number. `how`: claim, accept or take."""
    data = {"how": how} | ({"from": talk.owner_id} if how == "take" else {})
    talk.append("claimed", "operator", operator_id, now, data=data, cid=rid)
    drop_offer(talk)
    talk.state, talk.owner_id, talk.last_owner_id, talk.claimed_at = "held", operator_id, operator_id, now
    talk.lock += 1


def let_go(talk: Conversation, now: datetime) -> None:
    """It waits again, under a new number."""
    drop_offer(talk)
    talk.state, talk.owner_id = "waiting", None
    talk.waiting_at = talk.waiting_at or now
    talk.lock += 1


def drop_offer(talk: Conversation) -> None:
    """Whatever was offered, or came back, is over."""
    talk.offered_to, talk.offered_at, talk.offer_note, talk.offered_by = None, None, "", None
    talk.returned_by, talk.returned_how = None, ""


def reopen(talk: Conversation, side: str, who: str, now: datetime, rid: str | None = None) -> None:
    """A closed one waits again."""
    talk.append("reopened", side, who, now, cid=rid)
    talk.state, talk.closed_at, talk.waiting_at = "waiting", None, now
    talk.lock += 1
