"""How commands speak: a line at a time, and to nobody where nobody listens any more."""

import os
import sys
from typing import TextIO


def tell(text: str, *, to: TextIO | None = None, end: str = "\n") -> None:
    """Print. Whoever reads may have gone (`samovar check | head`): what is under way is done to its end anyway."""
    stream = to or sys.stdout
    try:
        print(text, file=stream, end=end, flush=True)
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
