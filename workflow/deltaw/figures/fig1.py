"""Fig. 1: learning dynamics in the three tasks."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle, pairwise

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import SubplotSpec
from matplotlib.lines import Line2D

from ..networks.kinds import TRIAL
from ..networks.summary import SUMMARY
from . import style
from .curves import of_seed
from .selection import only

READS = {"summaries": SUMMARY, "trials": TRIAL}
OUTPUT, TARGET = "0.6", "0.1"
TRIAL_ROWS = 12  # of the grid; a task's panels share them, be they three or four
HEIGHTS = [2.0 / TRIAL_ROWS] * TRIAL_ROWS + [1.2, 1, 1]
LABELS = ("Loss", r"SV($\Delta W$)", "Loss")
FREE = 0.38  # of a trial's time: room behind its end, for the legends
WINDOW = 1 / 50  # of the epochs shown: width of the running median
HIGHEST = 6  # L0 at the top of an axis of losses; with more, its ticks would touch
RAW = {"alpha": 0.3, "linewidth": 0.4, "zorder": 1}  # the loss itself, behind its median


@style.styled
def draw(summaries: Sequence[xr.Dataset], trials: Sequence[xr.Dataset], options: Mapping) -> Figure:
    """Draw Fig. 1.

    Parameters
    ----------
    summaries : sequence of xarray.Dataset
        One for each of ``options["tasks"]``.
    trials : sequence of xarray.Dataset
        One for each.
    options : mapping
        ``figures.fig1`` of the config.
    """
    tasks = options["tasks"]
    figure = style.new_figure(options["size"], len(tasks))
    grid = figure.add_gridspec(len(HEIGHTS), len(tasks), height_ratios=HEIGHTS)
    columns = []
    for k, (name, task) in enumerate(tasks.items()):
        shown = _draw_trial(figure, grid[:TRIAL_ROWS, k], only(trials, task=name))
        shown[0].set_title(task["title"])
        panels = [figure.add_subplot(grid[row, k]) for row in range(TRIAL_ROWS, len(HEIGHTS))]
        _draw_task(panels, only(summaries, task=name), task, options)
        figure.align_ylabels([*shown, *panels])
        columns.append([shown[0], *panels])
    for panel, label in zip(columns[0][1:], LABELS, strict=True):
        panel.set_ylabel(label)
    style.letter(np.transpose(columns).flat)
    return figure


def _draw_trial(figure: Figure, place: SubplotSpec, trial: xr.Dataset) -> list[Axes]:
    """Draw inputs, outputs, and targets where penalised, in panels below each other."""
    labels, n_outputs = trial["panel"].values, trial.sizes["output"]
    inputs, highest = list(dict.fromkeys(labels)), abs(trial["targets"]).max().item() or 1
    bounds = np.linspace(0, TRIAL_ROWS, len(inputs) + n_outputs + 1).round().astype(int)
    (column,) = place.colspan
    places = [place.get_gridspec()[a:b, column] for a, b in pairwise(bounds)]
    panels = [figure.add_subplot(place) for place in places]
    for panel, label in zip(panels, inputs, strict=False):
        _draw_inputs(panel, trial.isel(input=labels == label))
        panel.set_ylabel(label)
    for k, panel in enumerate(panels[len(inputs) :]):
        _draw_output(panel, trial.isel(output=k), f"_{k + 1}" if n_outputs > 1 else "")
        panel.set_ylabel(f"Out {k + 1}" if n_outputs > 1 else "Out")
        panel.set_ylim(-1.5 * highest, 1.5 * highest)
    for panel in panels:
        _frame_time(panel, trial)
        panel.tick_params(labelbottom=panel is panels[-1])
    panels[-1].set_xlabel("Trial time $t$")
    return panels


def _draw_inputs(panel: Axes, trial: xr.Dataset) -> None:
    """Draw the inputs that share a panel, and a symbol, from light to dark."""
    number = trial.sizes["input"]
    for k, grey in enumerate(np.linspace(float(OUTPUT), float(TARGET), number)):
        one = trial.isel(input=k)
        index = f"_{k + 1}" if number > 1 else ""
        label = f"${one['symbol'].item()}{index}$"
        panel.plot(trial["time"], one["inputs"], color=str(grey), label=label, linewidth=1)
    panel.margins(y=0.15)


def _draw_output(panel: Axes, trial: xr.Dataset, index: str) -> None:
    """Draw one output, and its target where it is penalised."""
    target = trial["targets"].where(trial["mask"] > 0)
    panel.plot(trial["time"], trial["outputs"], color=OUTPUT, label=f"$z{index}$")
    panel.plot(trial["time"], target, color=TARGET, label=rf"$\hat{{z}}{index}$")


def _frame_time(panel: Axes, trial: xr.Dataset) -> None:
    """Draw the boundaries of the trial's phases, and the legend behind the trial's end."""
    end = trial["time"].values[-1]
    style.guide(panel)
    for time in trial["phases"].values:
        panel.axvline(time, color="0.7", linewidth=0.5, linestyle="--", zorder=0)
    panel.set_xlim(-0.03 * end, (1 + FREE) * end)
    panel.set_xticks([tick for tick in panel.get_xticks() if 0 <= tick <= end])
    panel.legend(loc="center right", borderpad=0, borderaxespad=0, labelspacing=0.2)


def _networks(
    summary: xr.Dataset, task: Mapping, options: Mapping
) -> Iterator[tuple[xr.Dataset, dict, dict]]:
    """Yield each network that did not diverge, the look of its lines, and that of its points."""
    for g, color, marker in zip(options["g"], task["colors"], cycle(style.MARKERS)):
        for seed in summary["seed"].values:
            one, shown = summary.sel(g=g, seed=seed), seed == options["seed"]
            look = of_seed(color, shown)
            if not one["diverged"]:
                yield one, look, look | ({"marker": marker} if shown else {})


def _draw_task(
    panels: Sequence[Axes], summary: xr.Dataset, task: Mapping, options: Mapping
) -> None:
    """Draw loss, singular values and truncation loss of one task, one colour for each g."""
    losses, values, truncated = panels
    highest = options["n_singular_values"]
    for one, look, points in _networks(summary, task, options):
        _draw_loss(losses, one["loss"].sel(epoch=slice(0, task["epochs"])), look)
        shown = one["sv_dw"].sel(index=slice(1, highest))
        values.plot(shown["index"], shown, **points)
        shown = one["truncation_loss"].sel(rank=slice(1, highest))
        truncated.plot(shown["rank"], shown, **points)
    # L0 belongs to g = 0, or to the weakest g that is shown
    reference = summary["initial_loss"].sel(g=min(options["g"])).mean().item()
    for panel in (losses, truncated):
        _frame_losses(panel, reference)
    for panel in (values, truncated):
        panel.set_xticks(np.linspace(1, highest, 3).round().astype(int))
    values.set_ylim(bottom=0)
    handles = style.strengths(options["g"], task["colors"], cycle(style.MARKERS))
    values.legend(handles=handles, loc="upper right", borderpad=0)
    losses.set(xlabel="Epoch", xlim=(0, task["epochs"]))
    truncated.set_xlabel("Rank")
    style.count_failures(losses, summary.sel(g=options["g"]))


def _draw_loss(panel: Axes, loss: xr.DataArray, look: Mapping) -> None:
    """Draw the running median of a loss; behind that of the shown seed the loss itself.

    The axis goes by the medians: it would be mostly empty below a single epoch's loss.
    """
    window = 2 * int(WINDOW * loss.size / 2) + 1
    median = loss.rolling(epoch=window, center=True, min_periods=1).median()
    panel.plot(loss["epoch"], median, **look)
    if "alpha" not in look:
        panel.add_artist(Line2D(loss["epoch"], loss, **look | RAW))


def _frame_losses(panel: Axes, reference: float) -> None:
    """Let an axis of losses start at 0, and mark the loss before training."""
    if np.isnan(reference):
        return
    panel.set_ylim(-0.05 * reference, min(panel.get_ylim()[1], HIGHEST * reference))
    panel.set_yticks([0, reference], ["0", "$L_0$"])
    style.guide(panel, reference, linestyle=":")
