"""An uploaded face, or the words that say why it is none."""

import asyncio

from samovar.storage.tables import Photo
from samovar.web.media import photos
from samovar.web.pages.fields import Checked

AT_MOST = photos.LARGEST + 1
"""Bytes to read of an upload: one more than it may have shows that it has too many."""


async def face(content: bytes, checked: Checked) -> Photo | None:
    """The face of an upload; refused at the field `photo`."""
    if len(content) > photos.LARGEST:
        checked.refuse("photo", "photo_large")
        return None
    try:
        async with asyncio.timeout(5):
            return await asyncio.to_thread(photos.face, content)
    except (photos.NotAPhoto, TimeoutError):
        checked.refuse("photo", "photo_kind")
        return None
