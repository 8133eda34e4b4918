"""What may not be done to a talk, verb by state by person: it is refused, and everything is left as it was."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from acts import (
    CALL_ALL,
    Answers,
    accept,
    answer,
    claim,
    close,
    corrected,
    decline,
    done,
    leave,
    miss,
    move,
    note,
    release,
    reopen,
    say,
    take,
    transfer,
)
from samovar.domain.conversation.verbs import (
    CallAll,
    Decline,
    MailAnswer,
    Mailed,
    MailQuestion,
    MarkRead,
    Miss,
    Release,
    Transfer,
    Verb,
)
from samovar.model.conversation import Conversation
from samovar.model.errors import Refused
from samovar.model.people import Operator
from talks import ANNA, FAINA, IVAN, LENA, MARINA, NOW, PAUL, TIMUR, closed, copy, held, offered, waiting

FULL = Operator("full", "operator", frozenset({"moscow"}), most=2)
"""Holds two."""
MAIL_QUESTION = MailQuestion(to="moscow@olha.example", lang="ru", places={})
LATE = NOW - timedelta(seconds=61)
REFUSED: dict[str, tuple[Callable[..., Conversation], Verb, str]] = {
    "say in somebody else's talk": (waiting, say(PAUL), "not_found"),
    "say in somebody else's closed talk": (closed, say(PAUL), "not_found"),
    "leave a contact in somebody else's talk": (waiting, leave(PAUL), "not_found"),
    "leave nothing else in somebody else's talk": (waiting, leave(PAUL, body=""), "not_found"),
    "answer without having claimed": (waiting, answer(), "not_owner"),
    "answer in a colleague's talk": (held, answer(IVAN), "taken"),
    "answer as administrator in somebody's talk": (held, answer(MARINA), "taken"),
    "answer in another city": (held, answer(TIMUR), "not_found"),
    "answer under an old number": (held, answer(lock=1), "stale_lock"),
    "answer in a closed talk": (closed, answer(), "closed"),
    "a note in a talk that waits": (waiting, note(), "forbidden"),
    "a note in a colleague's talk": (held, note(IVAN), "taken"),
    "a note in another city": (held, note(TIMUR), "not_found"),
    "claim what a colleague holds": (held, claim(IVAN), "taken"),
    "claim what is offered to oneself": (offered, claim(IVAN), "taken"),
    "claim in another city": (waiting, claim(TIMUR), "not_found"),
    "claim what is closed": (closed, claim(), "closed"),
    "take over a colleague's talk": (held, take(IVAN), "taken"),
    "take over in another city": (held, take(TIMUR), "not_found"),
    "take over under an old number": (held, take(MARINA, 1), "stale_lock"),
    "answer as senior in somebody's talk": (held, answer(LENA), "taken"),
    "a senior takes over in another city": (held, take(FAINA), "not_found"),
    "a senior takes over under an old number": (held, take(LENA, 1), "stale_lock"),
    "a senior closes in another city": (held, close(FAINA), "not_found"),
    "a senior who is offered another city's talk closes it": (
        lambda: held(channel_id="kazan", offered_to="lena"),
        close(LENA),
        "taken",
    ),
    "claim one more than one may hold": (waiting, claim(FULL), "full"),
    "take up one more than one may hold": (waiting, reopen(FULL), "full"),
    "reopen one more than one may hold": (lambda: closed(last_owner_id="full"), reopen(FULL), "full"),
    "take over what waits": (waiting, take(MARINA), "not_owner"),
    "take over what is closed": (closed, take(MARINA), "closed"),
    "release as administrator under an old number": (held, release(MARINA, 1), "stale_lock"),
    "pass on as administrator under an old number": (held, transfer(MARINA, lock=1), "stale_lock"),
    "move as administrator under an old number": (held, move(MARINA, "kazan", 1), "stale_lock"),
    "release a colleague's talk": (held, release(IVAN), "taken"),
    "release under an old number": (held, release(lock=1), "stale_lock"),
    "release by the clock what went on meanwhile": (held, release(None, lock=1), "not_owner"),
    "release by the clock what waits": (waiting, release(None), "not_owner"),
    "transfer a colleague's talk": (held, transfer(IVAN, "anna"), "taken"),
    "transfer to an operator of another city": (held, transfer(channel="kazan"), "not_found"),
    "move to a channel of another site": (held, move(to="elsewhere", names={"elsewhere": "Другой"}), "not_found"),
    "transfer to a colleague who is not here": (
        held,
        Transfer(by=ANNA, cid="rid", lock=2, to="ivan", note="", channels=frozenset({"moscow"}), here=False),
        "offline_target",
    ),
    "transfer what waits": (waiting, transfer(), "not_owner"),
    "transfer what is closed": (closed, transfer(), "closed"),
    "transfer under an old number": (held, transfer(lock=1), "stale_lock"),
    "accept what is offered to somebody else": (offered, accept(MARINA), "not_offered"),
    "accept from another city what is offered to Ivan": (offered, accept(TIMUR), "not_found"),
    "accept what is not offered": (held, accept(), "not_offered"),
    "accept too late": (lambda: offered(offered_at=LATE), accept(), "not_offered"),
    "decline what is not offered": (held, decline(), "not_offered"),
    "decline for a colleague": (offered, decline(ANNA), "not_offered"),
    "call all to what waits for somebody else first": (waiting, CALL_ALL, "not_offered"),
    "call all to what is held": (held, CALL_ALL, "not_offered"),
    "mail a question that is held": (held, MAIL_QUESTION, "not_offered"),
    "miss what is answered": (lambda: held(answered_at=NOW), miss(), "not_offered"),
    "mail a question that is answered": (lambda: waiting(question=""), MAIL_QUESTION, "not_offered"),
    "expire by the clock too early": (offered, decline(None), "bad_request"),
    "expire by the clock what is not offered": (held, decline(None), "bad_request"),
    "move a colleague's talk": (held, move(IVAN), "taken"),
    "move what waits": (waiting, move(), "not_owner"),
    "move under an old number": (held, move(lock=1), "stale_lock"),
    "move from another city": (held, move(TIMUR, "kazan"), "not_found"),
    "close a colleague's talk": (held, close(IVAN), "taken"),
    "close under an old number": (held, close(lock=1), "stale_lock"),
    "close what waits": (waiting, close(), "not_owner"),
    "close what a colleague has closed": (closed, close(IVAN), "closed"),
    "reopen what a colleague has reopened": (held, reopen(IVAN), "taken"),
    "reopen as administrator what its owner has reopened": (held, reopen(MARINA), "taken"),
    "reopen in another city": (held, reopen(TIMUR), "not_found"),
    "reopen what was closed in another city": (closed, reopen(TIMUR), "not_found"),
    "decline what waits for a colleague first": (lambda: waiting(last_owner_id="anna"), decline(), "not_offered"),
    "close from another city": (held, close(TIMUR), "not_found"),
    "end somebody else's chat": (held, close(PAUL), "not_found"),
    "reopen a colleague's last talk": (closed, reopen(IVAN), "forbidden"),
    "reopen while another is open": (closed, reopen(), "another_open"),
    "correct the card of a colleague's visitor": (held, corrected(IVAN), "taken"),
    "correct a card in another city": (held, corrected(TIMUR), "not_found"),
    "read somebody else's talk": (waiting, MarkRead(by=PAUL, seq=1), "not_found"),
    "read a colleague's talk": (held, MarkRead(by=IVAN, seq=1), "taken"),
    "read in another city": (held, MarkRead(by=TIMUR, seq=1), "not_found"),
}


@pytest.mark.parametrize(("make", "verb", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_refused_and_nothing_changed(make: Callable[..., Conversation], verb: Verb, code: str):
    talk = make()
    before = copy(talk)
    with pytest.raises(Refused) as refused:
        done(talk, verb, Answers(another=code == "another_open", holds=2))
    assert refused.value.code == code
    assert talk == before


def test_every_verb_is_refused_to_a_stranger():
    """Another city's operator learns nothing; the table above misses no verb."""
    covered = {type(verb) for _, verb, code in REFUSED.values() if code == "not_found"}
    assert covered | {Release, CallAll, Transfer, Decline, MailQuestion, MailAnswer, Mailed, Miss} == set(Verb.__args__)
    for verb in (release(TIMUR), transfer(TIMUR), decline(TIMUR)):
        with pytest.raises(Refused) as refused:
            done(offered(), verb)
        assert refused.value.code == "not_found"
