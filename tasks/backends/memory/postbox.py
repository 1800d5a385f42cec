"""A postbox that keeps messages in memory: for previews, `--plan` and tests."""

from tasks.ports import Message, Receipt


class MemoryPostbox:
    """Keeps what it was given, in order, and so always knows."""

    knows = keeps = True

    def __init__(self) -> None:
        self._sent: dict[str, Message] = {}

    @property
    def messages(self) -> tuple[Message, ...]:
        return tuple(self._sent.values())

    def send(self, message: Message) -> Receipt:
        self._sent.setdefault(message.key, message)
        return Receipt(message.key)

    def look(self, key: str) -> Receipt | None:
        return Receipt(key) if key in self._sent else None

    def content(self, key: str) -> bytes | None:
        """A message as it went out."""
        found = self._sent.get(key)
        return found.content if found else None
