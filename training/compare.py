"""What learning adds to the rules: precision and recall of both, and of the two together, on the same folds.

    python -m training.compare ITEMS.jsonl ... [--more ITEMS.jsonl ...] [--held-out ITEMS.jsonl]

Items are labelled as for `watcher evaluate`, with their `council`. In each fold the items of some councils are left out
of the fitting and scored; `--more` names items to fit on that are never scored. Of the held-out file only figures are
printed, no item. Tried are (terms) a sparse logistic regression over the terms that the program itself finds, by place;
(words) one over all words and pairs of words; (sentences) one over sentence embeddings; and each joined with the rules.
Nothing is written; docs/topics.md has the table. Needs numpy and scikit-learn, and for the sentences what minilm.py
names; the program itself needs none of them.
"""
# ruff: noqa: T201  figures are printed

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from training.minilm import MiniLM
from watcher.actions.evaluate import BORDERLINE, Labelled, read_labelled
from watcher.config import built_in_topics
from watcher.domain.topics import Place
from watcher.tag import Tagger, Weighed

FOLDS = 10
RESAMPLES = 1000
SEED = 20261122
TOPICS = built_in_topics()
KEYS = [topic.key for topic in TOPICS.topics]
SURE = 0.9
"""The probability from which a learned yes is believed against the rules."""


@dataclass(frozen=True)
class Sample:
    """An item, what the rules found in it, and its embeddings of title and body, side by side."""

    item: Labelled
    weighed: Mapping[str, Weighed]
    vector: np.ndarray

    def has(self, topic: str) -> bool:
        """True if the editor gives it this topic."""
        return topic in self.item.topics

    def ruled(self, topic: str) -> bool:
        """True if the rules do."""
        return self.weighed[topic].is_about


Learner = Callable[[Sequence[Sample], Sequence[Sample], str], np.ndarray]


def read_samples(files: Iterable[Path], tagger: Tagger, model: MiniLM) -> list[Sample]:
    """All items of the files that are not borderline."""
    samples = []
    for file in files:
        for item in read_labelled(file.read_text(encoding="utf-8").split("\n"), file=str(file), known=KEYS):
            if item.difficulty != BORDERLINE:
                weighed = tagger.weigh(item.title, [(Place.TEXT, item.body)] if item.body else [])
                vector = np.concatenate([model.embed(item.title), model.embed(f"{item.title}. {item.body}")])
                samples.append(Sample(item, weighed, vector))
    return samples


def term_features(sample: Sample, topic: str) -> dict[str, float]:
    """Each term that stands there, by place, and the points of each place: all that the program can explain."""
    features: dict[str, float] = {}
    for finding in sample.weighed[topic].findings:
        if finding.counts:
            place = "title" if finding.text < 0 else "body"
            features[f"{place}: {finding.term}"] = 1.0
            features[f"points in {place}"] = features.get(f"points in {place}", 0.0) + finding.points / 6
    features["score"] = sample.weighed[topic].score / 6
    return features


def by_terms(known: Sequence[Sample], asked: Sequence[Sample], topic: str) -> np.ndarray:
    """The probability of the topic by a sparse logistic regression over terms."""
    vectors = DictVectorizer(sparse=False)
    x = vectors.fit_transform([term_features(sample, topic) for sample in known])
    learned = LogisticRegression(solver="liblinear", l1_ratio=1, C=1.0, random_state=SEED, max_iter=1000)
    learned.fit(x, [sample.has(topic) for sample in known])
    return learned.predict_proba(vectors.transform([term_features(sample, topic) for sample in asked]))[:, 1]


def by_words(known: Sequence[Sample], asked: Sequence[Sample], topic: str) -> np.ndarray:
    """The probability of the topic by a logistic regression over words and pairs of words."""
    vectors = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    x = vectors.fit_transform([_text(sample) for sample in known]).toarray()
    learned = LogisticRegression(C=30.0, max_iter=2000, class_weight="balanced", random_state=SEED)
    learned.fit(x, [sample.has(topic) for sample in known])
    return learned.predict_proba(vectors.transform([_text(sample) for sample in asked]).toarray())[:, 1]


def _text(sample: Sample) -> str:
    return f"{sample.item.title}. {sample.item.body}"


def by_sentences(known: Sequence[Sample], asked: Sequence[Sample], topic: str) -> np.ndarray:
    """The probability of the topic by a logistic regression over embeddings."""
    learned = LogisticRegression(C=30.0, max_iter=2000, class_weight="balanced", random_state=SEED)
    learned.fit(np.array([sample.vector for sample in known]), [sample.has(topic) for sample in known])
    return learned.predict_proba(np.array([sample.vector for sample in asked]))[:, 1]


