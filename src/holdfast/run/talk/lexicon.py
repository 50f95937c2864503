"""The words of the radio, by what they may say; one table a subject.

A phrase is words in order: '|' parts words of which any will do, '~' lets up to three others stand
between. Words are given as `parts` gives them: small, without apostrophes, a hyphen parts them.
Everything here is English as it is spoken on the radio; another language is another such file.
"""
# ruff: noqa: SIM905 - a list of words reads best as words

GRAVE: dict[str, str] = {
    "mayday": "help:other", "may day": "help:other", "sos": "help:other", "pan pan": "help:other",
    "panpan": "help:other", "emergency": "help:other", "distress": "help:other",
    "need|needs|needed|needing|want|wants|require|requires|requesting|request|requests|send"
    " ~ help|assistance|backup|reinforcements|rescue|evac|evacuation|extraction|qrf": "help:other",
    "call|calls|calling|called ~ for help": "help:other",
    "help|assistance|backup|rescue|evac|extraction"
    " now|fast|needed|required|asap|urgently|immediately|please|quick|quickly": "help:other",
    "help us|me": "help:other", "please help": "help:other",
    "need|needs|needed|needing|want|wants|require|requires|requesting|request|requests|send"
    " ~ medic|medics|doctor|nurse|ambulance|medevac|casevac|stretcher|tourniquet|blood":
        "help:casualty",
    "medevac|casevac": "help:casualty",
    "pinned": "help:pinned", "surrounded": "help:pinned", "encircled": "help:pinned",
    "trapped": "help:pinned", "besieged": "help:pinned", "under siege": "help:pinned",
    "cut off": "help:pinned", "no way out": "help:pinned", "cannot|cant get out": "help:pinned",
    "cannot|cant break contact": "help:pinned",
    "we|they|are|im|were|got|hopelessly lost": "help:lost", "lost ~ way|bearings": "help:lost",
    "casualty|casualties|cas": "help:casualty", "wounded|injured|injury|injuries": "help:casualty",
    "hurt|hurts": "help:casualty", "bleeding|bleeds": "help:casualty",
    "is|was|been|got|are|were|badly|who|one|two|three ~ hit": "help:casualty",
    "hit in|by": "help:casualty", "shot in|dead|through": "help:casualty",
    "is|was|been|got|are|badly ~ shot": "help:casualty", "gunshot": "help:casualty",
    "shrapnel": "help:casualty", "unconscious": "help:casualty", "collapsed": "help:casualty",
    "not|stopped breathing": "help:casualty", "no pulse": "help:casualty",
    "cannot|cant ~ walk|move|stand|breathe|breath|feel": "help:casualty",
    "not able to walk|move|stand|breathe": "help:casualty",
    "unable to walk|move|stand|breathe": "help:casualty",
    "not moving|responding|responsive|conscious": "help:casualty",
    "broken|broke|fractured ~ leg|arm|ankle|wrist|rib|ribs|hip|back|collarbone|foot|hand":
        "help:casualty",
    "man|men|woman|people|soldier|medic|driver|lead down": "help:casualty",
    "dead|died|killed|kia|wia|fatality|fatalities|deceased": "help:casualty",
    "burned|burnt|burns|amputation|seizure|concussion|snakebite|snake bite": "help:casualty",
    "heart attack|stroke": "help:casualty", "heatstroke|heat stroke": "help:casualty",
}  # fmt: skip
"""What threatens a life: 'help:' and the need it calls for."""

CONTACT: dict[str, str] = {
    "contact|contacts": "unknown", "ambush|ambushed": "armed", "firefight": "armed",
    "under|taking|receiving|incoming|drawing|return|returning fire": "armed",
    "small arms": "armed", "shots fired|heard": "armed", "gunfire|gunshots": "armed",
    "gunmen|gunman|shooter|shooters|sniper|snipers": "armed", "shooting|firing at": "armed",
    "being shot|shelled at": "armed", "shot at": "armed",
    "armed": "armed", "militia|militiamen|bandits|looters": "armed",
    "hostile|hostiles|enemy|enemies": "armed", "attack|attacked|attacking|attackers": "unknown",
    "being followed|chased|pursued|tailed": "unknown", "following|chasing us": "unknown",
    "infected": "infected", "shelling|shelled|mortar|mortars|artillery|rockets": "shelling",
    "airstrike|air strike": "shelling", "incoming": "shelling",
    "explosion|explosions|blast|grenade": "unknown",
    "landmine|landmines|minefield|mines|ied|ieds|tripwire|uxo": "mines", "hit a mine": "mines",
    "mine field|strike": "mines", "wildfire|on fire": "fire",
}  # fmt: skip
"""What was met: the kind of threat."""

