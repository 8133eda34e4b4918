"""What the widget asks over HTTP: a page load, a page turn, a greeting; and every way to ask it wrong."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from browser import ask, browsing
from house import LIMITS, SHOP, Running, after, count, people, running
from peer import arrive, begin, enter, visitor
from samovar.storage.engine.database import Session, Unavailable
from samovar.storage.tables import Base, Channel, PageView, Site, Visit, Visitor
from samovar.web.guard.tokens import VISITOR_LASTS

VISIT = "a-visit-of-today-00"


def start(**more: Any) -> dict[str, Any]:
    return {"key": "shop", "visit": VISIT, "page": {"url": f"{SHOP}/kuhni", "title": "Кухни"}} | more


# ---------------------------------------------------------------- a page load


async def test_a_first_page_load_makes_a_visitor(at: Running):
    answer = await ask(at, "start", start(city="Казань", lang="ru-RU"))
    started = answer.json()
    assert answer.status_code == 200 and answer.headers["access-control-allow-origin"] == SHOP
    assert answer.headers["cache-control"] == "no-store" and "set-cookie" not in answer.headers
    assert (
        started["channel"] == {"id": "channel-kazan-0000", "name": "Казань", "latin": "Kazan"}
        and "choose" not in started
    )
    assert (started["site"], started["lang"], started["delay_ms"]) == ("Ольха", "ru", 25_000)
    assert started["reopen_ms"] == 3_600_000
    assert at.house.services.tokens.visitor(started["token"]).site_id == "site-of-the-shop00"
    assert {"open", "unread", "greeted", "team"} & started.keys() == set()


async def test_the_next_page_load_is_the_same_visitor(at: Running):
    first = (await ask(at, "start", start())).json()
    again = (await ask(at, "start", start(token=first["token"], page={"url": f"{SHOP}/stoly"}))).json()
    tokens = at.house.services.tokens
    assert tokens.visitor(first["token"]) == tokens.visitor(again["token"])
    assert (await count(at, Visitor), await count(at, Visit), await count(at, PageView)) == (1, 1, 2)


async def test_an_open_talk_and_unread_answers_are_told(at: Running):
    mary = await begin(at)
    [anna] = await enter(at, "anna")
    await anna.claim(mary.conv)
    await anna.say("Добрый день", lock=anna.lock)
    started = (await ask(at, "start", start(token=mary.token, city="Москва"))).json()
    assert started["open"] is True and started["unread"] == 1
    assert started["team"] == [{"id": "operator-anna-000", "name": "Анна"}]


@pytest.mark.parametrize(
    ("page", "site", "lang"),
    [("en-GB", "", "en"), ("ru", "", "ru"), ("", "", "ru"), ("de", "", "en"), ("en", "ru", "ru")],
)
async def test_the_page_decides_the_language_unless_the_site_does(tmp_path: Path, page: str, site: str, lang: str):
    def decided(session: Session) -> None:
        people(session)
        session.flush()
        session.get_one(Site, "site-of-the-shop00").lang = site

    async with running(tmp_path, work=decided) as at:
        assert (await ask(at, "start", start(lang=page))).json()["lang"] == lang


async def test_a_site_without_a_channel_for_the_city_has_no_widget(tmp_path: Path):
    def nowhere(session: Session) -> None:
        people(session)
        session.flush()
        session.get_one(Channel, "channel-moscow-0000").fallback = False

    async with running(tmp_path, work=nowhere) as at:
        hidden = (await ask(at, "start", start(city="Владивосток"))).json()
        assert not {"channel", "choose"} & hidden.keys()
        shown = (await ask(at, "start", start())).json()
        assert [each["name"] for each in shown["choose"]] == ["Казань", "Москва"]


async def test_the_address_is_the_visitors_even_behind_a_proxy(tmp_path: Path):
    """Only the proxy we know is believed; whoever connects himself is who he is."""
    async with running(tmp_path, limits=_starts(1), proxies="127.0.0.1") as at:
        for address in ("203.0.113.1", "203.0.113.2"):
            assert (await ask(at, "start", start(), **{"X-Forwarded-For": f"6.6.6.6, {address}"})).status_code == 200
        again = await ask(at, "start", start(), **{"X-Forwarded-For": "9.9.9.9, 203.0.113.1"})
        assert again.status_code == 429
    async with running(tmp_path, filled=False, limits=_starts(1), proxies="192.0.2.1") as at:
        assert (await ask(at, "start", start(), **{"X-Forwarded-For": "203.0.113.1"})).status_code == 200
        assert (await ask(at, "start", start(), **{"X-Forwarded-For": "203.0.113.2"})).status_code == 429


def _starts(number: int) -> Any:
    return replace(LIMITS, starts_per_hour=number)


async def test_new_visitors_of_one_address_are_limited_and_known_ones_not(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    async with running(tmp_path, limits=_starts(3)) as at:
        [marina] = await enter(at, "marina")
        known = [(await ask(at, "start", start())).json()["token"] for _ in range(3)]
        refused = await ask(at, "start", start())
        assert refused.status_code == 429 and refused.json()["code"] == "rate"
        assert refused.json()["after_ms"] > 0 and refused.json()["text"]
        # They see no chat at all: somebody has to know.
        assert (await marina.expect("held"))["limit"] == "starts_per_hour"
        assert caplog.text.count("SAMOVAR_LIMIT_STARTS_PER_HOUR") == 1
        assert (await ask(at, "start", start(token=known[0]))).status_code == 200


@pytest.mark.parametrize("spoil", ["cut", "forged", "of another site", "expired", "rubbish"])
async def test_a_spoiled_token_makes_somebody_new_and_shows_nothing(
    at: Running, spoil: str, monkeypatch: pytest.MonkeyPatch
):
    mary = await begin(at)
    tokens = at.house.services.tokens
    guest = tokens.visitor(mary.token)
    made = {
        "cut": mary.token[:-3],
        "forged": mary.token[:-3] + "AAA",
        "of another site": tokens.for_visitor(type(guest)(guest.id, "another-site-here0")),
        "rubbish": "\u0000<script>",
    }
    if spoil == "expired":
        after(monkeypatch, VISITOR_LASTS + 10)
    started = (await ask(at, "start", start(token=made.get(spoil, mary.token)))).json()
    assert "open" not in started and "unread" not in started
    if spoil != "expired":
        assert tokens.visitor(started["token"]).id != guest.id


async def test_a_visitors_own_choice_of_city_leads_there(at: Running):
    started = (await ask(at, "start", start(channel="channel-kazan-0000"))).json()
    assert started["channel"]["name"] == "Казань"
    foreign = (await ask(at, "start", start(channel="channel-elsewhere-0000"))).json()
    assert "channel" not in foreign and len(foreign["choose"]) == 2


async def test_a_city_that_is_not_in_the_list_leads_to_the_fallback_and_stays_unknown(at: Running):
    first = (await ask(at, "start", start())).json()
    other = first["other"]
    assert other["channel"]["name"] == "Москва"
    started = (await ask(at, "start", start(token=first["token"], channel=other["say"]))).json()
    assert started["channel"] == other["channel"] and not {"choose", "other"} & started.keys()
    mary = visitor(at, visitor_id=at.house.services.tokens.visitor(first["token"]).id)
    await mary.come_in()
    said = await mary.say("Везёте ли вы в Иннополис?")
    assert said["t"] == "ok"
    known = await at.house.services.database.read(lambda session: session.scalars(select(Visitor)).one())
    assert (known.city, known.city_how) == ("", "")


# ---------------------------------------------------------------- page turns and greetings


async def test_a_page_turn_is_remembered_and_answered_with_nothing(at: Running):
    token = (await ask(at, "start", start())).json()["token"]
    turned = await ask(at, "page", {"token": token, "visit": VISIT, "page": {"url": f"{SHOP}/stoly"}})
    assert (turned.status_code, turned.content) == (204, b"")
    assert await count(at, PageView) == 2


async def test_a_greeting_comes_from_somebody_who_is_online_once(at: Running):
    token = (await ask(at, "start", start())).json()["token"]
    greet = {"token": token, "visit": VISIT, "channel": "channel-moscow-0000"}
    [anna] = await enter(at, "anna")
    greeting = (await ask(at, "greeting", greet)).json()
    assert greeting == {
        "show": True,
        "text": "Здравствуйте! Чем помочь?",
        "channel": {"id": "channel-moscow-0000", "name": "Москва", "latin": "Moscow"},
        "operator": {"id": "operator-anna-000", "name": "Анна"},
    }
    assert (await ask(at, "greeting", greet)).json()["show"] is False
    assert (await ask(at, "start", start(token=token))).json()["greeted"] is True
    await anna.cmd("presence", presence="away")
    again = {"token": token, "visit": "another-visit-0000", "channel": "channel-moscow-0000"}
    await ask(at, "start", start(token=token, visit="another-visit-0000"))
    greeting = (await ask(at, "greeting", again)).json()
    assert greeting["show"] is True and "operator" not in greeting


async def test_whoever_has_no_city_yet_is_greeted_too_once(at: Running):
    """The window asks for the city then."""
    started = (await ask(at, "start", start())).json()
    greet = {"token": started["token"], "visit": VISIT}
    assert "channel" not in started and len(started["choose"]) == 2
    assert (await ask(at, "greeting", greet)).json() == {"show": True, "text": "Здравствуйте! Чем помочь?"}
    assert (await ask(at, "greeting", greet)).json() == {"show": False}


async def test_nobody_is_greeted_over_an_open_talk(at: Running):
    mary = await begin(at, visit=VISIT)
    greet = {"token": mary.token, "visit": VISIT, "channel": "channel-moscow-0000"}
    assert (await ask(at, "greeting", greet)).json()["show"] is False


@pytest.mark.parametrize(
    ("question", "body", "status", "code"),
    [
        ("page", {"visit": "b-visit-nobody-has", "page": {"url": SHOP}}, 404, "not_found"),
        ("page", {"token": "forged", "visit": VISIT, "page": {"url": SHOP}}, 403, "forbidden"),
        ("greeting", {"token": "forged", "visit": VISIT, "channel": "channel-moscow-0000"}, 403, "forbidden"),
        ("greeting", {"visit": VISIT, "channel": "channel-nowhere-00"}, 404, "not_found"),
        ("greeting", {"visit": VISIT, "channel": "channel-elsewhere-0000"}, 404, "not_found"),
        ("start", start(key="nobody"), 404, "no_site"),
        ("start", start(key="other"), 403, "not_listed"),
    ],
)
async def test_what_does_not_fit_is_refused(at: Running, question: str, body: dict[str, Any], status: int, code: str):
    token = (await ask(at, "start", start())).json()["token"]
    before = await count(at, PageView)
    answer = await ask(at, question, body if question == "start" else {"token": token} | body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await count(at, PageView) == before


async def test_a_visitor_of_another_site_turns_no_pages_here(at: Running):
    mary = await arrive(at)
    body = {"token": mary.token, "visit": VISIT, "page": {"url": SHOP}}
    assert (await ask(at, "page", body, origin="http://other.example")).status_code == 403


@pytest.mark.parametrize(("window", "browser"), [("ru", "en"), ("en", "ru")])
async def test_refusals_speak_the_language_of_the_window(at: Running, window: str, browser: str):
    """Before there is one: the language that it would have on this page."""
    token = (await ask(at, "start", start())).json()["token"]
    texts, page = at.house.services.texts, {"visit": "b-visit-nobody-has", "page": {"url": SHOP}}
    for question, body, code in (
        ("start", start(key="other", lang=f"{window}-x"), "not_listed"),
        ("page", page | {"token": token, "lang": window}, "not_found"),
        ("page", page | {"token": "forged", "lang": window}, "forbidden"),
        ("greeting", {"token": token, "visit": VISIT, "channel": "channel-nowhere-00", "lang": window}, "not_found"),
    ):
        answer = await ask(at, question, body, **{"Accept-Language": browser})
        assert answer.json()["text"] == texts.get(window, f"refusals.{code}"), (question, code)


@pytest.mark.parametrize(("site", "lang"), [("", "ru"), ("en", "en")])
async def test_before_a_page_says_a_language_refusals_speak_the_sites_or_the_servers(
    tmp_path: Path, site: str, lang: str
):
    def work(session: Session) -> None:
        people(session)
        session.flush()
        session.get_one(Site, "another-site-here0").lang = site

    async with running(tmp_path, work=work) as at:
        refused = await ask(at, "start", start(key="other"), **{"Accept-Language": "en" if lang == "ru" else "ru"})
        assert refused.json()["text"] == at.house.services.texts.get(lang, "refusals.not_listed")


async def test_what_an_older_loader_asks_is_refused_in_the_browsers_language(at: Running):
    body = {"token": "forged", "visit": VISIT, "page": {"url": SHOP}}
    refused = await ask(at, "page", body, **{"Accept-Language": "en"})
    assert refused.json()["text"] == at.house.services.texts.get("en", "refusals.forbidden")


# ---------------------------------------------------------------- asked wrong

BAD: dict[str, Any] = {
    "nothing": b"",
    "not JSON": b"\xff\xfe",
    "a list": [],
    "a number": 1,
    "null": None,
    "an empty object": {},
    "an unknown field": start(role="administrator"),
    "__proto__": start(__proto__={"admin": True}),
    "a key that is a number": start(key=1),
    "a visit that is too short": start(visit="short"),
    "a visit that is a number": start(visit=12345678901234567890),
    "a page with an unknown field": start(page={"url": SHOP, "role": "administrator"}),
    "a visit of half a letter": json.dumps(start(visit="\ud800" * 20)).encode(),
    "deep": b"[" * 10_000,
    "too much": start(page={"url": SHOP}, city="x") | {"pad": "x" * 17_000},
    "a megabyte": b"x" * 1_000_000,
}


@pytest.mark.parametrize("lang", ["ru", "en"])
async def test_a_question_that_is_none_is_refused_in_words_and_stores_nothing(at: Running, lang: str):
    before = await stored(at)
    text = at.house.services.texts.get(lang, "refusals.bad_request")
    for what, body in BAD.items():
        for question in ("start", "page", "greeting"):
            answer = await ask(at, question, body, **{"Accept-Language": lang})
            assert answer.status_code == 400, (what, question)
            assert answer.json() == {"code": "bad_request", "text": text, "lang": lang}, what
            assert answer.headers["access-control-allow-origin"] == SHOP
    assert await stored(at) == before
    assert (await ask(at, "start", start())).status_code == 200


ODD: dict[str, Any] = {
    "null": None, "a number": 7, "a list": ["Казань"], "an empty object": {}, "true": True, "nothing": "",
    "long": "ж" * 2500,
    "half an emoji": "Кухни \ud83d", "the other half": "\ude00", "NUL": "\0", "an override": "\u202eabc",
    "emoji at the cut": "ж" * 34 + "😀" + "ж" * 64 + "😀" + "ж" * 199 + "👨‍👩‍👧",
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
async def test_an_odd_word_of_the_page_is_dropped_or_cut_and_the_chat_is_there(on_each: Running, odd: Any):
    """Decoration never decides whether the service exists."""
    for field in ("city", "lang", "channel", "token", "page"):
        answer = await ask(on_each, "start", json.dumps(start(**{field: odd})))
        assert answer.status_code == 200, (field, answer.text)
        assert {"channel", "choose"} & answer.json().keys(), field
    token = answer.json()["token"]
    for field in ("url", "title", "referrer"):
        page = {"url": f"{SHOP}/stoly"} | {field: odd}
        assert (await ask(on_each, "start", json.dumps(start(page=page)))).status_code == 200, field
        turned = {"token": token, "visit": VISIT, "page": page}
        assert (await ask(on_each, "page", json.dumps(turned))).status_code == 204, field
    assert (await ask(on_each, "start", json.dumps(start(page={})))).status_code == 200


async def test_what_is_cut_ends_with_a_whole_letter(at: Running):
    family = "👨‍👩‍👧‍👦"
    page = {"url": SHOP, "title": "ж" * 298 + family, "referrer": ""}
    assert (await ask(at, "start", start(page=page, city="я" * 99 + "й̆"))).status_code == 200
    title = await at.house.services.database.read(lambda session: session.scalars(select(PageView.title)).one())
    assert title == "ж" * 298
    city = await at.house.services.database.read(lambda session: session.scalars(select(Visitor.city)).one())
    assert city == "я" * 99


async def test_a_forged_token_of_half_a_letter_is_refused(at: Running):
    for question, more in (("page", {"page": {"url": SHOP}}), ("greeting", {"channel": "channel-moscow-0000"})):
        body = json.dumps({"token": "\ud83d", "visit": VISIT} | more)
        assert (await ask(at, question, body)).status_code == 403


async def stored(at: Running) -> dict[str, int]:
    return {name: await count(at, table) for name, table in Base.metadata.tables.items()}


@pytest.mark.parametrize(
    "origin", [None, "null", "", "http://evil.example", "https://shop.example", "http://shop.example.evil.example"]
)
async def test_other_pages_are_told_nothing(at: Running, origin: str | None):
    for question in ("start", "page", "greeting"):
        answer = await ask(at, question, start(), origin=origin)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_listed")
        # The reason may be read by everybody; nothing is allowed by name, and never with credentials.
        allowed = {name: value for name, value in answer.headers.items() if name.startswith("access-control")}
        assert allowed == {"access-control-allow-origin": "*"}
    assert await count(at, Visitor) == 0


async def test_limits_of_fields_are_exact(on_each: Running):
    longest = start(
        page={"url": f"{SHOP}/{'x' * 2028}", "title": "ж" * 300, "referrer": "http://a.example/" + "y" * 2031},
        city="ж" * 100,
        lang="x" * 35,
    )
    assert (await ask(on_each, "start", longest)).status_code == 200
    assert await count(on_each, PageView) == 1


async def test_letters_no_database_stores_are_left_out(on_each: Running):
    body = start(
        page={"url": f"{SHOP}/\u0000?utm_source=%00a&utm_%00=b", "title": "Кух\u0000ни", "referrer": "http://\u0000"},
        city="Каз\u0000ань", lang="ru\u0000",
    )  # fmt: skip
    answer = await ask(on_each, "start", body)
    assert answer.status_code == 200 and answer.json()["channel"]["name"] == "Казань"
    token = answer.json()["token"]
    turned = {"token": token, "visit": VISIT, "page": {"url": "\u0000", "title": "\u0000"}}
    assert (await ask(on_each, "page", turned)).status_code == 204


async def test_a_database_that_does_not_answer_is_said(at: Running, monkeypatch: pytest.MonkeyPatch):
    async def broken(*args: Any, **kwargs: Any) -> Any:
        raise Unavailable("no line")

    monkeypatch.setattr(at.house.services.database, "write", broken)
    answer = await ask(at, "start", start())
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.json()["after_ms"] > 0


async def test_a_visit_may_last_as_long_as_its_tab(at: Running):
    token = (await ask(at, "start", start())).json()["token"]
    at.clock.ahead = timedelta(days=2)
    turned = {"token": token, "visit": VISIT, "page": {"url": f"{SHOP}/stoly"}}
    assert (await ask(at, "page", turned)).status_code == 204


# ---------------------------------------------------------------- scripts


async def test_scripts_may_be_loaded_from_anywhere_and_hold_nothing_of_anybody(at: Running):
    async with browsing(at, "secret-anna") as browser:
        for path in ("/widget.js", "/widget/panel.ru.js", "/widget/panel.en.js"):
            script = await browser.get(path, headers={"Origin": "http://evil.example"})
            if script.status_code == 404:
                continue
            assert script.headers["content-type"] == "text/javascript; charset=utf-8"
            assert script.headers["access-control-allow-origin"] == "*"
            assert script.headers["cross-origin-resource-policy"] == "cross-origin"
            assert script.headers["x-content-type-options"] == "nosniff"
            assert "Анна" not in script.text and "olha.example" not in script.text
        for path in ("/widget/panel.de.js", "/widget/panel.ru", "/widget/panel...js", "/widget/panel.%2e%2e%2f.js"):
            assert (await browser.get(path)).status_code == 404
