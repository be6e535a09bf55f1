"""``%%ask``: a notebook cell that is a question.

    %load_ext cohortium.client.magic

    %%ask answer
    select sex, count(distinct subject) as people from subjects group by sex

Asks the Dataset that the notebook calls `dataset`, over the API like `Dataset.ask`: checked by the
gate, recorded on the ledger. The Answer is shown, and kept under the name on the first line.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from cohortium.client.answer import Answer
from cohortium.client.dataset import Dataset
from cohortium.client.errors import BadRequest

DATASET = "dataset"


class Shell(Protocol):
    """What is used of IPython's shell."""

    user_ns: dict[str, Any]

    def register_magic_function(
        self, func: Callable[[str, str], Any], magic_kind: str, magic_name: str
    ) -> None:
        """Make `func` a magic."""


def load_ipython_extension(shell: Shell) -> None:
    """What ``%load_ext`` calls."""
    shell.register_magic_function(lambda line, cell: ask(shell, line, cell), "cell", "ask")


def ask(shell: Shell, line: str, cell: str) -> Answer:
    """The answer to the question in `cell`, kept in the notebook under the name in `line`."""
    name = line.strip()
    if name and not name.isidentifier():
        raise BadRequest("%%ask takes one name, to keep the answer under", code="usage")
    dataset = shell.user_ns.get(DATASET)
    if not isinstance(dataset, Dataset):
        raise BadRequest("%%ask asks `dataset`: set it to client.dataset(...)", code="usage")
    answer = dataset.ask(cell)
    if name:
        shell.user_ns[name] = answer
    return answer
