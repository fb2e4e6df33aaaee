"""Reads Rasa's files as usual, and lets every article of the knowledge be a topic the dialogue knows."""

from pathlib import Path
from typing import Any, List, Optional

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method

GUIDE_ACTION = "action_start_guide"
KNOWLEDGE = Path("knowledge/zh-CN")


def topic_ids(folder: Path = KNOWLEDGE) -> List[str]:
    """The topics, by the names of the article files."""
    return sorted(path.stem for path in folder.glob("*.md"))


class KnowledgeImporter(RasaFileImporter):
    """Adds an intent for every article, and the one rule that starts its guide."""

    def get_domain(self) -> Domain:
        """domain.yml and the topics."""
        return super().get_domain().merge(Domain.from_dict({"intents": topic_ids()}))

    def get_nlu_data(self, language: Optional[str] = "en") -> TrainingData:
        """The examples; Rasa asks for them several times over, they are read once."""
        return self._examples()

    @cached_method
    def _examples(self) -> TrainingData:
        return super().get_nlu_data()

    def get_stories(self, exclusion_percentage: Optional[int] = None) -> StoryGraph:
        """The stories and rules of data/, and the rule for topics."""
        stories = super().get_stories(exclusion_percentage)
        return stories.merge(self._topic_rule())

    def _topic_rule(self) -> StoryGraph:
        topics = [{"intent": topic} for topic in topic_ids()]
        rule: List[Any] = [
            {"rule": "a topic starts its guide", "steps": [{"or": topics}, {"action": GUIDE_ACTION}]}
        ]
        reader = YAMLStoryReader(self.get_domain())
        return StoryGraph(reader.read_from_parsed_yaml({"version": "3.1", "rules": rule}))
