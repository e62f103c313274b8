"""What the benchmarks share: a process with native kernels, medians in turns, tables."""

import os
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "workflow"), str(ROOT / "tests")]
# They hold OpenBLAS to the kernels of other processors.
HELD = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
SIZE = 2048  # of the square product that tells a core's rate


def with_native_kernels() -> None:
    """Start this program anew if the environment holds numpy to kernels that are not its own."""
    if any(name in os.environ for name in HELD):
        for name in HELD:
            os.environ.pop(name, None)
        os.execv(sys.executable, [sys.executable, *sys.argv])


def medians(*functions, repeats, warm_up=3):
    """Return the median milliseconds of each function, called in turns."""
    times = [[] for _ in functions]
    for repeat in range(repeats + warm_up):
        for function, record in zip(functions, times, strict=True):
            start = time.perf_counter()
            function()
            if repeat >= warm_up:  # the first calls fill caches
                record.append(1e3 * (time.perf_counter() - start))
    return [statistics.median(record) for record in times]


def square_rate():
    """Return the GFLOP/s of numpy and of torch in a product of square matrices."""
    import numpy as np
    import torch
    from threadpoolctl import threadpool_limits

    torch.set_num_threads(1)
    a, b = np.random.default_rng(0).standard_normal((2, SIZE, SIZE)).astype(np.float32)
    ta, tb = torch.from_numpy(a), torch.from_numpy(b)
    with threadpool_limits(1):
        times = medians(lambda: a @ b, lambda: ta @ tb, repeats=5, warm_up=1)
    return [2 * SIZE**3 / (1e6 * t) for t in times]


def head():
    """Return what every table names: processor, kernels, and the core's own rate."""
    from deltaw.provenance import machine

    ours, theirs = square_rate()
    return (
        f"{machine()}; one thread; a product of {SIZE} square matrices runs at {ours:.0f} GFLOP/s "
        f"with numpy, {theirs:.0f} with torch."
    )


def table(names, rows):
    """Return a Markdown table; numbers with three digits."""
    lines = ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]
    for row in rows:
        cells = [c if isinstance(c, str) else f"{c:.3g}" for c in row]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def write(name, parts):
    """Print the parts of a report and write them to results/bench."""
    text = "\n\n".join(parts) + "\n"
    target = ROOT / f"results/bench/{name}.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    print(text)
