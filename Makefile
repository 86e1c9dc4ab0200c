# Everything runs from here. On Debian 12 as root, make and git are enough: the rest is installed when first needed.
# Stamps under build/ remember what is done.
SHELL := /bin/bash
export LC_ALL := C.UTF-8
PYTHON := /usr/bin/python3
BIN := .venv/bin
FONTS := $(addprefix screens/theme/fonts/kiosk-,regular.ttf bold.ttf rare.ttf)
FONT_CODE := $(addprefix kiosk/text/,build_fonts.py font_cutting.py font_sources.py coverage.py)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard kiosk/words/locale/*/LC_MESSAGES/kiosk.po))
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo test check lock fonts bench faults gallery pictures wheel clean ready
.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

demo: ready ## a whole terminal with simulated devices; its pictures and papers go to demo-output/
	$(BIN)/kiosk demo --out demo-output

test: ready ## all tests; those of whole terminals last and one at a time
	$(BIN)/pytest -n 2 -q -m "not e2e"
	xvfb-run -a -s "-screen 0 1080x1920x24" $(BIN)/pytest -q -m e2e || [ $$? = 5 ]

check: build/venv ## format, lint, types, who may import whom
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fonts: build/fonts ## build the terminal's fonts

bench: ready ## measure
	$(BIN)/python tests/bench/run.py

faults: ready ## every promise at full length (hours); writes docs/promises.md
	@for name in $$($(BIN)/python -m tests.faults list | cut -f1); do \
	  $(BIN)/python -m tests.faults $$name --keep || failed=1; \
	done; exit $${failed:-0}

gallery: ready ## a picture of every screen, in every language
	$(BIN)/kiosk gallery --out build/gallery

pictures: ready ## the pictures of the README and docs, from a visit that is walked anew
	$(BIN)/kiosk demo --headless --out build/pictures
	mkdir -p docs/pictures && cp build/pictures/overview.png docs/pictures/visit.png && \
	  cp build/pictures/slip-1.png docs/pictures/slip.png && cp build/pictures/panel.png docs/pictures/panel.png

wheel: ready ## dist/kiosk-*.whl with everything that it needs
	rm -rf build/lib build/bdist.* dist
	$(BIN)/python -m build --wheel --no-isolation --outdir dist .

lock: build/venv ## choose the newest versions that fit and write requirements.lock
	$(BIN)/pip-compile --quiet --upgrade --extra hall --extra dev --generate-hashes --allow-unsafe --strip-extras \
	  --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	  --output-file requirements.lock pyproject.toml

clean: ## remove what was built; .venv stays
	rm -rf build dist demo-output *.egg-info $(FONTS) $(CATALOGUES)

ready: build/venv build/fonts $(CATALOGUES)

# Asks dpkg first: a machine that has everything needs neither root nor the network.
build/system: apt.txt
	@mkdir -p build
	@missing=$$(comm -23 <(sed 's/ *#.*//; /^$$/d' apt.txt | sort) \
	  <(dpkg-query -W -f='$${db:Status-Status} $${Package}\n' | sed -n 's/^installed //p' | sort -u) | tr '\n' ' '); \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" != 0 ]; then echo "These Debian packages are missing: $$missing"; \
	    echo "Install them as root (apt-get install $$missing) and run make again."; exit 1; fi; \
	  apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -qy install --no-install-recommends $$missing; \
	fi
	@touch $@

build/venv: requirements.lock pyproject.toml | build/system
	[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
	$(BIN)/pip install -q --require-hashes -r requirements.lock
	$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	@mkdir -p build && touch $@

ifneq ($(words $(wildcard $(FONTS))),3)
.PHONY: build/fonts
endif
build/fonts: $(FONT_CODE) | build/venv
	$(BIN)/python -m kiosk.text.build_fonts --out screens/theme/fonts
	@mkdir -p build && touch $@

%.mo: %.po | build/venv
	$(BIN)/pybabel -q compile -i $< -o $@
