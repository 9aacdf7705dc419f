"""The course's command line: ``python -m physdl.course COMMAND``."""

import argparse
import sys

from physdl.course import ledger, progress, refresh, release, work
from physdl.course.grading import grade

COMMANDS = (work, progress, refresh, release, grade, ledger)


def main(arguments=None):
    """Run one command and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m physdl.course", description=__doc__.splitlines()[0])
    subparsers = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_parser(subparsers)
    options = parser.parse_args(arguments)
    return options.run(options)


if __name__ == "__main__":
    sys.exit(main())
