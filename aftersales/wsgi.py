"""WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftersales.settings")
application = get_wsgi_application()
# What was loaded stays for as long as the process: the collector needs not walk over all of it again and again.
gc.freeze()
