"""Everything with a widget, and nothing that is not: thin adapters over the rooms below.

One sub-package for each place in the window; they do not know one another, the window joins them. No message is held
here: the editor's session holds the one document, the history holds traffic, and views are renderings of them.
"""
