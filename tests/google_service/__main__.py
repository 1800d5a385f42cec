"""`python -m tests.google_service --port N [--no-limits] [--state DIR] [--at MOMENT]`: serve until interrupted."""

import argparse
import signal
import sys
import threading
from datetime import datetime
from pathlib import Path

from tests.google_service.serving import serve


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.google_service", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument(
        "--no-limits", action="store_true", help="no quotas, and any bearer token is the owner's"
    )
    parser.add_argument("--state", type=Path, help="keep the world and the request log in this folder")
    parser.add_argument(
        "--at", type=datetime.fromisoformat, help="a moment with its offset, for a clock that stands still"
    )
    given = parser.parse_args()
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    clock = (lambda: given.at) if given.at else None
    with serve(port=given.port, limits=not given.no_limits, clock=clock, state=given.state) as running:
        sys.stdout.write(f"ready {running.base}\n")
        sys.stdout.flush()
        stop.wait()


if __name__ == "__main__":
    main()
