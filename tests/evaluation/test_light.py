import pytest
import torch

from probsym.errors import InputError
from probsym.evaluation.light import light_error


@pytest.mark.usefixtures("untyped")
def test_light_error_by_hand() -> None:
    along = torch.tensor([[0.0, 0, 1], [0, 0, 1], [0, 0, 1]])
    turned = torch.tensor([[0.0, 0, 1], [0, 1, 0], [0.5, 0, 3**0.5 / 2]])
    torch.testing.assert_close(light_error(along, turned), torch.tensor([0.0, 90.0, 30.0]))
    with pytest.raises(InputError, match="true: expected"):
        light_error(along, turned[:2])
