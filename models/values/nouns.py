"""Nouns that say who the people of a casualty figure are."""

from __future__ import annotations

import re
from functools import lru_cache

#: Members of armed forces and armed groups.
_MILITARY_WORDS = (
    r"soldiers?|fighters?|troops?|troopers?|militants?|militia(?:s|men|man)?|terrorists?|rebels?"
    r"|guerr?illas?|insurgents?|gunm[ae]n|servicem[ae]n|servicewom[ae]n|service members?|marines?"
    r"|sailors?|seam[ae]n|airm[ae]n|pilots?|officers?|conscripts?|recruits?|draftees?|reservists?"
    r"|mercenar(?:y|ies)|commandos?|paratroop(?:s|ers?)?|parachutists?|rangers?|legionnaires?"
    r"|peacekeepers?|blue helmets?|sappers?|gunners?|snipers?|rifle(?:men|man)|infantry\w*"
    r"|grenadiers?|artillerym[ae]n|cavalrym[ae]n|tankers?|tankm[ae]n|crew|crewm[ae]n|aviators?"
    r"|navigators?|aeronauts?|attackers?|assailants?|subversives?|bandits?|enem(?:y|ies)|invaders?"
    r"|occupiers?|aggressors?|defenders?|combatants?|warriors?|martyrs?|comrades?|cadres?"
    r"|operatives?|jihadis?t?s?|extremists?|separatists?|dissidents?|raiders?|bombers?|ambushers?"
    r"|privates?|corporals?|sergeants?|lieutenants?|captains?|majors?|colonels?|generals?"
    r"|commanders?|nco'?s|ratings?|ensigns?|brigadiers?|bombardiers?|buglers?|sentr(?:y|ies)"
    r"|scouts?|couriers?|advisers?|peshmerga|mujahid\w*|mujahed\w*|gendarmes?|border guards?"
    r"|paramilitar(?:y|ies)|regulars?|irregulars?|levies|volunteers?|partisans?|warfighters?"
    r"|personnel|garrison|army|brigade|battalion|regiment|division|company|platoon|battery"
    r"|federals?|confederates?|yankees?|rebs|japs?|viet ?cong|vc|nva|contras?|sandinistas?|taliban"
    r"|houthis?|daesh|isil|isis|hamas|hezbollah|idf|pkk|ypg|sdf|rsf|kadyrovites?|apostates"
    r"|stretcher-bearers?|corpsm[ae]n|prisoners of war|p\.?o\.?w\.?s?|armed men|crewmen|frogmen"
    r"|divers|ours|theirs|deserters?|stragglers?|foreign fighters?|suicide bombers?|skirmishers?"
    r"|janissar\w+|hussars?|dragoons?|lancers?|burghers|askaris?|gurkhas?|sepoys?|tommies|poilus"
)
#: Everybody else, police and officials too.
_CIVILIAN_WORDS = (
    r"civilians?|wom[ae]n|child(?:ren)?|girls?|boys?|kids?|bab(?:y|ies)|infants?|toddlers?|teenagers?"
    r"|schoolchildren|schoolgirls?|schoolboys?|minors?|youths?|famil(?:y|ies)|mothers?|fathers?"
    r"|grandmothers?|grandfathers?|wi(?:fe|ves)|sons?|daughters?|relatives?|brides?"
    r"|villagers?|residents?|townspeople|inhabitants?|citizens?|neighbou?rs?|passers-?by|bystanders?"
    r"|police(?:m[ae]n|wom[ae]n)?|constables?|officials?|mayors?|prefects?|judges?|ministers?"
    r"|deput(?:y|ies)|councillors?|farmers?|peasants?|shepherds?|herders?|herdsm[ae]n|fisherm[ae]n"
    r"|workers?|work(?:m[ae]n)|labou?rers?|employees?|staff|drivers?|passengers?|commuters?"
    r"|shoppers?|customers?|traders?|merchants?|vendors?|sellers?|shopkeepers?|pedestrians?"
    r"|teachers?|schoolteachers?|students?|pupils?|doctors?|nurses?|paramedics?|medics?|patients?"
    r"|midwi(?:fe|ves)|surgeons?|journalists?|reporters?|photographers?|correspondents?|cameram[ae]n"
    r"|engineers?|miners?|refugees?|displaced|evacuees?|pensioners?|elderly|worshippers?|priests?"
    r"|nuns?|imams?|clerics?|monks?|pilgrims?|mourners?|protesters?|demonstrators?|detainees?"
    r"|firefighters?|firem[ae]n|rescuers?|aid workers?|humanitarians?|interpreters?|translators?"
    r"|guides?|cooks?|bakers?|mechanics?|guards?|watchm[ae]n|hostages?|contractors?|tourists?"
    r"|diplomats?|clerks?|postm\w+|sawmill|muleteers?|year-olds?|seafarers?|abductees?|queue"
    r"|businessm[ae]n|adults|elders|orphans?|guests?|settlers?|lawyers?|activists?|companions?"
    r"|householders?|housewi(?:fe|ves)|apartments?|market|school|bakery|bus|minibus|hospital|clinic"
    r"|mosque|church|wedding|funeral|village|shelling of|barrel bombs?|train|camp"
)
MILITARY = re.compile(rf"(?<![\w-])(?:{_MILITARY_WORDS})(?![\w-])", re.IGNORECASE)
CIVILIAN = re.compile(rf"(?<![\w-])(?:{_CIVILIAN_WORDS})(?![\w-])", re.IGNORECASE)
MIXED = re.compile(
    r"soldiers and civilians|civilians and (?:soldiers|fighters|combatants)|civilian and military"
    r"|combatants and (?:non-?combatants|civilians)|fighters and civilians|both sides and"
    r"|military and civilian|soldiers and (?:police|policemen)",
    re.IGNORECASE,
)
# Words of a figure that do not say who the people are.
PLAIN = re.compile(
    r"\b(?:[0-9][0-9,.+-]*|people|persons?|men|man|others?|more|dead|killed|wounded|injured|hurt"
    r"|missing|captured|taken|bod(?:y|ies)|corpses|deaths?|casualt\w+|losses|loss|lives|victims?|fatalit\w+"
    r"|prisoners?|captives?|members?|ones?|them|those|these|own|friends?|brothers?|another|third"
    r"|second|fourth|names?|graves?|coffins?|toll|souls?|cases|no|none|nobody|half|dozens?|scores?"
    r"|hundreds?|thousands?|tens|several|handful|few|both|all|the|an?|of|and|or|to|from|between"
    r"|at|least|most|than|over|up|nearly|almost|about|around|some|roughly|fewer|less|not|any|single"
    r"|its|their|his|her|our|my|who|in|on|by|so|far|as|many|million|one|two|three|four|five|six"
    r"|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty"
    r"|ninety|zero|young|old|shot|found|seized|abducted|kidnapped|fallen|lost|lightly|seriously"
    r"|badly|only|just|other|further|last|first|near|under|couple|pair|total|estimated|score)\b"
)


@lru_cache(maxsize=4096)
def own_victims(surface: str) -> str | None:
    """What a figure's own words say; None if they name nobody in particular."""
    lowered = surface.lower()
    military, civilian = MILITARY.search(lowered), CIVILIAN.search(lowered)
    joined = re.search(r" (?:and|or) ", lowered)
    if re.search(r"\bcivilian|\bpolice", lowered) and not joined:
        return "civilian"
    if military and civilian:
        if joined:
            return "mixed"
        # The head comes last: `a soldier's wife`, `a military doctor`.
        return "military" if military.start() > civilian.start() else "civilian"
    if military or civilian:
        return "military" if military else "civilian"
    rest = PLAIN.sub(" ", lowered.replace("-", " "))
    named = re.findall(r"[^\W\d_]{3,}", rest)
    if not named:
        return None
    # A side's people: `five Pakistanis`, `dozens of Russian dead`, `14 UPC prisoners`.
    sides = {word.lower() for word in re.findall(r"(?<!^)\b[A-Z][^\W\d_]{2,}", surface)}
    return "military" if sides.issuperset(named) else "civilian"
