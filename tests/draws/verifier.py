#!/usr/bin/env python3
"""Checks certificates of drawbridge-draw-1 and drawbridge-draw-2, written from docs/draw-algorithm.md with the standard library alone.

  verifier.py FILE      prints ok, or what is wrong, and exits 0 or 1
  verifier.py --lines   reads one certificate a line from standard input and answers each with one line

The pairing of the beacon's signature is the one thing not done here: the standard library has no BLS12-381. The value
of the round is derived from the signature, so that a changed signature is found where the seed or the value does not
follow; that it is the beacon's own has to be checked with another tool.
"""
import hashlib
import hmac
import json
import struct
import sys
from datetime import datetime, timezone

LEVEL = {"position": int, "label": str, "quantity": int, "prizes": [str]}
NONE = type(None)
BEACON = {
    "scheme": str, "chainHash": str, "publicKey": str, "genesisSeconds": int, "periodSeconds": int,
    "groupHash": (str, NONE), "beaconId": (str, NONE), "round": int, "signature": str, "randomness": str,
}
FIRST = {
    "format": str, "version": int, "algorithm": str,
    "organisation": {"id": str, "name": str},
    "raffle": {"id": str, "title": str, "number": str},
    "drawing": {"id": str, "kind": str, "position": int, "levels": [LEVEL], "reserves": int},
    "beacon": BEACON,
    "times": {"namedAt": str, "closedAt": str, "frozenAt": str, "drawnAt": str},
    "operator": NONE, "terms": str,
    "list": {"count": int, "root": str, "entries": [str]},
    "seed": str,
    "winners": [{"rank": int, "entry": int, "ticket": str, "level": int, "label": str}],
    "reserves": [{"rank": int, "entry": int, "ticket": str}],
}


class Maybe:
    """A field that may be null."""

    def __init__(self, form):
        self.form = form


SECOND = {
    **FIRST,
    "method": str,
    "drawings": [{"id": str, "kind": str, "position": int, "state": str, "root": (str, NONE)}],
    "drawing": {
        **FIRST["drawing"],
        "trigger": Maybe({"count": (int, NONE), "at": (str, NONE), "triggeredAt": str, "order": int}),
        "without": [str], "stubsReturn": bool,
    },
    "pot": Maybe({
        "kind": str, "currency": str, "salesMinor": int, "shareBasisPoints": int, "seedMinor": int,
        "minimumMinor": int, "capMinor": (int, NONE), "potMinor": int,
    }),
    "beacon": Maybe(BEACON),
    "times": {**FIRST["times"], "namedAt": (str, NONE)},
    "renewal": Maybe({"missedRound": (int, NONE), "reason": str, "requestedAt": str, "approvedAt": [str]}),
    "seed": (str, NONE),
    "hand": Maybe({
        "media": [{"kind": str, "name": str, "sha256": (str, NONE), "bytes": (int, NONE), "address": (str, NONE)}],
        "seal": str,
    }),
    "winners": [{**FIRST["winners"][0], "prize": (str, NONE), "amountMinor": (int, NONE)}],
}


class Wrong(Exception):
    pass


def check_form(value, form, path):
    if isinstance(form, Maybe):
        if value is not None:
            check_form(value, form.form, path)
    elif isinstance(form, dict):
        if not isinstance(value, dict) or set(value) != set(form):
            raise Wrong(f"form {path or 'file'}")
        for name, inner in form.items():
            check_form(value[name], inner, f"{path}.{name}" if path else name)
    elif isinstance(form, list):
        if not isinstance(value, list):
            raise Wrong(f"form {path}")
        for at, item in enumerate(value):
            check_form(item, form[0], f"{path}[{at}]")
    elif not isinstance(value, form) or (isinstance(value, bool) and form is not bool):
        raise Wrong(f"form {path}")


def sha256(data):
    return hashlib.sha256(data).digest()


def fields(*values):
    out = b""
    for value in values:
        data = value.encode("utf-8") if isinstance(value, str) else value
        out += struct.pack(">I", len(data)) + data
    return out


def root_of(entries):
    """RFC 6962, section 2.1, from the top down."""
    if not entries:
        return sha256(b"")
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0].encode("utf-8"))
    split = 1
    while split * 2 < len(entries):
        split *= 2
    return sha256(b"\x01" + root_of(entries[:split]) + root_of(entries[split:]))


