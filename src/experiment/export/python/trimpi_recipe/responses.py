r"""What every task's responses have: <think> reasoning </think>, then an answer in \boxed{}. Plain Python."""

import re

WRAPPED = re.compile(r"\\(?:text|mathrm|textbf|mathbf)\s*\{([^{}]*)\}")


def boxes(text):
    r"""Contents of every \boxed{...}, braces inside matched; quoted ones are not counted once an object begins."""
    found = []
    for start in re.finditer(r"\\boxed\s*\{", text):
        depth, quoted, place = 1, False, start.end()
        # Only JSON has strings; in words a quotation mark is a quotation mark.
        is_json = text[place:].lstrip().startswith("{")
        while place < len(text) and depth > 0:
            character = text[place]
            if quoted:
                place += character == "\\"
                quoted = character != '"'
            elif is_json and character == '"':
                quoted = True
            else:
                depth += {"{": 1, "}": -1}.get(character, 0)
            place += 1
        if depth == 0:
            found.append(text[start.end() : place - 1])
    return found


def after_thinking(response):
    """What stands after the reasoning; None while the reasoning is unfinished. All of it where there is none."""
    if "<think>" not in response and "</think>" not in response:
        return response
    _, end, rest = response.rpartition("</think>")
    return rest if end and "<think>" not in rest else None


def last_box(response):
    """The last box after the reasoning, or None. A box inside unfinished reasoning is none."""
    rest = after_thinking(response)
    named = boxes(rest) if rest is not None else []
    return named[-1] if named else None


def only_box(response):
    """The box of a response that is <think> reasoning </think>, one box and nothing else; else None."""
    parts = re.fullmatch(r"\s*<think>(.*?)</think>\s*(\\boxed\s*\{.*\})\s*", response, re.DOTALL)
    if parts is None or "<think>" in parts.group(1):
        return None
    named = boxes(parts.group(2))
    is_whole = len(named) == 1 and re.fullmatch(r"\\boxed\s*\{" + re.escape(named[0]) + r"\}", parts.group(2))
    return named[0] if is_whole else None


def same_words(box, answer):
    """Whether a box says an answer in words or numbers; capitals and spaces aside."""

    def plain(text):
        return "".join(WRAPPED.sub(r"\1", text).lower().split())

    return plain(box) == plain(answer)
