"""Progress bars with the time left, for Snakemake at a terminal: ``snakemake --logger deltaw``.

The bars are those of snakemake-logger-plugin-rich. workflow/start.py chooses this logger where
someone can watch it, and tells Snakemake to look for plugins in this folder.
"""

import logging

import snakemake_logger_plugin_rich
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, TextColumn
from rich.text import Text
from snakemake.logging import DefaultFormatter, get_event
from snakemake_interface_logger_plugins.common import LogEvent

from deltaw.run.forecast import Forecast, in_words


class TimeLeft(ProgressColumn):
    """The time left of the whole run, beside the first bar, which counts all jobs."""

    def __init__(self, forecast: Forecast):
        super().__init__()
        self.forecast = forecast

    def render(self, task) -> Text:
        """Return the time left, or nothing beside another bar."""
        return Text(in_words(self.forecast.seconds()) if task.id == 0 else "")


class LogHandler(snakemake_logger_plugin_rich.LogHandler):
    """Snakemake's own words about errors above the bars, and the time left within."""

    def __post_init__(self) -> None:
        """Add the time left to the bars."""
        super().__post_init__()
        self.forecast = Forecast()
        self.words = DefaultFormatter(
            self.common_settings.quiet, self.common_settings.show_failed_logs
        )
        self.progress.columns = (
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TimeLeft(self.forecast),
        )

    def emit(self, record: logging.LogRecord) -> None:
        """Take one message of Snakemake."""
        event = get_event(record)
        if planned := getattr(record, "planned", None):
            self.forecast.plan(planned)
        elif event == LogEvent.JOB_INFO:
            self.forecast.start(record.jobid)
        elif event == LogEvent.JOB_FINISHED:
            self.forecast.finish(record.job_id)
        elif event == LogEvent.JOB_ERROR:
            self.forecast.fail(record.jobid)
        if record.levelno >= logging.ERROR:
            # The bars' own message of a failed job lacks its reason.
            self.console.print(Text(self.words.format(record), style="red"), soft_wrap=True)
        else:
            super().emit(record)
