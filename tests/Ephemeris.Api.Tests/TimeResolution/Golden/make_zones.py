"""Reference values of the tz database, by CPython's zoneinfo and the C library's zdump: independent readers of the same data.

python3 make_zones.py <folder of compiled zones>    writes zone_offsets.csv and zone_local_times.csv here
The folder is usr/share/zoneinfo of Debian's package tzdata 2026f-0+deb12u1; made with Python 3.11.7, zdump of glibc 2.36.
"""
import calendar, os, random, re, subprocess, sys, zoneinfo
from datetime import datetime, timedelta, timezone

root = os.path.abspath(sys.argv[1])
zoneinfo.reset_tzpath([root])
random.seed(20260101)
here = os.path.dirname(os.path.abspath(__file__))
EPOCH = datetime(1970, 1, 1)


def zones():
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in ("posix", "right"))
        for name in sorted(files):
            path = os.path.join(folder, name)
            with open(path, "rb") as f:
                if f.read(4) == b"TZif" and name not in ("localtime", "posixrules", "Factory"):
                    yield os.path.relpath(path, root)


def transitions(zone):
    out = subprocess.run(["zdump", "-v", "-c", "1700,2037", os.path.join(root, zone)], capture_output=True, text=True).stdout
    seen = []
    for line in out.splitlines():
        m = re.search(r"\w{3} (\w{3}) +(\d+) (\d\d):(\d\d):(\d\d) (\d{4}) UT = .* isdst=\d gmtoff=(-?\d+)", line)
        if m:
            month = list(calendar.month_abbr).index(m[1])
            seen.append((int((datetime(int(m[6]), month, int(m[2]), int(m[3]), int(m[4]), int(m[5])) - EPOCH).total_seconds()), int(m[7])))
    return [b for a, b in zip(seen, seen[1:]) if b[0] - a[0] == 1]


def at(zone, unix):
    t = (EPOCH + timedelta(seconds=unix)).replace(tzinfo=timezone.utc).astimezone(zone)
    return int(t.utcoffset().total_seconds()), int(t.dst() > timedelta(0)), t.tzname()


with open(os.path.join(here, "zone_offsets.csv"), "w") as offsets, open(os.path.join(here, "zone_local_times.csv"), "w") as local_times:
    offsets.write("zone,unix_seconds,offset_seconds,dst_active,abbreviation\n")
    local_times.write("zone,local_datetime,utc_fold0,utc_fold1,kind\n")
    for name in zones():
        zone = zoneinfo.ZoneInfo(name)
        changes = transitions(name)
        instants = {random.randrange(-5_500_000_000, 4_200_000_000)}
        instants |= {t + random.choice((-1, 0, 1)) for t, _ in random.sample(changes, min(3, len(changes)))}
        for unix in sorted(instants):
            offset, dst, label = at(zone, unix)
            offsets.write(f"{name},{unix},{offset},{dst},{label}\n")
        for unix, after in random.sample(changes, min(2, len(changes))):
            before = at(zone, unix - 1)[0]
            # In the middle of the gap or the fold; where the offset does not change, on the transition.
            local = EPOCH + timedelta(seconds=unix + (before + after) // 2)
            utc = []
            for fold in (0, 1):
                offset = int(local.replace(tzinfo=zone, fold=fold).utcoffset().total_seconds())
                utc.append((local - timedelta(seconds=offset)).isoformat() + "Z")
            kind = "gap" if after > before else "fold" if after < before else "plain"
            local_times.write(f"{name},{local.isoformat()},{utc[0]},{utc[1]},{kind}\n")
