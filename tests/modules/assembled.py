"""The command is assembled once in a process that imports this, and not again whenever it is run there.

For the processes of tests, and the one that theirs are forked from. An operator's runs it once.
"""

from __future__ import annotations

from functools import cache

import typer.main

from cohortium import cli

cli.build = cache(cli.build)
typer.main.get_command = cache(typer.main.get_command)
typer.main.get_command(cli.build())
