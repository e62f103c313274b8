"""Configs are brought to one form; wrong ones get a sentence with key, value and rule."""

import copy
import re
import sys

import pytest
import yaml
from snakemake.io import PeriodicityDetector
from snakemake.utils import update_config

from deltaw.config import letters
from deltaw.config.schema import ConfigError, canonical, check, schema, task_file, validate
from deltaw.networks import tasks
