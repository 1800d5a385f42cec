"""Web pages as PDF, where the optional extra `pdf` (WeasyPrint) is installed; without it there is simply none.

The same page gives the same bytes: the file's id comes from the page, it carries no date of its own.
"""

import hashlib
from functools import lru_cache
from typing import Any

PAPER = "@page { size: letter; margin: 0.8in }"


@lru_cache(maxsize=1024)
def html_to_pdf(html: bytes) -> bytes | None:
    """A tagged PDF of one self-contained page, or nothing where WeasyPrint or what it needs is missing."""
    try:
        import weasyprint  # noqa: PLC0415 - an optional extra, and a second to import
        from weasyprint.urls import URLFetcher  # noqa: PLC0415 - as above
    except (ImportError, OSError):  # OSError: the package is there, Pango is not
        return None
    # A page carries everything in itself: neither files nor the network are ever opened.
    fetcher = URLFetcher(allowed_protocols={"data"}, fail_on_errors=True)
    document: Any = weasyprint.HTML(string=html.decode(), url_fetcher=fetcher)
    identifier = hashlib.sha256(html).hexdigest()[:32].encode()
    paper = weasyprint.CSS(string=PAPER, url_fetcher=fetcher)
    pdf: bytes = document.write_pdf(stylesheets=[paper], pdf_identifier=identifier, pdf_variant="pdf/ua-1")
    return pdf
