"""What people may type into a field that ends up in the report."""

MARKUP = (
    "# $ * < @ \\ =1+1 -- ... 'single' \"double\" _em_ <b>bold</b> &amp; {{ title }} {% now %} [a](x) $x^2$ "
    '#image("/etc/passwd") `raw` ~ // no comment /* none */ <label> = heading + list / term'
)
ADDRESSES = "file:///etc/passwd http://169.254.169.254/latest/meta-data/ \\\\server\\share"
LETTERS = "Łódź zażółć, ɓ ɗ ƙ, Αθήνα, Москва, naïve façade, £5 – €6, ½, “quoted”…"
SCRIPTS = "Ọ̀ṣun, বাংলা, தமிழ், 中文, ไทย, አማርኛ"
RIGHT_TO_LEFT = "مرحبا is Arabic and שלום is Hebrew."
# No keycap: Typst sets its digit and its frame in two fonts, and says the pair for each.
EMOJI = "🙂 👨‍👩‍👧 🇬🇧 ❤️ 👍🏽 🏴󠁧󠁢󠁥󠁮󠁧󠁿"
SENTENCE_OF_10_000 = "long sentence " * 714 + "end."
WORD_OF_10_000 = "word" * 2_500

ALL = {
    "markup": MARKUP,
    "addresses": ADDRESSES,
    "letters": LETTERS,
    "scripts": SCRIPTS,
    "right to left": RIGHT_TO_LEFT,
    "emoji": EMOJI,
    "a long sentence": SENTENCE_OF_10_000,
    "a long word": WORD_OF_10_000,
}
