"""What the demo has put into the database, so that it can be taken out again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class DemoRow(models.Model):
    """One row that came with the demo: its model's label and its primary key as text."""

    id = models.BigAutoField(primary_key=True)
    model = models.CharField(max_length=100)
    key = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["model", "key"], name="demo_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"
