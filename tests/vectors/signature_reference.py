"""The fingerprint of a message, after docs/signature.md and nothing else: no package, plain loops, Python 3.8 or newer.

Reads JSON lines on standard input: {"message": "..."} or {"messageHex": "..."}; writes for each {"masks": [[kind, start, end]],
"form": "...", "fingerprint": "..."}. Offsets are bytes. This is no fast code: it is the paper, executable.
"""

import json
import sys

DIGIT, HEX, LETTER, DOT, COLON, SLASH, DASH, UNDERSCORE, AT, PLUS, PERCENT, BACKSLASH = (1 << i for i in range(12))
ALNUM = DIGIT | HEX | LETTER
MARKS = {".": DOT, ":": COLON, "/": SLASH, "-": DASH, "_": UNDERSCORE, "@": AT, "+": PLUS, "%": PERCENT, "\\": BACKSLASH}


def class_of(byte):
    if 0x30 <= byte <= 0x39:
        return DIGIT
    if byte >= 0x80:
        return LETTER
    low = byte | 0x20
    if 0x61 <= low <= 0x7A:
        return HEX if low <= 0x66 else LETTER
    return MARKS.get(chr(byte), 0)


CLASS = [class_of(byte) for byte in range(256)]


def members(extra):
    return {byte for byte in range(256) if CLASS[byte] & ~BACKSLASH} | {ord(mark) for mark in extra}


PATH_BYTES, WINDOWS_BYTES, URL_BYTES = members("=?&~#$*!"), members("=~#$\\"), members("=?&~#$*!,;")
PUNCTUATION = set(b".,:;!?=&*-+@#%")
MONTHS = set("jan feb mar apr may jun jul aug sep oct nov dec".split())
WEEKDAYS = set("mon tue wed thu fri sat sun".split())
DURATIONS = set("ns us \u00b5s ms s m h d sec secs min mins hr hrs w".split())
SIZES = set("b k g t kb mb gb tb pb kib mib gib tib byte bytes kbit mbit gbit kbps mbps gbps kb/s mb/s gb/s b/s".split())
DOMAINS = set("com net org edu gov mil local lan internal localdomain intranet corp".split())
COUNTRIES = set(
    "ac at au be br ca ch cl cn cz de dk es eu fi fr gr hk hu ie il in ir it jp kr mx nl no nz pl pt ro ru se sg tr tw ua uk us za".split()
)
MOST_SLOTS, LONGEST_WORD, LONGEST_TOKEN = 192, 96, 512


