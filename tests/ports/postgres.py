"""A PostgreSQL server of the tests' own, which may be stopped and restarted; skips where the programs are not installed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql


class Server:
    """`url` leads to it through a socket in its folder; nothing listens on a port."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self.folder, self._pg_ctl = folder, str(binaries / "pg_ctl")
        self.url = f"postgresql://postgres@/postgres?host={folder}"

    def control(self, *words: str) -> None:
        command = [
            "runuser",
            "-u",
            "postgres",
            "--",
            self._pg_ctl,
            "-D",
            str(self.folder / "data"),
            "-w",
            *words,
        ]
        subprocess.run(command, check=True, capture_output=True)

    def start(self) -> None:
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off"
        self.control("start", "-l", str(self.folder / "log"), "-o", options)

    def database(self, name: str) -> str:
        """A new database's URL."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def stop(self) -> None:
        self.control("stop", "-m", "immediate")

    def restart(self) -> None:
        self.stop()
        self.start()


@contextmanager
def own_server() -> Iterator[Server]:
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not binaries or not shutil.which("runuser") or os.geteuid() != 0:
        pytest.skip("no PostgreSQL: set MENTORSHIP_TEST_POSTGRES to a URL")
    folder = Path(tempfile.mkdtemp(prefix="ledger-pg-"))
    shutil.chown(folder, "postgres")
    server = Server(binaries[-1], folder)
    server.control("init", "-o", "-A trust")
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)
