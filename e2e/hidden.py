"""`python e2e/hidden.py PORT demo …`: the program behind a wall. It listens at PORT, and says it were the wall's."""

import sys
from importlib import import_module

from samovar.cli import main

if __name__ == "__main__":
    run = import_module("samovar.demo.run")
    inner, listen, asked = int(sys.argv.pop(1)), run.listen, int(sys.argv[sys.argv.index("--port") + 1])
    run.listen = lambda host, port: listen(host, inner if port == asked else port)
    sys.exit(main())
