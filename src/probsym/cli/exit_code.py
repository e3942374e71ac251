"""How a program ends: bad input is one line on stderr and exit code 2."""

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

from probsym.errors import ProbsymError

BAD_INPUT = 2
INTERRUPTED = 130


def exit_code(main: Callable[[], object], name: str = "") -> int:
    """Run a program; the scripts, benchmarks and examples of the repository use this, too.

    Args:
        main: parses its arguments and works.
        name: of the program, for messages; by default that of the running file.

    Returns:
        What ``main`` returned if that is an integer, else 0; 2 for bad input (one line on stderr says what); 130 when
        interrupted; 1 when the reader of the output has gone.
    """
    name = name or Path(sys.argv[0]).name
    try:
        result = main()
    except ProbsymError as error:
        return fail(str(error), name)
    except KeyboardInterrupt:
        print(f"{name}: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of the output has gone; flushing at exit must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return fail(_os_error_text(error), name)
    return result if isinstance(result, int) else 0


def fail(text: str, name: str) -> int:
    """Print what is wrong in one line on stderr; returns the exit code of bad input."""
    print(f"{name}: error: " + " ".join(text.split()), file=sys.stderr)
    return BAD_INPUT


def _os_error_text(error: OSError) -> str:
    if error.errno is None:
        return str(error)
    reason = os.strerror(error.errno)
    if error.errno == errno.ENOSPC:
        reason += " (free disk space and start again)"
    return f"{error.filename}: {reason}" if error.filename else reason
