"""Reports as web pages that carry everything in themselves: one file, no script, nothing fetched from anywhere."""

from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tasks.program.shipped import TEMPLATES


@lru_cache(maxsize=1)
def _pages() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(template: str, **values: Any) -> bytes:
    """The page `templates/<template>` with the values filled in, escaped."""
    return _pages().get_template(template).render(**values).encode()
