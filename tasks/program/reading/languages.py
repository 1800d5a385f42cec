"""Languages by their English names, as codes, or as their speakers call them."""

import re

from tasks.program.cells import Value, folded
from tasks.program.reading.values import as_list, without_nothing

_NAMES = {
    "English": "en eng inglés ingles",
    "Spanish": "es spa esp español espanol castellano",
    "French": "fr fra fre français francais",
    "Portuguese": "pt por português portugues",
    "Haitian Creole": "ht hat kreyol kreyòl haitian creole",
    "Arabic": "ar ara العربية",
    "Mandarin": "zh zho chi cmn mandarin_chinese 普通话 中文",
    "Cantonese": "yue 粵語 廣東話",
    "Vietnamese": "vi vie tiếng_việt",
    "Tagalog": "tl tgl filipino fil",
    "Korean": "ko kor 한국어",
    "Japanese": "ja jpn 日本語",
    "Russian": "ru rus русский",
    "Ukrainian": "uk ukr українська",
    "Polish": "pl pol polski",
    "German": "de deu ger deutsch",
    "Italian": "it ita italiano",
    "Hindi": "hi hin हिन्दी",
    "Urdu": "ur urd اردو",
    "Punjabi": "pa pan panjabi",
    "Bengali": "bn ben bangla",
    "Somali": "so som soomaali",
    "Hmong": "hmn",
    "Swahili": "sw swa kiswahili",
    "Amharic": "am amh",
    "Nepali": "ne nep",
    "Persian": "fa fas per farsi",
    "American Sign Language": "asl ase",
}
_KNOWN = {
    folded(word.replace("_", " ")): name for name, words in _NAMES.items() for word in (name, *words.split())
}


def as_languages(value: Value) -> tuple[str, ...]:
    """The languages of a list, known ones by their English name; a remark in brackets (`native`) is taken off."""
    items = (re.sub(r"\s*\([^)]*\)", "", item) for item in as_list(value))
    pieces = [piece for item in items for piece in re.split(r"\s*(?:,|/|&|\band\b)\s*", item)]
    return without_nothing([_KNOWN.get(folded(piece), piece) for piece in pieces])
