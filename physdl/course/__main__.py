"""The course's command line: ``python -m physdl.course COMMAND``."""

import argparse
import os
import sys

from physdl.course import lab, ledger, progress, refresh, release, serve, work
from physdl.course.grading import grade

COMMANDS = (work, lab, serve, progress, refresh, release, grade, ledger)


def main(arguments=None):
    """Run one command and return its exit status; what the system refuses ends in a sentence."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that knows no arrows shows a mark in their place
    parser = argparse.ArgumentParser(prog="python -m physdl.course", description=__doc__.splitlines()[0])
    subparsers = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_parser(subparsers)
    options = parser.parse_args(arguments)
    try:
        status = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    except OSError as reason:
        print(f"Stopped: {reason.strerror or reason} ({reason.filename or 'no file'}).", file=sys.stderr)
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
