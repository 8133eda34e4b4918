"""Whose account it is that a provider vouches for, and where secrets may travel."""

import pytest

from browser import EMAIL, hire
from house import Running
from samovar.domain.people.providers import NoAccount, NotVouched, OtherDomain, Vouched
from samovar.web.guard.openid import usable


@pytest.mark.parametrize(
    ("vouched", "domain", "refusal"),
    [
        (Vouched("https://id.example", "petr"), "", NotVouched),
        (Vouched("https://id.example", "petr", "Petr@OLHA.example"), "", None),
        (Vouched("https://id.example", "petr", "petr@olha.example"), "other.example", OtherDomain),
        (Vouched("https://id.example", "petr", "nobody@olha.example"), "", NoAccount),
    ],
)
async def test_which_account_that_is(on_each: Running, vouched: Vouched, domain: str, refusal: type | None):
    await hire(on_each)
    asked = on_each.house.services.providers.operator(vouched, domain)
    if refusal is None:
        assert (await asked).email == EMAIL
    else:
        with pytest.raises(refusal):
            await asked


@pytest.mark.parametrize(
    ("address", "yes"),
    [
        ("https://id.example", True), ("https://id.example/realms/olha", True), ("http://127.0.0.1:8080", True),
        ("http://localhost/x", True), ("http://id.example", False), ("http://127.0.0.1.evil.example", False),
        ("https://user@id.example", False), ("ftp://id.example", False), ("id.example", False), ("", False),
        ("https://", False), ("https://[", False), ("https://id.example/#x", False),
    ],
)  # fmt: skip
def test_where_secrets_may_travel(address: str, yes: bool):
    assert usable(address) is yes
