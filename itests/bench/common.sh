# What the benchmarks share; sourced by them.
bench=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$bench/../.." && pwd)
limit=600 # seconds for one run

fail() {
    echo "bench: $*" >&2
    exit 1
}

need() { # PROGRAM PACKAGE
    command -v "$1" >/dev/null || fail "no $1; on Debian: apt-get install $2"
}

# For awk programs: median(list, n) of list[1] to list[n], which it sorts.
# shellcheck disable=SC2034 # used by who sources this
median='
function median(list, n,    i, j, x) {
    for (i = 2; i <= n; i++) { x = list[i]; for (j = i - 1; j > 0 && list[j] > x; j--) list[j + 1] = list[j]; list[j + 1] = x }
    return list[int((n + 1) / 2)]
}
'
