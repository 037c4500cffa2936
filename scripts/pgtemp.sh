#!/usr/bin/env bash
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
dir=$(mktemp -d "${TMPDIR:-/tmp}/kith-pg.XXXXXX")
as=(); if [ "$(id -u)" = 0 ]; then chown postgres: "$dir"; as=(runuser -u postgres --); fi
cd "$dir"
"${as[@]}" "$bin/initdb" -D "$dir/data" -U postgres --auth=trust --encoding=UTF8 --locale=C --no-sync >"$dir/initdb.log"
"${as[@]}" "$bin/pg_ctl" -D "$dir/data" -w -t 30 -l "$dir/log" -s -o "-c listen_addresses='' -k $dir -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=50" start
trap '"${as[@]}" "$bin/pg_ctl" -D "$dir/data" -m immediate -s stop; cd /; rm -rf "$dir"' EXIT
cd "$OLDPWD"
KITH_TEST_DATABASE_URL="postgresql:///postgres?host=$dir&user=postgres" PGHOST=$dir PGUSER=postgres "$@"
