"""Sockets made of requests: whatever holds on a socket holds here, and no request that gets lost loses a frame."""

from house import Running
from peer import Peer, arrive, enter, operator
from polled import Polled, polled


async def come(at: Running, peer: Peer) -> Polled:
    made = polled(peer)
    await made.come_in()
    return made


async def test_smoke(at: Running):
    mary = await come(at, await arrive(at))
    said = await mary.say("Привет")
    assert said["t"] == "ok", said
    [anna] = await enter(at, "anna")
    timur = await come(at, operator(at, "ivan"))
    assert (await anna.claim(mary.conv))["t"] == "ok"
    await anna.say("Добрый день", lock=anna.lock)
    assert await mary.expect("ev", lambda f: f["e"].get("body") == "Добрый день")
    await timur.expect("summary")
