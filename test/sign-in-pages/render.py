"""Renders templates with Synapse's own reader and looks at the HTML. Part of matrix-campus, licensed AGPL-3.0-or-later.

Standard input: {"folder": …, "renders": [{"name": …, "context": {…}}]}.
Standard output, for each: {"html", "own": from the folder, "known": Synapse has a page of that name, "tags", "problems"}.
"""

import json
import os
import sys
from html.parser import HTMLParser
from types import SimpleNamespace

from synapse.config._base import Config

VOID = {"meta", "hr", "br", "img", "link", "input"}


class Look(HTMLParser):
    """Every tag with its attributes; what is opened is closed, in order."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.problems = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append([tag, dict(attrs)])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes nothing, line {self.getpos()[0]}")


def look_at(reader, folder, name, context):
    template = reader.read_templates([name], [folder])[0]
    html = template.render(**context)
    look = Look()
    look.feed(html)
    look.close()
    return {
        "html": html,
        "own": template.filename.startswith(folder),
        "known": os.path.exists(os.path.join(reader.default_template_dir, name)),
        "tags": look.tags,
        "problems": look.problems + [f"<{tag}> left open" for tag in look.open],
    }


asked = json.load(sys.stdin)
reader = Config(SimpleNamespace(server=SimpleNamespace(public_baseurl="https://m.univ.example/")))
json.dump([look_at(reader, asked["folder"], one["name"], one["context"]) for one in asked["renders"]], sys.stdout)
