import sys
import threading

import pytest
import torch

from probsym.kernels.single_thread import use_single_thread


@pytest.mark.skipif(sys.platform != "linux", reason="needs torch with OpenMP")
def test_only_the_calling_thread_is_limited():
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    counts = {}

    def limited():
        use_single_thread()
        counts["limited"] = torch.get_num_threads()

    def free():
        counts["free"] = torch.get_num_threads()

    try:
        for work in (limited, free):
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
        assert counts == {"limited": 1, "free": 3}
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)
