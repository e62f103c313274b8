"""Products of a few rows with a matrix, in blocks that OpenBLAS multiplies without copies.

Before it multiplies two matrices, OpenBLAS copies both into an order of its own. With a few rows
this takes about as long as the product. Its kernels for AVX-512 do without it where a product has
at most 10^6 multiplications, so that a matrix cut into blocks of columns is multiplied faster.
"""

from functools import cache
from math import prod
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_info

# OpenBLAS 0.3.31, kernel/x86_64/sgemm_small_kernel_permit_skylakex.c
UNCOPIED = 10**6
KERNELS = frozenset({"SkylakeX", "Cooperlake", "SapphireRapids"})
REGISTERS = 32  # numbers in single precision that two of them hold


@cache
def without_copies() -> bool:
    """Return whether this processor has OpenBLAS's AVX-512 kernels for small matrices."""
    return any(library.get("architecture") in KERNELS for library in threadpool_info())


def block_width(rows: int, depth: int, columns: int) -> int:
    """Return how many columns a block has.

    A matrix that is multiplied without copies as a whole is one block. Otherwise the blocks
    together have as few columns as whole pairs of registers allow; of the widths that do so it is
    the largest that is multiplied without copies. Where a pair is too wide, it is one register.
    Where that is too wide as well, the matrix is one block.

    Parameters
    ----------
    rows : int
        Most rows that are multiplied.
    depth, columns : int
        K and N of the matrix.
    """
    most = UNCOPIED // (rows * depth) if without_copies() else 0
    if most >= columns or most < REGISTERS // 2:
        return columns
    widths = range(REGISTERS, most + 1, REGISTERS) or [REGISTERS // 2]
    return max(widths, key=lambda width: (-(-columns // width) * -width, width))


def padded(columns: int) -> int:
    """Return the most columns that all blocks of a matrix have together."""
    return -(-columns // REGISTERS) * REGISTERS


class Room(NamedTuple):
    """Where products go, and the same numbers by block, shape (blocks, B, width)."""

    product: np.ndarray
    by_block: np.ndarray


class Blocks:
    """A matrix that a few rows at a time are multiplied with.

    Parameters
    ----------
    rows : int
        The most of them.
    shape : tuple of int
        K and N of the matrix.
    dtype : numpy.dtype
    memory : numpy.ndarray, optional
        Takes K numbers for each of `padded`.
    """

    def __init__(
        self,
        rows: int,
        shape: tuple[int, int],
        dtype: np.dtype,
        memory: np.ndarray | None = None,
    ):
        depth, self.columns = shape
        self.width = block_width(rows, *shape)
        taken = (-(-self.columns // self.width), depth, self.width)
        if memory is None:
            memory = np.zeros(prod(taken), dtype)
        self.blocks = memory[: prod(taken)].reshape(taken)

    def fill(self, matrix: np.ndarray, start: int = 0) -> None:
        """Take columns of the matrix from column ``start`` on, all K of their rows."""
        end = start + matrix.shape[1]
        for k in range(start // self.width, -(-end // self.width)):
            first = k * self.width
            own = slice(max(start, first), min(end, first + self.width))
            part = matrix[:, own.start - start : own.stop - start]
            self.blocks[k, :, own.start - first : own.stop - first] = part

    def room(self, rows: int) -> Room:
        """Return room for the products of at most so many rows."""
        product = np.zeros((rows, len(self.blocks) * self.width), self.blocks.dtype)
        by_block = product.reshape(rows, len(self.blocks), self.width)
        return Room(product[:, : self.columns], np.moveaxis(by_block, 1, 0))

    def times(self, rows: np.ndarray, room: Room) -> np.ndarray:
        """Return rows @ matrix, shape (B, N), which lies in that room."""
        np.matmul(rows, self.blocks, out=room.by_block[:, : len(rows)])
        return room.product[: len(rows)]
