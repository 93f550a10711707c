#!/usr/bin/env bash
# One machine with many cores, by GNU parallel: archive.sh CAPTURES WORK
#
# Indexes every capture below CAPTURES, plans, analyses every task that has no result yet, and merges into
# WORK/sessions.json. Started again after a crash, or with a day more, it does what is left.
set -euo pipefail

captures=$1 work=$2
program=${FTPSCOPE:-ftpscope}
mkdir -p "$work/index" "$work/parts"
export work program

find "$captures" -type f | sort |
    parallel --halt never "$program" index --quiet --threads 1 -o "$work/index" {} > "$work/index.log" ||
    echo "some captures were not read to their end" >&2

"$program" plan --quiet -o "$work/tasks" "$work/index" > "$work/plan.log"

analyse() {
    local part
    part="$work/parts/$(basename "$1" .ndjson).part"
    [ ! -e "$part" ] || return 0
    # a capture that is damaged gives a result of what could be read, and status 2
    "$program" sessions --quiet --threads 1 --connections "$1" --format part > "$part.$$" || true
    if [ -s "$part.$$" ]; then mv "$part.$$" "$part"; else rm "$part.$$"; echo "no result: $1" >&2; return 1; fi
}
export -f analyse
parallel --halt never analyse ::: "$work"/tasks/task-*.ndjson

results=()
for task in "$work"/tasks/task-*.ndjson; do
    results+=("$work/parts/$(basename "$task" .ndjson).part")
done
"$program" merge --tasks "$work/tasks" "${results[@]}" > "$work/sessions.json"
