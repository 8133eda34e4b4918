"""Looks of the watch over delivery, and clients that report what they have."""

from browser import browsing
from house import Running
from peer import Frame, Peer
from screen import Screen


async def look(at: Running, times: int = 2) -> None:
    """What the first look finds changed, the second judges. In life there are seconds between them: rows that wait
    for their moment have been told."""
    for _ in range(times):
        at.flush()
        await at.house.services.reconciler.tick()


async def reading(peer: Peer, conv: str) -> Screen:
    """A client that keeps a conversation, and says so."""
    await peer.ask("get", conv=conv)
    return await level(peer, conv)


async def level(peer: Peer, conv: str) -> Screen:
    """What a client shows when all that is on the way has come; it reports that it has it."""
    await peer.ask("list")
    screen = Screen(conv, notes=peer.path == "/ws/operator").show(peer.frames)
    await peer.send(t="got", conv=conv, seq=screen.last)
    await peer.ask("list")
    return screen


async def heed(peer: Peer, conv: str) -> Screen:
    """As widget and console do when they hear that there is more than they have."""
    heads = await peer.expect("heads")
    has = Screen(conv, notes=peer.path == "/ws/operator").show(peer.frames).last
    if heads["heads"][0]["seq"] > has:
        await peer.ask("get", conv=conv, after=has)
    return await level(peer, conv)


async def health(at: Running) -> tuple[int, Frame]:
    async with browsing(at) as browser:
        answer = await browser.get("/health")
        return answer.status_code, answer.json()
