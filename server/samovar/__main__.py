"""`python -m samovar` is `samovar`."""

import sys

from samovar.cli import main

sys.exit(main())
