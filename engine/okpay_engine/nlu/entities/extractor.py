"""Rasa's view of the entities: adds them to every typed message."""

from pathlib import Path
from typing import Any, Dict, List, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from okpay_engine.nlu.entities.finder import EntityFinder
from okpay_engine.nlu.entities.methods import method_words
from okpay_engine.nlu.vocabulary import read_words

BUTTON_PREFIX = "/"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class PaymentEntityExtractor(EntityExtractorMixin, GraphComponent):
    """Adds the entities of every typed message."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`methods`, `banks`: the lists of names, from the project's root."""
        return {"methods": "data/methods.txt", "banks": "data/banks.txt"}

    def __init__(self, words: Dict[str, str], storage: ModelStorage, resource: Resource) -> None:
        self._words = words
        self._finder: Optional[EntityFinder] = None
        self._storage = storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "PaymentEntityExtractor":
        """For training: the lists are read from the project."""
        words = method_words(read_words(Path(config["methods"])), read_words(Path(config["banks"])))
        return cls(words, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "PaymentEntityExtractor":
        """For inference: the lists are those the model was trained with."""
        with model_storage.read_from(resource) as folder:
            lines = (folder / "methods.tsv").read_text(encoding="utf-8").splitlines()
        extractor = cls(dict(line.split("\t") for line in lines), model_storage, resource)
        extractor._finder = EntityFinder(extractor._words)
        return extractor

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the lists in the model."""
        lines = [f"{word}\t{name}" for word, name in self._words.items()]
        with self._storage.write_to(self._resource) as folder:
            (folder / "methods.tsv").write_text("\n".join(lines), encoding="utf-8")
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Find the entities of every message."""
        assert self._finder is not None
        for message in messages:
            text = message.get(TEXT) or ""
            if text.startswith(BUTTON_PREFIX):
                continue
            found = [
                {"entity": e.kind, "value": e.value, "start": e.start, "end": e.end, "extractor": "payment"}
                for e in self._finder.find(text)
            ]
            if found:
                message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages
