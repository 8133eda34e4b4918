"""What can happen to a talk: each verb does what trade.md says, or refuses and leaves everything as it was."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

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
    kinds,
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
    Correct,
    Decline,
    MarkRead,
    Opening,
    Release,
    Transfer,
    Verb,
)
from samovar.model.conversation import Conversation
from samovar.model.errors import Refused
from samovar.model.people import Operator, Visitor
from talks import ANNA, EARLIER, IVAN, MARINA, MARY, NOW, PAUL, TIMUR, closed, copy, held, offered, waiting

LATE = NOW - timedelta(seconds=61)
REFUSED: dict[str, tuple[Callable[..., Conversation], Verb, str]] = {
    "say in somebody else's talk": (waiting, say(PAUL), "not_found"),
    "say in somebody else's closed talk": (closed, say(PAUL), "not_found"),
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
        done(talk, verb, Answers(another=True))
    assert refused.value.code == code
    assert talk == before


def test_every_verb_is_refused_to_a_stranger():
    """Another city's operator learns nothing; the table above misses no verb."""
    covered = {type(verb) for _, verb, code in REFUSED.values() if code == "not_found"}
    assert covered | {Release, CallAll, Transfer, Decline} == set(Verb.__args__)
    for verb in (release(TIMUR), transfer(TIMUR), decline(TIMUR)):
        with pytest.raises(Refused) as refused:
            done(offered(), verb)
        assert refused.value.code == "not_found"


# ---------------------------------------------------------------- messages


def test_a_visitors_message_waits_for_an_answer_since_the_first_unanswered():
    talk = done(waiting(), say())
    assert kinds(talk) == ["message"] and talk.fresh[0].seq == 5
    assert (talk.last_text, talk.last_side, talk.unread_operator) == ("Здравствуйте", "visitor", 2)
    assert (talk.last_by, talk.last_at, talk.last_message_seq) == ("mary", NOW, 5)
    assert talk.waiting_at == EARLIER
    assert done(held(waiting_at=None), say()).waiting_at == NOW


def test_an_answer_ends_the_waiting_and_the_first_one_is_remembered():
    talk = done(held(), answer())
    assert talk.waiting_at is None and talk.answered_at == NOW
    assert (talk.unread_visitor, talk.last_side) == (1, "operator")
    talk.lock, later = 2, NOW + timedelta(minutes=1)
    done(talk, answer(), at=later)
    assert talk.answered_at == NOW and talk.unread_visitor == 2


def test_the_question_is_the_first_message_that_is_not_answered_and_the_further_ones_are_counted():
    talk = done(waiting(), say(body="Сколько стоит?"))
    done(talk, say(body="Ау"))
    assert (talk.question, talk.unanswered) == ("Сколько стоит?", 2)
    done(talk, claim())
    assert (talk.question, talk.unanswered) == ("Сколько стоит?", 2)
    done(talk, answer(lock=talk.lock))
    assert (talk.question, talk.unanswered) == ("", 0)
    done(talk, say(body="А с островом?"))
    assert (talk.question, talk.unanswered) == ("А с островом?", 1)
    done(talk, release(lock=talk.lock))
    assert (talk.question, talk.unanswered) == ("А с островом?", 1)


def test_a_closed_talk_asks_nothing():
    talk = done(held(question="Ау", unanswered=1), close())
    assert (talk.question, talk.unanswered, talk.waiting_at) == ("", 0, None)


def test_of_a_talk_nobody_is_said_to_have_been_there_unless_somebody_was():
    assert not Opening(ccid="a-conversation", channel_id="moscow", origin="incoming").staffed


def test_a_long_question_is_cut():
    assert done(waiting(), say(body="я" * 300)).question == "я" * 200
    assert done(waiting(), say(body="я" * 199 + "👩‍👩‍👧")).question == "я" * 199


def test_a_note_is_for_operators_and_leaves_a_hole_in_the_visitors_view():
    talk = done(held(), note())
    assert (talk.last_seq, talk.visible_seq, talk.last_text) == (5, 4, "Здравствуйте")
    assert talk.fresh[0].audience == "operators"
    done(talk, answer())
    assert (talk.fresh[1].seq, talk.fresh[1].prev) == (6, 4)


