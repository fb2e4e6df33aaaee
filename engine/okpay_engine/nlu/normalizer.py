"""Brings a message into the one form that training and inference share."""

import re
import unicodedata
from pathlib import Path
from typing import Any, Dict, Iterable, List, Pattern

import opencc
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from okpay_engine.nlu.vocabulary import PRODUCT

NORMALIZED = "normalized_text"
LONGEST = 1000

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ud800-\udfff\ufe00-\ufe0f\ufeff]")
_SPACES = re.compile(r"\s+")
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_REPEATED = re.compile(r"(\D)\1{2,}")
_PRODUCT = re.compile(r"(?<![a-z])o\s?k\W{0,2}p[ae]y(?![a-z])|欧凯付|欧凯支付|欧克付|ok支付|ok付")


def read_homophones(path: Path) -> Dict[str, str]:
    """Wrong form to right form, one pair a line, divided by white space; # begins a comment."""
    pairs = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.split("#", 1)[0].split()
        if words:
            wrong, right = words
            pairs[wrong] = right
    return pairs


class TextNormalizer:
    """Width, case, script, product name and the field's common misspellings."""

    def __init__(self, homophones: Dict[str, str]) -> None:
        self._to_simplified = opencc.OpenCC("tw2sp").convert
        self._homophones = homophones
        self._wrong = _any_of(homophones)

    def normalize(self, text: str) -> str:
        """The shared form of `text`, at most LONGEST characters; never fails."""
        text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text[:LONGEST])).lower().replace("’", "'")
        text = _SPACES.sub(" ", text)[:LONGEST].strip()
        text = self._to_simplified(_REPEATED.sub(r"\1\1", text))
        text = _PRODUCT.sub(PRODUCT, text)
        text = _BETWEEN_HAN.sub("", text)
        return self._wrong.sub(lambda found: self._homophones[found[0]], text)


def _any_of(words: Iterable[str]) -> Pattern[str]:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class TextNormalizerComponent(GraphComponent):
    """Puts the normalised text beside the original; everything after it reads the former."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`homophones`: the file of wrong and right forms, from the project's root."""
        return {"homophones": "data/homophones.txt"}

    def __init__(self, homophones: Dict[str, str], storage: ModelStorage, resource: Resource) -> None:
        self._normalizer = TextNormalizer(homophones)
        self._homophones = homophones
        self._storage = storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "TextNormalizerComponent":
        """For training: the lists are read from the project."""
        return cls(read_homophones(Path(config["homophones"])), model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "TextNormalizerComponent":
        """For inference: the lists are those the model was trained with."""
        with model_storage.read_from(resource) as folder:
            return cls(read_homophones(folder / "homophones.txt"), model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the lists in the model."""
        lines = [f"{wrong} {right}\n" for wrong, right in self._homophones.items()]
        with self._storage.write_to(self._resource) as folder:
            (folder / "homophones.txt").write_text("".join(lines), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Normalise every example."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Normalise every message."""
        for message in messages:
            text = message.get(TEXT)
            if text is not None:
                message.set(NORMALIZED, self._normalizer.normalize(text))
        return messages
