#!/bin/bash
# Shows that every lint can fail: the breaches in samples/ must be found, exactly those of expected.txt.
here=$(cd "$(dirname "$0")" && pwd)
if "$here/../../tools/lint/run" "$here/samples" >"${TMPDIR:-/tmp}/lint-samples.$$"; then
    echo "FAILED: the lint has nothing against the bad samples"
    rm -f "${TMPDIR:-/tmp}/lint-samples.$$"
    exit 1
fi
diff "$here/expected.txt" "${TMPDIR:-/tmp}/lint-samples.$$"
status=$?
rm -f "${TMPDIR:-/tmp}/lint-samples.$$"
exit $status
