"""Tool calls as JSON and what they score, as the playground scores them: name, and each argument by its type. Plain Python."""

import json
import re

#: Longest text in which a call is looked for, characters.
LONGEST_CALL = 10_000
#: Longest expression that is read, characters.
LONGEST_EXPRESSION = 200

VERSIONS = {
    "ImageDescription": 5,
    "OCR": 5,
    "GoogleSearch": 3,
    "TextToImage": 3,
    "RegionAttributeDescription": 2,
    "CountGivenObject": 4,
    "ImageStylization": 3,
}
#: Arguments in the order of calls: (name, kind, value where a call leaves it out or None where it must not).
ARGUMENTS = {
    "Calculator": (("expression", "expression", None),),
    "OCR": (("image", "exact", None),),
    "CountGivenObject": (("image", "exact", None), ("text", "text", None)),
    "ImageDescription": (("image", "exact", None),),
    "GoogleSearch": (("query", "text", None), ("k", "exact", 10)),
    "RegionAttributeDescription": (("image", "exact", None), ("bbox", "bbox", None), ("attribute", "exact", None)),
    "TextToBbox": (("image", "exact", None), ("text", "text", None), ("top1", "exact", True)),
    "Plot": (("command", "text", None),),
    "MathOCR": (("image", "exact", None),),
    "Solver": (("command", "expression", None),),
    "DrawBox": (("image", "exact", None), ("bbox", "bbox", None), ("annotation", "text", "")),
    "AddText": (("image", "exact", None), ("text", "text", None), ("position", "exact", None), ("color", "exact", "red")),
    "TextToImage": (("keywords", "text", None),),
    "ImageStylization": (("image", "exact", None), ("instruction", "text", None)),
}
FAMILIES = {
    name: tool
    for tool in ARGUMENTS
    for name in ([f"{tool}_v{number + 1}" for number in range(VERSIONS[tool])] if tool in VERSIONS else [tool])
}
#: How an argument of a name is read where the tool has none of that name: as that of the first tool that has one.
KINDS = {}
for _arguments in ARGUMENTS.values():
    for _name, _kind, _ in _arguments:
        KINDS.setdefault(_name, _kind)

NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def family_of(name):
    """The tool of a name in a call: "OCR_v4" -> "OCR"; None for an unknown name, and for "OCR" alone."""
    return FAMILIES.get(name)


# Reading --------------------------------------------------------------------------------------------------------------


def first_object(text):
    """(text before, the first balanced {...}, text behind), braces inside strings aside; None where there is none."""
    start = text.find("{")
    if start < 0:
        return None
    depth, quoted, place = 0, False, start
    while place < len(text):
        character = text[place]
        if quoted:
            if character == "\\":
                place += 1
            elif character == '"':
                quoted = False
        elif character == '"':
            quoted = True
        elif character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                return text[:start].strip(), text[start : place + 1], text[place + 1 :].strip()
        place += 1
    return None


def refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


