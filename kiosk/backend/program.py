"""Starting one of our own short programs and bounding it: it answers by the deadline or it is killed."""

import json
import os
import subprocess
import sys
from typing import Any

from kiosk.settings.places import ROOT


def ask(module: str, job: bytes, deadline: float) -> dict[str, Any]:
    """What `python -m module` said to `job`, one line of JSON each way; its environment is empty.

    Raises TimeoutError where it was killed after `deadline` seconds, OSError where it could not begin, ValueError where it
    died without a word.
    """
    try:
        ended = subprocess.run(
            [sys.executable, "-m", module],
            input=job,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback could show what it was working on
            cwd=ROOT,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            timeout=deadline,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TimeoutError(f"{module} did not answer in time") from error
    said: dict[str, Any] = json.loads(ended.stdout)
    return said
