"""What can happen to a talk: each verb does what trade.md says."""

from datetime import timedelta
from typing import Any

import pytest

from acts import (
    CALL_ALL,
    PHONE,
    Answers,
    accept,
    answer,
    claim,
    close,
    decline,
    done,
    kinds,
    leave,
    miss,
    move,
    note,
    release,
    reopen,
    say,
    transfer,
)
from samovar.domain.conversation.verbs import (
    Correct,
    MarkRead,
    Opening,
    Verb,
)
from samovar.model.conversation import Conversation
from samovar.model.errors import Refused
from samovar.model.people import Operator, Visitor
from talks import ANNA, EARLIER, MARINA, MARY, NOW, closed, copy, held, offered, waiting

# ---------------------------------------------------------------- messages


def test_a_visitors_message_waits_for_an_answer_since_the_first_unanswered():
    talk = done(waiting(), say())
    assert kinds(talk) == ["message"] and talk.fresh[0].seq == 5
    assert (talk.last_text, talk.last_side, talk.unread_operator) == ("Здравствуйте", "visitor", 2)
    assert (talk.last_by, talk.last_at, talk.last_message_seq) == ("mary", NOW, 5)
    assert talk.waiting_at == EARLIER
    assert done(held(waiting_at=None), say()).waiting_at == NOW


def test_a_contact_is_left_with_the_question_or_after_it():
    stored = Answers()
    talk = done(waiting(question="", unanswered=0), leave(), stored)
    assert kinds(talk) == ["message", "contact"] and talk.question == "Сколько стоит?"
    assert [each.cid for each in talk.fresh] == ["cid", None]
    assert kinds(done(waiting(), leave(body=""), stored)) == ["contact"]
    assert stored.kept == [PHONE, PHONE]
    assert stored.timers["talk", "question"] == NOW + timedelta(seconds=30)


def test_an_answer_ends_the_waiting_and_the_first_one_is_remembered():
    talk = done(held(), answer())
    assert talk.waiting_at is None and talk.answered_at == NOW
    assert (talk.unread_visitor, talk.last_side) == (1, "operator")
    talk.lock, later = 2, NOW + timedelta(minutes=1)
    done(talk, answer(), at=later)
    assert talk.answered_at == NOW and talk.unread_visitor == 2


def test_an_answer_to_a_visitor_who_is_gone_may_have_to_be_mailed():
    here, gone = Answers(), Answers()
    done(held(), answer(), here)
    done(held(), answer(gone=True), gone)
    assert here.timers == {} and gone.timers == {("talk", "answer"): NOW + timedelta(seconds=30)}


@pytest.mark.parametrize(
    ("talk", "looks"),
    [
        (waiting(question=""), True), (held(question=""), True), (closed(question=""), True),
        (waiting(question="Сколько стоит?"), False), (held(question="", answered_at=EARLIER), False),
    ],
)  # fmt: skip
def test_what_was_never_answered_may_be_missed_from_its_first_question_on(talk: Conversation, looks: bool):
    stored = Answers()
    done(copy(talk), say(), stored)
    assert stored.timers == ({("talk", "missed"): NOW + timedelta(minutes=1)} if looks else {})


@pytest.mark.parametrize(
    ("talk", "verb", "staffed", "reason"),
    [
        (waiting(), miss(), False, "nobody_online"), (waiting(), miss(), True, "nobody_claimed"),
        (waiting(), miss(outside_hours=True), True, "outside_hours"),
        (held(), miss(outside_hours=True), True, "claimed_silent"),
    ],
)  # fmt: skip
def test_a_missed_talk_says_why_to_operators_once(talk: Conversation, verb: Verb, staffed: bool, reason: str):
    stored = Answers(staffed=staffed)
    [entry] = done(copy(talk), verb, stored).fresh
    assert (entry.kind, entry.author, entry.audience, entry.data) == (
        "missed",
        "system",
        "operators",
        {"reason": reason},
    )
    assert stored.timers == {("talk", "missed"): None}


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


def test_the_clock_moves_no_talk_that_is_closed_meanwhile():
    """As a channel closes: the next one gets what is open."""
    before = closed()
    assert done(copy(before), move(None)) == before
    assert done(waiting(), move(None)).channel_id == "kazan"


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
