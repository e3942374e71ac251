"""``python -m probsym`` is the command ``probsym``."""

import sys

from probsym.cli.main import program

if __name__ == "__main__":
    sys.exit(program())
