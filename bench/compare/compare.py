#!/usr/bin/python3
"""Compares Ephemeris.Api with the Swiss Ephemeris, Skyfield and ERFA on the same random instants.

Needs Debian's libswe2.0, swe-standard-data, swe-extra-data, python3-skyfield and python3-erfa; nothing else.
Usage: compare.py [URL] [--key KEY] [--modern 500] [--historical 120] [--seed 1] [--bodies] [--write]

Without a URL the service is built and started for the comparison, its rate limits off. Prints a Markdown table: largest
difference in arc seconds and the limit; --bodies has a row for each body, --write puts the table into the service's README.
Exits 1 when a limit is broken. Places inside the Sun's disc are left out of the comparison with the Swiss Ephemeris, which
lets the deflection fall there as if the Sun were transparent; nobody can see them.
"""
import argparse
import contextlib
import ctypes
import json
import math
import os
import pathlib
import random
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]

SUN, MOON, DEG = 0, 1, math.pi / 180
BODIES = [("Sun", 0, 10), ("Moon", 1, 301), ("Mercury", 2, 199), ("Venus", 3, 299), ("Mars", 4, 4), ("Jupiter", 5, 5),
          ("Saturn", 6, 6), ("Uranus", 7, 7), ("Neptune", 8, 8), ("Pluto", 9, 9)]
AYANAMSAS = [("fagan_bradley", 0), ("lahiri", 1), ("raman", 3), ("krishnamurti", 5), ("yukteshwar", 7)]
HOUSES = [("placidus", "P"), ("koch", "K"), ("porphyry", "O"), ("regiomontanus", "R"), ("campanus", "C"), ("equal", "A"),
          ("whole-sign", "W")]
SWIEPH, SPEED, NONUT, SIDEREAL = 2, 256, 64, 64 * 1024
LIMIT = {name: 0.01 for name, _, _ in BODIES} | {"Uranus": 0.25, "Neptune": 0.25, "Pluto": 0.25}


class Swiss:
    """The C library, called directly: the same functions that swetest calls."""

    def __init__(self):
        self.lib = ctypes.CDLL("libswe.so.2")
        self.lib.swe_set_ephe_path(b"/usr/share/libswe/ephe")
        self.lib.swe_deltat.restype = ctypes.c_double
        self.lib.swe_get_ayanamsa_ex.restype = ctypes.c_int
        self.lib.swe_set_sid_mode(1, ctypes.c_double(0), ctypes.c_double(0))

    def place(self, jd_tt, body, flags=SWIEPH):
        out, err = (ctypes.c_double * 6)(), ctypes.create_string_buffer(256)
        got = self.lib.swe_calc(ctypes.c_double(jd_tt), body, flags | SPEED, out, err)
        if got < 0 or not got & SWIEPH:
            raise SystemExit(f"Swiss Ephemeris: {err.value.decode()}")
        return list(out)

    def houses_armc(self, armc, lat, eps, system):
        cusps, angles = (ctypes.c_double * 13)(), (ctypes.c_double * 10)()
        self.lib.swe_houses_armc(ctypes.c_double(armc), ctypes.c_double(lat), ctypes.c_double(eps), ord(system), cusps, angles)
        return list(cusps)[1:], list(angles)

    def obliquity(self, jd_tt):
        return self.place(jd_tt, -1)[0]

    def ayanamsa(self, jd_tt, sid, flags=NONUT):
        value, err = ctypes.c_double(), ctypes.create_string_buffer(256)
        self.lib.swe_set_sid_mode(sid, ctypes.c_double(0), ctypes.c_double(0))
        self.lib.swe_get_ayanamsa_ex(ctypes.c_double(jd_tt), SWIEPH | flags, ctypes.byref(value), err)
        return value.value


class Service:
    def __init__(self, url, key):
        self.url, self.key = url.rstrip("/"), key

    def post(self, path, body):
        return self.send(urllib.request.Request(self.url + path, json.dumps(body).encode(), {"Content-Type": "application/json"}))

    def get(self, path):
        return self.send(urllib.request.Request(self.url + path))

    def send(self, request):
        if self.key:
            request.add_header("X-API-Key", self.key)
        try:
            with urllib.request.urlopen(request) as response:
                return json.load(response)
        except urllib.error.HTTPError as failure:
            raise SystemExit(f"{request.full_url}: {failure.code} {failure.read().decode()[:300]}") from failure


