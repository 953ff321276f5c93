#!/usr/bin/env python3
"""Lays out what docfx builds: the repository's own Markdown, a page for each rule, and tables of contents.

usage: stage.py FOLDER [RELEASES]     RELEASES has a Markdown page for each step from one QEMU release to the next
"""
import os
import re
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LEFT_OUT = re.compile(r"^tests/(?!QapiGen\.Benchmarks/README\.md)|/content/|^generator/rules\.md$|AnalyzerReleases|^\.|^docs/README\.md$")
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^)\s]+)\)")
SPEC_RULE = re.compile(r"(?<!QMP )(?<!jobs )\bspec ([A-Z]-\d+)")
RANGES = {"0": "Text and syntax", "1": "Meaning", "2": "Documentation", "3": "Compatibility", "4": "Configuration of the build", "5": "Use of generated code"}


def tracked():
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"], cwd=ROOT, capture_output=True, text=True)
    names = listed.stdout.split("\n") if listed.returncode == 0 else [
        os.path.relpath(os.path.join(folder, name), ROOT) for folder, _, files in os.walk(ROOT) for name in files if name.endswith(".md")]
    return sorted(name for name in names if name and os.path.exists(os.path.join(ROOT, name)) and not LEFT_OUT.search(name))


def read(name):
    with open(os.path.join(ROOT, name), encoding="utf-8") as file:
        return file.read()


