#!/bin/sh
# Starts one Sentinel. It rewrites its own file, which therefore lies in memory and is readable to its user alone.
set -eu
umask 077

conf="${SENTINEL_CONF:-/tmp/sentinel.conf}"
quoted=$(printf '%s' "$REDIS_PASSWORD" | sed 's/[\\"]/\\&/g')

cat > "$conf" <<EOF
port $REDIS_PORT
dir /tmp
requirepass "$quoted"
sentinel sentinel-pass "$quoted"
sentinel resolve-hostnames yes
sentinel announce-hostnames yes
sentinel monitor $SENTINEL_MASTER $REDIS_PRIMARY ${REDIS_PRIMARY_PORT:-6379} $SENTINEL_QUORUM
sentinel auth-pass $SENTINEL_MASTER "$quoted"
sentinel down-after-milliseconds $SENTINEL_MASTER 5000
sentinel failover-timeout $SENTINEL_MASTER 30000
EOF

exec redis-sentinel "$conf"
