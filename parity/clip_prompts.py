"""A thousand prompts for the tokenizer: ordinary captions, and whatever a person may paste."""

import random

ADJECTIVES = "large small tiny red blue pale-green striped fluffy cyberpunk wooden ornate misty un-retouched".split()
NOUNS = "seven cat castle teapot lighthouse zeppelin axolotl photograph mountain skyscraper triangle".split()
PLACES = ["on a blue background", "in the rain", "at 5 o'clock", "under the sea", "by the artist's window", "in 1999"]
STYLES = ["trending on artstation", "8k", "f/1.8", "35mm", "oil on canvas", "--ar 16:9", "((masterpiece))", "[a|b]"]
CONTRACTIONS = ["it's", "don't", "we're", "I've", "I'm", "they'll", "he'd", "IT'S", "rock'n'roll", "'s", "''t", "o’clock"]
ACCENTS = ["café", "cafe\u0301", "naïve", "Ångström", "A\u030angstro\u0308m", "ŁÓDŹ", "İstanbul", "straße", "ΟΔΟΣ", "Ελλάδα",
           "Москва", "señorita", "Việt Nam", "q\u0307\u0323", "ﬁne", "ǆ", "Ǆ", "ſoft", "'ſ"]
SCRIPTS = ["一只猫", "猫と犬", "ネコ", "ﾈｺ", "고양이", "\u1100\u1161\u11a8", "ＦＵＬＬ　ＷＩＤＴＨ", "قطة", "חתול", "แมว", "बिल्ली", "𝒜𝓁𝒾", "①②", "½", "x²", "٣"]
EMOJI = ["🐱", "👩‍👩‍👧", "👍🏽", "🇫🇷", "☃", "❤️", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "🦄🦄🦄", ":-)", "♥"]
ENTITIES = ["&amp;", "&lt;b&gt;", "&quot;x&quot;", "&#39;", "&#x1F600;", "&amp;amp;", "&amp;lt;", "&eacute;", "&copy;", "&notanentity;",
            "&amp", "AT&T", "&nbsp;", "&hellip;", "caf&eacute;", "&EACUTE;", "&copy2024", "&", "&;", "&#;", "&#x;", "R&D", "<br/>", "&Aacute"]
SPACES = [" ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u2003", "\u3000", "\u2028", "\u200b", "\u200d", "\ufeff", "\u00ad"]
CONTROLS = ["\x00", "\x07", "\x1b[31m", "\x1b", "\x7f", "\x08", "\x1f", "\ufffd", "\u202e", "\ufffc", "\x0b"]
MARKS = ["!", "!!!", "...", "…", "—", "“quoted”", "‘quoted’", "#1", "50%", "$9.99", "C++", "a_b", "snake_case", "http://example.com/?a=1&b=2",
         "12345", "3.14159", "<|endoftext|>", "<|startoftext|>", "<|ENDOFTEXT|>", "</w>", "|", "\\", "~", "^"]
RARE = [ACCENTS, SCRIPTS, EMOJI, ENTITIES, CONTROLS, MARKS, CONTRACTIONS]

FIXED = ["", " ", "\n\t ", "\u3000", "a", "A", "!", "a" * 300, "ab" * 200, "🐱" * 60, "猫" * 80, "hello!", "a cat!", "! a ! b",
         "word " * 100, "1 " * 100, "&amp;" * 40, "\x00", "\ufeff", "<|startoftext|>", "<|endoftext|>a cat", "x<|endoftext|>y"]


def caption(draw):
    return " ".join([draw.choice(["a", "the", "one"]), draw.choice(ADJECTIVES), draw.choice(NOUNS), draw.choice(PLACES)])


def prompt(draw):
    parts = [caption(draw)]
    parts += [draw.choice(STYLES) for _ in range(draw.randrange(3))]
    parts += [draw.choice(draw.choice(RARE)) for _ in range(draw.randrange(6))]
    if draw.random() < 0.15:
        parts += [caption(draw) for _ in range(draw.randrange(3, 12))]
    if draw.random() < 0.4:
        draw.shuffle(parts)
    text = parts[0]
    for part in parts[1:]:
        text += draw.choice([", ", " ", " ", "", draw.choice(SPACES)]) + part
    return text.upper() if draw.random() < 0.1 else text


def prompts(count=1000):
    """Always the same."""
    draw = random.Random(11)
    return FIXED + [prompt(draw) for _ in range(count - len(FIXED))]
