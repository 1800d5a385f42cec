"""A stand-in for Google's Sheets, Drive, Calendar, Gmail and Forms on the loopback.

It holds every request against Google's own discovery documents, behaves as recorded where a recording is known, and
says where none is. `docs/developers/google-stand-in.md` is its guide.

    with serve(limits=False) as service:
        ...  # point the real clients at service.base; read service.log; disturb by service.control
"""

from tests.google_service.serving import Running, serve

__all__ = ["Running", "serve"]
