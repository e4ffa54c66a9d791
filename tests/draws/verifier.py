#!/usr/bin/env python3
"""Checks certificates of drawbridge-draw-1, written from docs/draw-algorithm.md with the standard library alone.

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
FORM = {
    "format": str, "version": int, "algorithm": str,
    "organisation": {"id": str, "name": str},
    "raffle": {"id": str, "title": str, "number": str},
    "drawing": {"id": str, "kind": str, "position": int, "levels": [LEVEL], "reserves": int},
    "beacon": {
        "scheme": str, "chainHash": str, "publicKey": str, "genesisSeconds": int, "periodSeconds": int,
        "groupHash": (str, type(None)), "beaconId": (str, type(None)), "round": int, "signature": str,
        "randomness": str,
    },
    "times": {"namedAt": str, "closedAt": str, "frozenAt": str, "drawnAt": str},
    "operator": type(None), "terms": str,
    "list": {"count": int, "root": str, "entries": [str]},
    "seed": str,
    "winners": [{"rank": int, "entry": int, "ticket": str, "level": int, "label": str}],
    "reserves": [{"rank": int, "entry": int, "ticket": str}],
}


class Wrong(Exception):
    pass


def check_form(value, form, path):
    if isinstance(form, dict):
        if not isinstance(value, dict) or set(value) != set(form):
            raise Wrong(f"form {path or 'file'}")
        for name, inner in form.items():
            check_form(value[name], inner, f"{path}.{name}" if path else name)
    elif isinstance(form, list):
        if not isinstance(value, list):
            raise Wrong(f"form {path}")
        for at, item in enumerate(value):
            check_form(item, form[0], f"{path}[{at}]")
    elif not isinstance(value, form) or isinstance(value, bool):
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


def terms_of(c):
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


def faults_of(c):
    faults = []
    check_form(c, FORM, "")
    if (c["format"], c["version"], c["algorithm"]) != ("drawbridge-certificate", 1, "drawbridge-draw-1"):
        raise Wrong("form format")
    beacon, times, drawing, entries = c["beacon"], c["times"], c["drawing"], c["list"]["entries"]
    if beacon["scheme"] != "bls-unchained-g1-rfc9380":
        raise Wrong("form beacon.scheme")

    if len(set(entries)) != len(entries):
        faults.append("repeated")
    if c["list"]["count"] != len(entries):
        faults.append("count")
    root = root_of(entries)
    if c["list"]["root"] != root.hex():
        faults.append("root")

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
    named, closed, frozen, drawn = (moment(times[name]) for name in ("namedAt", "closedAt", "frozenAt", "drawnAt"))
    if not (named < closed <= frozen < published <= drawn):
        faults.append("time-order")

    terms = terms_of(c)
    if c["terms"] != terms.hex():
        faults.append("terms")
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
    if c["winners"] != winners:
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
