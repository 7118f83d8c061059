"""The tuning: the upper layers learn to put phrasings of one entry together and those of others apart.

The loss is the cross entropy of each text's cosines to one prototype a label, and half a supervised
contrastive term within the batch (Khosla et al. 2020, "Supervised Contrastive Learning"). Vectors are centred
by their mean before they are compared, since those of the published model all point nearly the same way.
"""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import cast

import numpy as np
import onnxruntime
import torch
from graph import Graph, merged
from network import Layer, pooled
from published import FROZEN, LAYERS, WIDTH, Tensors
from torch import Tensor, nn
from torch.nn import functional

EPOCHS = 3
BATCH = 128
RATE = 5e-5
PROTOTYPE_RATE = 5e-4
WARM_UP = 30
STEEP = 16.0
STEEP_PAIRS = 14.0
SMOOTHING = 0.1
PAIRS = 0.5
BESIDE = 0.5
"""What a text of the small tasks counts beside one of the entries."""
_KEPT_OF_MEAN = 0.98
_UNLIKE = -1e4


@dataclass(frozen=True)
class Example:
    """One text, with the ids of its tokens as it is and as it is typed where accents are left out."""

    task: str
    label: str
    variants: tuple[list[int], ...]


@dataclass(frozen=True)
class Targets:
    """What each example is to be told as."""

    label: Tensor
    """The number of its label."""
    task: Tensor
    """The number of its task."""
    task_of_label: Tensor
    is_paired: Tensor
    """Whether examples of its label should be near each other, too."""
    weight: Tensor


class Tuned(nn.Module):
    """The upper layers, the mean of their vectors and a prototype for each label."""

    def __init__(self, tensors: Tensors, labels: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(tensors, number) for number in range(FROZEN, LAYERS))
        self.prototypes = nn.Parameter(torch.zeros(labels, WIDTH))
        self.register_buffer("mean", torch.zeros(WIDTH))

    def raw(self, states: Tensor, hidden: Tensor) -> Tensor:
        """Give the vectors before they are centred."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            for layer in self.layers:
                states = layer(states, hidden)
        return pooled(states, hidden)

    def centred(self, raw: Tensor) -> Tensor:
        """Give vectors of length one."""
        return functional.normalize(raw - cast("Tensor", self.mean), dim=-1)


class Lower:
    """The outputs of the layers that are not tuned, computed once and with eight bits, as at run time."""

    def __init__(self, tensors: Tensors, kept: list[int], texts: list[list[int]]) -> None:
        graph = Graph(tensors, kept)
        for number in range(FROZEN):
            graph.layer(f"l{number}", merged(tensors, number))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(graph.until_here().SerializeToString(), options)

        def states(ids: list[int]) -> Tensor:
            (found,) = session.run(None, {"ids": np.array([ids], dtype=np.int64)})
            return torch.from_numpy(found[0]).to(torch.bfloat16)

        with ThreadPoolExecutor(torch.get_num_threads()) as pool:
            self.states = list(pool.map(states, texts))

    def batch(self, numbers: list[int]) -> tuple[Tensor, Tensor]:
        """Give the states of some texts, and where they have none."""
        states, hidden = padded([self.states[at] for at in numbers])
        return states.float(), hidden


def padded(rows: list[Tensor]) -> tuple[Tensor, Tensor]:
    """Give rows of different lengths as one tensor, and where it holds nothing."""
    lengths = torch.tensor([len(row) for row in rows])
    hidden = torch.arange(int(lengths.max()))[None, :] >= lengths[:, None]
    return nn.utils.rnn.pad_sequence(rows, batch_first=True), hidden


def tune(
    tensors: Tensors,
    kept: list[int],
    examples: list[Example],
    unpaired: str,
    seed: int,
    *,
    is_tuned: bool = True,
) -> Tuned:
    """Tune the upper layers.

    Args:
        tensors: The published model.
        kept: The pieces that are kept of it.
        examples: What is learnt from.
        unpaired: The label whose examples have nothing in common but that no other fits.
        seed: By which everything that is random is chosen.
        is_tuned: False to find the mean of the published vectors alone.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)
    texts = [variant for example in examples for variant in example.variants]
    first = [0]
    for example in examples:
        first.append(first[-1] + len(example.variants))
    lower = Lower(tensors, kept, texts)
    print(f"{len(texts)} texts have passed the lower layers", flush=True)
    targets = _targets(examples, unpaired)
    tuned = Tuned(tensors, len(targets.task_of_label))
    _begin(tuned, lower, first, targets)
    if is_tuned:
        _learn(tuned, lower, first, targets, chance)
    tuned.eval()
    tuned.mean = _raw(tuned, lower, first[:-1]).mean(0)
    return tuned


