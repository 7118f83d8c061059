"""The layers of multilingual-e5-small that are tuned, in PyTorch: BERT's encoder (Devlin et al. 2019)."""

from typing import cast

import torch
from published import EPSILON, HEADS, WIDTH, Tensors
from torch import Tensor, nn
from torch.nn import functional

DROPOUT = 0.1


class Layer(nn.Module):
    """One layer: attention, then two linear maps with a bend between them."""

    def __init__(self, tensors: Tensors, number: int) -> None:
        super().__init__()
        own = {
            name.split(".", 1)[1]: value for name, value in tensors.items() if name.startswith(f"l{number}.")
        }
        self.attend = _linear(
            *(
                torch.cat([torch.tensor(own[f"{part}.{kind}"]).reshape(WIDTH, -1) for part in "qkv"])
                for kind in "wb"
            )
        )
        self.gather, self.widen, self.narrow = (
            _linear(torch.tensor(own[f"{name}.w"]), torch.tensor(own[f"{name}.b"]))
            for name in ("ao", "fi", "fo")
        )
        self.middle, self.last = (_norm(own[f"{name}.w"], own[f"{name}.b"]) for name in ("aln", "oln"))

    def forward(self, states: Tensor, hidden: Tensor) -> Tensor:
        """Give the states after this layer.

        Args:
            states: Texts × tokens × width.
            hidden: Texts × tokens: true where a text has no token.
        """
        texts, tokens, _ = states.shape
        split = self.attend(states).reshape(texts, tokens, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        queries, keys, values = split.unbind()
        likeness = queries @ keys.transpose(-1, -2) / (WIDTH // HEADS) ** 0.5
        likeness = likeness.float().masked_fill(hidden[:, None, None, :], -1e9)
        shares = functional.dropout(likeness.softmax(-1), DROPOUT, self.training)
        heard = (shares.to(values.dtype) @ values).transpose(1, 2).reshape(texts, tokens, -1)
        states = self.middle(states + functional.dropout(self.gather(heard), DROPOUT, self.training))
        inner = self.narrow(functional.gelu(self.widen(states)))
        return cast("Tensor", self.last(states + functional.dropout(inner, DROPOUT, self.training)))


def pooled(states: Tensor, hidden: Tensor) -> Tensor:
    """Give the mean of the states of each text's own tokens."""
    own = (~hidden).float()[:, :, None]
    return (states.float() * own).sum(1) / own.sum(1)


def _linear(weights: Tensor, biases: Tensor) -> nn.Linear:
    outputs, inputs = weights.shape
    made = nn.Linear(inputs, outputs)
    made.weight.data, made.bias.data = weights.clone(), biases.reshape(-1).clone()
    return made


def _norm(weights: object, biases: object) -> nn.LayerNorm:
    made = nn.LayerNorm(WIDTH, eps=EPSILON)
    made.weight.data = torch.tensor(weights).reshape(-1).clone()
    made.bias.data = torch.tensor(biases).reshape(-1).clone()
    return made
