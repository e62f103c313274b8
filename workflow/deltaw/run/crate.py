"""How a published run came about, as a Workflow Run RO-Crate (ro-crate-metadata.json).

It links each figure, table and dataset to the rule that made it, to the config, to its inputs with
their hashes, and to packages and processors. https://www.researchobject.org/workflow-run-crate
"""

import hashlib
import json
import mimetypes
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml
from rocrate.model.contextentity import ContextEntity
from rocrate.model.entity import Entity
from rocrate.rocrate import ROCrate

from .labels import figure_label
from .made import attributes
from .records import Record, records, sha256
from .results import Run, installed

PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": "Process Run Crate",
    "https://w3id.org/ro/wfrun/workflow/0.5": "Workflow Run Crate",
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": "Workflow RO-Crate",
}
TERMS = {
    name: f"https://w3id.org/ro/terms/workflow-run#{name}" for name in ("environment", "sha256")
}
TYPES = {".nc": "application/x-netcdf", ".md": "text/markdown", ".yaml": "application/yaml"}
LICENCE = "https://spdx.org/licenses/MIT"
REDUCED = "the figure's picture, reduced in size when it was published"
ROUNDED = "curves and spectra were rounded to six digits when it was published"


def write_crate(run: Run, folder: Path) -> None:
    """Describe the files of a published run, and how they were made.

    Parameters
    ----------
    run : Run
    folder : pathlib.Path
        Where its files were published; the workflow's Snakefile is added to them.
    """
    shutil.copy("Snakefile", folder)
    crate = ROCrate(version="1.1")
    crate.metadata.extra_terms.update(TERMS)
    workflow = _describe(crate, run)
    published = {path.relative_to(folder): path for path in sorted(folder.rglob("*.*"))}
    files = {
        name: _add_file(crate, path)
        for name, path in published.items()
        if name.name != "ro-crate-metadata.json"
    }
    files[Path("README.md")]["about"] = crate.root_dataset
    origins = {name: path for name in files if (path := _origin(run, name)).is_file()}
    made = records(origins.values())
    environment = list(_environment(crate, run))
    whole = _whole_run(crate, run, made.values())
    whole["instrument"], whole["environment"] = workflow, environment
    whole["object"] = files[Path("config.yaml")]
    whole["result"] = [files[name] for name in origins if name.suffix != ".yaml"]
    jobs = _jobs(crate, files, origins, made)
    workflow["hasPart"] = list({job["instrument"].id: job["instrument"] for job in jobs}.values())
    crate.root_dataset["mentions"] = [whole, *jobs]
    crate.metadata.write(folder)


def _describe(crate: ROCrate, run: Run) -> Entity:
    """Describe the whole, and return the workflow."""
    root = crate.root_dataset
    crate.name = f"Run {run.name} of deltaw"
    crate.description = (
        "Figures, verdicts on the claims and aggregated data of a reproduction of Schuessler et al."
        f" (NeurIPS 2020): the run {run.name}"
    )
    cited = yaml.safe_load(Path("CITATION.cff").read_text(encoding="utf-8"))
    authors = list(_authors(crate, cited["authors"]))
    root["author"] = root["publisher"] = authors if len(authors) > 1 else authors[0]
    root["license"] = _thing(crate, LICENCE, "CreativeWork", name="MIT License")
    paper = "https://doi.org/10.48550/arXiv.2006.11036"
    title = "The interplay between randomness and structure during learning in RNNs"
    root["citation"] = _thing(crate, paper, "ScholarlyArticle", name=title)
    root["conformsTo"] = [
        _thing(crate, url, "CreativeWork", name=name, version=url.rpartition("/")[2])
        for url, name in PROFILES.items()
    ]
    about = {"name": "deltaw", "version": cited["version"], "license": {"@id": LICENCE}}
    about["encodingFormat"] = "text/plain"
    language = {"lang": "snakemake", "lang_version": installed("snakemake")}
    return crate.add_workflow("Snakefile", "Snakefile", main=True, properties=about, **language)


def _authors(crate: ROCrate, cited: Iterable[Mapping]) -> Iterable[Entity]:
    """Add the authors that CITATION.cff names: persons, or an organisation."""
    for number, author in enumerate(cited, start=1):
        person = f"{author.get('given-names', '')} {author.get('family-names', '')}".strip()
        kind, name = ("Person", person) if person else ("Organization", author["name"])
        yield _thing(crate, author.get("orcid", f"#author-{number}"), kind, name=name)


def _thing(crate: ROCrate, identity: str, kind: str, **properties) -> Entity:
    """Add an entity that is no file, unless the crate has it."""
    known = crate.get(identity)
    return known or crate.add(ContextEntity(crate, identity, {"@type": kind, **properties}))


