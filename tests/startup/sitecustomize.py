"""What the tests' own processes run first: Python finds it by the PYTHONPATH that ``conftest.py`` sets.

Importing torch and tracing a step for its compiler make millions of objects that stay. Looking for garbage among them
after every 700 takes a fifth of that time.
"""

import gc

from late_compiler import postpone_compiler

gc.set_threshold(100_000, 50, 1_000)
postpone_compiler()
