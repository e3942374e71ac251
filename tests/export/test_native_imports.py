import subprocess
import sys

import pytest

PROGRAM = """
import threading
from probsym.export.native_imports import import_native

both = threading.Barrier(2)
found = {}

def take(name):
    both.wait()
    found[name] = import_native(name)

threads = [threading.Thread(target=take, args=(name,)) for name in ("pxr.Tf", "av")]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(found))
"""


def test_two_threads_import_usd_and_ffmpeg_without_waiting_for_each_other() -> None:
    pytest.importorskip("pxr")
    pytest.importorskip("av")
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "['av', 'pxr.Tf']"
