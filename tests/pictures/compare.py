"""Diagrams look the same in every renderer: CairoSVG, resvg and a browser draw each sample, and what they draw is compared.

Letters differ from renderer to renderer, and so do the edges of lines. So pictures are made small, a square of twelve
units a pixel, and then only what is missing, elsewhere or in another colour is left to differ.

Arguments: the program, and where a browser is, one that takes the options of Chromium.
"""

import io
import pathlib
import subprocess
import sys
import tempfile

import cairosvg
import resvg_py
from PIL import Image, ImageChops, ImageStat

PROGRAM, BROWSER = sys.argv[1], sys.argv[2]
SAMPLES = sorted(path for path in pathlib.Path("samples").iterdir() if path.suffix in {".pcap", ".pcapng"})
# Units of a side of what becomes a pixel.
SQUARE = 12
# Mean and largest difference that letters make, of 255; a missing arrow makes more.
MEAN, MOST = 1.5, 40


def svg(sample, language, detail):
    words = [PROGRAM, "diagram", "--quiet", "--format", "svg", "--lang", language, "--detail", detail, str(sample)]
    return subprocess.run(words, check=True, capture_output=True).stdout.decode()


def by_cairo(text, _size):
    return cairosvg.svg2png(text.encode(), background_color="white")


def by_resvg(text, _size):
    return resvg_py.svg_to_bytes(svg_string=text, background="white")


def by_browser(text, size):
    with tempfile.TemporaryDirectory() as folder:
        source, target = pathlib.Path(folder, "a.svg"), pathlib.Path(folder, "a.png")
        source.write_text(text, encoding="utf-8")
        words = [BROWSER, "--headless", "--no-sandbox", "--hide-scrollbars", "--force-device-scale-factor=1"]
        words += [f"--window-size={size[0]},{size[1]}", f"--screenshot={target}", source.as_uri()]
        subprocess.run(words, check=True, capture_output=True)
        return target.read_bytes()


def small(png, size):
    picture = Image.open(io.BytesIO(png)).convert("RGB").crop((0, 0, *size))
    return picture.resize((size[0] // SQUARE, size[1] // SQUARE), Image.Resampling.BOX)


def size_of(text):
    _, _, width, height = text.split('viewBox="')[1].split('"')[0].split(" ")
    return int(width), int(height)


def differences(text, renderers):
    size = size_of(text)
    pictures = [small(draw(text, size), size) for draw in renderers]
    for number, other in enumerate(pictures[1:], 1):
        difference = ImageChops.difference(pictures[0], other).convert("L")
        yield renderers[number].__name__, ImageStat.Stat(difference).mean[0], difference.getextrema()[1]


worst = {}
for sample in SAMPLES:
    for language, detail in (("en", "messages"), ("vi", "steps")):
        # a browser takes a second for each picture: it draws one of the two
        renderers = [by_resvg, by_cairo, by_browser] if language == "en" else [by_resvg, by_cairo]
        for name, mean, most in differences(svg(sample, language, detail), renderers):
            assert mean <= MEAN and most <= MOST, f"{sample} {language}: {name} differs by {mean:.2f}, {most} at most"
            worst[name] = max(worst.get(name, (0, 0)), (mean, most))
for name, (mean, most) in worst.items():
    print(f"{name} and resvg: {mean:.2f} of 255 on average, {most} at most")

# the comparison sees an arrow that is missing
whole = svg(SAMPLES[0], "en", "messages")
without = whole.replace("<polygon", "<g", 6)
size = size_of(whole)
difference = ImageChops.difference(small(by_resvg(whole, size), size), small(by_resvg(without, size), size))
assert difference.convert("L").getextrema()[1] > 20, "a comparison that sees nothing"
