"""What letters say: every kind in both languages, and nobody's words break them."""

from datetime import UTC, datetime
from mailbox import PLACES
from typing import Any

import pytest

from samovar.mailservers import mail_server
from samovar.outbound.envelope import message
from samovar.outbound.kinds import KINDS
from samovar.outbound.letters import Letters, Rendered
from samovar.storage.tables import Mail
from samovar.texts import LANGS, Texts

LETTERS = Letters(Texts.load(), "https://chat.olha.example")
SERVER = mail_server("smtps://chat@olha.example:tea@mail.olha.example", "smtp")
OURS = ("path", "until", "zone", "consent", "promised", "way", "phone")
"""Places that nobody outside fills with words of their own."""
NOW = datetime(2026, 11, 21, 19, 47, tzinfo=UTC)
PAYLOADS = (
    "<img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}",
    "{0.__class__}",
    "\u2028",
    "=?utf-8?q?a=0d=0ab?=",
    'a" <b@c.example>',
)


def a_letter(kind: str, lang: str = "ru", **places: str) -> Mail:
    return Mail(
        kind=kind, lang=lang, dedupe="d", recipient="r@olha.example", places=PLACES[kind] | places, created_at=NOW
    )


def written(kind: str, lang: str = "ru", **places: str) -> Rendered:
    return LETTERS.write(a_letter(kind, lang, **places))


def test_there_is_a_letter_of_every_kind():
    assert PLACES.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", LANGS)
def test_both_parts_say_the_same_and_nothing_is_left_unfilled(kind: str, lang: str):
    made = written(kind, lang)
    letter = made.letter
    for words in (letter.head, letter.heading, letter.lead, letter.foot, *(each.text for each in letter.actions)):
        assert words in made.text
    assert letter.actions[0].href in made.text and letter.actions[0].href in made.html
    assert not {"{", "}}"} & set(made.text) and "\n\n\n" not in made.text
    assert f'lang="{lang}"' in made.html


def test_the_question_says_all_that_is_known_of_who_asks():
    made = written("question")
    assert made.subject == "Москва: вопрос с сайта, «Хотим кухню 3,2 м с пеналом под духовку…»"
    assert [each.label for each in made.letter.rows] == [
        "Имя", "Телефон", "E-mail", "Где ответить", "О чём", "Откуда", "Смотрит", "Согласие",
    ]  # fmt: skip
    assert made.letter.actions[1].href == "https://t.me/+79160004518"
    assert made.letter.reply_to == "pavel@example.com"
    assert "5 декабря, 12:30" in made.text and "21 ноября, 22:47" in made.text


def test_what_is_not_known_is_left_out():
    names = ("name", "phone", "email", "way", "category", "origin", "page", "consent", "promised")
    bare: dict[str, Any] = dict.fromkeys(names, "")
    assert written("question", **bare).letter.rows == ()
    assert len(written("question", **bare).letter.actions) == 1


def test_a_page_of_another_kind_of_address_is_no_link():
    assert written("question", page="javascript:alert(1)").html.count("javascript:") == 0


@pytest.mark.parametrize("page", ["http://[", "https://[::1", "//", "http://x:y", "HTTPS://Shop.example/\u2028"])
def test_whatever_a_visitor_calls_a_page_the_letter_can_be_written(page: str):
    """And its line in the log of letters be read."""
    assert "Замер" in written("question", page=page, question="Замер").text
    assert LETTERS.subject(a_letter("question", page=page))


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("kind", ["question", "answer", "invitation"])
def test_words_stay_words_in_every_place(kind: str, payload: str):
    spoiled = {
        name: f"до {payload} после"
        for name in PLACES[kind]
        if name not in ("path", "until", "zone", "consent", "promised", "way")
    }
    made = LETTERS.write(a_letter(kind, **spoiled))
    assert "<img src=x" not in made.html and "49" not in made.text and "class '" not in made.text
    sent = message(a_letter(kind, **spoiled), made, SERVER, NOW)
    assert set(sent.keys()) <= {
        "Message-ID", "Date", "From", "To", "Subject", "Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version",
        "Content-Type",
    }  # fmt: skip
    assert sent["From"].addresses[0].addr_spec == "chat@olha.example"
    assert sent["To"] == "r@olha.example"


@pytest.mark.parametrize("bad", ["Иван\r\nBcc: x@y.example", "Иван\0", "Иван\nТема"])
def test_no_name_makes_a_header(bad: str):
    sent = message(a_letter("invitation", who=bad, site=bad), written("invitation", who=bad, site=bad), SERVER, NOW)
    assert sent["Bcc"] is None
    head = sent.as_bytes().split(b"\r\n\r\n")[0].decode()
    assert "\nBcc" not in head and "\0" not in head


def test_whoever_looks_at_the_log_sees_no_link_that_lets_them_in():
    for kind, action in (("invitation", "Принять приглашение"), ("answer", "Продолжить в чате")):
        shown = LETTERS.show(a_letter(kind))
        assert "sesame" not in shown.html + shown.text and action in shown.html


def test_only_a_persons_answer_is_not_said_to_be_a_programs():
    assert [kind for kind in KINDS if written(kind).letter.human] == ["answer"]


def test_whoever_can_answer_the_letter_is_told_so():
    assert "ответить и прямо на это письмо" in LETTERS.write(a_letter("answer"), can_reply=True).text
    assert "никто не прочтёт" in LETTERS.write(a_letter("answer")).text
