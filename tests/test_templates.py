"""Every page can be drawn in both languages with exactly the context its first lines name."""

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from samovar.storage.tables import Provider
from samovar.texts import LANGS, Lang, Texts

TEMPLATES = Path(__file__).parent.parent / "server/samovar/web/templates"
TEXTS = Texts.load()
HOSTILE = "</script><img src=x onerror=alert(1)>\u2028"

FORM = {"csrf": "c", "errors": {}, "values": {}}
REFUSED = {
    "csrf": "c",
    "errors": {"form": "нет", "email": HOSTILE, "password": "мало"},
    "values": {"email": HOSTILE},
}
INVITED = {
    "email": "a@olha.example", "inviter": {"name": HOSTILE, "photo": ""}, "step": "password", "provider": "",
    "secret": "x",
}  # fmt: skip
PAGES: list[tuple[str, dict[str, Any]]] = [
    ("signin.html", FORM | {"site": "", "next": "", "provider": Provider()}),
    ("signin.html", REFUSED | {"site": HOSTILE, "next": "/console", "provider": Provider(issuer="i", name=HOSTILE)}),
    ("signin.html", REFUSED | {"site": "", "next": "", "provider": Provider(passwords_off=True, name=HOSTILE)}),
    ("code.html", FORM),
    ("code.html", FORM | {"errors": {"form": HOSTILE, "code": HOSTILE}}),
    ("password_forgotten.html", FORM),
    ("password_forgotten.html", REFUSED),
    ("password_sent.html", {"email": HOSTILE}),
    ("new_password.html", FORM | {"email": HOSTILE}),
    ("new_password.html", REFUSED | {"email": HOSTILE}),
    ("setup.html", FORM),
    ("setup.html", REFUSED),
    ("invite.html", FORM | INVITED | {"channels": []}),
    ("invite.html", FORM | INVITED | {"channels": [], "step": "who", "provider": HOSTILE}),
    ("invite.html", REFUSED | INVITED | {"channels": [], "step": "about"}),
    ("invite.html", REFUSED | INVITED | {"channels": ["Москва"]}),
    ("invite.html", FORM | INVITED | {"channels": ["Москва", "Казань", HOSTILE]}),
    ("unwanted.html", {}),
    ("console.html", {"site": HOSTILE, "boot": {"site": HOSTILE}}),
]
KINDS = sorted({key.split(".")[2] for key in TEXTS.by_lang["ru"] if key.startswith("pages.message.")})


class Check(HTMLParser):
    """Notes what the strict Content-Security-Policy of our pages would stop, and what was not escaped."""

    def __init__(self) -> None:
        super().__init__()
        self.stopped: list[str] = []
        self.lang = ""
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.lang = self.lang or given.get("lang") or ""
        self.ids += [given["id"]] if given.get("id") else []
        inline = tag == "script" and "src" not in given and given.get("type") != "application/json"
        if inline or tag == "style" or "style" in given or any(name.startswith("on") for name in given):
            self.stopped.append(self.get_starttag_text() or tag)


def draw(name: str, lang: Lang, **context: Any) -> str:
    env = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)

    def t(key: str, **values: object) -> str:
        return TEXTS.get(lang, key, **values)

    common = {"t": t, "lang": lang, "static": lambda path: f"/static/{path}", "host": "chat.olha.example"}
    return env.get_template(name).render(common | context)


def check(html: str, lang: str) -> None:
    found = Check()
    found.feed(html)
    assert found.stopped == []
    assert found.lang == lang
    assert len(found.ids) == len(set(found.ids))
    assert "onerror=alert(1)>" not in html
    assert "{" not in html.split("</head>")[1].replace("{0", "")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("name", "context"), PAGES)
def test_a_page_is_drawn_whole_and_safe(name: str, context: dict[str, Any], lang: Lang):
    check(draw(name, lang, **context), lang)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("action", [None, {"href": "/signin", "text": "Войти"}])
def test_a_message_says_what_happened_what_is_safe_and_what_to_do(kind: str, lang: Lang, action: Any):
    html = draw("message.html", lang, kind=kind, action=action)
    check(html, lang)
    for part in ("title", "what", "safe", "next"):
        assert TEXTS.get(lang, f"pages.message.{kind}.{part}") in html


def test_a_refused_field_has_the_cursor_and_its_reason_is_tied_to_it():
    html = draw("signin.html", "ru", **REFUSED, site="", next="", provider=Provider())
    field = html.split('id="email"')[1].split(">")[0]
    assert 'aria-describedby="email-bad"' in field
    assert 'aria-invalid="true"' in field
    assert "autofocus" in field
    assert html.count("autofocus") == 1


def test_a_moment_is_told_in_one_way_and_says_whose_clock_it_is_on():
    """In the reader's own zone, by parts/times.html. What is handed out as a file has no script: it names UTC."""
    told = {str(each.relative_to(TEMPLATES)) for each in TEMPLATES.rglob("*.html") if "%H" in each.read_text("utf-8")}
    assert told == {"parts/times.html", "settings/exported.html"}
    exported = (TEMPLATES / "settings/exported.html").read_text("utf-8")
    assert exported.count("%H:%M") == exported.count('%H:%M") }} UTC')
