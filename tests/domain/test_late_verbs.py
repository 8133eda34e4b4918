"""Administrators pass on what colleagues hold; whoever comes too late never reads that they were not understood."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from acts import (
    accept,
    answer,
    claim,
    close,
    decline,
    done,
    kinds,
    move,
    note,
    release,
    reopen,
    take,
    transfer,
)
from samovar.domain.conversation.verbs import (
    Verb,
)
from samovar.model.conversation import Conversation
from samovar.model.errors import Refused
from samovar.model.people import Operator
from talks import ANNA, EARLIER, IVAN, MARINA, MARY, NOW, TIMUR, closed, copy, held, offered, same, waiting


def test_an_administrator_takes_over_and_the_log_says_from_whom():
    talk = done(offered(), take())
    assert (talk.owner_id, talk.lock, talk.offered_to) == ("marina", 3, None)
    assert talk.fresh[-1].data == {"how": "take", "from": "anna"} and talk.fresh[-1].author_id == "marina"
    assert kinds(done(talk, take(lock=1))) == ["claimed"], "a second click takes nothing"


def test_the_former_owner_writes_no_more_under_the_old_number():
    with pytest.raises(Refused) as refused:
        done(done(held(), take()), answer())
    assert refused.value.code == "taken"


def test_an_administrator_passes_on_in_the_owners_place():
    talk = done(held(), transfer(MARINA))
    assert (talk.owner_id, talk.offered_to, talk.offered_by) == ("anna", "ivan", "marina")
    assert done(held(), move(MARINA, "kazan")).channel_id == "kazan"
    assert done(held(), release(MARINA)).state == "waiting"


@pytest.mark.parametrize(("member", "how"), [(IVAN, "declined"), (None, "expired")])
def test_an_offer_that_comes_back_stays_on_the_row_until_the_owner_goes_on(member: Operator | None, how: str):
    talk = offered(offered_by="marina", offered_at=NOW - timedelta(seconds=60 if member is None else 30))
    done(talk, decline(member))
    assert (talk.returned_by, talk.returned_how, talk.offered_by, talk.offered_to) == ("ivan", how, "marina", None)
    done(talk, answer())
    assert (talk.returned_by, talk.returned_how, talk.offered_by) == (None, "", None)
    done(talk, transfer())
    assert (talk.offered_by, talk.returned_by) == ("anna", None)


# ---------------------------------------------------------------- who comes late

DONE_ALREADY: dict[str, tuple[Callable[..., Conversation], Verb]] = {
    "claim one's own": (held, claim()),
    "accept one's own": (lambda: held(owner_id="ivan"), accept()),
    "decline what one has accepted": (lambda: held(owner_id="ivan"), decline()),
    "release what waits": (waiting, release()),
    "transfer to oneself": (held, transfer(to="anna")),
    "pass on as administrator to the owner": (held, transfer(MARINA, "anna")),
    "move where it is": (held, move(to="moscow")),
    "close what one has closed": (closed, close()),
    "close as administrator what is closed": (closed, close(MARINA)),
    "end a chat that has ended": (closed, close(MARY)),
    "reopen one's own": (held, reopen()),
}


@pytest.mark.parametrize(("make", "verb"), DONE_ALREADY.values(), ids=DONE_ALREADY)
def test_what_is_so_already_is_done_and_changes_nothing(make: Callable[..., Conversation], verb: Verb):
    talk = make()
    before = copy(talk)
    assert same(done(talk, verb), before) and talk.fresh == []


def test_whoever_reopens_what_the_visitor_has_reopened_takes_it():
    talk = done(waiting(last_owner_id="anna"), reopen())
    assert (talk.state, talk.owner_id, kinds(talk)) == ("held", "anna", ["claimed"])


@pytest.mark.parametrize("member", [ANNA, IVAN, MARINA, TIMUR], ids=lambda member: member.id)
@pytest.mark.parametrize("make", [waiting, held, offered, closed])
def test_nobody_who_comes_late_reads_that_the_server_did_not_understand(
    make: Callable[..., Conversation], member: Operator
):
    """Two tabs of the last owner and an administrator reopened one talk: the late ones read "reload the page"."""
    for act in (claim, take, release, transfer, move, close, accept, decline, reopen, note, answer):
        refusal = refused(lambda act=act: done(make(), act(member)))
        assert refusal is None or refusal.code != "bad_request", act.__name__
        assert refusal is None or refusal.code != "taken" or (refusal.by, refusal.at) == ("anna", EARLIER)


def refused(work: Callable[[], object]) -> Refused | None:
    try:
        work()
    except Refused as refusal:
        return refusal
    return None
