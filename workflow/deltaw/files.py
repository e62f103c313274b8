"""Files: written whole or not at all, and why one cannot be read."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Yield a temporary name beside `path`, and rename it to `path` when all went well.

    The name is the process's own, so two writers never mix; it ends in ``.part``. Nothing is
    left behind after an error; what a killed process leaves, workflow/start.py removes.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        yield part
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def why_closed(path: str | Path) -> str:
    """Return why a file that may be sound cannot be read now; empty if it is damaged or gone.

    HDF5 itself tells no reason.
    """
    try:
        with Path(path).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            file.read(1)
    except FileNotFoundError:
        return ""
    except BlockingIOError:
        return "is in use by another program: close it there and run again"
    except PermissionError:
        return "may not be read by this user: give yourself the right (chmod u+r)"
    except OSError as error:
        if error.errno in (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP):
            return "lies on a file system without locks: set HDF5_USE_FILE_LOCKING=FALSE"
        return f"cannot be read now ({error.strerror}): look at its disk, then run again"
    return ""
