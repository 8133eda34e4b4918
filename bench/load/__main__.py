"""One job: its kind as argument, the rest as a line of JSON."""

import gc
import json
import sys

import uvloop

from bench.load import idling, talking
from bench.processes import allow_files


def main(kind: str) -> None:
    """Do the job, say the figures."""
    allow_files()
    gc.disable()
    told = json.loads(sys.stdin.readline())
    if kind == "talk":
        print(json.dumps(uvloop.run(talking.talk(talking.Job(**told)))), flush=True)
    else:
        uvloop.run(idling.idle(idling.Job(**told)))


if __name__ == "__main__":
    main(*sys.argv[1:])
