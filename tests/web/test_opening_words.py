"""Out of hours the window says so, and when somebody will be there; and it learns by itself that it is time."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx2
import pytest

from house import SHOP, Running
from opened import KAZAN, MOSCOW, change, keep
from peer import arrive, enter, new_id
from samovar.domain.channels.bell import Bell
from samovar.domain.channels.holidays import Country
from samovar.domain.channels.hours import Hours, Special
from samovar.storage.tables import Channel
from samovar.texts import Texts
from samovar.web.present.opening_words import OpeningWords
from samovar.web.present.presenter import rfc3339

ZONE = ZoneInfo("Europe/Moscow")
WEEK = (((540, 780), (840, 1260)),) * 5 + ((), ())
CHANNEL = Channel(id="m", site_id="s", name="Москва")
WORDS = OpeningWords(Texts.load())


def at_wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "ru", "en"),
    [
        ("2026-03-02 03:00", "Сейчас мы отдыхаем. Москва: ответим сегодня с 9:00",
         "We’re closed now. Moscow opens today at 9:00"),
        ("2026-03-02 13:30", "Сейчас мы отдыхаем. Москва: ответим сегодня с 14:00",
         "We’re closed now. Moscow opens today at 14:00"),
        ("2026-03-02 22:00", "Сейчас мы отдыхаем. Москва: ответим завтра с 9:00",
         "We’re closed now. Moscow opens tomorrow at 9:00"),
        ("2026-03-13 21:30", "Сейчас мы отдыхаем. Москва: ответим в понедельник с 9:00",
         "We’re closed now. Moscow opens on Monday at 9:00"),
        ("2026-06-11 22:00", "Сейчас мы отдыхаем (День России). Москва: ответим в понедельник с 9:00",
         "We’re closed now (Russia Day). Moscow opens on Monday at 9:00"),
        ("2026-12-31 12:00", "Сейчас мы отдыхаем (Выходной). Москва: ответим 11 января с 9:00",
         "We’re closed now (Day off). Moscow opens on 11 January at 9:00"),
        ("2026-03-02 12:00", "Сейчас нас нет. Ответим, как только вернёмся",
         "We’re away now and will reply as soon as we’re back"),
    ],
)  # fmt: skip
def test_what_the_window_says_while_nobody_is_there(now: str, ru: str, en: str):
    said = WORDS.away(CHANNEL, Hours(ZONE, WEEK, calendar=Country("RU")), at_wall(now))
    assert (said.ru, said.en) == (ru, en)


def test_a_channel_that_has_not_opened_yet_says_when_it_does():
    said = WORDS.away(CHANNEL, Hours(ZONE, WEEK, opens_on=date(2026, 12, 1)), at_wall("2026-11-20 12:00"))
    assert said.ru == "Мы ещё не открылись. Москва: ответим 1 декабря с 9:00"
    assert said.en == "Moscow is not open yet. It opens on 1 December at 9:00"


def test_a_reason_that_is_said_in_one_language_is_no_sentence_of_the_other():
    own = {date(2026, 3, 3): Special("own", reason={"ru": "Переезд"})}
    said = WORDS.away(CHANNEL, Hours(ZONE, WEEK, own), at_wall("2026-03-03 12:00"))
    assert "(Переезд)" in said.ru and "(" not in said.en


async def test_a_page_and_a_window_say_when_the_channel_opens_and_learn_that_it_has(at: Running):
    now = at.clock().astimezone(ZONE)
    # In an hour and a half it is time, whatever time it is.
    opens = now.replace(second=0, microsecond=0) + timedelta(minutes=90)
    minute = opens.hour * 60 + opens.minute
    await keep(at, MOSCOW, [[[minute, minute + 60]]] * 7)
    at.house.services.hub.publish("people", None)
    bell = Bell(at.house.services.directory, at.house.services.hub, at.clock)
    ask = {"key": "shop", "visit": new_id(), "page": {"url": f"{SHOP}/"}, "city": "Москва", "lang": "ru"}
    async with httpx2.AsyncClient(base_url=at.http, headers={"Origin": SHOP}) as browser:
        started = (await browser.post("/widget/start", json=ask)).json()
    mary = await arrive(at)
    expected = f"{'сегодня' if opens.date() == now.date() else 'завтра'} с {opens.hour}:{opens.minute:02}"
    assert started["away"]["ru"] == f"Сейчас мы отдыхаем. Москва: ответим {expected}"
    await mary.come_in()
    await mary.send(t="watch", channel=MOSCOW)
    await mary.expect("team", lambda frame: expected in frame["away"]["ru"])
    [anna] = await enter(at, "anna")
    await mary.expect("team", lambda frame: "away" not in frame)
    await anna.leave()
    await at.has_gone("operator-anna-000")
    await mary.expect("team", lambda frame: expected in frame["away"]["ru"])
    at.clock.ahead += timedelta(minutes=91)
    await bell.tick(1)
    await mary.expect("team", lambda frame: frame["away"]["ru"] == "Сейчас нас нет. Ответим, как только вернёмся")


async def test_consoles_see_which_channels_sleep_and_until_when(at: Running):
    opens = at.clock().replace(second=0, microsecond=0) + timedelta(minutes=90)
    local = opens.astimezone(ZONE)
    minute = local.hour * 60 + local.minute
    await keep(at, MOSCOW, [[[minute, minute + 30]]] * 7)
    await change(at, KAZAN, closed_at=at.clock(), answer_seconds=45, late_seconds=90)
    [anna] = await enter(at, "anna")
    people = await anna.expect("people")
    shown = {each["name"]: each for each in people["channels"]}
    assert shown["Москва"]["shut"] and shown["Москва"]["opens"] == rfc3339(opens)
    assert (shown["Казань"]["soon_ms"], shown["Казань"]["late_ms"]) == (45_000, 90_000)
    assert shown["Казань"]["shut"] and shown["Казань"]["closed"] and "opens" not in shown["Казань"]
