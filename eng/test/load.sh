# Load: many whole processes, and many requests at once. Off by default. Sourced by ./test.
run_load() {
    local url mock output requests errors limit
    need hyperfine hyperfine
    need wrk wrk
    step 'load: processes'
    mkdir -p "$results/load/$stamp"
    ./strata --version >/dev/null
    hyperfine --style basic --warmup "$(setting TESTING__LEVELS__LOAD__WARMUP_ROUNDS 5)" --runs "$(setting TESTING__LEVELS__LOAD__ROUNDS 50)" \
        --export-json "$results/load/$stamp/resolve.json" -N 'artifacts/strata/bin/strata resolve docker --no-cache' || { failed 'load of processes'; return 0; }
    limit=$(setting TESTING__LEVELS__LOAD__THRESHOLDS__MEAN_MILLISECONDS 1000)
    if sed -n 's/^ *"mean": \([0-9.e-]*\),.*/\1/p' "$results/load/$stamp/resolve.json" | head -1 | awk -v limit="$limit" '{ exit !($1 * 1000 <= limit) }'; then
        passed
    else
        failed "load of processes: the mean is above $limit ms, and it"
    fi

    step 'load: requests'
    output=$(mktemp)
    ./strata mock testing --port 0 --set 'mocks.services[1].faults=[]' --set 'mocks.services[1].latency.mean_milliseconds=0' --set 'mocks.services[1].latency.jitter_milliseconds=0' >"$output" &
    mock=$!
    # The program may be built first.
    for _ in $(seq 600); do
        url=$(sed -n 's/^listening on \(http[^ ]*\) .*/\1/p' "$output")
        [ -z "$url" ] && kill -0 "$mock" 2>/dev/null || break
        sleep 0.5
    done
    if [ -z "$url" ]; then
        failed 'load of requests: the mocks do not start, and it'
        return 0
    fi
    wrk -t 2 -c "$(setting TESTING__LEVELS__LOAD__USERS 32)" -d "$(setting TESTING__LEVELS__LOAD__DURATION 10s)" "$url/tracks/1" | tee "$results/load/$stamp/wrk.txt"
    kill "$mock"
    wait "$mock" || true
    rm -f "$output"
    requests=$(sed -n 's/^ *\([0-9]*\) requests in .*/\1/p' "$results/load/$stamp/wrk.txt")
    errors=$(awk '/Socket errors:/ { gsub(",", ""); total += $4 + $6 + $8 + $10 } /Non-2xx/ { total += $NF } END { print total + 0 }' "$results/load/$stamp/wrk.txt")
    if awk -v requests="${requests:-0}" -v errors="$errors" -v limit="$(setting TESTING__LEVELS__LOAD__THRESHOLDS__ERROR_RATIO 0)" 'BEGIN { exit !(requests > 0 && errors / requests <= limit) }'; then
        passed
    else
        failed "load of requests: $errors of ${requests:-0} went wrong, and it"
    fi
}
