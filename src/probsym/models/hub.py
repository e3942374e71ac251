"""The Hugging Face Hub: downloads whose failures are one line, and model cards in its format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from probsym.config import ModelConfig
from probsym.errors import CheckpointError


def download(repository: str, name: str, **options: Any) -> Path:
    """A file of a model repository, from the Hub's cache or downloaded into it.

    Args:
        repository: "owner/name".
        name: of the file.
        options: of ``huggingface_hub.hf_hub_download``.

    Raises:
        CheckpointError: no such repository, revision or file, no access, or the Hub cannot be reached.
    """
    # Imported here: it takes 0.2 s, and most models are local.
    from huggingface_hub import errors, hf_hub_download

    try:
        return Path(hf_hub_download(repository, name, **options))
    except errors.HFValidationError:
        reason = 'expected a folder or "owner/name"'
    except errors.GatedRepoError:
        reason = "access is restricted; ask for it on its page, then log in with `hf auth login`"
    except errors.RepositoryNotFoundError:
        reason = "no such repository, or a private one; log in with `hf auth login`"
    except errors.RevisionNotFoundError:
        reason = f"no such revision: {options.get('revision')}"
    except errors.LocalEntryNotFoundError:
        reason = f"{name} is not in the cache, and the Hub cannot be reached"
    except errors.EntryNotFoundError:
        reason = f"the repository has no {name}"
    except (OSError, ValueError) as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
    raise CheckpointError(f"{repository}: not available from the Hugging Face Hub: {reason}")


@dataclass(frozen=True)
class ModelCard:
    """What the README.md of a published model says beside its settings."""

    name: str
    """Title of the card: "owner/name" on the Hub."""
    summary: str = "Depth, albedo, light and viewpoint of an object from a single photo."
    """First paragraph."""
    license: str = ""
    """Identifier of the license of the weights, such as "mit" or "cc-by-nc-4.0"; empty: not stated."""
    tags: tuple[str, ...] = ("unsup3d", "3d-reconstruction", "single-view", "unsupervised")
    dataset: str = ""
    """What the model was trained and measured on."""
    metrics: Mapping[str, float] = field(default_factory=dict)
    """Name of a measure, with its unit, to its value."""

    def render(self, config: ModelConfig, parameters: int) -> str:
        """The card as Markdown with the Hub's YAML header.

        Args:
            config: of the model.
            parameters: number of weights.
        """
        rows = {
            "image size": f"{config.image_size} pixels",
            "networks": f"{config.architecture}, width {config.width}, {parameters / 1e6:.2f} M parameters",
        }
        if self.dataset:
            rows["data"] = self.dataset
        if self.license:
            rows["license"] = self.license
        rows |= {name: f"{value:g}" for name, value in self.metrics.items()}
        table = "\n".join(f"| {name} | {value} |" for name, value in rows.items())
        return f"""---
{self._header()}
---

# {self.name}

{self.summary}

The method is [unsup3d](https://arxiv.org/abs/1911.11130) (Wu, Rupprecht and Vedaldi, CVPR 2020), as implemented by
probsym.

```python
import probsym

result = probsym.reconstruct("photo.jpg", model="{self.name}")
```

| | |
|---|---|
{table}

The result is a plausible surface, not a measurement. Do not use it to identify or assess people.
"""

    def _header(self) -> str:
        from huggingface_hub import EvalResult, ModelCardData

        results = [
            EvalResult(
                task_type="image-to-3d",
                dataset_type="image-folder",
                dataset_name=self.dataset or "not stated",
                metric_type=name.split(",")[0].strip().lower().replace(" ", "_"),
                metric_name=name,
                metric_value=value,
            )
            for name, value in self.metrics.items()
        ]
        # Not all at once: a model name without results is an error.
        index: dict[str, Any] = {"model_name": self.name, "eval_results": results} if results else {}
        return ModelCardData(
            license=self.license or None,
            library_name="probsym",
            pipeline_tag="image-to-3d",
            tags=list(self.tags),
            **index,
        ).to_yaml()
