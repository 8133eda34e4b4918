"""Where a visitor came from and with what, in words people use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samovar.domain.visitors.sources import device_of, host_of, source_of, utm_of

SHOP = "https://olha.example/kuhni"


@pytest.mark.parametrize(
    ("referrer", "url", "source"),
    [
        ("", SHOP, ""),
        ("https://olha.example/", SHOP, ""),
        ("https://www.olha.example/", SHOP, ""),
        ("https://yandex.ru/", SHOP, "Яндекс"),
        ("https://ya.ru/search", SHOP, "Яндекс"),
        ("https://www.google.com/", SHOP, "Google"),
        ("https://www.google.co.uk/", SHOP, "Google"),
        ("https://away.vk.com/", SHOP, "ВКонтакте"),
        ("https://t.me/olha", SHOP, "Telegram"),
        ("https://ok.ru/", SHOP, "Одноклассники"),
        ("https://www.houzz.example/ideas", SHOP, "houzz.example"),
        # A part of a stranger's name is not the one we know.
        ("https://mail.olha-friends.example/", SHOP, "mail.olha-friends.example"),
        ("https://t.co/x", SHOP, "t.co"),
        ("https://ok.example.com/", SHOP, "ok.example.com"),
        # UTM is what the site's owner paid for; it wins.
        ("https://yandex.ru/", f"{SHOP}?utm_source=vk", "ВКонтакте"),
        ("", f"{SHOP}?utm_source=Рассылка", "Рассылка"),
        ("", f"{SHOP}?utm_source=" + "x" * 300, "x" * 100),
        ("android-app://com.google.android.gm", SHOP, "com.google.android.gm"),
        ("not an address", SHOP, ""),
        ("http://[broken", SHOP, ""),
    ],
)
def test_a_source_has_a_name(referrer: str, url: str, source: str):
    assert source_of(referrer, url) == source


def test_utm_values_are_kept_by_their_names():
    url = f"{SHOP}?utm_source=yandex&utm_campaign=%D1%83%D0%B3%D0%BE%D0%BB&page=2&utm_term=&utm_content={'x' * 300}"
    assert utm_of(url) == {"source": "yandex", "campaign": "угол", "content": "x" * 255}


@pytest.mark.parametrize("url", ["http://[broken?utm_source=a", "?" + "&".join(f"utm_{n}=x" for n in range(1000))])
def test_utm_values_of_rubbish_are_none(url: str):
    assert utm_of(url) == {}


@given(st.text(), st.text())
def test_no_address_breaks_it(referrer: str, url: str):
    assert len(source_of(referrer, url)) <= 100
    assert host_of(url) == host_of(url).lower()
    assert all("\0" not in name + value for name, value in utm_of(url).items())


@pytest.mark.parametrize("given", ["%00", "a%00b"])
def test_what_no_database_stores_is_not_in_utm_values(given: str):
    assert "\0" not in "".join(utm_of(f"{SHOP}?utm_source={given}&utm_{given}=x").values())
    assert "\0" not in "".join(utm_of(f"{SHOP}?utm_{given}=x"))
    assert "\0" not in source_of("", f"{SHOP}?utm_source={given}")


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605 Version/17.4 Mobile Safari/604.1",
            "iPhone, Safari",
        ),
        ("Mozilla/5.0 (Linux; Android 14; SM-A546) Chrome/122.0 Mobile Safari/537.36", "Android, Chrome"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 YaBrowser/24.1 Safari/537.36", "Windows, Яндекс Браузер"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Chrome/120.0 Safari/537.36 Edg/120.0", "macOS, Edge"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Linux, Firefox"),
        ("curl/8.5", ""),
        ("", ""),
    ],
)
def test_a_device_is_named_as_people_name_it(user_agent: str, device: str):
    assert device_of(user_agent) == device