def words(seed):
    def mac(key, *parts):
        return hmac.new(key, b"".join(parts), hashlib.sha256).digest()

    key, value = bytes(32), b"\x01" * 32
    for byte in (b"\x00", b"\x01"):
        key = mac(key, value, byte, seed)
        value = mac(key, value)
    while True:
        for _ in range(128):
            value = mac(key, value)
            yield from struct.unpack(">8I", value)
        key = mac(key, value, b"\x00")
        value = mac(key, value)


def number_below(stream, size):
    share = 2**32 // size
    while True:
        word = next(stream)
        if word < share * size:
            return word // share


def moment(text):
    parsed = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)
    return round(parsed.timestamp() * 1000)


def canonical(value):
    """RFC 8785, for texts, whole numbers, true, false and null: names here are ASCII."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def first_terms_of(c):
    drawing, beacon, times = c["drawing"], c["beacon"], c["times"]
    levels = []
    for level in drawing["levels"]:
        levels += [str(level["position"]), level["label"], str(level["quantity"]), str(len(level["prizes"]))]
        levels += level["prizes"]
    return sha256(fields(
        "drawbridge/terms/1",
        c["organisation"]["id"], c["organisation"]["name"],
        c["raffle"]["id"], c["raffle"]["title"], c["raffle"]["number"],
        drawing["id"], drawing["kind"], str(drawing["position"]),
        str(len(drawing["levels"])), *levels, str(drawing["reserves"]),
        beacon["scheme"], beacon["chainHash"], beacon["publicKey"],
        str(beacon["genesisSeconds"]), str(beacon["periodSeconds"]),
        beacon["groupHash"] or "", beacon["beaconId"] or "", str(beacon["round"]),
        times["namedAt"], times["closedAt"], times["frozenAt"], "",
    ))


def terms_of(c):
    beacon = c["beacon"] and {k: v for k, v in c["beacon"].items() if k not in ("signature", "randomness")}
    names = ("method", "organisation", "raffle", "drawings", "drawing", "pot", "renewal", "operator")
    fixed = {name: c[name] for name in names}
    times = {name: c["times"][name] for name in ("namedAt", "closedAt", "frozenAt")}
    return sha256(fields("drawbridge/terms/2", canonical({**fixed, "beacon": beacon, "times": times})))


def pot_faults(c):
    pot, winners = c["pot"], c["winners"]
    if pot is None:
        return ["parts"] if any(w["amountMinor"] is not None for w in winners) else []
    amount = max(pot["seedMinor"] - (-pot["salesMinor"] * pot["shareBasisPoints"] // 10000), pot["minimumMinor"])
    if pot["capMinor"] is not None:
        amount = min(amount, pot["capMinor"])
    if amount != pot["potMinor"]:
        return ["pot"]
    parts = []
    for at in range(len(winners)):
        parts.append(amount // len(winners) + (1 if at < amount % len(winners) else 0))
    return [] if [w["amountMinor"] for w in winners] == parts else ["parts"]


def hand_faults(c, terms, root):
    drawing, entries, drawn = c["drawing"], c["list"]["entries"], c["winners"] + c["reserves"]
    places = [level["position"] for level in drawing["levels"] for _ in range(level["quantity"])]
    wanted = len(places) if drawing["stubsReturn"] and entries else min(len(places), len(entries))
    labels = {level["position"]: level for level in drawing["levels"]}
    faults = []
    if [w["level"] for w in c["winners"]] != places[:wanted]:
        faults.append("winners")
    for at, one in enumerate(drawn):
        if one["rank"] != at + 1 or not one["entry"] < len(entries) or entries[one["entry"]] != one["ticket"]:
            faults.append("winners")
    if not drawing["stubsReturn"] and len({one["ticket"] for one in drawn}) != len(drawn):
        faults.append("repeated")
    for one in c["winners"]:
        level = labels.get(one["level"])
        if level is None or one["label"] != level["label"] or one["prize"] not in [None, *level["prizes"]]:
            faults.append("winners")
    text = canonical({"media": c["hand"]["media"], "winners": c["winners"], "reserves": c["reserves"]})
    seal = sha256(fields("drawbridge/seal/2", terms, root, struct.pack(">Q", len(entries)), text))
    if c["hand"]["seal"] != seal.hex():
        faults.append("seal")
    return faults


def place_faults(c):
    """What only one way of drawing has."""
    hand = c["method"] == "hand"
    early = c["drawing"]["kind"] == "early-bird"
    wrong = c["method"] not in ("hand", "beacon") or (c["beacon"] is None) != hand or (c["seed"] is None) != hand
    wrong = wrong or (c["hand"] is None) == hand or (c["times"]["namedAt"] is None and not hand)
    wrong = wrong or (c["drawing"]["stubsReturn"] and not hand) or (c["drawing"]["trigger"] is not None) != early
    if wrong:
        raise Wrong("form place")


def faults_of(c):
    faults = []
    first = isinstance(c, dict) and c.get("version") == 1
    check_form(c, FIRST if first else SECOND, "")
    name = (c["format"], c["version"], c["algorithm"])
    if name not in (("drawbridge-certificate", 1, "drawbridge-draw-1"), ("drawbridge-certificate", 2, "drawbridge-draw-2")):
        raise Wrong("form format")
    if not first:
        place_faults(c)
    beacon, times, drawing, entries = c["beacon"], c["times"], c["drawing"], c["list"]["entries"]
    if beacon is not None and beacon["scheme"] != "bls-unchained-g1-rfc9380":
        raise Wrong("form beacon.scheme")

    if len(set(entries)) != len(entries):
        faults.append("repeated")
    if c["list"]["count"] != len(entries):
        faults.append("count")
    root = root_of(entries)
    if c["list"]["root"] != root.hex():
        faults.append("root")
    terms = first_terms_of(c) if first else terms_of(c)
    if c["terms"] != terms.hex():
        faults.append("terms")
    if not first:
        own = [one["id"] for one in c["drawings"] if one["state"] == "this"]
        if own != [drawing["id"]]:
            faults.append("drawings")
        if set(drawing["without"]) & set(entries):
            faults.append("without")
        faults += pot_faults(c)

    closed, frozen, drawn = (moment(times[name]) for name in ("closedAt", "frozenAt", "drawnAt"))
    if beacon is None:
        if not closed <= frozen <= drawn:
            faults.append("time-order")
        return faults + hand_faults(c, terms, root)

    if beacon["groupHash"] is not None and beacon["beaconId"] is not None:
        name = "" if beacon["beaconId"] == "default" else beacon["beaconId"]
        chain = sha256(struct.pack(">IQ", beacon["periodSeconds"], beacon["genesisSeconds"])
                       + bytes.fromhex(beacon["publicKey"]) + bytes.fromhex(beacon["groupHash"]) + name.encode())
        if chain.hex() != beacon["chainHash"]:
            faults.append("chain")
    randomness = sha256(bytes.fromhex(beacon["signature"]))
    if beacon["randomness"] != randomness.hex():
        faults.append("randomness")

    published = (beacon["genesisSeconds"] + (beacon["round"] - 1) * beacon["periodSeconds"]) * 1000
    named = moment(times["namedAt"])
    late = not first and (drawing["trigger"] is not None or c["renewal"] is not None)
    begun = closed <= named <= frozen if late else named < closed <= frozen
    if not (begun and frozen < published <= drawn):
        faults.append("time-order")

    seed = sha256(fields(
        "drawbridge/seed/1", drawing["id"], terms, root, struct.pack(">Q", len(entries)),
        bytes.fromhex(beacon["chainHash"]), struct.pack(">Q", beacon["round"]), randomness, "",
    ))
    if c["seed"] != seed.hex():
        faults.append("seed")

    prizes = [level for level in drawing["levels"] for _ in range(level["quantity"])]
    order = list(range(len(entries)))
    stream = words(seed)
    winners, reserves = [], []
    for at in range(min(len(entries), len(prizes) + drawing["reserves"])):
        picked = at + number_below(stream, len(entries) - at)
        order[at], order[picked] = order[picked], order[at]
        one = {"rank": at + 1, "entry": order[at], "ticket": entries[order[at]]}
        if at < len(prizes):
            winners.append({**one, "level": prizes[at]["position"], "label": prizes[at]["label"]})
        else:
            reserves.append(one)
    said = c["winners"]
    if not first:
        if any(one["prize"] is not None for one in said):
            faults.append("winners")
        said = [{k: v for k, v in one.items() if k not in ("prize", "amountMinor")} for one in said]
    if said != winners:
        faults.append("winners")
    if c["reserves"] != reserves:
        faults.append("reserves")
    return faults


def answer(text):
    try:
        faults = faults_of(json.loads(text))
    except Wrong as wrong:
        faults = [str(wrong)]
    except (ValueError, OverflowError, struct.error) as error:
        faults = [f"form {error}"]
    return "ok" if not faults else ", ".join(faults)


def main():
    if sys.argv[1:] == ["--lines"]:
        for line in sys.stdin:
            print(answer(line))
        return 0
    with open(sys.argv[1], encoding="utf-8") as file:
        said = answer(file.read())
    print(said)
    return 0 if said == "ok" else 1


if __name__ == "__main__":
    sys.exit(main())
