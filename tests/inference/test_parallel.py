import json
import subprocess
import sys
import threading

import pytest

from probsym.errors import InputError
from probsym.inference.parallel import Shard, parallel_map_ordered, shard_from_environment

LAUNCHED = {"RANK": "0", "WORLD_SIZE": "1", "LOCAL_RANK": "0", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "29500"}


def launched(**variables):
    return shard_from_environment(LAUNCHED | variables)


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"RANK": "1", "WORLD_SIZE": "4"},
        {"RANK": "1", "WORLD_SIZE": "4", "LOCAL_RANK": "1"},
        {"WORLD_SIZE": "many"},
        LAUNCHED,
    ],
)
def test_a_single_process_has_all_items(environment):
    shard = shard_from_environment(environment)
    assert shard == Shard()
    assert shard.of([3, 1, 2]) == [3, 1, 2]
    assert shard.name("contact_sheet.png") == "contact_sheet.png"
    assert shard.device("cuda") == "cuda"
    assert shard.describe(3) == ""


def test_shards_are_even_and_cover_everything():
    shards = [launched(RANK=str(rank), WORLD_SIZE="3") for rank in range(3)]
    parts = [shard.of(range(11)) for shard in shards]
    assert sorted(item for part in parts for item in part) == list(range(11))
    assert [len(part) for part in parts] == [4, 4, 3]
    assert shards[1].describe(11) == "process 2 of 3: 4 of 11 photos"
    assert shards[2].describe(2) == "process 3 of 3: nothing to do, there are only 2 photos"


def test_names_and_devices():
    shard = launched(RANK="5", WORLD_SIZE="8", LOCAL_RANK="1")
    assert shard == Shard(5, 8, 1)
    assert shard.name("contact_sheet.png") == "contact_sheet-6-of-8.png"
    assert shard.device("cuda") == "cuda:1"
    assert shard.device("cuda:3") == "cuda:3"
    assert shard.device("cpu") == "cpu"


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"RANK": "4", "WORLD_SIZE": "4"}, "RANK: expected a number below WORLD_SIZE, 4, got 4"),
        ({"WORLD_SIZE": "0"}, "RANK: expected a number below WORLD_SIZE, 0, got 0"),
        ({"RANK": "-1", "WORLD_SIZE": "4"}, "RANK: expected a number in this environment variable, got '-1'"),
        ({"WORLD_SIZE": "two"}, "WORLD_SIZE: expected a number"),
        ({"WORLD_SIZE": "2", "LOCAL_RANK": ""}, "LOCAL_RANK: expected a number"),
    ],
)
def test_an_environment_that_makes_no_sense(variables, message):
    with pytest.raises(InputError, match=message):
        launched(**variables)


@pytest.mark.slow
def test_a_real_launcher_sets_what_is_looked_for(tmp_path):
    script = tmp_path / "script.py"
    # print may write a line and its end separately, and lines of two processes would mix
    script.write_text(
        "import json, os\n"
        f"variables = {{name: os.environ[name] for name in {list(LAUNCHED)}}}\n"
        "os.write(1, f'{json.dumps(variables)}\\n'.encode())\n"
    )
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "--master-port", "0"]
    done = subprocess.run([*command, str(script)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert sorted(shard_from_environment(json.loads(line)).describe(3) for line in done.stdout.splitlines()) == [
        "process 1 of 2: 2 of 3 photos",
        "process 2 of 2: 1 of 3 photos",
    ]


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_every_item_in_its_order(workers):
    asked = []

    def items():
        for item in range(12):
            asked.append(item)
            yield item

    results = []
    for item, square in parallel_map_ordered(items(), lambda item: item * item, workers):
        assert len(asked) <= item + workers + 1  # no more is taken than is worked on
        results.append((item, square))
    assert results == [(item, item * item) for item in range(12)]


def test_items_run_in_parallel_on_all_workers():
    both = threading.Barrier(2, timeout=60)  # raises unless two are there at once
    assert [item for item, _ in parallel_map_ordered(range(6), lambda _: both.wait(), 2)] == list(range(6))


def test_one_worker_is_the_caller():
    assert {thread for _, thread in parallel_map_ordered(range(3), lambda _: threading.current_thread(), 1)} == {
        threading.current_thread()
    }


@pytest.mark.parametrize("workers", [1, 3])
def test_an_error_comes_in_its_turn_and_ends_it(workers):
    begun, results = [], []

    def work(item):
        begun.append(item)
        if item == 4:
            raise ValueError("four")
        return item

    def consume():
        for item, _ in parallel_map_ordered(range(100), work, workers):
            results.append(item)

    with pytest.raises(ValueError, match="four"):
        consume()
    assert results == [0, 1, 2, 3]
    assert len(begun) <= 4 + workers + 1


def test_no_items_give_no_results():
    assert list(parallel_map_ordered([], str, 2)) == []
