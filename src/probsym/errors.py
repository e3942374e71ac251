"""Errors caused by input: a folder, a flag, a recipe, a tensor's shape.

The command line prints their message as a single line and exits with code 2. Any other exception is a bug and keeps its
traceback.
"""


class ProbsymError(Exception):
    """Base class; the message names what was expected and what was given."""


class InputError(ProbsymError, ValueError):
    """An argument, a file or a folder is invalid."""


class FileFormatError(InputError):
    """A file is damaged, or has an unexpected format or content; the message starts with the file."""


class ConfigError(ProbsymError, ValueError):
    """A recipe or a configuration field is unknown, of the wrong type or out of range."""


class CheckpointError(ProbsymError):
    """A model or checkpoint is missing, damaged or does not fit."""


class ProcessLostError(ProbsymError):
    """Another process of a training run has ended; the message names it."""


class TrainingDivergedError(ProbsymError):
    """The loss is no longer finite; the message names the step and the last good checkpoint."""
