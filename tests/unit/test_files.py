"""Files are written whole or not at all."""

import pytest

from deltaw.files import replacing


def test_a_file_appears_when_all_went_well(tmp_path):
    path = tmp_path / "deep" / "f.txt"
    with replacing(path) as part:
        part.write_text("new")
        assert part.parent == path.parent
        assert part.suffix == ".part"
        assert not path.exists()
    assert path.read_text() == "new"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_after_an_error_the_old_file_stands_alone(tmp_path, error):
    path = tmp_path / "f.txt"
    path.write_text("old")

    def write_half():
        with replacing(path) as part:
            part.write_text("ne")
            raise error

    with pytest.raises(error):
        write_half()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_error_before_anything_is_written(tmp_path):
    with pytest.raises(OSError, match="full"), replacing(tmp_path / "f.txt"):
        raise OSError("full")
    assert list(tmp_path.iterdir()) == []
