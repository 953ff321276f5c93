#!/usr/bin/env python3
"""Follows every link of the built site: those inside lead to a page and a place on it, those outside are well-formed.

usage: check_links.py FOLDER
"""
import os
import re
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.places = [], set()

    def handle_starttag(self, tag, attributes):
        # Of links in the head those to what the page is shown with.
        is_followed = tag != "link" or (dict(attributes).get("rel") or "") in ("stylesheet", "icon")
        for name, value in attributes:
            if name in ("id", "name") and value:
                self.places.add(value)
            elif name == "href" and is_followed or name == "src":
                self.links.append(value or "")
            elif name == "srcset" and value:
                self.links += [candidate.split()[0] for candidate in value.split(",") if candidate.strip()]


def main():
    root = os.path.abspath(sys.argv[1])
    pages = {}
    for folder, _, files in os.walk(root):
        for name in files:
            if name.endswith(".html"):
                page = Page()
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    page.feed(file.read())
                pages[os.path.join(folder, name)] = page
    faults, inside, outside = [], 0, 0
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                outside += 1
                good = parts.scheme == "mailto" or parts.scheme in ("https", "http") and re.fullmatch(r"[\w.-]+(:\d+)?", parts.netloc)
            else:
                inside += 1
                target = os.path.normpath(os.path.join(os.path.dirname(path), unquote(parts.path))) if parts.path else path
                target = os.path.join(target, "index.html") if os.path.isdir(target) else target
                place = unquote(parts.fragment)
                # One from the root would leave a site that isn't at the root of its host.
                good = not parts.path.startswith("/") and os.path.exists(target) and (not place or target not in pages or place in pages[target].places)
            if not good:
                faults.append(f"{os.path.relpath(path, root)}: {link}")
    print(f"{len(pages)} pages, {inside} links inside, {outside} outside")
    if len(pages) < 100:
        faults.append("fewer than 100 pages: is the site whole?")
    if faults:
        sys.exit("\n".join(faults[:50]))


main()
