"""A question as it was said → what is asked: the talk around it left out (`talk_around`), slips of the ear and the hand mended (`slips`)."""
