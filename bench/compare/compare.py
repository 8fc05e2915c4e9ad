#!/usr/bin/env python3
"""Compares a running Ephemeris.Api with the Swiss Ephemeris and ERFA on the same random instants.

Needs Debian's libswe2.0, swe-standard-data, swe-extra-data, python3-skyfield and python3-erfa; nothing else.
Usage: compare.py URL [--key KEY] [--modern 500] [--historical 120] [--seed 1]

Prints a Markdown table: largest difference per body in arc seconds, and the limits; exits 1 when a limit is broken.
Places inside the Sun's disc are left out of the comparison with the Swiss Ephemeris, which lets the deflection fall there
as if the Sun were transparent; nobody can see them.
"""
import argparse
import ctypes
import json
import math
import random
import sys
import urllib.request

SUN, MOON, DEG = 0, 1, math.pi / 180
BODIES = [("Sun", 0, 10), ("Moon", 1, 301), ("Mercury", 2, 199), ("Venus", 3, 299), ("Mars", 4, 4), ("Jupiter", 5, 5),
          ("Saturn", 6, 6), ("Uranus", 7, 7), ("Neptune", 8, 8), ("Pluto", 9, 9)]
AYANAMSAS = [("fagan_bradley", 0), ("lahiri", 1), ("raman", 3), ("krishnamurti", 5), ("yukteshwar", 7)]
HOUSES = [("placidus", "P"), ("koch", "K"), ("porphyry", "O"), ("regiomontanus", "R"), ("campanus", "C"), ("equal", "A"),
          ("whole-sign", "W")]
SWIEPH, SPEED, NONUT = 2, 256, 64
LIMIT = {name: 0.01 for name, _, _ in BODIES} | {"Uranus": 0.25, "Neptune": 0.25, "Pluto": 0.25}


class Swiss:
    """The C library, called directly: the same functions that swetest calls."""

    def __init__(self):
        self.lib = ctypes.CDLL("libswe.so.2")
        self.lib.swe_set_ephe_path(b"/usr/share/libswe/ephe")
        self.lib.swe_deltat.restype = ctypes.c_double
        self.lib.swe_get_ayanamsa_ex.restype = ctypes.c_int

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

    def ayanamsa(self, jd_tt, sid):
        value, err = ctypes.c_double(), ctypes.create_string_buffer(256)
        self.lib.swe_set_sid_mode(sid, ctypes.c_double(0), ctypes.c_double(0))
        self.lib.swe_get_ayanamsa_ex(ctypes.c_double(jd_tt), SWIEPH | NONUT, ctypes.byref(value), err)
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


def topocentric(service, kernel, count, rng):
    """Moon, Sun and Mars from random places at instants with measured Earth orientation, against Skyfield with the same
    kernel and ΔT, pole at rest. (libswe's own topocentric Moon differs from both by up to 0.15″.)"""
    from skyfield.api import Loader, wgs84
    from skyfield.framelib import ecliptic_frame
    from skyfield.jpllib import SpiceKernel
    planets, load, worst = SpiceKernel(kernel), Loader("/tmp", verbose=False), {"Moon": 0, "Sun": 0, "Mars": 0}
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
    """House cusps at random instants and places; sidereal time is ours, so that the cusps alone are compared."""
    worst = {name: 0 for name, _ in HOUSES}
    for _ in range(count):
        jd, lat, lon = rng.uniform(2415021, 2459800), rng.uniform(-65, 65), rng.uniform(-180, 180)
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


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("url")
    options.add_argument("--key")
    options.add_argument("--modern", type=int, default=500)
    options.add_argument("--historical", type=int, default=120)
    options.add_argument("--kernel", default="Ephemeris.Api/Kernels/Data/se431_1550-2650.bsp")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    service, swiss, rng = Service(given.url, given.key), Swiss(), random.Random(given.seed)
    modern = [round(rng.uniform(2305448, 2671000), 6) for _ in range(given.modern)]
    historical = [round(rng.uniform(2086800, 2287180), 6) for _ in range(given.historical)]
    failed = False

    def row(name, text, value, limit):
        nonlocal failed
        failed |= value > limit
        print(f"| {name} | {text} | {value:.4f} | {limit} |")

    print("| quantity | compared with, on | largest difference (″) | limit (″) |\n|---|---|---|---|")
    ours = places(service, swiss, modern, "de440")
    past = places(service, swiss, historical, "de441")
    for name, _, _ in BODIES:
        row(f"{name}, longitude", f"libswe, {given.modern - ours[name][2]} instants 1600–2600", ours[name][0], LIMIT[name])
        row(f"{name}, latitude", "the same", ours[name][1], LIMIT[name])
        row(f"{name}, either", f"libswe, {given.historical - past[name][2]} instants 1000–1550", max(past[name][:2]), LIMIT[name])
    for name, worst in topocentric(service, given.kernel, 50, rng).items():
        row(f"{name}, topocentric", "Skyfield, 50 instants and places 1973–2022", worst, 0.01)
    for name, worst in houses(service, swiss, 40, rng).items():
        row(f"cusps, {name}", "libswe, 40 instants and places", worst, 0.05)
    for name, worst in ayanamsas(service, swiss, modern[:60]).items():
        row(f"ayanamsa {name}", "libswe, 60 instants 1600–2600", worst, 0.01)
    for name, worst in erfa_orientation(service, 100, rng).items():
        row(name, "ERFA, 100 instants 1600–2400", worst, 0.001)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