TROUBLE: dict[str, str] = {
    "broken|broke|breaking down": "help:breakdown", "breakdown": "help:breakdown",
    "engine|vehicle|truck|car|van|lorry ~ dead|failed|died": "help:breakdown",
    "wont|will not start": "help:breakdown", "flat tyre|tire|tyres|tires": "help:breakdown",
    "puncture|bogged": "help:breakdown", "stuck|stranded": "help:breakdown",
    "out of fuel|water|petrol|diesel": "help:breakdown", "no fuel": "help:breakdown",
}  # fmt: skip
"""Trouble that may become more: a call for help is offered, and is not what Enter does."""

UNWELL: dict[str, str] = {
    "not ~ well|ok|okay|good|fine|safe|alright|right": "unwell", "unwell": "unwell",
    "isnt|arent ~ well|ok|okay|good|fine|safe|alright|right": "unwell",
    "sick|ill|vomiting|fever|feverish|exhausted|limping|limps": "unwell",
}  # fmt: skip

DECOYS: dict[str, str] = {
    "no|lost|lose|losing|without|never ~ contact": "silent", "contact ~ lost": "silent",
    "out of contact|touch|reach": "silent",
    "radio|voice|phone|visual|eye contact": "silent",
    "make|makes|made|making|establish|established|regain|regained|keep|kept|restore|restored"
    " ~ contact": "silent",
    "to|will|please|can|try|tried|trying|must|should contact": "silent",
    "contact with base|hq|control|us|the base": "silent",
    "contact base|hq|us|them|him|her|me|you|person|number|list|details|point|report":
        "silent",
    "missed|misses|missing|miss ~ check in": "silent", "missed|misses ~ call": "silent",
    "nothing|not|never|havent|hasnt|nobody|noone|last ~ heard": "silent",
    "no one ~ heard": "silent",
    "no answer|reply|response|word|news|sign|signal|comms|report": "silent",
    "not answering|replying|reporting": "silent",
    "not|doesnt|didnt|dont answer|reply|respond|report": "silent",
    "gone silent|quiet|dark": "silent", "radio silence": "silent", "silent": "silent",
    "overdue": "silent", "lost comms|signal|them|touch": "silent", "comms down|lost": "silent",
    "help|assistance|backup|reinforcements|medic|medics|ambulance|rescue ~ arrived|arriving|"
    "arrives|here|coming|came|sent|on|reached|there|enroute": "came",
    "emergency kit|kits|rations|stores|exit|supplies|lights|number|stop": "plain",
    "first aid": "plain", "rescue team|party": "plain", "help them|him|her|people|civilians":
        "plain",
    "hit the|a|an road|gate|depot|bump|pothole": "plain", "burns well": "plain",
    "shot of|glass": "plain", "injury kit": "plain", "dead end|ends|reckoning|ground|battery|"
    "batteries|animal|animals|dog|cow|goat|donkey|radio": "plain", "killed ~ engine|lights":
        "plain",
    "blood pressure|type|bank": "plain", "dead ahead": "plain", "mine shaft|site|works|entrance":
        "plain",
    "left leg|arm|hand|side|flank|foot|turn|lane|bank|behind|over|of|shoulder|wing|eye|knee|ear|"
    "wheel|tyre|tire|door": "plain", "on|to|our|from|your the|his|her|my left": "plain",
    "on|turn|turning|bear|to left": "plain",
    "nothing to report": "plain", "home made": "plain",
    "home of|owner|owners|address": "plain", "well water|head|pump": "plain",
}  # fmt: skip
"""Words that hold a word of another list and do not mean it: of silence, of help that came."""

CLOSED: tuple[str, ...] = (
    "false alarm", "by mistake|accident", "a mistake", "pressed by|in mistake|accident|error",
    "accidental|accidentally", "cancel|cancels|cancelled|canceled|cancelling", "disregard|ignore",
    "stand|stood down", "mayday|help|emergency|call|alarm ~ resolved|ended|closed|lifted",
    "is|now over", "no longer",
)  # fmt: skip
"""Words by which a call is taken back: its closing is a decision of its own."""

