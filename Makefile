# The two commands: `make run` and `make test`. Both install what they need into .venv the first time.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: install run test lint bench bench-public bench-calibration bench-ablation bench-inbox bench-backlog bench-desk bench-slack chaos word-vectors lock clean
.DEFAULT_GOAL := run

# What is installed: locked versions with hashes, then the bot itself; again only when a lock changed.
$(VENV)/.installed: requirements.lock pyproject.toml setup.py
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.tested: $(VENV)/.installed requirements-test.lock
	$(PIP) install --quiet --require-hashes -r requirements-test.lock
	touch $@

install: $(VENV)/.installed ## install into .venv and train
	$(BIN)/esdh-bot train --if-changed

run: install ## start the bot on http://127.0.0.1:8080/
	$(BIN)/esdh-bot serve

test: $(VENV)/.tested install ## run all tests; what needs Chromium is skipped, loudly, where it is missing
	$(BIN)/python -m pytest -q -rs --numprocesses auto --maxprocesses 4 --dist worksteal

lint: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/esdh-bot check

bench: $(VENV)/.tested install ## ratios measured side by side in one run
	$(BIN)/python -m bench.decision

bench-public: $(VENV)/.tested install ## the matcher beside four common methods; SETS=folder says where the public sets are
	$(BIN)/python -m bench.public $(SETS)

bench-calibration: $(VENV)/.tested install ## how far the probabilities can be trusted; draws docs/reliability.svg
	$(BIN)/python -m bench.calibration

bench-ablation: $(VENV)/.tested install ## what each ingredient of understanding is worth; a good minute for each
	$(BIN)/python -m bench.ablation

bench-inbox: $(VENV)/.tested install ## 50 managers and 500 askers for a minute, the inbox beside a bare page
	$(BIN)/python -m bench.inbox

bench-backlog: $(VENV)/.tested install ## how well and how fast the backlog gathers; HISTORY=folder of an invented history
	$(BIN)/python -m bench.backlog $(HISTORY)

bench-desk: $(VENV)/.tested install ## the coordinator's desk over 500,000 questions, beside a bare page; an export of 100,000 rows
	$(BIN)/python -m bench.desk

bench-slack: $(VENV)/.tested install ## 100 signed Slack events a second for a minute, then until it breaks; 10,000 messages drained
	$(BIN)/python -m bench.slack

chaos: $(VENV)/.tested install ## 2,000 Slack events while the process is killed 20 times and a fifth of all calls fail; some minutes
	$(BIN)/python -m bench.chaos

word-vectors: ## distil bot/content/word_vectors.npz anew, in an environment of its own; a quarter of an hour, when words are missed
	$(PYTHON) -m venv .venv-vectors
	.venv-vectors/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements-vectors.lock
	PYTHONPATH=. .venv-vectors/bin/python tools/word_vectors.py

lock: ## write the lock files anew from pyproject.toml (needs pip-tools)
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header --extra train --output-file requirements.lock pyproject.toml requirements-build.in
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header --extra test --constraint requirements.lock --output-file requirements-test.lock pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header --output-file requirements-vectors.lock requirements-vectors.in

clean:
	rm -rf $(VENV) .venv-vectors var build dist *.egg-info
