#!/bin/bash
# Shows that the runner can fail: `expect` passes good*.sh and fails each bad_*.sh for the reason beside it.
# The samples are shell scripts, so that this test needs no Python.
expect=$1
cd "$(dirname "$0")" || exit 1
status=0

must() {  # must EXIT TEXT FILE
    output=$("$expect" --time-limit 1 /bin/bash "$3" 2>&1)
    code=$?
    if [ $code != "$1" ] || [[ $output != *"$2"* ]]; then
        printf 'FAILED %s: wanted exit %s and "%s", got exit %s and\n%s\n' "$3" "$1" "$2" "$code" "$output"
        status=1
    fi
}

must 0 "1 passed, 0 failed" good.sh
must 0 "1 passed, 0 failed" good_snapshot.sh
must 1 "but the output has" bad_line.sh
must 1 "the output ends after 1 lines" bad_missing_line.sh
must 1 "printed more than is expected" bad_extra_line.sh
must 1 "standard error ends with" bad_error.sh
must 1 "expects the error" bad_no_error.sh
must 1 "expects exit code 0 but it was 3" bad_exit.sh
must 1 "expects nothing" bad_nothing_expected.sh
must 1 "timed out" bad_hang.sh
must 1 "killed by signal 11" bad_crash.sh
must 1 "the snapshot has" bad_snapshot.sh
exit $status
