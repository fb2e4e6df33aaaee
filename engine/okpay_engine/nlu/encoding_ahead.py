"""Begins to encode the examples while they are still being prepared otherwise: training has two cores."""

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from okpay_engine.encoder.encoder_process import training_encoder
from okpay_engine.nlu.intent_model import depth_for
from okpay_engine.nlu.normalizer import NORMALIZED


def labelled(training_data: TrainingData) -> List[Message]:
    """The examples that have an intent, and something to be read."""
    return [example for example in training_data.intent_examples if example.get(NORMALIZED)]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class EncodingAhead(GraphComponent):
    """For training alone: of messages only some are encoded, which the classifier sees to."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "EncodingAhead":
        """It keeps nothing."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Begin to encode every example that the classifier will ask for."""
        texts = [example.get(NORMALIZED) for example in labelled(training_data)]
        training_encoder().begin(texts, depth_for(len(texts)))
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Nothing to do."""
        return messages
