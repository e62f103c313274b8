"""What the rules of the sentiment analysis ask of the config."""

import hashlib

import pytest

from deltaw.config.schema import ConfigError
from planning import RUN, at


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Stay in an empty folder, without a treebank."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DELTAW_SST_DIR", raising=False)
    return tmp_path


def treebank(folder):
    """Make empty files of the treebank's names; return their folder."""
    folder.mkdir(exist_ok=True)
    for name in ("train.txt", "dev.txt", "test.txt"):
        (folder / name).touch()
    return folder


def test_a_training_depends_on_all_of_its_numbers(sentiment):
    assert sentiment.training(at(seed=0)) == {
        "units": 256,
        "dropout": 0.5,
        "epochs": 500,
        "batch": 64,
        "learning_rate": 0.01 / 256,
        "root_seed": 2020,
    }


@pytest.mark.parametrize(
    ("cores", "seeds", "units", "processes"),
    [
        (2, 1, 256, 1),
        (4, 1, 256, 2),
        (16, 1, 256, 5),
        (64, 1, 256, 5),
        (1, 3, 256, 1),
        (16, 3, 256, 4),
        (None, 3, 256, 5),
        (64, 1, 64, 1),  # its batch has no pieces
        (64, 1, 128, 4),
    ],
)
def test_an_lstm_has_a_part_of_the_cores(sentiment, cores, seeds, units, processes):
    sentiment.settings.update(seeds=seeds, units=units)
    assert sentiment.processes(cores) == processes


@pytest.mark.parametrize("seeds", [1, 2, 3, 7, 40])
def test_the_lstms_of_all_seeds_have_room_beside_one_more_job(sentiment, seeds):
    """They come first, so that the others wait until all have room: it must come."""
    sentiment.settings.update(seeds=seeds)
    for cores in range(seeds + 1, 100):
        assert seeds * sentiment.processes(cores) < cores


def test_a_large_batch_asks_for_no_more_processes_than_are_busy(sentiment):
    sentiment.settings.update(batch=10**5)
    assert sentiment.processes(None) == 8


def test_what_all_networks_must_have_is_what_their_rules_are_given(sentiment):
    (expected,) = sentiment.expected(at())
    assert expected == {
        "at": {},
        "lstm_network": sentiment.training(at(seed=0)),
        "lstm_truncation": {"max_rank": 255},
    }


def test_the_treebank_is_known_by_the_hashes_of_its_files(config, sentiment, folder):
    found = sentiment.corpus(at())
    sha256 = config["sentiment"]["corpus"]["sha256"]
    assert found == {"name": "sst", "lower_case": True, "sha256": sha256}
    config["sentiment"]["corpus"]["path"] = str(treebank(folder))
    assert sentiment.corpus(at()) == found  # where its copy lies does not count
    config["sentiment"]["corpus"] |= {"name": "rotten_tomatoes", "path": None}
    config["sentiment"]["corpus"]["lower_case"] = False
    assert sentiment.corpus(at()) == {"name": "rotten_tomatoes", "lower_case": False}


def test_vectors_are_known_by_the_content_of_their_copy(config, sentiment, folder):
    embeddings = config["sentiment"]["embeddings"]
    named = {name: value for name, value in embeddings.items() if name != "path"}
    assert sentiment.embeddings(at()) == named
    found = []
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text("the 1 2 3")
        embeddings["path"] = str(folder / name)
        found.append(sentiment.embeddings(at()))
    assert found[0] == found[1]
    assert found[0]["content"] == hashlib.sha256(b"the 1 2 3").hexdigest()
    (folder / "b.txt").write_text("the 1 2 4 and more")
    assert sentiment.embeddings(at()) != found[0]
    embeddings["name"] = "random"
    assert sentiment.embeddings(at()) == named | {"name": "random"}


def test_a_local_copy_is_found_in_the_config_or_in_the_environment(
    config, sentiment, folder, monkeypatch
):
    assert sentiment.local_copy("corpus") == sentiment.local_copy("embeddings") == ""
    monkeypatch.setenv("DELTAW_SST_DIR", str(treebank(folder)))
    assert sentiment.local_copy("corpus") == str(folder)
    treebank(folder / "other")
    config["sentiment"]["corpus"]["path"] = "other"
    assert sentiment.local_copy("corpus") == str(folder / "other")
    config["sentiment"]["corpus"] |= {"path": None, "name": "rotten_tomatoes"}
    assert sentiment.local_copy("corpus") == ""