def test_a_message_after_closing_reopens_and_waits_for_the_last_owner():
    talk = done(closed(), say())
    assert kinds(talk) == ["reopened", "message"]
    assert (talk.state, talk.owner_id, talk.last_owner_id, talk.closed_at) == ("waiting", None, "anna", None)
    assert talk.waiting_at == NOW and talk.lock == 3


# ---------------------------------------------------------------- whose it is


def test_a_claim_makes_an_owner_and_a_new_number():
    talk = done(waiting(), claim())
    assert (talk.state, talk.owner_id, talk.last_owner_id, talk.claimed_at) == ("held", "anna", "anna", NOW)
    assert talk.lock == 3 and kinds(talk) == ["claimed"] and talk.fresh[0].data == {"how": "claim"}
    assert talk.waiting_at == EARLIER  # An answer, not a click, ends the visitor's waiting.


def test_claiming_ones_own_again_changes_nothing():
    talk = held()
    assert done(copy(talk), claim()) == talk


def test_an_administrator_claims_too():
    assert done(waiting(), claim(MARINA)).owner_id == "marina"


def test_a_released_talk_waits_for_anybody():
    talk = done(held(waiting_at=None), release())
    assert (talk.state, talk.owner_id, talk.last_owner_id, talk.lock) == ("waiting", None, None, 3)
    assert talk.waiting_at == NOW
    assert talk.fresh[0].audience == "operators" and talk.fresh[0].data == {"reason": "released", "owner": "anna"}


def test_a_talk_whose_owner_is_gone_says_why_it_came_back():
    talk = done(held(), release(None))
    assert talk.fresh[0].author == "system" and talk.fresh[0].data == {"reason": "owner_offline", "owner": "anna"}
    assert talk.waiting_at == EARLIER


def test_a_transfer_is_an_offer_that_the_owner_keeps_meanwhile():
    talk = done(held(), transfer())
    assert (talk.state, talk.owner_id, talk.lock) == ("held", "anna", 2)
    assert (talk.offered_to, talk.offered_at, talk.offer_note) == ("ivan", NOW, "Ваш клиент")
    assert talk.fresh[0].data == {"step": "offered", "to": "ivan", "note": "Ваш клиент"}
    assert talk.fresh[0].audience == "operators"
    assert done(talk, answer()).last_side == "operator"


def test_an_accepted_offer_changes_the_owner_and_the_number():
    talk = done(offered(), accept())
    assert (talk.owner_id, talk.last_owner_id, talk.lock) == ("ivan", "ivan", 3)
    assert (talk.offered_to, talk.offered_at, talk.offer_note) == (None, None, "")
    assert talk.fresh[0].kind == "claimed" and talk.fresh[0].audience == "all"
    with pytest.raises(Refused, match="ivan"):
        done(talk, answer())


@pytest.mark.parametrize(
    ("verb", "step", "author"), [(decline(), "declined", "operator"), (decline(None), "expired", "system")]
)
def test_a_declined_or_expired_offer_comes_back(verb: Verb, step: str, author: str):
    talk = done(offered(offered_at=NOW - timedelta(seconds=60)), verb)
    assert (talk.owner_id, talk.lock, talk.offered_to) == ("anna", 2, None)
    assert talk.fresh[0].data["step"] == step and talk.fresh[0].author == author
    assert talk.visible_seq == 4


def test_another_offer_takes_the_place_of_the_one_that_came_back():
    talk = done(held(returned_by="ivan", returned_how="declined"), transfer(to="petr"))
    assert (talk.offered_to, talk.offered_by, talk.returned_by, talk.returned_how) == ("petr", "anna", None, "")


def test_an_administrator_who_passes_a_talk_on_to_themselves_takes_it():
    talk = done(offered(), transfer(MARINA, "marina"))
    assert (talk.owner_id, talk.lock, talk.offered_to) == ("marina", 3, None)
    assert talk.fresh[0].data == {"how": "take", "from": "anna"} and kinds(talk) == ["claimed"]