def _add_file(crate: ROCrate, path: Path) -> Entity:
    """Add a published file with its size, type and hash."""
    name = path.relative_to(path.parents[1 if path.parent.name == "data" else 0])
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(path)[0]
    properties = {
        "name": figure_label(path.stem)[0] if path.suffix in (".png", ".pdf") else path.name,
        "contentSize": str(path.stat().st_size),
        "encodingFormat": kind or "text/plain",
        "sha256": sha256(path),
    }
    if path.suffix == ".png":
        properties["description"] = REDUCED
    elif path.name.startswith("networks_"):
        properties["description"] = ROUNDED
    return crate.add_file(path, name.as_posix(), properties=properties)


def _origin(run: Run, name: Path) -> Path:
    """Return the run's own file that was published under a name."""
    if name.suffix in (".png", ".pdf"):
        return run.folder / "figures" / name
    return run.folder / (Path("summary") / name.name if name.parent.name == "data" else name)


def _whole_run(crate: ROCrate, run: Run, made: Iterable[Record]) -> Entity:
    """Add the execution of the whole workflow; it lasts from its first to its last known job."""
    made = list(made)
    times = {}
    if made:
        times["startTime"] = min(record.started for record in made)
        times["endTime"] = max(record.ended for record in made)
    return _action(crate, "#run", f"run {run.name} of the workflow", times)


def _action(crate: ROCrate, identity: str, what: str, times: Mapping) -> Entity:
    """Add an execution; its times have no parts of seconds, as the profile asks."""
    texts = {name: time.isoformat(timespec="seconds") for name, time in times.items()}
    agent = {"agent": crate.root_dataset["author"]}
    return _thing(crate, identity, "CreateAction", name=what, description=what, **texts, **agent)


def _jobs(crate: ROCrate, files: Mapping, origins: Mapping, made: Mapping) -> list[Entity]:
    """Add an execution of a rule for each job that made published files."""
    jobs = {}
    for name, origin in origins.items():
        if (record := made.get(origin)) is None:
            continue
        job = _job(crate, f"#{record.rule}-{name.stem}", record, files, origins)
        job.append_to("result", files[name])
        jobs[job.id] = job
    return list(jobs.values())


def _job(crate: ROCrate, name: str, record: Record, files: Mapping, origins: Mapping) -> Entity:
    """Return the execution that a record tells of."""
    if known := crate.get(name):
        return known
    published = {str(origin): files[name] for name, origin in origins.items()}
    same = {
        path
        for path, digest in record.inputs.items()
        if path in published and published[path]["sha256"] == digest
    }
    rule = {"name": record.rule, "softwareVersion": record.code}
    times = {"startTime": record.started, "endTime": record.ended}
    job = _action(crate, name, f"{record.rule} made {name.partition('-')[2]}", times)
    job["instrument"] = _thing(crate, f"#{record.rule}", "SoftwareApplication", **rule)
    others = {path: digest for path, digest in record.inputs.items() if path not in same}
    job["object"] = [files[Path("config.yaml")], *(published[path] for path in sorted(same))]
    if others:
        job.append_to("object", _unpublished(crate, name, others))
    return job


def _unpublished(crate: ROCrate, name: str, inputs: Mapping[str, str]) -> Entity:
    """Add what a job read and what is not published: one hash of all, as sha256sum prints them."""
    lines = "".join(f"{digest}  {path}\n" for path, digest in sorted(inputs.items()))
    what = {
        "name": f"files that are not published: {len(inputs)}, the first {min(inputs)}",
        "description": "SHA-256 of the lines that sha256sum prints of these files, sorted by path",
        "value": f"sha256:{hashlib.sha256(lines.encode()).hexdigest()}",
    }
    return _thing(crate, f"{name}-inputs", "PropertyValue", **what)


def _environment(crate: ROCrate, run: Run) -> Iterable[Entity]:
    """Add the packages, processors and kernels that the run's datasets name."""
    told = {"versions": set(), "machine": set()}
    for path in sorted(run.folder.rglob("*.nc")):
        of_file = attributes(path)
        for name, texts in told.items():
            texts.add(of_file.get(name, "{}"))
    values = set()
    for text in told["versions"]:
        values |= set(json.loads(text).items())
    for text in told["machine"]:
        machine = json.loads(text)
        values |= {("processor", machine["processor"])} if machine else set()
        values |= {
            (f"kernels of {name}", kind) for name, kind in machine.get("kernels", {}).items()
        }
    for number, (name, value) in enumerate(sorted(values), start=1):
        yield _thing(crate, f"#environment-{number}", "PropertyValue", name=name, value=value)
