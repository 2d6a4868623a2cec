# The work is in aftersales/bootstrap/. PORT, DATA_DIR, DEMO and the rest of docs/operations.md may be given:
# make run PORT=9000

PYTHON := $(shell for python in python3.11 python3 python3.12 python3.13; do \
  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)
PYTHON := $(or $(PYTHON),$(error Install Python 3.11 first: sudo apt-get install python3.11))

.PHONY: run install test check drill format
run install test check drill format:
	@exec $(PYTHON) -m aftersales.bootstrap $@