def parse_call(text):
    """{"name", "arguments"} of the first JSON object of a text, or None. Whatever is a call is scored as it stands."""
    found = first_object(text) if len(text) <= LONGEST_CALL else None
    if found is None:
        return None
    try:
        call = json.loads(found[1], parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        return None
    name, given = call.get("name"), call.get("arguments")
    if not isinstance(name, str) or not isinstance(given, dict):
        return None
    kinds = {own: kind for own, kind, _ in ARGUMENTS.get(family_of(name), ())}
    return {"name": name, "arguments": {key: read_value(value, kinds.get(key)) for key, value in given.items()}}


def read_value(value, kind):
    """The value of an argument; objects and lists that are no box count as empty text."""
    if kind == "bbox" and isinstance(value, list):
        box = parse_box(value)
        return "(" + ", ".join(map(spelled, box)) + ")" if box else ""
    return value if isinstance(value, (str, int, float, bool)) else ""


def spelled(value):
    """A value as text, as JavaScript spells it: 4.0 is 4, True is true."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    return str(value)


def parse_box(value):
    """Four numbers of a text or a list, or None."""
    if isinstance(value, str):
        numbers = [float(one) for one in NUMBER.findall(value)] if len(value) < 200 else []
    elif isinstance(value, list) and all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in value):
        numbers = value
    else:
        numbers = []
    return list(numbers) if len(numbers) == 4 else None


# Scores ---------------------------------------------------------------------------------------------------------------


def score_call(wanted, given):
    """{"accuracy", "tool", "arguments"}, each 0 to 1; accuracy is the mean of the other two.

    tool: 1.0 for the exact name. arguments: mean score of the arguments, for every version of the right tool; those of
    another tool earn nothing. A missing argument and one too many score 0 and count in the mean; an optional one that is
    left out counts as given at its default, and one given at its default where the right call leaves it out is passed over.

    given: None for a response without a call
    """
    family = family_of(wanted["name"])
    same = given is not None and (
        given["name"] == wanted["name"] or (family is not None and family_of(given["name"]) == family)
    )
    tool = float(given is not None and given["name"] == wanted["name"])
    arguments = mean(argument_scores(wanted["arguments"], given["arguments"], family)) if same else 0.0
    return {"accuracy": (tool + arguments) / 2, "tool": tool, "arguments": arguments}


def mean(values):
    return sum(values) / len(values) if values else 1.0


def argument_scores(wanted, given, family):
    own = {name: (kind, otherwise) for name, kind, otherwise in ARGUMENTS.get(family, ())}
    found = []
    for name in [*wanted, *(name for name in given if name not in wanted)]:
        kind, otherwise = own.get(name, (KINDS.get(name), None))
        if name in wanted:
            said = given.get(name, otherwise)
            found.append(value_score(kind, wanted[name], said) if said is not None else 0.0)
        elif otherwise is None:
            found.append(0.0)
        elif (score := value_score(kind, otherwise, given[name])) < 1:
            found.append(score)
    return found


def value_score(kind, wanted, given):
    """How well a value is that of an argument of a kind, 0 to 1."""
    right, said = spelled(wanted), spelled(given)
    if kind == "expression":
        return float(equal_expressions(right, said))
    if kind == "text":
        return token_f1(right, said)
    if kind == "bbox":
        a, b = parse_box(right), parse_box(said)
        return overlap(a, b) if a and b else 0.0
    return float(right.strip().lower() == said.strip().lower())


def token_f1(wanted, given):
    """F1 of the words that two texts share; 1 for two texts without words. The paper uses BERTScore."""
    right, said = (re.findall(r"\w+", text.lower()) for text in (wanted, given))
    if not right or not said:
        return float(len(right) == len(said))
    left, shared = list(right), 0
    for word in said:
        if word in left:
            left.remove(word)
            shared += 1
    return 2 * shared / (len(right) + len(said))


def overlap(a, b):
    """Intersection over union of two boxes (left, top, right, bottom); 0 for a box without area."""

    def area(box):
        return max(0, box[2] - box[0]) * max(0, box[3] - box[1])

    shared = area([max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])])
    covered = area(a) + area(b) - shared
    return shared / covered if shared > 0 and covered > 0 else 0.0


# Arithmetic -----------------------------------------------------------------------------------------------------------


def equal_expressions(a, b):
    """Whether two expressions have one value, or two equations one solution; texts that are neither must be the same."""

    def value(text):
        return solution(text) if "=" in text else constant(text)

    x, y = value(a), value(b)
    if x is None or y is None or ("=" in a) != ("=" in b):
        return "".join(a.lower().split()) == "".join(b.lower().split())
    return abs(x - y) <= 1e-9 * max(1, abs(x), abs(y))


def is_finite(x):
    return x == x and abs(x) != float("inf")


def constant(text):
    """The value of an expression of numbers, + - * / and brackets; None for anything else."""
    term = linear(text)
    return term[0] if term is not None and term[1] == 0 and is_finite(term[0]) else None


def solution(text):
    """The x that solves a linear equation; None for anything else."""
    sides = [linear(side) for side in text.split("=")]
    if len(sides) != 2 or None in sides:
        return None
    (a, slope_a), (b, slope_b) = sides
    slope = slope_a - slope_b
    x = (b - a) / slope if slope != 0 else None
    return x if x is not None and is_finite(x) else None


def linear(text):
    """(a, b) of a text that is a + b x; None for anything else. Recursive descent: sums, products, signs, numbers."""
    if len(text) > LONGEST_EXPRESSION:
        return None
    for sign, plain in (("×", "*"), ("÷", "/"), ("−", "-"), ("**", "^")):
        text = text.replace(sign, plain)
    tokens = re.findall(r"[0-9]+(?:\.[0-9]+)?|\S", text.lower())
    place = 0

    def accept(token):
        nonlocal place
        found = place < len(tokens) and tokens[place] == token
        place += found
        return found

    def total():
        term = product()
        while term is not None:
            sign = 1 if accept("+") else -1 if accept("-") else 0
            if sign == 0:
                break
            other = product()
            term = other and (term[0] + sign * other[0], term[1] + sign * other[1])
        return term

    def product():
        term = factor()
        while term is not None:
            times = accept("*")
            if not times and not accept("/"):
                break
            other = factor()
            if other is None or (times and term[1] != 0 and other[1] != 0):
                return None
            if not times and (other[1] != 0 or other[0] == 0):
                return None
            (a, b), (c, d) = term, other
            term = (a * c, a * d + b * c) if times else (a / c, b / c)
        return term

    def factor():
        nonlocal place
        if accept("-"):
            inner = factor()
            return inner and (0 - inner[0], 0 - inner[1])
        if accept("x"):
            return (0.0, 1.0)
        if accept("("):
            inner = total()
            return inner if accept(")") else None
        if place >= len(tokens) or not tokens[place][0] in "0123456789":
            return None
        place += 1
        return (float(tokens[place - 1]), 0.0)

    value = total()
    return value if place == len(tokens) else None
