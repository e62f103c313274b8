"""What a file says of its origin besides parameters and code: packages and processor."""

import json
import platform
from functools import cache
from importlib import metadata
from pathlib import Path

from threadpoolctl import threadpool_info

PACKAGES = ("numpy", "scipy", "torch", "xarray", "netCDF4")


def versions() -> str:
    """Return the versions of the packages that results depend on, as JSON."""
    return json.dumps({package: metadata.version(package) for package in PACKAGES})


@cache
def processor() -> str:
    """Return the processor's model, as the system names it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux
        return platform.processor() or platform.machine()
    pairs = (line.partition(":")[::2] for line in lines)
    fields = {name.strip(): value.strip() for name, value in pairs}
    shown = (("model name", ""), ("cpu family", "family "), ("model", "model "))
    return ", ".join(word + fields[name] for name, word in shown if name in fields)


def machine() -> str:
    """Return processor and the kernels of its linear algebra libraries, as JSON.

    Other processors, or other kernels on the same one, sum in another order: they explain why the
    bytes of two runs differ.
    """
    kernels = {
        library["internal_api"]: library["architecture"]
        for library in threadpool_info()
        if library.get("architecture")
    }
    return json.dumps({"processor": processor(), "kernels": kernels}, sort_keys=True)
