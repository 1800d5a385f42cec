"""The same run on doubles: what would happen, without touching anything.

`--plan` and the question before sending use the very code of a real run; only the ports are doubles that start from
what the real ones hold.
"""

from dataclasses import replace

from tasks.backends.memory.diary import MemoryDiary
from tasks.backends.memory.forms import MemoryForms
from tasks.backends.memory.ledger import MemoryLedger
from tasks.backends.memory.postbox import MemoryPostbox
from tasks.backends.memory.register import MemoryRegister
from tasks.backends.memory.shelf import MemoryShelf
from tasks.office.settle import Office, settle
from tasks.office.stock import Asked
from tasks.office.summary import Summary
from tasks.ports import Ports
from tasks.program.workbook.snapshot import Snapshot


def doubles(ports: Ports, read: Snapshot | None = None) -> Ports:
    """Doubles of all ports, holding what the real ones hold now; busy times and answers are still read from the real ones.

    `read` is the workbook where it was read just now.
    """
    return replace(
        ports,
        register=MemoryRegister(read or ports.register.read()),
        diary=MemoryDiary(under=ports.diary),
        postbox=MemoryPostbox(),
        forms=MemoryForms(under=ports.forms),
        ledger=MemoryLedger(ports.ledger.program(), ports.ledger.deliveries(), ports.ledger.facts()),
        shelf=MemoryShelf(ports.shelf),
    )


def rehearse(ports: Ports, asked: Asked, read: Snapshot | None = None, *, wholly: bool = True) -> Summary:
    """What a run would do now; where nobody will read it, not `wholly`: only whether it would do anything."""
    return settle(Office(doubles(ports, read), asked, rehearsing=True), wholly=wholly)