def by_both(known: Sequence[Sample], asked: Sequence[Sample], topic: str) -> np.ndarray:
    """The probability of the topic by embeddings and the rules' points together."""

    def joined(samples: Sequence[Sample]) -> np.ndarray:
        points = [[sample.weighed[topic].score / 6, float(sample.ruled(topic))] for sample in samples]
        return np.hstack([np.array([sample.vector for sample in samples]), np.array(points)])

    learned = LogisticRegression(C=30.0, max_iter=2000, class_weight="balanced", random_state=SEED)
    learned.fit(joined(known), [sample.has(topic) for sample in known])
    return learned.predict_proba(joined(asked))[:, 1]


def answers(known: Sequence[Sample], asked: Sequence[Sample], topic: str) -> dict[str, np.ndarray]:
    """What each way answers for the items asked about, fitted on those known."""
    rules = np.array([sample.ruled(topic) for sample in asked])
    is_mentioned = np.array([sample.weighed[topic].score > 0 for sample in asked])
    learners = (by_terms, by_words, by_sentences, by_both)
    terms, words, sentences, both = (learner(known, asked, topic) for learner in learners)
    return {
        "rules": rules,
        "terms": terms > 0.5,
        "rules or terms": rules | (terms > SURE),
        "words": words > 0.5,
        "rules, or mentioned and words": rules | (is_mentioned & (words > 0.5)),
        "sentences": sentences > 0.5,
        "rules or sentences": rules | (sentences > SURE),
        "rules, or mentioned and sentences": rules | (is_mentioned & (sentences > 0.5)),
        "rules and sentences": rules & (sentences > 1 - SURE),
        "rules' points and sentences": both > 0.5,
    }


def across_councils(samples: Sequence[Sample], more: Sequence[Sample], topic: str) -> dict[str, np.ndarray]:
    """The answers for every item, each given by what was fitted without its council."""
    groups = [sample.item.council for sample in samples]
    found: dict[str, np.ndarray] = {}
    for train, test in GroupKFold(FOLDS).split(samples, groups=groups):
        known = [samples[index] for index in train] + list(more)
        for way, given in answers(known, [samples[index] for index in test], topic).items():
            found.setdefault(way, np.zeros(len(samples), bool))[test] = given
    return found


def figures(given: np.ndarray, wanted: np.ndarray) -> tuple[float, float]:
    """Precision and recall."""
    right = float((given & wanted).sum())
    return right / (given.sum() or 1) if given.any() else 1.0, right / (wanted.sum() or 1) if wanted.any() else 1.0


def interval(given: np.ndarray, wanted: np.ndarray, which: int) -> tuple[float, float]:
    """Where 95 of 100 resamples of the items put precision (0) or recall (1)."""
    chance = np.random.default_rng(SEED)
    picks = (chance.integers(0, len(wanted), len(wanted)) for _ in range(RESAMPLES))
    low, high = np.percentile([figures(given[pick], wanted[pick])[which] for pick in picks], [2.5, 97.5])
    return float(low), float(high)


def print_table(heading: str, samples: Sequence[Sample], found: Mapping[str, Mapping[str, np.ndarray]]) -> None:
    """One line a way, and for each topic precision and recall with their intervals."""
    print(f"\n{heading}: {len(samples)} items\n\n| way | exact |", *(f" {key} P / R |" for key in KEYS))
    wanted = {key: np.array([sample.has(key) for sample in samples]) for key in KEYS}
    for way in found[KEYS[0]]:
        exact = sum(np.all([found[key][way] == wanted[key] for key in KEYS], axis=0))
        cells = []
        for key in KEYS:
            spans = [interval(found[key][way], wanted[key], which) for which in (0, 1)]
            pairs = zip(figures(found[key][way], wanted[key]), spans, strict=True)
            cells.append(" / ".join(f"{one:.2f} ({low:.2f}-{high:.2f})" for one, (low, high) in pairs))
        print(f"| {way} | {exact} | {' | '.join(cells)} |")


def main() -> None:
    """Read, fit, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("items", nargs="+", type=Path)
    parser.add_argument("--more", nargs="*", type=Path, default=[])
    parser.add_argument("--held-out", type=Path)
    options = parser.parse_args()
    tagger, model = Tagger(TOPICS), MiniLM()
    samples, more = read_samples(options.items, tagger, model), read_samples(options.more, tagger, model)
    print_table("Councils left out", samples, {key: across_councils(samples, more, key) for key in KEYS})
    if options.held_out:
        asked = read_samples([options.held_out], tagger, model)
        print_table("Held out", asked, {key: answers([*samples, *more], asked, key) for key in KEYS})


if __name__ == "__main__":
    main()
