"""The demo association; the whole folder can be deleted without a trace elsewhere but one line in `INSTALLED_APPS`."""

from importlib.resources import files

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """演示"""

    name = "kexie.site.demo"
    label = "demo"
    verbose_name = "演示"

    def ready(self) -> None:
        """Offer the shapes of the fictional city's districts where that city stands in the register."""
        from kexie.base.people.api import find_unit, offer_shapes

        shapes = files("kexie.site.demo") / "data" / "districts.geojson"
        offer_shapes("demo", str(shapes), serves=lambda: find_unit("云川市科学技术协会") is not None)
