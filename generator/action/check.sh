#!/usr/bin/env bash
# Compares the schemas of the working tree with those of $QAPIGEN_AGAINST: SARIF to $QAPIGEN_SARIF, Markdown to the summary of the run, text to the log.
# The exit code is that of 'qapigen diff': 0 nothing, 1 findings, 2 no verdict. Runs in any pipeline, not only in the action beside it.
set -uo pipefail

against="${QAPIGEN_AGAINST:?names the commit to compare with}"
read -r -a arguments <<<"${QAPIGEN_ARGUMENTS:-}"

# A shallow checkout lacks the target. What can't be fetched either, the tool says below.
if ! git rev-parse --quiet --verify "$against^{commit}" >/dev/null; then
  depth=()
  [ "$(git rev-parse --is-shallow-repository)" != true ] || depth=(--depth=1)
  case "$against" in
    origin/*) git fetch --quiet --no-tags "${depth[@]}" origin "+${against#origin/}:refs/remotes/$against" || true ;;
    HEAD*) git fetch --quiet --deepen=1 origin || true ;;
    *) git fetch --quiet --tags "${depth[@]}" origin || true ;;
  esac
fi

[ -z "${QAPIGEN_SARIF:-}" ] || qapigen diff --against "$against" "${arguments[@]}" --format sarif >"$QAPIGEN_SARIF" 2>/dev/null
[ -z "${GITHUB_STEP_SUMMARY:-}" ] || qapigen diff --against "$against" "${arguments[@]}" --format markdown >>"$GITHUB_STEP_SUMMARY" 2>/dev/null
qapigen diff --against "$against" "${arguments[@]}"
