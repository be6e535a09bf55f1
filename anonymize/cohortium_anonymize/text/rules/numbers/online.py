"""Rules for addresses of the electronic kind: mail, the web, social networks, machines, files."""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.rule import Rule
from cohortium_anonymize.text.words.dictionary import familiar

_AT = r"\s?(?:@|[\[({<]\s?at\s?[\])}>]|\sat\s)\s?"
_DOT = r"\s?(?:\.|[\[({<]\s?(?:dot|\.)\s?[\])}>]|\sdot\s)\s?"
_TLD = r"(?:com|org|net|edu|gov|mil|io|co|us|uk|de|fr|es|ca|info|health|me|example|test|local)"
_FILE = r"(?:dcm|pdf|jpe?g|png|nii|gz|txt|docx?|xlsx?|csv|xml|tiff?|zip|hl7|mp[34]|wav|rtf|html?|json|bmp|gif|heic|mov|svs|edf|log|bak|msg|eml)"
# Networks by names that are no words of medicine.
_NETWORK = r"(?:IG|(?i:gamertag|insta(?:gram)?|snap(?:chat)?|tik[ ]?tok|twitter|facebook|fb|telegram|discord|reddit|youtube|linkedin|skype|venmo|cash[ ]?app|zelle|paypal|wechat|bluesky|twitch|xbox|psn)|X(?=[ ](?:handle|account|username)))"
_KIND = r"(?i:handle|account|acct|username|user[ ]?name|user|name|id|page|profile|channel|(?:gamer)?tag)"
_HANDLE = r"(?:[ur]/)?[A-Za-z0-9_][A-Za-z0-9_.-]{1,38}[A-Za-z0-9_](?:#\d{4})?"


def _handle(text: str, start: int, end: int) -> tuple[int, int] | None:
    """What is no word of the language: "seen @bedside"."""
    return None if familiar(text[start:end].lstrip("@")) else (start, end)


def _unknown(text: str, start: int, end: int) -> tuple[int, int] | None:
    """What is no word of the language in any of its parts: "tiktok videos", "facebook-messaged"."""
    words = re.split(r"[_.-]", text[start:end])
    return None if all(familiar(word) for word in words if word) else (start, end)


RULES = (
    Rule("file_path", "ID", r"(?:^|(?<=[\s\"'(=:>|,]))(?:[A-Za-z]:\\|/|\\\\|~/)(?:[\w.@+-]{1,60}[/\\]){1,12}[\w.@+-]{1,80}"),
    Rule("file_name", "ID", rf"(?i)(?<![\w/-])(?=[\w.-]{{0,60}}\d{{4}}|[a-z]{{2,30}}[_-][a-z]{{2,30}}[_.-])[\w-]{{1,60}}(?:\.[\w-]{{1,40}}){{0,3}}\.{_FILE}\b"),
    Rule("email", "EMAIL", r"[A-Za-z0-9][\w.+'-]{0,63}@(?=[0-9.-]{0,20}[A-Za-z])[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,5}"),
    Rule("email_obfuscated", "EMAIL", rf"(?i)\b[a-z0-9][\w+-]{{0,40}}(?:{_DOT}[\w+-]{{1,40}}){{0,3}}{_AT}[a-z0-9-]{{1,40}}(?:{_DOT}[a-z0-9-]{{2,40}}){{0,3}}{_DOT}{_TLD}\b"),
    Rule("url", "URL", r"(?i)\b(?:https?|ftp|sftp|s3|file)://[^\s<>\"']{1,400}|\bwww\.[^\s<>\"']{3,400}"),
    Rule("url_bare", "URL", rf"(?i)(?<![\w@./-])[a-z0-9-]{{2,40}}(?:\.[a-z0-9-]{{2,40}}){{0,2}}\.{_TLD}/[^\s<>\"',;]{{1,200}}"),
    Rule("login", "NAME", r"(?i)\b(?:user(?:name|[ _-]?id)?|login|logon)(?:[ ]?[:=][ ]?|[ ](?:is[ ])?(?=[\w.-]{0,38}[\d_]))[\"']?(?P<name>[\w.@-]{3,40})", "name"),
    Rule("handle", "URL", r"(?<![\w@.])@[A-Za-z][A-Za-z0-9_]{2,30}(?:\.[a-z0-9_]{1,30}){0,3}\b", 0, _handle),
    Rule("handle_labelled", "URL", rf"(?<![A-Za-z]){_NETWORK}(?:[ ]{_KIND}){{0,2}}(?:[ ]?[:=@][ ]?[@$]?|[ ]-[ ]@?|[ ]is[ ][@$]?|[ ][@$]?(?=[A-Za-z_][\w./#]{{0,38}}[\d_.]\w)|(?<=handle)[ ]|(?<=name)[ ])[\"']?(?P<name>{_HANDLE})", "name", _handle),
    Rule("handle_named", "URL", rf"(?<![A-Za-z]){_NETWORK}(?:[ ](?:as|under|by|via|to|user|{_KIND}))?[ ][@$]?(?P<name>[A-Za-z][A-Za-z0-9_.-]{{5,38}}[A-Za-z0-9_]|(?<=\$)[A-Za-z]\w{{3,30}})", "name", _unknown),
    Rule("ip", "IP", r"(?<![\d.])(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![\d.])(?::\d{2,5}\b)?"),
    Rule("ip_six", "IP", r"(?i)(?<![\w:.])(?=[0-9a-f:]{0,38}[a-f\d]{3})(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,5}|:)(?![\w:])", check=lambda t, s, e: (s, e) if t.count(":", s, e) > 6 or "::" in t[s:e] else None),
    Rule("mac", "DEVICE", r"(?i)(?<![0-9a-f:])[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}(?![0-9a-f:])"),
    Rule("mac_points", "DEVICE", r"(?i)(?<![\w.])(?=[0-9.]{0,13}[a-f])[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![\w.])"),
    Rule("uuid", "ID", r"(?i)(?<![0-9a-f-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
)  # fmt: skip
