# Two commands for people who want to look or to change: `make run` and `make test`.
# Needs a Rust toolchain (rust-toolchain.toml names it), Node 20.19 or later, and make.

BIN := $(or $(CARGO_TARGET_DIR),target)/debug/kith
STAMP := web/node_modules/.stamp
# Installing packages needs root; everything else must not.
ROOT := $(if $(filter-out 0,$(shell id -u)),sudo)

.PHONY: help setup setup-test run test lint

help:
	@echo "make run    fill ./kith-data with a made-up service if it is empty, and serve it"
	@echo "make test   install what the tests need, and run all of them"
	@echo "make lint   form, lints and the rules of the house"
	@echo "make setup  fetch the design system, which building needs"

setup: $(STAMP)

$(STAMP): web/package-lock.json web/.npmrc
	cd web && npm ci --ignore-scripts --no-audit --no-fund
	@touch $(STAMP)

# Only what is missing is installed, so that a machine that has it needs neither root nor a network.
setup-test: setup
	@missing=""; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	ls -d /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	ls -d /usr/share/fonts/truetype/liberation* >/dev/null 2>&1 || missing="$$missing fonts-liberation"; \
	command -v strace >/dev/null || missing="$$missing strace"; \
	if [ -n "$$missing" ]; then \
	  command -v apt-get >/dev/null || { echo "install these yourself:$$missing" >&2; exit 1; }; \
	  echo "installing$$missing"; \
	  $(ROOT) apt-get update -qq; \
	  $(ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; \
	fi

run: setup
	cargo build --package kith
	@if [ ! -e kith-data/kith.db ]; then $(BIN) demo --size service --data ./kith-data; fi
	@echo "Open the address below in a browser, and choose who you are."
	$(BIN) serve --data ./kith-data

test: setup-test
	cargo build --workspace
	bash scripts/pgtemp.sh cargo xtask ci
	KITH_BIN=$(BIN) bash scripts/pgtemp.sh node --test --test-concurrency=2 e2e/*.test.mjs

lint: setup
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo xtask tidy
