"""One table of every route and every command: who may call it. What is not in the table fails."""

import itertools
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, get_args

import pytest
from sqlalchemy import select
from sqlmodel import col
from starlette.routing import Mount, Route

from browser import Browser
from house import SHOP, Running
from peer import OF_ONESELF, Closed, Peer, begin, enter, first_frame, held, new_id
from samovar.storage.engine.database import Session
from samovar.storage.tables import Operator
from samovar.web import wire

# ---------------------------------------------------------------- pages and questions

CALLERS = ("nobody", "anna", "stranger", "marina", "disabled")
SIGN_IN, CONSOLE = "303 /signin", "303 /console"
DEEP = "303 /signin?next=/console/c/{conv}"
TAG = "303 /signin?next=/console"


def settings(back: str, administrator: str) -> tuple[str, ...]:
    """A page of the settings: whoever is signed out comes back to it, and operators have no business there."""
    return (f"303 /signin?next={back}", "403", "403", administrator, f"303 /signin?next={back}")


def oneself(back: str, answer: str) -> tuple[str, ...]:
    """A page about oneself: everybody who is signed in has theirs."""
    signed_out = f"303 /signin?next={back}"
    return (signed_out, answer, answer, answer, signed_out)


# Method and path → what each caller gets who brings nothing but himself.
ROUTES: dict[tuple[str, str], tuple[str, ...]] = {
    ("GET", "/"): (CONSOLE,) * 5,
    ("GET", "/signin"): ("200",) * 5,
    ("POST", "/signin"): ("400",) * 5,
    ("GET", "/signin/code"): (SIGN_IN,) * 5,
    ("POST", "/signin/code"): (SIGN_IN,) * 5,
    ("GET", "/signin/provider"): (SIGN_IN,) * 5,
    ("GET", "/signin/provider/back"): ("400",) * 5,
    ("GET", "/password"): ("200",) * 5,
    ("POST", "/password"): ("400",) * 5,
    ("GET", "/password/{secret}"): ("410",) * 5,
    ("POST", "/password/{secret}"): ("410",) * 5,
    ("POST", "/signout"): (SIGN_IN, "403", "403", "403", SIGN_IN),
    ("GET", "/setup"): ("410",) * 5,
    ("GET", "/letters/stop/{token}"): ("404",) * 5,
    ("POST", "/letters/stop/{token}"): ("404",) * 5,
    ("GET", "/setup/{secret}"): ("410",) * 5,
    ("POST", "/setup/{secret}"): ("410",) * 5,
    ("GET", "/invite/{secret}"): ("410",) * 5,
    ("POST", "/invite/{secret}"): ("410",) * 5,
    ("GET", "/install"): ("303 /settings/site#code",) * 5,
    ("GET", "/settings"): settings("/settings", "200"),
    ("GET", "/settings/site"): settings("/settings/site", "200"),
    ("GET", "/settings/site/new"): settings("/settings/site/new", "200"),
    ("POST", "/settings/site/new"): settings("/settings/site/new%3Fkept", "400"),
    ("GET", "/settings/site/{site}"): settings("/settings/site/a-made-up-site", "404"),
    ("POST", "/settings/site/{site}"): settings("/settings/site/a-made-up-site%3Fkept", "404"),
    ("POST", "/settings/site/{site}/address"): settings("/settings/site%3Fkept", "404"),
    ("POST", "/settings/site/{site}/remove"): settings("/settings/site%3Fkept", "404"),
    ("GET", "/settings/mail"): settings("/settings/mail", "200"),
    ("POST", "/settings/mail/server/{way}/test"): settings("/settings/mail%3Fkept", "404"),
    ("GET", "/settings/mail/server/{way}"): settings("/settings/mail/server/a-made-up-way", "404"),
    ("POST", "/settings/mail/server/{way}"): settings("/settings/mail/server/a-made-up-way%3Fkept", "404"),
    ("POST", "/settings/mail/server/{way}/off"): settings("/settings/mail%3Fkept", "404"),
    ("GET", "/settings/mail/{mail}"): settings("/settings/mail/a-made-up-mail", "404"),
    ("POST", "/settings/mail/{mail}"): settings("/settings/mail/a-made-up-mail%3Fkept", "404"),
    ("GET", "/settings/mail/{mail}/drawn"): settings("/settings/mail/a-made-up-mail/drawn", "404"),
    ("GET", "/settings/people"): settings("/settings/people", "200"),
    ("POST", "/settings/people"): settings("/settings/people%3Fkept", "400"),
    ("POST", "/settings/people/invitations/{invitation}"): settings("/settings/people%3Fkept", "404"),
    ("POST", "/settings/people/invitations/{invitation}/revoke"): settings("/settings/people%3Fkept", "400"),
    ("GET", "/settings/people/{operator}"): settings("/settings/people/a-made-up-operator", "404"),
    ("POST", "/settings/people/{operator}"): settings("/settings/people/a-made-up-operator%3Fkept", "404"),
    **{
        ("POST", f"/settings/people/{{operator}}/{deed}"): settings("/settings/people%3Fkept", "404")
        for deed in ("disable", "enable", "sign-out", "password", "no-code")
    },
    ("GET", "/settings/data"): settings("/settings/data", "200"),
    ("GET", "/settings/data/archive"): settings("/settings/data/archive", "200"),
    ("POST", "/settings/data/archive"): settings("/settings/data/archive%3Fkept", "400"),
    ("GET", "/settings/data/archive/{name}"): settings("/settings/data/archive/a-made-up-name", "404"),
    ("POST", "/settings/data/keep/{site}"): settings("/settings/data%3Fkept", "404"),
    ("GET", "/settings/data/visitor/{visitor}"): settings("/settings/data/visitor/a-made-up-visitor", "404"),
    ("POST", "/settings/data/visitor/{visitor}/export"): settings("/settings/data%3Fkept", "404"),
    ("POST", "/settings/data/visitor/{visitor}/erase"): settings("/settings/data%3Fkept", "404"),
    ("GET", "/settings/signin"): settings("/settings/signin", "200"),
    ("POST", "/settings/signin"): settings("/settings/signin%3Fkept", "400"),
    ("GET", "/settings/me"): oneself("/settings/me", "200"),
    ("POST", "/settings/me"): oneself("/settings/me%3Fkept", "400"),
    ("POST", "/settings/me/no-photo"): oneself("/settings/me%3Fkept", "400"),
    ("GET", "/settings/me/access"): oneself("/settings/me/access", "200"),
    ("POST", "/settings/me/password"): oneself("/settings/me%3Fkept", "400"),
    ("GET", "/settings/me/code"): oneself("/settings/me/code", "200"),
    ("POST", "/settings/me/code"): oneself("/settings/me/code%3Fkept", "303 /settings/me/code"),
    ("POST", "/settings/me/code/paper"): oneself("/settings/me%3Fkept", "400"),
    ("POST", "/settings/me/code/off"): oneself("/settings/me%3Fkept", "400"),
    ("POST", "/settings/me/devices"): oneself("/settings/me%3Fkept", "400"),
    ("GET", "/settings/widget"): settings("/settings/widget", "200"),
    ("GET", "/settings/widget/{site}"): settings("/settings/widget/a-made-up-site", "404"),
    ("POST", "/settings/widget/{site}"): settings("/settings/widget/a-made-up-site%3Fkept", "404"),
    ("POST", "/settings/widget/{site}/defaults"): settings("/settings/widget%3Fkept", "404"),
    ("GET", "/settings/widget/{site}/preview"): settings("/settings/widget/a-made-up-site/preview", "404"),
    ("POST", "/settings/widget/{site}/preview"): settings("/settings/widget/a-made-up-site/preview%3Fkept", "404"),
    ("GET", "/channel-address/{token}"): ("410",) * 5,
    ("POST", "/channel-address/{token}"): ("410",) * 5,
    ("GET", "/settings/channels"): settings("/settings/channels", "200"),
    ("POST", "/settings/channels"): settings("/settings/channels%3Fkept", "400"),
    ("GET", "/settings/check-address"): settings("/settings/check-address", "200"),
    ("GET", "/settings/cities"): settings("/settings/cities", "200"),
    ("POST", "/settings/channels/{channel}/move"): settings("/settings/channels%3Fkept", "404"),
    ("GET", "/settings/channels/new"): settings("/settings/channels/new", "200"),
    ("POST", "/settings/channels/new"): settings("/settings/channels/new%3Fkept", "400"),
    ("GET", "/settings/channels/{channel}"): settings("/settings/channels/a-made-up-channel", "404"),
    ("POST", "/settings/channels/{channel}"): settings("/settings/channels/a-made-up-channel%3Fkept", "404"),
    ("POST", "/settings/channels/{channel}/close"): settings("/settings/channels%3Fkept", "404"),
    ("POST", "/settings/channels/{channel}/reopen"): settings("/settings/channels%3Fkept", "404"),
    ("POST", "/settings/channels/{channel}/ask"): settings("/settings/channels%3Fkept", "404"),
    ("GET", "/settings/hours"): settings("/settings/hours", "200"),
    ("GET", "/settings/hours/new"): settings("/settings/hours/new", "200"),
    ("POST", "/settings/hours/new"): settings("/settings/hours/new%3Fkept", "400"),
    ("GET", "/settings/hours/{hours}"): settings("/settings/hours/a-made-up-hours", "404"),
    ("POST", "/settings/hours/{hours}"): settings("/settings/hours/a-made-up-hours%3Fkept", "404"),
    ("POST", "/settings/hours/{hours}/remove"): settings("/settings/hours%3Fkept", "404"),
    ("GET", "/settings/journal"): settings("/settings/journal", "200"),
    ("GET", "/settings/server"): settings("/settings/server", "200"),
    ("POST", "/settings/server"): settings("/settings/server%3Fkept", "400"),
    ("POST", "/settings/server/copy"): settings("/settings/server%3Fkept", "400"),
    ("GET", "/settings/server/check"): settings("/settings/server/check", "200"),
    ("GET", "/console"): (TAG, "200", "200", "200", TAG),
    ("GET", "/console/c/{conv}"): (DEEP, "200", "200", "200", DEEP),
    ("GET", "/widget.js"): ("200",) * 5,
    ("GET", "/widget/panel.{lang}.js"): ("404",) * 5,
    ("GET", "/widget/fallback.js"): ("200",) * 5,
    ("GET", "/widget/links.js"): ("200",) * 5,
    ("GET", "/widget/more.ru.js"): ("200",) * 5,
    ("GET", "/widget/more.en.js"): ("200",) * 5,
    ("GET", "/widget/modal.js"): ("200",) * 5,
    ("GET", "/widget/held.js"): ("200",) * 5,
    ("GET", "/widget/leave.en.js"): ("200",) * 5,
    ("GET", "/widget/leave.ru.js"): ("200",) * 5,
    ("GET", "/widget/notice.js"): ("200",) * 5,
    ("GET", "/widget/back.js"): ("200",) * 5,
    ("GET", "/widget/frame.js"): ("200",) * 5,
    ("POST", "/widget/start"): ("403",) * 5,
    ("OPTIONS", "/widget/start"): ("204",) * 5,
    ("POST", "/widget/page"): ("403",) * 5,
    ("OPTIONS", "/widget/page"): ("204",) * 5,
    ("POST", "/widget/greeting"): ("403",) * 5,
    ("OPTIONS", "/widget/greeting"): ("204",) * 5,
    ("POST", "/widget/form"): ("403",) * 5,
    ("OPTIONS", "/widget/form"): ("204",) * 5,
    ("POST", "/widget/leave"): ("403",) * 5,
    ("OPTIONS", "/widget/leave"): ("204",) * 5,
    ("POST", "/line/visitor"): ("403",) * 5,
    ("OPTIONS", "/line/visitor"): ("204",) * 5,
    ("POST", "/line/visitor/say"): ("404",) * 5,
    ("OPTIONS", "/line/visitor/say"): ("204",) * 5,
    ("POST", "/line/visitor/take"): ("404",) * 5,
    ("OPTIONS", "/line/visitor/take"): ("204",) * 5,
    ("POST", "/line/operator"): ("403",) * 5,
    ("POST", "/line/operator/say"): ("404",) * 5,
    ("POST", "/line/operator/take"): ("404",) * 5,
    ("GET", "/static/dist"): ("404",) * 5,
    ("GET", "/static"): ("404",) * 5,
    ("GET", "/photo/{photo}"): ("404",) * 5,
    ("GET", "/health"): ("200",) * 5,
    ("GET", "/health/doctor"): ("404",) * 5,
    ("GET", "/metrics"): ("404",) * 5,
}
SOCKETS = {"/ws/visitor", "/ws/operator"}


