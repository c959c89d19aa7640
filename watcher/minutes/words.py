"""What tells a title from a sentence: verbs, the words with which texts begin, and titles that stand on every agenda.

Does not look at lines or numbers. May import: the standard library.
"""

import re

_AUXILIARY = re.compile(
    r"\b(?:was|were|is|are|had|has|have|would|will|could|should|must|cannot|did|does|been|shall)\b", re.IGNORECASE
)
_SUBORDINATE = re.compile(r"\b(?:which|that|who|whom|whose|where|when|as|if)\b[^,;:.]*", re.IGNORECASE)
_PERSON = (
    r"(?:Councillors?|Cllrs?\.?|Mr\.?|Mrs\.?|Ms\.?|Miss|Dr\.?|Sir|Dame|Prof(?:essor)?\.?|"
    r"Rev(?:d|erend)?\.?|Alderman|Ald\.?|Lord|Lady|Cynghorydd|County Councillor)"
)
_SAID = re.compile(
    r"\b(?:considered|received|noted|agreed|resolved|approved|asked|welcomed|reported|advised|invited|explained"
    r"|declared|"
    r"informed|presented|introduced|confirmed|thanked|stated|discussed|heard|raised|reminded|read|gave|attended|left|"
    r"requested|queried|referred|expressed|said|commented|moved|proposed|seconded|apologised|opened|outlined|updated|"
    r"highlighted|provided|undertook|undertakes|notes?|asks?|considers?|receives?|began|observed|adjourned"
    r"|enquired)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    rf"(?:(?:The|A|An|Each|Some|All|Several|One|This|These|Those|His|Her|Its|Their|Both)\s|{_PERSON}\s|Members?\b|"
    r"Officers?\b|It\b|There\b|They\b|He\b|She\b|We\b|Apologies\b|In\s|At\s|On\s|Following\s|Further\s|Having\s"
    r"|Arising\s|"
    r"Consideration\b|Discussion\b|Pursuant\b|During\s|Prior\s|With\s|Cabinet\b|Council\b|Concern|Before\b"
    r"|After\b|Clarification\b)"
)
_BEGINNING = re.compile(
    rf"\b(?:The|There|It|This|That|Members?|Apologies|Apology|None|No|Nil|{_PERSON}|In\s+accordance"
    rf"|Further\s+to|Following|Having|"
    r"An\s+apology|A\s+(?:report|presentation|verbal|copy|question)|At\s+(?:the|this)|Consideration|RESOLVED"
    r"|Resolved|AGREED|DECISION|"
    r"Minutes\s+of|Declarations?)\b"
)
_PERSON_FIRST = re.compile(rf"{_PERSON}\s+[A-Z]")
_BRIEF = re.compile(
    r"(?:none|nil|noted|there (?:were|was)|no |not applicable|n/a|received|apologies (?:for absence )?(?:were"
    r"|was)|as (?:above|listed))",
    re.IGNORECASE,
)
_JOINERS = re.compile(
    r"(?:\b(?:of|the|and|or|for|to|in|on|at|by|with|from|a|an|any|its|their|between|under|into|as|&)|[-–—,/(&:])\Z",
    re.IGNORECASE,
)
_ASKING = re.compile(r"(?:to [a-z]+|any|such|items?|urgent|other|motions?|questions?|questioning)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(
    r"(?<!\bNo)(?<!\bNos)(?<!\bSt)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bCllr)(?<!\bvs)(?<![\s(.][A-Z])[.?!][)\"'”’]?\s+"
    r"(?=[\"'“‘(]?[A-Z£\d])"
)

_MEETING = r"(?:meetings?|minutes)"
_POST = r"(?:chair(?:man|person|woman)?|vice[- ]chair(?:man|person|woman)?|mayor|leader)"
_EVERYWHERE = re.compile(
    r"(?:(?:to (?:receive|note|consider|record|accept|approve|confirm|sign|agree) )?(?:any |the )?(?:"
    r"(?:welcome|introductions)(?:,? (?:and|&) (?:welcome|introductions?|apolog(?:y|ies)))*(?: from the chair\w*)?|"
    r"apolog(?:y|ies)(?: for (?:absence|non-attendance|inability to attend))?(?:,? (?:and|&|/) (?:welcome"
    r"|substitut\w+(?: members)?|introductions?))*|"
    r"substitut(?:es?|ions?)(?: members?)?|"
    r"(?:declarations?|disclosures?) of (?:(?:members'?|councillors'?|disclosable|pecuniary|personal"
    r"|prejudicial|any|other) )*interests?(?:,? if any| in respect of items on (?:the|this) agenda)?"
    r"(?: and (?:of )?(?:any )?(?:party )?whip(?:ping)?|(?:,? and| /) (?:dispensations?|lobbying|predetermination))?|"
    r"declarations? of (?:the |any )?party whip(?: in accordance with [\w\s]+ rule \d+)?|"
    rf"(?:confirmation of |approval of )?(?:the )?(?:draft |previous )?minutes(?: of (?:the )?(?:previous"
    rf"|last) {_MEETING}|,? and matters arising)?|"
    r"public (?:participation|questions?|speaking|question time|forum|session)|question time"
    r"|questions from (?:the )?(?:public|members)(?: of the public)?|"
    r"petitions?|deputations?|urgent (?:items?|business|matters)|(?:any |such )?other (?:urgent )?business"
    r"|matters arising|"
    rf"(?:dates? (?:and time )?of )?(?:the )?(?:next|future) {_MEETING}(?: dates)?|"
    rf"(?:{_POST})(?:'s|s'|s)? (?:announcements?|communications?|report|remarks)|announcements?|"
    rf"(?:election|appointment) of (?:a |the )?{_POST}|"
    r"exclusion of (?:the )?(?:press and (?:the )?public|public and (?:the )?press|public|press)|"
    r"(?:committee |forward |future )?work (?:plan|programme)|forward plan|terms of reference|attendance|"
    r"ymddiheuriadau(?: am absenoldeb)?|datgan(?:iadau)? (?:o )?fuddiant|datganiadau o fuddiannau|cofnodion"
    r"|materion brys"
    r"))[.:]?",
    re.IGNORECASE,
)
_POSTS = re.compile(
    r"\b(?:director|head|chief|officer|manager|leader|executive|cabinet member|portfolio holder|councillor|cllr"
    r"|solicitor|"
    r"treasurer|clerk|secretary|commissioner|chair\w*|lead member|assistant|strategic|deputy|principal"
    r"|monitoring|lead|"
    r"auditors?|interim|corporate)\b",
    re.IGNORECASE,
)
_LOOK = 700
"""Letters looked at: whether words are a title or a sentence shows before that."""


def is_sentence(text: str) -> bool:
    """True if the words say something, as texts do and titles do not."""
    head = text[:_LOOK].strip()
    if head.startswith(("That ", "that ", "It ", "There ")):
        return True
    if _ASKING.match(head) and not _SENTENCE_END.search(head):
        return False
    main = _SUBORDINATE.sub("", head)
    if _AUXILIARY.search(main):
        return True
    if _SUBJECT.match(head):
        said = _SAID.search(head)
        return said is not None and len(head[: said.start()].split()) < 14
    return False


def is_usual(title: str) -> bool:
    """True if the words are, all of them, a title that stands on every agenda."""
    return len(title) < 150 and _EVERYWHERE.fullmatch(title.strip(" .:").replace("’", "'")) is not None


def is_unfinished(title: str) -> bool:
    """True if the words want to go on: "Review of the", "Budget,", "Update –", or an open bracket."""
    return _JOINERS.search(title) is not None or title.count("(") > title.count(")")


def is_brief(text: str) -> bool:
    """True for the texts that are hardly any: "None.", "There were none.", "Noted"."""
    return _BRIEF.match(text) is not None


def is_post(text: str) -> bool:
    """True if the words name an officer or a member rather than a matter."""
    return len(text) < 200 and _POSTS.search(text) is not None and not _AUXILIARY.search(text)


def split_run_on(words: str) -> tuple[str, str] | None:
    """A title and the text that runs on behind it; the text is empty where all is title; None if all is a sentence."""
    words = words.strip()
    head = words[:_LOOK]
    end = _SENTENCE_END.search(head)
    is_ended = end is not None and not is_sentence(head[: end.start()])
    for found in _BEGINNING.finditer(head, 1, end.start() if end is not None and is_ended else len(head)):
        left, right = head[: found.start()].strip(), head[found.start() :]
        if not left or is_unfinished(left) or is_sentence(left):
            continue
        if _begins_text(left, right):
            return left, words[found.start() :]
    if end is not None and is_ended:
        return words[: end.start() + 1], words[end.end() :]
    return None if is_sentence(head) else (words, "")


def _begins_text(left: str, right: str) -> bool:
    if is_usual(left):
        return is_sentence(right) or is_brief(right) or _PERSON_FIRST.match(right) is not None
    return is_told(right)


def is_told(text: str) -> bool:
    """True if a sentence clearly begins here: who, and soon what they did."""
    if not _SUBJECT.match(text):
        return False
    beginning = " ".join(text[:_LOOK].split()[:14])
    return _AUXILIARY.search(beginning) is not None or _SAID.search(beginning) is not None
