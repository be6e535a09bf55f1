"""The ``cohortium`` command: parse, call one flow, render.

A command's module is imported only when the command runs, so the base install (the offline
verifier) works without the platform's dependencies. Every error ends in one line on stderr.
"""

from __future__ import annotations

import errno
import importlib
import os
import sqlite3
import sys
from typing import Any

import typer
from typer.exceptions import TyperException

from cohortium.cli.console import left_unsigned
from cohortium.errors import CohortiumError
from cohortium_ledger.errors import KeyUnavailable, LedgerError

# module -> the extra whose packages it needs; a ModuleNotFoundError names it
AREAS = (
    "verify", "ledger", "anonymize", "deidentify", "home", "records", "studies", "erase", "release",
    "quarantine", "query", "serve", "witness", "mirror", "keys", "backup", "demo",
)  # fmt: skip
DISK_FAULTS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS}
DISK_FULL = (
    "the disk is full or cannot be written: nothing was published or recorded;"
    " make room or check it, then run this again"
)


def build() -> typer.Typer:
    """Assemble the command from its areas (`cohortium.cli.<area>.register`)."""
    app = typer.Typer(
        name="cohortium",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help="Consented, measured, provable sharing of medical research data.",
    )
    for area in AREAS:
        module: Any = importlib.import_module(f"cohortium.cli.{area}")
        module.register(app)
    return app


def main() -> None:
    """Run the command. Exit codes: 0 done, 1 the answer is no, 2 bad input or usage."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run with `arguments` and return the exit code; never a traceback."""
    _close_to_others()
    left_unsigned.set(False)
    try:
        result = build()(arguments, prog_name="cohortium", standalone_mode=False)
    except TyperException as error:
        return _say(error.format_message(), 2)
    except typer.Abort:
        return _say("interrupted; nothing half-done was kept", 1)
    except CohortiumError as error:
        reasons = f" ({'; '.join(error.reasons)})" if error.reasons else ""
        return _say(f"{error}{reasons}", error.exit_code)
    except KeyUnavailable as error:
        return _say(str(error), 2)
    except LedgerError as error:
        return _say(str(error), 1)
    except ModuleNotFoundError as error:
        return _say(f"this command needs {error.name}: pip install 'cohortium[server]'", 2)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - outlives us
        return 1
    except OSError as error:
        if error.errno in DISK_FAULTS:
            return _say(DISK_FULL, 1)
        return _say(
            f"{error.strerror or 'cannot be read'}: {error.filename or 'the system said no'}", 2
        )
    except sqlite3.Error as error:
        return _say(f"the home's database cannot be used: {error}", 1)
    except Exception as error:
        if (code := getattr(error, "exit_code", None)) is not None:  # the anonymizer's own tree
            return _say(str(error), code)
        if os.environ.get("COHORTIUM_DEBUG"):
            raise
        return _say(
            f"a fault of this program ({type(error).__name__}): set COHORTIUM_DEBUG=1 to see where",
            1,
        )
    if isinstance(result, int) and result:
        return result
    return 1 if left_unsigned.get() else 0


def _close_to_others() -> None:
    """What we write is for our user alone, and no dump of memory, where keys are, is left behind."""
    os.umask(0o077)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _say(message: str, code: int) -> int:
    line = " ".join(message.split())
    if line:  # empty where help was printed instead
        print(f"cohortium: {line}", file=sys.stderr)  # noqa: T201 - the one line
    return code