def declared(at: Running) -> set[tuple[str, str]]:
    """What the server answers to, as its own route table says."""
    found: set[tuple[str, str]] = set()
    for route in at.house.asgi.site.routes:
        assert isinstance(route, Route | Mount), route
        methods = (getattr(route, "methods", None) or {"GET"}) - {"HEAD"}
        found |= {(method, route.path) for method in methods}
    return found


def test_every_route_is_in_the_table(at: Running):
    assert declared(at) == set(ROUTES)
    assert set(at.house.asgi.sockets) == SOCKETS


@pytest.fixture
async def browsers(at: Running) -> AsyncIterator[dict[str, Browser]]:
    def disable(session: Session) -> None:
        session.scalars(select(Operator).where(col(Operator.name) == "Иван")).one().disabled_at = at.clock()

    await at.house.services.database.write(disable)
    secrets = {"nobody": "", "disabled": "secret-ivan"} | {name: f"secret-{name}" for name in CALLERS[1:4]}
    made = {name: Browser(at, secret, timeout=30) for name, secret in secrets.items()}
    yield made
    for each in made.values():
        await each.aclose()


async def test_each_route_answers_each_caller_as_the_table_says(at: Running, browsers: dict[str, Browser]):
    for (method, path), expected in ROUTES.items():
        filled = path.replace("{lang}", "xx").replace("{", "a-made-up-").replace("}", "")
        for caller, wanted in zip(CALLERS, expected, strict=True):
            answer = await browsers[caller].request(method, filled)
            got = str(answer.status_code)
            if got == "303":
                got += " " + answer.headers["location"]
            wanted = wanted.replace("{conv}", "a-made-up-conv")
            assert got == wanted, (method, path, caller)


