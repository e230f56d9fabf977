# What the compiler sees of a line of C: comments are gone, literals are empty, lines keep their
# number. strip() must be called for every line in order; `commented` tells whether the line held
# a comment. It does not join continued lines and does not know trigraphs.
function strip(s,    out, two, quote, c)
{
    if (FNR == 1)
        in_comment = 0
    commented = in_comment
    out = ""
    while (length(s) > 0) {
        if (in_comment) {
            if (!index(s, "*/"))
                return out
            s = substr(s, index(s, "*/") + 2)
            in_comment = 0
            out = out " "
            continue
        }
        if (!match(s, /["']|\/\*|\/\//))
            return out s
        out = out substr(s, 1, RSTART - 1)
        two = substr(s, RSTART, 2)
        if (two == "/*") {
            in_comment = commented = 1
            s = substr(s, RSTART + 2)
            continue
        }
        if (two == "//") {
            commented = 1
            return out
        }
        quote = substr(two, 1, 1)
        s = substr(s, RSTART + 1)
        while (length(s) > 0) {
            c = substr(s, 1, 1)
            if (c == "\\") {
                s = substr(s, 3)
                continue
            }
            s = substr(s, 2)
            if (c == quote)
                break
        }
        out = out quote quote
    }
    return out
}

# Whether the line belongs to a preprocessor directive, its continuations included.
function directive(code,    is)
{
    if (FNR == 1)
        continued = 0
    is = continued || code ~ /^[ \t]*#/
    continued = is && code ~ /\\$/
    return is
}
