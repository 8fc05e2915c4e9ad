#!/usr/bin/python3
"""Times seven-body topocentric charts by Skyfield: skyfield_chart.py KERNEL LATITUDE LONGITUDE HEIGHT SECONDS, Julian dates
(TT) on standard input. Prints microseconds per chart, then the longitudes of date of the first chart, degrees."""
import sys
import tempfile
import time

from skyfield.api import Loader, wgs84
from skyfield.framelib import ecliptic_frame
from skyfield.jpllib import SpiceKernel

kernel = SpiceKernel(sys.argv[1])
latitude, longitude, height, seconds = map(float, sys.argv[2:])
dates = [float(line) for line in sys.stdin]
scale = Loader(tempfile.gettempdir(), verbose=False).timescale(builtin=True)
observer = kernel["earth"] + wgs84.latlon(latitude, longitude, height)
bodies = [kernel[name] for name in ("sun", "moon", "mercury", "venus", "mars barycenter", "jupiter barycenter", "saturn barycenter")]


def chart(jd_tt):
    """Apparent longitudes; no speeds, of which Skyfield would make a second chart."""
    here = observer.at(scale.tt_jd(jd_tt))
    return [here.observe(body).apparent().frame_latlon(ecliptic_frame)[1].degrees for body in bodies]


first = chart(dates[0])
count, start = 0, time.perf_counter()
while time.perf_counter() - start < seconds:
    chart(dates[count % len(dates)])
    count += 1
print((time.perf_counter() - start) / count * 1e6)
print(*first)
