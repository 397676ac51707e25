#!/usr/bin/env python3
"""A sample worker: people and groups in memory, or in the JSON file that is named as its argument.

The protocol is on one page, docs/shell-protocol.md. Take what you need from here; the parts that know your application are
the functions in `operations`.
"""
import json
import os
import sys
import uuid


class Refusal(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


file = sys.argv[1] if len(sys.argv) > 1 else None
records = {"User": {}, "Group": {}}
key = {"User": "id", "Group": "id"}


def load():
    if file and os.path.exists(file):
        with open(file, encoding="utf-8") as source:
            records.update(json.load(source))


def save():
    if file:
        with open(file + ".new", "w", encoding="utf-8") as target:
            json.dump(records, target, ensure_ascii=False)
        os.replace(file + ".new", file)


def existing(request):
    try:
        return records[request["resourceType"]][request["id"]]
    except KeyError:
        raise Refusal("notFound", "There is no such record.") from None


def find(request):
    yield from list(records[request["resourceType"]].values())


def get(request):
    yield existing(request)


def insert(request):
    kind = request["resourceType"]
    record = {name: value for name, value in request["record"].items() if name != "password"}
    id = str(record.setdefault(key[kind], str(uuid.uuid4())))
    if id in records[kind]:
        raise Refusal("conflict", "There is such a record already.")
    records[kind][id] = record
    save()
    yield record


def update(request):
    record = existing(request)
    change = request["change"]
    record.update({name: value for name, value in change.get("set", {}).items() if name != "password"})
    for name in change.get("unset", []):
        record.pop(name, None)
    for name, elements in change.get("lists", {}).items():
        gone = [name_of(element) for element in elements.get("remove", []) + elements.get("add", [])]
        kept = [element for element in record.get(name, []) if name_of(element) not in gone]
        record[name] = kept + elements.get("add", [])
    save()
    yield record


def name_of(element):
    return element.get("value") if isinstance(element, dict) else element


def remove(request):
    existing(request)
    del records[request["resourceType"]][request["id"]]
    save()
    return iter(())


def check(request):
    return iter(())


operations = {"find": find, "get": get, "insert": insert, "update": update, "remove": remove, "check": check}


def send(message):
    sys.stdout.write(json.dumps(message) + "\n")


def answer(request):
    call = request["call"]
    try:
        for record in operations[request["operation"]](request):
            send({"call": call, "record": record})
        send({"call": call, "end": True})
    except Refusal as refusal:
        send({"call": call, "error": {"code": refusal.code, "message": str(refusal)}})
    except Exception as error:  # for the gateway's log
        send({"call": call, "error": {"message": repr(error)}})
    sys.stdout.flush()


load()
for line in sys.stdin:
    message = json.loads(line)
    if "hello" in message:
        for kind, use in message["hello"]["resources"].items():
            key[kind] = use["key"]
            records.setdefault(kind, {})
        stores = {kind: {"operations": ["find", "get", "insert", "update", "remove"]} for kind in records}
        send({"hello": {"protocol": 1, "check": True, "stores": stores}})
        sys.stdout.flush()
    elif "call" in message:
        answer(message)
    # A "cancel" is read only when the call before it has ended: there is nothing left to do for it.
