"""`mentorship undo`: the program's own columns as they stood before the last run; nothing that was sent comes back.

The undo keeps a copy as every run does, so that a second one takes the first back.
"""

import argparse
from collections import Counter

from flows.cli.show import console
from flows.reception import hold
from tasks.backends.opening import last_backup
from tasks.office.undo import undo


def main(options: argparse.Namespace) -> int:
    with hold(options.workbook, options.wait) as ports:
        changes, refused = undo(ports, last_backup(options.workbook))
    tabs = Counter(change.tab for change in changes)
    told = ", ".join(f"{count} in {tab}" for tab, count in sorted(tabs.items())) or "nothing had to change"
    console.print(f"The program's columns stand as before the last run: {told}.")
    if refused:
        console.print(f"{len(refused)} cells were changed by people since and stay as they are.")
    console.print("Letters that were sent stay sent. Change what should be different, then run again.")
    return 0
