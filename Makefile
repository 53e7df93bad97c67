# Every target sets up what it needs: `make run` on a fresh machine opens the editor, `make test` passes the tests.
PYTHON ?= python3
VENV   ?= .venv
PY     := $(VENV)/bin/python
STAMP  := $(VENV)/.installed-dev
RUN    := $(VENV)/.installed
DIST   ?= dist

.PHONY: run test lint bench bench-fill bench-ablations bench-edit bench-startup bench-memory screenshots rooms demo translations desktop dist clean

run: $(RUN)
	$(PY) main.py $(ARGS)

demo: $(RUN)
	$(PY) main.py demo $(ARGS)

test: $(STAMP)
	QT_QPA_PLATFORM=$${QT_QPA_PLATFORM:-offscreen} $(PY) -m pytest $(ARGS)

lint: $(STAMP)
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports

bench: $(STAMP)
	$(PY) -m tests.benchmarks.retarget $(ARGS)
	$(PY) -m tests.benchmarks.engine
	$(PY) -m tests.benchmarks.latency

bench-fill: $(STAMP)
	$(PY) -m tests.benchmarks.fill $(ARGS)

bench-ablations: $(STAMP)
	$(PY) -m tests.benchmarks.ablations $(ARGS)

bench-edit: $(STAMP)
	$(PY) -m tests.benchmarks.editing $(ARGS)

bench-startup: $(STAMP)
	$(PY) -m tests.benchmarks.startup $(ARGS)

bench-memory: $(STAMP)
	$(PY) -m tests.benchmarks.memory $(ARGS)

desktop: $(RUN)
	$(PY) resources/desktop/install.py $(ARGS)

translations: $(RUN)
	$(PY) resources/translations/update.py

# A folder that runs on its own: dist/regrain/regrain. Some minutes, and 4 GB of disk while it builds.
dist: $(VENV)/.installed-dist
	$(PY) -m PyInstaller --noconfirm --log-level WARN --distpath $(DIST) --workpath build/dist packing/regrain.spec

screenshots: $(STAMP)
	$(PY) -m tests.screenshots $(ARGS)

rooms: $(STAMP)
	$(PY) -m tests.rooms

$(RUN): pyproject.toml
	test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check .
	-$(PY) -m core.compiling
	touch $@

$(STAMP): pyproject.toml
	test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check ".[dev]"
	touch $@ $(RUN)

$(VENV)/.installed-dist: pyproject.toml
	test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check ".[dist]"
	touch $@ $(RUN)

clean:
	rm -rf $(VENV) build dist *.egg-info
