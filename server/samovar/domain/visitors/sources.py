"""Where a visitor came from and with what, named for people."""

from urllib.parse import parse_qsl, urlsplit

from samovar.model.letters import cut

_NAMES = {
    "yandex": "Яндекс", "ya": "Яндекс", "google": "Google", "bing": "Bing", "duckduckgo": "DuckDuckGo",
    "mail": "Mail.ru", "vk": "ВКонтакте", "t.me": "Telegram", "telegram": "Telegram", "instagram": "Instagram",
    "facebook": "Facebook", "youtube": "YouTube", "dzen": "Дзен", "ok": "Одноклассники", "avito": "Авито",
    "2gis": "2ГИС", "pinterest": "Pinterest",
}  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip
_BROWSERS = (
    ("YaBrowser/", "Яндекс Браузер"), ("OPR/", "Opera"), ("Edg", "Edge"), ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip


def utm_of(url: str) -> dict[str, str]:
    """UTM values of an address, at most 255 characters each (the convention of analytics.google.com)."""
    try:
        # No database stores NUL.
        pairs = parse_qsl(urlsplit(url).query.replace("%00", ""), max_num_fields=50)
    except ValueError:
        return {}
    return {name[4:]: cut(value, 255) for name, value in pairs if name.startswith("utm_") and value}


def source_of(referrer: str, url: str) -> str:
    """The source's name: by UTM, else by the referrer's host; empty for the site itself and for none."""
    utm = utm_of(url).get("source", "")
    if utm:
        return _NAMES.get(utm.casefold(), cut(utm, 100))
    host, own = host_of(referrer).removeprefix("www."), host_of(url).removeprefix("www.")
    if not host or host == own:
        return ""
    return (_NAMES.get(host) or _NAMES.get(_brand(host)) or host)[:100]


def _brand(host: str) -> str:
    """The part that names its owner: "google" of google.co.uk, but not of google.example.com."""
    labels = host.split(".")
    return "" if len(labels) < 2 else labels[-3] if len(labels) > 2 and labels[-2] in ("co", "com") else labels[-2]


def host_of(url: str) -> str:
    """Host of an address, lower case; empty when there is none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def device_of(user_agent: str) -> str:
    """ "iPhone, Safari" of a User-Agent; parts nobody can name are left out."""
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    return ", ".join(part for part in (system, browser) if part)
