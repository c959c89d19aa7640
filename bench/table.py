"""The figures beside their goals."""
def as_text(r): return "\n".join(repr(x) for x in r.rows)+f"\n{r.took_s}"
def as_markdown(r): return as_text(r)