@pytest.mark.parametrize(
    ("part", "ask"), [("corpus", "corpus"), ("embeddings", "embeddings"), ("corpus", "local_copy")]
)
def test_a_copy_that_does_not_exist_is_named_by_its_key(config, sentiment, part, ask):
    config["sentiment"][part]["path"] = "nowhere"
    argument = part if ask == "local_copy" else at()
    with pytest.raises(ConfigError, match=rf"sentiment\.{part}\.path names nowhere, which does"):
        getattr(sentiment, ask)(argument)


@pytest.mark.parametrize("part", ["corpus", "embeddings"])
@pytest.mark.parametrize(
    ("path", "said"),
    [
        (
            "~nosuch/sst",
            "names ~nosuch/sst, but ~nosuch is no user's home; write the path without ~",
        ),
        (460 * "x", "names x*, which does not exist"),
    ],
)
def test_a_path_that_no_file_can_have_is_refused(config, sentiment, part, path, said):
    config["sentiment"][part]["path"] = path
    with pytest.raises(ConfigError, match=rf"sentiment\.{part}\.path {said}"):
        sentiment.local_copy(part)


def test_a_folder_of_vectors_is_refused(config, sentiment, folder):
    config["sentiment"]["embeddings"]["path"] = str(folder)
    with pytest.raises(ConfigError, match=f"names {folder}, which is a folder: name the file"):
        sentiment.embeddings(at())


@pytest.mark.parametrize(
    ("name", "said"),
    [("sst", "a folder without dev.txt"), ("rotten_tomatoes", "a folder: name the archive")],
)
def test_a_folder_that_is_not_the_corpus_is_refused(config, sentiment, folder, name, said):
    (treebank(folder) / "dev.txt").unlink()
    config["sentiment"]["corpus"] |= {"name": name, "path": str(folder)}
    with pytest.raises(ConfigError, match=rf"corpus\.path names {folder}, .*{said}"):
        sentiment.corpus(at())


def test_a_treebank_that_does_not_exist_is_named_by_its_variable(sentiment, monkeypatch):
    monkeypatch.setenv("DELTAW_SST_DIR", "nowhere")
    with pytest.raises(ConfigError, match="DELTAW_SST_DIR names nowhere, which does not exist"):
        sentiment.corpus(at())


def test_coordinates_are_corpus_vectors_and_seed(sentiment):
    names = {"corpus": "sst", "embeddings": "glove"}
    assert sentiment.coordinates(at()) == names
    assert sentiment.coordinates(at(seed=3)) == names | {"seed": 3}


def test_stored_ranks_are_sorted(config, sentiment):
    config["sentiment"]["packed_ranks"] = [10, 2]
    assert sentiment.packing() == {"ranks": [2, 10], "root_seed": 2020}
    assert sentiment.expected_packed(at()) == [{"at": {}, "lstm_packed": sentiment.packing()}]
    assert sentiment.packed_summary == f"{RUN}/summary/sentiment_packed_N256.nc"


def test_files_of_all_seeds(config, sentiment):
    config["sentiment"]["seeds"] = [1, 4]
    assert sentiment.files("network.nc") == [
        f"{RUN}/sentiment/seed1/network.nc",
        f"{RUN}/sentiment/seed4/network.nc",
    ]
    assert sentiment.summary == f"{RUN}/summary/sentiment_N256.nc"


def test_sizes_grow_with_units_and_attempts(config, sentiment):
    sizes = (
        *(sentiment.memory, sentiment.training_minutes),
        *(sentiment.truncation_minutes, sentiment.packing_minutes),
    )
    before = [size(at(seed=0), 1) for size in sizes]
    assert all(size(at(seed=0), 2) == 2 * first for size, first in zip(sizes, before, strict=True))
    config["sentiment"]["units"] *= 2
    assert all(size(at(seed=0), 1) > first for size, first in zip(sizes, before, strict=True))