class Masker:
    """Masks one message. Every method looks at self.b[at:end); positions outside of the message read as 0."""

    def __init__(self, data):
        self.b = data
        self.masks = []

    # bytes

    def byte(self, at):
        return self.b[at] if 0 <= at < len(self.b) else 0

    def digit(self, at):
        return CLASS[self.byte(at)] == DIGIT

    def alnum(self, at):
        return CLASS[self.byte(at)] & ALNUM != 0

    def seen(self, at, end):
        bits = 0
        for i in range(at, end):
            bits |= CLASS[self.byte(i)]
        return bits

    def digits_end(self, at, end):
        while at < end and self.digit(at):
            at += 1
        return at

    def is_key_end(self, at, end):
        return at < end and self.byte(at) == 0x3D and self.byte(at + 1) != 0x3D

    def add(self, kind, at, end):
        if end > at:
            self.masks.append((kind, at, end))
        return end

    def without_punctuation(self, at, end):
        while end > at + 1 and self.byte(end - 1) in PUNCTUATION:
            end -= 1
        return end

    # shapes: where one that starts at `at` ends, -1 when there is none

    def ipv4_end(self, at, end):
        i = at
        for part in range(4):
            start, value = i, 0
            while i < end and i - start < 4 and self.digit(i):
                value = value * 10 + self.byte(i) - 0x30
                i += 1
            if i == start or i - start > 3 or value > 255:
                return -1
            if part < 3:
                if i >= end or self.byte(i) != 0x2E:
                    return -1
                i += 1
        if i < end and (self.alnum(i) or (self.byte(i) == 0x2E and i + 1 < end and self.digit(i + 1))):
            return -1
        return i

    def port_end(self, at, end):
        if at + 1 >= end or self.byte(at) not in (0x3A, 0x2F):
            return at
        i = self.digits_end(at + 1, end)
        return at if i == at + 1 or i - at > 6 or (i < end and self.alnum(i)) else i

    def ipv6_end(self, at, end):
        groups = colons = 0
        doubled = digits = False
        i = at
        while i < end and i - at < 46:
            start = i
            while i < end and CLASS[self.byte(i)] & (DIGIT | HEX):
                digits = digits or self.digit(i)
                i += 1
            if i - start > 4:
                return -1
            if i > start:
                groups += 1
            if i < end and self.byte(i) == 0x2E and groups > 0 and (doubled or groups == 7):
                v4 = self.ipv4_end(start, end)
                if v4 > 0:
                    return v4
            if i >= end or self.byte(i) != 0x3A:
                break
            colons += 1
            i += 1
            if i < end and self.byte(i) == 0x3A:
                if doubled:
                    return -1
                doubled = True
                colons += 1
                i += 1
            elif i >= end or not CLASS[self.byte(i)] & (DIGIT | HEX):
                i -= 1
                colons -= 1
                break
        if i < end and self.alnum(i):
            return -1
        if doubled:
            return i if groups <= 7 and digits else -1
        return i if groups == 8 and colons == 7 else -1

    def mac_end(self, at, end):
        mark = self.byte(at + 2)
        if mark not in (0x3A, 0x2D):
            return -1
        i, pairs = at, 1
        while i + 2 <= end:
            if not CLASS[self.byte(i)] & (DIGIT | HEX) or not CLASS[self.byte(i + 1)] & (DIGIT | HEX):
                return -1
            i += 2
            if i + 2 < end and self.byte(i) == mark and self.alnum(i + 1) and pairs < 20:
                i += 1
                pairs += 1
                continue
            return -1 if pairs < 6 or (i < end and self.alnum(i)) else i
        return -1

    def uuid_end(self, at, end):
        if end - at < 36:
            return -1
        for i in range(36):
            byte = self.byte(at + i)
            if (byte != 0x2D) if i in (8, 13, 18, 23) else not CLASS[byte] & (DIGIT | HEX):
                return -1
        return -1 if at + 36 < end and self.alnum(at + 36) else at + 36

    def clock_end(self, at, end):
        i = self.digits_end(at, min(end, at + 3))
        if i == at or i - at > 2 or i >= end or self.byte(i) != 0x3A:
            return -1
        parts = 1
        while parts < 3 and i + 2 < end and self.byte(i) == 0x3A and self.digit(i + 1) and self.digit(i + 2):
            i += 3
            parts += 1
        if parts < 2 or (i < end and self.digit(i)):
            return -1
        if parts == 3 and i + 1 < end and self.byte(i) in (0x2E, 0x2C) and self.digit(i + 1):
            fraction = self.digits_end(i + 1, min(end, i + 11))
            if self.byte(i) == 0x2E or (fraction - i == 4 and (fraction >= end or not self.alnum(fraction))):
                i = fraction
        if i < end and self.byte(i) == 0x5A and (i + 1 >= end or not self.alnum(i + 1)):
            return i + 1
        if i + 2 < end and self.byte(i) in (0x2B, 0x2D) and self.digit(i + 1) and self.digit(i + 2):
            zone = i + 3
            if zone < end and self.byte(zone) == 0x3A:
                zone += 1
            zone_end = self.digits_end(zone, min(end, zone + 3))
            if zone_end - zone == 2:
                return zone_end
        more = i < end and (self.alnum(i) or (self.byte(i) == 0x3A and i + 1 < end and self.digit(i + 1)))
        return -1 if more else i

    def clock_after_date_end(self, at, end):
        if at + 4 >= end or self.byte(at) not in (0x20, 0x54, 0x2D, 0x3A):
            return at
        clock = self.clock_end(at + 1, end)
        if clock > 0:
            return clock
        if self.byte(at) == 0x2D and at + 8 < end and self.byte(at + 3) == 0x2E and self.byte(at + 6) == 0x2E:
            i = at + 1
            while i < end and (self.digit(i) or (self.byte(i) == 0x2E and i + 1 < end and self.digit(i + 1))):
                i += 1
            return i
        return at

    def three(self, at):
        return bytes(self.byte(at + k) | 0x20 for k in range(3)).decode("latin-1")

    def date_end(self, at, end):
        first = self.digits_end(at, min(end, at + 5)) - at
        if first in (0, 3) or first > 4 or at + first + 4 > end:
            return -1
        mark = self.byte(at + first)
        if mark not in (0x2D, 0x2F, 0x2E):
            return -1
        i = at + first + 1
        second = self.digits_end(i, min(end, i + 3)) - i
        if second == 0:
            if mark == 0x2E or i + 3 >= end or self.three(i) not in MONTHS:
                return -1
            i += 3
        elif second > 2:
            return -1
        else:
            i += second
        if i + 1 >= end or self.byte(i) != mark:
            return -1
        third = self.digits_end(i + 1, min(end, i + 6)) - i - 1
        if first == 4:
            if third == 0 or third > 2:
                return -1
        elif mark == 0x2E or not (third == 4 or (third == 2 and mark == 0x2F)):
            return -1
        if first == 4 and mark == 0x2E and (second != 2 or third != 2):
            return -1
        i += 1 + third
        return -1 if i < end and self.digit(i) else i

    def spaces_end(self, at, end):
        i = at
        while i < end and i - at < 3 and self.byte(i) in (0x20, 0x2C):
            i += 1
        return i

    def wordy_date_end(self, at, end):
        i = at
        if self.three(i) in WEEKDAYS:
            i = self.spaces_end(i + 3, end)
            if i == at + 3 or i + 5 > end:
                return -1
        day = 0
        if self.digit(i):
            day = self.digits_end(i, min(end, i + 3)) - i
            if day > 2:
                return -1
            i = self.spaces_end(i + day, end)
        if i + 3 >= end or self.three(i) not in MONTHS or self.alnum(i + 3):
            return -1
        i = self.spaces_end(i + 3, end)
        if day == 0:
            day = self.digits_end(i, min(end, i + 3)) - i
            if day == 0 or day > 2:
                return -1
            i += day
        found = -1
        for piece in range(3):
            after = self.spaces_end(i, end)
            if after == i and piece > 0:
                break
            clock = self.clock_end(after, end)
            if clock > 0:
                i = found = clock
                continue
            year = self.digits_end(after, min(end, after + 5)) - after
            if year == 4 and (after + 4 >= end or not self.alnum(after + 4)):
                i = found = after + 4
                continue
            if found > 0 and after + 3 <= end and self.is_zone(after, end):
                i = after + 3
                continue
            break
        return -1 if found < 0 else i

    def is_zone(self, at, end):
        return all(0x41 <= self.byte(at + k) <= 0x5A for k in range(3)) and (at + 3 >= end or not self.alnum(at + 3))

    def unit_of(self, at, end):
        if not 0 < end - at <= 5:
            return None
        text = self.b[at:end]
        if text == b"M":
            return "size"
        word = bytes(byte | 0x20 if 0x41 <= byte <= 0x5A else byte for byte in text).decode("utf-8", "replace")
        return "duration" if word in DURATIONS else "size" if word in SIZES else None

    def spaced_size_end(self, at, end):
        if at + 1 >= end or self.byte(at) != 0x20:
            return at
        i = at + 1
        if self.byte(i) in b"KMGTPk":
            i += 1
            if i < end and self.byte(i) == 0x69:
                i += 1
        if i >= end or self.byte(i) != 0x42:
            return at
        i += 1
        return at if i < end and (self.alnum(i) or self.byte(i) in (0x2D, 0x5F)) else i

    def is_host_name(self, at, end):
        last = end - 1
        while last > at and self.byte(last) != 0x2E:
            last -= 1
        length = end - last - 1
        if last <= at or not 2 <= length <= 11:
            return False
        ending = self.b[last + 1 : end]
        if any(not 0x61 <= byte <= 0x7A for byte in ending):
            return False
        ending = ending.decode("ascii")
        if ending in DOMAINS:
            return True
        return ending in COUNTRIES and any(self.byte(i) == 0x2E for i in range(at + 1, last))

    # the message

    def mask(self):
        end = len(self.b)
        i = 0
        while i < end:
            if CLASS[self.b[i]] == 0:
                i += 1
                continue
            at, seen = i, 0
            while i < end and CLASS[self.b[i]] != 0:
                seen |= CLASS[self.b[i]]
                i += 1
            full = len(self.masks) >= MOST_SLOTS
            if not seen & (DIGIT | SLASH | AT | BACKSLASH):
                if i - at >= 8 or i - at == 3:
                    i = self.mask_word(at, i, seen, end)
            elif full:
                self.add("text", at, end)
                break
            elif seen == DIGIT and i - at < 32:
                i = self.mask_number(at, i, end)
            elif not seen & ~ALNUM and seen != DIGIT and i - at <= LONGEST_TOKEN:
                self.mask_alphanumeric(at, i, self.is_key_end(i, end), bool(seen & LETTER))
            else:
                i = self.mask_token(at, i, seen, end)
        return self.masks

    def mask_word(self, at, end, seen, message_end):
        length = end - at
        if length < 8:
            if end + 4 < message_end and 0x41 <= self.byte(at) <= 0x5A and self.byte(end) in (0x20, 0x2C):
                date = self.wordy_date_end(at, message_end)
                if date > 0:
                    return self.add("datetime", at, date)
            return end
        if length > LONGEST_WORD:
            return self.add("base64", at, end)
        if seen == HEX:
            return self.mask_atom(at, end, message_end, False)
        if seen & DOT and not seen & UNDERSCORE and self.alnum(at):
            until = end
            while self.byte(until - 1) in (0x2E, 0x3A):
                until -= 1
            if (not seen & COLON or until < end) and 0x3A not in self.b[at:until] and self.is_host_name(at, until):
                self.add("host", at, until)
        return end

    def mask_token(self, start, stop, seen, message_end):
        at, end = start, stop
        if seen & BACKSLASH:
            windows = self.windows_path_end(at, end, message_end)
            if windows > 0:
                return self.add("path", at, windows)
        if seen & COLON and seen & SLASH:
            url = self.mask_url(at, end, message_end)
            if url > 0:
                return url
        if stop - start > LONGEST_TOKEN:
            return self.add("path" if self.byte(start) == 0x2F else "base64", start, stop)
        if self.byte(at) == 0x5C and seen & DIGIT and self.digit(at + 1):
            return self.add("quoted", at, end)
        while at < end:
            byte = self.byte(at)
            if self.alnum(at) or byte in b"_/\\":
                break
            if byte in b"-+" and at + 1 < end and self.digit(at + 1):
                break
            if byte == 0x3A and at + 1 < end and self.byte(at + 1) == 0x3A and self.ipv6_end(at, end) > 0:
                break
            at += 1
        while end > at:
            byte = self.byte(end - 1)
            if self.alnum(end - 1) or byte in b"%_/" or (byte == 0x5C and self.byte(at) == 0x5C):
                break
            if byte == 0x3A and end - at > 2 and self.byte(end - 2) == 0x3A and self.ipv6_end(at, end) == end:
                break
            end -= 1
        if end <= at:
            return stop
        if seen & DOT:
            run = self.b.find(b"..", at, end)
            if run >= 0:
                self.mask_piece(at, run, seen, run, False)
                while self.byte(run) == 0x2E:
                    run += 1
                return run
        until = self.mask_piece(at, end, seen, message_end, end == stop and self.is_key_end(stop, message_end))
        return until if until > stop or until < end else stop

    def mask_piece(self, at, end, seen, message_end, is_key):
        if at >= end:
            return end
        if seen & AT:
            mark = self.b.find(b"@", at, end)
            if mark >= 0:
                return self.mask_around(at, mark, end, message_end)
        if seen & SLASH:
            return self.mask_slashed(at, end, seen, message_end)
        if seen & COLON:
            return self.mask_colons(at, end, message_end, is_key)
        if not seen & DIGIT:
            return end
        return self.mask_atom(at, end, message_end, is_key)

    def mask_around(self, at, mark, end, message_end):
        behind = range(mark + 1, end)
        dotted = any(self.byte(i) == 0x2E for i in behind)
        plain = mark > at and all(self.byte(i) in b".-" or self.alnum(i) for i in behind)
        plain = plain and all(self.byte(i) in b".-+_" or self.alnum(i) for i in range(at, mark))
        if dotted and plain:
            return self.add("email", at, end)
        self.mask_piece(at, mark, self.seen(at, mark), mark, False)
        return self.mask_piece(mark + 1, end, self.seen(mark + 1, end), message_end, False)

    def mask_url(self, at, end, message_end):
        i = at + 1
        while i + 3 < end and i - at < LONGEST_TOKEN:
            if self.b[i : i + 3] != b"://":
                i += 1
                continue
            start = i
            while start > at and CLASS[self.byte(start - 1)] & (ALNUM | DASH | PLUS):
                start -= 1
            if start == i:
                return -1
            until = i + 3
            while until < message_end and self.byte(until) in URL_BYTES:
                until += 1
            until = self.without_punctuation(i + 3, until)
            if start > at:
                self.mask_piece(at, start, self.seen(at, start), start, False)
            return self.add("url", start, until)
        return -1

    def windows_path_end(self, at, end, message_end):
        letter = self.alnum(at) and not self.digit(at)
        drive = at + 3 < end and self.byte(at + 1) == 0x3A and self.byte(at + 2) == 0x5C and letter
        share = at + 4 < end and self.byte(at) == 0x5C and self.byte(at + 1) == 0x5C and self.alnum(at + 2)
        if not drive and not share:
            return -1
        until = at + 2
        while until < message_end and self.byte(until) in WINDOWS_BYTES:
            until += 1
        return self.without_punctuation(at + 2, until)

    def path_end(self, at, end, message_end):
        until = at + 1
        while until < message_end and self.byte(until) in PATH_BYTES:
            until += 1
        return self.without_punctuation(at, max(until, end))

    def mask_slashed(self, at, end, seen, message_end):
        slash, colon, digit_before = at, -1, False
        while self.byte(slash) != 0x2F:
            if self.byte(slash) == 0x3A:
                colon = slash
            elif self.digit(slash):
                digit_before = True
            slash += 1
            if slash >= end:
                return self.mask_colons(at, end, message_end, False)
        if slash == at:
            address = self.ipv4_end(at + 1, end)
            if address > 0:
                until = self.port_end(address, end)
                self.add("ip", at, until)
                return end if until >= end else self.mask_piece(until + 1, end, self.seen(until + 1, end), message_end, False)
            if at + 1 >= end or self.byte(at + 1) == 0x2F:
                after = at + 1
                while after < end and self.byte(after) == 0x2F:
                    after += 1
                return end if after >= end else self.mask_piece(after, end, self.seen(after, end), message_end, False)
            return self.add("path", at, self.path_end(at, end, message_end))
        if colon == slash - 1 or (colon > 0 and not digit_before):
            if colon > at:
                self.mask_colons(at, colon, colon, False)
            return self.mask_slashed(colon + 1, end, self.seen(colon + 1, end), message_end)
        date = self.date_end(at, end)
        if date > 0:
            until = self.clock_after_date_end(date, message_end)
            if date == end or until > date:
                self.add("datetime", at, until)
                return max(end, until)
        if digit_before and self.ipv4_end(at, slash) == slash and self.port_end(slash, end) == end:
            return self.add("ip", at, end)
        rest = self.seen(slash + 1, end)
        one = not rest & SLASH
        if not self.seen(at, end) & DIGIT:
            if not one and rest & DOT and seen != 0:
                return self.add("path", at, self.path_end(at, end, message_end))
            return end
        if one:
            number = self.digits_end(at, slash) == slash
            if (number or not digit_before) and slash + 1 < end and self.digit(slash + 1):
                if number:
                    self.add("number", at, slash)
                return self.mask_piece(slash + 1, end, rest, message_end, False)
        until = self.path_end(at, end, message_end)
        return self.add("host" if seen & (DOT | DASH) and self.ipv4_end(slash + 1, end) > 0 else "path", at, until)

    def mask_colons(self, start, end, message_end, is_key):
        at = start
        while at < end:
            colon, seen = at, 0
            while colon < end and self.byte(colon) != 0x3A:
                seen |= CLASS[self.byte(colon)]
                colon += 1
            if colon < end:
                whole = self.colon_value_end(at, colon, end, seen, message_end)
                if whole > 0:
                    if whole >= end:
                        return whole
                    at = whole + 1 if self.byte(whole) == 0x3A else whole
                    continue
            if seen & DIGIT:
                until = self.mask_trimmed(at, colon, message_end if colon == end else colon, is_key and colon == end)
                if until > end:
                    return until
            elif seen & DOT and colon > at and self.is_host_name(at, colon):
                self.add("host", at, colon)
            at = colon + 1
        return end

    def mask_trimmed(self, start, stop, message_end, is_key):
        at, end = start, stop
        while at < end and not self.alnum(at) and not (self.byte(at) in b"-+" and self.digit(at + 1)):
            at += 1
        while end > at and not self.alnum(end - 1) and self.byte(end - 1) != 0x25:
            end -= 1
        return self.mask_atom(at, end, message_end, is_key) if at < end else stop

    def colon_value_end(self, at, colon, end, seen, message_end):
        if not seen & ~(DIGIT | HEX):
            if colon - at <= 2 and seen == DIGIT:
                mac = self.mac_end(at, end)
                if mac > 0:
                    return self.add("mac", at, mac)
                clock = self.clock_end(at, message_end)
                if clock > 0:
                    return self.add("datetime", at, clock)
            if colon - at <= 4:
                mac = self.mac_end(at, end) if colon - at == 2 else -1
                if mac > 0:
                    return self.add("mac", at, mac)
                address = self.ipv6_end(at, end)
                if address > 0:
                    return self.add("ip", at, address)
        if seen & DIGIT:
            date = self.date_end(at, end)
            if date > 0:
                clock = self.clock_after_date_end(date, message_end)
                if clock > date:
                    return self.add("datetime", at, clock)
            if self.is_colon_id(at, end):
                return self.add("id", at, end)
            if self.ipv4_end(at, colon) == colon:
                return self.add("ip", at, self.port_end(colon, end))
            port = self.port_end(colon, end)
            letters = seen & (LETTER | HEX)
            if port > colon and letters and seen & (DOT | DASH) and self.looks_like_host(at, colon):
                return self.add("host", at, port)
            if letters and seen & DASH and colon + 1 < end:
                rest = self.seen(colon + 1, end)
                if rest & DIGIT and rest & (LETTER | HEX) and not rest & COLON and rest & DASH:
                    return self.add("id", at, end)
            return -1
        if seen & DOT and self.is_host_name(at, colon):
            return self.add("host", at, self.port_end(colon, end))
        return -1

    def is_colon_id(self, at, end):
        parts, digit, start = 1, False, at
        for i in range(at, end):
            byte = self.byte(i)
            if byte == 0x3A:
                if not digit or i - start > 24:
                    return False
                parts, digit, start = parts + 1, False, i + 1
            elif self.digit(i):
                digit = True
            elif byte == 0x2E and i - start > 4:
                return False
        return digit and parts >= 3

    def looks_like_host(self, at, end):
        for i in range(at, end):
            if self.byte(i) not in b"-." and not self.alnum(i):
                return False
        return 0x2D in self.b[at:end] or self.is_host_name(at, end)

    # atoms: no slash, no colon, trimmed of punctuation

    def counts(self, at, end):
        found = {}
        for byte in self.b[at:end]:
            found[CLASS[byte]] = found.get(CLASS[byte], 0) + 1
        return [found.get(bits, 0) for bits in (DIGIT, HEX, LETTER, DOT, DASH, UNDERSCORE)]

    def switches(self, at, end):
        return sum(self.digit(i) != self.digit(i - 1) for i in range(at + 1, end))

    def mask_atom(self, at, end, message_end, is_key):
        digits, hexes, letters, dots, dashes, underscores = self.counts(at, end)
        length = end - at
        if digits == 0:
            if letters == 0 and length == hexes and length in (8, 16, 32, 40, 64):
                return self.add("hex", at, end)
            if length > LONGEST_WORD:
                return self.add("base64", at, end)
            return self.add("host", at, end) if dots > 0 and self.is_host_name(at, end) else end
        if hexes + letters == 0:
            return self.mask_numeric(at, end, message_end, dots, dashes, underscores)
        if self.digit(at) or (self.byte(at) in b"-+" and self.digit(at + 1)):
            return self.mask_number_first(at, end, message_end, letters, dots + dashes + underscores, is_key)
        if is_key and digits <= 4:
            return end
        if letters == 0 and dashes == 4 and self.uuid_end(at, end) == end:
            return self.add("uuid", at, end)
        if letters == 0 and dashes == 5 and self.mac_end(at, end) == end:
            return self.add("mac", at, end)
        if length > 40 and dots == 0 and dashes <= 2:
            return self.add("hex" if letters == 0 else "base64", at, end)
        if underscores > 0 and self.has_numeric_part(at, end):
            return self.add("id", at, end)
        if dots > 0:
            return self.mask_dotted(at, end, digits)
        if dashes > 0:
            return self.mask_dashed(at, end, message_end, digits)
        if letters == 0 and underscores == 0 and length >= 6:
            return self.add("hex", at, end)
        return self.add("id", at, end) if digits >= 3 or self.switches(at, end) >= 3 else end

    def mask_alphanumeric(self, at, end, is_key, has_others):
        length = end - at
        if not self.digit(at):
            digits = self.counts(at, end)[0]
            if is_key and digits <= 4:
                return
            if length > 40:
                self.add("base64" if has_others else "hex", at, end)
            elif not has_others and length >= 6:
                self.add("hex", at, end)
            elif digits >= 3 or self.switches(at, end) >= 3:
                self.add("id", at, end)
            return
        if self.byte(at) == 0x30 and self.byte(at + 1) | 0x20 == 0x78 and length > 2:
            self.add("hex", at, end)
            return
        i = self.digits_end(at, end)
        unit = self.unit_of(i, end)
        if unit is not None:
            self.add(unit, at, end)
        elif self.byte(i) | 0x20 == 0x65 and self.is_exponent(i + 1, end):
            self.add("number", at, end)
        elif is_key:
            self.add("number", at, i)
        elif self.is_compound_duration(at, end):
            self.add("duration", at, end)
        else:
            self.add(("base64" if length > 40 else "id") if has_others else "hex", at, end)

    def mask_number(self, at, end, message_end):
        until = self.spaced_size_end(end, message_end)
        return self.add("size" if until > end else "number", at, until)

    def mask_numeric(self, at, end, message_end, dots, dashes, underscores):
        sign = 1 if self.byte(at) in b"-+" else 0
        inner = dashes - (1 if self.byte(at) == 0x2D else 0)
        if inner == 0 and underscores == 0:
            plain = self.digits_end(at + sign, end)
            if dots == 0 and plain == end:
                return self.mask_number(at, end, message_end)
            if dots == 0 and plain == end - 1 and self.byte(plain) == 0x25:
                return self.add("number", at, end)
            if dots == 1 and plain < end and self.byte(plain) == 0x2E:
                fraction = self.digits_end(plain + 1, end)
                if fraction == end:
                    return self.mask_number(at, end, message_end)
                if fraction == end - 1 and self.byte(fraction) == 0x25:
                    return self.add("number", at, end)
            if dots == 3 and self.ipv4_end(at, end) == end:
                return self.add("ip", at, end)
        date = self.date_end(at, end)
        if date > 0:
            until = self.clock_after_date_end(date, message_end)
            if date == end or until > date:
                return self.add("datetime", at, max(until, end))
        if inner == 1 and underscores == 0 and dots == 0:
            first = self.digits_end(at + sign, end)
            if first > at + sign and self.byte(first) == 0x2D and self.digits_end(first + 1, end) == end:
                self.add("number", at, first)
                return self.add("number", first + 1, end)
        return self.add("id" if inner > 0 or underscores > 0 or dots == 0 else "version", at, end)

    def mask_number_first(self, at, end, message_end, letters, marks, is_key):
        if self.byte(at) == 0x30 and self.byte(at + 1) | 0x20 == 0x78 and end - at > 2:
            return self.add("hex", at, end)
        date = self.date_end(at, end)
        if date > 0:
            return self.add("datetime", at, max(end, self.clock_after_date_end(date, message_end)))
        i = at + 1 if self.byte(at) in b"-+" else at
        i = self.digits_end(i, end)
        if i + 1 < end and self.byte(i) == 0x2E and self.digit(i + 1):
            i = self.digits_end(i + 1, end)
        unit = self.unit_of(i, end)
        if unit is not None:
            return self.add(unit, at, end)
        if self.byte(i) | 0x20 == 0x65 and self.is_exponent(i + 1, end):
            return self.add("number", at, end)
        if letters == 0 and marks == 4 and self.uuid_end(at, end) == end:
            self.add("uuid", at, end)
        elif letters == 0 and marks == 5 and self.mac_end(at, end) == end:
            self.add("mac", at, end)
        elif is_key:
            self.add("number", at, i)
        elif self.is_compound_duration(at, end):
            self.add("duration", at, end)
        elif letters == 0 and marks == 0:
            self.add("hex", at, end)
        elif self.is_host_name(at, end):
            self.add("host", at, end)
        else:
            self.add("base64" if end - at > 40 else "id", at, end)
        return end

    def is_exponent(self, at, end):
        start = at + 1 if at < end and self.byte(at) in b"-+" else at
        return start < end and self.digits_end(start, end) == end

    def is_compound_duration(self, at, end):
        i = at
        while i < end:
            number = self.digits_end(i, end)
            if number == i:
                return False
            i = number
            if i < end and self.byte(i) == 0x2E:
                i = self.digits_end(i + 1, end)
            start = i
            while i < end and not self.digit(i):
                i += 1
            if self.unit_of(start, i) != "duration":
                return False
        return True

    def has_numeric_part(self, at, end):
        for part in self.b[at:end].split(b"_"):
            number = part[1:] if part[:1] == b"-" else part
            if number and all(0x30 <= byte <= 0x39 for byte in number):
                return True
        return False

    def mask_dotted(self, at, end, digits):
        if self.is_host_name(at, end):
            return self.add("host", at, end)
        last = end - 1
        while self.byte(last) != 0x2E:
            last -= 1
        if self.digits_end(last + 1, end) == end:
            start = at
            while start < end and not self.digit(start):
                start += 1
            if start > at and self.byte(start - 1) == 0x2E:
                return self.add("number" if self.digits_end(start, end) == end else "version", start, end)
        return self.add("id", at, end) if digits >= 3 else end

    def mask_dashed(self, at, end, message_end, digits):
        dash = self.b.find(b"-", at, end)
        if at < dash < end - 1 and not any(self.digit(i) for i in range(at, dash)):
            part, upper, part_digits = dash + 1, True, 0
            while part < end and self.byte(part) != 0x2D:
                if self.digit(part):
                    part_digits += 1
                elif self.byte(part) >= 0x61:
                    upper = False
                part += 1
            if part_digits > 0 and (upper or self.digit(dash + 1) or part_digits >= 3):
                if part == end and self.digit(dash + 1):
                    return self.mask_atom(dash + 1, end, message_end, False)
                return self.add("id", dash + 1, end)
        return self.add("id", at, end) if digits >= 2 or self.digit(end - 1) else end


def masked_form(data, masks):
    pieces, at = [], 0
    for _, start, end in masks:
        pieces.append(data[at:start].decode("utf-8", "replace"))
        at = end
    pieces.append(data[at:].decode("utf-8", "replace"))
    return "<*>".join(pieces)


def fingerprint(form):
    value = 0xCBF29CE484222325
    for byte in form.encode("utf-8"):
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return format(value, "016x")


def main():
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        data = asked["message"].encode("utf-8") if "message" in asked else bytes.fromhex(asked["messageHex"])
        masks = Masker(data).mask()
        form = masked_form(data, masks)
        print(json.dumps({"masks": masks, "form": form, "fingerprint": fingerprint(form)}))


if __name__ == "__main__":
    main()
