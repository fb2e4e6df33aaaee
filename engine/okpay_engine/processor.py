"""Tells OpenBLAS which processor this is: one younger than the library is taken for one of 2004.

Multiplying matrices is then four times slower than need be. The names are those of OpenBLAS's "dynamic
architecture" builds, <https://github.com/OpenMathLib/OpenBLAS#support-for-multiple-targets-in-a-single-library>.
"""

import os
from pathlib import Path
from typing import Optional

CPU_INFO = Path("/proc/cpuinfo")
# From the best to the plainest.
KERNELS = (
    ("SkylakeX", {"avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl", "fma"}),
    ("Haswell", {"avx2", "fma"}),
)


def choose_kernels() -> None:
    """Before NumPy is imported; what the environment says already stays."""
    if name := kernels(CPU_INFO):
        os.environ.setdefault("OPENBLAS_CORETYPE", name)


def kernels(cpu_info: Path) -> Optional[str]:
    """The best kernels that the processor can run; None where the system does not say, or none of them."""
    try:
        lines = cpu_info.read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    flags = next((set(line.split(":", 1)[1].split()) for line in lines if line.startswith("flags")), set())
    return next((name for name, needs in KERNELS if needs <= flags), None)
