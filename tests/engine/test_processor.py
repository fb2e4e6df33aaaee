from pathlib import Path

import pytest

from okpay_engine.processor import kernels

AVX2 = "fpu sse4_2 avx avx2 fma"
AVX512 = f"{AVX2} avx512f avx512cd avx512bw avx512dq avx512vl"


@pytest.mark.parametrize(
    ("flags", "name"), [(AVX512, "SkylakeX"), (AVX2, "Haswell"), ("fpu avx", None), ("", None)]
)
def test_the_best_kernels_are_those_the_processor_can_run(tmp_path: Path, flags: str, name: str) -> None:
    info = tmp_path / "cpuinfo"
    info.write_text(f"processor\t: 0\nflags\t\t: {flags}\n\nprocessor\t: 1\n", encoding="utf-8")
    assert kernels(info) == name


def test_where_nothing_is_known_nothing_is_chosen(tmp_path: Path) -> None:
    assert kernels(tmp_path / "none") is None
    (tmp_path / "arm").write_text("processor\t: 0\nFeatures\t: asimd\n", encoding="utf-8")
    assert kernels(tmp_path / "arm") is None