MOVES: dict[str, str] = {
    "all ~ well|ok|okay|fine|good|safe|alright|normal": "well", "alls well|good|ok": "well",
    "everything|everyone|everybody ~ well|ok|okay|fine|good|safe|alright": "well",
    "we|we are|were|are ok|okay|fine|good|safe|alright|well": "well",
    "ops|operations|status|situation normal|green|ok|good": "well", "no problems": "well",
    "check|checks|checking|checked in": "well", "checkin": "well",
    "arrived|arrives|reached|arrival": "arrived", "on site|scene|location|station": "arrived",
    "at the|our site|objective|target|destination": "arrived", "in position": "arrived",
    "leaving|left|departing|departed|departs|leaves": "left",
    "moving|rolling|heading off|out": "left", "off site": "left", "gone through the gate": "left",
    "out of|the ~ gate": "left",
    "turned|turning|turn|turns back|around|round": "turned", "rtb|r t b": "turned",
    "coming|heading|going|driving|walking|returning|moving|headed|en ~ home|back|base": "turned",
    "on ~ way home|back": "turned", "aborting|aborted|abort|aborts": "turned",
    "returning": "turned", "homebound|homeward": "turned",
    "fallback|fallbacks": "fallback", "fall|falling|fell back": "fallback", "plan b": "fallback",
    "home": "home", "back at|in|inside base|the base|camp|compound|gate": "home",
    "back inside": "home", "inside|at|through the|our gate|wire|compound": "home",
}  # fmt: skip
"""What a team does: each resets its silence clock, so each takes a press of its own."""

NEGATIONS = frozenset(
    "no not never none nobody noone nothing neither nor without cannot cant dont doesnt didnt isnt"
    " arent wasnt werent wont hasnt havent hadnt wouldnt couldnt shouldnt aint unable fail fails"
    " failed failing missed misses lack lacks negative deny denies denied refuse refuses refused"
    " nope nah nil zero".split()
)  # fmt: skip
AFTER = frozenset("negative nil none zero ruled excluded denied".split())
"""Negations that follow what they negate: 'casualties nil'."""
DOUBTS = frozenset(
    "maybe perhaps possibly possible probably probable might may could would should think thinks"
    " thought believe believes believed guess guessing assume assumed suppose supposed supposedly"
    " seem seems seemed apparently appears unclear unsure uncertain unconfirmed garbled unreadable"
    " rumour rumor rumours hearsay allegedly reportedly if unless whether sounds sounded hope hopes"
    " hopefully suspect suspected nearly almost either wonder wondering probable likely presumably"
    " doubt doubtful conflicting contradicts supposing dunno question query practice drill exercise"
    " test".split()
)  # fmt: skip
HEARSAY = frozenset("say says said claim claims claimed told tells reckon reckons insists".split())
SPEAKERS = frozenset(
    "they he she people locals villagers villager local someone somebody guard guards driver"
    " civilians civilian man woman men farmer shepherd neighbour neighbours others".split()
)
NOT_YET = frozenset(
    "will shall ll eta soon later tomorrow tonight when once after before until till planning plans"
    " planned plan expect expects expected expecting ready about going to must try trying tries"
    " attempt attempting attempts ask asks asked asking order ordered orders tell request requests"
    " requested requesting please let lets advise recommend intend intends intending prepare"
    " preparing due next shortly in".split()
)
"""Not done: wished, asked for, ordered or still to come. They count before what they speak of."""
AHEAD = frozenset("eta soon later tomorrow tonight when once until till shortly due if".split())
"""Not done, wherever they stand."""
WISHED = frozenset("will shall ask asked asking tell told order ordered plan planned".split())
"""The few of these that make also a call for help unsure: they speak of what is not, or not yet."""
PAST = frozenset("yesterday earlier previously was were had used formerly".split())
ASKING = frozenset("where what whats who whos why how hows which whom anyone anybody".split())
ASKING_PAIRS = frozenset(
    "are you|did you|do you|can you|could you|have you|will you|would you|were you|is everyone|"
    "is everybody|is anyone|is it|is that|are they|did they|do they|have they|has anyone|"
    "say again|come in|do we|should we|any news|any sign|are all|is all|you ok|you all|"
    "are any|what is|confirm you|please confirm|can anyone".split("|")
)
TURNING = frozenset("but however except though although apart unless".split())
"""Words after which something else follows than what was said before."""
ALIKE = frozenset(
    "mayday casualty casualties wounded injured bleeding ambush ambushed trapped surrounded"
    " medevac casevac emergency unconscious gunfire attacked pinned".split()
)
"""Grave words that are known with one letter wrong."""
NUMBERS = {
    w: n for n, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
} | {"a": 1, "niner": 9, "tree": 3, "fife": 5, "couple": 2}  # fmt: skip
"""Numbers as they are spoken, also by radio procedure."""
