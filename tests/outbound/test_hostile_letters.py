"""Letters that strangers make to hurt: read in time, and nothing is lost of what people wrote."""

import time
from email.message import EmailMessage

import pytest

from samovar.outbound.imap import LARGEST
from samovar.outbound.reading import read
from samovar.outbound.reports import reports

WORDS = b"\n\nYes, on Saturday."


def nested(groups: int, end: bytes) -> bytes:
    opened = "".join(f'Content-Type: multipart/mixed; boundary="b{each}"\n\n--b{each}\n' for each in range(groups))
    return f"From: mary@home.example\n{opened}Content-Type: text/plain\n\n".encode() + end


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: text/plain; " + b"a=b; " * 100_000 + WORDS,
        b"Content-Type: text/plain; " + b"".join(b"a*%d=b; " % each for each in range(50_000)) + WORDS,
        b"Content-Type: text/plain " + b"(" * 20_000 + WORDS,
        b"Content-Transfer-Encoding: " + b"(" * 20_000 + WORDS,
        b"Content-Disposition: inline; " + b'x="' * 100_000 + WORDS,
        nested(90, b"\n" * LARGEST),
        nested(2_000, b"\n" * LARGEST),
    ],
    ids=["parameters", "numbered parameters", "comments", "encoding", "quotes", "groups", "groups in thousands"],
)
def test_a_letter_made_to_take_minutes_takes_none(raw: bytes):
    begun = time.process_time()
    letter = read(raw[:LARGEST])
    reports(letter.message)
    assert time.process_time() - begun < 5
    if raw.endswith(WORDS):
        assert letter.text.strip() == WORDS.decode().strip()


@pytest.mark.parametrize("mark", ["<![", "<![x", "<!", "<![if !mso]>", "<!--[if mso]>"])
def test_a_broken_mark_in_a_drawn_letter_hides_no_words(mark: str):
    letter = read(f"Content-Type: text/html\n\n<p>Yes, on Saturday.</p>{mark}<p>At ten.</p>-->".encode())
    assert "Yes, on Saturday." in letter.text


@pytest.mark.parametrize(
    "raw", [b'filename="=?utf-8?B?0YHRh9GR0YIucGRm?="', b"filename*=utf-8''%D1%81%D1%87%D1%91%D1%82.pdf"]
)
def test_a_file_is_called_as_its_sender_called_it(raw: bytes):
    assert read(b"Content-Disposition: attachment; " + raw + WORDS).files == ("счёт.pdf",)


def test_a_letter_without_a_number_of_its_own_has_one_of_its_words():
    def numbered(words: bytes) -> str:
        return read(b"From: mary@home.example\n\n" + words).message_id

    assert numbered(b"One.") == numbered(b"One.") != numbered(b"Two.")


def test_what_it_is_made_of_changes_nothing_for_an_ordinary_letter():
    made = EmailMessage()
    made["From"], made["To"], made["Message-ID"] = (
        "Мария <mary@home.example>",
        "chat@olha.example",
        "<one@home.example>",
    )
    made.set_content("Да, в субботу.")
    made.add_alternative("<p>Да</p>", subtype="html")
    made.add_attachment(b"x", maintype="application", subtype="pdf", filename="счёт.pdf")
    letter = read(made.as_bytes())
    assert (letter.sender, letter.to, letter.message_id) == (
        "mary@home.example",
        ("chat@olha.example",),
        "one@home.example",
    )
    assert (letter.text.strip(), letter.files, letter.automatic) == ("Да, в субботу.", ("счёт.pdf",), False)
