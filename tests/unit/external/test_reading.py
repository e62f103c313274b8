"""Weights of other programs are read without running anything, and what does not fit is refused."""

import io
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from deltaw.external.reading import MOST, WeightsError, read_pair, read_weights

W = np.arange(12, dtype=np.float32).reshape(3, 4)


def saved(path, weights):
    """Write arrays in the format that a file's name asks for."""
    tensors = {name: torch.from_numpy(np.asarray(w)) for name, w in weights.items()}
    if path.suffix == ".npz":
        np.savez(path, **weights)
    elif path.suffix == ".safetensors":
        save_file(tensors, path)
    else:
        torch.save(tensors, path)
    return path


@pytest.mark.parametrize("name", ["w.npz", "w.pt", "w.pth", "w.safetensors"])
def test_each_format_gives_the_arrays_by_name(tmp_path, name):
    weights = {"a.weight": W, "b": W[0].astype(np.float64), "n": np.array(3)}
    found = read_weights(saved(tmp_path / name, weights))
    assert set(found) == set(weights)
    for key, array in weights.items():
        np.testing.assert_array_equal(found[key], array)
        assert found[key].dtype == array.dtype


@pytest.mark.parametrize("name", ["w.pt", "w.safetensors"])
def test_short_numbers_get_longer(tmp_path, name):
    tensors = {"b": torch.tensor([[1.5, -2]], dtype=torch.bfloat16), "h": torch.ones(2).half()}
    path = tmp_path / name
    (save_file if path.suffix == ".safetensors" else torch.save)(tensors, path)
    found = read_weights(path)
    assert {array.dtype for array in found.values()} == {np.dtype(np.float32)}
    np.testing.assert_array_equal(found["b"], [[1.5, -2]])


def test_parameters_of_a_model_are_read(tmp_path):
    model = torch.nn.Linear(3, 2)
    torch.save(dict(model.named_parameters()), tmp_path / "w.pt")
    found = read_weights(tmp_path / "w.pt")
    np.testing.assert_array_equal(found["weight"], model.weight.detach().numpy())


