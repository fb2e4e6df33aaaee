"""The key of the digests: given, or made once for everybody who shares the folder."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pydantic import SecretStr

from okpay.keys import FILE, proof_key
from okpay.settings import Settings


def of(folder: Path, key: str = "") -> Settings:
    return Settings(_env_file=None, data_dir=folder, proof_key=SecretStr(key))


def test_a_key_that_is_given_is_used_and_none_is_made(tmp_path: Path) -> None:
    assert proof_key(of(tmp_path / "data", "k3y")) == b"k3y"
    assert not (tmp_path / "data").exists()


def test_one_is_made_and_stays(tmp_path: Path) -> None:
    made = proof_key(of(tmp_path / "data"))
    assert len(made) >= 32
    assert proof_key(of(tmp_path / "data")) == made
    assert proof_key(of(tmp_path / "other")) != made


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    proof_key(of(tmp_path))
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_those_who_start_together_have_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: proof_key(of(tmp_path)), range(64)))
    assert len(keys) == 1
