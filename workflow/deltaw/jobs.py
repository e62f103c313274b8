"""What every script does around its work: its number of threads, and a log of its failure."""

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_limits

from .logs import log_to


@contextmanager
def job(snakemake) -> Iterator[logging.Logger]:
    """Run a script's work with its number of threads and its log.

    The number of threads is part of the result (it changes the order of sums), so it comes
    from the params and not from ``snakemake.threads``, which ``--cores`` can cut. A failure
    leaves its traceback in the log and one line on the terminal.

    Parameters
    ----------
    snakemake : snakemake.iocontainers.Snakemake
        The script's own; ``params.threads`` if the rule has it, else 1.

    Yields
    ------
    logging.Logger
    """
    threads = snakemake.params.get("threads", 1)
    log = log_to(snakemake.log[0])
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(threads)
    try:
        with threadpool_limits(threads):
            yield log
    except Exception as error:
        log.error("%s", traceback.format_exc())
        sys.exit(f"{snakemake.rule}: {type(error).__name__}: {error}")
