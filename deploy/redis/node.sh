#!/bin/sh
# Starts one Redis node. The password is written to standard input ("-"), so that no process list and no file shows it.
set -eu

replicaof=""
if [ -n "${REDIS_PRIMARY:-}" ]; then
    replicaof="replicaof $REDIS_PRIMARY ${REDIS_PRIMARY_PORT:-6379}"
fi
quoted=$(printf '%s' "$REDIS_PASSWORD" | sed 's/[\\"]/\\&/g')

exec redis-server "${REDIS_CONF:-/etc/redis/redis.conf}" --port "$REDIS_PORT" --replica-announce-ip "$REDIS_NAME" - <<EOF
requirepass "$quoted"
masterauth "$quoted"
$replicaof
EOF
