"""`python e2e/moved.py FILE serve …`: the program with a clock that is as many seconds ahead as the file says. It looks
into its mailbox every second."""

import sys
from pathlib import Path
from time import time

from samovar.outbound import incoming
from samovar.storage.tables import base

if __name__ == "__main__":
    file = Path(sys.argv.pop(1))
    base.time = lambda: time() + float(file.read_text())  # type: ignore[attr-defined]
    incoming.EVERY = 1.0
    # Only now: what follows has the times of those two for its own.
    from samovar.cli import main

    sys.exit(main())
