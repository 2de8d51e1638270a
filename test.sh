#!/usr/bin/env bash
# Builds, checks the format and runs the tests: ./test.sh for all, ./test.sh Platform for one project. Ends with a line "N passed, N failed".
set -uo pipefail

root=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
cd "$root" || exit 1
results=$root/artifacts/test-results
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
. "$root/.ci/packages.sh"

passed=0 failed=0 skipped=0

finish() {
  [ "$((passed + failed))" -gt 0 ] || { say "No test ran."; echo "0 passed, 1 failed"; exit 1; }
  [ "$skipped" -eq 0 ] || echo "$skipped skipped, for want of what is named above"
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
  exit
}

stop() {
  failed=1
  finish
}

# A step beside the tests (build, format) counts as one failure when it fails.
step() {
  local name=$1 log=$results/$1.log
  shift
  if ! "$@" </dev/null >"$log" 2>&1; then
    echo "FAILED $name"
    grep -E 'error|warning' "$log" | sort -u | head -n 40 || tail -n 40 "$log"
    failed=$((failed + 1))
    return 1
  fi
}

# The number of an attribute of the report's assembly element.
count() { sed -n 's/.*<assembly [^>]*[[:space:]]'"$2"'="\([0-9]*\)".*/\1/p' "$1" | head -n 1; }

# Runs one project; its report and output lie under artifacts/test-results.
run_project() {
  local name=$1 program
  program=$(ls -t "$root/tests/$name/bin/Release/"*/"$name.dll" 2>/dev/null | head -n 1)
  timeout --kill-after=30 2700 dotnet "$program" -noLogo -noColor -xml "$results/$name.xml" </dev/null >"$results/$name.log" 2>&1
}

collect() {
  local name=$1 xml=$results/$1.xml total bad
  total=$(count "$xml" total 2>/dev/null)
  if [ -z "$total" ]; then
    echo "FAILED $name did not finish"
    tail -n 30 "$results/$name.log"
    failed=$((failed + 1))
    return
  fi
  bad=$(($(count "$xml" failed) + $(count "$xml" errors)))
  passed=$((passed + $(count "$xml" passed)))
  skipped=$((skipped + $(count "$xml" skipped)))
  failed=$((failed + bad))
  echo "$name: $(count "$xml" passed) passed, $bad failed, $(count "$xml" skipped) skipped, $(sed -n 's/.*<assembly [^>]*[[:space:]]time="\([0-9.]*\)".*/\1/p' "$xml" | head -n 1) s"
  if [ "$bad" -gt 0 ]; then
    grep -A 25 -E '\[FAIL\]|\[ERROR\]' "$results/$name.log" | head -n 200
  elif [ "$total" -gt 0 ]; then
    grep -E '\[SKIP\]' -A 1 "$results/$name.log"
  fi
}

find_home
rm -rf "$results"
mkdir -p "$results" 2>/dev/null && [ -w "$root/src" ] || { say "The tests write beside the sources: run them in a clone of your own."; stop; }
provide_caches "$root/artifacts/home"
need_sdk || stop
want_postgres "$root/artifacts"
[ -d "$root/artifacts/postgresql" ] && PATH=$PATH:$root/artifacts/postgresql/native/bin
want poppler-utils command -v pdftotext
want nodejs command -v node
want npm command -v npm
want chromium test -x /usr/bin/chromium
want python3-aiosmtpd test -d /usr/lib/python3/dist-packages/aiosmtpd
want python3-xgboost test -d /usr/lib/python3/dist-packages/xgboost
install_missing || say "Tests that need what is missing are skipped."
case " ${missing[*]} " in *" postgresql "*) has_postgres >/dev/null || { say "Without PostgreSQL nothing can be tested."; stop; } ;; esac

# Those that take longest come first, so that the last to end are short ones.
mapfile -t projects < <(
  for name in EndToEnd Trees Platform Host Hro Collections; do ls -d "tests/HybridBpo.$name.Tests" 2>/dev/null; done
  ls -d tests/*.Tests
)
mapfile -t projects < <(printf '%s\n' "${projects[@]##*/}" | awk '!seen[$0]++')

if [ $# -gt 0 ]; then
  mapfile -t projects < <(printf '%s\n' "${projects[@]}" | grep -i -- "$1")
  [ ${#projects[@]} -gt 0 ] || { say "No test project is named like $1."; exit 2; }
  for name in "${projects[@]}"; do
    step "build-$name" dotnet build "tests/$name" -c Release -nodeReuse:false -p:UseSharedCompilation=false -v q || finish
  done
else
  echo "Building"
  step build dotnet build HybridBpo.Modules.sln -c Release -nodeReuse:false -p:UseSharedCompilation=false -v q || finish
  echo "Checking the format"
  # The rest of what dotnet format looks at, the build has just enforced.
  step format dotnet format whitespace HybridBpo.Modules.sln --verify-no-changes --no-restore
fi

# Each project uses several cores itself: one at a time on two cores, two on four.
at_once=$(($(nproc) / 2))
[ "$at_once" -ge 1 ] || at_once=1
echo "Testing"
running=0
for name in "${projects[@]}"; do
  if [ "$running" -ge "$at_once" ]; then
    wait -n
    running=$((running - 1))
  fi
  run_project "$name" &
  running=$((running + 1))
done
wait

for name in "${projects[@]}"; do collect "$name"; done
finish