async def test_other_methods_change_nothing(at: Running, browsers: dict[str, Browser]):
    methods = ("PUT", "DELETE", "PATCH", "TRACE", "GET", "POST", "HEAD")
    for path, method in itertools.product({path for _, path in ROUTES}, methods):
        named = {each for each, other in ROUTES if other == path}
        if method in named or (method == "HEAD" and "GET" in named) or path.startswith("/static"):
            continue
        answer = await browsers["marina"].request(method, path.replace("{", "x").replace("}", "x"))
        assert answer.status_code == 405, (method, path)


# ---------------------------------------------------------------- commands and questions on sockets

# Who → what he gets for a conversation that Anna holds in Moscow: she herself, her colleague Ivan, Timur of Kazan, a
# stranger of another site, the administrator; and its visitor, and another one.
WHO = ("anna", "ivan", "timur", "stranger", "marina", "mary", "paul")
NOT = "not_found"
FRAMES: dict[str, tuple[str, ...]] = {
    "send": ("ok", "taken", NOT, NOT, "taken", "ok", NOT),
    "send note": ("ok", "taken", NOT, NOT, "ok", "bad_request", "bad_request"),
    "get": ("batch", "taken", NOT, NOT, "batch", "batch", NOT),
    "list": ("page",) * 7,
    "list visitor_of": ("page", "taken", NOT, NOT, "page", "page", "page"),
    "look": ("card", "taken", NOT, NOT, "card", "4400", "4400"),
    "ping": ("pong",) * 7,
    "hello": ("4400",) * 7,
    "forget": ("", "", "", "", "", "4400", "4400"),
    "watch": ("4400",) * 5 + ("team",) * 2,
}
# Who → which of the two who talk is shown it.
SHOWN: dict[str, tuple[str, ...]] = {
    "typing": ("mary", "", "", "", "", "anna", ""),
    "read": ("mary", "", "", "", "", "anna", ""),
}
OF_ITSELF = {"got"}
"""What a connection says of itself, and nobody else is told: test_reconcile.py."""
COMMANDS: dict[str, tuple[str, ...]] = {
    "claim": ("ok", "taken", NOT, NOT, "taken", "4400", "4400"),
    "take": ("ok", "taken", NOT, NOT, "ok", "4400", "4400"),
    "release": ("ok", "taken", NOT, NOT, "ok", "4400", "4400"),
    "transfer": ("ok", "taken", NOT, NOT, "ok", "4400", "4400"),
    "accept": ("ok", "not_offered", NOT, NOT, "not_offered", "4400", "4400"),
    "decline": ("ok", "not_offered", NOT, NOT, "not_offered", "4400", "4400"),
    "move": ("ok", "taken", NOT, NOT, "ok", "4400", "4400"),
    "close": ("ok", "taken", NOT, NOT, "ok", "ok", NOT),
    "reopen": ("ok", "taken", NOT, NOT, "taken", "4400", "4400"),
    "correct": ("ok", "taken", NOT, NOT, "ok", "4400", "4400"),
    "presence": ("ok", "ok", "ok", "ok", "ok", "4400", "4400"),
    "profile": ("ok", "ok", "ok", "ok", "ok", "4400", "4400"),
}