def separation(a, b):
    """Signed difference of two longitudes, arc seconds."""
    return ((a - b + 540) % 360 - 180) * 3600


def arc(p, q):
    """Angle between two ecliptic directions, degrees."""
    c = math.sin(p[1] * DEG) * math.sin(q[1] * DEG) + math.cos(p[1] * DEG) * math.cos(q[1] * DEG) * math.cos((p[0] - q[0]) * DEG)
    return math.degrees(math.acos(max(-1, min(1, c))))


def looks(service, body, jds, kernel, observer=None, delta_t=None):
    request = {"body": body, "jd_tt": jds, "kernel": kernel, "corrections": "apparent"}
    if observer:
        request |= {"observer": observer, "delta_t": delta_t}
    return service.post("/v1/observe", request)["observations"]


def places(service, swiss, jds, kernel):
    """Largest difference in longitude·cos(latitude) and in latitude per body, geocentric."""
    worst = {}
    sun = [swiss.place(jd, SUN) for jd in jds]
    for name, swe, naif in BODIES:
        lon = lat = skipped = 0
        for jd, look, at_sun in zip(jds, looks(service, naif, jds, kernel), sun):
            theirs = swiss.place(jd, swe)
            if swe > MOON and arc(theirs, at_sun) < 0.28 and theirs[2] > at_sun[2]:
                skipped += 1
                continue
            mine = look["ecliptic_of_date"]
            lon = max(lon, abs(separation(mine["lon_deg"], theirs[0])) * math.cos(theirs[1] * DEG))
            lat = max(lat, abs(mine["lat_deg"] - theirs[1]) * 3600)
        worst[name] = (lon, lat, skipped)
    return worst


def charts(service, swiss, count, rng):
    """/calculate from civil time, geocentric: tropical and sidereal longitudes and the ayanamsa, while UTC had leap seconds."""
    import erfa
    worst = {"tropical": 0, "sidereal": 0, "ayanamsa": 0}
    for _ in range(count):
        year, month, day = rng.randint(1973, 2022), rng.randint(1, 12), rng.randint(1, 28)
        hour, minute = rng.randint(0, 23), rng.randint(0, 59)
        jd_tt = sum(erfa.taitt(*erfa.utctai(*erfa.dtf2d("UTC", year, month, day, hour, minute, 0.0))))
        request = {"birth_time": f"{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z", "latitude": 0, "longitude": 0,
                   "observer": "geocentric", "bodies": [name for name, _, _ in BODIES[:7]]}
        sun = swiss.place(jd_tt, SUN)
        for zodiac, flags in (("tropical", SWIEPH), ("sidereal", SWIEPH | SIDEREAL)):
            mine = service.post("/calculate", request | {"zodiac": zodiac})
            ayanamsa = swiss.ayanamsa(jd_tt, 1, 0)
            if zodiac == "sidereal":
                worst["ayanamsa"] = max(worst["ayanamsa"], abs(mine["meta"]["ayanamsa_deg"] - ayanamsa) * 3600)
            for name, swe, _ in BODIES[:7]:
                theirs = swiss.place(jd_tt, swe, flags)
                if swe > MOON and arc(swiss.place(jd_tt, swe), sun) < 0.28:
                    continue
                worst[zodiac] = max(worst[zodiac], abs(separation(mine["data"][name]["longitude"], theirs[0])) * math.cos(theirs[1] * DEG),
                                    abs(mine["data"][name]["latitude"] - theirs[1]) * 3600)
    return worst


