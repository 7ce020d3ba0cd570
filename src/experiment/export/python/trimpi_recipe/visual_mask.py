"""The visual mask of VM-CPT: visual tokens are read, never predicted. Plain Python."""

IGNORE = -100


def mask_visual(input_ids, labels, visual_ids):
    """Labels with those of visual tokens ignored.

    visual_ids: ids of the placeholders of image tokens, those of the policy's images and the question's alike
    """
    return [IGNORE if token in visual_ids else label for token, label in zip(input_ids, labels)]


def check_example(input_ids, images, visual_ids, longest):
    """Refuses an example that VM-CPT could not learn from as it should.

    images: how many pictures the example has
    longest: cutoff_len; an example of that length was cut
    """
    if len(input_ids) >= longest:
        raise ValueError(
            f"A sequence reaches cutoff_len = {longest} and loses its end: image, question or response. Raise cutoff_len."
        )
    if images > 0 and not any(token in visual_ids for token in input_ids):
        raise ValueError("A sequence with images has no visual token, so nothing could be masked.")
