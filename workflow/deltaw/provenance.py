"""What a file says of its origin besides parameters and code: the versions of packages."""

import json
from importlib import metadata

PACKAGES = ("numpy", "scipy", "torch", "xarray", "netCDF4")


def versions() -> str:
    """Return the versions of the packages that results depend on, as JSON."""
    return json.dumps({package: metadata.version(package) for package in PACKAGES})
