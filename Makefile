# aftersales/bootstrap/ does the work. The settings of docs/operations.md (PORT, DATA_DIR, DEMO, …) can be given as
# variables: make run PORT=9000

PYTHON := $(shell for python in python3.11 python3 python3.12 python3.13; do \
  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)
PYTHON := $(or $(PYTHON),$(error Install Python 3.11 first: sudo apt-get install python3.11))

.PHONY: run install test check drill format
run install test check drill format:
	@exec $(PYTHON) -m aftersales.bootstrap $@