def write(folder, name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def outside_code(text, change):
    """Applies a change to what stands outside of code blocks."""
    parts = re.split(r"(^ *```.*?^ *```[^\n]*$)", text, flags=re.S | re.M)
    return "".join(part if index % 2 else change(part) for index, part in enumerate(parts))


class Stage:
    def __init__(self, folder):
        self.folder = folder
        self.pages = tracked()
        self.faults = []

    def target(self, page, link, at):
        """Where a link of a page leads from its place in the site; None if only the repository has it."""
        if re.match(r"[a-z]+:|#", link):
            return link
        path, _, anchor = link.partition("#")
        name = os.path.normpath(os.path.join(os.path.dirname(page), path))
        if not os.path.exists(os.path.join(ROOT, name)):
            self.faults.append(f"{page}: {link} leads nowhere")
            return None
        if os.path.isdir(os.path.join(ROOT, name)):
            name = os.path.join(name, "README.md")
        if name.endswith((".png", ".svg")):
            os.makedirs(os.path.dirname(os.path.join(self.folder, name)) or self.folder, exist_ok=True)
            shutil.copy(os.path.join(ROOT, name), os.path.join(self.folder, name))
        elif name == "generator/rules.md":
            rule = re.match(r"qapi\d{4}", anchor)
            name, anchor = f"rules/{rule.group(0).upper()}.md" if rule else "rules/index.md", ""
        elif name not in self.pages:
            return None
        name = "index.md" if name == "README.md" else name
        return os.path.relpath(name, os.path.dirname(at) or ".") + (f"#{anchor}" if anchor else "")

    def links(self, page, text, at=None):
        def change(match):
            target = self.target(page, match.group(3), at or page)
            return f"{match.group(1)}[{match.group(2)}]({target})" if target else match.group(2)
        return LINK.sub(change, text)

    def page(self, name):
        text = outside_code(read(name), lambda part: self.links(name, part))
        if name.startswith("schema/spec/"):
            # Rules can be linked to; they are declared in bold.
            text = re.sub(r"\*\*([A-Z]-\d+)\b", lambda match: f'<a id="{match.group(1).lower()}"></a>{match.group(0)}', text)
        write(self.folder, "index.md" if name == "README.md" else name, text)

    def rules(self):
        """One page for each rule, where analyzers and SARIF can point, and the list of them."""
        head, *sections = re.split(r"^## (?=QAPI\d)", read("generator/rules.md"), flags=re.M)
        toc, listed = [], {}
        for section in sections:
            title, _, body = section.partition("\n")
            rule = title.split()[0]
            body = outside_code(body, lambda part: SPEC_RULE.sub(
                lambda match: f"[{match.group(0)}](../schema/spec/qapi-language.md#{match.group(1).lower()})", self.links("generator/rules.md", part, "rules/index.md")))
            write(self.folder, f"rules/{rule}.md", f"# {title}\n{body.rstrip()}\n")
            listed.setdefault(rule[4], []).append(title)
            toc.append((title, f"{rule}.md"))
        text = outside_code(head, lambda part: self.links("generator/rules.md", part, "rules/index.md"))
        for digit, titles in sorted(listed.items()):
            text += f"\n## {RANGES[digit]}\n\n" + "".join(f"- [{title.split()[0]}]({title.split()[0]}.md) {' '.join(title.split()[1:])}\n" for title in titles)
        write(self.folder, "rules/index.md", text)
        return toc

    def title(self, name):
        return re.search(r"^# (.+)$", read(name), re.M).group(1).replace("`", "")


def toc(entries):
    """Text of a toc.yml: (name, target) or (name, [entries])."""
    def lines(items, indent):
        for name, target in items:
            yield f"{indent}- name: {name!r}"
            if isinstance(target, str):
                yield f"{indent}  href: {target}"
            else:
                yield f"{indent}  items:"
                yield from lines(target, indent + "  ")
    return "\n".join(lines(entries, "")) + "\n"


def releases_page(steps):
    """The page that leads to those of each step, the newest first."""
    rows = "".join(f"| [{title}]({name}) | {count} |\n" for title, name, count in reversed(steps))
    return f"""# QEMU's releases

What changed from each release of QEMU to the next for programs that speak with it, its storage daemon or its guest agent.

| release | changes |
| --- | --- |
{rows}
Between others, `qapigen diff OLD NEW` tells it: see [compatibility](../generator/compatibility.md).
"""


def main():
    folder = os.path.abspath(sys.argv[1])
    releases = sys.argv[2] if len(sys.argv) > 2 else None
    stage = Stage(folder)
    for name in stage.pages:
        stage.page(name)
    rules = stage.rules()
    shutil.copy(os.path.join(ROOT, "docs", "docfx.json"), folder)
    shutil.copytree(os.path.join(ROOT, "docs", "template"), os.path.join(folder, "template"))
    shutil.copy(os.path.join(ROOT, "icon.png"), folder)

    def pages(pattern, prefix=""):
        return [(stage.title(name), prefix + name) for name in stage.pages if re.match(pattern, name)]

    guides = [line.split("](")[1].split(")")[0] for line in read("docs/guides/README.md").splitlines() if line.startswith("| [")]
    write(folder, "docs/guides/toc.yml", toc([("All guides", "README.md"), *((stage.title(f"docs/guides/{name}"), name) for name in guides)]))
    write(folder, "rules/toc.yml", toc([("All rules", "index.md"), *rules]))
    steps = []
    if releases:
        shutil.copytree(releases, os.path.join(folder, "releases"))
        for name in sorted(os.listdir(releases)):
            with open(os.path.join(releases, name), encoding="utf-8") as file:
                steps.append((file.readline().lstrip("# ").strip(), name, len(re.findall(r"^- ", file.read(), re.M))))
        write(folder, "releases/index.md", releases_page(steps))
        write(folder, "releases/toc.yml", toc([("All releases", "index.md"), *((title, name) for title, name, _ in steps)]))
    write(folder, "project/toc.yml", toc([
        ("Changes", "../CHANGELOG.md"), ("Architecture", "../ARCHITECTURE.md"), ("Contributing", "../CONTRIBUTING.md"), ("Security", "../SECURITY.md"),
        ("Benchmarks", "../tests/QapiGen.Benchmarks/README.md")]))
    write(folder, "packages/toc.yml", toc([
        ("Compiler and tool", [*pages(r"generator/(README|compatibility)\.md$", "../"), *pages(r"generator/[^/]+/(vscode/)?README\.md$", "../")]),
        ("Runtime", [*pages(r"runtime/README\.md$", "../"), *pages(r"runtime/[^/]+/([^/]+/)?README\.md$", "../")]),
        ("Samples", pages(r"samples/([^/]+/)?README\.md$", "../"))]))
    write(folder, "schema/toc.yml", toc([("Schemas", "README.md"), *((stage.title(name), name[len("schema/"):]) for name in stage.pages if name.startswith("schema/spec/"))]))
    write(folder, "toc.yml", toc([
        ("Guides", "docs/guides/"), ("Packages", "packages/"), ("Rules", "rules/"), ("Specifications", "schema/"), ("API", "api/"),
        *([("QEMU's releases", "releases/")] if steps else []), ("Project", "project/")]))
    if stage.faults:
        sys.exit("\n".join(stage.faults))


main()
