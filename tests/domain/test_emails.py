"""One rule of what is an e-mail address, for every place that takes one."""

import pytest

from samovar.model import email
from samovar.model.email import is_email


@pytest.mark.parametrize(
    "address",
    ["anna@olha.example", "anna.s+chat@mail.olha.example", "a@b.cd", "анна@сайт.рф", "o'neil@x-y.example", "1@1.ru"],
)
def test_an_address_is_one(address: str):
    assert is_email(address)


@pytest.mark.parametrize(
    "address",
    [
        "", "a", "@", "a@", "@x.example", "a@x", "a@x..example", "a@.x.example", "a@x.example.", "a..b@x.example",
        ".a@x.example", "a.@x.example", "a@-x.example", "a@x-.example", "a@x.example,b@x.example", "a@b@x.example",
        "a b@x.example", "a@x .example", "<a@x.example>", '"a"@x.example', "a@[127.0.0.1]", "a@127.0.0.1",
        "a@x_y.example", "mailto:a@x.example", "a@x.example\n", "a\r\n@x.example", "a\u200b@x.example\u202e",
        "a" * 65 + "@x.example", "a@" + "x" * 64 + ".example", "a@" + "x." * 125 + "example", "nonsense",
    ],
)  # fmt: skip
def test_what_is_nearly_an_address_is_none(address: str):
    assert not is_email(address)


@pytest.mark.parametrize("nearly", ["a." * 10_000, "a@" + "x." * 10_000, "a@" + "x-" * 10_000, "a" * 20_000 + "@"])
def test_letters_of_nearly_an_address_are_not_even_looked_at(monkeypatch: pytest.MonkeyPatch, nearly: str):
    """What a pattern may cost is bounded by the length of an address."""
    monkeypatch.setattr(email, "EMAIL", None)
    assert not is_email(nearly)
