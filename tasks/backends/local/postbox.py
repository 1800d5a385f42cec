"""Mail on the embedded default: a Maildir in the workbook's folder, and an SMTP server as well where one is given."""

from tasks.backends.local.postbox_maildir import MaildirPostbox
from tasks.backends.local.postbox_smtp import SmtpPostbox, server_from_url

__all__ = ["MaildirPostbox", "SmtpPostbox", "postbox_from_url"]


def postbox_from_url(url: str, password: str, maildir: MaildirPostbox) -> SmtpPostbox:
    """A postbox that sends through the server of `smtp[s]://user@host:port` and files what it sent."""
    return SmtpPostbox(server_from_url(url, password), maildir)
