"""Rasa's view of the intent model: trains it, keeps it in the model file, ranks the intents of messages."""

from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from okpay_engine.encoder.encoder_process import training_encoder
from okpay_engine.encoder.sentence_encoder import encoder_threads, load_encoder
from okpay_engine.importer import topic_ids
from okpay_engine.nlu import two_matters
from okpay_engine.nlu.encoding_ahead import labelled
from okpay_engine.nlu.firms import Firms
from okpay_engine.nlu.intent_model import IntentModel
from okpay_engine.nlu.marks import mark
from okpay_engine.nlu.normalizer import NORMALIZED

RANKED = 5
BUTTON_PREFIX = "/"
SECOND_TOPIC = "second_topic"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class OkpayIntentClassifier(IntentClassifier, GraphComponent):
    """Sets `intent` and `intent_ranking`, and marks a second topic where there are two.

    Buttons (messages that begin with a slash) are left to Rasa.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`firms`: the file of other firms' names, from the project's root."""
        return {"firms": "data/firms.txt"}

    def __init__(self, config: Dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._topics = frozenset(topic_ids())
        self._model: IntentModel

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "OkpayIntentClassifier":
        """An untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "OkpayIntentClassifier":
        """The classifier of a trained model."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            classifier._model = IntentModel.load(folder, load_encoder(encoder_threads()))
        return classifier

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model to the labelled examples and keep it."""
        examples = labelled(training_data)
        documents = [_document(example) for example in examples]
        labels = [example.get(INTENT) for example in examples]
        encoder = training_encoder()
        model = IntentModel.fit(documents, labels, encoder, Firms.read(Path(self._config["firms"])))
        encoder.keep()
        with self._storage.write_to(self._resource) as folder:
            model.save(folder)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Rank the intents of all messages at once."""
        typed = [m for m in messages if not (m.get(TEXT) or "").startswith(BUTTON_PREFIX)]
        if typed:
            rows = self._model.probabilities([_document(message) for message in typed])
            for message, row in zip(typed, rows):
                self._rank(message, row)
        return messages

    def _rank(self, message: Message, row: np.ndarray) -> None:
        ranked = sorted(zip(self._model.labels, row.tolist()), key=lambda item: -item[1])
        if pair := self._two_matters(message, row):
            # Both come first, each as sure as its own side of the message is.
            ranked = [*pair, *(item for item in ranked if item[0] not in dict(pair))]
            mark(message, SECOND_TOPIC, pair.second.topic)
        ranking = [{INTENT_NAME_KEY: label, "confidence": value} for label, value in ranked[:RANKED]]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)

    def _two_matters(self, message: Message, row: np.ndarray) -> Optional[two_matters.Pair]:
        text, tokens = message.get(NORMALIZED) or "", message.get("text_tokens") or []
        words = [two_matters.Word(token.text, token.start) for token in tokens]
        model = self._model
        return two_matters.find(
            text, words, row, model.labels, self._topics, model.glance, model.probabilities
        )


def _document(message: Message) -> Tuple[str, List[str]]:
    tokens = message.get("text_tokens") or []
    return message.get(NORMALIZED) or "", [token.text for token in tokens]
