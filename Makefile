# Everything a person does here. `make run` and `make test` set up what they need by themselves.
VENV := .venv
MOTCUA := $(VENV)/bin/motcua
PYTEST := $(VENV)/bin/python -m pytest
unexport PYTHONDONTWRITEBYTECODE
.PHONY: run setup test check lint fix smoke crash simulate bench bench-card eval train rasa clean help

help: ## what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: setup ## the assistant, its web chat and the sandbox portal (PORT=8080)
	$(MOTCUA) run $(if $(PORT),--port $(PORT))

setup: ## .venv with what `make run` needs; nothing when it is up to date
	@scripts/setup light

test: setup smoke ## everything; installs what tests need (PostgreSQL, chromium)
	@scripts/debian-packages
	@scripts/setup full
	@scripts/rasa train || [ $$? -eq 3 ]  # 3: no Python 3.10; its tests are skipped, loudly
	$(MAKE) --no-print-directory lint
	$(PYTEST) -m "not browser"
	$(PYTEST) -m browser  # by itself: the browser's driver keeps an event loop running on the main thread

smoke: setup ## the light installation alone: import, ask, read, file
	$(VENV)/bin/python scripts/smoke.py

check: ## the inner loop: lint, types, contracts, content, values, journeys, transcripts
	@scripts/setup full
	$(MAKE) --no-print-directory lint
	$(PYTEST) -q -m "not slow and not browser and not postgres" tests/nlu tests/flows tests/conversation tests/project

lint: ## style, types, import contracts, content
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(MOTCUA) check

fix: ## let ruff repair what it can
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

crash: setup ## kill -9 at 100 random moments of a filing (KILLS=100)
	$(VENV)/bin/python scripts/crash.py --kills $(or $(KILLS),100)

simulate: setup ## twelve simulated elders fill in every form (SEEDS=5 each; 2 to 4 minutes on two cores)
	$(VENV)/bin/python scripts/simulate.py --seeds $(or $(SEEDS),5)

bench: setup ## turns per second, latencies, start-up, memory
	$(VENV)/bin/python scripts/bench.py

bench-card: ## reading the code on pictures of identity cards, by kind of picture
	@scripts/setup full
	$(VENV)/bin/python scripts/card_pictures.py

eval: setup ## how well questions find their procedure
	$(VENV)/bin/python scripts/evaluate.py

train: ## train the shipped embedding anew
	@scripts/setup full
	$(VENV)/bin/python -m knowledge.training.train

rasa: ## Rasa in an environment of its own (Python 3.10), trained from nlu/data (docs/nlu.md)
	@scripts/rasa train

clean: ## remove what was built and what was written at run time
	rm -rf $(VENV) .venv-rasa var build *.egg-info
