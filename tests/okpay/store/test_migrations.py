import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Inspector, inspect

from okpay.store import database as store
from okpay.store.database import Database
from okpay.store.models import Base


async def test_the_migrations_make_the_tables_of_the_models(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, Base.metadata))

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


@pytest.mark.parametrize("table", sorted(Base.metadata.tables))
async def test_each_column_may_be_empty_where_the_models_say_so(database: Database, table: str) -> None:
    def nullable(connection: Connection) -> dict[str, bool]:
        found: Inspector = inspect(connection)
        return {column["name"]: bool(column["nullable"]) for column in found.get_columns(table)}

    async with database.engine.connect() as connection:
        made = await connection.run_sync(nullable)
    assert made == {column.name: bool(column.nullable) for column in Base.metadata.tables[table].columns}


@pytest.mark.parametrize("table", sorted(Base.metadata.tables))
async def test_what_is_deleted_takes_with_it_what_the_models_say(database: Database, table: str) -> None:
    def rules(connection: Connection) -> set[tuple[str, str, str | None]]:
        found: Inspector = inspect(connection)
        return {
            (key["constrained_columns"][0], key["referred_table"], key["options"].get("ondelete"))
            for key in found.get_foreign_keys(table)
        }

    async with database.engine.connect() as connection:
        made = await connection.run_sync(rules)
    models = Base.metadata.tables[table].foreign_keys
    assert made == {(key.parent.name, key.column.table.name, key.ondelete) for key in models}


def test_the_migrations_are_one_line() -> None:
    config = Config()
    config.set_main_option("script_location", str(store._MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1
