"""Draw the desk's charts on the server: Vega-Lite in, SVG and pictures out, nothing fetched from anywhere.

`drawing` is what others call; it imports the drawing itself only when something is drawn. One module per kind of chart
builds its Vega-Lite, `look` holds sizes, colours and type, and `converting` turns Vega-Lite into SVG and pictures.
"""
