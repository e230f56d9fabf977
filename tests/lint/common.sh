# Sourced by every check. Owns: the locale, where the checks live, which files there are.
# A check works on the tree in the current directory, prints `file:line: message` for each
# violation and exits 1; 77 says that it could not look (a tool is missing) and why.
# There is no list of exceptions, and no comment that switches a rule off.

LC_ALL=C
export LC_ALL
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
strip=$(cat "$here/strip.awk")

# sources "EXT EXT…" FOLDER… — the files with these extensions below the folders that exist.
sources()
{
    exts=$1
    shift
    for folder in "$@"; do
        [ -d "$folder" ] || continue
        for ext in $exts; do
            find "$folder" -type f -name "*.$ext"
        done
    done | sort
}

# verdict TEXT — print the violations and leave; an empty text is a pass.
verdict()
{
    [ -z "$1" ] && exit 0
    printf '%s\n' "$1" | sort -t: -k1,1 -k2,2n | uniq
    exit 1
}