def test_every_frame_and_command_is_in_the_table():
    tags = {each.__struct_config__.tag for each in (*get_args(wire.VisitorFrame), *get_args(wire.OperatorFrame))}
    assert wire.command_tags(wire.OperatorFrame) == set(COMMANDS)
    assert tags - set(COMMANDS) == {name.split()[0] for name in FRAMES} | set(SHOWN) | OF_ITSELF


async def people(at: Running, *names: str) -> dict[str, Peer]:
    """These people, and a talk of Mary's that Anna holds."""
    mary, anna = await held(at)
    everybody = {"mary": mary, "anna": anna}
    for name in names:
        if name not in everybody:
            everybody[name] = await begin(at) if name == "paul" else (await enter(at, name))[0]
    lock = anna.lock
    for each in everybody.values():
        each.conv, each.lock = mary.conv, lock
    return everybody


def frame_of(name: str, peer: Peer, visitor: bool) -> dict[str, Any]:
    conv = {"conv": peer.conv}
    made: dict[str, dict[str, Any]] = {
        "send": {"t": "send", **conv, "body": "Я"} | ({} if visitor else {"lock": peer.lock}),
        "send note": {"t": "send", **conv, "kind": "note", "body": "Я"},
        "get": {"t": "get", **conv},
        "list": {"t": "list"},
        "list visitor_of": {"t": "list", "visitor_of": peer.conv},
        "look": {"t": "look", **conv},
        "ping": {"t": "ping"},
        "hello": first_frame(peer.token),
        "typing": {"t": "typing", **conv},
        "forget": {"t": "forget", **conv},
        "read": {"t": "read", **conv, "seq": 1},
        "watch": {"t": "watch", "channel": "channel-moscow-0000"},
    }
    return made[name]


