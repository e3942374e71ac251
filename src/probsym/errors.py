"""Errors that a person can act on.

Everything the user may get wrong (a folder, a flag, a recipe, a tensor's shape) is raised as
one of these; the command line prints the message as a single line and exits with code 2.
Any other exception is a bug and keeps its traceback.
"""


class ProbsymError(Exception):
    """Base of all errors caused by input: the message names what was expected and what came."""


class InputError(ProbsymError, ValueError):
    """An argument, a file or a folder is not what it has to be."""


class ConfigError(ProbsymError, ValueError):
    """A recipe or a configuration field is unknown, of the wrong type or out of range."""


class CheckpointError(ProbsymError):
    """A checkpoint or a shipped model is missing, damaged or of another version."""


class TrainingDivergedError(ProbsymError):
    """The loss is no longer finite; the message names the step and the last good checkpoint."""
