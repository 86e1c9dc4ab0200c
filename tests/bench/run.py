"""`make bench`: `python tests/bench/run.py [--short]`. The work is in measure.py."""

import runpy
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[2])  # the checkout, so that this folder's modules have one name each
runpy.run_module("tests.bench.measure", run_name="__main__")