def topocentric(service, kernel, count, rng):
    """Moon, Sun and Mars from random places at instants with measured Earth orientation, against Skyfield with the same
    kernel and ΔT, pole at rest. (libswe's own topocentric Moon differs from both by up to 0.15″.)"""
    from skyfield.api import Loader, wgs84
    from skyfield.framelib import ecliptic_frame
    from skyfield.jpllib import SpiceKernel
    planets, load, worst = SpiceKernel(str(kernel)), Loader("/tmp", verbose=False), {"Moon": 0, "Sun": 0, "Mars": 0}
    for _ in range(count):
        jd = rng.uniform(2441700, 2459800)
        delta_t = service.get(f"/v1/timescales?jd_tt={jd:.9f}")["delta_t"]
        lon, lat, height = rng.uniform(-180, 180), rng.uniform(-66, 66), rng.uniform(0, 4000)
        t = load.timescale(builtin=True, delta_t=delta_t).tt_jd(jd)
        observer = planets["earth"] + wgs84.latlon(lat, lon, height)
        for name, body, theirs in (("Moon", 301, "moon"), ("Sun", 10, "sun"), ("Mars", 4, "mars barycenter")):
            b, l, _ = observer.at(t).observe(planets[theirs]).apparent().frame_latlon(ecliptic_frame)
            request = {"body": body, "jd_tt": jd, "delta_t": delta_t, "polar_motion_arcsec": [0, 0],
                       "observer": {"latitude": lat, "longitude": lon, "elevation": height}}
            mine = service.post("/v1/observe", request)["ecliptic_of_date"]
            worst[name] = max(worst[name], abs(separation(mine["lon_deg"], l.degrees)) * math.cos(b.radians),
                              abs(mine["lat_deg"] - b.degrees) * 3600)
    return worst


def houses(service, swiss, count, rng):
    """House cusps at random instants and places; sidereal time is ours, so that the cusps alone are compared: outside
    1850-2050 libswe reckons it from the mean Sun, not from the Earth's rotation angle as ERFA and Skyfield do."""
    worst = {name: 0 for name, _ in HOUSES}
    for _ in range(count):
        jd, lat, lon = rng.uniform(2305448, 2671000), rng.uniform(-65, 65), rng.uniform(-180, 180)
        scales = service.get(f"/v1/timescales?jd_utc={jd:.9f}")
        eps = swiss.obliquity(scales["jd_tt"])
        for name, letter in HOUSES:
            mine = service.post("/houses", {"birth_time": scales["utc"], "latitude": lat, "longitude": lon, "system": name, "zodiac": "tropical"})
            cusps, angles = swiss.houses_armc(mine["armc"], lat, eps, letter)
            for ours, theirs in zip(mine["cusps"] + [mine["asc"]], cusps + [angles[0]]):
                worst[name] = max(worst[name], abs(separation(ours, theirs)))
    return worst


def ayanamsas(service, swiss, jds):
    worst = {name: 0 for name, _ in AYANAMSAS}
    for jd in jds:
        mine = {entry["id"]: entry["value_deg"] for entry in service.get(f"/v1/ayanamsas?jd_tt={jd:.9f}")["ayanamsas"]}
        for name, sid in AYANAMSAS:
            worst[name] = max(worst[name], abs(mine[name] - swiss.ayanamsa(jd, sid)) * 3600)
    return worst


def erfa_orientation(service, count, rng):
    """Nutation, sidereal time and the matrix to the ITRF against ERFA, arc seconds."""
    import erfa
    worst = {"Δψ": 0, "GAST": 0, "celestial to terrestrial": 0}
    for _ in range(count):
        jd = rng.uniform(2305448, 2597641)
        mine = service.get(f"/v1/earth-orientation?jd_tt={jd:.6f}&jd_ut1={jd:.6f}&xp_arcsec=0.1&yp_arcsec=0.3")
        jd = round(jd, 6)
        worst["Δψ"] = max(worst["Δψ"], abs(mine["dpsi_rad"] - erfa.nut06a(jd, 0.0)[0]) / DEG * 3600)
        worst["GAST"] = max(worst["GAST"], abs(separation(math.degrees(mine["gast_rad"]), math.degrees(erfa.gst06a(jd, 0.0, jd, 0.0)))))
        theirs = erfa.c2t06a(jd, 0.0, jd, 0.0, 0.1 / 3600 * DEG, 0.3 / 3600 * DEG)
        for i in range(3):
            for j in range(3):
                worst["celestial to terrestrial"] = max(
                    worst["celestial to terrestrial"], abs(mine["celestial_to_terrestrial"][i][j] - theirs[i][j]) / DEG * 3600)
    return worst


