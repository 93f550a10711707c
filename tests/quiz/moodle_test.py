"""What others' parser of Moodle XML reads out of a quiz is what the quiz is as JSON.

Run as `python moodle_test.py PROGRAM SAMPLE...`, with moodle-xml-parser (requirements.txt).
"""

import json
import subprocess
import sys

from moodle_xml_parser import parser


def quiz(program, sample, form, language):
    words = ["quiz", "--quiet", "--count", "100", "--format", form, "--lang", language, sample]
    return subprocess.run([program, *words], check=True, capture_output=True).stdout


def expected(program, sample, language):
    asked = json.loads(quiz(program, sample, "json", language))["questions"]
    return [
        {
            "question": one["question"],
            "options": one["options"],
            "answer": one["answer"],
            "why": f"{one['explanation']} [{one['basis']}]",
        }
        for one in asked
    ]


def found(program, sample, language):
    read = parser.parse_bytes(quiz(program, sample, "moodle", language))
    for kind, questions in read.items():
        assert kind == "multichoice" or not questions, f"{sample}: {kind}"
    return [question(sample, one) for one in read.get("multichoice", [])]


def question(sample, one):
    """A question in the shape of JSON: text, options, which is right, why."""
    right = [place for place, option in enumerate(one.options) if option.score_fraction == 100]
    wrong = [option for option in one.options if option.score_fraction == 0]
    assert one.single and len(right) == 1 and len(wrong) == len(one.options) - 1, f"{sample}: {one.name}"
    return {
        "question": one.text_pre_parse,
        "options": [option.answer for option in one.options],
        "answer": right[0],
        "why": one.general_feedback,
    }


def main(program, *samples):
    count = 0
    for language in ("en", "vi"):
        for sample in samples:
            wanted, read = (one(program, sample, language) for one in (expected, found))
            assert read == wanted, f"{sample} ({language})"
            count += len(read)
    assert count > 200, f"{count} questions"
    print(f"{count} questions are read as they were meant")


main(*sys.argv[1:])
