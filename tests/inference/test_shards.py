import pytest

from probsym.errors import InputError
from probsym.inference.shards import Shard, shard_from_environment


def test_alone():
    for environment in ({}, {"RANK": "1"}, {"WORLD_SIZE": "4"}, {"RANK": "0", "WORLD_SIZE": "1"}):
        share = shard_from_environment(environment)
        assert (share.rank, share.count) == (0, 1)
        assert share.of([3, 1, 2]) == [3, 1, 2]
        assert share.name("contact_sheet.png") == "contact_sheet.png"
        assert share.device("cuda") == "cuda"


def test_shares_are_even_and_cover_everything():
    shares = [shard_from_environment({"RANK": str(rank), "WORLD_SIZE": "3"}).of(range(11)) for rank in range(3)]
    assert sorted(item for share in shares for item in share) == list(range(11))
    assert [len(share) for share in shares] == [4, 4, 3]


def test_names_and_devices():
    share = shard_from_environment({"RANK": "5", "WORLD_SIZE": "8", "LOCAL_RANK": "1"})
    assert share == Shard(5, 8, 1)
    assert share.name("contact_sheet.png") == "contact_sheet-6-of-8.png"
    assert share.device("cuda") == "cuda:1"
    assert share.device("cuda:3") == "cuda:3"
    assert share.device("cpu") == "cpu"


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"RANK": "4", "WORLD_SIZE": "4"}, "RANK: expected a number below WORLD_SIZE, 4, got 4"),
        ({"RANK": "0", "WORLD_SIZE": "0"}, "RANK: expected a number below WORLD_SIZE, 0, got 0"),
        ({"RANK": "-1", "WORLD_SIZE": "4"}, "RANK: expected a number in this environment variable, got '-1'"),
        ({"RANK": "0", "WORLD_SIZE": "two"}, "WORLD_SIZE: expected a number"),
        ({"RANK": "0", "WORLD_SIZE": "2", "LOCAL_RANK": ""}, "LOCAL_RANK: expected a number"),
    ],
)
def test_an_environment_that_makes_no_sense(environment, message):
    with pytest.raises(InputError, match=message):
        shard_from_environment(environment)
