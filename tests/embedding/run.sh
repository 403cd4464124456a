#!/bin/bash
# run.sh PROGRAM [EXPECTED]: runs it; fails if it does, or prints something else than the file says.
set -u
output=$("$1") || { echo "$1: status $?"; exit 1; }
[[ -z ${2:-} || ! -f $2 ]] || diff <(printf '%s\n' "$output") "$2"
