"""The settings of the product, without middleware between the server and the views of bench/limits.py."""

from aftersales.settings import *  # noqa: F403

ROOT_URLCONF = "bench.limits"
MIDDLEWARE = []