@pytest.mark.parametrize(("verb", "reason", "author"), [
    (CALL_ALL, "kept_silent", ("system", None)), (decline(ANNA), "kept_declined", ("operator", "anna")),
])  # fmt: skip
def test_what_waits_for_its_last_owner_first_is_called_to_all(verb: Verb, reason: str, author: tuple[str, str | None]):
    talk = done(waiting(last_owner_id="anna"), verb)
    assert (talk.state, talk.last_owner_id, talk.lock, talk.waiting_at) == ("waiting", None, 2, EARLIER)
    [entry] = talk.fresh
    assert (entry.kind, entry.author, entry.author_id, entry.audience) == ("released", *author, "operators")
    assert entry.data == {"reason": reason, "owner": "anna"}


def test_a_moved_talk_waits_as_new_in_the_other_channel():
    talk = done(offered(), move())
    assert (talk.channel_id, talk.state, talk.owner_id, talk.last_owner_id) == ("kazan", "waiting", None, None)
    assert talk.lock == 3 and talk.offered_to is None and talk.waiting_at == NOW
    assert talk.fresh[0].data == {"from": "Москва", "to": "Казань", "note": "Живёт там"}
    assert talk.fresh[0].audience == "operators"


# ---------------------------------------------------------------- closing


@pytest.mark.parametrize(("by", "lock"), [(ANNA, 2), (MARINA, -1), (MARY, -1)])
def test_a_talk_is_closed_by_its_owner_its_visitor_or_an_administrator(by: Any, lock: int):
    talk = done(offered(), close(by, lock))
    assert (talk.state, talk.owner_id, talk.last_owner_id, talk.closed_at) == ("closed", None, "anna", NOW)
    assert talk.lock == 3 and talk.offered_to is None and talk.waiting_at is None
    assert talk.fresh[0].data == {"side": by.side} and talk.fresh[0].audience == "all"


def test_the_last_owner_takes_a_closed_talk_up_again():
    talk = done(closed(), reopen())
    assert kinds(talk) == ["reopened", "claimed"]
    assert (talk.state, talk.owner_id, talk.closed_at, talk.waiting_at) == ("held", "anna", None, None)


# ---------------------------------------------------------------- the card


@pytest.mark.parametrize(
    ("field", "card"),
    [("city", {"city": "Казань", "city_how": "operator", "city_by": "anna"}), ("name", {"called": "Казань"})],
)
def test_a_corrected_card_shows_it_and_remembers_what_stood_there(field: str, card: dict[str, str]):
    stored, shown = Answers(), f"guest_{field}"
    talk = done(held(**{shown: "Тверь"}), Correct(by=ANNA, cid="rid", field=field, value="Казань"), stored)
    assert getattr(talk, shown) == "Казань" and stored.cards == {"mary": card}
    [entry] = talk.fresh
    assert (entry.kind, entry.author_id, entry.audience) == ("card", "anna", "operators")
    assert entry.data == {"field": field, "was": "Тверь", "now": "Казань"}


# ---------------------------------------------------------------- read marks


def marked(talk: Conversation, person: Visitor | Operator, seq: int, left: int = 0) -> Conversation:
    return done(talk, MarkRead(by=person, seq=seq), Answers(unread=left))


def test_read_marks_only_grow_and_never_pass_the_end():
    talk = marked(waiting(visible_seq=3, last_seq=9), MARY, 100)
    assert talk.seen_visitor == 3
    assert marked(talk, MARY, 1).seen_visitor == 3
    assert marked(held(visible_seq=3, last_seq=9), ANNA, 2**53).seen_operator == 3


@pytest.mark.parametrize(("talk", "person"), [(waiting(unread_visitor=2), MARY), (held(), ANNA)])
def test_a_mark_said_again_costs_nothing(talk: Conversation, person: Visitor | Operator):
    once = marked(copy(talk), person, 3, left=1)
    assert once.rev > talk.rev
    again = marked(copy(once), person, 3)
    assert (again.rev, again.unread_visitor, again.unread_operator) == (
        once.rev, once.unread_visitor, once.unread_operator,
    )  # fmt: skip


def test_what_is_left_unread_is_what_came_after_the_mark():
    """Behind the last message the database is not asked."""
    for seq, left in ((4, 0), (3, 9), (2, 9)):
        assert marked(held(unread_operator=3), ANNA, seq, left=9).unread_operator == left
        assert marked(waiting(unread_visitor=3), MARY, seq, left=9).unread_visitor == left


def test_an_administrator_who_looks_leaves_no_mark():
    talk = held()
    assert marked(copy(talk), MARINA, 4) == talk
