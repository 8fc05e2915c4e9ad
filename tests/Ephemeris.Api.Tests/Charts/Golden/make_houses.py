"""House cusps from sidereal time, obliquity and latitude, by the Swiss Ephemeris: python3 make_houses.py   writes houses.csv here.

Made with Debian's libswe2 2.10.03-3 (function swe_houses_armc) through ctypes.
"""
import ctypes, os, random

swe = ctypes.CDLL("libswe.so.2")
swe.swe_houses_armc.argtypes = [ctypes.c_double] * 3 + [ctypes.c_int] + [ctypes.POINTER(ctypes.c_double)] * 2
SYSTEMS = {"placidus": "P", "koch": "K", "porphyry": "O", "regiomontanus": "R", "campanus": "C", "equal": "E", "whole-sign": "W"}
random.seed(20260102)
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "houses.csv"), "w") as out:
    out.write("system,armc_deg,obliquity_deg,latitude_deg,asc,mc,vertex," + ",".join(f"cusp{i}" for i in range(1, 13)) + "\n")
    for name, letter in SYSTEMS.items():
        polar = name not in ("placidus", "koch")
        latitudes = [0.0, 66.4, -66.4, 23.3, -23.3, 45.0] + ([89.9, -89.9, 90.0, -90.0, 67.0, -70.0] if polar else [])
        latitudes += [random.uniform(-90, 90) if polar else random.uniform(-66.4, 66.4) for _ in range(80)]
        for latitude in latitudes:
            armc, eps = random.uniform(0, 360), random.uniform(22.7, 24.2) if abs(latitude) < 65 else 23.44
            cusps, ascmc = (ctypes.c_double * 37)(), (ctypes.c_double * 10)()
            if swe.swe_houses_armc(armc, latitude, eps, ord(letter), cusps, ascmc) < 0:
                continue
            values = [ascmc[0], ascmc[1], ascmc[3]] + list(cusps[1:13])
            out.write(f"{name},{armc!r},{eps!r},{latitude!r}," + ",".join(f"{v:.9f}" for v in values) + "\n")
