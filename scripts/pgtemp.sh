#!/usr/bin/env bash
# Runs a command beside a throwaway PostgreSQL: bash scripts/pgtemp.sh cargo test
# With KITH_PGTEMP_DURABLE=on it writes as a real server does, for measurements.
# The server listens on a Unix socket only, keeps nothing, and is gone when the command ends. As
# root it runs as the user postgres, since PostgreSQL refuses root.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
if [ -z "$bin" ]; then
    echo "pgtemp: PostgreSQL is not installed (Debian: apt-get install postgresql)" >&2
    exit 1
fi
here=$PWD
durable=${KITH_PGTEMP_DURABLE:-off}
# In memory where there is room: copying a database for a test takes 34 ms there, and 860 on a disk.
# The path of a socket has at most 107 bytes, so keep TMPDIR short.
in=${TMPDIR:-/tmp}
if [ "$durable" = off ] && [ -w /dev/shm ] && [ "$(df --output=avail -m /dev/shm | tail -1)" -ge 2048 ]; then
    in=/dev/shm
fi
dir=$(mktemp -d "$in/kith-pg.XXXXXX")
as=()
if [ "$(id -u)" = 0 ]; then
    chown postgres: "$dir"
    as=(runuser -u postgres --)
fi
cd "$dir"
finish() {
    cd "$dir" && "${as[@]}" "$bin/pg_ctl" -D "$dir/data" -m immediate -s stop 2>/dev/null || true
    cd / && rm -rf "$dir"
}
trap finish EXIT
"${as[@]}" "$bin/initdb" -D "$dir/data" -U postgres --auth=trust --encoding=UTF8 --locale=C \
    --no-sync >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; exit 1; }
"${as[@]}" "$bin/pg_ctl" -D "$dir/data" -w -t 30 -l "$dir/log" -s -o "-c listen_addresses='' \
    -k $dir -c fsync=$durable -c synchronous_commit=$durable -c full_page_writes=$durable \
    -c max_connections=200" start || { cat "$dir/log" >&2; exit 1; }
cd "$here"
KITH_TEST_DATABASE_URL="postgresql:///postgres?host=$dir&user=postgres" \
    PGHOST=$dir PGUSER=postgres "$@"