class Evil:
    """Leaves a file where it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def as_pickle(path, value):
    path.write_bytes(pickle.dumps(value))


def as_npz_of_objects(path, value):
    np.savez(path, w=np.array([value], dtype=object))


def as_torch(path, value):
    torch.save({"w": value}, path)


@pytest.mark.parametrize(
    ("name", "write"),
    [("w.pt", as_pickle), ("w.pt", as_torch), ("w.npz", as_npz_of_objects), ("w.npz", as_pickle)],
)
def test_a_pickle_is_refused_and_not_run(tmp_path, name, write):
    write(tmp_path / name, Evil(tmp_path / "ran"))
    with pytest.raises(WeightsError, match=rf"{name} cannot be read: it must hold"):
        read_weights(tmp_path / name)
    assert not (tmp_path / "ran").exists()


def array_file(value):
    buffer = io.BytesIO()
    np.save(buffer, value)
    return buffer.getvalue()


def torch_file(value):
    buffer = io.BytesIO()
    torch.save(value, buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("w.pt", b""),
        ("w.pt", b"text"),
        ("w.pt", torch_file({"epoch": 3, "w": torch.ones(2, 2)})),
        ("w.pt", torch_file({"state_dict": {"w": torch.ones(2, 2)}})),
        ("w.pt", torch_file(torch.ones(2, 2))),
        ("w.pt", torch_file({3: torch.ones(2, 2)})),
        ("w.pt", torch_file({"w": torch.ones(2, 2)})[:300]),
        ("w.npz", b""),
        ("w.npz", b"text"),
        ("w.npz", array_file(W)),
        ("w.safetensors", b""),
        ("w.safetensors", b"\xff" * 100),
    ],
)
def test_other_content_is_refused_in_one_sentence(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(WeightsError, match=rf"{name} cannot be read: it must hold") as caught:
        read_weights(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_an_archive_of_other_files_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "w.npz", "w") as file:
        file.writestr("w.txt", "text")
    with pytest.raises(WeightsError, match=r"w\.npz cannot be read"):
        read_weights(tmp_path / "w.npz")


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(WeightsError, match=r"w\.onnx must end with one of \.npz, \.pt, \.pth"):
        read_weights(tmp_path / "w.onnx")


def pair(tmp_path, before, after, chosen=()):
    return read_pair(
        saved(tmp_path / "before.npz", before), saved(tmp_path / "after.pt", after), chosen
    )


def test_matrices_that_training_changed_are_looked_at(tmp_path):
    before = {
        "a": W,
        "frozen": W,
        "bias": W[0],
        "kernel": W[None],
        "count": np.ones((2, 2), dtype=int),
        "empty": np.zeros((0, 3)),
        "row": W[:1],
        "column": W[:, :1],
        "mine": W,
    }
    after = {name: array + 1 for name, array in before.items()} | {"frozen": W, "new": W}
    del after["mine"]
    found = pair(tmp_path, before, after)
    assert found.matrices == ["a"]
    assert set(found.after) == set(after)
    w0, dw = found.of("a")
    np.testing.assert_array_equal(w0, W)
    np.testing.assert_array_equal(dw, np.ones((3, 4)))


def test_whole_numbers_on_one_side_are_real_numbers(tmp_path):
    w0, dw = pair(tmp_path, {"a": W.astype(int)}, {"a": W + 0.5}).of("a")
    np.testing.assert_array_equal(w0, W)
    np.testing.assert_array_equal(dw, np.full_like(W, 0.5))


OTHER = [np.complex128, np.complex64, bool, "U4", "datetime64[s]", [("x", float)]]


@pytest.mark.parametrize("dtype", OTHER)
@pytest.mark.parametrize("when", ["before", "after"])
def test_what_is_no_real_number_is_refused_on_either_side(tmp_path, dtype, when):
    np.savez(tmp_path / "real.npz", w=W)
    np.savez(tmp_path / "other.npz", w=np.zeros(W.shape).astype(dtype))
    files = [tmp_path / name for name in ("real.npz", "other.npz")]
    before, after = files if when == "after" else files[::-1]
    with pytest.raises(WeightsError, match=f"'w' holds .* {when} training: it must hold real"):
        read_pair(before, after)


def test_complex_tensors_are_refused(tmp_path):
    with pytest.raises(WeightsError, match="'a' holds complex64 after training"):
        pair(tmp_path, {"a": W}, {"a": W.astype(np.complex64)})


def test_named_matrices_alone_are_looked_at_in_their_order(tmp_path):
    before = dict.fromkeys("abc", W)
    after = dict.fromkeys("abc", W + 1)
    after["a"] = np.full_like(W, np.nan)  # of no interest
    assert pair(tmp_path, before, after, ["c", "b"]).matrices == ["c", "b"]


NAN, INFINITE = W.copy(), W.copy()
NAN[1, 1], INFINITE[2, 2] = np.nan, np.inf


@pytest.mark.parametrize(
    ("before", "after", "chosen", "words"),
    [
        ({"a": W}, {"b": W}, (), "share no matrix of real numbers"),
        ({"a": W[:1]}, {"a": W[:1] + 1}, (), "share no matrix of real numbers, of more than one"),
        ({"a": W}, {"a": W.T + 1}, (), r"'a' has the shape \(3, 4\) before training and \(4, 3\)"),
        ({"a": W}, {"a": W[0]}, (), r"'a' has the shape \(3, 4\) before training and \(4,\)"),
        ({"a": W}, {"a": NAN}, (), "'a' holds NaN or infinity"),
        ({"a": INFINITE}, {"a": W}, (), "'a' holds NaN or infinity"),
        ({"a": W}, {"a": np.full(W.shape, 1.7e308)}, (), r"'a' holds numbers beyond 1e\+300: it"),
        ({"a": np.full(W.shape, -1.7e308)}, {"a": W}, (), r"'a' holds numbers beyond 1e\+300: it"),
        ({"a": (W + 2**60).astype(int)}, {"a": W * 0.0 + 2**60}, (), "hold the same matrices"),
        ({"a": W}, {"a": W}, (), "hold the same matrices: training changed none of them"),
        ({"a": W, "b": W}, {"a": W, "b": W + 1}, ["a"], "hold the same matrices"),
        ({"a": W}, {"a": W + 1}, ["b"], "do not share the matrix 'b'; they share a"),
        ({"a$": W}, {"a$": W + 1}, (), r"'a\$' has a name with other signs than letters"),
        ({"a\n": W}, {"a\n": W + 1}, (), "has a name with other signs"),
        ({"a" * 101: W}, {"a" * 101: W + 1}, (), "has a name"),
        (
            {f"w{k}": W for k in range(MOST + 1)},
            {f"w{k}": W + 1 for k in range(MOST + 1)},
            (),
            f"share {MOST + 1} matrices that differ: name up to {MOST} of them",
        ),
    ],
)
def test_pairs_that_do_not_fit_are_refused(tmp_path, before, after, chosen, words):
    with pytest.raises(WeightsError, match=words) as caught:
        pair(tmp_path, before, after, chosen)
    assert str(tmp_path / "before.npz") in str(caught.value)
    assert str(caught.value).count("\n") == 0
