"""The time left of a run."""

import pytest

from deltaw.run.forecast import Forecast, expected_seconds, in_words


class Clock:
    """A clock that a test sets."""

    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def forecast(clock):
    """Return a forecast of four jobs of 100 s and a plot of 10 s."""
    made = Forecast(clock)
    made.plan([(k, "train", 100.0) for k in range(4)] + [(9, "plot", 10.0)])
    return made


def test_a_computed_runtime_is_thrice_what_was_measured():
    assert expected_seconds(2 + 3 * 10) - expected_seconds(None) == 600
    assert expected_seconds(1) == expected_seconds(None)


def test_nothing_is_said_before_a_job_runs(forecast):
    assert forecast.seconds() is None
    assert in_words(None) == ""


def test_jobs_that_run_beside_each_other_share_the_work(forecast, clock):
    forecast.start(0)
    assert forecast.seconds() == 410
    forecast.start(1)
    assert forecast.seconds() == 205
    clock.now = 40
    assert forecast.seconds() == 205 - 40


def test_finished_jobs_correct_those_of_their_rule(forecast, clock):
    forecast.start(0)
    clock.now = 50  # half of what was expected
    forecast.finish(0)
    forecast.start(1)
    assert forecast.seconds() == 3 * 50 + 10


def test_the_longest_job_is_waited_for(clock):
    forecast = Forecast(clock)
    forecast.plan([(0, "train_lstm", 1000.0), (1, "train", 10.0)])
    forecast.start(0)
    forecast.start(1)
    assert forecast.seconds() == 1000


def test_a_job_that_takes_longer_than_expected_leaves_no_less_than_nothing(forecast, clock):
    for job in (0, 1, 2, 3, 9):
        forecast.start(job)
    clock.now = 1000
    assert forecast.seconds() == 0


def test_a_failed_job_waits_again(forecast, clock):
    forecast.start(0)
    forecast.start(1)
    clock.now = 30
    forecast.fail(0)
    assert forecast.seconds() == 70 + 310


def test_jobs_that_were_not_planned_do_not_count(forecast):
    forecast.start(77)
    forecast.finish(77)
    assert forecast.seconds() is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "5 s"), (42, "40 s"), (61, "1 min"), (3599, "1 h 0 min"), (7800, "2 h 10 min")],
)
def test_words(seconds, words):
    assert in_words(seconds) == f"{words} left"
