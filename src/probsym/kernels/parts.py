"""Compile the functions that compiled functions alone call."""

from typing import Any

from numba.extending import register_jitable


def compiled_part(**options: Any) -> Any:
    """Decorator: like ``numba.njit``, but without the wrappers that calls from Python and C need.

    For arguments of many fields these take longer to compile than the function. Called from Python, the function is
    interpreted.

    Args:
        options: of ``numba.njit``, beside the cache and numpy's error model.
    """
    return register_jitable(cache=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True, **options)
