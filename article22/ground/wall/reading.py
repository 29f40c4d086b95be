"""Rows of a plain statement as instances of their model: for what is asked with every report, where building a query costs more than asking it."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import JSONField, Model

Row = TypeVar("Row", bound=Model)


@cache
def columns_of(model: type[Model], alias: str) -> str:
    """The columns of a model for a SELECT, in the order in which `read` takes them."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)  # noqa: SLF001  public in spite of its name


def read(model: type[Row], sql: str, given: Sequence[Any] | Mapping[str, Any]) -> list[Row]:
    """Instances from a statement that selects `columns_of` their model and nothing else."""
    names, packed = _shape_of(model)
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        rows = cursor.fetchall()
    if packed:
        rows = [[json.loads(value) if place in packed and value is not None else value for place, value in enumerate(row)] for row in rows]
    return [model.from_db("default", names, row) for row in rows]


@cache
def _shape_of(model: type[Model]) -> tuple[list[str], frozenset[int]]:
    """The attributes of a model's columns, and the places of those that are JSON, which Django leaves as text on its own cursors."""
    fields = model._meta.concrete_fields  # noqa: SLF001  public in spite of its name
    return [field.attname for field in fields], frozenset(place for place, field in enumerate(fields) if isinstance(field, JSONField))
