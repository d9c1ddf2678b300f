"""The fixed cast of people: every test speaks of the same city, units and persons."""

import pytest
