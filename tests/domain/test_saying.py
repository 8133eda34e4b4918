"""What is said, noted and read: each verb does what trade.md says."""

from datetime import timedelta

import pytest

from acts import (
    PHONE,
    Answers,
    answer,
    claim,
    close,
    done,
    kinds,
    leave,
    miss,
    note,
    release,
    say,
)
from samovar.domain.conversation.verbs import (
    MarkRead,
    Opening,
    Verb,
)
from samovar.model.conversation import Conversation
from samovar.model.people import Operator, Visitor
from talks import ANNA, EARLIER, MARINA, MARY, NOW, closed, copy, held, waiting

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
