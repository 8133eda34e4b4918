"""What can happen to a conversation, each verb written once: plain data, called with the locked snapshot that it
changes, the time, and what is stored besides. `by`: who, nobody being the clock; `cid`: their own id of it.

A verb checks its rule first and changes only then: a refused one leaves the snapshot as it was. Where things stand
already as somebody wants them nothing changes and nothing is refused; who comes too late is told who has the talk.
"""

from samovar.domain.conversation.verbs.card import Correct
from samovar.domain.conversation.verbs.ending import Close, Miss, Reopen
from samovar.domain.conversation.verbs.holding import CallAll, Claim, Release, Take
from samovar.domain.conversation.verbs.letters import MailAnswer, Mailed, MailQuestion
from samovar.domain.conversation.verbs.messages import Answer, Leave, MarkRead, Note, Opening, Say
from samovar.domain.conversation.verbs.passing import Accept, Decline, Move, Transfer

__all__ = [
    "Accept", "Answer", "CallAll", "Claim", "Close", "Correct", "Decline", "Leave", "MailAnswer", "MailQuestion",
    "Mailed", "MarkRead", "Miss", "Move", "Note", "Opening", "Release", "Reopen", "Say", "Take", "Transfer", "Verb",
]  # fmt: skip

Verb = (
    Say | Leave | Answer | Note | Claim | Take | Release | CallAll | Transfer | Accept | Decline | Move | Close | Reopen
    | Correct | MarkRead | MailQuestion | MailAnswer | Mailed | Miss
)  # fmt: skip
