"""What can happen to a talk: each verb does what trade.md says."""

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
    decline,
    done,
    kinds,
    move,
    release,
    reopen,
    transfer,
)
from samovar.domain.conversation.verbs import (
    Correct,
    Verb,
)
from samovar.model.errors import Refused
from talks import ANNA, EARLIER, MARINA, MARY, NOW, closed, copy, held, offered, waiting

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
