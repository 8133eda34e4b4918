"""One message that the database can never take is refused for good in words, and nothing behind it waits."""

from collections.abc import Sequence

import pytest
from sqlalchemy import text

from house import Running, one_group
from peer import Peer, held, new_id
from samovar.model.conversation import Conversation
from samovar.storage.engine.database import Session
from samovar.storage.queries import conversations

BAD = "Спасибо \N{GRINNING FACE}"


@pytest.fixture
def picky(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database cannot hold emoji, as one in WIN1251."""
    save = conversations.save

    def choosy(session: Session, talks: Sequence[Conversation]) -> None:
        if any(BAD in (entry.body or "") for talk in talks for entry in talk.fresh):
            session.execute(text("SELECT CAST(:letter AS TEXT)"), {"letter": "\ud83d"})
        save(session, talks)

    monkeypatch.setattr(conversations, "save", choosy)


async def send(peer: Peer, body: str, **more: object) -> str:
    cid = new_id()
    await peer.send(t="send", cid=cid, conv=peer.conv, body=body, **more)
    return cid


@pytest.mark.usefixtures("picky")
@pytest.mark.parametrize("together", [True, False])
async def test_a_message_that_can_never_be_stored_blocks_nothing_behind_it(on_each: Running, together: bool):
    mary, anna = await held(on_each)
    if together:
        async with one_group(on_each, 4):
            cids = [await send(mary, body) for body in ("раз", BAD, "два")]
            answer = await send(anna, "Ответ", lock=anna.lock)
    else:
        cids = [await send(mary, body) for body in ("раз", BAD, "два")]
        answer = await send(anna, "Ответ", lock=anna.lock)
    for cid, t in zip(cids, ("ok", "no", "ok"), strict=True):
        said = await mary.expect("no" if t == "no" else "ok", lambda frame, cid=cid: frame.get("cid") == cid)
        assert said.get("code", "") == ("unstorable" if t == "no" else "")
        assert "retry" not in said and (t == "ok" or "сохранить" in said["text"])
    await anna.expect("ok", lambda frame: frame.get("cid") == answer)
    stored = [event["body"] for event in (await anna.ask("get", conv=mary.conv))["events"] if "body" in event]
    assert sorted(stored[1:]) == ["Ответ", "два", "раз"]
