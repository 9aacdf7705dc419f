"""What the reader has read and solved is marked in the sidebar and on the map, by the reader's own browser alone."""


def setup(app):
    """Every page has the script: the sidebar stands on every page."""
    app.add_js_file("reading.js", loading_method="defer")
