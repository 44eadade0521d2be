# What a level runs. Sourced by ./test.

# The test projects of a level: all below its path that have tests of it.
projects_of() { # level
    local project path
    path=$(setting "TESTING__LEVELS__$(upper "$1")__PATH")
    [ -n "$path" ] || return 0
    for project in "$path"/*.csproj "$path"/*/*.csproj; do
        [ -e "$project" ] && grep -q 'Include="xunit.v3"' "$project" || continue
        case $1 in
            unit | functional) echo "$project" ;;
            *) ! grep -rqF "[Trait(\"Level\", \"$1\")]" "$(dirname "$project")" --include='*.cs' || echo "$project" ;;
        esac
    done
}

# Each test belongs to one level: that which its class names, else that of its project.
filter_of() { # level
    case $1 in
        unit | functional) printf '%s\n' -trait- Level=integration -trait- Level=security ;;
        *) printf '%s\n' -trait "Level=$1" ;;
    esac
}

run_level() { # level
    local project
    for project in $(projects_of "$1"); do
        run_project "$1" "$(basename "$project" .csproj)"
    done
    case $1 in
        security) check_dependencies ;;
        load) run_load ;;
        performance)
            step performance
            within "$1" dotnet run -c Release --project "$(setting TESTING__LEVELS__PERFORMANCE__PATH)" -- process || failed performance
            ;;
    esac
}

# A check that is no test of a test project counts as one.
passed() { total_passed=$((total_passed + 1)); }
failed() { echo "test: $1 failed" >&2; total_failed=$((total_failed + 1)); }

# Where tests run in the background of a script, SIGINT is ignored, and all that they start would inherit that.
within() { # level command...
    local limit
    limit=$(setting "TESTING__LEVELS__$(upper "$1")__TIMEOUT_SECONDS" 3600)
    shift
    local code=0
    timeout --foreground --kill-after=30 "$limit" env --default-signal=INT "$@" || code=$?
    [ "$code" != 124 ] || echo "test: it took longer than $limit seconds" >&2
    return "$code"
}

run_project() { # level project
    local name="$2.$1" code=0 directory="artifacts/bin/$2/release" kind reports=() filter=() workers
    workers=$(setting TESTING__PARALLELISM__WORKERS 2)
    # Tests of servers and commands wait for processes most of the time.
    [ "$1" = unit ] || workers=$((workers * 2))
    step "$1: $2"
    [ -z "$cover" ] || directory="$covered/$2"
    for kind in xml trx junit html; do
        [ -z "$(path_of "$kind")" ] && continue
        mkdir -p "$(path_of "$kind")/$stamp"
        reports+=("-result-$kind" "$(path_of "$kind")/$stamp/$name.$([ "$kind" != junit ] && echo "$kind" || echo xml)")
    done
    local xml
    xml="$(path_of xml)/$stamp/$name.xml"
    mapfile -t filter < <(filter_of "$1")
    within "$1" "$directory/$2" -noColor -maxThreads "$workers" "${filter[@]}" "${reports[@]}" || code=$?
    [ -s "$xml" ] || { echo "test: $2 gave no results" >&2; status=1; return 0; }
    local before=$total_failed
    count_results "$xml"
    if [ $((total_failed - before)) -gt 0 ] && [ "$(setting TESTING__RETRIES__MAXIMUM 0)" -gt 0 ]; then
        retry "$1" "$directory/$2" "$xml"
    elif [ "$code" != 0 ]; then
        status=$code
    fi
}

count_results() { # file
    local counts
    counts=$(grep -o '<assembly [^>]*>' "$1")
    total_passed=$((total_passed + $(count passed "$counts")))
    total_failed=$((total_failed + $(count failed "$counts") + $(count errors "$counts")))
    total_skipped=$((total_skipped + $(count skipped "$counts")))
}

count() { grep -o " $1=\"[0-9]*\"" <<<"$2" | grep -o '[0-9]*' | paste -sd+ | sed 's/^$/0/' | xargs -I{} sh -c 'echo $(({}))'; }

# What failed is run again, alone. What then passes is told of: it is a fault of the test, or of what it tests.
retry() { # level program xml
    local attempt test again tests
    again=$(mktemp)
    mapfile -t tests < <(grep -o '<test [^>]*result="Fail"[^>]*>' "$3" | sed 's/.* type="\([^"]*\)" method="\([^"]*\)".*/\1.\2/' | sort -u)
    for test in "${tests[@]}"; do
        for ((attempt = 1; attempt <= $(setting TESTING__RETRIES__MAXIMUM 0); attempt++)); do
            if within "$1" "$2" -noColor -noLogo -method "$test" -result-xml "$again" >/dev/null; then
                local count
                count=$(grep -o '<test [^>]*result="Fail"[^>]*>' "$3" | grep -c " type=\"${test%.*}\" method=\"${test##*.}\"")
                total_failed=$((total_failed - count))
                total_passed=$((total_passed + count))
                echo "test: $test failed, and passed at attempt $((attempt + 1))" >&2
                break
            fi
        done
    done
    rm -f "$again"
}
