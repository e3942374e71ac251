import math
import shutil
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import torch

from probsym.cli.main import main
from probsym.config import ModelConfig
from probsym.errors import FileFormatError, InputError
from probsym.inference import bulk, factor_shards
from probsym.inference.bulk import reconstruct_in_bulk
from probsym.inference.factor_shards import ShardContent, read_shard
from probsym.inference.parallel import Shard, parse_part
from probsym.inference.reconstruct import reconstruct
from probsym.models.autoencoder import Autoencoder

parquet = pytest.importorskip("pyarrow.parquet")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("model")
    Autoencoder(ModelConfig(image_size=32, architecture="slim", width=4, latent=8)).save_pretrained(folder)
    return str(folder)


def test_factors_come_back(photos: Path, model: str, tmp_path: Path) -> None:
    (photos / "05.png").write_bytes(b"broken")
    out = tmp_path / "out"
    result = reconstruct_in_bulk([photos], out, model, per_shard=5)
    assert (result.shards, result.made, result.found, result.log.crops) == (3, 3, 0, 11)
    assert len(list(out.rglob("shard-*"))) == 6
    table = parquet.read_table(out / "index").to_pylist()  # all indices as one table
    assert [row["name"] for row in table if row["skipped"]] == ["05.png"]
    assert [(row["shard"], row["row"]) for row in table if row["name"] in ("04.png", "06.png")] == [(0, 4), (1, 0)]
    names = [row["name"] for row in table if row["shard"] == 1 and row["row"] is not None]
    expected = reconstruct([photos / name for name in names], model)
    found = read_shard(out, 1)
    for ours, theirs, tolerance in (
        (found.canonical_depth, expected.factors.canonical_depth, 3e-6),
        (found.albedo, expected.factors.albedo, 2e-3),
        (found.sigma_flip, expected.factors.sigma_flip, 1e-3),
        (found.viewpoint.rotation_rad, expected.factors.viewpoint.rotation_rad, 1e-6),
        (found.light.direction, expected.factors.light.direction, 1e-6),
    ):
        torch.testing.assert_close(ours, theirs, rtol=1e-3, atol=tolerance)
    rendered = expected.model.render(found)
    torch.testing.assert_close(rendered.image, expected.image, rtol=0, atol=0.02)


@pytest.mark.refined
def test_refined_crops(photos: Path, model: str, tmp_path: Path) -> None:
    out, chosen = tmp_path / "out", [photos / f"{number:02d}.png" for number in range(3)]
    result = reconstruct_in_bulk(chosen, out, model, refine_crop=True)
    expected = reconstruct(chosen, model)
    rows = parquet.read_table(out / "index").to_pylist()
    assert result.log.crops == len(rows) == len(expected.photos)
    for row, crop in zip(rows, expected.photos, strict=True):
        square = [row[name] for name in ("left", "top", "side", "crop_roll_deg")]
        box = crop.box
        assert square == pytest.approx([box.left, box.top, box.side, math.degrees(box.roll_rad)], rel=1e-5, abs=1e-4)
    assert any(row["crop_roll_deg"] for row in rows)
    with pytest.raises(InputError, match="other settings"):
        reconstruct_in_bulk(chosen, out, model)


def test_a_killed_job_continues_with_another_number_of_processes(
    photos: Path, model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, out = tmp_path / "whole", tmp_path / "out"
    reconstruct_in_bulk([photos], whole, model, per_shard=2)
    write = ShardContent.write

    def killed(self: ShardContent, folder: Path, number: int, made_of: str) -> None:
        if number == 3:
            (folder / factor_shards.SHARD_ARRAYS.format(number)).write_bytes(b"half of the arr")
            raise KeyboardInterrupt
        write(self, folder, number, made_of)

    with monkeypatch.context() as patch:
        patch.setattr(ShardContent, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            reconstruct_in_bulk([photos], out, model, per_shard=2, shard=Shard(1, 2))
    assert sorted(path.name for path in out.glob("index/*.parquet")) == ["shard-000001.parquet"]
    made = [reconstruct_in_bulk([photos], out, model, per_shard=2, shard=Shard(rank, 3)) for rank in range(3)]
    assert [(one.made, one.found) for one in made] == [(2, 0), (1, 1), (2, 0)]
    assert "process 2 of 3: 1 of 6 shards written, 1 were there already" in made[1].lines()[0]
    for path in whole.rglob("shard-*"):
        assert (out / path.relative_to(whole)).read_bytes() == path.read_bytes()


def test_other_photos_or_settings_are_refused(photos: Path, model: str, tmp_path: Path) -> None:
    reconstruct_in_bulk([photos], tmp_path / "out", model, per_shard=6)
    changes: tuple[dict[str, Any], ...] = ({"per_shard": 6, "crop": 0.5}, {"per_shard": 4})
    for change in changes:
        with pytest.raises(InputError, match="shard 0 of other photos, another model or other settings"):
            reconstruct_in_bulk([photos], tmp_path / "out", model, **change)
    shutil.copy(photos / "00.png", photos / "000.png")
    with pytest.raises(InputError, match="shard 0 of other photos"):
        reconstruct_in_bulk([photos], tmp_path / "out", model, per_shard=6)
    (tmp_path / "out" / "index" / "shard-000000.parquet").write_bytes(b"damaged")
    with pytest.raises(InputError, match=r"shard-000000\.parquet: damaged"):
        reconstruct_in_bulk([photos], tmp_path / "out", model, per_shard=6)
    with pytest.raises(InputError, match="expected a finished shard 7"):
        read_shard(tmp_path / "out", 7)


def test_damaged_shards_are_refused(photos: Path, model: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    reconstruct_in_bulk([photos / "00.png", photos / "01.png"], out, model)
    arrays, index = out / "shard-000000.safetensors", out / "index" / "shard-000000.parquet"
    content = arrays.read_bytes()
    other = safetensors.torch.save({"albedo": torch.zeros(2, 3, 4, 4)}, {"depth_range": "[0.9, 1.1]"})
    for damaged, words in (
        (content[:-100], "expected a safetensors file"),
        (other, "damaged: expected canonical_depth of 2 crops"),
        (content.replace(b'"[0.9, 1.1]"', b'"[0.9,null]"'), r"depth_range: .*expected a number"),
    ):
        arrays.write_bytes(damaged)
        with pytest.raises(FileFormatError, match=words):
            read_shard(out, 0)
    arrays.write_bytes(content)
    table = parquet.read_table(index)
    parquet.write_table(table.drop_columns(["yaw_deg"]), index)
    with pytest.raises(FileFormatError, match=r"shard-000000\.parquet: damaged"):
        read_shard(out, 0)


def test_parts_of_an_array_job(photos: Path, model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert parse_part("3/64") == Shard(2, 64)
    for text in ("0/4", "5/4", "3", "a/b", "-1/2"):
        with pytest.raises(InputError, match="part: expected a part and their number such as 3/64"):
            parse_part(text)
    out = tmp_path / "out"
    arguments = ["bulk", str(photos), "--out", str(out), "--model", model, "--per-shard", "4", "--part"]
    assert [main([*arguments, f"{part}/2"]) for part in (1, 2)] == [0, 0]
    assert len(list(out.glob("index/*.parquet"))) == 3
    assert "process 1 of 2: 2 of 3 shards written: 8 crops" in capsys.readouterr().out
    assert main([*arguments, "9/2"]) == 2


def test_without_pyarrow(photos: Path, model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(factor_shards.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install 'probsym\[bulk\]'"):
        bulk.reconstruct_in_bulk([photos], tmp_path / "out", model)
    assert not (tmp_path / "out").exists()
