"""Where the wrapping key of key files comes from: the environment, or a command that prints it.

COHORTIUM_KEY_PASSPHRASE is a passphrase. COHORTIUM_KEY_COMMAND is a command and its arguments, run
without a shell when a key is first needed; what it prints on stdout is 32 bytes in hex or base64, or a
passphrase. Its output is kept in memory alone, its stderr is nobody's. Without either, keys are kept
in clear.
"""

from __future__ import annotations

import base64
import binascii
import os
import shlex
import subprocess
from collections.abc import Callable, Mapping
from functools import cache

from cohortium.errors import BadInput
from cohortium_ledger.signing.wrapping import Wrapping

PASSPHRASE = "COHORTIUM_KEY_PASSPHRASE"  # noqa: S105 - the variable's name
COMMAND = "COHORTIUM_KEY_COMMAND"
SECONDS = 30.0  # a command may ask a key server, or a person at a terminal of its own
LONGEST = 4096  # bytes of a passphrase
KEY_SIZE = 32


def wrapping_from(environment: Mapping[str, str] = os.environ) -> Wrapping | None:
    """The wrapping key that `environment` names; None when it names none."""
    passphrase, command = environment.get(PASSPHRASE), environment.get(COMMAND)
    if passphrase and command:
        raise BadInput(f"set {PASSPHRASE} or {COMMAND}, not both", code="key")
    if not passphrase and not command:
        return None
    return _wrapping(passphrase or "", command or "")


def printed_by(command: str, *, seconds: float = SECONDS) -> Callable[[], tuple[bytes, bool]]:
    """A function that runs `command` and reads what it prints."""
    return lambda: _read(_run(command, seconds))


@cache  # so that a process derives and asks once
def _wrapping(passphrase: str, command: str) -> Wrapping:
    return Wrapping(printed_by(command)) if command else Wrapping.of_passphrase(passphrase)


def _run(command: str, seconds: float) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own command, without a shell
            shlex.split(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BadInput(f"{COMMAND} did not end within {seconds:g} s", code="key-command") from None
    except (OSError, ValueError):
        raise BadInput(
            f"{COMMAND} cannot be run: it needs a program's path", code="key-command"
        ) from None
    if done.returncode:
        raise BadInput(f"{COMMAND} ended with status {done.returncode}", code="key-command")
    return done.stdout


def _read(output: bytes) -> tuple[bytes, bool]:
    """The secret in what the command printed, and whether it is 32 bytes rather than words."""
    text = output.strip()
    if not text or len(text) > LONGEST or b"\n" in text:
        raise BadInput(
            f"{COMMAND} must print one line: a passphrase or 32 bytes", code="key-command"
        )
    for decode in (bytes.fromhex, _base64):
        try:
            key = decode(text.decode())
        except ValueError:  # neither this encoding, nor text at all
            continue
        if len(key) == KEY_SIZE:
            return key, True
    return text, False


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
