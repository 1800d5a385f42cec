"""A real IMAP server on this machine: Debian's Dovecot as an ordinary process over one Maildir."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

DOVECOT = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
_NOBODY = 65534
_CONF = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
ssl = no
disable_plaintext_auth = no
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{folder}/mail
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""
_OWN = "default_internal_user = {user}\ndefault_internal_group = {group}\ndefault_login_user = {user}\n"


class ImapServer:
    """`url` leads to its inbox; `deliver` puts a message there; `flags` are what anybody marked it with."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.url = folder, f"imap://office@127.0.0.1:{port}"
        self._count = 0

    def deliver(self, content: bytes) -> None:
        self._count += 1
        path = self.folder / "mail" / "new" / f"{1_800_000_000 + self._count}.{self._count}.test"
        path.write_bytes(content)
        _give(path)

    def flags(self) -> list[str]:
        names = [path.name for part in ("new", "cur") for path in (self.folder / "mail" / part).iterdir()]
        return sorted(name.partition(":2,")[2] for name in names)

    def empty(self) -> None:
        for part in ("new", "cur"):
            for path in (self.folder / "mail" / part).iterdir():
                path.unlink()

    def renumber(self) -> None:
        """What a server does that lost its index: another UIDVALIDITY, messages counted anew."""
        for path in (self.folder / "mail").glob("dovecot*"):
            path.unlink()


@contextmanager
def imap_server() -> Iterator[ImapServer]:
    # Sockets have short names: not under pytest's long folders.
    folder = Path(tempfile.mkdtemp(prefix="imap-", dir="/tmp"))
    folder.chmod(0o755)
    for part in ("run", "mail/new", "mail/cur", "mail/tmp"):
        (folder / part).mkdir(parents=True)
    for path in (folder / "mail", *(folder / "mail").iterdir()):
        _give(path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    root = os.getuid() == 0
    uid, gid = (_NOBODY, _NOBODY) if root else (os.getuid(), os.getgid())
    conf = _CONF.format(folder=folder, port=port, uid=uid, gid=gid)
    if not root:
        import grp
        import pwd

        conf += _OWN.format(user=pwd.getpwuid(uid).pw_name, group=grp.getgrgid(gid).gr_name)
    (folder / "conf").write_text(conf)
    server = subprocess.Popen(
        [str(DOVECOT), "-F", "-c", str(folder / "conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port)
        yield ImapServer(folder, port)
    finally:
        server.terminate()
        server.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def _give(path: Path) -> None:
    if os.getuid() == 0:
        os.chown(path, _NOBODY, _NOBODY)


def _wait(port: int) -> None:
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as there:
            if there.recv(4).startswith(b"* OK"):
                return
        time.sleep(0.1)
    raise AssertionError("Dovecot does not answer")
