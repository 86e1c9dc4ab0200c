"""When a field belongs to a case: its `show_if`. Read once, evaluated here and nowhere else."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

Answers = Mapping[str, str]
YES, NO = "yes", "no"

_FORM = re.compile(r"(?P<key>\w+)(?:(?P<sign>==|!=)(?P<value>[^=!<>]+))?")


@dataclass(frozen=True, slots=True)
class Condition:
    """The answer to `key` is `value`, or is another one (`equal` False). Where nothing is answered it does not hold."""

    key: str
    value: str = YES
    equal: bool = True

    def holds(self, answers: Answers) -> bool:
        answer = answers.get(self.key, "")
        return bool(answer) and (answer == self.value) is self.equal


def read(text: str) -> Condition:
    """`key` (answered yes), `key==value` or `key!=value`. Raises ValueError for anything else."""
    found = _FORM.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is none of key, key==value, key!=value")
    if found["sign"] is None:
        return Condition(found["key"])
    return Condition(found["key"], found["value"].strip(), found["sign"] == "==")
