"""Products in blocks are products, and blocks are as wide as the kernels want them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deltaw import products
from deltaw.products import Blocks, block_width, padded


@pytest.fixture
def with_small_kernels(monkeypatch):
    monkeypatch.setattr(products, "without_copies", lambda: True)


@pytest.mark.parametrize(
    ("rows", "depth", "columns", "width"),
    [
        (32, 260, 256, 64),  # the paper's networks
        (32, 132, 128, 128),  # small as a whole
        (32, 516, 512, 32),
        (32, 1028, 1024, 16),
        (32, 1004, 1000, 16),
        (32, 304, 300, 64),  # 20 columns are added
        (32, 204, 200, 32),
        (256, 260, 256, 256),  # not even one register
        (64, 256, 1024, 32),  # the LSTM
    ],
)
def test_width_of_blocks(with_small_kernels, rows, depth, columns, width):
    assert block_width(rows, depth, columns) == width


def test_a_block_is_multiplied_without_copies_and_none_is_wasted(with_small_kernels):
    for rows in (1, 8, 32, 100):
        for n in range(20, 700, 31):
            width = block_width(rows, n + 3, n)
            together = -(-n // width) * width
            assert together in (n, padded(n), -(-n // 16) * 16)
            assert width == n or rows * (n + 3) * width <= products.UNCOPIED


def test_other_kernels_have_one_block(monkeypatch):
    monkeypatch.setattr(products, "without_copies", lambda: False)
    assert block_width(32, 260, 256) == 256


@given(
    st.integers(1, 40), st.integers(1, 30), st.integers(1, 90), st.integers(1, 90), st.booleans()
)
def test_equals_the_product_with_the_whole_matrix(rows, depth, columns, cut, given_memory):
    """Filled in two pieces, which need not end where a block does."""
    rng = np.random.default_rng(rows)
    left, matrix = rng.standard_normal((rows, depth)), rng.standard_normal((depth, columns))
    memory = np.zeros(depth * padded(columns)) if given_memory else None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(products, "without_copies", lambda: True)
        patch.setattr(products, "UNCOPIED", 40 * 32 * depth)  # so that several blocks are needed
        blocks = Blocks(rows, matrix.shape, matrix.dtype, memory)
    cut = min(cut, columns)
    blocks.fill(matrix[:, :cut])
    blocks.fill(matrix[:, cut:], cut)
    room = blocks.room(rows)
    for count in (rows, max(rows // 2, 1)):
        np.testing.assert_allclose(blocks.times(left[:count], room), left[:count] @ matrix)
