"""An origin is what a browser sends: the values on the right are those of `new URL(left).origin` in Chromium."""

import pytest

from samovar.origins import NoOrigin, origin, own_origins
from samovar.web.pages.fields import Checked, origins, site_origin


@pytest.mark.parametrize(
    ("typed", "browsers"),
    [
        ("https://straße.example", "https://xn--strae-oqa.example"), ("https://Straße.Example/x?y#z", "https://xn--strae-oqa.example"),
        ("https://кухни.рф", "https://xn--h1adjxk.xn--p1ai"), ("https://КУХНИ.рф:8443/", "https://xn--h1adjxk.xn--p1ai:8443"),
        ("https://☕.example", "https://xn--53h.example"), ("https://ολης.example", "https://xn--sxahlo.example"),
        ("http://intranet", "http://intranet"), ("http://my_host/", "http://my_host"), ("http://intranet:8080/a", "http://intranet:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"), ("http://[0:0:0:0:0:0:0:1]", "http://[::1]"),
        ("http://[2001:DB8::0:1]/", "http://[2001:db8::1]"), ("http://[::ffff:1.2.3.4]", "http://[::ffff:102:304]"),
        ("http://192.168.1.7", "http://192.168.1.7"), ("http://0x7f.1", "http://127.0.0.1"), ("http://127.1", "http://127.0.0.1"),
        ("https://olha.example:443", "https://olha.example"), ("http://olha.example:80/", "http://olha.example"),
        ("http://olha.example:443", "http://olha.example:443"), ("https://olha.example:0", "https://olha.example:0"),
        ("HTTPS://OLHA.EXAMPLE", "https://olha.example"), ("https://olha.example.", "https://olha.example."),
        ("https://xn--strae-oqa.example", "https://xn--strae-oqa.example"), ("https://a--b.example", "https://a--b.example"),
        ("  https://olha.example\n", "https://olha.example"), ("https://olha。example", "https://olha.example"),
    ],
)  # fmt: skip
def test_an_origin_is_the_browsers(typed: str, browsers: str):
    assert origin(typed) == browsers


@pytest.mark.parametrize(
    "typed",
    [
        "", "olha.example", "ftp://olha.example", "file:///etc/passwd", "javascript:alert(1)", "https://", "https:///x",
        "https://a b.example", "https://a..example", "https://.example", f"https://{'x' * 64}.example", "https://me@olha.example",
        "https://olha.example:99999", "https://olha.example:x", "http://[::1", "http://[::g]", "http://[fe80::1%25eth0]",
        "https://%00", "https://a%2fb.example", "https://a<b.example", "http://256.1.1.1", "http://1.2.3.4.5",
        "https://xn--\u00fc.example", "https://xn--a-ecp\u00e9.ru",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_page_is_none(typed: str):
    with pytest.raises(NoOrigin):
        origin(typed)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("olha.example", "https://olha.example"), ("www.olha.example/kuhni", "https://www.olha.example"),
        ("localhost:3000", "http://localhost:3000"), ("127.0.0.1:8761", "http://127.0.0.1:8761"),
        ("127.0.0.1.example", "https://127.0.0.1.example"), ("http://intranet", "http://intranet"), ("[::1]:8080", "http://[::1]:8080"),
        ("intranet", ""), ("и", ""), ("javascript:alert(1)", ""),
    ],
)  # fmt: skip
def test_an_address_may_be_pasted_with_its_path_and_without_its_scheme(typed: str, found: str):
    assert site_origin(typed) == found


def test_too_many_addresses_are_refused_and_none_is_cut():
    checked = Checked()
    assert origins(checked, {"origins": "\n".join(f"https://shop{n}.example" for n in range(200))}) == []
    assert checked.refusals["origins"][0] == "pages.errors.origins_long"


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
def test_this_computers_names_are_one(name: str):
    assert own_origins(f"http://{name}:8000") == {
        "http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000",
    }  # fmt: skip


@pytest.mark.parametrize("own", ["https://chat.example", "http://localhost.example:8000", "http://127.0.0.12:8000"])
def test_other_names_are_themselves(own: str):
    assert own_origins(own) == {own}