@contextlib.contextmanager
def served(url):
    """The URL as given, or that of a service started here and ended afterwards."""
    if url:
        yield url
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    command = ["dotnet", "run", "-c", "Release", "--no-launch-profile", "--project", "Ephemeris.Api"]
    environment = os.environ | {"ASPNETCORE_ENVIRONMENT": "Development", "ASPNETCORE_URLS": url, "DISABLE_RATE_LIMIT": "1"}
    # A session of its own: "dotnet run" starts the service as a further process, which must end too.
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        while True:
            try:
                urllib.request.urlopen(url + "/health/live").close()
                break
            except OSError:
                if process.poll() is not None:
                    raise SystemExit("The service did not start; run it by hand to see why.") from None
                time.sleep(0.2)
        yield url
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


class Table:
    """Rows of a Markdown table, and whether all of them kept their limits."""

    def __init__(self, by_body):
        self.by_body, self.failed = by_body, False
        self.lines = ["| quantity | peer, instants | found (″) | limit (″) |", "|---|---|---|---|"]

    def add(self, name, peer, values, limits):
        """One row for the largest of the values, or one for each of them; both by name."""
        rows = values if self.by_body else [max(values, key=lambda key: values[key] / limits[key])]
        for key in rows:
            missed = not values[key] <= limits[key]
            self.failed |= missed
            label = f"{name}: {key}" if self.by_body else name
            self.lines.append(f"| {label} | {peer} | {values[key]:.4f}{' MISSED' if missed else ''} | {limits[key]} |")

    def write(self, path):
        """Replaces the table in a file, which stands between a comment and an empty line."""
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"(?s)(<!-- compare.py -->\n).*?\n\n", lambda m: m[1] + "\n".join(self.lines) + "\n\n", text),
                        encoding="utf-8")


def compare(service, swiss, given):
    rng, table = random.Random(given.seed), Table(given.bodies)
    modern = [round(rng.uniform(2305448, 2671000), 6) for _ in range(given.modern)]
    historical = [round(rng.uniform(2086800, 2287180), 6) for _ in range(given.historical)]
    near, far = [name for name, _, _ in BODIES[:7]], [name for name, _, _ in BODIES[7:]]

    def limit(values, bound):
        return {name: bound for name in values}

    def bodies(title, found, names, peer):
        values = {f"{name} {word}": found[name][i] for name in names for i, word in enumerate(("longitude", "latitude"))}
        table.add(title, peer, values, {key: LIMIT[key.split()[0]] for key in values})

    found = places(service, swiss, modern, "de440")
    bodies("Sun–Saturn, Moon", found, near, f"libswe, {given.modern} in 1600–2600")
    bodies("Uranus–Pluto", found, far, "the same")
    bodies("Sun–Pluto, Moon", places(service, swiss, historical, "de441"), near + far, f"libswe, {given.historical} in 1000–1550")
    worst = charts(service, swiss, 100, rng)
    table.add("charts from UTC, tropical and sidereal", "libswe, 100 in 1973–2022", worst, limit(worst, 0.01))
    worst = topocentric(service, given.kernel, 50, rng)
    table.add("Moon, Sun, Mars from the ground", "Skyfield, 50 in 1973–2022", worst, limit(worst, 0.01))
    worst = houses(service, swiss, 100, rng)
    table.add("cusps, seven systems", "libswe, 100 in 1600–2600", worst, limit(worst, 0.05))
    worst = ayanamsas(service, swiss, modern + historical)
    table.add("ayanamsas", f"libswe, the first {given.modern + given.historical}", worst, limit(worst, 0.01))
    worst = erfa_orientation(service, 100, rng)
    table.add("nutation, sidereal time, ITRF matrix", "ERFA, 100 in 1600–2400", worst, limit(worst, 0.001))
    return table


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("url", nargs="?")
    options.add_argument("--key")
    options.add_argument("--modern", type=int, default=500)
    options.add_argument("--historical", type=int, default=120)
    options.add_argument("--kernel", default=ROOT / "Ephemeris.Api/Kernels/Data/se431_1550-2650.bsp")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--bodies", action="store_true", help="a row for each body, system or ayanamsa")
    options.add_argument("--write", action="store_true", help="put the table into Ephemeris.Api/README.md")
    given = options.parse_args()
    with served(given.url) as url:
        table = compare(Service(url, given.key), Swiss(), given)
    print("\n".join(table.lines))
    if given.write:
        table.write(ROOT / "Ephemeris.Api/README.md")
    sys.exit(1 if table.failed else 0)


if __name__ == "__main__":
    main()
