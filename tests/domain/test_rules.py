"""Who sees what, and who may do what: trade.md's rules one by one."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from samovar.domain.conversation import rules
from samovar.model.conversation import Conversation
from samovar.model.errors import Empty, Refused, TooLong
from samovar.model.people import Operator
from talks import ANNA, EARLIER, FAINA, IVAN, LENA, MARINA, MARY, NOW, PAUL, TIMUR, closed, held, offered, waiting


def code(rule: Callable[[], object]) -> str:
    """The code of the refusal, or nothing."""
    try:
        rule()
    except Refused as refusal:
        return refusal.code
    return ""


SEEN: list[tuple[Operator, Conversation, str, bool]] = [
    # who, what, refusal to read it, whether his list shows its content
    (ANNA, waiting(), "forbidden", True),
    (TIMUR, waiting(), "not_found", False),
    (LENA, waiting(), "", True),
    (FAINA, waiting(), "not_found", False),
    (MARINA, waiting(), "", True),
    (ANNA, held(), "", True),
    (IVAN, held(), "taken", False),
    (TIMUR, held(), "not_found", False),
    (MARINA, held(), "", True),
    (LENA, held(), "", True),
    (FAINA, held(), "not_found", False),
    (TIMUR, held(owner_id="timur"), "", True),
    (IVAN, offered(), "taken", True),
    (TIMUR, offered(offered_to="timur"), "taken", True),
    (TIMUR, offered(), "not_found", False),
    (ANNA, closed(), "", True),
    (IVAN, closed(), "forbidden", False),
    (TIMUR, closed(), "not_found", False),
    (MARINA, closed(), "", True),
    (LENA, closed(), "", True),
    (FAINA, closed(), "not_found", False),
    (LENA, held(channel_id="kazan", offered_to="lena"), "taken", True),
    (IVAN, closed(last_owner_id=None), "forbidden", True),
    (TIMUR, closed(last_owner_id=None), "not_found", False),
    # Her former talk went to another city.
    (ANNA, waiting(channel_id="kazan", last_owner_id=None), "not_found", False),
    (ANNA, held(channel_id="kazan", owner_id="timur", last_owner_id="timur"), "not_found", False),
]


@pytest.mark.parametrize(("member", "talk", "refused", "shown"), SEEN)
def test_an_operator_sees_what_their_channels_and_talks_allow(
    member: Operator, talk: Conversation, refused: str, shown: bool
):
    assert code(lambda: rules.require_read(member, talk, holds_visitor=False)) == refused
    assert rules.can_see_content(member, talk) is shown


@pytest.mark.parametrize("talk", [waiting(), held(owner_id="ivan"), closed(last_owner_id="ivan", channel_id="kazan")])
def test_whoever_talks_with_a_visitor_reads_all_his_talks_in_any_channel(talk: Conversation):
    assert code(lambda: rules.require_read(ANNA, talk, holds_visitor=True)) == ""


def test_a_colleagues_talk_tells_who_has_it_and_since_when():
    with pytest.raises(Refused) as refused:
        rules.require_read(IVAN, held(), holds_visitor=False)
    assert (refused.value.by, refused.value.at) == ("anna", EARLIER)


@pytest.mark.parametrize(
    ("member", "talk", "lock", "refused"),
    [
        (ANNA, held(), 2, ""),
        (ANNA, held(), 1, "stale_lock"),
        (ANNA, held(), 3, "stale_lock"),
        (ANNA, held(), None, "stale_lock"),
        (IVAN, held(), 2, "taken"),
        (MARINA, held(), 2, "taken"),
        (TIMUR, held(), 2, "not_found"),
        (ANNA, waiting(), 2, "not_owner"),
        (ANNA, closed(), 2, "closed"),
        (TIMUR, closed(), 2, "not_found"),
    ],
)
def test_only_the_owner_acts_and_only_under_the_present_number(
    member: Operator, talk: Conversation, lock: int | None, refused: str
):
    assert code(lambda: rules.require_owner(member, talk, lock)) == refused


@pytest.mark.parametrize(
    ("member", "talk", "refused"),
    [
        (ANNA, waiting(), ""),
        (MARINA, waiting(), ""),
        (TIMUR, waiting(), "not_found"),
        (IVAN, held(), "taken"),
        (IVAN, closed(), "closed"),
        (TIMUR, held(), "not_found"),
        (IVAN, offered(), "taken"),
    ],
)
def test_what_waits_is_claimed_by_members_of_its_channel(member: Operator, talk: Conversation, refused: str):
    assert code(lambda: rules.require_claim(member, talk)) == refused


@pytest.mark.parametrize(
    ("member", "talk", "refused"),
    [
        (IVAN, offered(), ""),
        (IVAN, offered(offered_at=NOW - timedelta(seconds=60)), ""),
        (IVAN, offered(offered_at=NOW - timedelta(seconds=60, milliseconds=1)), "not_offered"),
        (ANNA, offered(), "not_offered"),
        (MARINA, offered(), "not_offered"),
        (IVAN, held(), "not_offered"),
        (TIMUR, offered(), "not_found"),
        (TIMUR, offered(offered_to="timur"), ""),
    ],
)
def test_an_offer_is_answered_by_its_target_within_the_minute(member: Operator, talk: Conversation, refused: str):
    assert code(lambda: rules.require_offer(member, talk, NOW)) == refused


def test_an_offer_and_the_return_of_a_visitor_are_somebodys_alone_for_a_minute():
    assert {rules.OFFER_LASTS, rules.KEPT_FOR} == {timedelta(minutes=1)}


def test_a_visitor_knows_of_his_own_talks_only():
    assert code(lambda: rules.require_own(MARY, waiting())) == ""
    assert code(lambda: rules.require_own(PAUL, waiting())) == "not_found"


@pytest.mark.parametrize("body", ["", " ", "\n\t ", "\0", " \0\u2003", "\0\0"])
def test_a_message_without_text_is_none(body: str):
    with pytest.raises(Empty):
        rules.fits(body, 10)


def test_a_message_is_stored_as_typed_but_for_what_no_database_stores():
    assert rules.fits("  <b>О&nbsp;\u202e чай\0 ☕ ", 100) == "  <b>О&nbsp;\u202e чай ☕ "


@pytest.mark.parametrize("letter", ["a", "ж", "☕", "👨"])
def test_a_limit_counts_characters(letter: str):
    assert rules.fits(letter * 10, 10) == letter * 10
    with pytest.raises(TooLong) as refused:
        rules.fits(letter * 11, 10)
    assert refused.value.most == 10


@pytest.mark.parametrize(("read", "most"), [(rules.field, 100), (rules.remark, 2000)])
def test_a_field_and_a_remark_are_as_long_as_the_screens_say(read: Callable[[str], str], most: int):
    assert read("ж" * most) == "ж" * most
    with pytest.raises(TooLong) as refused:
        read("ж" * (most + 1))
    assert refused.value.most == most


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\0"])
def test_a_field_has_something_to_see_and_a_remark_need_not(text: str):
    with pytest.raises(Empty):
        rules.field(text)
    assert rules.remark(text) == ""


def test_a_field_is_one_line():
    assert rules.field(" Нижний \n Новгород ") == "Нижний Новгород"


def test_of_somebodys_channels_an_operator_knows_their_own():
    both = frozenset({"moscow", "kazan"})
    assert [rules.shared(each, both) for each in (ANNA, MARINA)] == [{"moscow"}, both]


@pytest.mark.parametrize(
    ("member", "holder", "whose"),
    [
        (ANNA, "anna", None),
        (ANNA, "ivan", "anna"),
        (ANNA, None, "anna"),
        (LENA, "ivan", "lena"),
        (MARINA, None, None),
        (MARINA, "ivan", None),
    ],
)
def test_who_holds_a_visitor_reads_all_their_talks_and_others_their_own(
    member: Operator, holder: str | None, whose: str | None
):
    assert rules.whose(member, holder) == whose
