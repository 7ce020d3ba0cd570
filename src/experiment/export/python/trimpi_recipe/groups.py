"""Groups of PolicyRollout: order, gate and filter. Plain Python, so that it runs and is tested anywhere."""


def interleaved_order(prompts, own, aware):
    """Row numbers that bring responses together prompt by prompt.

    Generation gives first the own responses of all prompts (own of each), then the policy-aware ones of all prompts.
    The trainer wants the rows of a prompt next to one another, as if it had drawn own + aware responses at once.
    """
    rows = []
    for prompt in range(prompts):
        rows += range(prompt * own, (prompt + 1) * own)
        first = prompts * own + prompt * aware
        rows += range(first, first + aware)
    return rows


#: Means of the same fractions, summed in another order, differ by less: they are equal.
TIE = 1e-9


def mean(values):
    return sum(values) / len(values)


def taking_part(accuracies, own, gate):
    """Which responses of one group train.

    Without a gate all do, as in the paper. With it the policy-aware ones join only where they know better: where their
    mean accuracy is above that of the own ones. Accuracies of policy-aware responses must then count faithful ones only.

    accuracies: of the own responses, then of the policy-aware ones
    """
    joins = not gate or mean(accuracies[own:]) > mean(accuracies[:own]) + TIE
    return [True] * own + [joins] * (len(accuracies) - own)


def is_mixed(accuracies, low, high):
    """Dynamic sampling keeps a group that is neither all wrong nor all right, nor all equal where there is partial credit."""
    return low < mean(accuracies) < high and max(accuracies) > min(accuracies) + TIE
