"""Pictures as SVG from small functions, themed by CSS variables, each with a table beside it."""
