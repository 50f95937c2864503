"""The demo country: an invented place, made by code, so that no fetched data is shipped.

Laws: the same bytes every time; everything enters through the same import as any other map.
"""

from holdfast.scenarios.country.make import Country, make_country
from holdfast.scenarios.country.places import Landmark

__all__ = ["Country", "Landmark", "make_country"]
