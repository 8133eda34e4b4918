"""c27: yesterday's copy is put back: another epoch, clients drop what they remember once, what was unsent is sent."""

import signal

from faults.checker import compare
from faults.figures import of
from faults.fleet import Fleet, crew
from faults.pace import KILLED
from faults.waiting import World, waits
from house import until
from processes import samovar

AFTER = of(100, 1000)
"""Messages that come after the copy, and are gone with it."""


@waits
async def test_c27_a_restored_copy_resets_everybody_once_and_what_is_unsent_is_sent(world: World) -> None:
    server = await (await world.house(6, 2)).start()
    copy = world.folder / "copy.db"
    async with Fleet.lives(server, crew(server, 6, 2, KILLED)) as fleet:
        await fleet.begin()
        assert (await samovar("backup", str(copy), **server.env))[0] == 0
        kept = fleet.acknowledged
        async with fleet.chatter(200):
            await until(lambda: fleet.acknowledged > kept + AFTER, 30)
            status, _, words = await samovar("restore", str(copy), **server.env)
            assert status == 2 and words, "a server has it open"
            await server.end(signal.SIGKILL)
            gone = fleet.acknowledged
        unsent = [cid for client in fleet.clients for cid in client.outbox.waiting]
        fleet.says(fleet.visitors[0])
        assert (await samovar("restore", str(copy), **server.env))[0] == 0
        await server.start()
        await fleet.level()
        found = await compare(server.url, fleet.clients)
        sent = {cid for client in fleet.clients for cid in client.outbox.ledger}
    assert set(unsent) <= sent
    assert 0 < len(found.lost) <= gone - kept
    assert (found.doubled, found.gaps, found.differing) == ([], [], [])
    resets = [client.counts["resets"] for client in fleet.clients]
    assert all(count == len(client.views) for count, client in zip(resets, fleet.clients, strict=True))
    world.figures.note("c27 unsent before, sent after", len(unsent) + 1)
    world.figures.note(
        "c27 resets of a conversation at a client", max(resets) / max(len(c.views) for c in fleet.clients), "1"
    )