async def answered(peer: Peer, frame: dict[str, Any]) -> str:
    """The type of the answer, the code of its refusal, or nothing."""
    if frame["t"] == "hello":
        await peer.send(**frame)
        return str(await peer.closes())
    if answer_is := {"ping": "pong", "watch": "team"}.get(frame["t"]):
        await peer.send(**frame)
        try:
            return (await peer.expect(answer_is))["t"]
        except Closed as end:
            return str(end.code)
    if frame["t"] == "forget":
        await peer.send(**frame)
        try:
            assert (await peer.ask("list"))["t"] == "page"
        except Closed as end:
            return str(end.code)
        return ""
    key, value = ("cid" if frame["t"] == "send" else "rid"), new_id()
    try:
        answer = await peer.told(key, value, {**frame, key: value})
    except Closed as end:
        return str(end.code)
    return answer["code"] if answer["t"] == "no" else answer["t"]


@pytest.mark.parametrize(("name", "expected"), FRAMES.items(), ids=FRAMES.keys())
async def test_each_frame_answers_each_person_as_the_table_says(at: Running, name: str, expected: tuple[str, ...]):
    everybody = await people(at, *WHO)
    got = {who: await answered(everybody[who], frame_of(name, everybody[who], who in WHO[5:])) for who in WHO}
    assert got == dict(zip(WHO, expected, strict=True))


