"""Faces: uploads are decoded within limits and written anew, so that nothing else of the file remains."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from samovar.storage.tables import Photo

LARGEST = 5 * 1024 * 1024
"""Bytes of an upload."""
PIXELS = 40_000_000
SIDE = 256
"""Pixels of a stored face."""


class NotAPhoto(Exception):
    """Not an image of a kind we take, broken, or too many pixels."""


def face(content: bytes) -> Photo:
    """A square WebP of an upload, without its metadata. Raises NotAPhoto."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Photo(media_type="image/webp", content=_webp(content))
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Warning,
    ) as error:
        raise NotAPhoto from error


def _webp(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as image:
        if image.width * image.height > PIXELS:
            raise ValueError("too many pixels")
        image.draft("RGB", (SIDE * 2, SIDE * 2))
        square = ImageOps.fit(ImageOps.exif_transpose(image).convert("RGB"), (SIDE, SIDE))
    out = io.BytesIO()
    square.save(out, "WEBP", quality=82)
    return out.getvalue()
