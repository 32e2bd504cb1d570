"""Notebooks and archives as students hand them in, honest and hostile."""

import json
import stat
import warnings
import zipfile


def notebook(*sources, **extra):
    """Return the bytes of a notebook with these code cells."""
    cells = [
        {"cell_type": "code", "id": f"c{number}", "metadata": {}, "outputs": [], "source": source}
        for number, source in enumerate(sources)
    ]
    data = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells, **extra}
    return json.dumps(data).encode()


def write(folder, files):
    """Write files, named by their paths below a folder; a str is the one cell of a notebook."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(notebook(content) if isinstance(content, str) else content)
    return folder


def write_zip(path, files, **extra):
    """Write a zip of (name or ZipInfo, content) pairs, also with names that no tool would write."""
    with zipfile.ZipFile(path, "w", extra.pop("compression", zipfile.ZIP_DEFLATED)) as made:
        for name, content in files.items() if isinstance(files, dict) else files:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name)
            info.compress_type = made.compression
            raw = notebook(content) if isinstance(content, str) else content
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # two members of one name are the point
                made.writestr(info, raw)
    return path


def special(name, kind=stat.S_IFLNK):
    """Return a member that says of itself to be a link, a device or a pipe."""
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (kind | 0o777) << 16
    return info
