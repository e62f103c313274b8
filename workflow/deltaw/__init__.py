"""The model library that the rules' scripts share.

Axis letters, the same in every shape that a docstring gives:

===  ==========================================================
B    trials of a batch
T    time steps of a trial
N    neurons
I    inputs
O    outputs
===  ==========================================================

Symbols are the paper's: ``w0``, ``dw`` and ``w`` are W0, ΔW and W = W0 + ΔW; ``m`` and
``v`` are the input and readout matrices M and V; ``g`` is the strength of W0.

``open_run`` opens the results of a run.
"""

__all__ = ["open_run"]


def __getattr__(name: str):
    """Import what is asked for: xarray takes a while to load, and many use the library without."""
    if name == "open_run":
        from .run.tree import open_run

        return open_run
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
