"""Understands a text without a conversation."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from okpay.bodies import Body
from okpay.detection import written_in
from okpay.engine import EngineFault, EngineUnavailable
from okpay.errors import ApiError, described
from okpay.knowledge.article import DEFAULT_LOCALE, Locale
from okpay.privacy import mask
from okpay.security import require_operator
from okpay.services import Parts

router = APIRouter(prefix="/api/v1", tags=["understanding"])

Confidence = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Outcome = Literal["answer", "confirm", "fallback"]


class ParseBody(Body):
    """A text to understand."""

    text: str
    locale: Locale | None = None


class Ranked(BaseModel):
    """An intent and how sure the engine is of it."""

    intent: str
    confidence: Confidence


class Parsed(BaseModel):
    """What the engine understands, and what the assistant would do."""

    intent: str
    confidence: float
    ranking: list[Ranked]
    entities: list[dict[str, Any]]
    outcome: Outcome
    language: Locale


class _Candidate(BaseModel):
    name: str
    confidence: Confidence


class _Understood(BaseModel):
    """What the engine says; anything else is nonsense."""

    intent_ranking: list[_Candidate] = []
    entities: list[dict[str, Any]] = []
    outcome: Outcome = "fallback"


@router.post("/parse", dependencies=[Depends(require_operator)], responses=described(400, 401, 413, 503))
async def parse(body: ParseBody, parts: Parts) -> Parsed:
    """Understand a text without a conversation; needs the operator's key."""
    if len(body.text) > parts.settings.message_limit:
        raise ApiError.too_large(parts.settings.message_limit)
    locale = body.locale or DEFAULT_LOCALE
    try:
        found = _Understood.model_validate(await parts.engine.parse(mask(body.text, locale).text))
    except (EngineUnavailable, EngineFault, ValueError) as error:
        raise ApiError.unavailable() from error
    ranking = [Ranked(intent=one.name, confidence=one.confidence) for one in found.intent_ranking]
    best = ranking[0] if ranking else Ranked(intent="out_of_scope", confidence=0.0)
    return Parsed(
        intent=best.intent,
        confidence=best.confidence,
        ranking=ranking,
        entities=[_entity(entity) for entity in found.entities],
        outcome=found.outcome,
        language=written_in(body.text, locale).locale,
    )


def _entity(entity: dict[str, Any]) -> dict[str, Any]:
    return {name: entity[name] for name in ("entity", "value", "start", "end") if name in entity}
