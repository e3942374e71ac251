"""``probsym doctor``: describe and test the installation."""

from dataclasses import dataclass

BROKEN = 1
"""Exit code."""


@dataclass(frozen=True)
class Doctor:
    """Print versions, devices, backends, caches and extras of this installation, and test it.

    Paste the output into a bug report. The exit code is 0, or 1 if the self-test failed.
    """

    device: str = "auto"
    """Device of the self-test: auto (a GPU if there is one), cpu, cuda or mps (Apple GPU)."""


def run(args: Doctor) -> int:
    """Print what was found; returns the exit code.

    Raises:
        ProbsymError: no such device.
    """
    from probsym.inference.diagnosis import diagnose

    diagnosis = diagnose(args.device)
    print(diagnosis.text())
    return BROKEN if diagnosis.problem else 0