@pytest.mark.parametrize(("name", "expected"), SHOWN.items(), ids=SHOWN.keys())
async def test_each_sign_is_shown_to_the_other_who_talks_and_nobody_elses_is(
    at: Running, name: str, expected: tuple[str, ...]
):
    """Those first who are nobody here: a mark that stands already would hide theirs."""
    everybody = await people(at, *WHO)
    await everybody["anna"].ask("get", conv=everybody["mary"].conv)
    for who, wanted in sorted(zip(WHO, expected, strict=True), key=lambda row: row[1]):
        await everybody[who].send(**frame_of(name, everybody[who], who in WHO[5:]))
        await at.settle()
        assert [other for other in ("anna", "mary") if other != who and await shown(everybody[other], name)] == (
            [wanted] if wanted else []
        ), who


async def shown(peer: Peer, kind: str) -> bool:
    """Whether such a sign has come since the last look."""
    await peer.barrier()
    came, peer.taken = peer.frames[peer.taken :], len(peer.frames)
    return any(frame["t"] == "eph" and frame["kind"] == kind for frame in came)


ARGUMENTS: dict[str, dict[str, Any]] = {
    "transfer": {"to": "operator-ivan-000"}, "move": {"to": "channel-kazan-0000"},
    "correct": {"field": "city", "value": "Тверь"},
    "presence": {"presence": "online"}, "profile": {"latin": "Anna", "title_latin": "Designer"},
}  # fmt: skip
LOCKED = ("take", "release", "transfer", "move", "close")


@pytest.mark.parametrize(("name", "expected"), COMMANDS.items(), ids=COMMANDS.keys())
async def test_each_command_answers_each_person_as_the_table_says(at: Running, name: str, expected: tuple[str, ...]):
    """The talk is Anna's for each who tries; where somebody succeeds, the next one finds another."""
    everybody = await people(at, "ivan", *WHO)
    for who, wanted in zip(WHO, expected, strict=True):
        peer = everybody[who]
        frame = {"t": name, **ARGUMENTS.get(name, {})} | ({} if name in OF_ONESELF else {"conv": peer.conv})
        if name in LOCKED and who not in WHO[5:]:
            frame["lock"] = peer.lock
        assert await answered(peer, frame) == wanted, who
        if wanted == "ok" and name not in ("correct", *OF_ONESELF):
            await again(everybody)


async def again(everybody: dict[str, Peer]) -> None:
    """Mary begins another talk, which Anna takes."""
    mary, anna = everybody["mary"], everybody["anna"]
    await everybody["marina"].cmd("close")
    mary.at.clock.ahead += timedelta(hours=2)
    mary.conv = ""
    await mary.say("И ещё один вопрос")
    await anna.claim(mary.conv)
    for each in everybody.values():
        each.conv, each.lock = mary.conv, anna.lock


async def test_the_shop_may_ask_and_nobody_else(at: Running, browsers: dict[str, Browser]):
    answer = await browsers["nobody"].options("/widget/start", headers={"Origin": SHOP})
    assert answer.headers["access-control-allow-origin"] == SHOP
    assert "access-control-allow-credentials" not in answer.headers
    answer = await browsers["nobody"].options("/widget/start", headers={"Origin": "http://evil.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]
