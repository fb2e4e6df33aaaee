"""Every setting, its environment variable (OKPAY_ and the name in capitals) and a default that works."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from okpay.handoff.hours import Hours, read_shifts, read_zone

ROOT = Path(__file__).resolve().parent.parent


LogLevel = Annotated[
    Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"],
    BeforeValidator(lambda given: str(given).upper()),
]


def _readable(read: Callable[[str], object]) -> AfterValidator:
    """Kept as it is written, if it can be read."""

    def check(given: str) -> str:
        read(given)
        return given

    return AfterValidator(check)


class Settings(BaseSettings):
    """Read from the environment and from a file `.env` in the working directory."""

    model_config = SettingsConfigDict(env_prefix="OKPAY_", env_file=".env", extra="ignore")

    host: str = Field("127.0.0.1", description="Address the service listens on.")
    port: int = Field(8080, ge=0, le=65535, description="Port the service listens on.")
    engine_port: int = Field(5005, ge=0, le=65535, description="Loopback port of the engine (Rasa).")
    actions_port: int = Field(5055, ge=0, le=65535, description="Loopback port of the action server.")
    engine_url: str | None = Field(
        None,
        description="Where an engine runs that this service does not start itself, e.g. http://engine:5005.",
    )
    engine_token: SecretStr = Field(
        SecretStr(""),
        description="Shared secret of service and engine; `okpay run` makes one when it is empty.",
    )
    engine_timeout: float = Field(
        15.0, gt=0, le=30, description="Seconds the engine may take for one message, 30 at most."
    )

    proof_key: SecretStr = Field(
        SecretStr(""),
        description="Key of the digests that prove whose ticket it is; empty: one is made in data_dir. "
        "Machines that share a database need the same.",
    )
    data_dir: Path = Field(Path("var"), description="Where the database and the engine's memory are kept.")
    model_dir: Path = Field(
        Path("models"), description="Where trained models and the converted encoder are kept."
    )
    knowledge_dir: Path = Field(ROOT / "knowledge", description="The articles.")
    database_url: str = Field(
        "", description="SQLAlchemy URL; empty: a SQLite file in data_dir. PostgreSQL: postgresql+psycopg://…"
    )

    allowed_origins: list[str] = Field(
        ["*"], description="Sites whose pages may use the API from a browser (JSON list)."
    )
    operator_key: SecretStr = Field(
        SecretStr(""),
        description="Key (header X-API-Key) for /api/v1/parse and /metrics; empty: both are closed.",
    )
    secure_cookies: bool = Field(False, description="Set where the desk is served over HTTPS.")
    session_hours: int = Field(12, gt=0, description="Hours until an agent has to log in again.")

    message_limit: int = Field(4000, gt=0, description="Longest message of a customer, in characters.")
    attachment_megabytes: int = Field(20, gt=0, description="Largest file of a customer, in megabytes.")
    messages_per_minute: int = Field(60, gt=0, description="Messages one conversation may send in a minute.")
    conversations_per_minute: int = Field(
        60, gt=0, description="Conversations one address may begin in a minute."
    )
    log_level: LogLevel = Field("INFO", description="Least level that is logged.")

    urgent_amount: float = Field(
        10_000, gt=0, description="Amount, in any currency, from which a human is offered at once."
    )

    agent_hours: Annotated[str, _readable(lambda given: list(read_shifts(given)))] = Field(
        "", description="When agents are there, e.g. Mon-Fri 09:00-18:00; Sat 10:00-16:00; empty: always."
    )
    timezone: Annotated[str, _readable(read_zone)] = Field(
        "Asia/Shanghai", description="Time zone of agent_hours."
    )

    public_url: str = Field(
        "", description="Where customers reach this service, for links in messages: https://chat.example.com"
    )
    telegram_token: SecretStr = Field(
        SecretStr(""), description="Token of the Telegram bot, from @BotFather; empty: no Telegram."
    )
    telegram_webhook_url: str = Field(
        "",
        description="Public https address of this service, for Telegram to post updates to; "
        "empty: they are asked for by long polling.",
    )
    telegram_api_url: str = Field(
        "https://api.telegram.org", description="The Bot API, where it is a server of your own."
    )

    hotline: str = Field("", description="Telephone hotline, as articles show it.")
    support_email: str = Field("", description="Mail address of support.")
    opening_hours: str = Field("", description="Opening hours of human support, in words.")
    social_media: str = Field("", description="Official social accounts.")
    official_site: str = Field("", description="Address of the official site.")
    help_center: str = Field("", description="Address of the help centre, where it is not this service.")
    fee_page: str = Field("", description="Page with the fees.")
    limit_page: str = Field("", description="Page with the limits.")

    @property
    def database(self) -> str:
        """The URL in use."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'okpay.sqlite3'}"

    @property
    def hours(self) -> Hours:
        """When agents are there."""
        return Hours.read(self.agent_hours, self.timezone)

    @property
    def engine(self) -> str:
        """Base URL of the engine in use."""
        return self.engine_url or f"http://127.0.0.1:{self.engine_port}"


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
