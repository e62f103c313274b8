"""The error of a config."""


class ConfigError(SystemExit):
    """A config that the workflow cannot run.

    Raised in one of Snakemake's input or parameter functions it ends the run with its one
    sentence, where Snakemake would show the traceback of another error.
    """

    def __init__(self, sentence: str):
        super().__init__(f"config: {sentence}")
