"""What somebody wrote into an answer, as mail programs send it."""

import time

import pytest

from samovar.outbound.own_words import own_words
from samovar.outbound.reading import read

YES = "Да, в субботу."
WHOSE = "Ольха <chat@olha.example>"
BELOW = {
    "Gmail": f"сб, 21 нояб. 2026 г. в 22:47, {WHOSE}:\n\n> Замер\n> бесплатный\n",
    "Gmail in English, broken in two": "On Sat, Nov 21, 2026 at 10:47 PM Olkha\n<chat@olha.example> wrote:\n\n> Free\n",
    "Mail.ru, without marks": f"Суббота, 21 ноября 2026, 22:47 +03:00 от {WHOSE}:\nЗамер\n",
    "Yandex": f"21.11.2026, 22:47, {WHOSE}:\n> Замер\n",
    "Outlook": f"________________________________\nОт: {WHOSE}\nОтправлено: 21 ноября\nЗамер\n",
    "Outlook without its line": f"From: {WHOSE}\nSent: Saturday\nTo: Mary\nSubject: x\n\nFree\n",
    "Outlook Express": "-----Original Message-----\nFrom: Olkha\nFree\n",
    "iPhone": f"Отправлено с iPhone\n\n> 21 нояб. 2026 г., в 22:47, {WHOSE} написал(а):\n> \n> Замер\n",
    "a signature": "-- \nМария\n+7 916 000-45-18\n",
    "ends of lines as on Windows": "> Замер\r\n",
}


@pytest.mark.parametrize("program", BELOW)
def test_only_their_own_words_are_left(program: str):
    assert own_words(f"{YES}\n\n{BELOW[program]}") == YES


def test_what_is_answered_between_quoted_lines_stays_in_order():
    text = "21.11.2026, Ольха <chat@olha.example> пишет:\n> Когда вам удобно?\nВ субботу.\n> Куда ехать?\nВ Химки."
    assert own_words(text) == "В субботу.\nВ Химки."


def test_whatever_looks_a_little_like_a_quote_stays():
    text = "Два вопроса:\n1. Сколько стоит?\n2. От: и до какого числа?\nпочта mary@home.example"
    assert own_words(text) == text


def test_nothing_of_their_own_is_nothing():
    assert own_words("> Замер\n\nОтправлено с iPhone") == "" == own_words("")


LONG = ("On " * 30_000 + "wrote:", "> " * 50_000, "a\n" * 50_000, "-" * 100_000, "x@1:\n" * 20_000, "From: \n" * 15_000)


@pytest.mark.parametrize("text", LONG)
def test_a_letter_costs_what_its_length_costs(text: str):
    began = time.perf_counter()
    own_words(text)
    assert time.perf_counter() - began < 0.5


def test_a_drawn_letter_is_read_without_its_drawing():
    html = (
        "<html><head><style>p { color: red }</style></head><body><p>Да, в субботу.</p><script>alert(1)</script>"
        "<div>21.11.2026, Ольха &lt;chat@olha.example&gt; пишет:</div><blockquote><p>Замер</p></blockquote>"
        "</body></html>"
    )
    letter = read(b"Content-Type: text/html; charset=utf-8\r\n\r\n" + html.encode())
    assert own_words(letter.text) == YES
