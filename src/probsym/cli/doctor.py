"""``probsym doctor``: describe and test the installation."""

from dataclasses import dataclass

BROKEN = 1
"""Exit code."""


@dataclass(frozen=True)
class Doctor:
    """Describe this installation and test it: versions, devices, backends, caches, extras.

    Paste the output into a bug report. The exit code is 0, or 1 if the self-test failed.
    """

    device: str = "auto"
    """Of the self-test: auto (a GPU where there is one), cpu, cuda or mps (Apple's GPU)."""


def run(args: Doctor) -> int:
    """Print what was found; returns the exit code.

    Raises:
        ProbsymError: no such device.
    """
    from probsym.inference.diagnosis import diagnose

    diagnosis = diagnose(args.device)
    print(diagnosis.text())
    return BROKEN if diagnosis.problem else 0
