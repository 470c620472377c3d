"""Patterns for the five labels, written by hand after data/GUIDELINES.md.

Each is matched against a block. The group `span` is the span, or the whole match without one.
"""

from __future__ import annotations

import re

# A capitalised word, hyphenated or with points in it, that is no article and owns nothing.
_NAME = r"(?!The\b|An?\b|In\b|At\b)[A-Z][\w-]*(?:\.[A-Z]\.?)*(?![’']s)"
_ORDINAL = r"\d+(?:st|nd|rd|th)"
_BODY = (
    r"(?:Brigades?|Divisions?|Battalions?|Regiments?|Corps|Fleet|Squadron|Army|Air Force|Navy"
    r"|Command|Battery|Company|Platoon|Task Force|Wing|Militia|Legion|Front|Guards?)"
)
_FIGHTERS = (
    r"(?:forces?|troops|soldiers?|army|military|fighters?|militants?|militias?|militiamen|rebels?"
    r"|insurgents?|guerrillas?|marines|navy|air force|units?|infantry|paratroopers?|gunners"
    r"|commandos?|coalition|warplanes|artillerymen|peacekeepers)"
)
_DEMONYM = (
    r"(?:[A-Z]\w+(?:i|ian|an|ish|ese|ch|ic|man|ek|sh)|U\.S\.|US|UN|Houthi|Taliban|Hamas|Hezbollah"
    r"|Allied|pro-[A-Z]\w+|(?:[A-Z][\w.]*)-(?:led|backed|allied|aligned))"
)
_PLACE_AFTER = (
    r"(?:[Rr]egion|[Pp]rovince|[Dd]istrict|[Oo]blast|[Rr]iver|[Vv]alley|[Mm]ountains?|[Ii]slands?"
    r"|[Hh]ighway|[Aa]irport|[Bb]order crossing|[Pp]lant|[Hh]ospital|[Bb]ridge|[Gg]overnorate"
    r"|[Cc]ounty|[Ss]trait|[Gg]ulf|[Pp]eninsula|[Hh]eights|[Ss]treet|[Rr]oad|[Ss]quare|[Cc]ity)"
)
_PLACE_BEFORE = r"(?:Lake|Mount|Fort|Port|Camp|Cape|Gulf of|Sea of|Strait of|Height)"
_SIDE = r"(?:(?:north|south|east|west|central|upper|lower|down)[\w-]*|mid) "
_NUMBER = (
    r"(?:\d[\d,.]*(?: (?:hundred|thousand|million))?|(?:(?:twenty|thirty|forty|fifty|sixty|seventy"
    r"|eighty|ninety)-?)?(?:one|two|three|four|five|six|seven|eight|nine)|ten|eleven|twelve"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty"
    r"|ninety|(?:a|one) hundred|(?:tens of thousands|dozens|scores|hundreds|thousands)(?: of)?"
    r"|several|a handful of|a couple of|half a dozen|a dozen|two dozen|both|no)"
)
_ABOUT = (
    r"(?:(?:between \d+ and|\d+ to|at least|at most|more than|fewer than|less than|up to"
    r"|as many as|no more than|some|about|around|roughly|nearly|almost|over|an estimated"
    r"|approximately) )?"
)
_PEOPLE = (
    r"(?:people|civilians?|soldiers?|troops|fighters?|militants?|men|women|children|girls?|boys?"
    r"|policem[ae]n|officers?|personnel|others|residents|villagers|farmers?|pilots?|crew(?:men)?"
    r"|insurgents?|rebels?|guerrillas?|prisoners|workers?|deaths|bodies|passengers|sailors?|nurses?"
    r"|doctors?|journalists?|patients|pupils|students|refugees|guards?|marines?|casualties|persons"
    r"|gunm[ae]n|operatives|members|airm[ae]n|recruits|conscripts"
    r"|drivers?|paramedics?|teachers?|fishermen|of them)"
)
_FATE = r"(?:dead|killed|wounded|injured|missing|captured|hurt)"

#: Reporting verbs as they stand before or after a source.
VERBS = (
    r"(?:said|says|say|told|tells|reported|reports|claimed|claims|confirmed|confirms|denied|denies"
    r"|announced|stated|wrote|writes|added|warned|warns|alleged|accused|blamed|blames|acknowledged"
    r"|admitted|estimated|estimates|believes?|believed|according to|According to|insisted"
    r"|recalled|noted|argued|testified|disputed|rejected|described|explained)"
)

# What a source begins with; it ends before the verb, its auxiliaries and adverbs.
_WORD = r"(?:(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Maj|Capt|Sgt|Brig|St)\.|[\w’'-]+)"
_FIRST = (
    r"(?!(?:that|and|but|or|by|in|on|for|to|as|at|while|when|there|it is|it was|is|was|were|are"
    r"|what|who|whom|which|this|denied)\b)"
)
_HELPER = r"(?:(?:has|have|had|also|later|not|is|was|were|are|it|neither|\w+ly) )*"
_AFTER = rf"(?:the )?(?P<span>{_FIRST}{_WORD}(?: {_WORD}){{0,5}})(?=[,.;:])"

#: Label -> patterns.
PATTERNS: dict[str, tuple[re.Pattern[str], ...]] = {
    "unit": (
        re.compile(
            rf"\b(?:{_NAME} |{_ORDINAL} )+(?:{_NAME} )*{_BODY}\b"
            rf"(?:, {_ORDINAL} (?:{_NAME} )*{_BODY})?"
        ),
        re.compile(
            rf"\b{_DEMONYM} (?:(?:government|ground|special|airborne|naval|regular|army) )?"
            rf"{_FIGHTERS}\b"
        ),
    ),
    "location": (
        re.compile(rf"\b(?:{_NAME} ){{1,3}}{_PLACE_AFTER}\b"),
        re.compile(rf"\b{_PLACE_BEFORE} {_NAME}(?: {_NAME})?"),
        re.compile(rf"\b{_SIDE}{_NAME}"),
        re.compile(
            r"\b(?:in|near|at|around|outside|toward|towards|into|from)"
            rf" (?P<span>{_NAME}(?: {_NAME})?)"
        ),
    ),
    "casualty": (
        re.compile(rf"\b{_ABOUT}{_NUMBER} (?:[a-z-]+ ){{0,2}}{_PEOPLE}\b(?: {_FATE}\b)?", re.I),
        re.compile(rf"\b{_ABOUT}{_NUMBER} {_FATE}\b", re.I),
        re.compile(
            r"\b(?:killed|killing|wounded|wounding|injured|injuring|captured)"
            rf" (?P<span>{_ABOUT}{_NUMBER})\b",
            re.I,
        ),
        re.compile(r"\b(?:no one|no casualties)\b", re.I),
    ),
    "cue": (re.compile(rf"\b{VERBS}\b"), re.compile(r"\b(?:reportedly|allegedly|alleged)\b")),
    "source": (
        re.compile(rf"(?P<span>\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|I|[Ww]e)) {_HELPER}{VERBS}\b"),
        re.compile(
            rf"(?:^|[.!?,;:”\"] (?:[Tt]he |[Bb]ut |[Aa]nd )?)(?P<span>{_FIRST}{_WORD}"
            rf"(?: {_WORD}){{0,7}}?)(?:, [^,.“”\"]{{3,60}},)? {_HELPER}{VERBS}\b",
            re.M,
        ),
        re.compile(rf"[Aa]ccording to {_AFTER}"),
        re.compile(rf"[,”] {VERBS} {_AFTER}"),
    ),
}
