"""Forms in memory: published ones are remembered, answers are given by whoever holds the double."""

from tasks.ports import Forms
from tasks.program.forms import Answer, FormSpec, Pages, Published


class MemoryForms:
    """`on_pages`: an office whose forms are pages. With `under` it begins with what those forms hold, and changes nothing there."""

    def __init__(
        self, answers: tuple[Answer, ...] = (), *, on_pages: bool = False, under: Forms | None = None
    ) -> None:
        self.published: dict[str, FormSpec] = {}
        self.filled = list(answers)
        self.on_pages, self._under = on_pages, under
        self._open: dict[str, Published] = dict(under.pages().standing) if under else {}

    def publish(self, spec: FormSpec) -> Published:
        self.published[spec.key] = spec
        fields = {question.id: question.id for question in spec.questions}
        return self._open.setdefault(
            spec.key, Published(f"https://forms.example.org/{spec.key}", fields=fields)
        )

    def close(self, key: str) -> bool:
        return self._open.pop(key, None) is not None

    def pages(self) -> Pages:
        below = self._under.pages() if self._under else Pages(possible=lambda: self.on_pages)
        return Pages(dict(self._open), below.lost, below.possible)

    def answers(self) -> tuple[Answer, ...]:
        return (*(self._under.answers() if self._under else ()), *self.filled)
