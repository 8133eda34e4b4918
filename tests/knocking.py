"""What a stranger at a socket meets, and how much is stored after it."""

import json
from typing import Any

import websockets
from sqlalchemy import func, select

from house import Running
from peer import first_frame
from samovar.storage.engine.database import Session
from samovar.storage.tables import Base


async def knock(at: Running, path: str, headers: dict[str, str], hello: dict[str, Any] | None = None) -> int | None:
    """What a socket with these headers meets: an HTTP status, a close code, or None for a welcome."""
    try:
        socket = await websockets.connect(at.ws + path, additional_headers=headers, proxy=None, max_queue=None)
    except websockets.InvalidStatus as refused:
        return refused.response.status_code
    at.guests.append(socket)
    try:
        await socket.send(json.dumps(first_frame("") | (hello or {})))
        return None if json.loads(await socket.recv())["t"] == "welcome" else 0
    except websockets.ConnectionClosed as end:
        return end.rcvd.code if end.rcvd else 1006


async def rows(at: Running) -> dict[str, int]:
    """How much is stored, by table."""

    def count(session: Session) -> dict[str, int]:
        return {
            name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in Base.metadata.tables.items()
        }

    return await at.house.services.database.read(count)
