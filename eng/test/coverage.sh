# Which lines run. Sourced by ./test. Copies of the test projects are instrumented, so that what was built stays as it is.
covered=artifacts/coverage

begin_coverage() {
    local level project name sources omitted
    step 'coverage: instrumenting'
    rm -rf "$covered"
    mkdir -p "$covered"
    dotnet restore eng/coverage.proj -v quiet
    # In a list of MSBuild's command line, %2c is a comma.
    sources=$(items COVERAGE__SOURCE | sed 's/.*/[&]*/' | paste -sd, | sed 's/,/%2c/g')
    omitted=$(items COVERAGE__OMIT | paste -sd, | sed 's/,/%2c/g')
    for project in $(for level in "${wanted[@]}"; do projects_of "$level"; done | sort -u); do
        name=$(basename "$project" .csproj)
        cp -R "artifacts/bin/$name/release" "$covered/$name"
        dotnet msbuild eng/coverage.proj -nologo -v:quiet -t:Instrument "-p:Tested=$PWD/$covered/$name/$name.dll" "-p:Sources=$sources" "-p:Omitted=$omitted" \
            "-p:StateFile=$PWD/$covered/$name.state"
    done
}

end_coverage() {
    local name target state formats
    step coverage
    target=$(path_of coverage)/$stamp
    mkdir -p "$target"
    for state in "$covered"/*.state; do
        name=$(basename "$state" .state)
        dotnet msbuild eng/coverage.proj -nologo -v:quiet -t:Report "-p:Tested=$PWD/$covered/$name/$name.dll" "-p:StateFile=$PWD/$state" "-p:Result=$PWD/$target/$name.cobertura.xml" >"$covered/$name.log" || {
            cat "$covered/$name.log" >&2
            failed coverage
            return 0
        }
    done
    formats=Cobertura\;JsonSummary\;TextSummary
    items COVERAGE__FORMATS | grep -qx html && formats+=\;HtmlInline
    dotnet tool restore >/dev/null
    if ! dotnet reportgenerator "-reports:$target/*.cobertura.xml" "-targetdir:$target" "-reporttypes:$formats" -verbosity:Warning; then
        failed coverage
        return 0
    fi
    sed -n 's/^  \(Line\|Branch\) coverage: /\1 coverage: /p' "$target/Summary.txt"
    local lines minimum
    lines=$(sed -n 's/^  Line coverage: \([0-9.]*\)%.*/\1/p' "$target/Summary.txt")
    minimum=$(setting COVERAGE__MINIMUM 0)
    if awk -v lines="${lines:-0}" -v minimum="$minimum" 'BEGIN { exit !(lines + 0 >= minimum + 0) }'; then
        passed
    else
        echo "test: ${lines:-0} % of the lines run, and $minimum % must" >&2
        failed coverage
    fi
    rm -rf "$covered"
}
