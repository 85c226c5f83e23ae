"""The words of a chapter: ``notebooks/text/<language>/<chapter>.md``, blocks with names.

A line ``(name)=`` begins a block. Its words are Markdown and Jinja: ``{{ name }}`` takes a named
value, ``{% if name %}`` asks whether it is there. A sentence of which a value is missing drops out.
The block of a figure or table has parts: the caption, then paragraphs that begin with ``Alt:``,
``Note:``, ``Labels:`` or ``Filters:``, and a table ``| column | heading | unit |``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    StrictUndefined,
    Template,
    TemplateSyntaxError,
    nodes,
    pass_context,
)
from jinja2.runtime import Context

from thirdcountry import paths
from thirdcountry.words.hints import suggest
from thirdcountry.words.language import UNITS, Language, read_language
from thirdcountry.words.values import DocumentError, Value

#: The block that says what each parameter means.
PARAMETERS = "parameters"
BEGIN = re.compile(r"^\(([\w.-]+)\)=\s*$")
PART = re.compile(r"^(Alt|Note|Labels|Filters):\s*")
REFERENCE = re.compile(r"@(?:[\w-]+:)?(?:fig|tbl)-[a-z0-9-]+")
TYPED = re.compile(r"\S*\d\S*")
#: Name under which a template finds what marks its values; nobody writes such a name.
MARKER = "\x02"
#: A value in a rendered text, until the sentences are told apart: nobody types these characters.
MARK = re.compile("\x02(\\d+)\x03")
#: A sentence ends here, if it is followed by another that begins as sentences do.
END = re.compile(r"(?:(?<=[.!?])|(?<=[.!?]\*\*)|(?<=[.!?][)”\"]))\s+(?=[A-Z*@\"“(\x02])")
#: What comes before the words of an item or a heading.
LEADING = re.compile(r"^\s*(?:[-*] |#{1,6} )?")
#: A cell of a table ends here; the bar before a filter stands inside braces.
CELL_END = re.compile(r"(?<!\\)\|(?![^{|]*\}\})")
ITEM = re.compile(r"^\s*(?:[-*] |#{1,6} |\||> |```)")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#+\-.!|~^$@&:\"'=()])")
_STARTS = re.compile(r"(^\s*(?:[-*] )?|[.?!] )$")
#: A line that holds nothing but a tag leaves nothing behind; the comment keeps the count of lines.
TAG_ALONE = re.compile(r"(?m)^[ \t]*(\{%(?:(?!%\}).)*%\})[ \t]*\n")


def escape_markdown(text: str) -> str:
    """Return text in which Markdown finds nothing to interpret."""
    return _MARKUP.sub(r"\\\1", text)


@dataclass(frozen=True)
class Part:
    """A template and where it stands."""

    words: str
    line: int

    @property
    def source(self) -> str:
        """The template as Jinja reads it."""
        return TAG_ALONE.sub("\\1{#\n#}", self.words + "\n").removesuffix("\n")


@dataclass(frozen=True)
class Column:
    """A column of a published table: which one, its heading and unit."""

    name: str
    heading: Part
    unit: str


@dataclass(frozen=True)
class Block:
    """A named block of a text file."""

    name: str
    file: str  # as a message names it
    line: int
    words: Part
    parts: Mapping[str, Part] = field(default_factory=dict)
    labels: Mapping[str, Part] = field(default_factory=dict)
    filters: Mapping[str, Part] = field(default_factory=dict)
    columns: tuple[Column, ...] = ()

    def templates(self) -> Iterator[Part]:
        """Every template of the block."""
        yield from (self.words, *self.parts.values())
        yield from (*self.labels.values(), *self.filters.values())
        yield from (column.heading for column in self.columns)

    @property
    def is_exhibit(self) -> bool:
        """Whether the block is that of a figure or table."""
        return self.name.startswith(("fig-", "tbl-"))


class Text:
    """The blocks of one chapter in one language."""

    def __init__(self, file: str, blocks: Mapping[str, Block], language: Language):
        self.file, self.blocks, self.language = file, blocks, language

    def block(self, name: str) -> Block:
        """Return a block.

        Raises:
            DocumentError: no such block, with the nearest.
        """
        if name not in self.blocks:
            raise DocumentError(f"{self.file} has no block ({name})={suggest(name, self.blocks)}")
        return self.blocks[name]

    def render(
        self,
        block: Block,
        part: Part,
        values: Mapping[str, Any],
        escape: Callable[[str], str] = str,
    ) -> str:
        """Return a template filled with values, sentences without their value left out.

        Args:
            block, part: what to fill.
            values: name -> :class:`Value`, or anything else that only conditions ask for. A name
                with a dot is reached as ``{{ story.cost }}``.
            escape: what is done to the words of each value.

        Raises:
            DocumentError: an unknown name, with file and line, and the nearest known one.
        """
        _check_names(block, part, values)
        shown: list[str | None] = []

        def mark(result: Any) -> Any:
            if not isinstance(result, Value):
                if isinstance(result, (int, float)):
                    raise DocumentError(
                        f"{block.file}, line {part.line}: {result!r} has no unit; publish it as a "
                        "named value"
                    )
                return result
            missing = result.missing
            words = None if missing else result.words(self.language)
            if words and result.unit == "country":
                words = "\x04" + words  # a sentence may begin with its article
            shown.append(words)
            return f"\x02{len(shown) - 1}\x03"

        text = _compile(part.source).render({**_nested(values), MARKER: mark})
        return _settle(unwrap(text), shown, escape)


def read_help(chapter: str, language: str = "en") -> dict[str, str]:
    """Return what each parameter of a chapter means: the block (parameters)= alone, since checking
    every template of every chapter is slow where only this is asked for.

    Raises:
        DocumentError: no such file or block, or a line of it that is no ``- name: words``.
    """
    file, _ = _find(chapter, language)
    for name, line, lines in _split(file.read_text("utf-8")):
        if name == PARAMETERS:
            block = _block(name, _name(file), line, lines)
            return {parameter: part.words for parameter, part in block.labels.items()}
    raise DocumentError(f"{_name(file)} has no block ({PARAMETERS})=")


def read_text(chapter: str, language: str = "en") -> Text:
    """Return the words of a chapter, read again whenever the file has changed.

    Raises:
        DocumentError: no such file, a block named twice, or a fault in a template or table, each
            with file and line.
    """
    file, changed = _find(chapter, language)
    return Text(_name(file), _read(str(file), changed), read_language(language))


def _find(chapter: str, language: str) -> tuple[Path, int]:
    """The text of a chapter, and when it was changed."""
    file = paths.root() / "notebooks" / "text" / language / f"{chapter}.md"
    try:
        return file, file.stat().st_mtime_ns
    except OSError as error:
        raise DocumentError(
            f"the chapter {chapter!r} has no words: notebooks/text/{language}/{chapter}.md is "
            "missing"
        ) from error


def _name(file: Path) -> str:
    return "/".join(file.parts[-3:])


@lru_cache(maxsize=64)
def _read(place: str, changed: int) -> dict[str, Block]:
    return parse_blocks(Path(place).read_text("utf-8"), _name(Path(place)))


def parse_blocks(text: str, file: str) -> dict[str, Block]:
    """Return the blocks of a text by name; ``file`` is what messages call it.

    Raises:
        DocumentError: as :func:`read_text`.
    """
    blocks: dict[str, Block] = {}
    for name, line, lines in _split(text):
        if name in blocks:
            raise DocumentError(f"{file}, line {line}: ({name})= stands there twice")
        block = _block(name, file, line, lines)
        if name != PARAMETERS:  # what values are allowed is no evidence and may be typed
            for part in block.templates():
                _check_template(block, part)
        blocks[name] = block
    return blocks


def read_template(words: str, place: str) -> Block:
    """Return a template that stands elsewhere, such as in a table of data, as a block.

    Raises:
        DocumentError: a fault in it; ``place`` is what messages call where it stands.
    """
    block = Block("", place, 1, Part(words, 1))
    _check_template(block, block.words)
    return block


def names_in(words: str) -> set[str]:
    """Return the names of the values that a template asks for."""
    tree = _environment().parse(words)
    given = set(_environment().globals) | {"word"}
    return {name for node in tree.find_all(nodes.Name) if (name := _dotted(node))} - given


def _split(text: str) -> Iterator[tuple[str, int, list[str]]]:
    """Name, line and lines of each block; what stands before the first is for editors."""
    name, start = "", 0
    lines: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if begins := BEGIN.match(line):
            if name:
                yield name, start, lines
            name, start, lines = begins[1], number, []
        else:
            lines.append(line)
    if name:
        yield name, start, lines


def _block(name: str, file: str, line: int, lines: list[str]) -> Block:
    if name == PARAMETERS:
        rest = _part(lines, line + 1)
        listed_help = _listed(rest.words.splitlines(), rest.line, file)
        return Block(name, file, line, Part("", line), labels=listed_help)
    if not name.startswith(("fig-", "tbl-")):
        return Block(name, file, line, _part(lines, line + 1))
    parts: dict[str, Part] = {}
    columns: tuple[Column, ...] = ()
    listed: dict[str, dict[str, Part]] = {"Labels": {}, "Filters": {}}
    caption: list[str] = []
    at = line + 1
    for number, paragraph in _paragraphs(lines, line + 1):
        if begins := PART.match(paragraph[0]):
            kind = begins[1]
            if kind in listed:
                listed[kind] = _listed(paragraph[1:], number + 1, file)
            else:
                first = paragraph[0][begins.end() :]
                parts[kind.lower()] = Part("\n".join([first, *paragraph[1:]]), number)
        elif paragraph[0].startswith("|"):
            columns = tuple(_columns(paragraph, number, file))
        else:
            at = at if caption else number
            caption += paragraph
    words = Part("\n".join(caption), at)
    return Block(name, file, line, words, parts, listed["Labels"], listed["Filters"], columns)


def _part(lines: list[str], line: int) -> Part:
    while lines and not lines[0].strip():
        lines, line = lines[1:], line + 1
    return Part("\n".join(lines).rstrip(), line)


def _paragraphs(lines: list[str], line: int) -> Iterator[tuple[int, list[str]]]:
    paragraph: list[str] = []
    for number, text in enumerate([*lines, ""], start=line):
        if text.strip():
            paragraph.append(text)
        elif paragraph:
            yield number - len(paragraph), paragraph
            paragraph = []


def _listed(lines: list[str], line: int, file: str) -> dict[str, Part]:
    """``- name: words`` as name -> template."""
    found: dict[str, Part] = {}
    last = ""
    for number, text in enumerate(lines, start=line):
        item = re.match(r"^- ([\w.-]+): ?(.*)$", text)
        if item:
            last = item[1]
            found[last] = Part(item[2], number)
        elif last:
            found[last] = Part(f"{found[last].words} {text.strip()}", found[last].line)
        else:
            raise DocumentError(f"{file}, line {number}: expected '- name: words', not {text!r}")
    return found


def _columns(lines: list[str], line: int, file: str) -> Iterator[Column]:
    rows = [[cell.strip() for cell in CELL_END.split(t.strip()[1:-1])] for t in lines]
    if rows[0] != ["column", "heading", "unit"]:
        raise DocumentError(
            f"{file}, line {line}: a table of columns begins with | column | heading | unit |"
        )
    for number, row in enumerate(rows[2:], start=line + 2):
        if len(row) != 3 or row[2] not in UNITS:
            unit = row[2] if len(row) == 3 else " | ".join(row)
            raise DocumentError(
                f"{file}, line {number}: unknown unit {unit!r}{suggest(unit, UNITS)}; "
                f"known: {', '.join(UNITS)}"
            )
        yield Column(row[0], Part(row[1], number), row[2])


@pass_context
def _mark(context: Context, result: Any) -> Any:
    """What a template shows, marked by the rendering that is under way."""
    return context[MARKER](result)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(undefined=StrictUndefined, autoescape=False, finalize=_mark)
    environment.filters["raw"] = lambda value: value.value  # the number itself, to compare it
    for unit in UNITS:
        environment.filters[re.sub(r"\W", "_", unit)] = _unit_filter(unit)
    return environment


@lru_cache(maxsize=2000)
def _compile(source: str) -> Template:
    return _environment().from_string(source)


def _unit_filter(unit: str) -> Callable[[Any], Value]:
    def write_as(value: Any) -> Value:
        if isinstance(value, Value):
            return Value(value.value, unit, value.origin)
        return Value(value, unit)

    return write_as


def families(block: Block) -> set[str]:
    """Return the families of blocks that a block asks for, ``{{ word("key", x) }}``: ``key.``."""
    trees = [_environment().parse(part.source) for part in block.templates()]
    calls = [call for tree in trees for call in tree.find_all(nodes.Call)]
    return {
        f"{call.args[0].value}."
        for call in calls
        if isinstance(call.node, nodes.Name)
        and call.node.name == "word"
        and isinstance(call.args[0], nodes.Const)
    }


def _check_template(block: Block, part: Part) -> None:
    """Refuse what is wrong whatever the values: syntax, an unknown filter, a typed digit."""
    try:
        tree = _environment().parse(part.source)
        _compile(part.source)
    except TemplateSyntaxError as error:
        where = part.line + error.lineno - 1
        raise DocumentError(f"{block.file}, line {where}: {error.message}") from error
    for node in tree.find_all(nodes.Output):
        for piece in node.nodes:
            if isinstance(piece, nodes.TemplateData):
                _refuse_digits(piece.data, block.file, part.line + piece.lineno - 1)
            for word in (piece, *piece.find_all(nodes.Const)):
                if isinstance(word, nodes.Const) and isinstance(word.value, str):
                    _refuse_digits(word.value, block.file, part.line + word.lineno - 1)


def _refuse_digits(words: str, file: str, line: int) -> None:
    bare = REFERENCE.sub("", words)
    if typed := TYPED.search(bare):
        line += bare[: typed.start()].count("\n")
        raise DocumentError(
            f"{file}, line {line}: a number is typed into the text: {typed.group()!r}. Publish it "
            "as a named value and write its name in braces"
        )


def _check_names(block: Block, part: Part, values: Mapping[str, Any]) -> None:
    for name, line in _find_names(part.source):
        known = name in values or any(k.startswith(f"{name}.") for k in values)
        owner = name.rsplit(".", 1)[0]
        if not known and owner != name and owner in values:
            known = not isinstance(values[owner], Value)  # an attribute of what is no value
        if not known:
            where = part.line + line - 1
            raise DocumentError(
                f"{block.file}, line {where}: no value named {name!r}{suggest(name, values)}"
            )


@lru_cache(maxsize=2000)
def _find_names(source: str) -> tuple[tuple[str, int], ...]:
    """The names a template takes, as they are written, with their lines."""
    tree = _environment().parse(source)
    own = {"loop", *(n.name for n in tree.find_all(nodes.Name) if n.ctx != "load")}
    found = [(_dotted(n), n.lineno) for n in tree.find_all((nodes.Name, nodes.Getattr))]
    taken = {*own, *_environment().globals}
    return tuple((name, line) for name, line in found if name and name.split(".")[0] not in taken)


def _dotted(node: nodes.Node) -> str | None:
    """The name as it is written, ``story.cost``; None for what is no name."""
    if isinstance(node, nodes.Name):
        return node.name if node.ctx == "load" else None
    if isinstance(node, nodes.Getattr) and (owner := _dotted(node.node)):
        return f"{owner}.{node.attr}"
    return None


def _nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Names with dots as mappings of mappings."""
    context: dict[str, Any] = {}
    for name, value in values.items():
        *path, last = name.split(".")
        place = context
        for step in path:
            place = place.setdefault(step, {})
        place[last] = value
    return context


def unwrap(text: str) -> str:
    """Return Markdown with each paragraph and each item of a list on a line of its own."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        if lines and line.strip() and lines[-1].strip() and not ITEM.match(line):
            lines[-1] = f"{lines[-1]} {line.strip()}"
        else:
            lines.append(line.rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _settle(text: str, shown: list[str | None], escape: Callable[[str], str]) -> str:
    """Leave out the sentences without their value and write the values into the others."""

    def known(sentence: str) -> bool:
        return all(shown[int(n)] is not None for n in MARK.findall(sentence))

    lines = []
    for line in text.splitlines():
        if not known(line):
            rest = LEADING.sub("", line)
            kept = [sentence for sentence in END.split(rest) if known(sentence)]
            if not kept:
                continue
            line = line.removesuffix(rest) + " ".join(kept)
        lines.append(MARK.sub(lambda m: _said(m, shown, escape), line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _said(match: re.Match[str], shown: list[str | None], escape: Callable[[str], str]) -> str:
    words = shown[int(match[1])] or ""
    begins = words.startswith("\x04") and _STARTS.search(match.string[: match.start()])
    said = escape(words.removeprefix("\x04"))
    return said[:1].upper() + said[1:] if begins else said
