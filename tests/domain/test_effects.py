"""What follows from a change: timers are set where there is something new to wait for, and dropped with its end."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from acts import (
    CALL_ALL,
    Answers,
    accept,
    answer,
    claim,
    close,
    decline,
    move,
    note,
    release,
    reopen,
    say,
    take,
    transfer,
)
from samovar.domain.conversation.effects import Effects, effects
from samovar.domain.conversation.verbs import MarkRead, Verb
from samovar.model.conversation import Conversation
from talks import ANNA, MARINA, NOW, closed, held, offered, waiting

MINUTE, MOMENT = timedelta(seconds=60), timedelta(seconds=10)
OFFERED, KEPT, LOOKED_FOR = {"offer": NOW + MINUTE}, {"keeper": NOW + MINUTE}, {"owner": NOW + MOMENT}
ASKED = {"question": NOW + MINUTE / 2}


def answered(**more: Any) -> Conversation:
    """Nobody waits."""
    return held(**{"waiting_at": None, **more})


def kept() -> Conversation:
    """For Anna."""
    return waiting(last_owner_id="anna")


CASES: dict[str, tuple[Callable[[], Conversation], Verb, dict[str, datetime], set[str]]] = {
    "an offer is waited for a minute": (held, transfer(), OFFERED, set()),
    "another offer a minute anew": (offered, transfer(to="marina"), OFFERED, set()),
    "an offer that is accepted is over": (offered, accept(), {}, {"offer"}),
    "an offer that is declined is over": (offered, decline(), {}, {"offer"}),
    "all ends with the talk": (offered, close(), {}, {"offer", "owner"}),
    "and with the owner's part in it": (offered, move(), {}, {"offer", "owner"}),
    "whoever claims is looked for": (waiting, claim(), LOOKED_FOR, set()),
    "whoever takes over in silence is looked for": (answered, take(), LOOKED_FOR, set()),
    "whoever reopens is looked for": (closed, reopen(), LOOKED_FOR, set()),
    "an owner is looked for after a question": (answered, say(), LOOKED_FOR, set()),
    "and after a message of their own": (answered, answer(), LOOKED_FOR, set()),
    "not in a lively talk": (lambda: answered(last_at=NOW - MOMENT), say(), {}, set()),
    "nor a moment after a claim": (lambda: answered(claimed_at=NOW - MOMENT), say(), {}, set()),
    "nor where somebody waits already": (held, say(), {}, set()),
    "nor once more where somebody asked already": (lambda: waiting(question="Когда?"), say(), {}, set()),
    "a question that nobody has may have to be mailed": (lambda: waiting(waiting_at=NOW), say(), ASKED, set()),
    "which is over once somebody has it": (lambda: waiting(question="?"), claim(), LOOKED_FOR, {"question"}),
    "an answer writes no timer": (held, answer(), {}, set()),
    "a note writes no timer": (held, note(), {}, set()),
    "a mark writes no timer": (held, MarkRead(by=ANNA, seq=4), {}, set()),
    "who comes back is kept for a minute": (closed, say(), KEPT | ASKED, set()),
    "not for nobody": (lambda: closed(last_owner_id=None), say(), ASKED, set()),
    "nor after a release": (held, release(), {}, {"owner"}),
    "who calls everybody is kept no longer": (kept, CALL_ALL, {}, {"keeper"}),
    "who has an owner is kept no longer": (kept, claim(MARINA), LOOKED_FOR, {"keeper"}),
}


@pytest.mark.parametrize(("make", "verb", "timers", "dropped"), CASES.values(), ids=CASES)
def test_what_follows(make: Callable[[], Conversation], verb: Verb, timers: dict[str, datetime], dropped: set[str]):
    talk = make().opened()
    verb(talk, NOW, Answers())
    assert talk.was
    assert effects(talk.was, talk) == Effects(timers, frozenset(dropped))