def _learn(tuned: Tuned, lower: Lower, first: list[int], targets: Targets, chance: random.Random) -> None:
    size = len(first) - 1
    steps = EPOCHS * -(-size // BATCH)
    optimiser = torch.optim.AdamW(
        [
            {"params": tuned.layers.parameters(), "lr": RATE},
            {"params": [tuned.prototypes], "lr": PROTOTYPE_RATE, "weight_decay": 0.0},
        ]
    )
    rates = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / WARM_UP, max(0.0, (steps - step) / (steps - WARM_UP)))
    )
    for epoch in range(EPOCHS):
        total = 0.0
        variants = [chance.randrange(first[at], first[at + 1]) for at in range(size)]
        batches = _batches([len(lower.states[number]) for number in variants], chance)
        for number, batch in enumerate(batches):
            raw = tuned.raw(*lower.batch([variants[at] for at in batch]))
            mean = cast("Tensor", tuned.mean)
            mean.mul_(_KEPT_OF_MEAN).add_(raw.detach().mean(0), alpha=1 - _KEPT_OF_MEAN)
            loss = _loss(tuned.centred(raw), tuned.prototypes, targets, torch.tensor(batch))
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(tuned.layers.parameters(), 1.0)
            optimiser.step()
            rates.step()
            total += loss.item()
            if number % 20 == 19:
                print(
                    f"epoch {epoch + 1}, batch {number + 1}/{len(batches)}: loss {total / (number + 1):.3f}",
                    flush=True,
                )


def _begin(tuned: Tuned, lower: Lower, first: list[int], targets: Targets) -> None:
    """Begin with the published vectors: their mean, and the mean of each label as its prototype."""
    tuned.eval()
    raw = _raw(tuned, lower, first[:-1])
    tuned.mean = raw.mean(0)
    vectors = tuned.centred(raw)
    sums = torch.zeros_like(tuned.prototypes).index_add(0, targets.label, vectors)
    tuned.prototypes.data = functional.normalize(sums, dim=-1)
    tuned.train()


@torch.no_grad()
def _raw(tuned: Tuned, lower: Lower, numbers: list[int]) -> Tensor:
    order = sorted(numbers, key=lambda at: len(lower.states[at]))
    place = {number: at for at, number in enumerate(numbers)}
    found = torch.empty(len(numbers), WIDTH)
    for start in range(0, len(order), BATCH):
        some = order[start : start + BATCH]
        found[[place[number] for number in some]] = tuned.raw(*lower.batch(some))
    return found


def _targets(examples: list[Example], unpaired: str) -> Targets:
    labels = sorted({(example.task, example.label) for example in examples})
    tasks = sorted({task for task, _ in labels})
    main = max(tasks, key=lambda task: sum(example.task == task for example in examples))
    number = {label: at for at, label in enumerate(labels)}
    return Targets(
        torch.tensor([number[example.task, example.label] for example in examples]),
        torch.tensor([tasks.index(example.task) for example in examples]),
        torch.tensor([tasks.index(task) for task, _ in labels]),
        torch.tensor([example.task == main and example.label != unpaired for example in examples]),
        torch.tensor([1.0 if example.task == main else BESIDE for example in examples]),
    )


def _loss(vectors: Tensor, prototypes: Tensor, targets: Targets, batch: Tensor) -> Tensor:
    label, task, weight = targets.label[batch], targets.task[batch], targets.weight[batch]
    scores = STEEP * vectors @ functional.normalize(prototypes, dim=-1).T
    own = task[:, None] == targets.task_of_label[None, :]
    told = scores.masked_fill(~own, _UNLIKE).log_softmax(-1)
    hit = told.gather(1, label[:, None])[:, 0]
    smooth = (told * own).sum(-1) / own.sum(-1)
    apart = -((1 - SMOOTHING) * hit + SMOOTHING * smooth)
    return (apart * weight).sum() / weight.sum() + PAIRS * _pairs(vectors, label, targets.is_paired[batch])


def _pairs(vectors: Tensor, label: Tensor, is_paired: Tensor) -> Tensor:
    itself = torch.eye(len(vectors), dtype=torch.bool)
    told = (STEEP_PAIRS * vectors @ vectors.T).masked_fill(itself, _UNLIKE).log_softmax(-1)
    same = (label[:, None] == label[None, :]) & ~itself & is_paired[:, None]
    has = same.any(-1)
    if not has.any():
        return vectors.sum() * 0
    return -((told * same).sum(-1)[has] / same.sum(-1)[has]).mean()


def _batches(lengths: list[int], chance: random.Random) -> list[list[int]]:
    """Give batches of examples of similar length, in a random order."""
    order = sorted(range(len(lengths)), key=lambda at: lengths[at] + 2 * chance.random())
    batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    chance.shuffle(batches)
    return batches
