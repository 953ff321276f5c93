#!/usr/bin/env bash
# Compares the schemas of the working tree with those of $QAPIGEN_AGAINST: SARIF to $QAPIGEN_SARIF, Markdown to the summary of the run, text to the log.
# The exit code is that of 'qapigen diff': 0 nothing, 1 findings, 2 no verdict. Runs in any pipeline, not only in the action beside it.
set -uo pipefail

against="${QAPIGEN_AGAINST:?names the commit to compare with}"

# Words as a shell reads them, quotes and backslashes and all, but nothing is expanded or run.
arguments=()
text="${QAPIGEN_ARGUMENTS:-}" word='' quote='' begun=''
for ((i = 0; i < ${#text}; i++)); do
  c="${text:i:1}"
  if [[ -n $quote && $c == "$quote" ]]; then
    quote=''
  elif [[ $quote == "'" ]]; then
    word+="$c"
  elif [[ $c == "\\" ]]; then
    i=$((i + 1))
    c="${text:i:1}"
    [[ -z $quote || $c == ["\\\"\$\`"] ]] || word+="\\"
    word+="$c" begun=1
  elif [[ -n $quote ]]; then
    word+="$c"
  elif [[ $c == ["'\""] ]]; then
    quote="$c" begun=1
  elif [[ $c == [[:space:]] ]]; then
    [[ -z $begun ]] || arguments+=("$word")
    word='' begun=''
  else
    word+="$c" begun=1
  fi
done
[[ -z $begun ]] || arguments+=("$word")
if [[ -n $quote ]]; then
  echo "qapigen: error: the arguments have a quote without its partner: $text" >&2
  exit 2
fi

# Each result below has its form and its place.
for argument in ${arguments[@]+"${arguments[@]}"}; do
  case "$argument" in
    --format | --format[=:]* | -f*) echo "qapigen: error: '$argument' is not for these arguments: the results are SARIF, Markdown and text, each in its place" >&2; exit 2 ;;
    --write-suppressions | --write-suppressions[=:]*) echo "qapigen: error: '$argument' is not for these arguments, since nothing would be compared: call 'qapigen diff' yourself" >&2; exit 2 ;;
  esac
done

# Nothing was there before a push that makes a branch or a tag: what it has got since it left the default branch.
if [[ $against =~ ^0{40,}$ ]]; then
  branch="$(git ls-remote --symref origin HEAD | sed -n 's#^ref: refs/heads/\(.*\)[[:blank:]]HEAD$#\1#p')"
  if [ -z "$branch" ]; then
    echo "qapigen: error: nothing was there before this push, and origin doesn't say which branch it has by default: say 'against'" >&2
    exit 2
  fi
  against="origin/$branch..."
fi

# A shallow checkout lacks the target. What can't be fetched either, the tool says below.
name="${against%...}"
shallow="$(git rev-parse --is-shallow-repository)"
if ! git rev-parse --quiet --verify "$name^{commit}" >/dev/null; then
  depth=()
  [ "$shallow" != true ] || depth=(--depth=1)
  case "$name" in
    origin/*) git fetch --quiet --no-tags ${depth[@]+"${depth[@]}"} origin "+${name#origin/}:refs/remotes/$name" || true ;;
    HEAD*) git fetch --quiet --deepen=1 origin || true ;;
    *[!0-9a-f]*) git fetch --quiet --tags ${depth[@]+"${depth[@]}"} origin || true ;;
    *) git fetch --quiet --no-tags ${depth[@]+"${depth[@]}"} origin "$name" 2>/dev/null || git fetch --quiet --tags ${depth[@]+"${depth[@]}"} origin || true ;;
  esac
fi

# And where two branches parted, only their histories tell; that of what is checked out, too, which may be no branch of origin's.
if [[ $against == *... && $shallow == true ]] && ! git merge-base "$name" HEAD >/dev/null 2>&1; then
  git fetch --quiet --unshallow origin || true
  git merge-base "$name" HEAD >/dev/null 2>&1 || git fetch --quiet --no-tags --depth=2147483647 origin "$(git rev-parse HEAD)" || true
fi

if [ -n "${QAPIGEN_SARIF:-}" ] && ! { mkdir -p -- "$(dirname -- "$QAPIGEN_SARIF")" && : >"$QAPIGEN_SARIF"; } 2>/dev/null; then
  echo "qapigen: error: can't write the findings to '$QAPIGEN_SARIF'" >&2
  exit 2
fi

[ -z "${QAPIGEN_SARIF:-}" ] || qapigen diff --against "$against" ${arguments[@]+"${arguments[@]}"} --format sarif >"$QAPIGEN_SARIF" 2>/dev/null
[ -z "${GITHUB_STEP_SUMMARY:-}" ] || qapigen diff --against "$against" ${arguments[@]+"${arguments[@]}"} --format markdown >>"$GITHUB_STEP_SUMMARY" 2>/dev/null
qapigen diff --against "$against" ${arguments[@]+"${arguments[@]}"}
